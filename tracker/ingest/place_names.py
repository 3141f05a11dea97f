"""Names of the gazetteer where they stand in a text, before anybody asks whether they are places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.ingest.gazetteer import Gazetteer, Jurisdiction, fold, fold_word

LEFT = 72
RIGHT = 64
"""Characters of context kept on each side of a name."""

_CAPITAL = re.compile(r"[A-Z](?<![\w@#][A-Z])[^\W_]*(?:['’](?!s\b)[^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATED = frozenset({"St", "Ft", "Mt", "Ste", "Pt"})
_GAPS = frozenset(" \n\xa0-‑")
_DISTRICT = re.compile(r",? ?(?:D\. ?C\.|DC\b|D\.C\b)")
_STATE_AFTER = re.compile(
    r"(?:, ?| \()"
    r"((?:New|North|South|West|Rhode|Puerto) [A-Z][a-z]+|[A-Z]\. ?[A-Z][a-z]{0,2}\b\.?|[A-Z][A-Za-z]+\b\.?)"
)
# "Clackamas County Oregon", "Austin TX": no comma, and nothing that goes on with another name.
_STATE_BARE = re.compile(
    r" ((?:New|North|South|West|Rhode) [A-Z][a-z]+|[A-Z][a-z]{3,}|[A-Z]{2})(?=[,.;:)\]”\"'’]|\s(?![A-Z])|\s*$)"
)
_OFFICE_AFTER = re.compile(
    r", (?:[A-Z]\w+ ){1,2}(?:Sens?|Govs?|Reps?|Senator|Governor|Mayor|Representative|Congress\w+|Attorney)\b"
)
_STATE_WITHIN = re.compile(
    r" in (?:the )?(?:[Uu]pstate |[Dd]ownstate |(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Cc]entral)\w* )?"
    r"((?:New|North|South|West|Rhode) [A-Z][a-z]+|[A-Z][a-z]{3,})"
)
_STATES_GO_ON = re.compile(
    r"(?:,? (?:and|or)|,) ((?:New|North|South|West|Rhode|Puerto) [A-Z][a-z]+|[A-Z][a-z]{3,})"
)
_COUNTY_OF = ("county of ", "County of ", "parish of ", "Parish of ")
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


class Token(NamedTuple):
    """A capitalised word; ``key`` is the folded word."""

    start: int
    end: int
    word: str
    key: str


@dataclass(slots=True)
class Mention:
    """A name in the text. ``key`` is the folded name, ``token`` and ``last_token`` number its first and
    last capitalised word, ``state`` is the USPS code printed after it, ``level`` a hint ("state",
    "place", "county" for a county's short name, or blank), ``left`` and ``right`` the context, ``rule`` why it counts as a place.
    A ``silent`` mention helps to choose between others and is not itself returned: a dateline in
    capitals says where a text was filed, nothing about that place."""

    start: int
    end: int
    key: str
    candidates: tuple[Jurisdiction, ...]
    token: int
    last_token: int
    left: str = ""
    right: str = ""
    state: str = ""
    level: str = ""
    rule: str = ""
    confidence: float = 0.0
    silent: bool = False


def capitalised(text: str) -> list[Token]:
    """Capitalised words in order of position, handles and hashtags left out.

    What stands before is looked at behind the capital: in front it would be tried at every character.
    """
    make = Token._make
    return [
        make((match.start(), match.end(), word := match[0], fold_word(word)))
        for match in _CAPITAL.finditer(text)
    ]


def names_in(text: str, tokens: list[Token], gazetteer: Gazetteer) -> list[Mention]:
    """Every name of the gazetteer, the longest from each capitalised word, none overlapping."""
    found: list[Mention] = []
    longest, last_end = gazetteer.longest, 0
    for number, token in enumerate(tokens):
        if token.start < last_end:
            continue
        mention = _longest_name(text, token, number, gazetteer) if token.key in longest else None
        if mention is None and token.word == "D" and text.startswith("D.C.", token.start):
            mention = _district(token, number, gazetteer)
        if mention:
            _read_context(text, mention, tokens, gazetteer)
            found.append(mention)
            last_end = mention.end
    found = _with_counties_named_short(text, found, gazetteer)
    return sorted([*found, *_counties_again(text, tokens, found, gazetteer)], key=lambda m: m.start)


def _longest_name(text: str, token: Token, number: int, gazetteer: Gazetteer) -> Mention | None:
    """The longest name that begins at a token, grown word by word as long as some name goes on like that."""
    names, openings = gazetteer.names, gazetteer.openings
    if token.key not in openings and text[token.end : token.end + 1] not in ("'", "’"):
        if _is_abbreviated_state(text, token, token.word, gazetteer):
            return None
        return Mention(token.start, token.end, token.key, names[token.key], number, number)
    best: tuple[int, str] | None = None
    position, opening = token.start, ""
    while word := _WORD.match(text, position, position + 40):
        printed = word[0]
        plain = _POSSESSIVE.sub("", printed) if printed[-1] in "s'’" else printed
        for form in (plain, printed) if plain != printed else (printed,):
            key = opening + fold_word(form)
            if key in names and form[0].isupper() and not _is_abbreviated_state(text, token, form, gazetteer):
                best = (position + len(form), key)
                break
        position = word.end() + (printed in _ABBREVIATED and text.startswith(".", word.end()))
        opening += fold_word(printed)
        if opening not in openings or position >= len(text) or text[position] not in _GAPS:
            break
        opening += " "
        position += 1
    return Mention(token.start, best[0], best[1], names[best[1]], number, number) if best else None


def _is_abbreviated_state(text: str, token: Token, word: str, gazetteer: Gazetteer) -> bool:
    """Whether a one-word name is the state after a city ("Greeley, Colo."), not Colo in Iowa."""
    code = gazetteer.abbreviations.get(f"{word}.")
    return (
        bool(code)
        and text.startswith(".", token.end)
        and word != code
        and text[token.start - 2 : token.start] in (", ", " (")
    )


def _district(token: Token, number: int, gazetteer: Gazetteer) -> Mention | None:
    district = gazetteer.by_geoid.get("11")
    if district is None:
        return None
    return Mention(token.start, token.start + 4, "washington dc", (district,), number, number + 1, state="DC")


def _read_context(text: str, mention: Mention, tokens: list[Token], gazetteer: Gazetteer) -> None:
    """Fills the context, the number of the last word and the state printed after the name."""
    mention.left = text[max(0, mention.start - LEFT) : mention.start]
    if mention.left.endswith(_COUNTY_OF) and not mention.left.lower().endswith(" and county of "):
        _read_as_county(mention, gazetteer)
    right = text[mention.end : mention.end + RIGHT]
    if _OFFICE_AFTER.match(right):
        pass  # "Mitt Romney, Arizona Senator John McCain": the state belongs to the next name
    elif mention.key == "washington" and (district := _DISTRICT.match(right)):
        mention.end += district.end()
        mention.state = "DC"
    elif mention.candidates[-1].level != "state" and (after := _STATE_AFTER.match(right)):
        mention.state = state_code(after[1], gazetteer)
        uncertain = mention.candidates[0].level == "state" or after[1] in ("New York", "Washington")
        if uncertain and not _fits(mention):
            mention.state = ""  # "Los Angeles, New York and Chicago"
        elif mention.key == "washington" and begins_states(right[after.end() :], gazetteer):
            mention.state = ""  # "Washington, Illinois and Ohio"
    elif mention.candidates[0].level != "state" and (bare := _STATE_BARE.match(right)):
        mention.state = state_code(bare[1], gazetteer)
        if mention.state and not _fits(mention):
            mention.state = ""
    elif mention.candidates[0].level != "state" and (within := _STATE_WITHIN.match(right)):
        mention.state = state_code(within[1], gazetteer)
        if mention.state and not _fits(mention):
            mention.state = ""
    mention.right = text[mention.end : mention.end + RIGHT]
    while mention.last_token + 1 < len(tokens) and tokens[mention.last_token + 1].start < mention.end:
        mention.last_token += 1


def _read_as_county(mention: Mention, gazetteer: Gazetteer) -> None:
    """ "The county of Montgomery" is Montgomery County."""
    if key := _county_key(mention.key, gazetteer):
        mention.candidates, mention.key = gazetteer.names[key], key


def _fits(mention: Mention) -> bool:
    """Whether a city of that name is known in the printed state ("New York, N.Y.", not "Iowa, Nevada")."""
    return any(c.level != "state" and c.state == mention.state for c in mention.candidates)


def state_code(printed: str, gazetteer: Gazetteer) -> str:
    """USPS code of a state as printed after a city ("Ill.", "N.Y", "Texas"), or blank."""
    tight = printed.replace(". ", ".")
    return gazetteer.abbreviations.get(tight) or gazetteer.abbreviations.get(tight.rstrip("."), "")


def begins_states(right: str, gazetteer: Gazetteer) -> int:
    """Where the next state of a row ends (", Illinois and Ohio"), 0 where none follows at once."""
    other = _STATES_GO_ON.match(right)
    return other.end() if other and state_code(other[1], gazetteer) else 0


def _with_counties_named_short(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
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
        key = _county_key(short, gazetteer)
        state = state or _state_of_row(text[end : end + RIGHT], gazetteer)
        yield _short_county(
            row[0] + name.start() + start, short, key, gazetteer.names[key], "county_row", state
        )


def _state_of_row(right: str, gazetteer: Gazetteer) -> str:
    printed = _STATE_AFTER.match(right) or _STATE_WITHIN.match(right)
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
        _read_context(text, again, tokens, gazetteer)
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
        key, others = _county_key(short, gazetteer), gazetteer.names.get(fold(short), ())
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


def _county_key(short: str, gazetteer: Gazetteer) -> str:
    """The full name, folded, of the counties or parishes that are called ``short``, or blank."""
    keys = (fold(f"{short} county"), fold(f"{short} parish"))
    return next((key for key in keys if key in gazetteer.names), "")


def _county_start(name: str, gazetteer: Gazetteer) -> tuple[int, str]:
    """Where in a row of capitalised words a county's name begins, -1 for nowhere, and the state printed before it.

    "In Wake" and "Both Wake" open a sentence, "Ohio's Lake" and "Ohio Lake" say where; "Fort Wayne" is no Wayne.
    """
    for word in re.finditer(r"\S+", name):
        start = word.start()
        if _county_key(name[start:], gazetteer):
            before = _POSSESSIVE.sub("", name[:start].rstrip())
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
