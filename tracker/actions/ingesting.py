"""One submission from address or file to proposals: read outside any transaction, written in a single one.

The transaction that writes also ends the job, and only if the lease is still ours: a worker killed at any
moment has written everything or nothing, and nothing is written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from tracker.actions import context, jobs, store
from tracker.actions.capturing import ABSENCE, Captured, capture_absence, capture_file, capture_page
from tracker.actions.comparing import compare
from tracker.actions.errors import Refused
from tracker.actions.fetching import Later, fetch_page, pause_asked
from tracker.actions.jobs import Lease
from tracker.actions.noticing import notice_change
from tracker.actions.proposing import propose
from tracker.actions.reading import EXTRACTOR, extract_from, extractor_version
from tracker.actions.revisiting import fetch_again, remember
from tracker.actions.submitting import INGEST
from tracker.actions.watching import is_watched_page, note_page
from tracker.ingest.article import read_article
from tracker.ingest.errors import IngestError
from tracker.ingest.fetch import Page
from tracker.ingest.types import ArticleFields
from tracker.models import Job, Submission, SubmissionState

log = logging.getLogger("tracker.ingest")

Fetch = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class _Input:
    """What was read before the transaction: a page or a file's bytes, and its fields; none for an absence."""

    content: bytes
    page: Page | None
    fields: ArticleFields | None


def ingest(lease: Lease, *, fetch: Fetch = fetch_page) -> None:
    """Do the job: fetch or open, read, capture, propose. Failures end on the submission, in words."""
    submission = Submission.objects.get(pk=lease.args["submission"])
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.WORKING, reason="")
    submission.refresh_from_db()
    try:
        _ingest(lease, submission, fetch=fetch)
    except jobs.LeaseLost:
        raise
    except Later as later:
        jobs.postpone(lease, later.seconds, note=str(later))
    except IngestError as error:
        asked = pause_asked(error)
        # A watched page is looked at again by its own schedule.
        is_final = error.permanent or is_watched_page(submission)
        retry_in_s = None if is_final else max(asked, jobs.back_off_s(lease.attempts))
        fail_attempt(lease, error.message, retry_in_s=retry_in_s, wait_s=asked)
    except Refused as refusal:
        fail_attempt(lease, str(refusal), retry_in_s=None)
    except OSError as error:
        words = f"The capture could not be stored: {error.strerror or error}."
        log.exception("%s", words)
        fail_attempt(lease, words, retry_in_s=jobs.back_off_s(lease.attempts))


def fail_attempt(lease: Lease, reason: str, *, retry_in_s: float | None, wait_s: float = 0.0) -> None:
    """End the attempt. The submission fails with the job; while that is tried again it is only waiting.

    ``wait_s`` is how long the site asks to be left alone.
    """
    with transaction.atomic():
        again = jobs.fail(lease, reason, retry_in_s=retry_in_s)
        _note_failure(lease.kind, lease.args, reason, again=again, wait_s=wait_s)


def give_up(job: Job) -> None:
    """The sweep failed the job: its submission fails too, for the same reason."""
    _note_failure(job.kind, job.args, job.error, again=False)


def _note_failure(kind: str, args: dict[str, Any], reason: str, *, again: bool, wait_s: float = 0.0) -> None:
    if kind != INGEST:
        return
    state = SubmissionState.RECEIVED if again else SubmissionState.FAILED
    found = Submission.objects.filter(pk=args["submission"])
    found.update(state=state, reason=reason)
    if not again and (submission := found.select_related("watch").first()):
        note_page(submission, now=datetime.now(UTC), failure=reason, wait_s=wait_s)


def _ingest(lease: Lease, submission: Submission, *, fetch: Fetch) -> None:
    found = _from_address(lease, submission, fetch=fetch) if submission.url else _from_file(lease, submission)
    extraction = None
    if found.fields is not None:
        jobs.progress(lease, 60, "Looking for quotations, places and figures")
        extraction = extract_from(found.fields)
    jobs.progress(lease, 90, "Storing the capture and the proposals")
    with context.by(context.house_account(), f"Capture {submission}"):
        jobs.hold(lease)
        captured = _capture(submission, found)
        notice_change(captured)
        added = 0
        if extraction is not None:
            proposed = propose(
                captured.snapshot,
                submission,
                extraction=extraction,
                extractor=EXTRACTOR,
                version=extractor_version(),
                fields=found.fields,
            )
            added = proposed.added + compare(captured.snapshot, submission)
        if found.fields is None:
            submission.state, submission.reason = SubmissionState.ABSENT, _absence(captured)
        else:
            # Of a changed text all that is proposed may be decided already, for an earlier capture.
            done = SubmissionState.REVIEWED if captured.is_new else SubmissionState.UNCHANGED
            submission.state = SubmissionState.READY if added else done
            submission.reason = ""
        submission.save()
        note_page(submission, now=datetime.now(UTC), failure=submission.reason)
        jobs.finish(lease, note=_summary(captured, added))


def _from_address(lease: Lease, submission: Submission, *, fetch: Fetch) -> _Input:
    jobs.progress(lease, 10, "Fetching the page")
    page = fetch_again(submission.url, fetch=fetch)
    if page.is_absent:
        return _Input(page.content, page, None)
    jobs.progress(lease, 40, "Reading the text")
    fields = read_article(page.content, content_type=page.content_type, url=page.final_url)
    return _Input(page.content, page, fields)


def _from_file(lease: Lease, submission: Submission) -> _Input:
    jobs.progress(lease, 40, "Reading the text")
    content = store.read(submission.file_sha256)
    return _Input(content, None, read_article(content, name=submission.file_name))


def _capture(submission: Submission, found: _Input) -> Captured:
    if found.page is not None:
        if found.fields is None:
            captured = capture_absence(submission, found.page)
        else:
            captured = capture_page(submission, found.page, found.fields)
        remember(submission.url, found.page, held=captured.snapshot)
        return captured
    if found.fields is None:
        raise Refused("The file holds nothing to capture.", hint="Hand in another.")
    return capture_file(submission, found.content, found.fields, captured_at=datetime.now(UTC))


def _absence(captured: Captured) -> str:
    """What the publisher answers instead of a text."""
    status = captured.snapshot.status
    answer = f"the publisher answers “{ABSENCE[status]}” (status {status})"
    if captured.article is None:
        return f"There is no text at this address: {answer}. None is held; the answer is recorded."
    return f"The text is not at its address any more: {answer}. That is recorded."


def _summary(captured: Captured, added: int) -> str:
    """What is shown behind the state of the submission, and does not say that again."""
    if captured.snapshot.status in ABSENCE:
        return "The answer is recorded" if captured.is_new else "The same answer as before"
    if not captured.is_new and not added:
        return "The text says what it said"
    held = "New capture" if captured.is_new else "Held already"
    proposals = "1 proposal" if added == 1 else f"{added} proposals"
    return f"{held}, {proposals}" if added else f"{held}, nothing new to decide"
