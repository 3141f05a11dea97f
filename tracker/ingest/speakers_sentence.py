"""Who said it, read off the quotation's own sentence.

Rules run from the surest to the least sure: a turn's label, the tag behind the quotation, the verb of
saying in front of it, a tag that closes the sentence, then nouns of speech and colons.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ingest import lexicon
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    BASE_FORMS,
    CALL,
    CUES,
    FINITE,
    INVERTED,
    NOUN_LIKE,
    PHRASAL,
    SAID,
    SAY,
    SAY_BASE,
    SUBORDINATORS,
    WEAK,
)
from tracker.ingest.frames import Frame
from tracker.ingest.genders import GENDER_OF
from tracker.ingest.people import Cast
from tracker.ingest.phrases import Subject
from tracker.ingest.quotes import RawQuote
from tracker.ingest.reference import References
from tracker.ingest.speakers_naming import Attribution, Naming
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS
from tracker.ingest.transcripts import NOBODY

_FINITE_VERBS = lexicon.words("finite_verbs")
_TAG_ENDS = ",?!…-—–"
_LEAD_IN = frozenset([",", ":", "that", "—", "–", "--"])
_DASHES = frozenset(["—", "–", "--", "―", "-"])
_NOUN_LEADS = frozenset(
    ["the", "a", "an", "his", "her", "its", "their", "this", "that", "'s", "of", "in", "own"]
)
_PASSIVE = frozenset(["was", "were", "is", "been", "being", "are", "be"])
_SPEECH_NOUNS = frozenset(
    "comment claim statement remark remarks assertion belief view argument call warning declaration announcement "
    "complaint accusation message line response answer tweet motto refrain words slogan suggestion contention".split()
)
_PROMISES = frozenset(["promise", "pledge", "vow", "threat", "call", "plan", "offer"])
_GOES_ON = frozenset(["and", "but", "or", "to", "in", "for", "of", "with", "that", "which", "from", "is"])
_BEFORE_BASE = frozenset(
    ["to", "would", "will", "could", "should", "did", "does", "not", "n't", "didn't", "wouldn't"]
)
_TAG_LEADS = frozenset([",", "”", '"', "''", "’", "'", "—", "--"])
_GOING_ON = frozenset(["continued", "continues", "concluded", "concludes"])
# Items of a turn's label, colon included: "Speaker 1:".
_LABEL_ITEMS = 5
# Items before "from Lee: “…”".
_FROM_WITHIN = 4
# Items of a sentence looked at on each side of a quotation: longer "sentences" are lists or broken text.
_REACH = 120


def _nameless(first: int, last: int) -> Attribution:
    """A turn whose label, tokens ``first:last``, names nobody we could look up."""
    return Attribution("label", Subject(first, last, "nominal"), -1, "unnamed", 0.8)


class SentenceRules(Naming):
    """The rules that need no more than one frame."""

    def __init__(
        self,
        doc: Doc,
        quotes: Sequence[RawQuote],
        frames: Sequence[Frame],
        cast: Cast,
        references: References,
    ) -> None:
        super().__init__(doc, frames, cast, references)
        self.quotes = quotes
        self.found: list[Attribution] = [Attribution() for _ in quotes]

    def in_frame(self, frame: Frame, position: int, number: int) -> Attribution:
        """The speaker the sentence itself names for the quotation at ``position``; empty if none."""
        for rule in (self._label, self._tag_after):
            found = rule(frame, position, number)
            if found is not None:
                return found
        before = self._cue_before(frame, position, number)
        if before is None or before.entity < 0:
            closing = self._tag_at_end(frame, position, number)
            if closing is not None:
                return closing
        if before is not None:
            return before
        return (
            self._in_words_of(frame, position)
            or self._noun_before(frame, position)
            or self._beside(frame, position)
            or self._colon_before(frame, position)
            or Attribution()
        )

    def _colon_before(self, frame: Frame, position: int) -> Attribution | None:
        """ "Cole stood by it: “I know what I saw.”": the person the sentence is about."""
        items = frame.items
        if position < 3 or items[position - 1] < 0 or self.doc.words[items[position - 1]] != ":":
            return None
        mention = self.cast.ending.get(items[position - 2], -1)
        if mention >= 0 and self._is_from(frame, position - 2, mention):
            return self.speaker_of(self.clauses.named(mention), "colon", 0.85)  # "This, from Lee: “…”"
        subject = self.clauses.first_phrase(frame, position)
        if subject is None or subject.kind == "nominal":
            return None
        found = self.speaker_of(subject, "colon", 0.75)
        return found if found.kind == "person" else None

    def _is_from(self, frame: Frame, i: int, mention: int) -> bool:
        """Whether "from" or "by" stands before the mention that ends at item ``i``, near the sentence's beginning."""
        found = self.cast.mentions[mention]
        before = i - (found.last - found.first)
        if not 0 <= before <= _FROM_WITHIN or frame.items[before] < 0 or found.possessive:
            return False
        return self.doc.lows[frame.items[before]] in ("from", "by")

    def _noun_before(self, frame: Frame, position: int) -> Attribution | None:
        """ "Trump's claim that “…”", "his comment Monday that “…”", "the message from Lee: “…”"."""
        items, doc, cast = frame.items, self.doc, self.cast
        for i in range(position - 1, max(-1, position - 7), -1):
            if items[i] < 0:
                return None
            if doc.lows[items[i]] not in _SPEECH_NOUNS and doc.lows[items[i]] not in _PROMISES:
                continue
            lead = doc.lows[items[position - 1]]
            if lead == "to" and doc.lows[items[i]] in _PROMISES:
                lead = "that"
            clause = i + 1 < position and items[i + 1] >= 0 and doc.lows[items[i + 1]] == "that"
            if lead not in ("that", ":", ",") and position - i > 1 and not clause:
                return None
            owner = items[i - 1] if i and items[i - 1] >= 0 else -1
            mention = cast.ending.get(owner, -1)
            if mention >= 0 and cast.mentions[mention].possessive:
                return self.speaker_of(self.clauses.named(mention), "speech noun", 0.8)
            if owner >= 0 and doc.lows[owner] in ("his", "her"):
                found = self.references.resolve_gender(GENDER_OF[doc.lows[owner]], frame, owner, set())
                if found is not None:
                    subject = Subject(owner, owner + 1, "pronoun")
                    return Attribution("speech noun", subject, found[0], "person", 0.8 * found[1])
            return None
        return None

    def _in_words_of(self, frame: Frame, position: int) -> Attribution | None:
        """ "In the words of the prosecutor, Ann Lee, “…”"."""
        items, lows = frame.items, self.doc.lows
        for i in range(position - 3, max(0, position - 20), -1):
            if (
                items[i] >= 0
                and items[i + 1] >= 0
                and lows[items[i]] == "words"
                and lows[items[i + 1]] == "of"
            ):
                subject = self.clauses.phrase_starting(frame, i + 2)
                return self.speaker_of(subject, "in the words of", 0.85) if subject else None
        return None

    def _beside(self, frame: Frame, position: int) -> Attribution | None:
        """Another quotation of the same sentence whose speaker is known goes on here."""
        for i in range(position - 1, max(-1, position - _REACH), -1):
            if frame.items[i] < 0:
                other = self.found[-1 - frame.items[i]]
                if other.rule and other.entity >= 0 and other.rule != "governed":
                    return self.chain(other, "same sentence", 0.85)
        return None

    def _label(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """ "HOMAN: “…”" and "“…” — Thomas Homan"."""
        items, words = frame.items, self.doc.words
        label = self.quotes[number].label
        if label is not None:
            mention = self.cast.ending[self.doc.token_at(label[1] - 1)]
            entity = self.cast.entity_at(mention)
            if entity.kind != "organization" or not entity.name.isupper():
                entity.kind = "person"  # "MARTIN:", beside a Lockheed Martin
            return self.speaker_of(self.clauses.named(mention), "label", 0.95)
        if position >= 2 and items[position - 1] >= 0 and words[items[position - 1]] == ":":
            mention = self.cast.ending.get(items[position - 2], -1)
            if mention < 0 or self.cast.mentions[mention].first != items[0]:
                # "DALE RUSK, ACTING DIRECTOR, FIELD OFFICE:": a name, then nothing but capitals.
                shouted = all(
                    item >= 0 and words[item].upper() == words[item] for item in items[: position - 1]
                )
                mention = self.cast.starting.get(items[0], -1) if shouted else -1
            if mention >= 0 and not NOBODY.isdisjoint(
                self.doc.lows[self.cast.mentions[mention].first : self.cast.mentions[mention].last]
            ):
                return _nameless(items[0], self.cast.mentions[mention].last)
            if mention >= 0:
                entity = self.cast.entity_at(mention)
                if entity.kind == "organization" and entity.name.isupper() and " " not in entity.name:
                    entity.kind = "person"  # a turn's label: "WALLACE:"
                return self.speaker_of(self.clauses.named(mention), "label", 0.95)
            quote = self.quotes[number]
            turn = quote.outer_start == quote.start and not quote.block
            named = items[0] in self.cast.starting
            if (position == 2 and words[items[0]].isupper()) or (
                turn and position <= _LABEL_ITEMS and not named
            ):
                return _nameless(items[0], items[position - 2] + 1)
        after = items[position + 1 : position + 3]
        if (
            len(after) == 2
            and after[0] >= 0
            and words[after[0]] in _DASHES
            and after[1] in self.cast.starting
        ):
            mention = self.cast.starting[after[1]]
            rest = position + 2 + self.cast.mentions[mention].last - self.cast.mentions[mention].first
            if rest >= len(items) or (items[rest] >= 0 and words[items[rest]] in (",", ".", "(")):
                return self.speaker_of(self.clauses.named(mention), "signature", 0.85)
        return None

    def _tag_after(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """ "…," said Homan / Homan said / he told the paper / according to Homan."""
        items, doc = frame.items, self.doc
        quote = self.quotes[number]
        i = position + 1
        if i < len(items) and items[i] >= 0 and doc.words[items[i]] in (",", "-", "—", "–", "--"):
            i += 1
            comma = True
        else:
            comma = (
                self._last_mark(quote) in _TAG_ENDS or self._bare_tag(frame, i) or self._bare_said(frame, i)
            )
        if not comma or i >= len(items) or items[i] < 0:
            return None
        start = i
        while (
            i < len(items)
            and items[i] >= 0
            and (doc.lows[items[i]] in ADVERBS or doc.lows[items[i]].endswith("ly"))
        ):
            i += 1
        if i >= len(items) or items[i] < 0:
            return None
        low = doc.lows[items[i]]
        if low == "according" and i + 2 < len(items):
            before = self._cue_before(frame, position, number) if position else None
            if (
                before is not None
                and before.kind == "person"
                and doc.lows[before.cue] in SAY
                and before.entity >= 0
            ):
                return before  # "Lee said it was “so,” according to the Times"
            subject = self.clauses.phrase_starting(frame, i + 2)
            return self.speaker_of(subject, "according", 0.9, items[i]) if subject else None
        named = i + 1 < len(items) and items[i + 1] in self.cast.starting
        if low in INVERTED or low in ("read", "reads") or (named and low in FINITE and low in CUES):
            following = doc.lows[items[i + 1]] if i + 1 < len(items) and items[i + 1] >= 0 else ""
            if following not in ("that", "he", "she", "they"):
                subject = self.clauses.subject_after(frame, i)
                if subject is not None:
                    return self.speaker_of(subject, "inverted", 0.96, items[i])
                if position > 0:
                    return None
        return self._tag_forward(frame, position, start)

    def _last_mark(self, quote: RawQuote) -> str:
        """The last character of the words quoted, inner quotation marks left aside."""
        text, end = self.doc.text, quote.end
        while end > quote.start and text[end - 1] in "'’‘ \u00a0":
            end -= 1
        return text[end - 1] if end > quote.start else " "

    def _bare_tag(self, frame: Frame, i: int) -> bool:
        """A name or pronoun and a verb of saying stand right behind, comma or none."""
        items, cast, lows = frame.items, self.cast, self.doc.lows
        if i >= len(items) or items[i] < 0:
            return False
        if items[i] in cast.starting:
            found = cast.mentions[cast.starting[items[i]]]
            i += found.last - found.first
        elif lows[items[i]] in ("he", "she", "they"):
            i += 1
        else:
            return False
        return i < len(items) and items[i] >= 0 and (lows[items[i]] in SAY or lows[items[i]] in _GOING_ON)

    def _bare_said(self, frame: Frame, i: int) -> bool:
        """ "“…” said Lee": the verb and a name stand right behind, comma or none."""
        items, lows = frame.items, self.doc.lows
        if i + 1 >= len(items) or items[i] < 0 or lows[items[i]] not in ("said", "says"):
            return False
        return items[i + 1] in self.cast.starting or lows[items[i + 1]] in PERSON_NOUNS

    def _tag_forward(self, frame: Frame, position: int, start: int) -> Attribution | None:
        """A noun phrase and its verb of saying right behind the quotation."""
        items, doc = frame.items, self.doc
        begin = self._phrase_begins(frame, start)
        if begin is None:
            return None
        for i in range(start + 1, min(len(items), start + 60)):
            item = items[i]
            if item < 0:
                return None
            low = doc.lows[item]
            if low in (";", "“"):
                return None
            phrasal = i + 1 < len(items) and items[i + 1] >= 0 and PHRASAL.get(low) == doc.lows[items[i + 1]]
            finite = phrasal or (low in CUES and (low in FINITE or low in SAY_BASE))
            if finite and item not in self.cast.ending:
                if low in PERSON_NOUNS and doc.lows[items[i - 1]] in ("the", "a", "an", "his", "her"):
                    continue
                subject = self._handed_on(frame, i)
                if subject is not None:
                    return self.speaker_of(subject, "handed on", 0.9, item)
                subject = self.clauses.subject_before(frame, i)
                if subject is not None and subject.first >= items[start] and subject.distance < 2:
                    leading = sum(1 for k in range(start, i) if items[k] >= 0 and items[k] < subject.first)
                    if leading <= 1 or subject.distance == 1 or begin:
                        return self.speaker_of(subject, "tag", 0.96 if i - start < 8 else 0.92, item)
                if low in SAY:
                    return None
        return self._plain_tag(frame, position, start)

    def _plain_tag(self, frame: Frame, position: int, start: int) -> Attribution | None:
        """ "“Come and see,” he challenged them": a name or pronoun and any past tense behind the comma."""
        items, doc = frame.items, self.doc
        if position or self._last_mark(self.quotes[-1 - items[position]]) != ",":
            return None
        subject = None
        if doc.lows[items[start]] in ("he", "she"):
            subject, i = Subject(items[start], items[start] + 1, "pronoun"), start + 1
        elif (mention := self.cast.starting.get(items[start], -1)) >= 0:
            found = self.cast.mentions[mention]
            if not found.possessive and self.cast.entity_at(mention).kind == "person":
                subject, i = self.clauses.named(mention), start + found.last - found.first
        if subject is None or i >= len(items) or items[i] < 0:
            return None
        low = doc.lows[items[i]]
        if low not in AUXILIARIES and (low.endswith("ed") or low in _FINITE_VERBS):
            return self.speaker_of(subject, "tag", 0.85, items[i])
        return None

    def _handed_on(self, frame: Frame, i: int) -> Subject | None:
        """Who spoke when the verb's own subject did not: "quoted Lee as saying", "was told by Lee"."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        low = lows[items[i]]
        behind = [item for item in items[i + 1 : i + 12] if item >= 0]
        if low in ("quoted", "cited", "quotes", "cites", "quoting", "citing"):
            mention = next((cast.starting[item] for item in behind[:4] if item in cast.starting), -1)
            if mention >= 0:
                rest = [lows[item] for item in behind if item >= cast.mentions[mention].last]
                if rest[:2] == ["as", "saying"]:
                    return self.clauses.named(mention)
        passive = i and items[i - 1] >= 0 and lows[items[i - 1]] in ("was", "were", "been")
        if passive and behind and lows[behind[0]] == "by":
            return self.clauses.phrase_starting(frame, i + 2)
        return None

    def _phrase_begins(self, frame: Frame, start: int) -> bool | None:
        """None when what stands behind the quotation goes on with its sentence ("and", "to", a verb)."""
        item = frame.items[start]
        low = self.doc.lows[item]
        if item in self.cast.starting or low in ("he", "she", "they", "it", "we", "i"):
            return True
        if low in AUXILIARIES or low in SUBORDINATORS or low in _GOES_ON:
            return None
        return True

    def _cue_before(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """Homan said: "…" / Homan called it "…" / Homan, who …, said the "…" cities …"""
        items, doc = frame.items, self.doc
        for i in range(position - 1, max(-1, position - _REACH), -1):
            item = items[i]
            if item < 0:
                continue
            low = doc.lows[item]
            if low == ";":
                return None
            if low in _SPEECH_NOUNS:
                subject = self._made_by(frame, i, position)
                if subject is not None:
                    return self.speaker_of(subject, "speech noun", 0.8)
            if low == "according" and i + 2 < position and items[i + 1] >= 0 and items[i + 2] >= 0:
                subject = self.clauses.phrase_starting(frame, i + 2)
                if subject is not None:
                    return self.speaker_of(subject, "according", 0.8, item)
            phrasal = i + 1 < position and items[i + 1] >= 0 and PHRASAL.get(low) == doc.lows[items[i + 1]]
            if not (phrasal or low in CUES or self._infinitive(frame, i)) or item in self.cast.ending:
                continue
            adjacent = self._adjacent(frame, i, position)
            if low == "saying" and items[i - 1] >= 0 and doc.lows[items[i - 1]] == "as":
                continue
            handed = self._handed_on(frame, i)
            if handed is None and not self._usable(frame, i, position, adjacent):
                continue
            subject = handed or self.clauses.subject_before(frame, i)
            if subject is None or (low not in SAID and not adjacent and self._thing(subject)):
                continue
            if low not in SAY and not adjacent and self._is_matter(subject):
                continue  # "writing that the raids would condemn many to a “death sentence”"
            base = 0.95 if adjacent else (0.85 if low in SAY else 0.75 if low in CALL else 0.6)
            return self.speaker_of(
                subject, "cue" if adjacent else "governed", base - 0.04 * subject.distance, item
            )
        return None

    def _made_by(self, frame: Frame, i: int, position: int) -> Subject | None:
        """Whose statement the noun at ``i`` is: "mocked a statement by Lee that “…”"; what is said of
        the statement itself ("a statement by Lee as “weak”") is not hers."""
        items, lows = frame.items, self.doc.lows
        behind = [lows[item] if item >= 0 else "" for item in items[i + 1 : position]]
        if behind[:1] not in (["by"], ["from"]) or not ("that" in behind or behind[-1] == ":"):
            return None
        if i > 1 and items[i - 2] >= 0 and lows[items[i - 2]] in ("of", "about"):
            return None  # "said of a claim by Lee that it was “weak”"
        subject = self.clauses.phrase_starting(frame, i + 2)
        return subject if subject is not None and subject.kind == "name" else None

    def _infinitive(self, frame: Frame, i: int) -> bool:
        """A bare form that is a verb here: "went on to call", "would repeat", "did not claim"."""
        lows, items = self.doc.lows, frame.items
        if lows[items[i]] not in BASE_FORMS or not i or items[i - 1] < 0:
            return False
        return lows[items[i - 1]] in _BEFORE_BASE

    def _thing(self, subject: Subject) -> bool:
        """A capitalised word nothing shows to be a person or a body: no speaker for a doubtful verb."""
        return subject.kind == "name" and self.cast.entity_at(subject.mention).kind in ("", "place")

    def _is_matter(self, subject: Subject) -> bool:
        """A description with no person or body in it: it judges nothing."""
        return subject.kind == "nominal" and not self.clauses.has_person_noun(subject)

    def _usable(self, frame: Frame, i: int, position: int, adjacent: bool) -> bool:
        """Whether the cue at ``i`` can govern the quotation: a verb here, strong enough from afar."""
        items, doc = frame.items, self.doc
        low = doc.lows[items[i]]
        before = doc.lows[items[i - 1]] if i and items[i - 1] >= 0 else ""
        noun = low in PERSON_NOUNS or low in NOUN_LIKE or low == "hearing"
        if noun and (before in _NOUN_LEADS or before.endswith("'s")):
            return False
        if before in _PASSIVE and low not in ("saying", "telling", "quoted", "asking"):
            return False
        return adjacent or low not in WEAK

    def _adjacent(self, frame: Frame, i: int, position: int) -> bool:
        """Only a lead-in and at most an addressee stand between the verb and the quotation."""
        items, doc = frame.items, self.doc
        last = doc.lows[items[position - 1]] if position and items[position - 1] >= 0 else ""
        if position - i == 1 or (last in _LEAD_IN and position - i <= 16):
            return True
        return position - i <= 3

    def _tag_at_end(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """A "…" clause closed by its tag: the idea is "absurd" to voters, Homan said."""
        items, doc = frame.items, self.doc
        for i in range(min(len(items) - 1, position + _REACH), position, -1):
            item = items[i]
            if item < 0:
                return None
            low = doc.lows[item]
            if low in INVERTED and doc.words[items[i - 1]] == "," and i + 1 < len(items):
                subject = self.clauses.subject_after(frame, i)
                if subject is not None:
                    return self.speaker_of(subject, "closing tag", 0.9, item)
            if low in SAY and (low in FINITE or low in SAY_BASE) and item not in self.cast.ending:
                subject = self.clauses.subject_before(frame, i)
                if subject is None or subject.distance > 1:
                    continue
                before = doc.token_at(doc.starts[subject.first] - 1)
                if subject.first > items[position + 1] and before >= 0 and doc.words[before] in _TAG_LEADS:
                    return self.speaker_of(subject, "closing tag", 0.85, item)
            if low == "according" and i + 2 < len(items):
                subject = self.clauses.phrase_starting(frame, i + 2)
                if subject is not None:
                    return self.speaker_of(subject, "according", 0.8, item)
        return None
