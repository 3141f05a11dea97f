"""Background work: claimed by one conditional UPDATE, held by a lease, finished by its token.

The table says what is to be done; a broker only wakes workers, and may lose or repeat a message. All times
are the database's: workers' clocks may differ.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now

from tracker.actions.errors import Refused
from tracker.models import Job, JobState

Wake = Callable[[int], None]
"""Sends a job's id to a worker; may fail or be lost, the sweep sends it again."""

BACK_OFF_S = 30


class LeaseLost(Exception):
    """The work took longer than its lease and another worker may have it: stop, change nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A claimed job. ``is_last_attempt``: a failure now is final."""

    job_id: int
    token: uuid.UUID
    kind: str
    args: dict[str, Any]
    attempts: int
    max_attempts: int

    @property
    def is_last_attempt(self) -> bool:
        return self.attempts >= self.max_attempts


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: jobs sent to workers again, and jobs given up."""

    sent: int
    given_up: int


class ClockTimestamp(models.Func):
    """The database's clock at this very moment; ``now()`` stands still within a transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()
    arity = 0


def enqueue(
    kind: str, args: dict[str, Any], *, key: str = "", wake: Wake | None = None, max_attempts: int = 4
) -> Job:
    """The unfinished job of that kind and key, made now if there is none. Woken when the transaction commits.

    Make it in the transaction that makes the work necessary: both are there, or neither.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, args=args, key=key, max_attempts=max_attempts)
    except IntegrityError:
        unfinished = Job.objects.filter(kind=kind, key=key, state__in=[JobState.QUEUED, JobState.RUNNING])
        if not key or (found := unfinished.first()) is None:
            raise
        return found
    if wake is not None:
        transaction.on_commit(partial(wake, job.pk))
    return job


def claim_job(job_id: int, *, lease_s: int | None = None) -> Lease | None:
    """Take the job if it is due, or if its worker's lease ran out; None if it is not to be had."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE tracker_job
               SET state = 'running', token = %(token)s, attempts = attempts + 1, progress = 0,
                   progress_note = '', lease_until = clock_timestamp() + %(lease)s, finished_at = NULL
             WHERE id = %(id)s AND attempts < max_attempts
               AND ((state = 'queued' AND run_at <= clock_timestamp())
                    OR (state = 'running' AND lease_until < clock_timestamp()))
            RETURNING attempts
            """,
            {"id": job_id, "token": token, "lease": _lease(lease_s)},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    job = Job.objects.get(pk=job_id)
    return Lease(job_id, token, job.kind, job.args, row[0], job.max_attempts)


def progress(lease: Lease, percent: int, note: str = "", *, lease_s: int | None = None) -> None:
    """Say how far the work is, and renew the lease. Raises LeaseLost."""
    _with_token(
        lease,
        progress=percent,
        progress_note=note[:200],
        lease_until=ClockTimestamp() + _lease(lease_s),
    )


def hold(lease: Lease) -> None:
    """Lock the job for the running transaction: what it writes counts only if the lease is still ours."""
    held = Job.objects.select_for_update().filter(pk=lease.job_id, token=lease.token, state=JobState.RUNNING)
    if held.values_list("pk", flat=True).first() is None:
        raise LeaseLost(lease.job_id)


def finish(lease: Lease, *, note: str = "") -> None:
    """The work is done. Call it in the transaction that writes the result. Raises LeaseLost."""
    _with_token(
        lease,
        state=JobState.DONE,
        progress=100,
        progress_note=note[:200],
        error="",
        token=None,
        lease_until=None,
        finished_at=ClockTimestamp(),
    )


def fail(lease: Lease, error: str, *, retry_in_s: float | None = None) -> bool:
    """The attempt failed: try again after ``retry_in_s``, or never when None or when attempts are used up.

    ``error`` is a sentence. True when it will be tried again. Raises LeaseLost.
    """
    again = retry_in_s is not None and not lease.is_last_attempt
    ended: dict[str, Any] = {"token": None, "lease_until": None, "error": error or "No reason was given."}
    if again:
        due = ClockTimestamp() + timedelta(seconds=retry_in_s or 0)
        _with_token(lease, state=JobState.QUEUED, run_at=due, sent_at=None, **ended)
    else:
        _with_token(lease, state=JobState.FAILED, finished_at=ClockTimestamp(), **ended)
    return again


def postpone(lease: Lease, seconds: float, *, note: str) -> None:
    """Not now, through nobody's fault: the attempt does not count. Raises LeaseLost."""
    _with_token(
        lease,
        state=JobState.QUEUED,
        run_at=ClockTimestamp() + timedelta(seconds=seconds),
        attempts=models.F("attempts") - 1,
        sent_at=None,
        token=None,
        lease_until=None,
        progress_note=note[:200],
    )


