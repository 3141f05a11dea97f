"""Extraction: documents per second on one core, and worst-case inputs, which must stay linear."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from script.benchmarks.measure import CHECKOUT, Line
from script.benchmarks.news_pages import news_pages
from tracker.actions.corpus import Writer
from tracker.ingest.article import read_article
from tracker.ingest.extract import extract

SIZES = (25_000, 50_000, 100_000)

WORST = {
    "quotation marks": lambda n: "“" * n,
    "straight quotation marks": lambda n: '"' * n,
    "marks and letters": lambda n: '"a ' * (n // 3),
    "capitals": lambda n: "Washington County " * (n // 18),
    "single capitals": lambda n: "A " * (n // 2),
    "one line of digits": lambda n: "7" * n,
    "numbers": lambda n: "10,000 agents " * (n // 14),
    "said": lambda n: "he said " * (n // 8),
    "one line of letters": lambda n: "a" * n,
    "line breaks": lambda n: "\n" * n,
}


def _documents() -> list[str]:
    """Real news where the development sets lie beside the checkout; invented prose otherwise."""
    folder = Path(os.environ.get("QUOTES_DIR", CHECKOUT.parent / "shared" / "quotes")) / "data"
    files = [folder / "polnear_dev.jsonl", folder / "gum_wikinews_dev.jsonl"]
    if all(file.exists() for file in files):
        return [json.loads(line)["text"] for file in files for line in file.read_text().splitlines()]
    writer = Writer(random.Random(1))
    return [writer.article(number, 5)[0] for number in range(80)]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _pages(*, rounds: int) -> Line:
    """Page to proposals, fields and links included, beside trafilatura's text alone, in turns on the same pages."""
    pages = [page.encode() for page in news_pages()]
    alone, ours = [], []
    # The first turn of each loads lexicons and expressions; the fastest is the one least disturbed.
    for _ in range(max(rounds, 3) + 1):
        alone.append(_seconds(lambda: [trafilatura.extract(page) for page in pages]))
        ours.append(_seconds(lambda: [extract(read_article(page).text) for page in pages]))
    ratio = min(alone[1:]) / min(ours[1:])
    speed = len(pages) / min(ours[1:])
    return Line(
        f"page → proposals, {speed:.0f} pages/s: of trafilatura alone", f"{ratio:.2f}", "≥ 0.9", ratio >= 0.9
    )


def run(*, rounds: int) -> Iterator[Line]:
    """Documents per second; pages beside trafilatura alone; growth of the time when the input doubles twice."""
    documents = _documents()
    for text in documents:
        extract(text)
    speeds = [len(documents) / _seconds(lambda: [extract(text) for text in documents]) for _ in range(rounds)]
    speed = statistics.median(speeds)
    length = statistics.mean(len(text) for text in documents)
    yield Line(f"documents/s of {length:,.0f} characters, one core", f"{speed:.0f}", "≥ 300", speed >= 300)
    yield _pages(rounds=rounds)
    for name, make in WORST.items():
        times = [min(_seconds(lambda: extract(make(size))) for _ in range(3)) for size in SIZES]  # noqa: B023
        growth = times[-1] / max(times[0], 0.002)
        yield Line(
            f"{name}, 100 kB: {times[-1] * 1000:.0f} ms; four times the input takes",
            f"{growth:.1f} ×",
            "≤ 8",
            growth <= 8,
        )
