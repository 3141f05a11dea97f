"""Feeds, sitemaps and pages looked at on a schedule; what is new is handed in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from tracker.actions import context, jobs
from tracker.actions.fetching import Later, fetch_page, pause_asked
from tracker.actions.jobs import Lease, Wake
from tracker.actions.submitting import submit_url
from tracker.ingest.errors import BadStatus, IngestError
from tracker.ingest.feeds import FeedItem, next_poll_after, read_feed
from tracker.ingest.fetch import Page
from tracker.models import Article, Job, Submission, Watch, WatchKind

POLL = "poll_watch"
"""Kind of the job that looks at one watch; its args are {"watch": id}, and {"watch": id, "part": address} for one
sitemap of an index, which waits for its own turn at the host."""

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


def poll_soon(watch: Watch, *, part: str = "", wake: Wake | None = None) -> Job:
    """Look at the watch, or at one sitemap of its index (an address), as soon as a worker is free."""
    args, key = {"watch": watch.pk}, f"watch:{watch.pk}"
    if part:
        args, key = args | {"part": part}, f"{key}:{hashlib.sha256(part.encode()).hexdigest()}"
    with transaction.atomic():
        return jobs.enqueue(POLL, args, key=key, wake=wake, max_attempts=2)


def poll(
    lease: Lease, *, now: datetime, fetch: FetchIfChanged = fetch_page, wake: Wake | None = None
) -> Polled | None:
    """Do the job: fetch the source if it changed and hand in what is new; None when it failed or must wait.

    A failing source backs off by itself and says why on the watch; the job is done either way. A page is fetched by
    the job that reads it: ``note_page`` says how that went.
    """
    watch = Watch.objects.get(pk=lease.args["watch"])
    part = lease.args.get("part", "")
    if watch.kind == WatchKind.PAGE:
        return _hand_in(lease, watch.pk, now=now, wake=wake)
    try:
        if part:
            page = fetch(part)
        else:
            page = fetch(watch.url, etag=watch.etag, last_modified=watch.last_modified)
        items = [] if page.not_modified else _items(watch, page)
    except Later as later:
        jobs.postpone(lease, later.seconds, note=str(later))
        return None
    except IngestError as error:
        _failed(lease, watch, error, now=now)
        return None
    return _succeeded(lease, watch, items, page, now=now, wake=wake)


def is_watched_page(submission: Submission) -> bool:
    """Whether a submission is a look at a watched page: it is looked at again by schedule, whatever comes of it."""
    return submission.watch is not None and submission.watch.kind == WatchKind.PAGE


def note_page(submission: Submission, *, now: datetime, failure: str = "", wait_s: float = 0.0) -> None:
    """Say on the watch of a page how the look at it ended; nothing for any other submission.

    ``failure`` is a sentence, blank for a page that was read; ``wait_s`` is how long the site asks to be left alone.
    Call it in the transaction that ends the submission.
    """
    if not is_watched_page(submission):
        return
    with context.by(context.house_account(), f"Look at {submission.watch}"):
        watch = Watch.objects.select_for_update().get(pk=submission.watch_id)
        if failure:
            _count_failure(watch, failure, now=now, wait_s=wait_s)
        else:
            _count_success(watch, now=now)
        watch.save()


def _hand_in(lease: Lease, pk: int, *, now: datetime, wake: Wake | None) -> Polled | None:
    """Hand in a watched page; None when its address is refused at once."""
    house = context.house_account()
    with context.by(house, "Look at a page"):
        jobs.hold(lease)
        watch = Watch.objects.select_for_update().get(pk=pk)
        submitted = submit_url(watch.url, by=house, wake=wake, watch=watch)
        refusal = submitted.submission.reason if submitted.job is None else ""
        if refusal:
            _count_failure(watch, refusal, now=now)
        else:
            # Not looked at again before this look can have ended, nor sooner for having failed before.
            watch.next_poll_at = _next_poll(watch, now)
        watch.save()
        jobs.finish(lease, note=refusal or "The page was handed in")
    return None if refusal else Polled(1, 1)


def _count_failure(watch: Watch, words: str, *, now: datetime, wait_s: float = 0.0) -> None:
    watch.failures += 1
    watch.last_error = words
    watch.next_poll_at = max(_next_poll(watch, now), now + timedelta(seconds=wait_s))


def _count_success(watch: Watch, *, now: datetime) -> None:
    watch.failures = 0
    watch.last_error = ""
    watch.last_success_at = now
    watch.next_poll_at = _next_poll(watch, now)


def _next_poll(watch: Watch, now: datetime) -> datetime:
    return next_poll_after(watch.failures, timedelta(minutes=watch.interval_minutes), now)


def _items(watch: Watch, page: Page) -> list[FeedItem]:
    if page.is_absent:
        what = "The source" if page.url == watch.url else f"The sitemap {page.url} of the index"
        raise BadStatus(f"{what} is not at its address any more (status {page.status}).", url=page.url)
    found = read_feed(page.content, url=page.final_url)
    return [item for item in found if item.is_sitemap or _is_wanted(item, watch.words)]


def _newest_parts(found: list[FeedItem]) -> list[FeedItem]:
    """Of a sitemap index the parts to read: those changed last, or where none says so the last ones, by custom."""
    nested = [item for item in found if item.is_sitemap]
    # sorted() is stable: parts that state no day keep their order, behind none that states one.
    return sorted(nested, key=lambda item: item.published_on)[-MAX_NESTED_SITEMAPS:]


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
) -> Polled:
    house = context.house_account()
    with context.by(house, f"Look at {watch}"):
        jobs.hold(lease)
        part = lease.args.get("part", "")
        # A part that lists further parts is no sitemap as the protocol has it: one level is read.
        for nested in [] if part else _newest_parts(items):
            poll_soon(watch, part=nested.url, wake=wake)
        items = [item for item in items if not item.is_sitemap]
        unseen = _unseen(items)
        fresh = unseen[:MAX_NEW_ITEMS]
        waiting = len(unseen) - len(fresh)
        for item in fresh:
            submit_url(item.url, by=house, wake=wake, watch=watch)
        if page is not None and not page.not_modified and not part:
            # With items left for the next look, that look must get them though the source has not changed.
            watch.etag = "" if waiting else page.header("etag")[:300]
            watch.last_modified = "" if waiting else page.header("last-modified")[:60]
        if not part:
            _count_success(watch, now=now)
            watch.save()
        later = f", {waiting} more at the next look" if waiting else ""
        jobs.finish(lease, note=f"{len(items)} items, {len(fresh)} new{later}")
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
        _count_failure(watch, error.message, now=now, wait_s=pause_asked(error))
        watch.save()
        jobs.finish(lease, note=error.message)