def back_off_s(attempts: int) -> float:
    """Seconds to wait after so many attempts: half a minute, then four times as long each time."""
    return BACK_OFF_S * 4.0 ** max(attempts - 1, 0)


def sweep(*, wake: Wake, give_up: Callable[[Job], None], limit: int = 50) -> Swept:
    """Send again what a lost message or a killed worker left behind, and fail what is used up.

    At most ``limit`` at a time, oldest first: a long queue is no reason to send all of it again and again.

    ``give_up`` is called for each failed job, in the same transaction. Any number of sweeps may run at once.
    """
    with transaction.atomic():
        used_up = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(
                state=JobState.RUNNING,
                lease_until__lt=ClockTimestamp(),
                attempts__gte=models.F("max_attempts"),
            )
            .order_by("pk")[:limit]
        )
        given_up = list(used_up)
        for job in given_up:
            job.state = JobState.FAILED
            job.error = f"The work was broken off {job.attempts} times: the worker was stopped, or the text is too much for it."
            job.token = job.lease_until = None
            job.finished_at = ClockTimestamp()
            job.save()
            give_up(job)
    unsent = models.Q(sent_at=None) | models.Q(sent_at__lt=ClockTimestamp() - _lease(None))
    due = Job.objects.filter(
        models.Q(unsent, state=JobState.QUEUED, run_at__lte=ClockTimestamp())
        | models.Q(
            models.Q(sent_at=None) | models.Q(sent_at__lt=models.F("lease_until")),
            state=JobState.RUNNING,
            lease_until__lt=ClockTimestamp(),
        )
    )
    ids = list(due.order_by("run_at", "pk").values_list("pk", flat=True)[:limit])
    for job_id in ids:
        wake(job_id)
    return Swept(len(ids), len(given_up))


def mark_sent(job_id: int) -> None:
    """A message for the job was handed to the broker."""
    Job.objects.filter(pk=job_id).update(sent_at=Now())


def retry(job: Job, *, wake: Wake | None = None) -> None:
    """Queue a failed job again, with all its attempts. Raises Refused when it has not failed, or runs anew."""
    try:
        with transaction.atomic():
            count = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
                state=JobState.QUEUED,
                attempts=0,
                progress=0,
                run_at=ClockTimestamp(),
                sent_at=None,
                finished_at=None,
            )
    except IntegrityError as error:
        raise Refused("The same job is waiting or running already.", hint="Wait for it to end.") from error
    if not count:
        raise Refused("Only a failed job can be tried again.", hint="Look how far it is now.")
    if wake is not None:
        transaction.on_commit(partial(wake, job.pk))


def _with_token(lease: Lease, **changes: Any) -> None:
    mine = Job.objects.filter(pk=lease.job_id, token=lease.token, state=JobState.RUNNING)
    if not mine.update(**changes):
        raise LeaseLost(lease.job_id)


def _lease(lease_s: int | None) -> timedelta:
    return timedelta(seconds=lease_s if lease_s is not None else settings.JOB_LEASE_S)
