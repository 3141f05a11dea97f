"""Who said it: every quotation gets the speaker its sentence, its neighbours or nobody names.

Rules run from the surest to the least sure and each carries the confidence it earned on the
development sets (docs/extraction.md). A speaker whose confidence stays under ``ABSTAIN`` is left blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ingest.clauses import Clauses, Subject
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    CALL,
    CUES,
    FINITE,
    INVERTED,
    NOUN_LIKE,
    PHRASAL,
    SAY,
    SAID,
    SAY_BASE,
    SUBORDINATORS,
    WEAK,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import PERSON_NOUNS, Cast
from tracker.ingest.quotes import RawQuote
from tracker.ingest.reference import GENDER_OF, SPEAKER_WEIGHT, References
from tracker.ingest.text import Doc

ABSTAIN = 0.5
# Persons a story mentions beside its subject: a description with these is not the subject again.
_BYSTANDERS = frozenset(
    "official spokesman spokeswoman spokesperson reporter moderator host judge audience source person man woman "
    "student resident voter attendee user aide lawyer attorney author writer witness victim officer".split()
)
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
_REPLIES = frozenset(["replied", "replies", "responded", "countered", "retorted", "answered"])
_TAG_LEADS = frozenset([",", "”", '"', "''", "’", "'", "—", "--"])


@dataclass(slots=True)
class Attribution:
    """One quotation's speaker as found: where named, by which rule, how sure.

    ``entity`` is the cast's number or -1. ``kind`` is person, organization, unnamed or blank.
    ``cue`` is the token of the verb, -1 if none. ``chained`` says it was taken from a neighbour.
    """

    rule: str = ""
    subject: Subject | None = None
    entity: int = -1
    kind: str = ""
    confidence: float = 0.0
    cue: int = -1
    chained: bool = False


class Speakers:
    """Attributes the quotations of one text."""

    def __init__(
        self,
        doc: Doc,
        quotes: Sequence[RawQuote],
        frames: Sequence[Frame],
        frame_of: Sequence[int],
        cast: Cast,
        references: References,
    ) -> None:
        self.doc = doc
        self.quotes = quotes
        self.frames = frames
        self.frame_of = frame_of
        self.cast = cast
        self.references = references
        self.clauses = Clauses(doc, cast)
        self.found: list[Attribution] = []
        self.current: Frame | None = None

    def attribute(self) -> list[Attribution]:
        """One attribution per quotation, in order."""
        self.found = [Attribution() for _ in self.quotes]
        for frame in self.frames:
            self.current = frame
            self.references.walk(frame)
            for position in frame.quote_positions():
                number = -1 - frame.items[position]
                found = self._in_frame(frame, position, number)
                self.found[number] = found
                if found.entity >= 0 and found.confidence > ABSTAIN:
                    self.references.speaks(found.entity, frame, self.doc.token_at(self.quotes[number].start))
        for number in range(len(self.quotes)):
            if not self.found[number].rule:
                self.found[number] = self._from_neighbours(number)
        return self.found

    # -- inside the sentence -------------------------------------------------------------------

    def _in_frame(self, frame: Frame, position: int, number: int) -> Attribution:
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
        subject = self.clauses.first_phrase(frame, position)
        if subject is None or subject.kind == "nominal":
            return None
        found = self.speaker_of(subject, "colon", 0.75)
        return found if found.kind == "person" else None

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
            if lead not in ("that", ":", ",") and position - i > 1:
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
        for i in range(position - 3, 0, -1):
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
        for i in range(position - 1, -1, -1):
            if frame.items[i] < 0:
                other = self.found[-1 - frame.items[i]]
                if other.rule and other.entity >= 0 and other.rule != "governed":
                    return self._chain(other, "same sentence", 0.85)
        return None

    def _label(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """ "HOMAN: “…”" and "“…” — Thomas Homan"."""
        items, words = frame.items, self.doc.words
        if position >= 2 and items[position - 1] >= 0 and words[items[position - 1]] == ":":
            mention = self.cast.ending.get(items[position - 2], -1)
            if mention >= 0 and self.cast.mentions[mention].first == items[0]:
                entity = self.cast.entity_at(mention)
                if entity.kind == "organization" and entity.name.isupper() and " " not in entity.name:
                    entity.kind = "person"  # a turn's label: "WALLACE:"
                return self.speaker_of(self.clauses.named(mention), "label", 0.95)
            if position == 2 and words[items[0]].isupper():
                return Attribution("label", Subject(items[0], items[0] + 1, "nominal"), -1, "unnamed", 0.8)
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
            comma = self._last_mark(quote) in _TAG_ENDS or self._bare_tag(frame, i)
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
        return self.doc.text[quote.start : quote.end].rstrip("'’‘ \u00a0")[-1:] or " "

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
        return i < len(items) and items[i] >= 0 and lows[items[i]] in SAY

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
        if low in AUXILIARIES or low in (
            "and",
            "but",
            "or",
            "to",
            "in",
            "for",
            "of",
            "with",
            "that",
            "which",
            "from",
            "is",
        ):
            return None
        if low in SUBORDINATORS:
            return None
        return True

    def _cue_before(self, frame: Frame, position: int, number: int) -> Attribution | None:
        """Homan said: "…" / Homan called it "…" / Homan, who …, said the "…" cities …"""
        items, doc = frame.items, self.doc
        for i in range(position - 1, -1, -1):
            item = items[i]
            if item < 0:
                continue
            low = doc.lows[item]
            if low == ";":
                return None
            if low == "according" and i + 2 < position and items[i + 1] >= 0 and items[i + 2] >= 0:
                subject = self.clauses.phrase_starting(frame, i + 2)
                if subject is not None:
                    return self.speaker_of(subject, "according", 0.8, item)
            phrasal = i + 1 < position and items[i + 1] >= 0 and PHRASAL.get(low) == doc.lows[items[i + 1]]
            if not (phrasal or low in CUES) or item in self.cast.ending:
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
            base = 0.95 if adjacent else (0.85 if low in SAY else 0.75 if low in CALL else 0.6)
            return self.speaker_of(
                subject, "cue" if adjacent else "governed", base - 0.04 * subject.distance, item
            )
        return None

    def _thing(self, subject: Subject) -> bool:
        """A capitalised word nothing shows to be a person or a body: no speaker for a doubtful verb."""
        return subject.kind == "name" and self.cast.entity_at(subject.mention).kind in ("", "place")

    def _usable(self, frame: Frame, i: int, position: int, adjacent: bool) -> bool:
        """Whether the cue at ``i`` can govern the quotation: a verb here, strong enough from afar."""
        items, doc = frame.items, self.doc
        low = doc.lows[items[i]]
        before = doc.lows[items[i - 1]] if i and items[i - 1] >= 0 else ""
        if (low in PERSON_NOUNS or low in NOUN_LIKE) and (before in _NOUN_LEADS or before.endswith("'s")):
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
        for i in range(len(items) - 1, position, -1):
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

    # -- from the neighbours -------------------------------------------------------------------

    def _from_neighbours(self, number: int) -> Attribution:
        quote = self.quotes[number]
        frame = self.frames[self.frame_of[number]]
        previous = self.found[number - 1] if number else None
        if quote.continues and previous is not None and previous.rule:
            return self._chain(previous, "continued paragraph", 0.97)
        if not self._stands_alone(frame):
            return self._opening(number, frame)
        before = self._frame_before(frame)
        same_paragraph = before is not None and before.paragraph == frame.paragraph
        previous_near = (
            number > 0
            and before is not None
            and self.frame_of[number - 1] == before.number
            and previous is not None
            and bool(previous.rule)
        )
        if previous_near and same_paragraph and previous is not None:
            return self._chain(previous, "same paragraph", 0.95)
        if before is not None and not same_paragraph and self._introduces(before):
            subject = self._frame_speaker(before)
            if subject is not None:
                return self.speaker_of(subject, "introduced", 0.85)
        following = self._following_tag(number)
        if following is not None:
            return self._chain(following, "tag in paragraph", 0.85)
        if same_paragraph and before is not None:
            subject = self._frame_speaker(before)
            if (
                previous is not None
                and previous.rule
                and self.quotes[number - 1].paragraph == frame.paragraph
            ):
                return self._chain(previous, "same paragraph", 0.85)
            if subject is not None:
                return self.speaker_of(subject, "sentence before", 0.75)
        if previous_near and previous is not None:
            return self._chain(previous, "paragraph before", 0.8)
        if before is not None:
            subject = self._frame_speaker(before)
            found = self.speaker_of(subject, "narration before", 0.6) if subject is not None else None
            if found is not None and found.kind == "person":
                return found
        return Attribution()

    def _opening(self, number: int, frame: Frame) -> Attribution:
        """A quotation that opens a sentence the reporter finishes: "…" to support him, as before."""
        previous = self.found[number - 1] if number else None
        if frame.items[0] != -1 - number or previous is None or not previous.rule:
            return Attribution()
        gap = frame.number - self.frame_of[number - 1]
        quote = self.quotes[number]
        if self.quotes[number - 1].paragraph != quote.paragraph or gap > 1 or quote.end - quote.start < 20:
            return Attribution()
        return self._chain(previous, "same paragraph", 0.9)

    def _stands_alone(self, frame: Frame) -> bool:
        """The frame is quotations and punctuation only."""
        return all(item < 0 or not self.doc.words[item][0].isalnum() for item in frame.items)

    def _frame_before(self, frame: Frame) -> Frame | None:
        return self.frames[frame.number - 1] if frame.number else None

    def _introduces(self, frame: Frame) -> bool:
        """The sentence ends in a colon and so hands over to the next paragraph."""
        for item in reversed(frame.items):
            if item < 0:
                return False
            if self.doc.words[item] == ":":
                return True
            if self.doc.words[item][0].isalnum():
                return False
        return False

    def _frame_speaker(self, frame: Frame) -> Subject | None:
        """The subject of the last verb of saying in a frame, else of its first clause."""
        for i in range(len(frame.items) - 1, 0, -1):
            item = frame.items[i]
            if item >= 0 and self.doc.lows[item] in SAY and item not in self.cast.ending:
                subject = self.clauses.subject_before(frame, i)
                if subject is not None:
                    return subject
        return self.clauses.first_phrase(frame, len(frame.items))

    def _following_tag(self, number: int) -> Attribution | None:
        """The tag of a later quotation in the same paragraph, nothing but quotations between."""
        paragraph = self.quotes[number].paragraph
        expected = self.frame_of[number]
        for later in range(number + 1, len(self.quotes)):
            if self.quotes[later].paragraph != paragraph or self.frame_of[later] > expected + 1:
                return None
            expected = self.frame_of[later]
            if self.found[later].rule and not self.found[later].chained:
                return self.found[later] if self.found[later].rule in ("tag", "inverted") else None
        return None

    # -- from subject to speaker ---------------------------------------------------------------

    def _other_side(self, subject: Subject, cue: int) -> tuple[int, float] | None:
        """ "He replied": not the one just quoted but whoever spoke or acted before."""
        low = self.doc.lows[subject.first]
        if cue < 0 or self.doc.lows[cue] not in _REPLIES or low not in GENDER_OF or self.current is None:
            return None
        for trace in reversed(self.references.traces):
            if trace.token < subject.first and trace.frame < self.current.number:
                if trace.weight < SPEAKER_WEIGHT:
                    return None
                return self.references.resolve_gender(
                    GENDER_OF[low], self.current, subject.first, {trace.entity}
                )
        return None

    def _body(self, subject: Subject, rule: str, confidence: float, cue: int) -> Attribution:
        """ "It said": the body quoted just before, else nobody we could name."""
        for trace in reversed(self.references.traces):
            if trace.token < subject.first:
                entity = self.cast.entities[trace.entity]
                if trace.weight >= SPEAKER_WEIGHT and entity.kind == "organization":
                    return Attribution(rule, subject, trace.entity, "organization", confidence * 0.8, cue)
                break
        return Attribution(rule, subject, -1, "unnamed", confidence * 0.6, cue)

    def _described(self, subject: Subject) -> tuple[int, float] | None:
        """Whom a description of one person means when no title in the text says so.

        "Cruz had a darker view. “…,” the senator said": the subject of the sentence before. "An official
        said …", with a first full introduction of a speaker opening the next paragraph: that person.
        """
        lows = self.doc.lows
        noun = lows[subject.last - 1]
        kind = PERSON_NOUNS.get(noun)
        if kind is None or kind in ("+", "o") or self.current is None:
            return None
        if lows[subject.first] == "the" and noun not in _BYSTANDERS:
            for trace in reversed(self.references.traces):
                near = trace.paragraph == self.current.paragraph and self.current.number - trace.frame <= 1
                if not near or trace.token >= subject.first:
                    break
                entity = self.cast.entities[trace.entity]
                if trace.frame < self.current.number and trace.weight > 3 and entity.kind == "person":
                    return (trace.entity, 0.75) if not kind or entity.gender in ("", kind) else None
        return self._introduced_next(subject, kind)

    def _introduced_next(self, subject: Subject, gender: str) -> tuple[int, float] | None:
        """The person first named, with office and verb of saying, at the head of the next paragraph."""
        current = self.current
        if current is None or self.doc.lows[subject.first] in ("his", "her", "their", "one", "another"):
            return None
        after = next(
            (f for f in self.frames[current.number + 1 :][:4] if f.paragraph > current.paragraph), None
        )
        if after is None or after.paragraph > current.paragraph + 1 or after.items[0] < 0:
            return None
        number = self.cast.starting.get(after.items[0], -1)
        if number < 0:
            return None
        mention, entity = self.cast.mentions[number], self.cast.entity_at(number)
        words = [
            self.doc.lows[item] for item in after.items[mention.last - mention.first :][:24] if item >= 0
        ]
        fresh = not [n for n in entity.mentions if n < number]
        office = words[:1] == [","] and any(low in PERSON_NOUNS for low in words[1:6])
        if entity.kind == "person" and fresh and office and any(low in SAID for low in words):
            if not gender or entity.gender in ("", gender):
                return entity.number, 0.75
        return None

    def _same_as_before(self, subject: Subject, cue: int) -> tuple[int, float] | None:
        """ "He added", "she continued": the speaker of the quotation before, when the gender allows."""
        if cue < 0 or self.doc.lows[cue] not in ("added", "adds", "continued", "continues", "concluded"):
            return None
        low = self.doc.lows[subject.first]
        for trace in reversed(self.references.traces):
            if trace.token < subject.first and trace.weight >= SPEAKER_WEIGHT:
                gender = self.cast.entities[trace.entity].gender
                if low in GENDER_OF and gender in ("", GENDER_OF[low]):
                    return trace.entity, 0.95
                return None
        return None

    def _chain(self, other: Attribution, rule: str, factor: float) -> Attribution:
        return Attribution(
            rule, other.subject, other.entity, other.kind, other.confidence * factor, other.cue, chained=True
        )

    def speaker_of(self, subject: Subject, rule: str, confidence: float, cue: int = -1) -> Attribution:
        """Turn a noun phrase into a speaker."""
        if subject.kind == "name":
            entity = self.cast.entity_at(subject.mention)
            if entity.kind == "place":
                return Attribution(rule, subject, -1, "unnamed", confidence * 0.8, cue)
            if entity.kind == "":
                confidence *= 0.85
            kind = "organization" if entity.kind == "organization" else "person"
            return Attribution(rule, subject, entity.number, kind, confidence, cue)
        if subject.kind == "pronoun" and self.doc.lows[subject.first] == "it":
            return self._body(subject, rule, confidence, cue)
        if subject.kind == "pronoun":
            found = (
                self._same_as_before(subject, cue)
                or self._other_side(subject, cue)
                or self.references.pronouns.get(subject.first)
            )
            if found is not None:
                return Attribution(rule, subject, found[0], "person", confidence * found[1], cue)
            return Attribution(rule, subject, -1, "", confidence * 0.5, cue)
        found = self.references.resolve_nominal(subject.first, subject.last) or self._described(subject)
        if found is not None:
            return Attribution(rule, subject, found[0], "person", confidence * found[1], cue)
        return Attribution(rule, subject, -1, "unnamed", confidence * 0.8, cue)


_TITLE_LEAD = re.compile(
    r"(?:titled|entitled|called|named|dubbed|known as|so-called|nicknamed|term|word|phrase|slogan)\s*$", re.I
)
