"""A job is claimed once, held by its lease, finished by its token, and never lost."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from tracker.actions import jobs
from tracker.actions.errors import Refused
from tracker.actions.jobs import LeaseLost
from tracker.models import Job, JobState

pytestmark = pytest.mark.django_db


def lapse(job: Job) -> None:
    """The worker went silent: its lease ran out a second ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracker_job SET lease_until = clock_timestamp() - interval '1 second' WHERE id = %s",
            [job.pk],
        )


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def claimed(job: Job) -> jobs.Lease:
    lease = jobs.claim_job(job.pk)
    assert lease is not None
    return lease


def swept(given_up: list[Job] | None = None) -> list[int]:
    """Ids that one sweep sends to workers."""
    sent: list[int] = []
    jobs.sweep(wake=sent.append, give_up=(given_up if given_up is not None else []).append)
    return sent


def test_unfinished_job_of_one_key_is_one_job() -> None:
    first = jobs.enqueue("ingest", {"submission": 1}, key="s:1")
    assert jobs.enqueue("ingest", {"submission": 1}, key="s:1") == first
    jobs.finish(claimed(first))
    assert jobs.enqueue("ingest", {"submission": 1}, key="s:1") != first


def test_worker_is_woken_only_after_the_commit(django_capture_on_commit_callbacks: object) -> None:
    woken: list[int] = []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = jobs.enqueue("ingest", {}, wake=woken.append)
        assert woken == []
    assert woken == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_work_leaves_no_job_and_wakes_nobody() -> None:
    woken: list[int] = []
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("ingest", {}, wake=woken.append)
        raise ZeroDivisionError
    assert (woken, Job.objects.count()) == ([], 0)


def test_second_message_for_a_job_finds_nothing_to_do() -> None:
    job = jobs.enqueue("ingest", {})
    assert jobs.claim_job(job.pk) is not None
    assert jobs.claim_job(job.pk) is None


def test_job_that_is_not_there_is_not_claimed() -> None:
    assert jobs.claim_job(10**12) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_exactly_one_gets_the_job() -> None:
    job = jobs.enqueue("ingest", {})
    leases: list[jobs.Lease | None] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        leases.append(jobs.claim_job(job.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(lease is not None for lease in leases) == 1
    assert fresh(job).attempts == 1


def test_lapsed_lease_is_taken_over_and_the_old_token_is_worth_nothing() -> None:
    job = jobs.enqueue("ingest", {})
    old = claimed(job)
    lapse(job)
    new = claimed(job)
    for act in (
        lambda: jobs.progress(old, 50),
        lambda: jobs.hold(old),
        lambda: jobs.finish(old),
        lambda: jobs.fail(old, "no"),
        lambda: jobs.postpone(old, 1, note="no"),
    ):
        with pytest.raises(LeaseLost):
            act()
    jobs.finish(new)
    assert fresh(job).state == JobState.DONE


def test_progress_renews_the_lease() -> None:
    job = jobs.enqueue("ingest", {})
    lease = claimed(job)
    lapse(job)
    jobs.progress(lease, 40, "Reading")
    assert jobs.claim_job(job.pk) is None
    assert (fresh(job).progress, fresh(job).progress_note) == (40, "Reading")


def test_failure_waits_before_the_next_attempt() -> None:
    job = jobs.enqueue("ingest", {})
    assert jobs.fail(claimed(job), "The site is away.", retry_in_s=60) is True
    assert (fresh(job).state, fresh(job).error) == (JobState.QUEUED, "The site is away.")
    assert jobs.claim_job(job.pk) is None


def test_failure_without_hope_is_final() -> None:
    job = jobs.enqueue("ingest", {})
    assert jobs.fail(claimed(job), "Not a text.") is False
    assert fresh(job).state == JobState.FAILED


def test_last_attempt_is_final() -> None:
    job = jobs.enqueue("ingest", {}, max_attempts=1)
    assert jobs.fail(claimed(job), "The site is away.", retry_in_s=60) is False
    assert fresh(job).state == JobState.FAILED


def test_postponed_job_has_lost_no_attempt() -> None:
    job = jobs.enqueue("ingest", {})
    jobs.postpone(claimed(job), 60, note="The host's turn is later.")
    assert (fresh(job).state, fresh(job).attempts) == (JobState.QUEUED, 0)


def test_sweep_sends_what_nobody_was_woken_for() -> None:
    job = jobs.enqueue("ingest", {})
    assert swept() == [job.pk]
    jobs.mark_sent(job.pk)
    assert swept() == []


def test_sweep_sends_again_what_went_unanswered(settings: object) -> None:
    job = jobs.enqueue("ingest", {})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_job SET sent_at = now() - interval '1 hour'")
    assert swept() == [job.pk]


def test_sweep_sends_what_a_killed_worker_left() -> None:
    job = jobs.enqueue("ingest", {})
    jobs.mark_sent(job.pk)
    claimed(job)
    assert swept() == []
    lapse(job)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_job SET sent_at = now() - interval '1 minute'")
    assert swept() == [job.pk]


def test_sweep_gives_up_what_kills_every_worker() -> None:
    job = jobs.enqueue("ingest", {}, max_attempts=2)
    for _ in range(2):
        claimed(job)
        lapse(job)
    given_up: list[Job] = []
    assert swept(given_up) == []
    assert given_up == [job]
    assert (fresh(job).state, fresh(job).error[:31]) == (JobState.FAILED, "The work was broken off 2 times")


def test_failed_job_can_be_tried_again_with_all_its_attempts() -> None:
    job = jobs.enqueue("ingest", {}, max_attempts=1)
    jobs.fail(claimed(job), "Away.")
    jobs.retry(job)
    assert claimed(job).attempts == 1


def test_only_a_failed_job_is_tried_again() -> None:
    job = jobs.enqueue("ingest", {})
    with pytest.raises(Refused, match="Only a failed job"):
        jobs.retry(job)


def test_failed_job_is_not_tried_while_the_same_waits_again() -> None:
    old = jobs.enqueue("ingest", {}, key="s:1")
    jobs.fail(claimed(old), "Away.")
    jobs.enqueue("ingest", {}, key="s:1")
    with pytest.raises(Refused, match="waiting or running already"):
        jobs.retry(old)


def test_back_off_grows() -> None:
    assert [jobs.back_off_s(attempts) for attempts in (1, 2, 3)] == [30, 120, 480]


def test_lease_of_a_made_up_token_holds_nothing() -> None:
    job = jobs.enqueue("ingest", {})
    claimed(job)
    with pytest.raises(LeaseLost):
        jobs.finish(jobs.Lease(job.pk, uuid.uuid4(), "ingest", {}, 1, 4))
