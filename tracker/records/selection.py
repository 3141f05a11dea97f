"""A list as asked for: which rows, in which order, on which day, as known when."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connections, router
from django.db.models import QuerySet
from django.http import QueryDict

from tracker import search
from tracker.models.known import as_known
from tracker.records import query
from tracker.records.columns import Column
from tracker.records.facets import Counted, counted
from tracker.records.parameters import Shared, instant

if TYPE_CHECKING:
    from tracker.records.base import Record

PAGE_SIZE = 50
COUNT_UP_TO = 10_000
PAST_UP_TO = 2_000
"""Newest rows looked at for counts per value in the books of the past, where each is found among its versions."""
KEPT_S = 60
MANY = 8
"""From one in so many rows of a kind on, reading all of them takes less time than looking each up."""


@dataclasses.dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are; when not exact, there are more than ``number``."""

    number: int
    is_exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_exact else f"more than {self.number:,}"


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and whether there are more after it."""

    rows: list[dict[str, Any]]
    has_next: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: its parameter, what it says, and the query string without it."""

    name: str
    label: str
    query_without: str


@dataclasses.dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: its rows under all other filters in use, and the query string that adds or removes
    it."""

    value: str
    label: str
    count: int
    is_chosen: bool
    query: str


@dataclasses.dataclass(frozen=True, slots=True)
class FacetCounts:
    """A filter's values with counts. ``of_newest``: counted among that many newest rows only; 0 among all."""

    name: str
    label: str
    values: list[FacetValue]
    of_newest: int


