"""What the map shows: states and counties whether printed or not, and the smaller places that a list prints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connections

from tracker.records.compare import PRINTED, Comparison

AREAS = ("state", "district", "territory", "county")
"""Kinds that are areas of the map, or lines of its table; all others are points."""

POINTS = 1_200
"""Points drawn; of more, those with most residents."""

COLUMNS = "j.slug, j.full_name, j.state_code, j.kind, j.geoid, j.latitude, j.longitude"

AREA_ROWS = f"""
SELECT j.slug, j.full_name, j.state_code, j.kind, j.geoid, NULL, NULL,
       coalesce(p.printed, 0), coalesce(p.kept, 0)
  FROM tracker_jurisdiction j LEFT JOIN ({PRINTED}) p ON p.id = j.id
 WHERE j.state = 'published' AND j.kind = ANY (%(areas)s) AND (%(state)s = '' OR j.state_code = %(state)s)
"""
"""Areas are drawn by their outlines, so their coordinates stay behind. Lines are gathered before places are
joined: to group whole places by all their columns took twice as long."""

POINT_ROWS = f"""
SELECT {COLUMNS}, p.printed, p.kept
  FROM ({PRINTED}) p JOIN tracker_jurisdiction j ON j.id = p.id
 WHERE j.state = 'published' AND j.kind <> ALL (%(areas)s) AND j.state_code = %(state)s
   AND j.latitude IS NOT NULL AND j.longitude IS NOT NULL
 ORDER BY j.population DESC NULLS LAST, j.id
 LIMIT %(points)s
"""

NATION_ROWS = f"""
WITH p AS MATERIALIZED ({PRINTED}), placed AS MATERIALIZED (
    SELECT {COLUMNS}, j.id, j.population,
           coalesce(p.printed, 0) AS printed, coalesce(p.kept, 0) AS kept
      FROM tracker_jurisdiction j LEFT JOIN p ON p.id = j.id
     WHERE j.state = 'published' AND (p.id IS NOT NULL OR j.kind = ANY (%(areas)s))
)
SELECT 'area', {COLUMNS}, j.printed, j.kept, NULL::bigint, NULL::text
  FROM placed j WHERE j.kind = ANY (%(areas)s) AND j.kind <> 'county'
UNION ALL (
SELECT 'point', {COLUMNS}, j.printed, j.kept, NULL::bigint, NULL::text
  FROM placed j
 WHERE j.kind <> ALL (%(areas)s) AND j.latitude IS NOT NULL AND j.longitude IS NOT NULL
 ORDER BY j.population DESC NULLS LAST, j.id LIMIT %(points)s
) UNION ALL
SELECT 'group', NULL, NULL, j.state_code, j.kind, NULL, NULL, NULL, j.printed, j.kept, count(*),
       string_agg(j.geoid, ' ') FILTER (WHERE j.kind = 'county')
  FROM placed j WHERE j.kind = 'county' OR j.kind <> ALL (%(areas)s)
 GROUP BY j.state_code, j.kind, j.printed, j.kept
"""
"""States, points, and all else in groups of places alike: a county is drawn by its GEOID alone. One statement, so
that the lines are gathered once."""


class Area(NamedTuple):
    """A place on the map. ``geoid`` is blank and the coordinates (degrees, WGS 84) None where not known."""

    slug: str
    name: str
    state: str
    kind: str
    geoid: str
    latitude: float | None
    longitude: float | None
    verdict: str


@dataclass(frozen=True)
class StateShown:
    """The places of one state's map: the state itself and its counties, and printed smaller places, cut at POINTS
    of ``point_count``."""

    areas: list[Area]
    points: list[Area]
    point_count: int

    @property
    def own(self) -> Area | None:
        """The state, district or territory itself."""
        return next((area for area in self.areas if area.kind != "county"), None)


@dataclass(frozen=True)
class NationShown:
    """The map of the country, and counts by state and verdict; ``points`` is cut at POINTS, the counts are not.

    ``states``: states, the federal district and territories by USPS code. ``county_geoids``: by verdict.
    """

    states: dict[str, Area]
    points: list[Area]
    county_geoids: dict[str, list[str]]
    counties: dict[str, Counter[str]]
    smaller: dict[str, Counter[str]]

    @property
    def point_count(self) -> int:
        """Printed smaller places, drawn or not."""
        return sum(counts.total() for counts in self.smaller.values())


def state_shown(comparison: Comparison, state: str) -> StateShown:
    """The map of one state (USPS code). To be asked inside the comparison's books."""
    params = _params(comparison) | {"areas": list(AREAS), "state": state, "points": POINTS}
    with connections[comparison.using].cursor() as cursor:
        cursor.execute(AREA_ROWS, params)
        areas = _areas(comparison, cursor.fetchall())
        cursor.execute(POINT_ROWS, params)
        points = _areas(comparison, cursor.fetchall())
    smaller = sum(g.places for g in comparison.everywhere if g.state == state and g.kind not in AREAS)
    return StateShown(areas, points, smaller)


def nation_shown(comparison: Comparison) -> NationShown:
    """The map of the country. To be asked inside the comparison's books."""
    found: dict[str, list[tuple]] = {"area": [], "point": [], "group": []}
    with connections[comparison.using].cursor() as cursor:
        cursor.execute(NATION_ROWS, _params(comparison) | {"areas": list(AREAS), "points": POINTS})
        for what, *row in cursor.fetchall():
            found[what].append(tuple(row))
    geoids: dict[str, list[str]] = defaultdict(list)
    counties: dict[str, Counter[str]] = defaultdict(Counter)
    smaller: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, state, kind, *_, printed, kept, places, listed in found["group"]:
        _, verdict = comparison.answers(kind, state, printed, kept)
        (counties if kind == "county" else smaller)[state][verdict] += places
        geoids[verdict] += (listed or "").split()
    return NationShown(
        {area.state: area for area in _areas(comparison, [row[:-2] for row in found["area"]])},
        _areas(comparison, [row[:-2] for row in found["point"]]),
        geoids,
        counties,
        smaller,
    )


def states_shown(comparison: Comparison) -> list[Area]:
    """The states and the federal district alone. To be asked inside the comparison's books."""
    params = _params(comparison) | {"areas": ["state", "district"], "state": ""}
    with connections[comparison.using].cursor() as cursor:
        cursor.execute(AREA_ROWS, params)
        return _areas(comparison, cursor.fetchall())


def _params(comparison: Comparison) -> dict[str, Any]:
    return {"editions": [edition.pk for edition in comparison.editions], "day": comparison.clock.day}


def _areas(comparison: Comparison, rows: Iterable[tuple]) -> list[Area]:
    """The rows as places, by state and name."""
    return sorted(
        (_area(comparison, row) for row in rows), key=lambda area: (area.state, area.name, area.slug)
    )


def _area(comparison: Comparison, row: tuple) -> Area:
    slug, name, state, kind, geoid, latitude, longitude, printed, kept = row
    _, verdict = comparison.answers(kind, state, printed, kept)
    return Area(slug, name, state, kind, geoid or "", latitude, longitude, verdict)
