"""Columns: one name, one expression, one help text for page, CSV, JSON and data dictionary."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

from django.conf import settings
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    DateField,
    F,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import Concat

from tracker.models.base import ArrayField, State
from tracker.records.parameters import Clock

ShownAs = Literal["text", "date", "number", "url", "list", "quote", "link"]


@dataclasses.dataclass(frozen=True, eq=False)
class Gathered:
    """Values of many rows gathered into one for each listed row: aggregated once and joined, never per row.

    ``rows`` gives the rows to gather, for a clock; ``by`` is their field that names the listed row; ``over``
    the listed row's field it names; ``values`` the aggregates by name. ``sql`` replaces ``rows`` where the ORM
    cannot say it: a query with a slot ``{keys}`` (a subquery of keys, or of all keys) giving ``key`` and the
    values.
    """

    values: dict[str, Expression | str]
    by: str = ""
    rows: Callable[[Clock], QuerySet] | None = None
    over: str = "pk"
    sql: str = ""

    def __getitem__(self, name: str) -> FromGathered:
        return FromGathered(self, name, self.values[name])


@dataclasses.dataclass(frozen=True, eq=False)
class FromGathered:
    """One value of a Gathered, as a column's expression."""

    gathered: Gathered
    name: str
    aggregate: Expression | str


@dataclasses.dataclass(frozen=True, eq=False)
class Column:
    """A column, declared once.

    ``name`` is the CSV header and the JSON key, never renamed once public; ``expression`` an ORM expression, a
    field path or a value of a Gathered; ``help`` its line in the data dictionary, which also says what a blank
    means. ``shown_as`` decides the cell on pages and the type in JSON: number is a number, list a list (in CSV
    joined by "; "), all else text. ``in_list`` puts it in the list page's table. ``link`` is (kind, column
    holding the slug) for a cell that leads to a record. ``so_on`` gives the condition under which the cell was so
    on the day asked about, None where it always is; where it is not met the cell is blank.
    """

    name: str
    expression: Expression | F | FromGathered | str
    help: str
    _: dataclasses.KW_ONLY
    shown_as: ShownAs = "text"
    in_list: bool = True
    label: str = ""
    link: tuple[str, str] | None = None
    so_on: Callable[[Clock], Q | None] | None = None

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.name.replace("_", " ").capitalize())

    @property
    def is_text(self) -> bool:
        """Whether a spreadsheet could take its cell for a formula."""
        return self.shown_as not in {"number", "date"}


class DateText(Func):
    """A date as it is known: 1987, 2017-05 or 2017-05-18; blank when it is not."""

    function = "tracker_date"
    output_field = TextField()


def date_text(field: str, precision: str | None = None) -> DateText:
    """The date of a field at its precision; ``precision`` is the field beside it, None for whole days."""
    return DateText(F(field), F(precision) if precision else Value("day"))


class RangeStart(Func):
    """First day of a range."""

    function = "lower"
    output_field = DateField()


class RangeLast(Func):
    """Last day of a range, itself included; null while it is open."""

    template = "(upper(%(expressions)s) - 1)"
    output_field = DateField()


class InstantText(Func):
    """A moment in UTC, to the second: 2026-05-18T14:00:00Z."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    output_field = TextField()


class Trimmed(Func):
    """A decimal without trailing zeros."""

    function = "trim_scale"


class ListOf(Aggregate):
    """The different values, sorted, as an array."""

    template = "array_agg(DISTINCT %(expressions)s)"
    name = "ListOf"

    def __init__(self, expression: Expression | str, *, where: Q | None = None) -> None:
        super().__init__(expression, filter=where, output_field=ArrayField(TextField()))


class Newest(Aggregate):
    """The value of the row with the latest date; of several on one day, the one entered last."""

    name = "Newest"

    def __init__(self, value: str | Expression, *, by: str, where: Q | None = None) -> None:
        # Sorted as one text: day, id in fixed width, value. 30 is where the value begins.
        key = Concat(
            Func(F(by), Value("YYYY-MM-DD"), function="to_char", output_field=TextField()),
            Func(F("pk"), Value("FM0000000000000000000"), function="to_char", output_field=TextField()),
            F(value) if isinstance(value, str) else value,
            output_field=TextField(),
        )
        super().__init__(key, filter=where, output_field=TextField())

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = super().as_sql(compiler, connection, template="max(%(expressions)s)", **extra)
        return f"substr({sql}, 30)", params


class YesNo(Case):
    """yes where a condition holds, else no."""

    def __init__(self, condition: Q) -> None:
        super().__init__(When(condition, then=Value("yes")), default=Value("no"), output_field=TextField())


class CountDistinct(Aggregate):
    """How many different values."""

    template = "count(DISTINCT %(expressions)s)"
    name = "CountDistinct"


def public(path: str, field: str = "name") -> Case:
    """A field of a related record, blank unless that record is published: a draft is on no surface."""
    return Case(
        When(**{f"{path}__state": State.PUBLISHED}, then=F(f"{path}__{field}")),
        default=Value(""),
        output_field=TextField(),
    )


def is_public(path: str) -> Q:
    """Whether the related record is published."""
    return Q(**{f"{path}__state": State.PUBLISHED})


def address(kind: str) -> Concat:
    """The record's absolute address."""
    return Concat(Value(f"{settings.SITE_URL}/{kind}/"), F("slug"), Value("/"), output_field=CharField())
