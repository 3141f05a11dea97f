"""Whose verb is it: the subject of a verb of saying, found by rule in one sentence.

No parser: English news prose puts the subject of a reporting verb in few places. Directly before it
("Homan said"), before an apposition or a relative clause between commas ("Homan, who …, said"), behind
it when the quotation came first ("…," said Homan), or at the head of the clause when verbs are joined
or the verb is a participle ("Homan criticized the cities, saying …").
"""

from __future__ import annotations

from dataclasses import replace

from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    FINITE,
    PARTICIPLES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import Cast
from tracker.ingest.phrases import Phrases, Subject
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS

_DASHES = frozenset(["—", "–", "--", "―", "-"])
_HARD_STOPS = frozenset([";", ":", "?", "!", "."]) | _DASHES
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight morning afternoon evening "
    "night week month year day weekend earlier later ago".split()
)
_RELATIVE = frozenset(["who", "which", "whom", "whose", "that"])
_CONJUNCTIONS = frozenset(["and", "but", "or", "then"])
_FARTHEST = 60
# Prepositions that tie a name to the noun before it ("a spokesman for Homan", "Lee of Arden").
_BINDING = frozenset(
    ["of", "for", "at", "from", "with", "to", "by", "in", "on", "behind", "about", "against", "under"]
)


