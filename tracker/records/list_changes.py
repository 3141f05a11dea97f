"""What changed between two editions, for page and CSV: added, left off, taken back, listed again, printed otherwise."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
from collections.abc import Iterator

from django.db import connections
from django.db.models import Q

from tracker.models import Jurisdiction, ListEdition, Listing
from tracker.models.list_changes import list_changes
from tracker.records.status import covers

KINDS = ("added", "removed", "retracted", "relisted", "renamed")
"""added: on the second edition only; removed: on the first only; retracted: the maker took the line back;
relisted: taken back on the first, printed by the second; renamed: any other place of both under another print."""

COLUMNS = (
    (
        "change",
        "added, removed, retracted, relisted (taken back on the first, printed by the second) or renamed, from the first edition to the second.",
    ),
    ("jurisdiction_slug", "Slug of the place meant; blank if the line is not matched to one."),
    ("jurisdiction", "Name of that place; blank likewise."),
    ("state", "USPS code of its state; blank likewise."),
    ("printed_before", "Name as the first edition prints it; blank if it does not."),
    ("line_before", "Its line there; blank likewise."),
    ("printed_after", "Name as the second edition prints it; blank if it does not."),
    ("line_after", "Its line there; blank likewise."),
    (
        "retracted_on",
        "Day the maker took the line back: of relisted the line of the first edition, of retracted that of the second if it prints one. Blank if it did not.",
    ),
    (
        "outside_scope",
        "yes: the edition that does not print it does not cover such places, so its absence means nothing.",
    ),
    (
        "entered_in_part",
        "yes: only part of the edition that does not print it is entered here, so its absence means nothing.",
    ),
    ("first_edition", "Slug of the first edition."),
    ("second_edition", "Slug of the second edition."),
)
"""Columns of the CSV with what they mean."""


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """One change; at least one of ``before`` and ``after`` is a line."""

    kind: str
    before: Listing | None
    after: Listing | None
    is_outside: bool = False
    is_in_part: bool = False

    @property
    def line(self) -> Listing:
        """The line that stands for the change: of the second edition if it has one. Of retracted the one taken back."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def retracted_on(self) -> datetime.date | None:
        """Day the line was taken back; of a place listed again, its line on the first edition."""
        found = self.before if self.kind == "relisted" else self.line
        return found.retracted_on if found is not None else None

    @property
    def place(self) -> Jurisdiction | None:
        """The place meant, if a person or the matching said so and it is public."""
        place = self.line.jurisdiction
        return place if place is not None and place.is_published else None


def edition_before(edition: ListEdition) -> ListEdition | None:
    """The published edition it replaces, else the maker's last one published before it."""
    rows = ListEdition.objects.published().select_related("maker")
    if edition.supersedes_id is not None:
        replaced = rows.filter(pk=edition.supersedes_id).first()
        if replaced is not None:
            return replaced
    earlier = Q(published_on__lt=edition.published_on) | Q(
        published_on=edition.published_on, pk__lt=edition.pk
    )
    return rows.filter(earlier, maker=edition.maker_id).order_by("-published_on", "-pk").first()


def changes_between(
    first: ListEdition, second: ListEdition, *, day: datetime.date
) -> dict[str, list[Changed]]:
    """All changes by kind, as they stood on a day: a line taken back later still stands on it. Two queries."""
    found = list_changes(first, second, day=day)
    pairs = {
        "added": [(None, line) for line in found.added],
        "removed": [(line, None) for line in found.removed],
        "retracted": found.retracted,
        "relisted": found.relisted,
        "renamed": found.renamed,
    }
    return {
        kind: [_changed(kind, before, after, first=first, second=second) for before, after in pairs[kind]]
        for kind in KINDS
    }


def _changed(
    kind: str, before: Listing | None, after: Listing | None, *, first: ListEdition, second: ListEdition
) -> Changed:
    """The change, with what makes the absence from one of the two mean nothing."""
    if before is not None and after is not None:
        return Changed(kind, before, after)
    without = first if before is None else second
    place = (after or before).jurisdiction  # type: ignore[union-attr]
    is_outside = place is not None and not covers(without, kind=place.kind, state=place.state_code)
    return Changed(kind, before, after, is_outside, without.is_partial)


def csv_of(
    changes: dict[str, list[Changed]], *, first: ListEdition | None, second: ListEdition, using: str
) -> bytes:
    """The changes as CSV (UTF-8), in the order of KINDS; no cell runs as a formula."""
    rows = [
        _cells(change, first.slug if first else "", second.slug)
        for kind in KINDS
        for change in changes.get(kind, ())
    ]
    cells = _guarded([cell for row in rows for cell in row], using=using)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([name for name, _ in COLUMNS])
    for _ in rows:
        writer.writerow([next(cells) for _ in COLUMNS])
    return written.getvalue().encode()


def _cells(change: Changed, first: str, second: str) -> tuple[str, ...]:
    place, before, after = change.place, change.before, change.after
    return (
        change.kind,
        place.slug if place else "",
        place.full_name if place else "",
        place.state_code if place else "",
        before.as_printed if before else "",
        str(before.line) if before else "",
        after.as_printed if after else "",
        str(after.line) if after else "",
        change.retracted_on.isoformat() if change.retracted_on else "",
        "yes" if change.is_outside else "",
        "yes" if change.is_in_part else "",
        first,
        second,
    )


def _guarded(cells: list[str], *, using: str) -> Iterator[str]:
    """The cells under the rule of every export, which is written down once, in the database."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT public.tracker_cell(cell) FROM unnest(%s::text[]) WITH ORDINALITY AS t(cell, n) ORDER BY n",
            [cells],
        )
        return iter([row[0] for row in cursor.fetchall()])
