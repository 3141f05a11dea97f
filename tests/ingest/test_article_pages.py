"""Whole pages in the manners newspapers, blogs and agencies have, against the fields a reader sees.

The pages in tests/pages are our own; every person, place and outlet in them is invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from tracker.ingest.article import read_article
from tracker.ingest.decode import decode
from tracker.ingest.types import ArticleFields

PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*.html"))


def expected(page: Path) -> dict[str, Any]:
    return json.loads(page.with_suffix(".json").read_text())


def read(page: Path) -> ArticleFields:
    wanted = expected(page)
    return read_article(page.read_bytes(), content_type=wanted["content_type"], url=wanted["url"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize(
    "field",
    [
        "title",
        "bylines",
        "published_on",
        "published_precision",
        "outlet_name",
        "outlet_domain",
        "canonical_url",
        "language",
        "kind",
        "links",
    ],
)
def test_field_is_what_the_page_says(page: Path, field: str) -> None:
    found = getattr(read(page), field)
    wanted = expected(page)[field]
    if field == "links":
        wanted = tuple(tuple(link) for link in wanted)
    assert found == (tuple(wanted) if isinstance(wanted, list) else wanted)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_body_is_the_article_with_its_paragraphs(page: Path) -> None:
    assert read(page).text.split("\n\n") == expected(page)["paragraphs"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_field_says_where_it_was_read(page: Path) -> None:
    found = read(page)
    for field, origin in expected(page)["origins"].items():
        assert found.origins[field].origin == origin, field
    for field in ("title", "bylines", "published_on", "outlet_name", "canonical_url", "language"):
        assert bool(getattr(found, field)) == (field in found.origins), field
    assert all(0 < value.confidence < 1 for value in found.origins.values())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def _f1(text: str, wanted: str) -> float:
    found, gold = _shingles(text), _shingles(wanted)
    return 2 * len(found & gold) / (len(found) + len(gold))


def test_body_is_at_least_as_good_as_trafilatura_alone() -> None:
    ours = theirs = 0.0
    for page in PAGES:
        wanted = " ".join(expected(page)["paragraphs"])
        alone = (
            trafilatura.extract(decode(page.read_bytes()).text, favor_precision=True, include_comments=False)
            or ""
        )
        ours += _f1(read(page).text, wanted)
        theirs += _f1(alone, wanted)
    assert ours >= theirs and ours / len(PAGES) > 0.99
