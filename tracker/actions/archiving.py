"""Captures as they came, for a web archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from tracker.actions import store
from tracker.ingest.file_kinds import media_type_of
from tracker.ingest.warc import Capture
from tracker.models import Snapshot


def captures_between(since: date | None = None, until: date | None = None) -> QuerySet[Snapshot]:
    """Captures of those days (UTC, inclusive), oldest first, without their texts."""
    rows = Snapshot.objects.light().select_related("article").order_by("captured_at", "pk")
    if since is not None:
        rows = rows.filter(captured_at__date__gte=since)
    if until is not None:
        rows = rows.filter(captured_at__date__lte=until)
    return rows


def as_captures(snapshots: QuerySet[Snapshot]) -> Iterator[Capture]:
    """Their bytes, one at a time. A file was fetched from nowhere: it is named by its hash, and what
    it is says its content.

    Raises Refused when bytes are missing from the store, or damaged.
    """
    for snapshot in snapshots.iterator(chunk_size=100):
        headers = snapshot.headers
        content = store.read(snapshot.raw_sha256)
        yield Capture(
            url=snapshot.final_url or f"urn:sha256:{snapshot.raw_sha256}",
            captured_at=snapshot.captured_at,
            content=content,
            status=snapshot.status,
            headers=tuple((name, value) for name, value in headers) if headers is not None else None,
            content_type=snapshot.content_type or media_type_of(content, name=snapshot.file_name),
            known=tuple(_known(snapshot)),
        )


def _known(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """What is known of a capture whose answer was not kept: a file's name, or what the address answered."""
    if snapshot.file_name:
        yield "file-name", snapshot.file_name
    if snapshot.final_url:
        yield "http-status", str(snapshot.status)
        yield "note", "The headers of the answer were not kept."
    if snapshot.article is not None and snapshot.article.url:
        yield "text-published-at", snapshot.article.url
