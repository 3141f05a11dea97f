"""Whether a name that a state shares with a city means the one or the other ("New York", "Washington").

Told by the words beside it, by the row it stands in, and for New York by what the whole text speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.ingest.gazetteer import Gazetteer
from tracker.ingest.place_names import Mention

_STATE_BEFORE = re.compile(
    r"(?:\b[Ss]tate of|\b[Uu]pstate|\bDistrict of|\bRepublicans? of|\bDemocrats? of|\b[Gg]overnor of|\b[Ss]enators? from"
    r"|\b(?:Sen|Sens|Gov|Rep|Senator|Senators|Governor)\b\.? [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2},? of)\s$"
)
_STATE_ENDINGS = ("of ", "from ", "pstate ")
_STATE_AFTER = re.compile(
    r"(?:['’]s)?\s(?:Govs?\b|[Gg]overnor|Lt\.|Sens?\b|[Ss]enat|[Pp]rimary|caucus|[Rr]epublican|[Dd]emocrat|GOP|[Dd]elegat"
    r"|[Ll]egislat|lawmaker|[Aa]ttorney [Gg]eneral|AG\b|[Ss]tate\b|Reps?\b|[Cc]ongress|National Guard|and (?:the )?other (?:[a-z]+ )?[Ss]tates\b)"
)
# Words that name the state as such, whatever its members of Congress and its voters do.
_STATE_ITSELF_BEFORE = re.compile(r"\b[Ss]tate of $")
_STATE_ITSELF_AFTER = re.compile(
    r"(?:['’]s)?\s(?:Govs?\b|[Gg]overnor|[Ll]egislat|lawmaker|[Aa]ttorney [Gg]eneral|AG\b|[Ss]tate\b)"
)
_GOVERNOR_AFTER = re.compile(r", Gov(?:\.|ernor\b)")
_MAYOR_AFTER = re.compile(r", Mayor\b")
_POLICE_AFTER = re.compile(r"(?:['’]s)?\spolice\b")
_TRAVELLER = re.compile(
    r"\b(?:fl(?:ew|y|ies|ying|ight|ights)|travel\w*|drove|live[sd]?|living|based|born|raised|met|spoke|headquartered|held)"
    r" (?:in|to|from) $"
)
_CITY_BEFORE = re.compile(r"\b(?:[Cc]ity|[Mm]ayor|[Dd]owntown|[Ss]treets) (?:of )?$")
_CITY_AFTER = re.compile(
    r"(?:['’]s)?\s(?:[Mm]ayor|[Pp]olice|[Cc]ity\b|businessman|mogul|billionaire|developer|subway|skyscraper|Times Square)"
)
_ROW = re.compile(r"(?:, (?:and |or )?| and | or )(?:the )?")
ROW_REACH = 8
"""Names looked at on each side of a name that stands in a row."""
BESIDE_CAPITAL = frozenset({"VA", "MD", "DE", "WV", "PA", "NY"})
BESIDE_STATE = frozenset({"OR", "ID", "DC"})
MANY_STATES = 3
"""Other states in a row that make a state of Washington, too; fewer do so only with one of ``BESIDE_STATE``."""


def read_levels(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> None:
    """Writes "state" or "place" into the ``level`` of the mentions that tell."""
    _hint_levels(text, mentions)
    _read_new_york(mentions, gazetteer)


def _hint_levels(text: str, mentions: Sequence[Mention]) -> None:
    """Reads the words beside names that are both, then the row they stand in."""
    for number, mention in enumerate(mentions):
        if mention.level or mention.state or mention.candidates[0].level == "county":
            continue
        if number and _is_state_of(mentions[number - 1], mention, text):
            mention.level = "state"
            continue
        if (
            mention.rule == "dateline"
            or _CITY_BEFORE.search(mention.left[-24:])
            or _CITY_AFTER.match(mention.right)
            or (mention.left.endswith("In ") and _MAYOR_AFTER.match(mention.right))
        ):
            mention.level = "place"
        elif (
            (mention.left.endswith(_STATE_ENDINGS) and _STATE_BEFORE.search(mention.left))
            or _STATE_AFTER.match(mention.right)
            or _is_where_governor_acts(mention)
        ):
            mention.level = "state"
        elif mention.key == "washington":
            _read_washington_in_row(text, mentions, number)
    for number, mention in enumerate(mentions):
        if mention.key == "new york" and not mention.level and not mention.state:
            mention.level = _level_of_row(text, mentions, number)


def _is_where_governor_acts(mention: Mention) -> bool:
    """ "In New York, Governor Ann Poe signed it"."""
    return mention.left.endswith("In ") and bool(_GOVERNOR_AFTER.match(mention.right))


def _is_state_of(city: Mention, state: Mention, text: str) -> bool:
    """Whether the second mention is the state printed after the first ("Saratoga Springs, New York")."""
    joined = bool(city.state) and text[city.end : state.start] in (", ", " (")
    return joined and any(c.level == "state" and c.state == city.state for c in state.candidates)


def _level_of_row(text: str, mentions: Sequence[Mention], number: int) -> str:
    """Level of the neighbours joined to a name by a comma or "and", blank when they differ or are counties."""
    levels = set()
    for other in (*mentions[number - 1 : number], *mentions[number + 1 : number + 2]):
        if not other.candidates or (other.key == "washington" and not other.level):
            continue
        first, second = sorted((mentions[number], other), key=lambda m: m.start)
        between = text[first.end : second.start]
        if _ROW.fullmatch(between) or (between == " to " and first.left.endswith("from ")):
            levels.add(other.candidates[0].level)
    return levels.pop() if levels in ({"state"}, {"place"}) else ""


def _read_new_york(mentions: Sequence[Mention], gazetteer: Gazetteer) -> None:
    """Makes states of the bare New Yorks of a text that names the state as such and nowhere the city.

    "New York police" are the city's elsewhere; in such a text they are either's.
    """
    all_of_name = [m for m in mentions if m.key == "new york" and not m.silent]
    as_state = any(
        _STATE_ITSELF_BEFORE.search(m.left)
        or _STATE_ITSELF_AFTER.match(m.right)
        or _is_where_governor_acts(m)
        for m in all_of_name
        if m.level == "state"
    )
    police = [m for m in all_of_name if m.level == "place" and _POLICE_AFTER.match(m.right)]
    if not as_state or any(_is_new_york_city(m, gazetteer) for m in mentions if m not in police):
        return
    for mention in all_of_name:
        if mention in police:
            mention.level = ""
        elif not mention.level and not _TRAVELLER.search(mention.left) and not mention.right.startswith(" ("):
            mention.level, mention.rule, mention.confidence = "state", "named_before", 0.85


def _is_new_york_city(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a mention is the city or one of its boroughs."""
    if mention.key == "new york":
        return mention.level == "place" or mention.state == "NY"
    first = mention.candidates[0] if mention.candidates else None
    return first is not None and first.state == "NY" and first.geoid in gazetteer.stand_alone