class Clauses(Phrases):
    """Finds subjects in frames of one text."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        super().__init__(doc, cast)
        self._known: dict[tuple[int, int, int], Subject | None] = {}

    def subject_before(self, frame: Frame, position: int, depth: int = 0) -> Subject | None:
        """Subject of the verb at ``position`` in ``frame.items`` looking to its left.

        Kept once found: rules ask again, and joined verbs ask each other.
        """
        key = (frame.number, position, depth)
        if key not in self._known:
            self._known[key] = self._subject_before(frame, position, depth)
        return self._known[key]

    def _subject_before(self, frame: Frame, position: int, depth: int) -> Subject | None:
        items, lows = frame.items, self.doc.lows
        verb = lows[items[position]]
        i = position - 1
        while i >= 0 and items[i] >= 0:
            low = lows[items[i]]
            if items[i] in self.cast.ending:
                break
            if (
                low in ADVERBS
                or low in AUXILIARIES
                or (low.endswith("ly") and len(low) > 4 and low not in PERSON_NOUNS)
            ):
                i -= 1
            elif low == "," and i and items[i - 1] >= 0 and lows[items[i - 1]] in ADVERBS:
                i -= 2
            else:
                break
        if verb in PARTICIPLES and not self._progressive(frame, i, position):
            return self._absolute(frame, i) or self.clause_subject(frame, position, depth)
        if i < 0 or items[i] < 0:
            return self.clause_subject(frame, position, depth)
        low = lows[items[i]]
        if low in FINITE and low in CUES and items[i] not in self.cast.ending and depth < 3:
            return self.subject_before(frame, i, depth + 1)
        if low == "to" or low in _CONJUNCTIONS:
            return self.clause_subject(frame, position, depth)
        if low in ("who", "which", "that"):
            return self._antecedent(frame, i)
        if low in (",", ")") or low in _DASHES:
            return (
                self._before_bracket(frame, i)
                or self._across_apposition(frame, i)
                or self.clause_subject(frame, position, depth)
            )
        found = self.phrase_ending(frame, i)
        return found or self.clause_subject(frame, position, depth)

    def _absolute(self, frame: Frame, i: int) -> Subject | None:
        """ "…, with Boswell stating … and Lee adding": a participle that brings its own subject."""
        items, cast = frame.items, self.cast
        if i < 1 or items[i] not in cast.ending:
            return None
        number = cast.ending[items[i]]
        before = cast.mentions[number].first - 1
        if before < 0 or cast.mentions[number].possessive:
            return None
        low = self.doc.lows[before]
        joined = low in ("and", "while", "but") and before - 1 not in cast.ending
        return self.named(number) if low == "with" or joined else None

    def _progressive(self, frame: Frame, i: int, position: int) -> bool:
        """Whether an -ing form is finite ("was saying")."""
        for k in range(i + 1, position):
            if self.doc.lows[frame.items[k]] in ("is", "was", "are", "were", "been", "be", "'s", "am"):
                return True
        return False

    def subject_after(self, frame: Frame, position: int) -> Subject | None:
        """Subject of an inverted verb: the noun phrase that begins right behind ``position``."""
        items = frame.items
        i = position + 1
        while i < len(items) and items[i] >= 0 and self.doc.lows[items[i]] in ADVERBS:
            i += 1
        return self.phrase_starting(frame, i, inverted=True)

    def phrase_ending(self, frame: Frame, i: int) -> Subject | None:
        """The noun phrase whose last item is ``i``, read backwards to its head."""
        items, doc, cast = frame.items, self.doc, self.cast
        token = items[i]
        low = doc.lows[token]
        if low in SUBJECT_PRONOUNS:
            return Subject(token, token + 1, "pronoun")
        if low in _DAYS and i:
            return self._before_time(frame, i)
        if token in cast.ending:
            direct = self._direct_name(frame, i)
            if direct is not None:
                return direct
        k = i
        while k >= 0 and items[k] >= 0 and i - k < 30:
            low = doc.lows[items[k]]
            if low == ")":
                while k > 0 and items[k] >= 0 and doc.words[items[k]] != "(":
                    k -= 1
                k -= 1
                continue
            if low in AUXILIARIES and k and items[k - 1] >= 0 and doc.lows[items[k - 1]] == "who":
                return self._antecedent(frame, k - 1)
            if low == "," or low in _HARD_STOPS or low in ("who", "which", "(") or low in AUXILIARIES:
                break
            if low in SUBORDINATORS and low != "than":
                break
            if (
                low in FINITE and items[k] not in cast.ending and low not in PERSON_NOUNS
            ) or low in PARTICIPLES:
                break
            if low in ("and", "but", "or") and not self._joins_names(frame, k):
                break
            k -= 1
        return self.head_of(frame, k + 1, i)

    def _direct_name(self, frame: Frame, i: int) -> Subject | None:
        """A name right before the verb, unless a preposition makes it part of a longer phrase."""
        items, doc, cast = frame.items, self.doc, self.cast
        number = cast.ending[items[i]]
        mention = cast.mentions[number]
        if mention.possessive:
            return None
        before = i - (mention.last - mention.first)
        low = doc.lows[items[before]] if before >= 0 and items[before] >= 0 else ""
        if low == "and" and before and items[before - 1] in cast.ending:
            other = cast.ending[items[before - 1]]
            if self.are_two(other, number, "person", "organization"):
                return Subject(cast.mentions[other].first, mention.last, "nominal")
        titled = mention.name_first > mention.first and cast.entity_at(number).kind == "person"
        if titled and (low == "of" or low not in _BINDING):
            return self.named(number)  # "Secretary of State Ann Lee": "of" binds the office, not her
        if low in DETERMINERS and before and items[before - 1] >= 0:
            low = doc.lows[items[before - 1]]
        if low in _BINDING or low in ("and", "or", "&"):
            return None
        return self.named(number)

    def _joins_names(self, frame: Frame, k: int) -> bool:
        """Whether "and" at item ``k`` stands inside one noun phrase ("Immigration and Customs")."""
        items, cast = frame.items, self.cast
        if not 0 < k < len(items) - 1 or items[k - 1] < 0 or items[k + 1] < 0:
            return False
        before, after = items[k - 1], items[k + 1]
        return before in cast.ending and (after in cast.starting or self.doc.words[after][0].isupper())

    def _before_time(self, frame: Frame, i: int) -> Subject | None:
        """ "Trump on Monday said": step over the time expression."""
        items, lows = frame.items, self.doc.lows
        k = i - 1
        while k >= 0 and items[k] >= 0 and i - k < 5:
            low = lows[items[k]]
            if low in ("on", "late", "last", "early", "this", "in", "the"):
                k -= 1
                continue
            break
        if k < 0 or items[k] < 0:
            return None
        if lows[items[k]] == ",":
            return self._across_apposition(frame, k)
        return self.phrase_ending(frame, k)

    def _antecedent(self, frame: Frame, i: int) -> Subject | None:
        """What "who" at item ``i`` stands for: the noun phrase right before it."""
        items, lows = frame.items, self.doc.lows
        k = i - 1
        if k >= 0 and items[k] >= 0 and lows[items[k]] == ",":
            found = self._across_apposition(frame, k)
            if found is not None:
                return found
            k -= 1
        if k < 0 or items[k] < 0:
            return None
        found = self.phrase_ending(frame, k)
        if found is not None:
            return replace(found, distance=max(found.distance, 1))
        return found

    def _across_apposition(self, frame: Frame, i: int) -> Subject | None:
        """Subject left of the comma, dash or bracket at item ``i``: "Homan, the acting director,"."""
        items, doc, cast = frame.items, self.doc, self.cast
        stop = i
        chunks: list[tuple[int, int]] = []
        k = i - 1
        bracket = int(doc.words[items[i]] == ")")
        while k >= -1 and i - k < _FARTHEST:
            item = items[k] if k >= 0 else None
            word = doc.words[item] if item is not None and item >= 0 else ""
            if word == ")":
                bracket += 1
            opening = word == "(" and not bracket
            if word == "(" and bracket:
                bracket -= 1
            if item is None or item < 0 or opening or (not bracket and (word == "," or word in _HARD_STOPS)):
                if stop - k > 1:
                    chunks.append((k + 1, stop - 1))
                stop = k
                if item is None or item < 0 or opening or (word in _HARD_STOPS and word not in _DASHES):
                    break
            k -= 1
        nominal: Subject | None = None
        fallback: Subject | None = None
        for number, (first, last) in enumerate(chunks):
            found = self.whole_name(frame, first, last)
            if found is not None:
                found = replace(found, distance=1)
                if found.kind == "pronoun" or cast.entity_at(found.mention).kind == "person":
                    return found
                fallback = fallback or found
                continue
            low = doc.lows[items[first]]
            closing = number == len(chunks) - 1
            bracketed = doc.words[items[i]] == ")"
            tail = self.tail_name(frame, first, last) if number or bracketed else None
            if tail is not None and low not in _RELATIVE and not (low in DETERMINERS and not closing):
                return replace(tail, distance=1)
            if nominal is None and number and low in DETERMINERS:
                nominal = self.head_of(frame, first, last)
        if nominal is not None and nominal.kind == "nominal":
            nominal = replace(nominal, distance=1)
        return fallback or nominal

    def _before_bracket(self, frame: Frame, i: int) -> Subject | None:
        """Subject left of the brackets that close at item ``i``: "Board Chairman Ann Lee (R-Ky.) announced"."""
        items, words = frame.items, self.doc.words
        if words[items[i]] != ")":
            return None
        for k in range(i - 1, max(0, i - _FARTHEST), -1):
            if items[k] < 0:
                return None
            if words[items[k]] == "(":
                found = self.phrase_ending(frame, k - 1) if items[k - 1] >= 0 else None
                return replace(found, distance=1) if found is not None and found.kind == "name" else None
        return None

    def clause_subject(self, frame: Frame, position: int, depth: int = 0) -> Subject | None:
        """Subject of the clause that holds ``position``, for joined verbs, infinitives, participles."""
        items, lows = frame.items, self.doc.lows
        if depth < 3 and position > 1 and items[position - 1] >= 0 and lows[items[position - 1]] == "and":
            # "said it was so, and said …": the same verb again has the same subject.
            verb = lows[items[position]]
            for k in range(position - 2, max(0, position - 40), -1):
                if items[k] >= 0 and lows[items[k]] == verb and items[k] not in self.cast.ending:
                    found = self.subject_before(frame, k, depth + 1)
                    if found is not None:
                        return replace(found, distance=2)
        # The nearest finite verb of saying to the left has the same subject more often than not.
        if depth < 3:
            for k in range(position - 1, max(-1, position - 40), -1):
                item = items[k]
                if item < 0:
                    continue
                low = lows[item]
                if low == ";" or low in ("because", "while"):
                    break
                if low in FINITE and low in CUES and k > 0 and item not in self.cast.ending:
                    found = self.subject_before(frame, k, depth + 1)
                    if found is not None:
                        return replace(found, distance=2)
        return self.first_phrase(frame, position)
