"""The comparison of list-makers and lists as of a day, at 20,000 places, 6 makers and 10 editions each."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from script.benchmarks.measure import Line, percentile

PATHS = (
    "/compare/",
    "/compare/?as_of=2019-07-01",
    "/compare/?state=IL&as_of=2020-07-01",
    "/jurisdictions/?as_of=2019-07-01",
    "/lists/?as_of=2019-07-01",
    "/positions/?as_of=2019-07-01",
    "/compare/map/",
    "/compare/map/?as_of=2019-07-01",
    "/compare/map/?state=IL",
)
PAST = (
    "/compare/",
    "/compare/map/",
    "/jurisdictions/",
    "/lists/",
    "/positions/",
    "/instruments/",
    "/announcements/",
    "/articles/",
    "/quotations/",
)
"""The same as the books stood when the benchmark began: each row is found among its versions."""


def run(*, rounds: int) -> Iterator[Line]:
    """95th percentile of the server's own time, no client beside it, and the queries of each page."""
    # Made anew each time: kept pages would only show how fast memory is.
    client = Client(HTTP_HOST="127.0.0.1", HTTP_CACHE_CONTROL="no-cache")
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for path in (*PATHS, *(f"{path}?known_at={moment}" for path in PAST)):
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        count = len(queries)  # the next request empties the log
        times = []
        for _ in range(max(20, rounds * 4)):
            begun = time.perf_counter()
            client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
        p95 = percentile(times, 0.95)
        shown = path.replace(moment, "…")
        yield Line(f"{shown} p95 ms, {count} queries", f"{p95:.0f}", "≤ 150", p95 <= 150)
