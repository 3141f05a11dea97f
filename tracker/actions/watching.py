"""Feeds, sitemaps and pages looked at on a schedule; what is new is handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from tracker.actions import context, jobs
from tracker.actions.fetching import Later, fetch_page
from tracker.actions.jobs import Lease, Wake
from tracker.actions.submitting import submit_url
from tracker.ingest.errors import BadStatus, IngestError
from tracker.ingest.feeds import FeedItem, next_poll_after, read_feed
from tracker.ingest.fetch import Page
from tracker.models import Article, Job, Submission, Watch, WatchKind

POLL = "poll_watch"
"""Kind of the job that looks at one watch; its args are {"watch": id}."""

MAX_NEW_ITEMS = 100
MAX_NESTED_SITEMAPS = 5

FetchIfChanged = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Polled:
    """How many items the source had, and how many of them were new and handed in."""

    items: int
    submitted: int


def enqueue_due(*, wake: Wake | None = None) -> list[Job]:
    """A job for each watch whose time has come; one that waits already is not queued twice."""
    due = Watch.objects.filter(is_active=True, next_poll_at__lte=Now()).order_by("next_poll_at", "pk")
    return [poll_soon(watch, wake=wake) for watch in due]


def poll_soon(watch: Watch, *, wake: Wake | None = None) -> Job:
    """Look at the watch as soon as a worker is free."""
    with transaction.atomic():
        return jobs.enqueue(POLL, {"watch": watch.pk}, key=f"watch:{watch.pk}", wake=wake, max_attempts=2)


def poll(
    lease: Lease, *, now: datetime, fetch: FetchIfChanged = fetch_page, wake: Wake | None = None
) -> Polled | None:
    """Do the job: fetch the source if it changed and hand in what is new; None when it failed or must wait.

    A failing source backs off by itself and says why on the watch; the job is done either way.
    """
    watch = Watch.objects.get(pk=lease.args["watch"])
    try:
        if watch.kind == WatchKind.PAGE:
            return _succeeded(lease, watch, [FeedItem(watch.url)], None, now=now, wake=wake, again=True)
        page = fetch(watch.url, etag=watch.etag, last_modified=watch.last_modified)
        items = [] if page.not_modified else _items(watch, page, fetch=fetch)
    except Later as later:
        jobs.postpone(lease, later.seconds, note=str(later))
        return None
    except IngestError as error:
        _failed(lease, watch, error, now=now)
        return None
    return _succeeded(lease, watch, items, page, now=now, wake=wake)


def _items(watch: Watch, page: Page, *, fetch: FetchIfChanged) -> list[FeedItem]:
    if page.is_absent:
        raise BadStatus(f"The source is not at its address any more (status {page.status}).", url=watch.url)
    found = read_feed(page.content, url=page.final_url)
    nested = [item for item in found if item.is_sitemap]
    items = [item for item in found if not item.is_sitemap]
    # The newest parts of a sitemap index stand last by custom; older ones were read when they were new.
    for part in nested[-MAX_NESTED_SITEMAPS:]:
        inner = fetch(part.url)
        items += [item for item in read_feed(inner.content, url=inner.final_url) if not item.is_sitemap]
    return [item for item in items if _is_wanted(item, watch.words)]


def _is_wanted(item: FeedItem, words: str) -> bool:
    """Whether the title has one of the watch's words, as a whole word; a sitemap without titles has them all."""
    wanted = [word for word in re.split(r"[,\s]+", words) if word]
    if not wanted or not item.title:
        return True
    pattern = "|".join(re.escape(word) for word in wanted)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", item.title, re.IGNORECASE) is not None


def _succeeded(
    lease: Lease,
    watch: Watch,
    items: list[FeedItem],
    page: Page | None,
    *,
    now: datetime,
    wake: Wake | None,
    again: bool = False,
) -> Polled:
    house = context.house_account()
    with context.by(house, f"Look at {watch}"):
        jobs.hold(lease)
        fresh = items if again else _unseen(items)[:MAX_NEW_ITEMS]
        for item in fresh:
            submit_url(item.url, by=house, wake=wake, watch=watch)
        if page is not None and not page.not_modified:
            watch.etag = page.header("etag")[:300]
            watch.last_modified = page.header("last-modified")[:60]
        watch.failures = 0
        watch.last_error = ""
        watch.last_success_at = now
        watch.next_poll_at = next_poll_after(0, timedelta(minutes=watch.interval_minutes), now)
        watch.save()
        jobs.finish(lease, note=f"{len(items)} items, {len(fresh)} new")
    return Polled(len(items), len(fresh))


def _unseen(items: list[FeedItem]) -> list[FeedItem]:
    """Items whose address is neither an article's nor was ever handed in."""
    urls = [item.url for item in items]
    seen = set(Article.objects.filter(url__in=urls).values_list("url", flat=True))
    seen |= set(Submission.objects.filter(url__in=urls).values_list("url", flat=True))
    return [item for item in items if item.url not in seen]


def _failed(lease: Lease, watch: Watch, error: IngestError, *, now: datetime) -> None:
    with context.by(context.house_account(), f"Look at {watch}"):
        jobs.hold(lease)
        watch.failures += 1
        watch.last_error = error.message
        interval = timedelta(minutes=watch.interval_minutes)
        watch.next_poll_at = next_poll_after(watch.failures, interval, now)
        watch.save()
        jobs.finish(lease, note=error.message)
