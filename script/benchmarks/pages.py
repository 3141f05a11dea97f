"""List pages under load, beside Datasette on the same rows; queries counted on small and large tables."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from script.benchmarks.measure import CHECKOUT, CLIENTS, Line, free_port, serving, tracker_web, under_load
from tracker.records import RECORDS

SECONDS = 8.0
PAGES = 100


def _to_sqlite(path: Path) -> None:
    """The rows of the articles list, columns and all, as Datasette is given them."""
    if path.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.slug, a.headline, a.byline, a.published_on::text, a.language, a.url, o.name AS outlet,"
            " (SELECT count(*) FROM tracker_snapshot s JOIN tracker_quotation q ON q.snapshot_id = s.id"
            "   WHERE s.article_id = a.id) AS quotations FROM tracker_article a JOIN tracker_outlet o ON o.id = a.outlet_id"
        )
        rows = cursor.fetchall()
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, slug TEXT, headline TEXT, byline TEXT, published_on TEXT,"
            " language TEXT, url TEXT, outlet TEXT, quotations INTEGER)"
        )
        database.executemany("INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?)", rows)
        database.execute("CREATE INDEX newest ON articles (published_on DESC)")


def run(*, rounds: int) -> Iterator[Line]:
    """Pages per second and p95 of list pages; the ratio to Datasette; queries per page."""
    chance = random.Random(1)
    with tracker_web() as (port, _):
        for record in RECORDS.values():
            paths = [f"/{record.name}/"]
            if record.name in {"articles", "quotations"}:
                paths += [f"/{record.name}/?page={chance.randint(1, PAGES)}" for _ in range(60)]
            under_load(port, paths, seconds=2)
            speed, p95 = under_load(port, paths, seconds=SECONDS if len(paths) > 1 else 3)
            anew, slow = under_load(port, paths, seconds=SECONDS / 2, anew=True)
            yield Line(
                f"/{record.name}/ pages/s (made anew each time: {anew:.0f}, p95 {slow:.0f} ms)",
                f"{speed:.0f}",
            )
            yield Line(f"/{record.name}/ p95 ms with {CLIENTS} clients", f"{p95:.0f}", "≤ 60", p95 <= 60)
            if record.name == "articles":
                ours, ours_anew = speed, anew
    file = CHECKOUT / "var" / "bench-articles.sqlite"
    _to_sqlite(file)
    port = free_port()
    command = [str(Path(sys.executable).parent / "datasette"), "serve", str(file), "--port", str(port)]
    with serving(command, port, "/-/versions.json"):
        base = "/bench-articles/articles?_sort_desc=published_on&_size=50"
        paths = [base, *(f"{base}&outlet=Outlet+{chance.randint(1, 500)}" for _ in range(60))]
        theirs, _ = under_load(port, paths, seconds=SECONDS)
    yield Line("Datasette, the same rows, pages/s", f"{theirs:.0f}")
    yield Line("/articles/ pages/s made anew, of Datasette", f"{ours_anew / theirs:.1f}")
    yield Line("/articles/ pages/s, of Datasette", f"{ours / theirs:.1f}", "≥ 10", ours / theirs >= 10)
    client = Client()
    for record in RECORDS.values():
        client.get(f"/{record.name}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/{record.name}/")
        yield Line(f"/{record.name}/ queries", str(len(queries)))
