"""A capture's page lists every published record that rests on it."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import CITED_AS, make, source
from tests.surfaces.reading import get
from tracker.models import AnnouncementEvent, Citation, Derivation, Snapshot
from tracker.surfaces import pages_resting, pages_sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    """The page of the capture a made quotation stands in."""
    quotation = make("quotations", number=1)
    return f"/sources/{quotation.snapshot.sha256}/"


@pytest.mark.parametrize("kind", sorted(set(CITED_AS) - {"quotations"}))
def test_record_cited_to_its_text_is_linked(client, address, kind):
    record = make(kind, number=7)
    assert f'href="/{kind}/{record.slug}/"' in listed(client, address)


def listed(client, address: str) -> str:
    html = get(client, address).decode()
    return html[html.index('id="all"') :]


def test_quotation_of_the_capture_is_linked_though_another_text_is_cited(client, address):
    Citation.objects.update(article=make("articles", number=2), snapshot=None)
    assert 'href="/quotations/quotations-1/"' in listed(client, address)


def test_draft_is_neither_listed_nor_counted(client, address):
    before = listed(client, address)
    make("instruments", number=8, state="draft")
    assert listed(client, address) == before


def test_derivation_of_its_text_is_listed(client, address):
    Derivation.objects.create(article=make("articles", number=9), source=source(), kind="re_reports")
    assert "1 derivation" in listed(client, address)


def test_day_of_a_follow_up_is_shown_as_far_as_it_is_known(client, address):
    AnnouncementEvent.objects.create(
        announcement=make("announcements", number=7),
        kind="funded",
        happened_on=datetime.date(2025, 7, 1),
        happened_precision="month",
        source=source(),
    )
    page = listed(client, address)
    assert "2025-07" in page
    assert "2025-07-01" not in page


def test_second_page_lists_what_the_first_does_not(client, address, monkeypatch):
    monkeypatch.setattr(pages_resting, "PAGE_SIZE", 1)
    make("instruments", number=7)
    assert "/instruments/instruments-7/" not in listed(client, address)
    pages = [listed(client, f"{address}?page={number}") for number in range(2, 9)]
    assert any("/instruments/instruments-7/" in page for page in pages)


def test_page_past_the_end_leads_to_the_first(client, address):
    assert f'There is no page 9. <a href="{address}">' in listed(client, f"{address}?page=9")


def test_unknown_parameter_is_refused(client, address):
    assert client.get(f"{address}?pages=2").status_code == 400


def test_more_rows_ask_no_more_queries(client, address):
    make("instruments", number=1)
    asked = []
    for number in (2, 3, 4):
        with CaptureQueriesContext(connection) as few:
            get(client, address)
        asked.append(len(few))
        make("instruments", number=number)
    assert len(set(asked[1:])) == 1


def test_captures_left_out_are_counted(client, address, monkeypatch):
    monkeypatch.setattr(pages_sources, "SHOWN", 1)
    first = Snapshot.objects.get(sha256=address.split("/")[2])
    first.pk = None
    first._state.adding = True
    first.captured_at = first.captured_at.replace(year=2026)
    first.save()
    assert "1 of 2 captures of this same text" in get(client, address).decode()
