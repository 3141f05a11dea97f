"""Asking again for a page we hold: the server is told what we have, and sends only what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracker.actions import store
from tracker.actions.errors import Refused
from tracker.ingest.fetch import Page
from tracker.models import PageValidator, Snapshot

Fetch = Callable[..., Page]

_ETAG_CHARS, _DATE_CHARS = 300, 60


def fetch_again(url: str, *, fetch: Fetch) -> Page:
    """The page at ``url`` (canonical form). What the server says is unchanged comes whole, from the store.

    Such a page has the status 200 and is still marked ``not_modified``: its headers are those of the answer that
    said so. Raises what ``fetch`` raises.
    """
    known = PageValidator.objects.filter(url=url).first()
    if known is None:
        return fetch(url)
    page = fetch(url, etag=known.etag, last_modified=known.last_modified)
    if not page.not_modified:
        return page
    try:
        content = store.read(known.raw_sha256)
    except Refused:
        # The bytes it stands for are gone: ask as if for the first time.
        return fetch(url)
    return replace(page, status=200, content=content, content_type=known.content_type)


def remember(url: str, page: Page, *, held: Snapshot) -> None:
    """Keep what the server gave with a page for the next time; without anything, the next time is a first time.

    ``held`` is the capture that says what the page says; its bytes stand for the page, whose own may differ in markup.
    """
    etag, last_modified = page.header("etag"), page.header("last-modified")
    # A validator cut short would never match, so one that is too long is none.
    etag = etag if len(etag) <= _ETAG_CHARS else ""
    last_modified = last_modified if len(last_modified) <= _DATE_CHARS else ""
    if page.is_absent or not (etag or last_modified):
        PageValidator.objects.filter(url=url).delete()
        return
    PageValidator.objects.update_or_create(
        url=url,
        defaults={
            "etag": etag,
            "last_modified": last_modified,
            "final_url": page.final_url if len(page.final_url) <= 1000 else "",
            "content_type": held.content_type,
            "raw_sha256": held.raw_sha256,
            "asked_at": page.fetched_at,
        },
    )
