"""Both clocks: pages, tables and exports as of a day and as known at a moment, each made anew, one client.

The corpus holds 20,000 places, 6 makers with 10 editions each, and four versions of every place and line.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from script.benchmarks.measure import Line, percentile
from tracker.models import Jurisdiction, ListEdition, Official
from tracker.records import RECORDS

GOAL_MS = 150
AS_OF = "as_of=2019-07-01"
KNOWN_AT = "known_at=2025-11-15T12:00:00Z"
"""Between the second and the third version of the corpus's rows, and before the last of them was entered."""

NOW_KNOWN = "known_at=2026-01-02"
CLOCKS = ("", AS_OF, KNOWN_AT, f"{AS_OF}&{KNOWN_AT}", NOW_KNOWN)


def _paths() -> Iterator[str]:
    for page in ("/compare/", "/compare/map/", "/compare.json"):
        for clock in CLOCKS:
            yield f"{page}?{clock}".rstrip("?")
            yield f"{page}?state=IL&{clock}".rstrip("&")
    yield f"/compare.csv?{KNOWN_AT}"
    for record in RECORDS.values():
        clocks = CLOCKS if not record.no_as_of else ("", KNOWN_AT, NOW_KNOWN)
        for clock in clocks:
            yield f"/{record.name}/?{clock}".rstrip("?")
        for extension in ("json", "csv"):
            yield f"/{record.name}.{extension}?{clocks[-2]}"
    for model, kind in ((Jurisdiction, "jurisdictions"), (Official, "officials"), (ListEdition, "lists")):
        slug = model.objects.published().order_by("pk").values_list("slug", flat=True)[0]
        yield f"/{kind}/{slug}/"
        yield f"/{kind}/{slug}/?{NOW_KNOWN}"


def _asked(client: Client, path: str) -> tuple[float, int]:
    """Milliseconds and length of an answer; of a stream, its first piece."""
    begun = time.perf_counter()
    answer = client.get(path)
    if answer.status_code not in (200, 404):
        raise RuntimeError(f"{path} answered {answer.status_code}")
    length = len(next(iter(answer.streaming_content), b"")) if answer.streaming else len(answer.content)
    taken = (time.perf_counter() - begun) * 1000
    if answer.streaming:
        answer.close()
    return taken, length


def run(*, rounds: int) -> Iterator[Line]:
    """Median and 95th percentile of the server's own time, queries, and length, of each page."""
    client = Client(HTTP_HOST="127.0.0.1", HTTP_CACHE_CONTROL="no-cache")
    for path in _paths():
        _asked(client, path)
        with CaptureQueriesContext(connection) as queries:
            _, length = _asked(client, path)
        count = len(queries)  # the next request empties the log
        times = [_asked(client, path)[0] for _ in range(max(10, rounds * 4))]
        p95 = percentile(times, 0.95)
        what = f"{path} p50 {percentile(times, 0.5):.0f} ms, {count} queries, {length // 1000} kB"
        yield Line(f"{what}, p95 ms", f"{p95:.0f}", f"≤ {GOAL_MS}", p95 <= GOAL_MS)
