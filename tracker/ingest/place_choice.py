"""Which jurisdiction a mention means, or the candidates when the text does not tell.

Settled by, in this order: the state printed after the name; the same name settled elsewhere in the text;
a city that newspapers print without a state; the only bearer of the name; one candidate in a state the
paragraph or the text names; a place ten times larger than its namesakes; the outlet's own state.
Otherwise the mention keeps a blank GEOID and its candidates: a curator decides between two Franklins.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.ingest.gazetteer import ASSUMED_POPULATION, Gazetteer, Jurisdiction
from tracker.ingest.place_evidence import DOMINANT, LARGE_CITY
from tracker.ingest.place_names import Mention
from tracker.ingest.types import Place, PlaceCandidate, Span

MAX_CANDIDATES = 12
LARGEST_LEFT_OUT = 50_000
"""People a town may have that the lexicon leaves out: those of New England."""
FEW_STATES = 3
"""A text that names more states than these says little about which of them a name far from them lies in."""

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


@dataclass(frozen=True, slots=True)
class _Choice:
    geoid: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class _Context:
    """USPS codes of the states named: in each paragraph, numbered by the line breaks before it, and anywhere.

    ``possible`` are the states of cities that lie in one of a few (Syracuse: New York or Utah), ``counties`` those
    in which each county's name occurs.
    """

    breaks: list[int]
    by_paragraph: dict[int, set[str]]
    everywhere: set[str]
    possible: set[str]
    counties: dict[str, frozenset[str]]

    def around(self, position: int) -> set[str]:
        return self.by_paragraph.get(bisect(self.breaks, position), set())


def choose(
    text: str, mentions: Sequence[Mention], *, gazetteer: Gazetteer, home_state: str = ""
) -> tuple[Place, ...]:
    """One Place for each mention, in order; ``home_state`` is the USPS code of the outlet's state."""
    _hint_levels(text, mentions)
    _read_new_york(mentions, gazetteer)
    context = _context(text, mentions, gazetteer)
    settled: dict[str, _Choice] = {}
    choices: list[_Choice | None] = []
    for mention in mentions:
        choice = _by_itself(mention, gazetteer)
        if choice:
            settled.setdefault(_name_and_level(mention), choice)
        choices.append(choice)
    for number, mention in enumerate(mentions):
        if choices[number] is None:
            again = settled.get(_name_and_level(mention))
            if again and _may_repeat(mention):
                choices[number] = _Choice(again.geoid, min(again.confidence, 0.9), "named_before")
            else:
                choices[number] = _by_context(mention, context, gazetteer, home_state)
    return tuple(
        _place(text, mention, choice, gazetteer)
        for mention, choice in zip(mentions, choices)
        if not mention.silent
    )


def _name_and_level(mention: Mention) -> str:
    """What two mentions of one jurisdiction share; a county's short name is as good as its full one."""
    return mention.key if mention.level == "county" else f"{mention.key}/{mention.level}".rstrip("/")


def _may_repeat(mention: Mention) -> bool:
    """A name of a state and a city is not settled by an earlier mention without a hint of its level."""
    return bool(mention.level) or mention.candidates[0].level != "state" or mention.key == "washington"


def _hint_levels(text: str, mentions: Sequence[Mention]) -> None:
    """Reads "state" or "place" beside names that are both ("New York"), then from a row they stand in."""
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
        elif mention.key == "new york":
            mention.level = _level_of_row(text, mentions, number)
        elif mention.key == "washington":
            _read_washington_in_row(text, mentions, number)


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


def _fitting(mention: Mention) -> list[Jurisdiction]:
    """Candidates of the printed state and the hinted level."""
    found = [c for c in mention.candidates if not mention.state or c.state == mention.state]
    if mention.key == "washington" and not mention.state and not mention.level:
        return [c for c in found if c.level == "state"]
    if mention.state and len(mention.candidates) > 1:
        found = [c for c in found if c.level != "state" or c.state == "DC"]
    if mention.level and len(
        kept := [c for c in found if (c.level == "state") == (mention.level == "state")]
    ):
        if mention.key == "washington" and mention.level == "place":
            return [c for c in mention.candidates if c.geoid == "11"]
        return kept
    return found


def _by_itself(mention: Mention, gazetteer: Gazetteer) -> _Choice | None:
    """The jurisdiction the mention means whatever the rest of the text says, or None."""
    fitting = _fitting(mention)
    if not fitting:
        return None
    first = fitting[0]
    if mention.state:
        return _Choice(first.geoid, 0.97, mention.rule) if len(fitting) == 1 else None
    if mention.key == "washington":
        if mention.level == "state":
            return _Choice("53", 0.9, mention.rule)
        return _Choice("11", mention.confidence, mention.rule) if mention.rule == "dateline" else None
    if first.level == "state" and (
        mention.level == "state" or len([c for c in fitting if c.population > LARGE_CITY]) == 0
    ):
        return _Choice(first.geoid, mention.confidence, mention.rule)
    if first.geoid in gazetteer.stand_alone and not (
        first.geoid == "3651000" and mention.key == "new york" and not mention.level
    ):
        return _Choice(first.geoid, mention.confidence, mention.rule)
    if len(fitting) == 1 and not first.homonyms and first.level != "state":
        return _Choice(first.geoid, min(mention.confidence, 0.93), mention.rule)
    return None


