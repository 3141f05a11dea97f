"""Inputs made to be slow: every expression and loop of reading and extracting ends in bounded time."""

from __future__ import annotations

import time

import pytest

from tracker.ingest.article import read_article
from tracker.ingest.errors import IngestError
from tracker.ingest.extract import extract

SIZE = 100_000
TEXT_S, PAGE_S = 6.0, 6.0
"""Seconds of the processor, several times what they take: growth beyond linear would exceed it a hundredfold."""

TEXTS = {
    "opening marks": "“",
    "closing marks": "”",
    "straight marks": '"',
    "apostrophes": "'",
    "marks in pairs": "“a” ",
    "marks and letters": '"a ',
    "capitals": "A",
    "capital words": "Washington County ",
    "names": "Mr. Olga Brandt ",
    "initials": "J. ",
    "numbers": "10,000 agents ",
    "digits": "7",
    "digits and commas": "1,",
    "dollars": "$1.5 million to ",
    "percent": "almost 40 percent ",
    "said": "he said that ",
    "as reported by": "As first reported by the ",
    "citing": "(AP) — ",
    "announced": "announced plans to hire ",
    "in the state": "in Upstate New York, ",
    "counties": "Cook, Lake and ",
    "one word": "a",
    "blanks": " ",
    "breaks": "\n",
    "commas": ", ",
    "stops": ". ",
    "dashes": " – ",
    "brackets": "[(",
    "hyphens": "a-",
    "addresses": "https://a.example/",
    "speaker lines": "BRANDT: No.\n",
    "right to left": "\u202e",
    "combining": "e\u0301",
    "surrogates replaced": "\ufffd",
}
PAGES = {
    "open paragraphs": ("<p>", ""),
    "open divisions": ("<div>", ""),
    "tables in tables": ("<table><tr><td>", ""),
    "tables side by side": ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ""),
    "roles": ('<div role="dialog">a</div>', ""),
    "breaks in spans": ('<span class="byline">By A<br>B</span>', ""),
    "itemprops": ('<b itemprop="publisher"><b itemprop="name">', ""),
    "hidden in hidden": ('<div style="opacity:0">', ""),
    "hidden side by side": ("<b hidden>a</b>b ", ""),
    "struck out": ("<s>a", ""),
    "posts": ("<article><header>a</header>", ""),
    "divisions side by side": ("<div>word word</div>", ""),
    "line breaks": ("<br>", ""),
    "angle brackets": ("<", ""),
    "ampersands": ("&amp;", ""),
    "broken entities": ("&#", ""),
    "quotations": ("<q>", ""),
    "links": ('<a href="/x">more</a> ', ""),
    "attributes": ("<p a", "></p>"),
    "comments": ("<!--", "-->"),
    "tables": ("<table><tr><td>x", ""),
    "lists": ("<ul><li>x", ""),
    "times": ('<time datetime="2025-01-01">x</time>', ""),
    "authors": ('<span class="byline">By A B</span>', ""),
    "meta elements": ('<meta property="og:title" content="x">', ""),
    "json": ('<script type="application/ld+json">[', ""),
}


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_text_of_one_thing_over_and_over_is_read_in_bounded_time(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    begun = time.process_time()
    found = extract(text)
    assert time.process_time() - begun < TEXT_S
    for quote in found.quotes:
        assert text[quote.span.start : quote.span.end] == quote.span.text


@pytest.mark.parametrize(("unit", "end"), PAGES.values(), ids=PAGES)
def test_page_of_one_thing_over_and_over_is_read_in_bounded_time(unit: str, end: str) -> None:
    story = "<p>The board met on Monday and heard from people who live in the county for an hour.</p>"
    page = f"<html><body><article>{story}{unit * (SIZE // len(unit))}{end}{story}</article></body></html>"
    begun = time.process_time()
    try:
        read_article(page.encode())
    except IngestError as error:
        assert error.message.endswith(".")
    assert time.process_time() - begun < PAGE_S
