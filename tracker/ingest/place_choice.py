"""Which jurisdiction a mention means, or the candidates when the text does not tell.

Settled by, in this order: the state printed after the name; the same name settled elsewhere in the text;
a city that newspapers print without a state; the only bearer of the name; one candidate in a state the
paragraph or the text names; a place ten times larger than its namesakes; the outlet's own state.
Otherwise the mention keeps a blank GEOID and its candidates: a curator decides between two Franklins.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ingest.gazetteer import ASSUMED_POPULATION, Gazetteer, Jurisdiction
from tracker.ingest.place_evidence import DOMINANT, LARGE_CITY
from tracker.ingest.place_levels import read_levels
from tracker.ingest.place_names import Mention
from tracker.ingest.types import Place, PlaceCandidate, Span

MAX_CANDIDATES = 12
LARGEST_LEFT_OUT = 50_000
"""People a town may have that the lexicon leaves out: those of New England."""
FEW_STATES = 3
"""A text that names more states than these says little about which of them a name far from them lies in."""


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
    read_levels(text, mentions, gazetteer)
    context = _context(text, mentions, gazetteer)
    settled: dict[str, _Choice] = {}
    disputed: set[str] = set()
    choices: list[_Choice | None] = []
    for mention in mentions:
        choice = _by_itself(mention, gazetteer)
        if choice:
            name = _name_and_level(mention)
            if settled.setdefault(name, choice).geoid != choice.geoid:
                disputed.add(name)
        choices.append(choice)
    for number, mention in enumerate(mentions):
        if choices[number] is None:
            name = _name_and_level(mention)
            again = settled.get(name)
            if name in disputed:
                continue  # "Wayne County, Mich., and Wayne County, Ohio", then "Wayne County"
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