@dataclasses.dataclass(frozen=True)
class Selection:
    """The rows a query string asks for. Made by ``Record.select``; nothing is read until asked."""

    record: Record
    values: Mapping[str, tuple[str, ...]]
    shared: Shared
    base: QuerySet
    # Counts a page asks for more than once.
    _made: dict[str, Any] = dataclasses.field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def known_at(self) -> datetime.datetime | None:
        return self.shared.clock.known_at

    @property
    def as_of(self) -> datetime.date | None:
        return self.shared.clock.as_of

    @property
    def page(self) -> int:
        return self.shared.page

    @property
    def using(self) -> str:
        """Alias of the database read: the replica for the public when there is one."""
        return router.db_for_read(self.record.model)

    @property
    def is_filtered(self) -> bool:
        return bool(set(self.values) - {"sort", "known_at", "page"})

    def books(self) -> AbstractContextManager[None]:
        """The books as they stood at ``known_at``; everything read inside sees them."""
        return as_known(self.known_at, using=self.using)

    # -- rows

    def rows(self, page: int | None = None, *, only_listed: bool = False) -> list[dict[str, Any]]:
        """The rows of a page (from 1), each a dict by column name; ``only_listed`` leaves out the columns that
        the list page neither shows nor links by. Two queries however many rows, no model instances."""
        return self.read(page, only_listed=only_listed).rows

    def read(self, page: int | None = None, *, only_listed: bool = False) -> Page:
        """The rows of a page, and whether more follow."""
        columns = self.record.listed_columns if only_listed else self.record.columns
        first = ((page or self.page) - 1) * PAGE_SIZE
        with self.books():
            ids = self._ids(self.base.order_by(*self._terms())[first : first + PAGE_SIZE + 1])
            return Page(self._cells(ids[:PAGE_SIZE], columns), has_next=len(ids) > PAGE_SIZE)

    def newest(self, *, extra: tuple[Column, ...] = ()) -> list[dict[str, Any]]:
        """The rows of a feed: in the order asked for, else the newest first. ``extra`` adds columns."""
        asked = self.record.sorts[self.shared.sort] if "sort" in self.values else self.record.newest_first
        with self.books():
            ids = self._ids(self.base.order_by(*map(query.as_order, asked))[:PAGE_SIZE])
            return self._cells(ids, (*self.record.columns, *extra))

    def _terms(self) -> list[Any]:
        return [query.as_order(term) for term in self.record.sorts[self.shared.sort]]

    def _ids(self, rows: QuerySet) -> list[int]:
        # The ids first: what is shown of 50 rows is not worked out for those an offset skips.
        return list(rows.using(self.using).values_list("pk", flat=True))

    def _cells(self, ids: list[int], columns: tuple[Column, ...]) -> list[dict[str, Any]]:
        """The cells of the rows, in the order of the ids."""
        if not ids:
            return []
        number = Column("_id", "pk", "", shown_as="number")
        sql, params = query.compose(
            self.record.published().filter(pk__in=ids),
            [number, *columns],
            order=("pk",),
            clock=self.shared.clock,
            is_narrow=True,
            using=self.using,
        )
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, params)
            by_id = {row[0]: row[1:] for row in cursor.fetchall()}
        kinds = [(column.name, column.shown_as) for column in columns]
        return [
            {name: _plain(cell, shown_as) for (name, shown_as), cell in zip(kinds, by_id[pk], strict=True)}
            for pk in ids
            if pk in by_id
        ]

    # -- counts

    def total(self) -> Total:
        """How many rows: exact up to a bound, "more than" beyond it; a large count is kept for a minute."""
        return self._kept("total", self._count)

    def _count(self) -> Total:
        bound = self._counted_up_to
        with self.books():
            found = self.base.order_by().using(self.using).values("pk")[: bound + 1].count()
        return Total(min(found, bound), is_exact=found <= bound)

    @property
    def _counted_up_to(self) -> int:
        """How far counts are exact. With words in a large kind no further than search collects: beyond it each
        row counted is one more look into the index."""
        is_large = self.record.count_up_to <= COUNT_UP_TO
        return search.EXACT if self.shared.q and is_large else self.record.count_up_to

    def facets(self) -> list[FacetCounts]:
        """Counts per value of the record's facets, each under all other filters in use."""
        found = self.offered()
        return [self._facet(name, found[name]) for name in self.record.facets]

    def offered(self) -> dict[str, Counted]:
        """Rows per value of each filter with one value a row (by id for filters on records), under all other
        filters in use; kept for a minute when costly."""
        bound = min(self._counted_up_to, PAST_UP_TO if self.known_at else COUNT_UP_TO)
        return self._kept("facets", lambda: counted(self, up_to=bound))

    def without(self, name: str) -> Selection:
        """The same question with a parameter taken out."""
        return self.asked_again(self.query_with(**{name: ()}))

    def asked_again(self, query_string: str) -> Selection:
        """Another question about the kind, at the same moment."""
        return self.record.select(QueryDict(query_string), now=self.shared.clock.now)

    def _facet(self, name: str, found: Counted) -> FacetCounts:
        chosen = self.values.get(name, ())
        # What is chosen can be taken out again, also where it gives no row.
        counts = {**dict.fromkeys(chosen, 0), **found.values}
        values = []
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            others = tuple(one for one in chosen if one != value)
            wanted = others if value in chosen else (*chosen, value)
            values.append(
                FacetValue(
                    value=value,
                    label=self.record.name_of(name, value),
                    count=count,
                    is_chosen=value in chosen,
                    query=self.query_with(**{name: wanted}),
                )
            )
        return FacetCounts(name, self.record.label_of(name), values, found.of_newest)

    def _kept(self, what: str, count: Any) -> Any:
        """A count of everything published is kept for a minute when it is costly; a filtered one is made anew."""
        if self.is_filtered or self.known_at:
            if what not in self._made:
                self._made[what] = count()
            return self._made[what]
        key = f"{what}:{self.record.name}:{self.using}"
        kept = cache.get(key)
        if kept is None:
            kept = count()
            number = (
                kept.number
                if isinstance(kept, Total)
                else max((c.of_newest for c in kept.values()), default=0)
            )
            if number >= COUNT_UP_TO // 2:
                cache.set(key, kept, KEPT_S)
        return kept

    # -- query strings

    @property
    def canonical_query(self) -> str:
        """The query string that means these rows: sorted, defaults and the page left out, today's books pinned
        to their moment if a moment was asked for."""
        return self.query_with()

    def query_with(self, **changes: str | tuple[str, ...]) -> str:
        """The canonical query string with parameters changed; an empty value takes one out."""
        values: dict[str, tuple[str, ...]] = {
            name: found for name, found in self.values.items() if name != "page"
        }
        if self.known_at:
            values["known_at"] = (instant(self.known_at),)
        if self.shared.sort == self.record.default_sort:
            values.pop("sort", None)
        for name, value in changes.items():
            values[name] = (value,) if isinstance(value, str) else tuple(value)
        pairs = [(name, one) for name in sorted(values) for one in sorted(values[name]) if one]
        return urlencode(pairs)

    def chips(self) -> list[Chip]:
        """The filters in use, each with the query string that takes it away."""
        made = []
        with self.books():
            for name in sorted(set(self.values) - {"sort", "page"}):
                for value in self.values[name]:
                    others = tuple(one for one in self.values[name] if one != value)
                    label = f"{self.record.label_of(name)}: {self.record.name_of(name, value)}"
                    made.append(Chip(name, label, self.query_with(**{name: others})))
        return made

    # -- CSV

    def csv_sql(self) -> str:
        """The query behind the CSV: every row, every column, each cell safe in a spreadsheet. Ask inside
        ``books()``."""
        sql, params = query.compose(
            self.base,
            self.record.columns,
            order=self.record.sorts[self.shared.sort],
            clock=self.shared.clock,
            is_narrow=self._is_narrow(),
            using=self.using,
            guard=True,
        )
        return query.mogrified(sql, params, using=self.using)

    def _is_narrow(self) -> bool:
        """Whether what is gathered should be looked up for the rows asked for, instead of for all.

        Of past books the planner knows too little to tell, and looks up row by row what it had better read through.
        """
        if not self.is_filtered or not self.known_at:
            return self.is_filtered
        asked = self.base.order_by().using(self.using).count()
        return asked * MANY < self.record.published().order_by().using(self.using).count()

    def copy_sql(self) -> str:
        """The COPY statement that writes the CSV."""
        return f"COPY ({self.csv_sql()}) TO STDOUT WITH (FORMAT csv, HEADER true)"


def _plain(cell: Any, shown_as: str) -> Any:
    """A cell as JSON says it: numbers without trailing zeros or None, else text, blank when there is none."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if cell is None and shown_as != "number":
        return [] if shown_as == "list" else ""
    return cell
