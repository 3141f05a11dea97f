"""Whether a person the lists cannot place is "he" or "she": read off the text's own pronouns.

"Lee thanked her parents" tells it, where nobody else who fits stands between. Every such pronoun is a vote;
a person's gender is settled where the votes agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.ingest.frames import Frame
from tracker.ingest.people import PERSON_NOUNS, Cast
from tracker.ingest.text import Doc

GENDER_OF = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
# How many more votes one gender needs than the other.
_CLEARLY = 4
# Pronouns that may open a sentence about the subject of the one before.
_OPENING = 3


def settle_genders(doc: Doc, cast: Cast, frames: Iterable[Frame]) -> None:
    """Give people without a gender the one their pronouns agree on; bodies and places keep none."""
    open_ones = {
        entity.number
        for entity in cast.entities
        if not entity.gender and (entity.kind == "person" or (not entity.kind and entity.given))
    }
    if not open_ones:
        return
    votes: dict[int, dict[str, int]] = {}
    before: list[int] = []
    paragraph = -1
    for frame in frames:
        if frame.paragraph != paragraph:
            before, paragraph = [], frame.paragraph
        before = _hear(doc, cast, frame.items, before, open_ones, votes)
    for number, by in votes.items():
        male, female = by.get("m", 0), by.get("f", 0)
        entity = cast.entities[number]
        if male >= max(1, _CLEARLY * female):
            entity.gender = "m"
        elif female >= max(1, _CLEARLY * male):
            entity.gender = "f"


def _hear(
    doc: Doc,
    cast: Cast,
    items: Sequence[int],
    before: Sequence[int],
    open_ones: set[int],
    votes: dict[int, dict[str, int]],
) -> list[int]:
    """Count the votes of one sentence; returns whom it names, for the next."""
    lows, starting = doc.lows, cast.starting
    here: list[int] = []
    bystander = False
    for position, item in enumerate(items):
        if item < 0:
            continue
        number = starting.get(item)
        if number is not None:
            entity = cast.entities[cast.mentions[number].entity]
            if entity.kind in ("person", "") and entity.number not in here:
                here.append(entity.number)
            continue
        low = lows[item]
        gender = GENDER_OF.get(low)
        if gender is None:
            bystander = bystander or low in PERSON_NOUNS
            continue
        known = here or (before if position < _OPENING else ())
        fits = [n for n in known if cast.entities[n].gender in ("", gender)]
        if len(fits) == 1 and fits[0] in open_ones and not bystander:
            by = votes.setdefault(fits[0], {})
            by[gender] = by.get(gender, 0) + 1
    return here
