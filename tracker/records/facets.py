"""Counts per value of a kind's filters: what each offers under the other filters in use.

A filter's own values are counted as if it were not in use: who chose Illinois is still offered California, with
the number of rows it would add. One query for all filters without a value, one more for each that has some.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import connections
from django.db.models import F

from tracker.records import query
from tracker.records.filters import AnyOf, Pattern, States

if TYPE_CHECKING:
    from tracker.records.base import Record
    from tracker.records.selection import Selection


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """Rows per value of a filter; ``of_newest``: counted among that many newest rows only, 0 among all."""

    values: Counter[str]
    of_newest: int


def paths(record: Record) -> dict[str, str]:
    """Filters with one value a row, each with the field path that is counted; facets first."""
    plain = {
        name: own.where
        for name, own in record.filterset.base_filters.items()
        if isinstance(own, AnyOf)
        and isinstance(own.where, str)
        and own.where
        and not isinstance(own, Pattern | States)
    }
    return {**record.facets, **{name: path for name, path in plain.items() if name not in record.facets}}


def counted(selection: Selection, *, up_to: int) -> dict[str, Counted]:
    """Rows per value, by filter, looking at the newest ``up_to`` rows; for filters on records by their ids."""
    wanted = paths(selection.record)
    chosen = {name: path for name, path in wanted.items() if selection.values.get(name)}
    others = {name: path for name, path in wanted.items() if name not in chosen}
    found = _count(selection, others, up_to=up_to) if others else {}
    for name, path in chosen.items():
        found |= _count(selection.without(name), {name: path}, up_to=up_to)
    return {name: found[name] for name in wanted}


def _count(selection: Selection, wanted: Mapping[str, str], *, up_to: int) -> dict[str, Counted]:
    newest = [query.as_order(term) for term in selection.record.newest_first]
    cells = {f"f_{number}": F(path) for number, path in enumerate(wanted.values())}
    names = ", ".join(cells)
    each = ", ".join(f"({name})" for name in cells)
    with selection.books():
        rows = selection.base.order_by(*newest).annotate(**cells).values_list(*cells)[: up_to + 1]
        sql, params = query.compiled(rows, using=selection.using)
        with connections[selection.using].cursor() as cursor:
            cursor.execute(
                f"SELECT {names}, GROUPING({names}), count(*) FROM ({sql}) AS t GROUP BY GROUPING SETS ({each}, ())",
                params,
            )
            found = cursor.fetchall()
    counters: list[Counter[str]] = [Counter() for _ in wanted]
    everything = 2 ** len(counters) - 1
    of_all = 0
    for *values, mask, count in found:
        if mask == everything:
            of_all = count
            continue
        # GROUPING sets a bit for each column a row is not about, the first column's the highest.
        column = len(counters) - (everything - mask).bit_length()
        if values[column] not in {None, ""}:
            counters[column][str(values[column])] += count
    of_newest = up_to if of_all > up_to else 0
    return {name: Counted(counter, of_newest) for name, counter in zip(wanted, counters, strict=True)}