def _context(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> _Context:
    """The states the text names or implies by cities that need no state, for each paragraph and in all."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    by_paragraph: dict[int, set[str]] = {}
    possible: set[str] = set()
    counties: dict[str, frozenset[str]] = {}
    for mention in mentions:
        if mention.candidates and mention.candidates[0].level == "county":
            counties[mention.key] = frozenset(c.state for c in _fitting(mention))
        if mention.state:
            state = mention.state
        elif (choice := _by_itself(mention, gazetteer)) and choice.geoid != "11":
            state = gazetteer.by_geoid[choice.geoid].state
        elif mention.key != "washington" and len({c.state for c in mention.candidates}) == 1:
            state = mention.candidates[0].state  # "New York": the city and the state agree on the state
        else:
            fitting = _fitting(mention)
            states = {c.state for c in fitting}
            if (
                len(states) <= FEW_STATES
                and fitting
                and fitting[0].level == "place"
                and not _is_dominant(fitting[0], fitting)
            ):
                possible |= states
            continue
        by_paragraph.setdefault(bisect(breaks, mention.start), set()).add(state)
    return _Context(breaks, by_paragraph, set().union(*by_paragraph.values()), possible, counties)


def _by_context(mention: Mention, context: _Context, gazetteer: Gazetteer, home_state: str) -> _Choice | None:
    fitting = _fitting(mention)
    if not fitting or mention.state:
        return None
    if mention.key == "washington":
        doubtful = mention.rule == "row_of_states" or {"WA", "OR", "ID"} & context.everywhere
        return None if doubtful else _Choice("11", mention.confidence, mention.rule)
    if fitting[0].level == "state":
        return None  # "New York" without a hint: the state or the city
    large = fitting[0] if fitting[0].geoid in gazetteer.large_counties else None
    for states, confidence, rule in (
        (context.around(mention.start), 0.85, "state_in_paragraph"),
        (context.everywhere, 0.75, "state_in_text"),
    ):
        inside = [c for c in fitting if c.state in states]
        if len(inside) == 1:
            famous = large not in (None, inside[0]) and not _is_among_sisters(
                mention, inside[0], large, context
            )
            doubtful = famous or _is_dwarfed(inside[0], fitting)
            if rule == "state_in_text" and inside[0] is not fitting[0]:
                doubtful = doubtful or len(states) > FEW_STATES
            return None if doubtful else _Choice(inside[0].geoid, confidence, rule)
        if inside:
            dominant = inside[0] is fitting[0] and (bool(large) or _is_dominant(fitting[0], fitting))
            return _Choice(inside[0].geoid, confidence, "largest_by_far") if dominant else None
    if _has_namesake_there(fitting, context):
        return None
    if _is_dominant(fitting[0], fitting):
        return _Choice(fitting[0].geoid, 0.88, "largest_by_far")
    at_home = [c for c in fitting if c.state == home_state]
    if large:
        return _Choice(large.geoid, 0.85, "largest_by_far") if at_home in ([], [large]) else None
    if len(at_home) == 1:
        return _Choice(at_home[0].geoid, 0.7, "outlet_state")
    return None


def _is_among_sisters(
    mention: Mention, chosen: Jurisdiction, large: Jurisdiction | None, context: _Context
) -> bool:
    """Whether the text is of one state and names another county of it that the large county's state has not."""
    return (
        context.everywhere == {chosen.state}
        and large is not None
        and any(
            chosen.state in states and large.state not in states
            for key, states in context.counties.items()
            if key != mention.key
        )
    )


def _has_namesake_there(fitting: Sequence[Jurisdiction], context: _Context) -> bool:
    """Whether the text is likely of a state that has a smaller bearer of the name: by its other cities
    (Syracuse's Wayne County is not Detroit's), or one that the lexicon leaves out ("Arlington" in Massachusetts)."""
    first = fitting[0]
    if first.state not in context.possible and any(c.state in context.possible for c in fitting):
        return True
    unlisted = first.homonyms and first.population < DOMINANT * LARGEST_LEFT_OUT
    return bool(unlisted) and len(context.everywhere) == 1


def _is_dwarfed(chosen: Jurisdiction, fitting: Sequence[Jurisdiction]) -> bool:
    """Whether a namesake elsewhere is so much larger that the text may well mean that one; of counties
    the lexicon gives no sizes."""
    return chosen.level != "county" and any(other.population > DOMINANT * chosen.size for other in fitting)


def _is_dominant(first: Jurisdiction, fitting: Sequence[Jurisdiction]) -> bool:
    return first.population >= LARGE_CITY and first.population >= DOMINANT * _next_size(first, fitting)


def _next_size(first: Jurisdiction, fitting: Sequence[Jurisdiction]) -> int:
    sizes = [c.size for c in fitting if c is not first]
    return max([*sizes, ASSUMED_POPULATION if first.homonyms else 1])


def _place(text: str, mention: Mention, choice: _Choice | None, gazetteer: Gazetteer) -> Place:
    span = Span(mention.start, mention.end, text[mention.start : mention.end])
    if choice:
        item = gazetteer.by_geoid[choice.geoid]
        return Place(
            span, item.geoid, item.name, item.kind, item.state, round(choice.confidence, 2), rule=choice.rule
        )
    offered = _fitting(mention) or list(mention.candidates if not mention.state else ())
    if mention.key == "washington":
        offered = offered[:2]
    total = sum(c.size for c in offered) or 1
    candidates = tuple(
        PlaceCandidate(c.geoid, c.name, c.kind, c.state, round(c.size / total, 3))
        for c in offered[:MAX_CANDIDATES]
    )
    return Place(
        span,
        name=offered[0].name if offered else span.text,
        state=mention.state,
        confidence=round(mention.confidence, 2),
        candidates=candidates,
        rule=f"{mention.rule}:open",
    )
