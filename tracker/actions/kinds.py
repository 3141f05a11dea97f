"""The public kinds by the name they have in addresses, in the corrections log and in redirects."""

from __future__ import annotations

from django.db import models

from tracker import models as tracker
from tracker.models.base import PublishedModel

KINDS: dict[str, type[PublishedModel]] = {
    "articles": tracker.Article,
    "quotations": tracker.Quotation,
    "officials": tracker.Official,
    "jurisdictions": tracker.Jurisdiction,
    "announcements": tracker.Announcement,
    "figures": tracker.Figure,
    "positions": tracker.Position,
    "lists": tracker.ListEdition,
    "instruments": tracker.Instrument,
    "outlets": tracker.Outlet,
    "organizations": tracker.Organization,
}
"""Kind as in /<kind>/ to its model."""

_NAMES = {model: name for name, model in KINDS.items()}

CITED_AS = {
    tracker.Jurisdiction: "jurisdiction",
    tracker.Organization: "organization",
    tracker.Official: "official",
    tracker.Tenure: "tenure",
    tracker.Quotation: "quotation",
    tracker.ListEdition: "list_edition",
    tracker.Listing: "listing",
    tracker.Instrument: "instrument",
    tracker.Position: "position",
    tracker.Announcement: "announcement",
    tracker.AnnouncementEvent: "announcement_event",
    tracker.Figure: "figure",
    tracker.Derivation: "derivation",
}
"""Model to its column in Citation. Articles and outlets are sources themselves and need none."""


def kind_of(record: models.Model) -> str:
    """The record's kind as in addresses, blank if it has no page of its own."""
    return _NAMES.get(type(record), "")
