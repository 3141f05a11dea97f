"""Noun phrases in a sentence: where one begins or ends, and the name or noun at its head."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.ingest import lexicon
from tracker.ingest.cues import (
    AUXILIARIES,
    DETERMINERS,
    FINITE,
    PARTICIPLES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.name_runs import PLACES
from tracker.ingest.people import Cast
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS, TITLES

_DASHES = frozenset(["—", "–", "--", "―", "-"])
_CONJUNCTIONS = frozenset(["and", "but", "or", "then"])
_FARTHEST = 60
_LONGEST_PHRASE = 14
_FINITE_VERBS = lexicon.words("finite_verbs")
# What somebody's words are printed in: "Cornyn's statement said" has Cornyn for its speaker.
DOCUMENTS = frozenset(
    "statement letter tweet report analysis email e-mail memo speech remarks post op-ed editorial book filing "
    "testimony announcement release note message column essay study poll survey headline article story".split()
)
_WITH_PORTFOLIO = frozenset(["secretary", "undersecretary", "minister", "commissioner"])
_BEFORE_NAMES = frozenset(
    "and but that when while as former acting longtime veteran fellow rival then now democratic republican state".split()
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase: tokens ``first:last``. ``kind``: name, pronoun, nominal.

    ``mention`` numbers the cast's mention when ``kind`` is name. ``distance`` is 0 when the phrase
    touches the verb, 1 across an apposition, 2 when it was fetched from the head of the clause.
    """

    first: int
    last: int
    kind: str
    mention: int = -1
    distance: int = 0


