"""Fetching in the name of the tracker: one robots file and one turn per host for all workers together."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from tracker.ingest.addresses import parse_address
from tracker.ingest.errors import BadStatus, IngestError
from tracker.ingest.fetch import FetchPolicy, Page, fetch
from tracker.ingest.robots import Robots, parse_robots
from tracker.models import RobotsRule

INTERVAL_S = 2.0
LONGEST_WAIT_S = 5.0
_MAX_ORIGIN_CHARS = 255


class Later(Exception):
    """The host's next free turn is too far off to wait for; ask again in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The site is asked again in {seconds:.0f} seconds.")
        self.seconds = seconds


class StoredRobots:
    """Robots files kept in the database, so that each is asked for once a day, not once per worker."""

    def get(self, origin: str) -> Robots | None:
        """The rules read last for ``origin``, however old; None if there are none."""
        rule = RobotsRule.objects.filter(host=origin, read_at__gt=datetime(1970, 1, 2, tzinfo=UTC)).first()
        if rule is None:
            return None
        return parse_robots(rule.body.encode(), user_agent=settings.FETCH_USER_AGENT, now=rule.read_at)

    def put(self, origin: str, robots: Robots) -> None:
        """Keep the rules; a host name too long for the table is asked every time."""
        if len(origin) <= _MAX_ORIGIN_CHARS:
            RobotsRule.objects.update_or_create(
                host=origin, defaults={"body": robots.body, "read_at": robots.fetched_at}
            )


def fetch_page(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    policy: FetchPolicy | None = None,
    interval_s: float = INTERVAL_S,
) -> Page:
    """GET ``url`` when its host's turn comes. Raises IngestError, or Later when that is not soon."""
    origin = parse_address(url).origin
    robots = StoredRobots()
    known = robots.get(origin)
    wait_s = take_turn(origin, interval_s=max(interval_s, known.crawl_delay_s if known else 0.0))
    if wait_s > 0:
        time.sleep(wait_s)
    page = fetch(
        url,
        user_agent=settings.FETCH_USER_AGENT,
        now=datetime.now(UTC),
        etag=etag,
        last_modified=last_modified,
        policy=policy,
        robots=robots,
    )
    # The turn was taken before the site could say how far apart it wants them.
    if known is None and (found := robots.get(origin)) and found.crawl_delay_s > interval_s:
        pause(origin, seconds=found.crawl_delay_s)
    return page


def take_turn(origin: str, *, interval_s: float) -> float:
    """Reserve the next request to ``origin``; seconds to wait until then. Raises Later, reserving nothing."""
    values = {
        "origin": origin[:_MAX_ORIGIN_CHARS],
        "interval": timedelta(seconds=interval_s),
        "longest": timedelta(seconds=LONGEST_WAIT_S),
    }
    with connection.cursor() as cursor:
        # A row made here has read no robots file yet: 1970 makes it stale.
        cursor.execute(
            """
            INSERT INTO tracker_robotsrule AS rule (host, body, read_at, next_request_at)
            VALUES (%(origin)s, '', 'epoch', clock_timestamp() + %(interval)s)
            ON CONFLICT (host) DO UPDATE
               SET next_request_at = greatest(rule.next_request_at, clock_timestamp()) + %(interval)s
             WHERE rule.next_request_at IS NULL
                OR rule.next_request_at <= clock_timestamp() + %(longest)s
            RETURNING extract(epoch FROM next_request_at - %(interval)s - clock_timestamp())
            """,
            values,
        )
        row = cursor.fetchone()
        if row is not None:
            return max(float(row[0]), 0.0)
        cursor.execute(
            "SELECT extract(epoch FROM next_request_at - clock_timestamp()) FROM tracker_robotsrule WHERE host = %s",
            [values["origin"]],
        )
        raise Later(max(float(cursor.fetchone()[0]), 1.0))


def pause_asked(error: IngestError) -> float:
    """Leave a host alone for as long as its answer asks for; that in seconds, 0 if it asks for nothing."""
    asked = error.retry_after_s if isinstance(error, BadStatus) and error.url else 0.0
    if asked:
        pause(parse_address(error.url).origin, seconds=asked)
    return asked


def pause(origin: str, *, seconds: float) -> None:
    """Leave the host alone for ``seconds`` (its Retry-After)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracker_robotsrule SET next_request_at ="
            " greatest(next_request_at, clock_timestamp() + %s) WHERE host = %s",
            [timedelta(seconds=seconds), origin],
        )
