"""What a record's page says at its top where the record does not fall to the day, or the books, asked about."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import router
from django.db.models import Case, When

from tracker.models import CodebookValue, Position
from tracker.models.base import Precision, PublishedModel
from tracker.models.known import as_known
from tracker.records.base import Record
from tracker.records.parameters import Clock, instant

CORRECTIONS = 50
"""Corrections of one position gone back through."""


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


def held_then(row: PublishedModel, clock: Clock) -> dict[str, Any]:
    """What past books held where a position entered since stands now: it, its value, the query of its page then.

    Empty for what took the place of nothing that was public then. Read outside of past books.
    """
    held = _held_at(row, clock.known_at) if isinstance(row, Position) and clock.known_at else None
    if held is None:
        return {}
    asked = {"known_at": instant(clock.known_at)} | (
        {"as_of": clock.as_of.isoformat()} if clock.as_of else {}
    )
    return {
        "position": held,
        "value": CodebookValue.objects.filter(
            codebook=held.codebook, dimension=held.dimension, value=held.value
        ).first(),
        "query": urlencode(asked),
    }


def _held_at(position: Position, at: datetime.datetime) -> Position | None:
    """The public position that was corrected, once or more often, to this one and stood at a moment."""
    for _ in range(CORRECTIONS):
        before = _before(position)
        if before is None:
            return None
        if before.recorded.lower <= at:
            with as_known(at, using=router.db_for_read(Position)):
                return Position.objects.published().filter(pk=before.pk).first()
        position = before
    return None


def _before(position: Position) -> Position | None:
    """The position whose place this one took: closed at the very moment on from which this one is recorded."""
    closed = Position.objects.filter(body=position.body_id, recorded__endswith=position.recorded.lower)
    # Several may have been corrected at once: the one on the same question about the same place, then days.
    same = (
        Case(When(jurisdiction=position.jurisdiction_id, then=1), default=0).desc(),
        Case(When(dimension=position.dimension, then=1), default=0).desc(),
        Case(When(valid__overlap=position.valid, then=1), default=0).desc(),
    )
    return closed.order_by(*same, "-id").first()
