"""Whom "he", "she", "the senator" mean: antecedents by gender, subjecthood and nearness.

The text is walked once in order. Every mention and every resolved subject pronoun outside quotation
marks leaves a trace; a pronoun takes the candidate with the strongest trace and is left open when the
second strongest comes close. Names inside quotation marks are never antecedents: the narration does
not refer to what somebody else said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.ingest.cues import (
    AUXILIARIES,
    CUES,
    FINITE,
    INVERTED,
    NOUN_LIKE,
    PARTICIPLES,
    PREPOSITIONS,
    SAID,
    SUBORDINATORS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.genders import GENDER_OF
from tracker.ingest.given_names import surnames
from tracker.ingest.people import Cast, Entity
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS, ROLES
from tracker.ingest.word_positions import marks

SUBJECTS = frozenset(["he", "she"])
# Weight of a mention by its place in the sentence, loss per sentence and per paragraph between.
SPEAKER_WEIGHT, _MAIN, _SUBJECT, _AGENT, _OBJECT, _OBLIQUE, _ATTRIBUTIVE = 3.6, 3.2, 2.7, 2.4, 1.6, 1.2, 0.6
_TOPIC = 3.4
# A sentence's own subject is what a pronoun behind its quotation means.
_SAME_FRAME = 0.8
_PER_FRAME, _PER_PARAGRAPH = 0.7, 0.35
_REPEATED, _MOST_REPEATED = 0.15, 0.6
_UNKNOWN_GENDER, _UNKNOWN_KIND = 0.6, 1.5
_MEMORY = 40
# Percentage of people a surname needs before a lone one that "said" something is taken for a person.
_COMMON_SURNAME = 0.001
_CONCEDING = frozenset(["while", "although", "though", "whereas"])
_BEFORE_TITLES = frozenset(["us", "u.s.", "former", "then", "state", "county", "city"])
_DEFINITE = frozenset(["the", "this", "that", "former", "then"])
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(slots=True)
class Trace:
    """One mention on the path: which entity, where, how strong."""

    entity: int
    token: int
    frame: int
    paragraph: int
    weight: float


class References:
    """Resolves subject pronouns and definite descriptions of one text."""

    def __init__(self, doc: Doc, cast: Cast, pronouns: Iterable[int], spare: int) -> None:
        """``pronouns`` are the tokens in ``SUBJECTS``, ``spare`` the number of quotations frames fold away."""
        self.doc = doc
        self.cast = cast
        self.traces: list[Trace] = []
        self.pronouns: dict[int, tuple[int, float]] = {}
        self._side_by_side: dict[frozenset[int], int] = {}
        self._events = marks(len(doc) + spare, cast.starting, pronouns)
        self._describe()

    def speaks(self, entity: int, frame: Frame, token: int) -> None:
        """Remember that ``entity`` was just quoted."""
        self.traces.append(Trace(entity, token, frame.number, frame.paragraph, SPEAKER_WEIGHT))

    def walk(self, frame: Frame) -> None:
        """Leave traces for the mentions of one frame and resolve its subject pronouns."""
        lows, cast = self.doc.lows, self.cast
        first_seen = False
        for position in frame.marked(self._events):
            item = frame.items[position]
            number = cast.starting.get(item, -1)
            if number >= 0:
                mention = cast.mentions[number]
                entity = cast.entities[mention.entity]
                if entity.kind in ("person", ""):
                    weight = self._weight(frame, position, mention.last - mention.first, first_seen)
                    if position and position < 3 and lows[frame.items[0]] in ("as", "for"):
                        weight = _TOPIC  # "As for Lee, she said …"
                    if mention.possessive:
                        weight = _OBLIQUE
                    self.traces.append(Trace(mention.entity, item, frame.number, frame.paragraph, weight))
                    first_seen = True
                    other = self._joined_to(frame, position)
                    if other is not None:
                        self._side_by_side[frozenset((mention.entity, other))] = frame.number
                continue
            low = lows[item]
            if low == "he" or low == "she":
                found = self.resolve_gender(GENDER_OF[low], frame, item, self._excluded(frame, position))
                if found is not None:
                    self.pronouns[item] = found
                    self.traces.append(Trace(found[0], item, frame.number, frame.paragraph, _SUBJECT))
                first_seen = True

    def _joined_to(self, frame: Frame, position: int) -> int | None:
        """The person named just before, with only "and" between: "Tom Reyes and Sheriff Dan Holt"."""
        items = frame.items
        if (
            position < 2
            or min(items[position - 2 : position]) < 0
            or self.doc.lows[items[position - 1]] != "and"
        ):
            return None
        number = self.cast.ending.get(items[position - 2])
        return None if number is None else self.cast.mentions[number].entity

    def _weight(self, frame: Frame, position: int, length: int, first_seen: bool) -> float:
        """Subject, object or oblique, read off the neighbours."""
        items, lows = frame.items, self.doc.lows
        before = lows[items[position - 1]] if position and items[position - 1] >= 0 else ""
        after_position = position + length
        while (
            after_position < len(items)
            and items[after_position] >= 0
            and lows[items[after_position]].endswith("ly")
        ):
            after_position += 1  # "Lee largely agreed"
        after = (
            lows[items[after_position]] if after_position < len(items) and items[after_position] >= 0 else ""
        )
        if after in PERSON_NOUNS or (
            after_position < len(items) and items[after_position] in self.cast.starting
        ):
            return _ATTRIBUTIVE
        done = lows[items[position - 2]] if position > 1 and items[position - 2] >= 0 else ""
        if before == "by" and (done.endswith(("ed", "en")) or done in PARTICIPLES):
            return _AGENT  # "an order issued by Lee, which she called …"
        behind_clause = position > 1 and (items[position - 2] < 0 or lows[items[position - 2]] == ",")
        if behind_clause and before in INVERTED and before not in NOUN_LIKE:
            return _MAIN  # "…, said Lee."
        if before in PREPOSITIONS and before not in ("as", "than", "after", "before", "since"):
            return _OBLIQUE
        does = after in AUXILIARIES or after in CUES or (after.endswith("ed") and after not in PERSON_NOUNS)
        if items[0] >= 0 and lows[items[0]] in _CONCEDING:
            # "While Lee waits, Ray said …": he is Ray.
            if not first_seen and before == lows[items[0]]:
                return _SUBJECT
            if does and before == ",":
                return _MAIN
        if does:
            return _SUBJECT if first_seen else _MAIN
        if before in ("was", "is") and items[0] >= 0 and lows[items[0]].endswith("ing"):
            return _MAIN  # "Joining them was Lee"
        if not first_seen and (
            position == 0
            or before in SUBORDINATORS
            or before in ("and", ",", "")
            or self._leads(frame, position)
        ):
            return _MAIN
        if not before or before in SUBORDINATORS or before in ("and", "but"):
            return _SUBJECT - 0.3
        return _OBJECT if first_seen else _SUBJECT - 0.5

    def _leads(self, frame: Frame, position: int) -> bool:
        """Whether only "US" or "Former" stands before the name that begins a sentence."""
        items = frame.items
        return position == 1 and items[0] >= 0 and self.doc.lows[items[0]] in _BEFORE_TITLES

    def _excluded(self, frame: Frame, position: int) -> set[int]:
        """Whom the pronoun cannot mean: whom it talks to ("he told Hannity"), "whom" itself."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        excluded: set[int] = set()
        if position + 2 < len(items) and lows[items[position + 1]] in (
            "told",
            "asked",
            "tells",
            "asks",
            "thanked",
        ):
            number = cast.starting.get(items[position + 2], -1)
            if number >= 0:
                excluded.add(cast.mentions[number].entity)
        before = lows[items[position - 1]] if position and items[position - 1] >= 0 else ""
        if before == "whom" and self.traces:
            excluded.add(self.traces[-1].entity)
        return excluded

    def resolve_gender(
        self, gender: str, frame: Frame, token: int, excluded: set[int]
    ) -> tuple[int, float] | None:
        """The entity a pronoun of ``gender`` at ``token`` means, and how sure; None if nobody fits."""
        scores: dict[int, float] = {}
        again: dict[int, float] = {}
        entities = self.cast.entities
        for trace in reversed(self.traces[-_MEMORY:]):
            entity = entities[trace.entity]
            if (entity.gender and entity.gender != gender) or trace.entity in excluded:
                continue
            strength = (
                trace.weight
                - _PER_FRAME * (frame.number - trace.frame)
                - _PER_PARAGRAPH * (frame.paragraph - trace.paragraph)
            )
            if trace.frame == frame.number and trace.weight >= _SUBJECT:
                strength += _SAME_FRAME
            if not entity.gender:
                strength -= _UNKNOWN_GENDER
            if not entity.kind:
                strength -= _UNKNOWN_KIND
            known = scores.get(trace.entity)
            if known is None:
                scores[trace.entity] = strength
            elif strength > -2:
                again[trace.entity] = min(_MOST_REPEATED, again.get(trace.entity, 0.0) + _REPEATED)
                scores[trace.entity] = max(known, strength)
        if not scores:
            return None
        ranked = sorted(((n, s + again.get(n, 0.0)) for n, s in scores.items()), key=lambda pair: -pair[1])
        best, top = ranked[0]
        if len(ranked) > 1 and self._are_alike(best, ranked[1][0]):
            return None
        margin = top - ranked[1][1] if len(ranked) > 1 else 3.0
        confidence = min(0.97, 0.55 + 0.15 * margin)
        if top < -4:
            confidence -= 0.2
        return best, max(0.05, confidence)

    def _are_alike(self, one: int, other: int) -> bool:
        """Whether two people were last named side by side, so that a pronoun may mean either."""
        frame = self._side_by_side.get(frozenset((one, other)))
        if frame is None:
            return False
        return not any(t.frame > frame and t.entity in (one, other) for t in self.traces[-_MEMORY:])

    def _describe(self) -> None:
        """Give people the roles their appositions state: "Ann Lee, the mayor of Arden," is a mayor."""
        doc, cast = self.doc, self.cast
        size = len(doc)
        for mention in cast.mentions:
            entity = cast.entities[mention.entity]
            if entity.kind not in ("person", ""):
                continue
            i = mention.last
            words = mention.last - mention.name_first
            if not entity.kind and (self._is_person(i) if words > 1 else self._is_surname(entity, i)):
                entity.kind = "person"
            if i < size and doc.words[i] == "," and i + 1 < size:
                self._apposition(entity, i + 1)
            k = mention.first - 1
            while k >= 0 and doc.lows[k] in PERSON_NOUNS and not doc.words[k][0].isupper():
                entity.roles.add(ROLES.get(doc.lows[k], doc.lows[k]))
                k -= 1

    def _is_surname(self, entity: Entity, i: int) -> bool:
        """Whether a lone name is a person's: an age follows ("Roe, 58,"), or a surname says something."""
        if entity.surname.endswith("ly"):
            return False  # "Additionally, the auditor said"
        following = self.doc.lows[i : i + 3]
        verb = next((low for low in following if not low.endswith("ly")), "")
        if (verb in SAID or verb in FINITE) and verb not in NOUN_LIKE:
            return surnames().get(entity.surname, 0.0) >= _COMMON_SURNAME
        return (
            following[:1] == [","] and len(following) == 3 and following[1].isdigit() and following[2] == ","
        )

    def _is_person(self, i: int) -> bool:
        """Whether what stands behind a name shows a person: an age, "who", a verb of saying, a role."""
        doc = self.doc
        following = doc.lows[i : i + 4]
        if not following:
            return False
        if following[0] in SAID and following[0] not in NOUN_LIKE:
            return True
        if following[0] != "," or len(following) < 4:
            return False
        return (
            (following[1].isdigit() and len(following[1]) <= 2 and following[2] == ",")
            or following[1] == "who"
            or (
                following[1] in ("a", "an", "the")
                and any(low in PERSON_NOUNS for low in doc.lows[i + 2 : i + 6])
            )
        )

    def _apposition(self, entity: Entity, i: int) -> None:
        doc = self.doc
        if (
            doc.lows[i] not in ("the", "a", "an", "who", "former", "his", "her", "acting", "now")
            and doc.lows[i] not in PERSON_NOUNS
        ):
            return
        for k in range(i, min(i + 12, len(doc))):
            low = doc.lows[k]
            if low in (",", ".", ";", "who", "which") and k > i:
                return
            if low in PERSON_NOUNS and doc.lows[i] != "who":
                entity.roles.add(ROLES.get(low, low))
                gender = PERSON_NOUNS[low]
                if gender in ("m", "f") and not entity.gender:
                    entity.gender = gender
                if k + 1 < len(doc) and doc.lows[k + 1] in PREPOSITIONS:
                    return
            if doc.lows[i] == "who" and low in ("his", "her", "himself", "herself") and not entity.gender:
                entity.gender = GENDER_OF[low]

    def resolve_nominal(self, first: int, last: int) -> tuple[int, float] | None:
        """The person a definite description in tokens ``first:last`` means, None if it names nobody."""
        doc, cast = self.doc, self.cast
        if doc.lows[first] not in _DEFINITE:
            return None
        nouns = [doc.lows[k] for k in range(first, last) if doc.lows[k] in PERSON_NOUNS]
        if not nouns or PERSON_NOUNS[nouns[-1]] in ("+", "o"):
            return None
        noun = nouns[-1]
        role = ROLES.get(noun, noun)
        gender = PERSON_NOUNS[noun]
        seen: dict[int, int] = {}
        for trace in self.traces:
            if trace.token < first:
                seen[trace.entity] = trace.token
        fits = [
            n
            for n in seen
            if role in cast.entities[n].roles
            and not (gender and cast.entities[n].gender and cast.entities[n].gender != gender)
        ]
        if not fits:
            return None
        fits.sort(key=lambda n: -seen[n])
        return fits[0], 0.8 if len(fits) == 1 else 0.55
