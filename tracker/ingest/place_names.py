"""Names of the gazetteer where they stand in a text, before anybody asks whether they are places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from tracker.ingest.gazetteer import Gazetteer, Jurisdiction, fold, fold_word

LEFT = 72
RIGHT = 64
"""Characters of context kept on each side of a name."""

_CAPITAL = re.compile(r"[A-Z](?<![\w@#][A-Z])[^\W_]*(?:['’](?!s\b)[^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATED = frozenset({"St", "Ft", "Mt", "Ste", "Pt"})
_GAPS = frozenset(" \n\xa0-‑")
_DISTRICT = re.compile(r",? ?(?:D\. ?C\.|DC\b|D\.C\b)")
STATE_AFTER = re.compile(
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
STATE_WITHIN = re.compile(
    r" in (?:the )?(?:[Uu]pstate |[Dd]ownstate |(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Cc]entral)\w* )?"
    r"((?:New|North|South|West|Rhode) [A-Z][a-z]+|[A-Z][a-z]{3,})"
)
_STATES_GO_ON = re.compile(
    r"(?:,? (?:and|or)|,) ((?:New|North|South|West|Rhode|Puerto) [A-Z][a-z]+|[A-Z][a-z]{3,})"
)
_COUNTY_OF = ("county of ", "County of ", "parish of ", "Parish of ")


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
            read_context(text, mention, tokens, gazetteer)
            found.append(mention)
            last_end = mention.end
    return found


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
        plain = POSSESSIVE.sub("", printed) if printed[-1] in "s'’" else printed
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


def read_context(text: str, mention: Mention, tokens: list[Token], gazetteer: Gazetteer) -> None:
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
    elif mention.candidates[-1].level != "state" and (after := STATE_AFTER.match(right)):
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
    elif mention.candidates[0].level != "state" and (within := STATE_WITHIN.match(right)):
        mention.state = state_code(within[1], gazetteer)
        if mention.state and not _fits(mention):
            mention.state = ""
    mention.right = text[mention.end : mention.end + RIGHT]
    while mention.last_token + 1 < len(tokens) and tokens[mention.last_token + 1].start < mention.end:
        mention.last_token += 1


def _read_as_county(mention: Mention, gazetteer: Gazetteer) -> None:
    """ "The county of Montgomery" is Montgomery County."""
    if key := county_key(mention.key, gazetteer):
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


def county_key(short: str, gazetteer: Gazetteer) -> str:
    """The full name, folded, of the counties or parishes that are called ``short``, or blank."""
    keys = (fold(f"{short} county"), fold(f"{short} parish"))
    return next((key for key in keys if key in gazetteer.names), "")
