"""Mentions of US jurisdictions in a text, each with its GEOID or the candidates a curator chooses from.

``place_names`` finds the names, ``place_counties`` those of counties without their word, ``place_evidence`` keeps
those used as places, ``place_choice`` says which jurisdiction is meant. Here: the order of these steps, and places the gazetteer does not know that
the text itself declares by printing a state after them ("Sodus, N.Y.").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tracker.ingest.gazetteer import Gazetteer, fold_word
from tracker.ingest.place_choice import choose
from tracker.ingest.place_counties import with_short_counties
from tracker.ingest.place_evidence import Reading, accepted, read
from tracker.ingest.place_names import LEFT, RIGHT, Mention, begins_states, capitalised, names_in, state_code
from tracker.ingest.types import Person, Place, Quote

_DECLARED = re.compile(
    r", ((?:New|North|South|West|Rhode) [A-Z][a-z]+|[A-Z]\. ?[A-Z][a-z]{0,2}\b\.|[A-Z][a-z]{2,12}\b\.?)(?=[\s,.;:)\]”\"—–-])"
)
_RESIDENT = re.compile(
    r", \d{1,3}, (?:[a-z]+ ){0,4}(?:of|from) ((?:[A-Z][\w’'-]{1,20} ){0,2}[A-Z][\w’'-]{2,20}) in (?:(?:[Uu]pstate|[Rr]ural|[a-z]+ern) )?"
    r"((?:New|North|South|West|Rhode) [A-Z][a-z]+|[A-Z][a-z]{3,12})\b"
)
_BODY_OF = re.compile(
    r"\b(?:Departments?|Bureau|Office|Ministry|Secretary|Division|Agency|Commission|Committee|Board|Institute|Center) $"
)
_NAME_BEFORE = re.compile(
    r"((?:(?:in|near|outside|from|at|of) )?)((?:[A-Z][\w’'-]{1,20}[ -]){0,3}[A-Z][\w’'-]{2,20})$"
)


def find_places(
    text: str,
    *,
    gazetteer: Gazetteer,
    people: Sequence[Person] = (),
    quotes: Sequence[Quote] = (),
    home_state: str = "",
) -> tuple[Place, ...]:
    """Mentions of jurisdictions in order of position, none overlapping.

    ``people`` and the personal speakers of ``quotes`` are never read as places. ``home_state`` is the
    USPS code of the outlet's state and settles names that nothing in the text settles. A blank GEOID
    means several candidates, or a place the gazetteer does not know.
    """
    plain = text.replace("\xa0", " ")
    tokens = capitalised(plain)
    reading = read(plain, tokens, gazetteer=gazetteer, people=people, quotes=quotes)
    named = with_short_counties(plain, tokens, names_in(plain, tokens, gazetteer), gazetteer)
    kept = accepted(named, reading)
    kept = sorted([*kept, *_declared(reading, kept)], key=lambda mention: mention.start)
    return choose(text, kept, gazetteer=gazetteer, home_state=home_state)


def _declared(reading: Reading, known: Sequence[Mention]) -> list[Mention]:
    """Names the gazetteer lacks, where the text itself says in which state they lie."""
    text, found = reading.text, []
    ends = [mention.end for mention in known]
    for start, end, code in sorted({*_before_state(reading), *_where_people_live(reading)}):
        nearest = bisect_right(ends, start)
        overlaps = nearest < len(known) and known[nearest].start < end
        if overlaps or _is_person(text[start:end], reading):
            continue
        left, right = text[max(0, start - LEFT) : start], text[end : end + RIGHT]
        found.append(
            Mention(
                start, end, "", (), -1, -1, left, right, state=code, rule="name_and_state", confidence=0.8
            )
        )
    return found


def _before_state(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """ "Sodus, N.Y.": start, end and USPS code. A full state name asks for a preposition too."""
    for printed in _DECLARED.finditer(reading.text):
        code = state_code(printed[1], reading.gazetteer)
        name = code and _NAME_BEFORE.search(reading.text, max(0, printed.start() - 64), printed.start())
        if not name or not (name[1] or printed[1].endswith(".")):
            continue
        if name[1] == "of " and _BODY_OF.search(reading.text, max(0, name.start() - 24), name.start()):
            continue  # "the Department of Homeland Security, New York and Ohio"
        if not begins_states(reading.text[printed.end() : printed.end() + RIGHT], reading.gazetteer):
            yield name.start(2), name.end(2), code


def _where_people_live(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """ ", 32, of Sodus in upstate New York": start, end and USPS code."""
    for printed in _RESIDENT.finditer(reading.text):
        if code := state_code(printed[2], reading.gazetteer):
            yield printed.start(1), printed.end(1), code


def _is_person(name: str, reading: Reading) -> bool:
    words = [fold_word(word) for word in name.split()]
    first = words[0] in reading.gazetteer.first_names or words[0] in reading.gazetteer.words["titles"]
    return (first and len(words) > 1) or words[-1] in reading.surnames
