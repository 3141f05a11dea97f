"""A public kind, declared once: what is listed, filtered, sorted and shown, on every surface."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import router
from django.db.models import Expression, Q, QuerySet
from django.utils import timezone

from tracker import search
from tracker.models.base import PublishedModel
from tracker.models.known import as_known
from tracker.records.columns import Column, FromGathered, Gathered
from tracker.records.filters import Filters, SeveralField, Slugs
from tracker.records.parameters import (
    SHARED,
    BadParameters,
    Clock,
    Shared,
    given_values,
    read_shared,
    unknown,
)
from tracker.records.selection import COUNT_UP_TO, Selection

__all__ = [
    "BadParameters",
    "Clock",
    "Column",
    "FromGathered",
    "Gathered",
    "Record",
    "Selection",
]

LABELS = {
    "q": "Words",
    "since": "Since",
    "until": "Until",
    "as_of": "As it was on",
    "known_at": "As we knew it on",
}

Order = tuple[str | Expression, ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Record:
    """A public kind.

    ``name`` is its address and its plural key; ``title_column`` names a row; ``date_column`` the column of the
    main date, blank for kinds without one. ``sorts`` maps each value of ``sort`` to an ordering with a unique
    tail, the first is the default; ``newest_first`` is the ordering of the feed. ``on_day`` narrows the rows to
    what was so on a day; where that means nothing ``no_as_of`` says why. ``within`` gives the condition of a
    window of days, both included, either open; ``date_means`` says which date that is, and ``becomes`` what a row of a
    kind with ``on_day`` is from that date on ("published"). ``facets`` maps filters
    to the field paths counted for them. ``only`` is a condition beside being published for a row to stand in lists; ``title`` makes a
    row's title where one column is not enough; ``count_up_to`` is how far totals are exact.
    """

    name: str
    singular: str
    plural: str
    summary: str
    model: type[PublishedModel]
    filterset: type[Filters]
    columns: tuple[Column, ...]
    title_column: str
    sorts: Mapping[str, Order]
    newest_first: Order
    date_column: str = ""
    within: Callable[[datetime.date | None, datetime.date | None], Q] | None = None
    facets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    on_day: Callable[[QuerySet, datetime.date], QuerySet] | None = None
    no_as_of: str = ""
    date_means: str = ""
    becomes: str = ""
    only: Q | None = None
    title: Callable[[Mapping[str, Any]], str] | None = None
    count_up_to: int = COUNT_UP_TO

    # -- reading

    def published(self) -> QuerySet:
        """Rows the public may see."""
        rows = self.model.objects.published()
        return rows.filter(self.only) if self.only else rows

    def readable(self) -> QuerySet:
        """Rows with a page of their own: those of the lists, and those a correction took out of them."""
        return self.model.objects.published()

    @property
    def listed_columns(self) -> tuple[Column, ...]:
        """What the list page shows, with the slugs its links need."""
        shown = [column for column in self.columns if column.in_list]
        needed = {"slug"} | {column.name for column in shown} | {c.link[1] for c in shown if c.link}
        return tuple(column for column in self.columns if column.name in needed)

    def title_of(self, row: Mapping[str, Any]) -> str:
        """A row's title in feeds and links, in plain text."""
        return self.title(row) if self.title else str(row[self.title_column])

    def path(self, slug: str) -> str:
        """Address of a record's page, without the host."""
        return f"/{self.name}/{slug}/"

    @property
    def default_sort(self) -> str:
        return next(iter(self.sorts))

    def select(self, params: Mapping[str, str], *, now: datetime.datetime | None = None) -> Selection:
        """The rows a query string asks for. Raises BadParameters naming everything wrong with it."""
        now = now or timezone.now()
        values = given_values(params)
        own = self.filterset.base_filters
        shared, errors = read_shared(
            values,
            now=now,
            sorts=self.sorts,
            no_as_of=self.no_as_of,
            no_dates="" if self.within else f"means nothing here: {self.plural} have no main date.",
        )
        errors |= unknown(values, known=[*SHARED, *own], plural=self.plural)
        given = {name: tuple(found) for name, found in values.items() if found}
        if errors:
            raise BadParameters(errors)
        with as_known(shared.clock.known_at, using=router.db_for_read(self.model)):
            given = {name: self._settled(name, found) for name, found in given.items()}
            rows = self._filtered(given, shared)
        return Selection(record=self, values=given, shared=shared, base=rows)

    def _settled(self, name: str, found: tuple[str, ...]) -> tuple[str, ...]:
        """Values with records named in full given by their slugs, as addresses have them."""
        own = self.filterset.base_filters.get(name)
        return tuple(dict.fromkeys(map(own.slug_of, found))) if isinstance(own, Slugs) else found

    def _filtered(self, given: Mapping[str, tuple[str, ...]], shared: Shared) -> QuerySet:
        own = self.filterset.base_filters
        data: dict[str, Any] = {name: list(found) for name, found in given.items() if name in own}
        errors = {}
        for name, found in list(data.items()):
            if issubclass(own[name].field_class, SeveralField):
                continue
            if len(found) > 1:
                errors[name] = "may be given once only."
            data[name] = found[0]
        filters = self.filterset(data, queryset=self.published(), clock=shared.clock)
        if not filters.is_valid():
            errors |= {name: " ".join(found) for name, found in filters.errors.items()}
        if errors:
            raise BadParameters(errors)
        facets = {
            name: filters.form.cleaned_data.get(name) or [] for name in search.FACETS.get(self.name, ())
        }
        return self._narrowed(filters.qs, shared, facets)

    def _narrowed(self, rows: QuerySet, shared: Shared, facets: search.Facets) -> QuerySet:
        """The shared filters: day, window, words; ``facets`` is what the search may know of the others."""
        clock = shared.clock
        if clock.as_of and self.on_day:
            rows = self.on_day(rows, clock.as_of)
        if self.within and (shared.since or shared.until):
            rows = rows.filter(self.within(shared.since, shared.until))
        if shared.q:
            try:
                rows = search.matching(self.name, rows, shared.q, facets=facets, known_at=clock.known_at)
            except search.SearchRefused as refused:
                raise BadParameters({"q": str(refused)}) from refused
        return rows

    # -- words

    def label_of(self, name: str) -> str:
        """A filter's name as readers see it."""
        if name in LABELS:
            return LABELS[name]
        return self.filterset.base_filters[name].label or name.replace("_", " ").capitalize()

    def name_of(self, name: str, value: str) -> str:
        """A filter's value as readers see it: the official's name, not the slug."""
        own = self.filterset.base_filters.get(name)
        return own.name_of(value) if hasattr(own, "name_of") else value
