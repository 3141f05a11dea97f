"""From a noun phrase to a speaker: which person or body it names, and how sure that is.

A name is looked up, a pronoun resolved, a description matched with an office; what stays open is left
blank. Confidence multiplies what the rule earns by what the resolution earns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ingest.clauses import Clauses
from tracker.ingest.cues import SAID
from tracker.ingest.frames import Frame
from tracker.ingest.genders import GENDER_OF
from tracker.ingest.people import Cast
from tracker.ingest.phrases import DOCUMENTS, Subject
from tracker.ingest.reference import SPEAKER_WEIGHT, References
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS, is_of_several

ABSTAIN = 0.5
# Persons a story mentions beside its subject: a description with these is not the subject again.
_BYSTANDERS = frozenset(
    "official spokesman spokeswoman spokesperson reporter moderator host judge audience source person man woman "
    "student resident voter attendee user aide lawyer attorney author writer witness victim officer".split()
)
_REPLIES = frozenset(["replied", "replies", "responded", "countered", "retorted", "answered"])
# How far behind a description its person may be introduced, in sentences.
_INTRODUCED_WITHIN = 4
# Words of "his written statement".
_OWNED = 3


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


class Naming:
    """Turns subjects into speakers for the sentence ``current`` stands at."""

    def __init__(self, doc: Doc, frames: Sequence[Frame], cast: Cast, references: References) -> None:
        self.doc = doc
        self.frames = frames
        self.cast = cast
        self.references = references
        self.clauses = Clauses(doc, cast)
        self.current: Frame | None = None

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

    def _is_one_of_two(self, number: int) -> bool:
        """Whether the mention has the title of several: "Reps. Ann Lee of Ohio and Bo Ray of Iowa said"."""
        mention = self.cast.mentions[number]
        return mention.name_first > mention.first and is_of_several(self.doc.lows, mention.name_first)

    def _owned(self, subject: Subject) -> tuple[int, float] | None:
        """Whose statement "his statement" is."""
        low = self.doc.lows[subject.first]
        if (
            low not in GENDER_OF
            or subject.distance
            or subject.last - subject.first > _OWNED
            or self.current is None
        ):
            return None
        if self.doc.lows[subject.last - 1] not in DOCUMENTS:
            return None
        return self.references.resolve_gender(GENDER_OF[low], self.current, subject.first, set())

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
                if trace.token >= subject.first:
                    continue
                if trace.paragraph != self.current.paragraph or self.current.number - trace.frame > 1:
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
        ahead = range(current.number + 1, min(len(self.frames), current.number + 1 + _INTRODUCED_WITHIN))
        after = next((self.frames[n] for n in ahead if self.frames[n].paragraph > current.paragraph), None)
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
        speaks = entity.kind == "person" and any(low in SAID for low in words)
        if speaks and fresh and office and (not gender or entity.gender in ("", gender)):
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

    def chain(self, other: Attribution, rule: str, factor: float) -> Attribution:
        return Attribution(
            rule, other.subject, other.entity, other.kind, other.confidence * factor, other.cue, chained=True
        )

    def speaker_of(self, subject: Subject, rule: str, confidence: float, cue: int = -1) -> Attribution:
        """Turn a noun phrase into a speaker."""
        if subject.kind == "name":
            entity = self.cast.entity_at(subject.mention)
            if entity.kind == "place" or self._is_one_of_two(subject.mention):
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
        found = (
            self.references.resolve_nominal(subject.first, subject.last)
            or self._owned(subject)
            or self._described(subject)
        )
        if found is not None:
            return Attribution(rule, subject, found[0], "person", confidence * found[1], cue)
        return Attribution(rule, subject, -1, "unnamed", confidence * 0.8, cue)
