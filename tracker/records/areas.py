"""What the map shows: states and counties whether printed or not, and the smaller places that a list prints."""

from __future__ import annotations

from collections import Counter
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
 WHERE j.state = 'published' AND j.kind <> ALL (%(areas)s) AND (%(state)s = '' OR j.state_code = %(state)s)
   AND j.latitude IS NOT NULL AND j.longitude IS NOT NULL
 ORDER BY j.population DESC NULLS LAST, j.id
 LIMIT %(points)s
"""


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
class Shown:
    """The places of a map, and counts by state and verdict. ``points`` is cut at POINTS, the counts are not."""

    areas: list[Area]
    points: list[Area]
    counties: dict[str, Counter[str]]
    smaller: dict[str, Counter[str]]

    @property
    def states(self) -> dict[str, Area]:
        """States, the federal district and territories by USPS code."""
        return {area.state: area for area in self.areas if area.kind != "county"}

    @property
    def point_count(self) -> int:
        """Printed smaller places, drawn or not."""
        return sum(sum(counts.values()) for counts in self.smaller.values())


def shown(comparison: Comparison, *, state: str = "") -> Shown:
    """The map of a comparison, of one state (USPS code) or of all. To be asked inside its books."""
    params = _params(comparison) | {"areas": list(AREAS), "state": state, "points": POINTS}
    with connections[comparison.using].cursor() as cursor:
        cursor.execute(AREA_ROWS, params)
        areas = _areas(comparison, cursor.fetchall())
        cursor.execute(POINT_ROWS, params)
        points = _areas(comparison, cursor.fetchall())
    counties: dict[str, Counter[str]] = {}
    for area in areas:
        if area.kind == "county":
            counties.setdefault(area.state, Counter())[area.verdict] += 1
    smaller: dict[str, Counter[str]] = {}
    for group in comparison.everywhere:
        if group.kind not in AREAS and (not state or group.state == state):
            smaller.setdefault(group.state, Counter())[group.verdict] += group.places
    return Shown(areas, points, counties, smaller)


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