def _read_washington_in_row(text: str, mentions: Sequence[Mention], number: int) -> None:
    """Makes a state of Washington among states ("Oregon, Ohio and Washington"), and a question of it beside too few
    of them ("Ohio and Washington"). Beside Virginia and Maryland it is the capital as elsewhere."""
    row = [*_row_beside(text, mentions, number, -1), *_row_beside(text, mentions, number, 1)]
    if any(other.candidates[0].level != "state" for other in row):
        return
    states = {other.candidates[0].state for other in row}
    if states & BESIDE_STATE or (len(states) >= MANY_STATES and not states <= BESIDE_CAPITAL):
        mentions[number].level = "state"
    elif not states <= BESIDE_CAPITAL:
        mentions[number].rule = "row_of_states"


def _row_beside(text: str, mentions: Sequence[Mention], number: int, step: int) -> Iterator[Mention]:
    """The names joined to one by commas, "and" or "or", to the left or the right of it."""
    for at in range(number + step, number + step * (ROW_REACH + 1), step):
        if not 0 <= at < len(mentions) or not mentions[at].candidates:
            return
        first, second = sorted((mentions[at - step], mentions[at]), key=lambda m: m.start)
        if not _ROW.fullmatch(text[first.end : second.start]):
            return
        yield mentions[at]
