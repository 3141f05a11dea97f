"""One SQL query per list: the base rows, with every gathered value joined once. Pages and COPY run the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import Aggregate, Case, Count, F, OrderBy, QuerySet, When
from django.db.models.expressions import Expression

from tracker.records.columns import Column, FromGathered, Gathered
from tracker.records.parameters import Clock

Sql = tuple[str, tuple[Any, ...]]


def as_order(term: str | Expression | F) -> OrderBy:
    """A term of an ordering as OrderBy; "-published_on" is descending."""
    if isinstance(term, str):
        return OrderBy(F(term.lstrip("-")), descending=term.startswith("-"))
    return term if isinstance(term, OrderBy) else OrderBy(term)


def compiled(queryset: QuerySet, *, using: str) -> Sql:
    """SQL and parameters of a queryset; one that can hold no row is still a query."""
    sql, params = queryset.query.get_compiler(using=using, elide_empty=False).as_sql()
    return sql, tuple(params)


def compose(
    base: QuerySet,
    columns: Sequence[Column],
    *,
    order: Sequence[str | Expression],
    clock: Clock,
    is_narrow: bool,
    using: str,
    guard: bool = False,
) -> Sql:
    """The query of the columns of the base rows, in order.

    ``is_narrow``: the base is filtered, so that gathering looks at its rows only. ``guard``: cells are text no
    spreadsheet runs as a formula, and lists are joined by "; ".
    """
    gathered = list(
        dict.fromkeys(c.expression.gathered for c in columns if isinstance(c.expression, FromGathered))
    )
    selected: dict[str, Expression | F] = {}
    for column in columns:
        if not isinstance(column.expression, FromGathered):
            selected[f"c_{column.name}"] = _on_day(column, clock)
    for number, group in enumerate(gathered):
        selected[f"k_{number}"] = F(group.over)
    terms = [as_order(term) for term in order]
    for number, term in enumerate(terms):
        selected[f"o_{number}"] = term.expression
    rows = base.order_by().annotate(**selected).values_list(*selected)
    sql, params = compiled(rows, using=using)
    joins = ""
    for number, group in enumerate(gathered):
        keys = base.order_by().values_list(group.over) if is_narrow else None
        wanted = {
            c.expression.name
            for c in columns
            if isinstance(c.expression, FromGathered) and c.expression.gathered is group
        }
        inner, inner_params = _gather(group, wanted, keys, clock=clock, using=using)
        joins += f" LEFT JOIN ({inner}) AS g_{number} ON g_{number}.key = t.k_{number}"
        params += inner_params
    cells = ", ".join(_cell(column, gathered, guard=guard) for column in columns)
    ordering = ", ".join(f"t.o_{number}{_direction(term)}" for number, term in enumerate(terms))
    return f"SELECT {cells} FROM ({sql}) AS t{joins} ORDER BY {ordering}", params


def _on_day(column: Column, clock: Clock) -> Expression | F:
    """The expression of a column that is none of a Gathered, blank where it was not so on the day."""
    assert not isinstance(column.expression, FromGathered)
    expression = F(column.expression) if isinstance(column.expression, str) else column.expression
    condition = column.so_on(clock) if column.so_on else None
    return expression if condition is None else Case(When(condition, then=expression))


def _gather(group: Gathered, wanted: set[str], keys: QuerySet | None, *, clock: Clock, using: str) -> Sql:
    """The grouped query of a Gathered: its key, and a column for each value wanted."""
    if group.sql:
        if keys is None:
            return group.sql.format(narrow=""), ()
        inner, params = compiled(keys, using=using)
        return group.sql.format(narrow=f"WHERE key IN ({inner})"), params
    assert group.rows is not None
    rows = group.rows(clock)
    if keys is not None:
        rows = rows.filter(**{f"{group.by}__in": keys})
    values = {name: aggregate for name, aggregate in group.values.items() if name in wanted}
    grouped = rows.order_by().values(key=F(group.by)).annotate(**values)
    return compiled(grouped.values_list("key", *values), using=using)


def _cell(column: Column, gathered: list[Gathered], *, guard: bool) -> str:
    if isinstance(column.expression, FromGathered):
        number = gathered.index(column.expression.gathered)
        cell = f'g_{number}."{column.expression.name}"'
        if _counts(column.expression.aggregate):
            cell = f"COALESCE({cell}, 0)"
        elif column.shown_as == "list":
            cell = f"COALESCE({cell}, ARRAY[]::text[])"
    else:
        cell = f't."c_{column.name}"'
    if guard and column.shown_as == "list":
        cell = f"array_to_string({cell}, '; ')"
    if guard and column.is_text:
        cell = f"tracker_cell({cell})"
    return f'{cell} AS "{column.name}"'


def _counts(aggregate: Expression | str) -> bool:
    if isinstance(aggregate, str):
        return aggregate == "count"
    return isinstance(aggregate, Count) or (
        isinstance(aggregate, Aggregate) and aggregate.name == "CountDistinct"
    )


def _direction(term: OrderBy) -> str:
    direction = " DESC" if term.descending else ""
    if term.nulls_last:
        return f"{direction} NULLS LAST"
    return f"{direction} NULLS FIRST" if term.nulls_first else direction


def mogrified(sql: str, params: tuple[Any, ...], *, using: str) -> str:
    """The query with its parameters in it, quoted by the driver, for COPY, which takes none."""
    connection = connections[using]
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        # Without parameters the driver would leave doubled percent signs as they are.
        return cursor.mogrify(sql + " LIMIT %s", (*params, None)).decode()
