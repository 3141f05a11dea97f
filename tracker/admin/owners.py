"""Which public record a row is part of: what readers see of a list is its lines, of an official the offices."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from tracker.models import Citation, Derivation, Listing, Tenure, Utterance
from tracker.models.base import PublishedModel

OWNED_BY = {Tenure: "official", Listing: "edition", Derivation: "article", Citation: "target"}
"""Rows that are part of what a public record says, and the field of the record they belong to."""

_MOST_OWNERS = 50


def owners(obj: Any) -> list[PublishedModel]:
    """The records that ``obj`` is or is part of and that are or were public; none for what readers never saw."""
    if isinstance(obj, Utterance):
        if obj.pk is None:
            return []
        return list(obj.quotations.filter(published_at__isnull=False).order_by("pk")[:_MOST_OWNERS])
    while type(obj) in OWNED_BY:
        obj = getattr(obj, OWNED_BY[type(obj)], None)
    return [obj] if isinstance(obj, PublishedModel) and obj.published_at is not None else []


def has_been_public(obj: Model) -> bool:
    """Whether a row, or the record it belongs to, is or was public."""
    return bool(owners(obj))
