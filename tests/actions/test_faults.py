"""What breaks under us in the midst of work: the database, the broker, the clock. Nothing is half done."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kombu.pools
import psycopg2
import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from tests import cast
from tests.actions.site import Site
from tests.cast import user
from tracker import tasks
from tracker.actions import ingesting, jobs, lists
from tracker.actions.jobs import claim_job
from tracker.actions.lists import Line, import_list
from tracker.actions.submitting import submit_url
from tracker.models import Article, Job, JobState, ListEdition, Listing, Proposal, Snapshot, Submission

PAGE = """<!doctype html><html lang="en"><head><title>Sheriff keeps rules</title></head><body><article>
<h1>Sheriff keeps rules</h1><p>Sheriff Olga Brandt spoke on Monday. “We follow the law as it is written,” Brandt
told the Harbor Ledger. The county has held 120 people since May, she said, more than in the year before.</p>
</article></body></html>"""


def kill_own_backend() -> None:
    """End the server's process of our connection, as a restart of the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    other = psycopg2.connect(**parameters)
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()


def broken_once(real: Callable[..., Any]) -> Callable[..., Any]:
    """``real``, but the database goes away in the midst of the first call."""
    calls: list[int] = []

    def act(*args: Any, **named: Any) -> Any:
        done = real(*args, **named)
        calls.append(1)
        if len(calls) == 1:
            kill_own_backend()
        return done

    return act


@pytest.fixture
def fresh_connection(transactional_db: None) -> Iterator[None]:
    """The test's connection is made anew afterwards, whatever was done to it."""
    yield
    connection.close()


def test_database_lost_in_the_midst_of_a_capture_leaves_nothing_and_the_next_worker_does_it_once(
    fresh_connection: None, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "propose", broken_once(ingesting.propose))
    monkeypatch.setattr(
        tasks, "HANDLERS", {"ingest": lambda lease: ingesting.ingest(lease, fetch=site.fetch)}
    )
    submitted = submit_url(site.put("/story", PAGE), by=user("curator", "curator"))
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk)
    assert lease is not None
    tasks.work(lease)
    connection.close()
    assert not (Article.objects.exists() or Snapshot.objects.exists() or Proposal.objects.exists())
    assert Job.objects.get(pk=submitted.job.pk).state == JobState.RUNNING

    Job.objects.update(lease_until=jobs.ClockTimestamp() - datetime.timedelta(seconds=1))
    woken: list[int] = []
    assert jobs.sweep(wake=woken.append, give_up=ingesting.give_up).sent == 1
    again = claim_job(woken[0])
    assert again is not None
    tasks.work(again)
    assert Submission.objects.get().state == "ready"
    assert Article.objects.count() == Snapshot.objects.count() == 1
    assert Proposal.objects.filter(kind="quotation", payload__form="direct").count() == 1


def test_database_lost_in_the_midst_of_a_list_saves_no_line_and_it_can_be_entered_again(
    fresh_connection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = cast.build()
    facts: dict[str, Any] = {
        "maker": world.list_maker,
        "title": "Second roll",
        "published_on": datetime.date(2025, 7, 1),
        "source": world.list_page,
        "by": world.curator,
    }
    lines = [Line(number, f"Town {number}", "", "IL") for number in range(1, 40)]
    before = (ListEdition.objects.count(), Listing.objects.count())
    monkeypatch.setattr(lists, "_listings", broken_once(lists._listings))
    with pytest.raises(DatabaseError):
        import_list(lines, **facts)
    connection.close()
    assert (ListEdition.objects.count(), Listing.objects.count()) == before
    import_list(lines, **facts)
    assert Listing.objects.filter(edition__title="Second roll").count() == 39


@pytest.mark.django_db
@pytest.mark.parametrize("skew_h", [-1, 1])
def test_worker_whose_clock_is_wrong_claims_neither_early_nor_twice(
    monkeypatch: pytest.MonkeyPatch, skew_h: int
) -> None:
    skew = datetime.timedelta(hours=skew_h)
    real_now, real_time = timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: real_now() + skew)
    monkeypatch.setattr(time, "time", lambda: real_time() + skew.total_seconds())
    job = jobs.enqueue("ingest", {"submission": 1}, key="a")
    first = claim_job(job.pk)
    assert first is not None
    assert claim_job(job.pk) is None
    assert jobs.sweep(wake=lambda _: None, give_up=lambda _: None) == jobs.Swept(0, 0)
    jobs.fail(first, "Not now.", retry_in_s=1800)
    assert claim_job(job.pk) is None
    Job.objects.update(run_at=jobs.ClockTimestamp() - datetime.timedelta(seconds=1))
    assert claim_job(job.pk) is not None


def test_jobs_are_timed_by_the_database_alone() -> None:
    """Workers' clocks may differ; the code that times leases never asks one."""
    source = Path(jobs.__file__).read_text()
    assert not any(clock in source for clock in ("datetime.now", "timezone.now", "time.time", "monotonic"))


@pytest.mark.django_db(transaction=True)
def test_broker_folder_that_is_gone_loses_no_job(tmp_path: Path) -> None:
    from config.celery import app

    def forget_connections() -> None:
        # A connection that an earlier message left open knows the old folder and would still find it.
        app.pool.force_close_all()
        kombu.pools.reset()
        app._pool = app.amqp._producer_pool = None

    tasks.wake(0)
    kept = dict(app.conf.broker_transport_options)
    blocked = tmp_path / "a file"
    blocked.write_text("")
    missing = str(blocked / "messages")
    app.conf.broker_transport_options = {
        **kept,
        "data_folder_in": missing,
        "data_folder_out": missing,
        "control_folder": missing,
    }
    forget_connections()
    try:
        submitted = submit_url("https://harborledger.example/a", by=user("ines", "curator"), wake=tasks.wake)
        assert submitted.job is not None
        job = Job.objects.get(pk=submitted.job.pk)
        assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    finally:
        app.conf.broker_transport_options = kept
        forget_connections()
    woken: list[int] = []
    jobs.sweep(wake=woken.append, give_up=lambda _: None)
    assert woken == [job.pk]
