"""Degrees to the map's units: Albers' equal-area conic, with Alaska and Hawaii set below the rest.

The frame and the parameters are those of the outlines (d3-geo's geoAlbersUsa, scale 1300, centred on 487.5, 305;
github.com/d3/d3-geo, seen 2026-11-22), or points would not lie on them. The formulas are Snyder's, "Map
Projections: A Working Manual", US Geological Survey Professional Paper 1395 (1987), pages 98-103.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

SCALE = 1300.0
CENTRE = (487.5, 305.0)


@dataclass(frozen=True)
class Conic:
    """One equal-area cone: standard parallels, central meridian and middle in degrees; scale and place on the
    sheet in parts of SCALE."""

    parallels: tuple[float, float]
    meridian: float
    middle: tuple[float, float]
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """x and y on the sheet; y grows downwards."""
        x, y = self._plane(longitude - self.meridian, latitude)
        x0, y0 = self._origin
        k = SCALE * self.scale
        return (
            CENTRE[0] + SCALE * self.shift[0] + k * (x - x0),
            CENTRE[1] + SCALE * self.shift[1] - k * (y - y0),
        )

    @cached_property
    def _origin(self) -> tuple[float, float]:
        return self._plane(*self.middle)

    @cached_property
    def _cone(self) -> tuple[float, float]:
        first, second = (math.sin(math.radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        return n, 1 + first * (2 * n - first)

    def _plane(self, east: float, north: float) -> tuple[float, float]:
        n, c = self._cone
        r = math.sqrt(max(0.0, c - 2 * n * math.sin(math.radians(north)))) / n
        turn = n * math.radians(east)
        return r * math.sin(turn), math.sqrt(c) / n - r * math.cos(turn)


MAINLAND = Conic((29.5, 45.5), -96, (-0.6, 38.7))
ALASKA = Conic((55, 65), -154, (-2, 58.5), scale=0.35, shift=(-0.307, 0.201))
HAWAII = Conic((8, 18), -157, (-3, 19.9), shift=(-0.205, 0.212))

PROJECTIONS: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "AK": ALASKA.project,
    "HI": HAWAII.project,
}
NOT_DRAWN = frozenset({"AS", "GU", "MP", "PR", "VI"})
"""Territories have no place on this map; its table has them."""


def projected(latitude: float, longitude: float, *, state: str) -> tuple[float, float] | None:
    """Where a place in a state (USPS code) lies on the sheet; None where it is not drawn."""
    if state in NOT_DRAWN:
        return None
    return PROJECTIONS.get(state, MAINLAND.project)(latitude, longitude)
