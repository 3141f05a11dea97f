"""Whose verb is it: the subject of a verb of saying, found by rule in one sentence.

No parser: English news prose puts the subject of a reporting verb in few places. Directly before it
("Homan said"), before an apposition or a relative clause between commas ("Homan, who …, said"), behind
it when the quotation came first ("…," said Homan), or at the head of the clause when verbs are joined
or the verb is a participle ("Homan criticized the cities, saying …").
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.ingest import lexicon
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    CUES,
    DETERMINERS,
    FINITE,
    PARTICIPLES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import PERSON_NOUNS, Cast
from tracker.ingest.text import Doc

_DASHES = frozenset(["—", "–", "--", "―", "-"])
_HARD_STOPS = frozenset([";", ":", "?", "!", "."]) | _DASHES
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight morning afternoon evening "
    "night week month year day weekend earlier later ago".split()  # noqa: SIM905
)
_RELATIVE = frozenset(["who", "which", "whom", "whose", "that"])
_CONJUNCTIONS = frozenset(["and", "but", "or", "then"])
_FARTHEST = 60
_FINITE_VERBS = lexicon.words("finite_verbs")
# Prepositions that tie a name to the noun before it ("a spokesman for Homan", "Lee of Arden").
_BINDING = frozenset(
    ["of", "for", "at", "from", "with", "to", "by", "in", "on", "behind", "about", "against", "under"]
)
# What somebody's words are printed in: "Cornyn's statement said" has Cornyn for its speaker.
_DOCUMENTS = frozenset(
    "statement letter tweet report analysis email e-mail memo speech remarks post op-ed editorial book filing "
    "testimony announcement release note message column essay study poll survey headline article story".split()  # noqa: SIM905
)


@dataclass(slots=True)
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


class Clauses:
    """Finds subjects in frames of one text."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast

    def subject_before(self, frame: Frame, position: int, depth: int = 0) -> Subject | None:
        """Subject of the verb at ``position`` in ``frame.items`` looking to its left."""
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
            return self._across_apposition(frame, i) or self.clause_subject(frame, position, depth)
        found = self.phrase_ending(frame, i)
        return found or self.clause_subject(frame, position, depth)

    def _absolute(self, frame: Frame, i: int) -> Subject | None:
        """ "…, with Boswell stating": a participle that brings its own subject."""
        items, cast = frame.items, self.cast
        if i < 1 or items[i] not in cast.ending:
            return None
        number = cast.ending[items[i]]
        before = cast.mentions[number].first - 1
        if before >= 0 and self.doc.lows[before] == "with" and not cast.mentions[number].possessive:
            return self.named(number)
        return None

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

    def phrase_starting(self, frame: Frame, i: int, *, inverted: bool = False) -> Subject | None:
        """The noun phrase that starts at item ``i``: its last name before a verb, comma or preposition."""
        items, doc, cast = frame.items, self.doc, self.cast
        start = i
        mention = -1
        nominal = -1
        while i < len(items) and i - start < 14 and items[i] >= 0:
            token = items[i]
            low = doc.lows[token]
            if token in cast.starting:
                number = cast.starting[token]
                found = cast.mentions[number]
                i += found.last - found.first
                if not found.possessive:
                    mention = number
                    nominal = -1
                    if i < len(items) and items[i] >= 0 and not self._goes_on(frame, i, inverted):
                        break
                continue
            if low in SUBJECT_PRONOUNS and i == start:
                return Subject(token, token + 1, "pronoun")
            if not (low[0].isalnum() or low in "'’&$") or low in PREPOSITIONS or low in SUBORDINATORS:
                break
            if low in AUXILIARIES or (low in FINITE and i > start):
                break
            if low in _CONJUNCTIONS or low in ("who", "which"):
                break
            if low in PERSON_NOUNS:
                nominal = i
                mention = -1
            i += 1
        if mention >= 0:
            found = cast.mentions[mention]
            return Subject(found.first, found.last, "name", mention)
        if nominal >= 0 or (start < i and doc.lows[items[start]] in DETERMINERS):
            # "the mayor, Ann Lee, said" / "said her lawyer, Ann Lee"
            named = self._apposed_name(frame, self._past_complement(frame, i))
            if named is not None:
                return named
            last = (nominal if nominal >= 0 else i - 1) + 1
            return Subject(items[start], items[last - 1] + 1, "nominal")
        return None

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
        return self._head(frame, k + 1, i)

    def _direct_name(self, frame: Frame, i: int) -> Subject | None:
        """A name right before the verb, unless a preposition makes it part of a longer phrase."""
        items, doc, cast = frame.items, self.doc, self.cast
        number = cast.ending[items[i]]
        mention = cast.mentions[number]
        if mention.possessive:
            return None
        before = i - (mention.last - mention.first)
        low = doc.lows[items[before]] if before >= 0 and items[before] >= 0 else ""
        if mention.name_first > mention.first and cast.entity_at(number).kind == "person":
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

    def _head(self, frame: Frame, k: int, i: int) -> Subject | None:
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
        number = self._document_owner(frame, k, cut)
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
        if noun in PERSON_NOUNS or doc.lows[items[k]] in DETERMINERS:
            return Subject(items[k], items[cut] + 1, "nominal")
        if items[i] in cast.ending:
            return self.named(cast.ending[items[i]])
        if any(doc.lows[items[m]] in PERSON_NOUNS for m in range(k, cut + 1)):
            return Subject(items[k], items[cut] + 1, "nominal")
        return None

    def _document_owner(self, frame: Frame, k: int, cut: int) -> int:
        """Whose document items ``k..cut`` are: "Cornyn's statement", "a statement from Cornyn"."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        if lows[items[cut]] not in _DOCUMENTS:
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
            found.distance = max(found.distance, 1)
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
            found = self._whole_name(frame, first, last)
            if found is not None:
                found.distance = 1
                if found.kind == "pronoun" or cast.entity_at(found.mention).kind == "person":
                    return found
                fallback = fallback or found
                continue
            low = doc.lows[items[first]]
            closing = number == len(chunks) - 1
            bracketed = doc.words[items[i]] == ")"
            tail = self._tail_name(frame, first, last) if number or bracketed else None
            if tail is not None and low not in _RELATIVE and not (low in DETERMINERS and not closing):
                tail.distance = 1
                return tail
            if nominal is None and number and low in DETERMINERS:
                nominal = self._head(frame, first, last)
        if nominal is not None and nominal.kind == "nominal":
            nominal.distance = 1
        return fallback or nominal

    def _whole_name(self, frame: Frame, first: int, last: int) -> Subject | None:
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

    def _tail_name(self, frame: Frame, first: int, last: int) -> Subject | None:
        """The chunk ends in a person's name that its words lead up to ("said former aide Ann Lee")."""
        items, cast, doc = frame.items, self.cast, self.doc
        while last > first and doc.words[items[last]] == ")":
            while last > first and doc.words[items[last]] != "(":
                last -= 1
            last -= 1
        if items[last] < 0:
            return None
        number = cast.ending.get(items[last], -1)
        if number < 0 or cast.entity_at(number).kind in ("place", "organization"):
            return self._nominal_of(frame, first, last)
        found = cast.mentions[number]
        before = last - (found.last - found.first)
        if found.possessive:
            return None
        if before >= first:
            low = doc.lows[items[before]]
            if low in PREPOSITIONS or (low in SUBORDINATORS and low != "that"):
                return self._nominal_of(frame, first, last) if low in PREPOSITIONS else self.named(number)
            if low not in PERSON_NOUNS and low not in ("and", "but", "that", "when", "while", "as"):
                return None
        return self.named(number)

    def _nominal_of(self, frame: Frame, first: int, last: int) -> Subject | None:
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

    def clause_subject(self, frame: Frame, position: int, depth: int = 0) -> Subject | None:
        """Subject of the clause that holds ``position``, for joined verbs, infinitives, participles."""
        items, lows = frame.items, self.doc.lows
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
                        found.distance = 2
                        return found
        return self.first_phrase(frame, position)

    def first_phrase(self, frame: Frame, position: int) -> Subject | None:
        """The first noun phrase of the sentence that no opening preposition governs."""
        items, doc, cast = frame.items, self.doc, self.cast
        k = 0
        while k < position:
            item = items[k]
            if item < 0:
                k += 1
                continue
            low = doc.lows[item]
            if low in PREPOSITIONS or low in SUBORDINATORS or low in PARTICIPLES or low.endswith("ing"):
                k = self._skip_to_comma(frame, k, position)
                continue
            if item in cast.starting or low in SUBJECT_PRONOUNS or low in DETERMINERS or low in PERSON_NOUNS:
                found = self.phrase_starting(frame, k)
                if found is not None:
                    found.distance = 2
                    return found
            k += 1
        return None

    def _skip_to_comma(self, frame: Frame, k: int, position: int) -> int:
        for m in range(k + 1, position):
            if frame.items[m] >= 0 and self.doc.words[frame.items[m]] == ",":
                return m + 1
        return k + 1
