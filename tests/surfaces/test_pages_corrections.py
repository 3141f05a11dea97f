"""The public log and its feed: corrections and retractions, objections with answers, notices on sources."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import make, source
from tests.surfaces.reading import get
from tracker.models import Correction, CorrectionRequest, SourceNotice

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2025, 6, 1, 12, 0, tzinfo=datetime.UTC)
BOTH = ["/corrections/", "/corrections.atom"]


def objection(**fields) -> CorrectionRequest:
    given = {
        "message": "Not so.",
        "state": "answered",
        "answer": "It is printed on line 3.",
        "answered_at": AT,
        **fields,
    }
    return CorrectionRequest.objects.create(**given)


def notice(**fields) -> SourceNotice:
    given = {"kind": "withdrawn", "noticed_on": AT.date(), "detail": "Taken off its site.", **fields}
    return SourceNotice.objects.create(article=source(), **given)


def line(**fields) -> Correction:
    given = {
        "record_kind": "lists",
        "record_slug": "lists-1",
        "record_title": "A list",
        "kind": "withdrawn",
        "summary": "The list was entered twice.",
        **fields,
    }
    return Correction.objects.create(**given)


@pytest.mark.parametrize("page", BOTH)
def test_retraction_objection_and_notice_are_told(client, page):
    line()
    objection(record_kind="instruments", record_slug=make("instruments", number=1).slug)
    notice()
    html = get(client, page).decode()
    for words in ("The list was entered twice.", "It is printed on line 3.", "Taken off its site."):
        assert words in html


@pytest.mark.parametrize("page", BOTH)
@pytest.mark.parametrize("state", ["open", "refused"])
def test_objection_that_is_open_or_not_published_is_not_told(client, page, state):
    objection(state=state, message="Secret words.")
    assert "Secret words." not in get(client, page).decode()


@pytest.mark.parametrize("page", BOTH)
def test_notice_kept_to_curators_or_on_a_draft_is_not_told(client, page):
    notice(is_public=False, detail="Between ourselves.")
    draft = make("articles", number=7, state="draft")
    SourceNotice.objects.create(article=draft, kind="changed", noticed_on=AT.date(), detail="Of a draft.")
    html = get(client, page).decode()
    assert "Between ourselves." not in html
    assert "Of a draft." not in html


def test_objection_leads_to_the_record_by_its_name(client):
    make("instruments", number=1, words="An ordinance")
    objection(record_kind="instruments", record_slug="instruments-1")
    assert '<a href="/instruments/instruments-1/">An ordinance</a>' in get(client, "/corrections/").decode()


@pytest.mark.parametrize("page", BOTH)
def test_objection_to_a_draft_does_not_name_it(client, page):
    make("instruments", number=1, words="A draft ordinance", state="draft")
    objection(record_kind="instruments", record_slug="instruments-1")
    html = get(client, page).decode()
    assert "A draft ordinance" not in html
    assert "instruments-1" not in html
    assert "A record that is not public" in html


def test_feed_is_newest_first_over_all_sorts(client):
    line(made_at=AT - datetime.timedelta(days=1))
    objection()
    notice()
    feed = get(client, "/corrections.atom").decode()
    assert feed.index("Taken off") < feed.index("line 3") < feed.index("entered twice")


def test_every_entry_of_the_feed_has_its_place_on_the_page(client):
    pairs = [("correction", line()), ("objection", objection()), ("notice", notice())]
    feed, html = get(client, "/corrections.atom").decode(), get(client, "/corrections/").decode()
    for sort, row in pairs:
        assert f"/corrections/#{sort}-{row.pk}</id>" in feed
        assert f'id="{sort}-{row.pk}"' in html


def test_unknown_parameter_is_refused_by_name(client):
    response = client.get("/corrections/?page=2")
    assert response.status_code == 400
    assert "page" in response.content.decode()


@pytest.mark.parametrize("page", BOTH)
def test_queries_do_not_grow_with_lines(client, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(Client(), page)
        return len(captured)

    def add(number: int) -> None:
        slug = make("instruments", number=number).slug
        objection(record_kind="instruments", record_slug=slug)
        line()
        notice()

    add(1)
    few = queries()
    for number in range(2, 12):
        add(number)
    assert queries() == few


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("figures/figures-1", "a rise of 1 to 1.5 percent: Some words</a>."),
        ("figures/figures-9", "figures/figures-9, which is not among the public records."),
        ("../../etc", ""),
    ],
)
def test_form_names_the_record_it_is_about(client, about, words):
    make("figures")
    make("figures", number=9, state="draft")
    html = get(client, f"/corrections/ask/?about={about}").decode()
    told = html.partition('<p class="notice">About ')[2].partition("</p>")[0]
    assert words in told
    assert bool(words) == bool(told)
