"""The map: where makers agree, disagree or are silent, with its table beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from tracker.models import Jurisdiction
from tracker.records.areas import NationShown, StateShown, nation_shown, state_shown, states_shown
from tracker.records.compare import Comparison
from tracker.records.parameters import BadParameters, Clock
from tracker.records.state_names import STATE_NAMES
from tracker.records.status import VERDICT_MEANINGS, VERDICTS
from tracker.surfaces.compare_asked import Asked, read
from tracker.surfaces.context import bad_parameters, books, show
from tracker.surfaces.map_picture import (
    counties_of,
    counties_picture,
    outlines,
    state_picture,
    states_picture,
)

KNOWN = ("state", "maker", "as_of", "known_at")


@require_safe
def compare_map(request: HttpRequest) -> HttpResponse:
    """The map of the country, or of the one state asked for."""
    try:
        wanted = read(request.GET, known=KNOWN, what="the map")
        if len(wanted.values["state"]) > 1:
            raise BadParameters({"state": "may be given once only."})
        with books(wanted.clock, Jurisdiction):
            context = _context(wanted)
            return show(request, "pages/map.html", context, section="compare")
    except BadParameters as error:
        return bad_parameters(request, error)


def _context(wanted: Asked) -> dict[str, Any]:
    state = "".join(wanted.values["state"])
    comparison = wanted.comparison()
    return {
        "clock": wanted.clock,
        "editions": comparison.editions,
        "makers": comparison.makers,
        "maker_choices": [(edition.maker.slug, edition.maker.name) for edition in comparison.offered],
        "state": state,
        "state_name": STATE_NAMES.get(state, state),
        "state_choices": STATE_NAMES.items(),
        "legend": [(verdict, label, VERDICT_MEANINGS[verdict]) for verdict, label in VERDICTS.items()],
        "query": wanted.query(),
        "national_query": wanted.query(("maker", "as_of", "known_at")),
        "is_filtered": bool(wanted.query()),
        **(
            _one_state(state, state_shown(comparison, state))
            if state
            else _nation(wanted, nation_shown(comparison))
        ),
    }


def _nation(wanted: Asked, found: NationShown) -> dict[str, Any]:
    states = found.states
    codes = [
        code for code in STATE_NAMES if code in states or code in found.counties or code in found.smaller
    ]
    return {
        "states_svg": states_picture(
            states.values(),
            query=wanted.query(("maker", "as_of", "known_at")),
            label="Map of the states: how list-makers stand to each other over each",
        ),
        "counties_svg": counties_picture(
            found.county_geoids,
            found.points,
            label="Map of counties and smaller places: how list-makers stand to each other over each",
        ),
        "rows": [
            {
                "code": code,
                "name": STATE_NAMES[code],
                "own": states.get(code),
                "own_label": VERDICTS[states[code].verdict] if code in states else "",
                "query": wanted.query(state=code),
                "counties": _counts(found.counties.get(code, {})),
                "smaller": _counts(found.smaller.get(code, {})),
            }
            for code in codes
        ],
        "drawn": len(found.points),
        "point_count": found.point_count,
    }


def _counts(counts: Any) -> list[tuple[str, str, int]]:
    return [(verdict, VERDICTS[verdict], counts[verdict]) for verdict in VERDICTS if counts.get(verdict)]


def _one_state(state: str, found: StateShown) -> dict[str, Any]:
    own = found.own
    picture: SafeString | str = ""
    if own and own.geoid in outlines("states")["states"]:
        name = STATE_NAMES.get(state, state)
        picture = state_picture(
            own.geoid, found.areas, found.points, label=f"Map of {name}: its counties and smaller places"
        )
    counties = [area for area in found.areas if area.kind == "county"]
    listed = [*counties, *found.points]
    outlined = counties_of(own.geoid) if own else set()
    return {
        "state_svg": picture,
        "own": own,
        "own_label": VERDICTS[own.verdict] if own else "",
        "county_count": len(outlined),
        "blank_count": len(outlined - {area.geoid for area in counties}),
        "places": [
            (VERDICTS[verdict], verdict, [area for area in listed if area.verdict == verdict])
            for verdict in VERDICTS
        ],
        "drawn": len(found.points),
        "point_count": found.point_count,
    }


def home_picture(clock: Clock) -> SafeString:
    """The small map of the front page: the states alone."""
    return states_picture(
        states_shown(Comparison(clock)),
        query="",
        label="How list-makers stand to each other over each state",
        scale=3,
    )
