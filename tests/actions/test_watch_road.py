"""From a feed to proposals, as worker and beat do it: each item once, and a failing source out of the others' way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.actions.site import Site
from tracker import tasks
from tracker.actions import ingesting, watching
from tracker.actions.jobs import claim_job
from tracker.actions.submitting import INGEST
from tracker.models import Article, Job, JobState, Proposal, Submission, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Does all due jobs, and those they wake, the way a worker does; returns how many."""
    handlers = {
        INGEST: partial(ingesting.ingest, fetch=site.fetch),
        watching.POLL: lambda lease: watching.poll(
            lease, now=datetime.now(UTC), fetch=site.fetch, wake=tasks.wake
        ),
    }
    monkeypatch.setattr(tasks, "HANDLERS", handlers)

    def work() -> int:
        done = 0
        while jobs := list(Job.objects.filter(state=JobState.QUEUED).order_by("pk")):
            leases = [lease for job in jobs if (lease := claim_job(job.pk))]
            if not leases:
                break
            for lease in leases:
                tasks.work(lease)
                done += 1
        return done

    return work


def story(number: int) -> str:
    return f"""<!doctype html><html lang="en"><head><title>Hearing {number}</title></head><body><article>
<h1>Hearing {number}</h1><p>Sheriff Olga Brandt of Cook County, Illinois, spoke at hearing {number} on Monday.
“Nobody told us what rule {number} would cost,” Brandt said. The jail holds {number + 200} people, she said.</p>
<p>The county will hear from {number + 3} more people in April, the clerk said.</p></article></body></html>"""


def feed(site: Site, *numbers: int) -> str:
    items = "".join(
        f"<item><title>Hearing {n}</title><link>{site.url(f'/hearing/{n}')}</link></item>" for n in numbers
    )
    return site.put("/feed", f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>')


def due_now() -> None:
    Watch.objects.update(next_poll_at=datetime(2025, 1, 1, tzinfo=UTC))


def test_new_items_of_a_feed_become_proposals_once(site: Site, worker: Any) -> None:
    for number in range(3):
        site.put(f"/hearing/{number}", story(number))
    Watch.objects.create(name="Harbor Ledger", url=feed(site, 0, 1), kind="feed")
    due_now()
    tasks.poll_watches()
    worker()
    assert Article.objects.count() == 2
    assert Submission.objects.filter(state="ready", watch__name="Harbor Ledger").count() == 2
    assert Proposal.objects.filter(kind="quotation", payload__form="direct").count() == 2

    feed(site, 0, 1, 2)
    due_now()
    tasks.poll_watches()
    worker()
    assert sorted(Article.objects.values_list("headline", flat=True)) == [
        "Hearing 0",
        "Hearing 1",
        "Hearing 2",
    ]
    assert Submission.objects.count() == 3
    assert site.asked.count("/hearing/0") == 1


def test_failing_source_holds_up_no_other(site: Site, worker: Any) -> None:
    site.put("/hearing/0", story(0))
    Watch.objects.create(name="Broken", url=site.put("/broken", "<html>no feed</html>"), kind="feed")
    Watch.objects.create(name="Gone", url=site.url("/gone"), kind="sitemap")
    Watch.objects.create(name="Good", url=feed(site, 0), kind="feed")
    due_now()
    tasks.poll_watches()
    worker()
    assert Article.objects.count() == 1
    failures = dict(Watch.objects.values_list("name", "failures"))
    assert failures == {"Broken": 1, "Gone": 1, "Good": 0}
    broken = Watch.objects.get(name="Broken")
    assert broken.last_error.endswith(".")
    assert broken.next_poll_at > datetime.now(UTC) + timedelta(minutes=90)
    asked = site.asked.count("/broken")
    tasks.poll_watches()
    worker()
    assert site.asked.count("/broken") == asked


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (503, "", "The site answered with an error (status 503)."),
        (403, "", "The site does not let us read this page (status 403)."),
        (404, "", "There is no text at this address: the publisher answers “not found” (status 404)."),
        (200, "<html><body></body></html>", "No article text was found on the page"),
        (302, "", "The address forwards in a circle."),
    ],
)
def test_failing_page_backs_off_and_says_why_like_a_feed(
    status: int, body: str, words: str, site: Site, worker: Any
) -> None:
    law = Watch.objects.create(
        name="Law", url=site.put("/law", body, status=status, Location="/law"), kind="page"
    )
    for failures, hours in ((1, 2), (2, 4), (3, 8)):
        due_now()
        tasks.poll_watches()
        worker()
        law.refresh_from_db()
        assert (law.failures, law.last_success_at) == (failures, None)
        assert law.last_error.startswith(words)
        assert abs(law.next_poll_at - datetime.now(UTC) - timedelta(hours=hours)) < timedelta(minutes=5)
        tasks.poll_watches()
        assert worker() == 0
    # That a text is gone is a finding of each look; a look that failed is tried again.
    ended = ["absent"] * 3 if status == 404 else ["failed"]
    assert list(Submission.objects.values_list("state", flat=True)) == ended
    assert Job.objects.filter(kind=INGEST).count() == len(ended)

    site.put("/law", story(7))
    due_now()
    tasks.poll_watches()
    worker()
    law.refresh_from_db()
    assert (law.failures, law.last_error) == (0, "")
    assert not Submission.objects.filter(state="failed").exists()
    assert not Job.objects.filter(state=JobState.FAILED).exists()
    assert datetime.now(UTC) - law.last_success_at < timedelta(minutes=5)


def test_page_whose_site_asks_for_a_pause_gets_it(site: Site, worker: Any) -> None:
    url = site.put("/law", "", status=429, Retry_After="36000")
    law = Watch.objects.create(name="Law", url=url, kind="page")
    due_now()
    tasks.poll_watches()
    worker()
    law.refresh_from_db()
    assert law.next_poll_at > datetime.now(UTC) + timedelta(hours=9)


def test_failing_item_of_a_feed_is_no_failure_of_the_feed(site: Site, worker: Any) -> None:
    Watch.objects.create(name="Harbor Ledger", url=feed(site, 0), kind="feed")
    site.put("/hearing/0", "", status=403)
    due_now()
    tasks.poll_watches()
    worker()
    assert Submission.objects.get().state == "failed"
    assert Watch.objects.get().failures == 0


def test_sitemap_and_watched_page_take_the_same_road(site: Site, worker: Any) -> None:
    site.put("/hearing/0", story(0))
    site.put("/law", story(7))
    listed = f"<url><loc>{site.url('/hearing/0')}</loc></url>"
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    sitemap = site.put("/sitemap.xml", f'<?xml version="1.0"?><urlset xmlns="{namespace}">{listed}</urlset>')
    Watch.objects.create(name="Sitemap", url=sitemap, kind="sitemap")
    Watch.objects.create(name="Law", url=site.url("/law"), kind="page")
    for _ in range(2):
        due_now()
        tasks.poll_watches()
        worker()
    assert Article.objects.count() == 2
    states = sorted(Submission.objects.values_list("state", flat=True))
    assert states == ["ready", "ready", "unchanged"]
