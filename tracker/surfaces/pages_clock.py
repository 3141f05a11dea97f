"""What a record's page says at its top where the record does not fall to the day, or the books, asked about."""

from __future__ import annotations

import datetime

from tracker.models import Position
from tracker.models.base import Precision, PublishedModel
from tracker.records.base import Record
from tracker.records.parameters import Clock


def off_day(record: Record, row: PublishedModel, clock: Clock) -> str:
    """Why a record was not so on the day asked about: "not yet published", "no longer held".

    Blank where it was, where its dates do not tell, and where no day is asked. Read inside the books asked about.
    """
    if clock.as_of is None or record.within is None or record.on_day is None:
        return ""
    itself = record.model.objects.filter(pk=row.pk)
    if record.on_day(itself, clock.as_of).exists():
        return ""
    # A date that is not known lies in neither window, and one known in part may lie in both.
    until = record.within(None, clock.as_of)
    if itself.filter(record.within(clock.as_of, None)).exclude(until).exists():
        return f"not yet {record.becomes}"
    if isinstance(row, Position) and _has_ended(row, clock.as_of):
        return f"no longer {record.becomes}"
    return ""


def _has_ended(position: Position, day: datetime.date) -> bool:
    """Whether it had ended by then for certain: one that ended "in 2019" has from 2020 on."""
    if position.valid.upper is None:
        return False
    last = position.valid.upper - datetime.timedelta(days=1)
    return _first_day(day, position.end_precision) > _first_day(last, position.end_precision)


def _first_day(day: datetime.date, precision: str) -> datetime.date:
    """The first day of the month or year a day lies in; the day itself where it is known to the day."""
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == Precision.MONTH else day
