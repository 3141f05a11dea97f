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
    # Whether that was a success is known when the page was read.
    assert (one.failures, one.last_success_at, one.next_poll_at) == (0, None, NOW + timedelta(minutes=60))


def test_watched_page_that_is_never_fetched_is_a_failure(site: Site) -> None:
    one = Watch.objects.create(name="Law", url="http://user:word@harborledger.example/", kind="page")
    assert look(one, site) is None
    assert (one.failures, one.next_poll_at) == (1, NOW + timedelta(minutes=120))
    assert one.last_error == Submission.objects.get().reason
    look(one, site)
    assert (one.failures, one.last_error) == (2, Submission.objects.get().reason)


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


def sitemap_index(site: Site, *parts: tuple[str, str], path: str = "/index.xml") -> str:
    """A sitemap index of parts (path, day of the last change or blank)."""
    listed = "".join(
        f"<sitemap><loc>{site.url(part)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for part, day in parts
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return site.put(path, f'<?xml version="1.0"?><sitemapindex xmlns="{space}">{listed}</sitemapindex>')


def sitemap(site: Site, path: str, *pages: str) -> str:
    listed = "".join(f"<url><loc>{site.url(page)}</loc></url>" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return site.put(path, f'<?xml version="1.0"?><urlset xmlns="{space}">{listed}</urlset>')


def look_at_parts(one: Watch, site: Site, **fields: object) -> list[str]:
    """Do the jobs of an index's parts; the paths they are about, in order."""
    paths = []
    for job in Job.objects.filter(kind=watching.POLL, state=JobState.QUEUED, args__has_key="part"):
        lease = claim_job(job.pk)
        assert lease is not None
        paths.append(lease.args["part"].removeprefix(site.url("")))
        watching.poll(lease, now=NOW, fetch=site.fetch)
    return sorted(paths)


def test_sitemaps_of_an_index_are_read_each_in_its_turn(site: Site) -> None:
    sitemap(site, "/a.xml", "/story/1", "/story/2")
    sitemap(site, "/b.xml", "/story/3")
    one = watch(sitemap_index(site, ("/a.xml", ""), ("/b.xml", "")))
    assert look(one, site) == watching.Polled(items=0, submitted=0)
    assert look_at_parts(one, site) == ["/a.xml", "/b.xml"]
    assert {submission.url for submission in Submission.objects.all()} == {
        site.url(f"/story/{number}") for number in (1, 2, 3)
    }


def test_sitemaps_changed_last_are_read_wherever_they_stand(site: Site) -> None:
    parts = [(f"/{number}.xml", f"2025-05-{20 - number:02}") for number in range(9)]
    for path, _ in parts:
        sitemap(site, path, f"/story{path}")
    one = watch(sitemap_index(site, *parts))
    look(one, site)
    assert look_at_parts(one, site) == ["/0.xml", "/1.xml", "/2.xml", "/3.xml", "/4.xml"]


def test_index_inside_an_index_is_not_followed(site: Site) -> None:
    sitemap_index(site, ("/index.xml", ""), path="/inner.xml")
    one = watch(sitemap_index(site, ("/inner.xml", "")))
    look(one, site)
    assert look_at_parts(one, site) == ["/inner.xml"]
    assert look_at_parts(one, site) == []


def test_slow_host_gets_its_pause_between_the_sitemaps_of_an_index(site: Site) -> None:
    """Each part waits for its own turn: none makes the whole index start over."""
    sitemap(site, "/a.xml", "/story/1")
    one = watch(sitemap_index(site, ("/a.xml", "")))
    look(one, site)
    job = Job.objects.get(args__has_key="part")
    lease = claim_job(job.pk)
    assert lease is not None

    def busy(*args: object, **kwargs: object) -> object:
        raise Later(30)

    assert watching.poll(lease, now=NOW, fetch=busy) is None  # type: ignore[arg-type]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert site.asked.count("/index.xml") == 1


def test_missing_sitemap_of_an_index_is_named_on_the_watch(site: Site) -> None:
    one = watch(sitemap_index(site, ("/gone.xml", "")))
    look(one, site)
    look_at_parts(one, site)
    one.refresh_from_db()
    assert one.failures == 1
    assert one.last_error == (
        f"The sitemap {site.url('/gone.xml')} of the index is not at its address any more (status 404)."
    )


def test_items_beyond_a_hundred_come_with_the_next_look_though_the_source_is_unchanged(site: Site) -> None:
    one = watch(site.put("/feed", feed(*map(str, range(130))), ETag='"v1"'))
    assert look(one, site) == watching.Polled(items=130, submitted=100)
    assert Job.objects.get(kind=watching.POLL).progress_note == "130 items, 100 new, 30 more at the next look"
    assert one.etag == ""
    assert look(one, site) == watching.Polled(items=130, submitted=30)
    assert one.etag == '"v1"'


def test_source_that_asks_for_a_pause_gets_it(site: Site) -> None:
    one = watch(site.put("/feed", "", status=429, Retry_After="36000"))
    look(one, site)
    assert one.next_poll_at == NOW + timedelta(hours=10)
    assert one.last_error == "The site answered with an error (status 429)."