class Phrases:
    """Reads noun phrases in frames of one text."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast

    def phrase_starting(self, frame: Frame, i: int, *, inverted: bool = False) -> Subject | None:
        """The noun phrase that starts at item ``i``: its last name before a verb, comma or preposition."""
        items, doc, cast = frame.items, self.doc, self.cast
        start = i
        if i < len(items) and items[i] >= 0 and doc.lows[items[i]] in SUBJECT_PRONOUNS:
            return Subject(items[i], items[i] + 1, "pronoun")
        mention = nominal = owner = -1
        while i < len(items) and i - start < _LONGEST_PHRASE and items[i] >= 0:
            if items[i] in cast.starting:
                number = cast.starting[items[i]]
                found = cast.mentions[number]
                i += found.last - found.first
                if found.possessive:
                    owner = number
                    continue
                mention, nominal = number, -1
                i = self._past_initials(frame, i)
                if i < len(items) and items[i] >= 0:
                    second = self._second_of_two(frame, i, number)
                    if second >= 0:
                        return Subject(found.first, cast.mentions[second].last, "nominal")
                    if (holder := self._holder(frame, i, number)) >= 0:
                        return self.named(holder)
                    if not self._goes_on(frame, i, inverted):
                        break
                continue
            low = doc.lows[items[i]]
            if self._ends_phrase(low) or (low in FINITE and i > start) or self._has_object(frame, i, nominal):
                break
            if low in PERSON_NOUNS:
                nominal, mention = i, -1
            i += 1
        if mention >= 0:
            return self.named(mention)
        return self._nameless(frame, start, i, nominal, owner)

    def _nameless(self, frame: Frame, start: int, i: int, nominal: int, owner: int) -> Subject | None:
        """The phrase in items ``start:i`` that ends in no name: a second title, or a description."""
        items = frame.items
        if nominal >= 0 and (other := self._second_title(frame, start, nominal, i)) is not None:
            return other
        if nominal >= 0 or (start < i and self.doc.lows[items[start]] in DETERMINERS):
            return self._described(frame, start, i, nominal, owner)
        return None

    def _past_initials(self, frame: Frame, i: int) -> int:
        """The item behind "(ICE)" at item ``i`` where a noun for somebody follows: "the agency (ICE) spokesman"."""
        items, doc = frame.items, self.doc
        if i + 3 >= len(items) or min(items[i : i + 4]) < 0 or doc.words[items[i]] != "(":
            return i
        follows = doc.words[items[i + 2]] == ")" and doc.lows[items[i + 3]] in PERSON_NOUNS
        return i + 3 if follows else i

    def _second_title(self, frame: Frame, start: int, nominal: int, i: int) -> Subject | None:
        """The person whose second title follows "and" at item ``i``: "said Jail Director and Sheriff Ann Lee"."""
        items, doc = frame.items, self.doc
        if i + 1 >= len(items) or min(items[i : i + 2]) < 0 or doc.lows[items[i]] != "and":
            return None
        if doc.lows[items[start]] in DETERMINERS or not doc.words[items[nominal]][0].isupper():
            return None
        if not doc.words[items[i + 1]][0].isupper():
            return None
        found = self.phrase_starting(frame, i + 1)
        if found is None or found.kind != "name" or self.cast.entity_at(found.mention).kind != "person":
            return None
        return found

    def _has_object(self, frame: Frame, i: int, nominal: int) -> bool:
        """Whether item ``i`` is a verb in the past between a noun at ``nominal`` and its object: "the judge blocked
        Lee"."""
        items, lows = frame.items, self.doc.lows
        if nominal != i - 1 or i + 1 >= len(items) or min(items[i : i + 2]) < 0:
            return False
        low = lows[items[i]]
        if not low.endswith("ed") or low in PERSON_NOUNS:
            return False
        return items[i + 1] in self.cast.starting or lows[items[i + 1]] in DETERMINERS

    def _holder(self, frame: Frame, i: int, number: int) -> int:
        """The person whose office a run of capitals only begins: "Official Performing the Duties of the Director Ann
        Lee"; -1 if none."""
        items, cast = frame.items, self.cast
        if cast.entity_at(number).kind or i + 2 >= len(items) or min(items[i : i + 3]) < 0:
            return -1
        if self.doc.lows[items[i]] != "of" or self.doc.lows[items[i + 1]] != "the":
            return -1
        other = cast.starting.get(items[i + 2], -1)
        if other < 0 or cast.entity_at(other).kind != "person":
            return -1
        return other if cast.mentions[other].name_first > cast.mentions[other].first else -1

    def are_two(self, one: int, other: int, *kinds: str) -> bool:
        """Whether two mentions side by side are two of one of ``kinds``: neither of them is the one who speaks."""
        first, second = self.cast.entity_at(one), self.cast.entity_at(other)
        return first.kind == second.kind and first.kind in kinds and first.number != second.number

    def has_person_noun(self, subject: Subject) -> bool:
        """Whether a word of the phrase stands for people or bodies: "the mayor of Arden", not "the raids"."""
        return any(self.doc.lows[token] in PERSON_NOUNS for token in range(subject.first, subject.last))

    def _second_of_two(self, frame: Frame, i: int, number: int) -> int:
        """The mention in "said Lund and Rowe", "and" at item ``i``; -1 where another clause begins with it."""
        items, doc = frame.items, self.doc
        if doc.lows[items[i]] != "and" or i + 1 >= len(items) or items[i + 1] not in self.cast.starting:
            return -1
        second = self.cast.starting[items[i + 1]]
        behind = i + 1 + self.cast.mentions[second].last - self.cast.mentions[second].first
        ends = behind >= len(items) or items[behind] < 0 or not doc.words[items[behind]][0].isalnum()
        return second if ends and self.are_two(number, second, "person") else -1

    def _ends_phrase(self, low: str) -> bool:
        if not (low[0].isalnum() or low in "'’&$"):
            return True
        return (
            low in PREPOSITIONS
            or low in SUBORDINATORS
            or low in AUXILIARIES
            or low in _CONJUNCTIONS
            or low in ("who", "which")
        )

    def _described(self, frame: Frame, start: int, end: int, nominal: int, owner: int) -> Subject:
        """A phrase without a name of its own: whose document it is, the name beside it, or the noun."""
        items = frame.items
        if self.doc.lows[items[end - 1]] in DOCUMENTS:
            author = owner if owner >= 0 else self._author(frame, end)
            if author >= 0:
                return self.named(author)
        # "the mayor, Ann Lee, said" / "said her lawyer, Ann Lee"
        named = self._apposed_name(frame, self._past_complement(frame, end))
        if named is not None:
            return named
        last = (nominal if nominal >= 0 else end - 1) + 1
        return Subject(items[start], items[last - 1] + 1, "nominal")

    def _author(self, frame: Frame, i: int) -> int:
        """The mention a document is said to be from: "a statement from Mayor Ann Lee"; -1 if none."""
        items = frame.items
        if i + 1 >= len(items) or items[i] < 0 or self.doc.lows[items[i]] not in ("from", "by", "of"):
            return -1
        for item in items[i + 1 : i + 4]:
            if item in self.cast.starting:
                return self.cast.starting[item]
        return -1

    def _past_complement(self, frame: Frame, i: int) -> int:
        """The item behind "of Arden" or "for the city" when one follows a noun at item ``i``."""
        items, doc = frame.items, self.doc
        if (
            i >= len(items)
            or items[i] < 0
            or doc.lows[items[i]] not in ("of", "for", "at", "in", "from", "with")
        ):
            return i
        for k in range(i + 1, min(i + 9, len(items))):
            if items[k] < 0 or doc.lows[items[k]] in AUXILIARIES or doc.lows[items[k]] in FINITE:
                return i
            if doc.words[items[k]] == ",":
                return k
        return i

    def _goes_on(self, frame: Frame, i: int, inverted: bool) -> bool:
        """Whether a noun phrase goes on behind a name with item ``i`` ("Cruz constituent Dan Lee")."""
        items = frame.items
        if items[i] in self.cast.starting or self.doc.lows[items[i]] in PERSON_NOUNS:
            return True
        if not inverted:
            return False
        for item in items[i + 1 : i + 4]:
            if item < 0 or not self.doc.words[item][0].isalnum() or self.doc.lows[item] in PREPOSITIONS:
                return False
            if item in self.cast.starting:
                return True
        return False

    def _apposed_name(self, frame: Frame, i: int) -> Subject | None:
        """A name that alone fills the apposition opening at item ``i``."""
        items, doc, cast = frame.items, self.doc, self.cast
        if i + 1 >= len(items) or items[i] < 0 or doc.words[items[i]] != ",":
            return None
        number = cast.starting.get(items[i + 1], -1)
        if number < 0 or cast.mentions[number].possessive:
            return None
        found = cast.mentions[number]
        after = i + 1 + found.last - found.first
        if after < len(items) and items[after] >= 0 and doc.words[items[after]] in (",", ".", ")"):
            return Subject(found.first, found.last, "name", number, 1)
        return None

    def head_of(self, frame: Frame, k: int, i: int) -> Subject | None:
        """Head of the phrase in items ``k..i``."""
        items, doc, cast = frame.items, self.doc, self.cast
        while k <= i and doc.lows[items[k]] in PREPOSITIONS:
            # "On Monday Trump said", "In Ohio the governor said": the phrase begins behind it.
            ended = cast.mentions[cast.ending[items[i]]] if items[i] in cast.ending else None
            if ended is not None:
                return self.named(cast.ending[items[i]])
            k += 1
            while k <= i and doc.lows[items[k]] not in DETERMINERS and doc.lows[items[k]] not in PREPOSITIONS:
                k += 1
        if k > i:
            return None
        head = k
        cut = i
        while head <= i:
            low = doc.lows[items[head]]
            if low in PREPOSITIONS and head > k and items[head] not in cast.ending:
                cut = head - 1
                break
            head += 1
        number = self.document_owner(frame, k, cut)
        if number >= 0:
            return self.named(number)
        number = self._last_name(frame, k, cut)
        if number >= 0:
            last = cast.mentions[number].last
            tail = doc.lows[items[cut]] if items[cut] >= last else ""
            if not tail or tail in _FINITE_VERBS or tail.endswith(("ed", "ly")):
                return self.named(number)
            return Subject(items[k], items[cut] + 1, "nominal")
        noun = doc.lows[items[cut]]
        if (titled := self._titled(frame, cut, i)) >= 0:
            return self.named(titled)
        if noun in PERSON_NOUNS or doc.lows[items[k]] in DETERMINERS:
            return Subject(items[k], items[cut] + 1, "nominal")
        if items[i] in cast.ending:
            return self.named(cast.ending[items[i]])
        if any(doc.lows[items[m]] in PERSON_NOUNS for m in range(k, cut + 1)):
            return Subject(items[k], items[cut] + 1, "nominal")
        return None

    def _titled(self, frame: Frame, cut: int, i: int) -> int:
        """The person whose office at item ``cut`` goes on with what it is for: "Undersecretary for Housing Ann Lee",
        but not "Secretary for Mayor Ann Lee"; -1 if none."""
        items, lows = frame.items, self.doc.lows
        number = self.cast.ending.get(items[i], -1)
        if number < 0 or lows[items[cut]] not in _WITH_PORTFOLIO or lows[items[cut] + 1] not in ("for", "of"):
            return -1
        portfolio = lows[items[cut] + 2 : self.cast.mentions[number].name_first]
        if not portfolio or portfolio[0] in TITLES or not PLACES.isdisjoint(portfolio):
            return -1
        return number if self.cast.entity_at(number).kind == "person" else -1

    def document_owner(self, frame: Frame, k: int, cut: int) -> int:
        """Whose document items ``k..cut`` are: "Cornyn's statement", "a statement from Cornyn"."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        if lows[items[cut]] not in DOCUMENTS:
            return -1
        for m in range(k, cut):
            number = cast.ending.get(items[m], -1)
            if number >= 0 and cast.mentions[number].possessive:
                return number
        if cut + 2 < len(frame.items) and items[cut + 1] >= 0 and lows[items[cut + 1]] in ("from", "by"):
            for m in (cut + 2, cut + 3):
                if m < len(items) and items[m] in cast.starting:
                    return cast.starting[items[m]]
        return -1

    def named(self, number: int) -> Subject:
        found = self.cast.mentions[number]
        return Subject(found.first, found.last, "name", number)

    def _last_name(self, frame: Frame, k: int, cut: int) -> int:
        """The last mention within items ``k..cut`` that is no possessive; -1 if none."""
        items, cast = frame.items, self.cast
        for m in range(cut, k - 1, -1):
            number = cast.ending.get(items[m], -1)
            if number >= 0:
                return -1 if cast.mentions[number].possessive else number
        return -1

    def whole_name(self, frame: Frame, first: int, last: int) -> Subject | None:
        """The chunk is a name (with titles, party tags) or a pronoun and nothing else."""
        items, cast, doc = frame.items, self.cast, self.doc
        if first == last and doc.lows[items[first]] in ("he", "she"):
            return Subject(items[first], items[first] + 1, "pronoun")
        begin = first + (doc.words[items[first]] == "(")
        while begin <= last and doc.lows[items[begin]] in ("and", "but", "as", "so", "yet", "then"):
            begin += 1
        number = cast.starting.get(items[begin], -1) if begin <= last else -1
        if number < 0:
            return None
        found = cast.mentions[number]
        rest = begin + found.last - found.first
        if rest <= last and doc.words[items[rest]] == "(" and doc.words[items[last]] == ")":
            rest = last + 1
        if rest <= last or found.possessive or cast.entities[found.entity].kind == "place":
            return None
        return self.named(number)

    def tail_name(self, frame: Frame, first: int, last: int) -> Subject | None:
        """The chunk ends in a person's name that its words lead up to ("said former aide Ann Lee")."""
        items, cast, doc = frame.items, self.cast, self.doc
        while last > first and doc.words[items[last]] == ")":
            while last > first and doc.words[items[last]] != "(":
                last -= 1
            last -= 1
        opening = doc.lows[items[first]]
        if items[last] < 0 or (items[first] not in cast.starting and opening.endswith(("ed", "ing"))):
            return None
        number = cast.ending.get(items[last], -1)
        if number < 0 or cast.entity_at(number).kind in ("place", "organization"):
            return self._name_of_body(frame, first, last)
        found = cast.mentions[number]
        before = last - (found.last - found.first)
        if found.possessive:
            return None
        if before >= first:
            low = doc.lows[items[before]]
            if low in PREPOSITIONS or (low in SUBORDINATORS and low != "that"):
                return self._name_of_body(frame, first, last) if low in PREPOSITIONS else self.named(number)
            if low not in PERSON_NOUNS and low not in _BEFORE_NAMES:
                return None
        return self.named(number)

    def _name_of_body(self, frame: Frame, first: int, last: int) -> Subject | None:
        """ "Tom Fitton of Judicial Watch, …": the name in front of a preposition that begins the chunk."""
        items, cast = frame.items, self.cast
        number = cast.starting.get(items[first], -1)
        if number < 0 or cast.mentions[number].possessive or cast.entity_at(number).kind == "place":
            return None
        found = cast.mentions[number]
        rest = first + found.last - found.first
        if rest <= last and self.doc.lows[items[rest]] in ("of", "at", "from", "with", "for", "in"):
            return self.named(number)
        return None

    def first_phrase(self, frame: Frame, position: int) -> Subject | None:
        """The first noun phrase of the sentence that no opening preposition governs."""
        items, doc, cast = frame.items, self.doc, self.cast
        k, has_comma = 0, True
        while k < min(position, _FARTHEST):
            item = items[k]
            if item < 0:
                k += 1
                continue
            low = doc.lows[item]
            if low in PREPOSITIONS or low in SUBORDINATORS or low in PARTICIPLES or low.endswith("ing"):
                # Where one preposition finds no comma behind it, none after it does.
                after = self._behind_comma(frame, k, position) if has_comma else 0
                has_comma = after > 0
                k = after or k + 1
                continue
            if item in cast.starting or low in SUBJECT_PRONOUNS or low in DETERMINERS or low in PERSON_NOUNS:
                found = self.phrase_starting(frame, k)
                if found is not None:
                    return replace(found, distance=2)
            k += 1
        return None

    def _behind_comma(self, frame: Frame, k: int, position: int) -> int:
        """The place behind the next comma before ``position``; 0 if there is none near."""
        for m in range(k + 1, min(position, k + 4 * _FARTHEST)):
            if frame.items[m] >= 0 and self.doc.words[frame.items[m]] == ",":
                return m + 1
        return 0
