"""A notice on a source is seen wherever that source is cited: on pages, and as a column of CSV and JSON."""

from __future__ import annotations

import datetime

import pytest

from tests.makers import CITED_AS, make, source
from tests.surfaces.reading import csv_rows, get, json_rows
from tracker.models import Citation, SourceNotice

pytestmark = pytest.mark.django_db

CITED = sorted(CITED_AS)
WORDS = "The outlet changed a number."


def notice(**fields) -> SourceNotice:
    given = {"kind": "corrected", "noticed_on": datetime.date(2025, 4, 1), "detail": WORDS, **fields}
    return SourceNotice.objects.create(article=source(), **given)


@pytest.mark.parametrize("kind", [*CITED, "articles"])
def test_page_shows_the_notice_of_its_source(client, kind):
    slug = make(kind, number=1).slug if kind != "articles" else source().slug
    notice()
    html = get(client, f"/{kind}/{slug}/").decode()
    assert WORDS in html
    assert "corrected by its publisher" in html.lower()


@pytest.mark.parametrize("kind", CITED)
def test_closed_proof_says_that_a_source_has_a_notice(client, kind):
    slug = make(kind, number=1).slug
    notice(kind="withdrawn")
    html = get(client, f"/{kind}/{slug}/").decode()
    summary = html[html.index("<summary>1 source") :]
    assert "a source was withdrawn by its publisher" in summary[: summary.index("</summary>")]


@pytest.mark.parametrize("kind", CITED)
def test_rows_name_what_is_noted_each_once(client, kind):
    make(kind, number=1)
    for what in ("withdrawn", "corrected", "corrected"):
        notice(kind=what)
    first = next(row for row in csv_rows(client, kind) if row["slug"] == f"{kind}-1")
    assert (first["source_notice"], first["citations"]) == ("corrected; withdrawn", "1")
    told = next(row for row in json_rows(client, kind) if row["slug"] == f"{kind}-1")
    assert told["source_notice"] == ["corrected", "withdrawn"]


@pytest.mark.parametrize("kind", CITED)
def test_notice_kept_to_curators_is_on_no_surface(client, kind):
    make(kind, number=1)
    notice(is_public=False)
    assert {row["source_notice"] for row in csv_rows(client, kind)} == {""}
    assert WORDS not in get(client, f"/{kind}/{kind}-1/").decode()


@pytest.mark.parametrize("kind", ["quotations", "figures"])
def test_text_that_prints_it_counts_though_another_is_cited(client, kind):
    record = make(kind, number=1)
    other = make("articles", number=2)
    Citation.objects.filter(**{CITED_AS[kind]: record}).update(article=other, snapshot=None)
    notice()
    first = next(row for row in csv_rows(client, kind) if row["slug"] == f"{kind}-1")
    assert first["source_notice"] == "corrected"


def test_filtered_rows_have_their_notices_too(client):
    make("quotations", number=1)
    notice()
    assert [row["source_notice"] for row in csv_rows(client, "quotations", "form=direct")] == ["corrected"]
