"""What is new in a feed is handed in once; a source that fails backs off and says why."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.actions.site import Site
from tracker.actions import watching
from tracker.actions.fetching import Later
from tracker.actions.jobs import claim_job
from tracker.models import Job, JobState, Submission, Watch

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


def feed(*titles: str) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://harborledger.example/{number}</link></item>"
        for number, title in enumerate(titles)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def watch(url: str, **fields: object) -> Watch:
    return Watch.objects.create(name="Harbor Ledger", url=url, kind="feed", **fields)


def look(one: Watch, site: Site) -> watching.Polled | None:
    """Look at the source through its job, as a worker does."""
    lease = claim_job(watching.poll_soon(one).pk)
    assert lease is not None
    polled = watching.poll(lease, now=NOW, fetch=site.fetch)
    one.refresh_from_db()
    return polled


def test_items_are_handed_in_once(site: Site) -> None:
    one = watch(site.put("/feed", feed("First", "Second")))
    assert look(one, site) == watching.Polled(items=2, submitted=2)
    assert look(one, site) == watching.Polled(items=2, submitted=0)
    assert Submission.objects.filter(watch=one).count() == 2
    assert one.next_poll_at == NOW + timedelta(minutes=60)


def test_only_items_with_the_words_are_handed_in(site: Site) -> None:
    one = watch(site.put("/feed", feed("Sheriff speaks", "Sheriffs differ", "Weather")), words="sheriff, ICE")
    look(one, site)
    assert Submission.objects.get().url == "https://harborledger.example/0"


def test_unchanged_source_is_asked_with_its_validator(site: Site) -> None:
    one = watch(site.put("/feed", feed("First"), ETag='"v1"'))
    look(one, site)
    assert one.etag == '"v1"'
    site.put("/feed", "", status=304)
    assert look(one, site) == watching.Polled(items=0, submitted=0)


def test_failing_source_backs_off_and_says_why(site: Site) -> None:
    one = watch(site.url("/nothing"))
    assert look(one, site) is None
    assert (one.failures, one.next_poll_at) == (1, NOW + timedelta(minutes=120))
    assert one.last_error == "The source is not at its address any more (status 404)."
    look(one, site)
    assert (one.failures, one.next_poll_at) == (2, NOW + timedelta(minutes=240))
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_recovered_source_starts_afresh(site: Site) -> None:
    one = watch(site.url("/feed"))
    look(one, site)
    site.put("/feed", feed("First"))
    look(one, site)
    assert (one.failures, one.last_error, one.last_success_at) == (0, "", NOW)


def test_page_that_is_no_feed_is_a_failure_in_words(site: Site) -> None:
    one = watch(site.put("/feed", "<html><body>Hello</body></html>"))
    look(one, site)
    assert one.last_error.endswith(".")


def test_watched_page_is_handed_in_every_time(site: Site) -> None:
    one = Watch.objects.create(name="Law", url="https://harborledger.example/law", kind="page")
    assert look(one, site) == watching.Polled(items=1, submitted=1)


def test_only_due_and_active_sources_are_looked_at(site: Site) -> None:
    due = watch("https://a.example/feed")
    watch("https://b.example/feed", is_active=False)
    watch("https://c.example/feed", next_poll_at=datetime(2999, 1, 1, tzinfo=UTC))
    assert [job.args for job in watching.enqueue_due()] == [{"watch": due.pk}]


def test_host_whose_turn_is_far_off_is_left_for_later(site: Site) -> None:
    def busy(*args: object, **kwargs: object) -> object:
        raise Later(30)

    one = watch(site.url("/feed"))
    job = watching.poll_soon(one)
    lease = claim_job(job.pk)
    assert lease is not None
    assert watching.poll(lease, now=NOW, fetch=busy) is None  # type: ignore[arg-type]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
