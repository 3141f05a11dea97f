"""Whether a person the lists cannot place is "he" or "she": read off the text's own pronouns.

"Lee thanked her parents" tells it, where nobody else who fits stands between. Every such pronoun is a vote;
a person's gender is settled where the votes agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tracker.ingest.frames import Frame
from tracker.ingest.people import Cast
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS
from tracker.ingest.word_positions import marks

GENDER_OF = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
# The words a sentence is heard for.
TELLING = frozenset(GENDER_OF) | frozenset(PERSON_NOUNS)
# How many more votes one gender needs than the other.
_CLEARLY = 4
# Pronouns that may open a sentence about the subject of the one before.
_OPENING = 3


def settle_genders(doc: Doc, cast: Cast, frames: Sequence[Frame], words: Iterable[int], spare: int) -> None:
    """Give people without a gender the one their pronouns agree on; bodies and places keep none.

    ``words`` are the tokens in ``TELLING``, ``spare`` is the number of quotations the frames fold away.
    """
    open_ones = {
        entity.number
        for entity in cast.entities
        if not entity.gender and (entity.kind == "person" or (not entity.kind and entity.given))
    }
    if not open_ones:
        return
    marked = marks(len(doc) + spare, cast.starting, words)
    votes: Counter[tuple[int, str]] = Counter()
    before: list[int] = []
    paragraph = -1
    for frame in frames:
        if frame.paragraph != paragraph:
            before, paragraph = [], frame.paragraph
        before = _hear(doc, cast, frame, marked, before, open_ones, votes)
    for number in open_ones:
        male, female = votes[number, "m"], votes[number, "f"]
        if male and male >= _CLEARLY * female:
            cast.entities[number].gender = "m"
        elif female and female >= _CLEARLY * male:
            cast.entities[number].gender = "f"


def _hear(
    doc: Doc,
    cast: Cast,
    frame: Frame,
    marked: bytearray,
    before: Sequence[int],
    open_ones: set[int],
    votes: Counter[tuple[int, str]],
) -> list[int]:
    """Count the votes of one sentence; returns whom it names, for the next."""
    here: list[int] = []
    bystander = False
    for position in frame.marked(marked):
        item = frame.items[position]
        number = cast.starting.get(item)
        if number is not None:
            entity = cast.entities[cast.mentions[number].entity]
            if entity.kind in ("person", "") and entity.number not in here:
                here.append(entity.number)
            continue
        gender = GENDER_OF.get(doc.lows[item])
        if gender is None:
            bystander = True
            continue
        known = here or (before if position < _OPENING else ())
        fits = [n for n in known if cast.entities[n].gender in ("", gender)]
        if len(fits) == 1 and fits[0] in open_ones and not bystander:
            votes[fits[0], gender] += 1
    return here
