"""Claimed changes beside the official counts they are about: the arithmetic under each base, never a verdict.

Figures on one question share a ``measure``; changes of it stand under the same name with ``-change`` added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tracker.models import Figure

CHANGE = "-change"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")

READ = 60
"""Official values read for one measure; each is set against each earlier one."""

SHOWN = 40
"""Changes shown for one measure."""


@dataclass(frozen=True)
class Change:
    """From one official value to a later one of the same series."""

    base: Figure
    later: Figure

    @property
    def difference(self) -> Decimal:
        """Later value less base, in the series' own unit."""
        return self.later.value_high - self.base.value_high

    @property
    def percent(self) -> Decimal:
        """The change in percent of the base, to a tenth."""
        return (100 * self.difference / self.base.value_high).quantize(Decimal("0.1"))


def last_year(period: str) -> int | None:
    """The last year a period names: "22 January – 29 April 2017" is of 2017; None if it names none."""
    years = YEAR.findall(period)
    return int(years[-1]) if years else None


def changes(series: Iterable[Figure]) -> list[Change]:
    """Each official value against each one of an earlier year: newest first, then the nearest base.

    Left out: ranges, percentages, values that name no year, other units, and a base of zero.
    """
    counts = [
        (year, figure)
        for figure in series
        if (year := last_year(figure.period)) is not None
        and figure.value_low == figure.value_high
        and figure.unit != "percent"
        and not figure.direction
    ]
    found = [
        (year, base_year, Change(base, later))
        for year, later in counts
        for base_year, base in counts
        if base_year < year and base.unit == later.unit and base.value_high
    ]
    found.sort(key=lambda item: (-item[0], -item[1], item[2].later.pk, item[2].base.pk))
    return [change for _, _, change in found][:SHOWN]


def official_changes(measure: str) -> list[Change]:
    """The changes that the official series behind a measure gives; none where it lacks either value.

    Takes the name of the counts or of their change.
    """
    if not measure:
        return []
    return changes(
        Figure.objects.published()
        .filter(measure=measure.removesuffix(CHANGE), is_official_series=True, direction="")
        .select_related("official", "organization", "article__outlet")
        .order_by("pk")[:READ]
    )


def beside(measure: str) -> tuple[str, ...]:
    """The measures whose figures belong side by side: the counts and their change."""
    base = measure.removesuffix(CHANGE)
    return (base, f"{base}{CHANGE}") if base else ()
