"""All workers together ask a host once at a time, and for its robots file once a day."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.actions.site import Site
from tests.cast import Cast
from tracker.actions.fetching import Later, StoredRobots, pause, take_turn
from tracker.actions.recapturing import recapture_due
from tracker.ingest.errors import RobotsRefused
from tracker.models import RobotsRule

pytestmark = pytest.mark.django_db
HOST = "https://harborledger.example"


def test_first_turn_is_at_once_and_the_next_after_the_interval() -> None:
    assert take_turn(HOST, interval_s=2) == 0
    assert 1 < take_turn(HOST, interval_s=2) <= 2
    assert 3 < take_turn(HOST, interval_s=2) <= 4


def test_hosts_do_not_wait_for_each_other() -> None:
    take_turn(HOST, interval_s=2)
    assert take_turn("https://other.example", interval_s=2) == 0


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_at_once_get_turns_one_after_the_other() -> None:
    """Each worker has a connection of its own: the turns are given out by the database, not by a process."""
    turns: list[float] = []
    refused: list[float] = []
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        try:
            turns.append(take_turn(HOST, interval_s=2))
        except Later as later:
            refused.append(later.seconds)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [round(turn / 2) for turn in sorted(turns)] == [0, 1, 2]
    assert len(refused) == 5 and min(refused) > 5


def test_crawl_delay_of_the_site_is_kept_between_two_pages(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 30", Content_Type="text/plain")
    site.put("/a", "<p>text</p>")
    site.fetch(site.url("/a"))
    with pytest.raises(Later) as later:
        site.fetch(site.url("/a"))
    assert 20 < later.value.seconds <= 30
    assert site.asked.count("/a") == 1


def test_redirect_is_not_followed_to_a_page_its_own_site_closes(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", Content_Type="text/plain")
    site.put("/open", "", status=302, Location="/private/x")
    with pytest.raises(RobotsRefused):
        site.fetch(site.url("/open"))
    assert "/private/x" not in site.asked


def test_far_turn_is_not_waited_for_and_not_taken() -> None:
    for _ in range(3):
        take_turn(HOST, interval_s=2)
    before = RobotsRule.objects.get().next_request_at
    with pytest.raises(Later) as later:
        take_turn(HOST, interval_s=2)
    assert 5 < later.value.seconds <= 8
    assert RobotsRule.objects.get().next_request_at == before


def test_host_that_asks_for_a_pause_gets_it() -> None:
    take_turn(HOST, interval_s=2)
    pause(HOST, seconds=600)
    with pytest.raises(Later) as later:
        take_turn(HOST, interval_s=2)
    assert later.value.seconds > 500


def test_waiting_for_a_turn_is_no_robots_file() -> None:
    take_turn(HOST, interval_s=2)
    assert StoredRobots().get(HOST) is None


def test_robots_file_is_asked_for_once_and_kept_to(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", Content_Type="text/plain")
    site.put("/a", "<p>text</p>")
    site.fetch(site.url("/a"))
    site.fetch(site.url("/a"))
    assert site.asked == ["/robots.txt", "/a", "/a"]
    with pytest.raises(RobotsRefused):
        site.fetch(site.url("/private/x"))


def test_old_public_captures_are_looked_at_again_and_others_are_not(world: Cast) -> None:
    now = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_submission SET created_at = created_at - interval '40 days'")
        cursor.execute(
            "UPDATE tracker_submission SET created_at = now() WHERE article_id = %s", [world.release.pk]
        )
    handed_in = recapture_due(now=now, older_than=timedelta(days=30))
    assert {submitted.submission.url for submitted in handed_in} == {world.story.url, world.list_page.url}
    assert recapture_due(now=now, older_than=timedelta(days=10_000)) == []
