"""CSV export against the limit: the same rows by a bare COPY on the same machine."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.http import QueryDict

from script.benchmarks.measure import Line, children, interleaved, request, resident_mb, tracker_web
from tracker.records import RECORDS
from tracker.records.streams import HABITS


class _Nowhere:
    """A file that forgets, and counts what it was given."""

    def __init__(self) -> None:
        self.lines = 0

    def write(self, data: bytes) -> int:
        self.lines += data.count(b"\n")
        return len(data)


def _copy_s(sql: str) -> float:
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HABITS)  # the same settings as the export: the guard and the web are what is measured
        cursor.cursor.copy_expert(sql, _Nowhere(), 65_536)
    return time.perf_counter() - begun


def run(*, rounds: int) -> Iterator[Line]:
    """Rows per second of each large kind as a share of a bare COPY; memory while streaming."""
    for name in ("quotations", "articles"):
        record = RECORDS[name]
        guarded = record.select(QueryDict("")).copy_sql()
        # The limit: the very same query without the formula guard, straight into nowhere.
        bare = re.sub(r"\btracker_cell\(", "(", guarded)
        with tracker_web() as (port, process):
            workers = children(process.pid)
            request(port, f"/{name}.csv")
            before = resident_mb(workers)
            peak = [before]
            watching = threading.Event()

            def watch() -> None:
                while not watching.wait(0.05):  # noqa: B023
                    peak.append(resident_mb(workers))  # noqa: B023 - read while this turn runs

            watcher = threading.Thread(target=watch)
            watcher.start()

            def web_s() -> float:
                begun = time.perf_counter()
                status, _ = request(port, f"/{name}.csv", timeout_s=600)  # noqa: B023
                if status != 200:
                    raise RuntimeError(f"/{name}.csv answered {status}")  # noqa: B023
                return time.perf_counter() - begun

            taken = interleaved(rounds, copy=lambda: _copy_s(bare), web=web_s)  # noqa: B023
            watching.set()
            watcher.join()
        rows = record.published().count()
        ratio = taken["copy"] / taken["web"]
        yield Line(f"{name}: rows/s of bare COPY", f"{rows / taken['copy']:,.0f}")
        yield Line(
            f"{name}: /{name}.csv with formula guard, of bare COPY", f"{ratio:.2f}", "≥ 0.90", ratio >= 0.9
        )
        grown = max(peak) - before
        yield Line(f"{name}: memory grown while streaming, MB", f"{grown:.0f}", "≤ 30", grown <= 30)
