"""Windows of days over dates that may be known to the month or the year only."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Q

from tracker.models.base import Precision
from tracker.records.parameters import Clock

Within = Callable[[datetime.date | None, datetime.date | None], Q]


def possible(field: str, precision: str) -> Within:
    """Rows whose date may lie in the window: "May 2017" may be the 18th, so since=2017-05-15 includes it."""

    def within(since: datetime.date | None, until: datetime.date | None) -> Q:
        condition = Q()
        if since:
            month, year = since.replace(day=1), since.replace(month=1, day=1)
            condition &= Q(**{f"{field}__gte": year}) & (
                Q(**{f"{field}__gte": since})
                | Q(**{precision: Precision.MONTH, f"{field}__gte": month})
                | Q(**{precision: Precision.YEAR})
            )
        if until:
            # A date known in part is kept as the first day it may be.
            condition &= Q(**{f"{field}__lte": until})
        return condition

    return within


def until_asked(within: Within, clock: Clock) -> Q:
    """Rows by the day asked about, as ``until=`` has them; all where no day is asked."""
    return within(None, clock.as_of) if clock.as_of else Q()


def first_known(first: tuple[str, str], second: tuple[str, str]) -> Within:
    """The window over the first (field, precision), or over the second where the first is not known."""

    def within(since: datetime.date | None, until: datetime.date | None) -> Q:
        unknown = Q(**{f"{first[0]}__isnull": True})
        return possible(*first)(since, until) | (unknown & possible(*second)(since, until))

    return within
