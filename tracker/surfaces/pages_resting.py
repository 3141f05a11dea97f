"""Every published record that rests on some captures, by kind, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from tracker import models
from tracker.models import Citation
from tracker.records.parameters import MAX_PAGE
from tracker.records.selection import PAGE_SIZE
from tracker.surfaces.pages_lists import page_links


@dataclass(frozen=True)
class Kind:
    """A kind of row that can rest on a capture.

    ``cited``: its column of Citation, blank if none proves it; ``captured``, ``sourced``: its own columns that name a
    capture, and a text; ``owner``: the record whose page shows it, blank for its own; ``also``: another record that
    must be public too.
    """

    model: type[Model]
    noun: str
    cited: str = ""
    captured: str = ""
    sourced: tuple[str, ...] = ()
    owner: str = ""
    also: str = ""
    joined: tuple[str, ...] = ()

    def resting(self, captures: QuerySet[Any], articles: QuerySet[Any]) -> QuerySet[Any]:
        """Public rows that rest on the captures, or on their texts where no capture is named."""
        where = Q()
        if self.cited:
            naming = Q(snapshot__in=captures) | Q(snapshot=None, article__in=articles)
            proved = Citation.objects.filter(naming, **{f"{self.cited}__isnull": False})
            where |= Q(pk__in=proved.order_by().values(self.cited))
        if self.captured:
            where |= Q(**{f"{self.captured}__in": captures})
        for column in self.sourced:
            by_text = Q(**{f"{column}__in": articles})
            where |= by_text & Q(**{self.captured: None}) if self.captured else by_text
        public = {f"{self.owner}__state" if self.owner else "state": "published"}
        if self.also:
            public[f"{self.also}__state"] = "published"
        return self.model._default_manager.filter(where, **public)


KINDS = (
    Kind(models.Quotation, "quotation", "quotation", "snapshot"),
    Kind(models.Figure, "figure", "figure", "snapshot", ("article",)),
    Kind(models.Announcement, "announcement", "announcement"),
    Kind(
        models.AnnouncementEvent, "follow-up", "announcement_event", sourced=("source",), owner="announcement"
    ),
    Kind(models.Target, "target", sourced=("source",), owner="announcement", joined=("jurisdiction",)),
    Kind(models.Position, "position", "position", joined=("body", "jurisdiction")),
    Kind(models.ListEdition, "list edition", "list_edition", sourced=("withdrawal_source",)),
    Kind(models.Listing, "list line", "listing", sourced=("retraction_source",), owner="edition"),
    Kind(models.Instrument, "instrument", "instrument"),
    Kind(models.InstrumentEvent, "instrument event", sourced=("source",), owner="instrument"),
    Kind(models.Official, "official", "official"),
    Kind(models.Tenure, "tenure", "tenure", sourced=("source",), owner="official"),
    Kind(models.Jurisdiction, "jurisdiction", "jurisdiction"),
    Kind(models.Organization, "organization", "organization"),
    Kind(
        models.Derivation,
        "derivation",
        "derivation",
        sourced=("article", "source"),
        owner="article",
        also="source",
    ),
)
"""In the order of the page."""


def resting(captures: QuerySet[Any], articles: QuerySet[Any], *, page: int) -> dict[str, Any]:
    """One page of what rests on the captures: at most PAGE_SIZE rows, in two queries a kind at most."""
    found = [(kind, kind.resting(captures, articles)) for kind in KINDS]
    counts = [(kind, rows, rows.count()) for kind, rows in found]
    first, last, before = (page - 1) * PAGE_SIZE, page * PAGE_SIZE, 0
    groups = []
    for kind, rows, count in counts:
        start, end = max(first - before, 0), min(last - before, count)
        if start < end:
            joined = [*filter(None, (kind.owner, kind.also)), *kind.joined]
            shown = rows.select_related(*joined) if joined else rows
            groups.append(
                {"noun": kind.noun, "rows": [_row(kind, row) for row in shown.order_by("pk")[start:end]]}
            )
        before += count
    pages = min(-(-before // PAGE_SIZE), MAX_PAGE)
    return {
        "groups": groups,
        "resting_counts": [{"noun": kind.noun, "count": count} for kind, _, count in counts if count],
        "resting_total": before,
        "resting_unreached": max(0, before - MAX_PAGE * PAGE_SIZE),
        "page": page,
        "pages": pages,
        "is_past_end": page > max(pages, 1),
        "page_links": page_links(page, pages, lambda number: f"page={number}"),
    }


def _row(kind: Kind, row: Any) -> dict[str, Any]:
    """``record``: the record whose page shows the row; ``words``: what the row adds to that record's name."""
    if not kind.owner:
        return {"record": row, "words": ""}
    if kind.noun == "tenure":
        words = row.title
    elif kind.noun == "derivation":
        words = f"{row.get_kind_display()}: {row.source}"
    else:
        words = str(row)
    return {"record": getattr(row, kind.owner), "words": words}
