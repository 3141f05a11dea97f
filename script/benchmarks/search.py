"""Word search: common, rare and phrase queries alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from script.benchmarks.measure import Line, percentile, tracker_web, under_load
from tracker import search

QUERIES = {
    "common word": "sheriff",
    "rare word": "quokka",
    "phrase of two common words": '"sheriff spoke"',
    "phrase of three common words": '"sheriff spoke on Monday"',
    "phrase that never occurs, of common words": '"Monday sheriff"',
    "two common words": "sheriff monday",
    "common and rare word": "sheriff quokka",
    "common word or rare word": "sheriff or quokka",
    "common word without another": "sheriff -quokka",
}


def run(*, rounds: int) -> Iterator[Line]:
    """95th percentile of each query shape over all kinds, and of the page that shows them."""
    for name, text in QUERIES.items():
        search.ranked_all(text)
        times = []
        for _ in range(max(20, rounds * 4)):
            begun = time.perf_counter()
            hits = search.ranked_all(text)
            times.append((time.perf_counter() - begun) * 1000)
        found = sum(one.total for one in hits)
        p95 = percentile(times, 0.95)
        yield Line(f"{name} ({found:,} hits): median ms", f"{statistics.median(times):.1f}")
        yield Line(f"{name}: p95 ms", f"{p95:.1f}", "≤ 100", p95 <= 100)
    with tracker_web() as (port, _):
        for path in (
            "/search/?q=quokka",
            "/search/?q=sheriff",
            "/articles/?q=sheriff",
            "/articles/?q=%22sheriff+spoke%22",
        ):
            under_load(port, [path], seconds=1, anew=True)
            speed, p95 = under_load(port, [path], seconds=4, anew=True)
            yield Line(f"{path} pages/s, p95 {p95:.0f} ms with 8 clients", f"{speed:.0f}")
