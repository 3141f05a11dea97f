"""The pictures of the map: SVG in the page, no script, no tiles. Verdicts only; nobody's label is a colour.

Outlines come from ``static/tracker/map``, made by ``script/build-map``.
"""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tracker.records.areas import Area
from tracker.records.status import VERDICTS
from tracker.surfaces.map_projection import projected

FOLDER = Path(__file__).resolve().parent.parent / "static/tracker/map"
FRAME = (-58, 12, 1016, 596)
"""x, y, width and height of the whole sheet, in its units."""

FINE = 10
"""Units per unit of the sheet in the outlines of single states."""

DRAWN = ("silent", "one", "agree", "disagree")
"""Verdicts, the one to be seen first drawn last. Places not in our books are the blank ground."""

NUMBER = re.compile(r"-?\d+")

PATTERNS = (
    '<defs><pattern id="map-disagree" width="{0}" height="{0}" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45) scale({1})"><path class="ground" d="M0 0h6v6h-6z"/>'
    '<path class="figure" d="M0 0h3v6h-3z"/></pattern>'
    '<pattern id="map-one" width="{0}" height="{0}" patternUnits="userSpaceOnUse" patternTransform="scale({1})">'
    '<path class="ground" d="M0 0h6v6h-6z"/><circle class="figure" cx="3" cy="3" r="1.1"/></pattern></defs>'
)
"""A hatch and dots, so that no verdict is told by colour alone."""


@functools.cache
def outlines(name: str) -> dict[str, dict[str, str]]:
    """Paths by kind ("states", "counties") and FIPS code. ``name``: "nation" is coarse, "states" fine."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def counties_of(fips: str) -> set[str]:
    """GEOIDs of the counties of a state that have an outline."""
    return {geoid for geoid in outlines("states")["counties"] if state_code(geoid) == fips}


def state_code(geoid: str) -> str:
    """FIPS code of the state of a state or county."""
    return geoid[:2]


def states_picture(states: Iterable[Area], *, query: str, label: str, scale: float = 1) -> SafeString:
    """The states, each a link to its own map. ``query`` is carried along; ``label`` says what is seen; patterns
    are ``scale`` times as large, to be seen in a small picture."""
    paths = outlines("nation")["states"]
    drawn = []
    for area in states:
        if area.geoid in paths:
            href = f"/compare/map/?state={area.state}{'&amp;' if query else ''}{escape(query)}"
            title = escape(f"{area.name}: {VERDICTS[area.verdict].lower()}")
            drawn.append(
                f'<a href="{href}" class="v-{area.verdict}"><title>{title}</title>'
                f'<path id="s{area.geoid}" d="{paths[area.geoid]}"/></a>'
            )
    return _svg(drawn, frame=FRAME, label=label, scale=scale)


def counties_picture(
    counties: Mapping[str, Iterable[str]], points: Iterable[Area], *, label: str
) -> SafeString:
    """Counties (GEOIDs by verdict), and smaller places as points. Needs ``states_picture`` on the same page, whose
    outlines and patterns it takes again."""
    paths = outlines("nation")["counties"]
    uses = "".join(f'<use href="#s{geoid}"/>' for geoid in outlines("nation")["states"])
    drawn = [f'<g class="v-blank">{uses}</g>']
    for verdict in DRAWN:
        outline = "".join(paths[geoid] for geoid in sorted(counties.get(verdict, ())) if geoid in paths)
        if outline:
            drawn.append(f'<path class="v-{verdict} county" d="{outline}"/>')
    drawn += [f'<g class="border">{uses}</g>']
    marks: dict[str, list[str]] = defaultdict(list)
    for area, x, y in placed(points):
        marks[area.verdict].append(f"M{x:.0f} {y:.0f}h0")
    for verdict in DRAWN:
        if marks[verdict]:
            drawn.append(f'<defs><path id="p-{verdict}" d="{"".join(marks[verdict])}"/></defs>')
            drawn += [
                f'<use class="{layer} p-{verdict}" href="#p-{verdict}"/>' for layer in ("edge", "point")
            ]
    return _svg(drawn, frame=FRAME, label=label)


def state_picture(fips: str, areas: Iterable[Area], points: Iterable[Area], *, label: str) -> SafeString:
    """One state with its counties and smaller places, each a link to its page."""
    whole = outlines("states")["states"][fips]
    frame = bounds(whole)
    unit = max(frame[2], frame[3]) / 900
    drawn = [f'<path class="v-blank" d="{whole}"/>']
    counties = outlines("states")["counties"]
    for area in areas:
        if area.kind == "county" and area.geoid in counties:
            drawn.append(f'{_link(area)}<path class="v-{area.verdict}" d="{counties[area.geoid]}"/></a>')
    for area, x, y in placed(points):
        drawn.append(f"{_link(area)}{_mark(area, x * FINE, y * FINE, size=7 * unit)}</a>")
    return _svg(drawn, frame=frame, label=label, scale=unit * 1.3, look="map state-map")


def placed(points: Iterable[Area]) -> Iterator[tuple[Area, float, float]]:
    """The points with their place on the sheet; those without one are left out."""
    for area in points:
        if area.latitude is not None and area.longitude is not None:
            place = projected(float(area.latitude), float(area.longitude), state=area.state)
            if place:
                yield area, *place


def bounds(path: str) -> tuple[float, float, float, float]:
    """x, y, width and height of a path of M, relative l and z, with a little room around it."""
    xs: list[int] = []
    ys: list[int] = []
    for part in path.split("M")[1:]:
        numbers = [int(number) for number in NUMBER.findall(part)]
        x = y = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    room = max(max(xs) - min(xs), max(ys) - min(ys)) / 40
    return min(xs) - room, min(ys) - room, max(xs) - min(xs) + 2 * room, max(ys) - min(ys) + 2 * room


def _link(area: Area) -> str:
    title = escape(f"{area.name}: {VERDICTS[area.verdict].lower()}")
    return f'<a href="/jurisdictions/{area.slug}/"><title>{title}</title>'


def _mark(area: Area, x: float, y: float, *, size: float) -> str:
    """A square where makers disagree, else a disc; the styles fill it."""
    if area.verdict == "disagree":
        return (
            f'<rect class="m-disagree" x="{x - size:.0f}" y="{y - size:.0f}" width="{2 * size:.0f}"'
            f' height="{2 * size:.0f}"/>'
        )
    return f'<circle class="m-{area.verdict}" cx="{x:.0f}" cy="{y:.0f}" r="{size:.0f}"/>'


def _svg(
    drawn: list[str], *, frame: tuple[float, ...], label: str, scale: float = 0, look: str = "map"
) -> SafeString:
    """The drawing with the patterns ``scale`` times as large; 0 where another picture of the page brings them."""
    box = " ".join(f"{number:g}" for number in frame)
    defs = PATTERNS.format(6, f"{scale:.3g}") if scale else ""
    # Every name that stands in it was escaped above.
    return mark_safe(  # nosec B308 B703
        f'<svg class="{look}" viewBox="{box}" role="group" aria-label="{escape(label)}">{defs}{"".join(drawn)}</svg>'
    )
