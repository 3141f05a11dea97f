"""Counties printed without their word beside the name: in rows ("Fairfax and Arlington counties"), by their offices
("the Middlesex District Attorney"), and once the text has named them in full ("in Gwinnett").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tracker.ingest.gazetteer import Gazetteer, Jurisdiction, fold
from tracker.ingest.place_names import (
    LEFT,
    POSSESSIVE,
    RIGHT,
    STATE_AFTER,
    STATE_WITHIN,
    Mention,
    Token,
    begins_states,
    county_key,
    read_context,
    state_code,
)

_NAME = r"(?:St\. )?[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){0,2}"
_NAMES = rf"{_NAME}(?:, {_NAME}){{0,6}},? and {_NAME}"
_ROW = re.compile(rf"{_NAMES} $")
_ROW_OF = re.compile(rf" of ({_NAMES})")
_ROW_WIDTH = 160
# "Cobb and Wake counties", "the Cobb and Wake county jails".
_COUNTIES = re.compile(r"\b(?:(?P<plural>[Cc]ounties)\b|county(?= [a-z]+s\b))")
_COUNTY_OFFICE = re.compile(r"\b(?:Sheriff(?!s\b)|District Attorney\b)")
_BESIDE_OFFICE = re.compile(rf"(?:['’]s)? {_COUNTY_OFFICE.pattern}")
_NAME_ENDS = re.compile(rf"({_NAME})(?:['’]s)? $")


def with_short_counties(
    text: str, tokens: list[Token], mentions: list[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """The mentions and the counties printed without their word, in order of position."""
    found = _with_rows_and_offices(text, mentions, gazetteer)
    return sorted([*found, *_counties_again(text, tokens, found, gazetteer)], key=lambda m: m.start)


def _with_rows_and_offices(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Adds counties printed without their word beside the name ("Fairfax and Arlington counties", "the Middlesex
    District Attorney"), each in the place of what its name was read as."""
    added: list[Mention] = []
    short = (*_row_members(text, gazetteer), *_by_office(text, mentions, gazetteer))
    for mention in sorted(short, key=lambda m: m.start):
        if not added or added[-1].end <= mention.start:
            mention.left = text[max(0, mention.start - LEFT) : mention.start]
            mention.right = text[mention.end : mention.end + RIGHT]
            added.append(mention)
    ends = [mention.end for mention in added]
    kept = [
        mention
        for mention in mentions
        if (next_one := bisect_right(ends, mention.start)) == len(added)
        or added[next_one].start >= mention.end
    ]
    return sorted([*kept, *added], key=lambda mention: mention.start)


