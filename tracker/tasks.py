"""Celery wakes; PostgreSQL knows. A task claims its job, calls an action, and decides about trying again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError

from config.celery import app
from tracker import search
from tracker.actions import comparing, ingesting, jobs, watching
from tracker.actions.jobs import Lease
from tracker.actions.recapturing import recapture_due
from tracker.actions.submitting import INGEST

log = logging.getLogger("tracker.jobs")

SOFT_LIMIT_S = 60
HARD_LIMIT_S = 80
"""Under the usual lease, so that a job that hangs is ended before another worker takes it."""

RECAPTURED_AT_ONCE = 20

Handler = Callable[[Lease], object]


def wake(job_id: int) -> None:
    """Send the job to a worker. A broker that is away is no error: the sweep sends it again."""
    try:
        run_job.delay(job_id)
    except (BrokerError, OSError) as error:
        log.warning("Job %s waits for the next sweep: the broker cannot be reached (%s)", job_id, error)
        return
    jobs.mark_sent(job_id)


@app.task(name="tracker.tasks.run_job", soft_time_limit=SOFT_LIMIT_S, time_limit=HARD_LIMIT_S)
def run_job(job_id: int) -> None:
    """Do one job, if it is still to be had. A second message for it finds nothing to do."""
    lease = jobs.claim_job(job_id)
    if lease is not None:
        work(lease)


def work(lease: Lease) -> None:
    """Do a claimed job by its kind's action; whatever goes wrong ends on the job, in words."""
    handler = HANDLERS.get(lease.kind)
    try:
        if handler is None:
            _failed(lease, f"This version knows no job “{lease.kind}”.", retry_in_s=None)
        else:
            handler(lease)
    except jobs.LeaseLost:
        log.warning("Job %s took longer than its lease; another worker has it", lease.job_id)
    except SoftTimeLimitExceeded:
        _failed(
            lease, f"It took longer than {SOFT_LIMIT_S} seconds.", retry_in_s=jobs.back_off_s(lease.attempts)
        )
    except OperationalError:
        # The database is away: nothing can be said there. The lease runs out and the sweep sends the job again.
        log.exception("Job %s was broken off", lease.job_id)
    except Exception as error:
        log.exception("Job %s failed", lease.job_id)
        words = f"Something went wrong on our side ({type(error).__name__}); the log of the worker says more."
        _failed(lease, words, retry_in_s=jobs.back_off_s(lease.attempts))


@app.task(name="tracker.tasks.sweep")
def sweep() -> None:
    """Send again what was lost, give up what is used up."""
    swept = jobs.sweep(wake=wake, give_up=ingesting.give_up)
    if swept.sent or swept.given_up:
        log.info("Swept: %s jobs sent again, %s given up", swept.sent, swept.given_up)


@app.task(name="tracker.tasks.poll_watches")
def poll_watches() -> None:
    """Queue a look at each feed, sitemap and page whose time has come."""
    watching.enqueue_due(wake=wake)


@app.task(name="tracker.tasks.recapture")
def recapture() -> None:
    """Queue another look at the published texts that were looked at longest ago, a few at a time."""
    if settings.RECAPTURE_DAYS:
        recapture_due(
            now=datetime.now(UTC),
            older_than=timedelta(days=settings.RECAPTURE_DAYS),
            limit=RECAPTURED_AT_ONCE,
            wake=wake,
        )


@app.task(name="tracker.tasks.sign_captures")
def sign_captures() -> None:
    """Sign captures that did not come by a job, so that new ones are compared with them too."""
    comparing.sign_missing()


@app.task(name="tracker.tasks.count_words")
def count_words() -> None:
    """Count again how many records hold each common word; searches show these counts as kept ones."""
    search.count_words()


def _failed(lease: Lease, reason: str, *, retry_in_s: float | None) -> None:
    """End the attempt, and with the last one the submission it was for."""
    try:
        ingesting.fail_attempt(lease, reason, retry_in_s=retry_in_s)
    except jobs.LeaseLost:
        log.warning("Job %s was taken over before its failure was noted", lease.job_id)


HANDLERS: dict[str, Handler] = {
    INGEST: ingesting.ingest,
    watching.POLL: lambda lease: watching.poll(lease, now=datetime.now(UTC), wake=wake),
}
"""What each kind of job does."""