def _row_members(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Names that share one word for county, before or after it, with the state printed behind them all."""
    for word in _COUNTIES.finditer(text):
        before = _ROW.search(text, max(0, word.start() - _ROW_WIDTH), word.start())
        if before:
            plural = word["plural"] is not None
            yield from _counties_of_row(text, before.span(), word.end(), gazetteer, cities=not plural)
        elif after := not text.endswith("and ", 0, word.start()) and _ROW_OF.match(text, word.end()):
            yield from _counties_of_row(text, after.span(1), after.end(1), gazetteer)


def _counties_of_row(
    text: str, row: tuple[int, int], end: int, gazetteer: Gazetteer, *, cities: bool = False
) -> Iterator[Mention]:
    """``end`` is where the state may follow. With ``cities`` only the last is a county whatever else bears its name:
    "Austin and Travis county officials" are a city's and a county's."""
    names = list(re.finditer(_NAME, text[slice(*row)]))
    for name in names:
        start, state = _county_start(name[0], gazetteer)
        if start < 0 or (cities and name is not names[-1] and fold(name[0][start:]) in gazetteer.names):
            continue
        short = name[0][start:]
        key = county_key(short, gazetteer)
        state = state or _state_of_row(text[end : end + RIGHT], gazetteer)
        yield _short_county(
            row[0] + name.start() + start, short, key, gazetteer.names[key], "county_row", state
        )


def _state_of_row(right: str, gazetteer: Gazetteer) -> str:
    printed = STATE_AFTER.match(right) or STATE_WITHIN.match(right)
    if not printed or begins_states(right[printed.end() :], gazetteer):
        return ""
    return state_code(printed[1], gazetteer)


def _counties_again(
    text: str, tokens: list[Token], mentions: Sequence[Mention], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Short names of counties the text has named ("Gwinnett County … in Gwinnett"), where they are no place's name."""
    short: dict[str, Mention] = {}
    for mention in mentions:
        name = mention.key.removesuffix(" county").removesuffix(" parish")
        if name != mention.key and _is_county(mention) and name not in gazetteer.names:
            short.setdefault(name.split()[0], mention)
    starts = [mention.start for mention in mentions]
    for number, token in enumerate(tokens) if short else ():
        if (county := short.get(token.key)) is None:
            continue
        words = county.key.split()[:-1]
        last = number + len(words) - 1
        end = tokens[last].end if last < len(tokens) else token.start
        before = bisect_right(starts, token.start) - 1
        if fold(text[token.start : end]) != " ".join(words) or (
            before >= 0 and mentions[before].end > token.start
        ):
            continue
        again = Mention(token.start, end, county.key, county.candidates, number, last, level="county")
        read_context(text, again, tokens, gazetteer)
        yield again


def _by_office(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """ "The Bexar Sheriff's Office", "Middlesex District Attorney Ann Poe": such offices are a county's.

    Places of the name stay candidates unless the text prints the county's full name. A state's name, a city that
    is its own county and one the text speaks of elsewhere are left as they are.
    """
    elsewhere = {m.key for m in mentions if _is_county(m) or not _BESIDE_OFFICE.match(m.right)}
    for office in _COUNTY_OFFICE.finditer(text):
        name = _NAME_ENDS.search(text, max(0, office.start() - LEFT), office.start())
        start, state = _county_start(name[1], gazetteer) if name else (-1, "")
        if name is None or start < 0:
            continue
        short = name[1][start:]
        key, others = county_key(short, gazetteer), gazetteer.names.get(fold(short), ())
        counties = gazetteer.names[key]
        if others and (others[0].level == "state" or others[0].same_as in {c.geoid for c in counties}):
            continue
        if key not in elsewhere and fold(short) in elsewhere:
            continue
        if others and others[0].geoid in gazetteer.stand_alone and key not in elsewhere:
            if [c.state for c in counties] != [others[0].state]:
                continue  # "the Miami sheriff" is not that of Miami County; Los Angeles has one county round it
            others = ()
        candidates = counties if key in elsewhere else (*counties, *others)
        yield _short_county(name.start(1) + start, short, key, candidates, "county_office", state)


def _is_county(mention: Mention) -> bool:
    return mention.candidates[0].level == "county"


def _county_start(name: str, gazetteer: Gazetteer) -> tuple[int, str]:
    """Where in a row of capitalised words a county's name begins, -1 for nowhere, and the state printed before it.

    "In Wake" and "Both Wake" open a sentence, "Ohio's Lake" and "Ohio Lake" say where; "Fort Wayne" is no Wayne.
    """
    for word in re.finditer(r"\S+", name):
        start = word.start()
        if county_key(name[start:], gazetteer):
            before = POSSESSIVE.sub("", name[:start].rstrip())
            state = state_code(before, gazetteer)
            left_out = before != name[:start].rstrip() or fold(before) in gazetteer.words["leaders"]
            return (start, state) if not start or state or left_out else (-1, "")
    return -1, ""


def _short_county(
    start: int, name: str, key: str, candidates: tuple[Jurisdiction, ...], rule: str, state: str
) -> Mention:
    """A county by its short name; a printed state in which none of them lies is another's."""
    fits = any(c.state == state for c in candidates)
    return Mention(start, start + len(name), key, candidates, -1, -1, rule=rule, state=state if fits else "")
