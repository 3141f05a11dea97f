"""Reading the past goes on from page to page, and says where it ends."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from tests.makers import make
from tests.surfaces.reading import get
from tracker.models import Listing
from tracker.records.parameters import Clock, instant
from tracker.surfaces.clock_links import with_clocks

AT = datetime.datetime(2026, 5, 18, 14, 0, tzinfo=datetime.UTC)
NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
BOTH = Clock(datetime.date(2019, 7, 1), AT, NOW)
SOURCE = f"/sources/{'0a' * 32}/"


def linked(href: str, clock: Clock = BOTH, here: str = "/compare/") -> str:
    """Where a link in the main part of a page leads, made under a clock."""
    page = f'<nav><a href="{href}">Site</a></nav><main id="main"><a class="x" href="{href}">On</a></main>'
    made = with_clocks(page, clock, here=here)
    assert f'<nav><a href="{href}">' in made
    return re.findall(r'class="x" href="([^"]*)"', made)[0].replace("&amp;", "&")


KNOWN = "known_at=2026-05-18T14%3A00%3A00Z"


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("/jurisdictions/cook-il/", f"/jurisdictions/cook-il/?as_of=2019-07-01&{KNOWN}"),
        ("/jurisdictions/cook-il/#status", f"/jurisdictions/cook-il/?as_of=2019-07-01&{KNOWN}#status"),
        ("/compare/map/?state=IL", f"/compare/map/?state=IL&as_of=2019-07-01&{KNOWN}"),
        ("/compare/map/?", f"/compare/map/?as_of=2019-07-01&{KNOWN}"),
        ("/lists/one/changes/?with=two", f"/lists/one/changes/?with=two&as_of=2019-07-01&{KNOWN}"),
        ("/lists.csv?maker=dhs", f"/lists.csv?maker=dhs&as_of=2019-07-01&{KNOWN}"),
        ("/quotations/words/", f"/quotations/words/?{KNOWN}"),
        (SOURCE, f"{SOURCE}?{KNOWN}"),
    ],
)
def test_link_to_what_has_a_past_keeps_the_clocks_it_takes(href, leads_to):
    assert linked(href) == leads_to


@pytest.mark.parametrize(
    "href",
    [
        "/compare/",
        "/compare/?state=IL",
        "/lists/one/?as_of=2020-01-01",
        "/lists/one/history/",
        "/methodology/#clocks",
        "/lists.atom?maker=dhs",
        "https://example.org/jurisdictions/cook-il/",
        "?page=2",
    ],
)
def test_link_that_says_its_own_clock_or_has_no_past_is_left_alone(href):
    assert linked(href) == href


def test_page_of_now_is_left_alone():
    assert linked("/lists/one/", Clock(None, None, NOW)) == "/lists/one/"


@pytest.mark.django_db(transaction=True)
def test_reader_of_the_past_goes_from_the_comparison_to_a_place_and_back(client):
    edition, place = make("lists", number=1), make("jurisdictions", number=1)
    Listing.objects.create(
        edition=edition, line=1, as_printed="Place", match_state="matched", jurisdiction=place
    )
    asked = f"as_of=2021-07-01&known_at={instant(timezone.now())}"
    page = get(client, f"/compare/?{asked}").decode()
    there = re.search(r'href="(/jurisdictions/jurisdictions-1/\?[^"]+)"', page)[1].replace("&amp;", "&")
    page = get(client, there).decode()
    assert "the books as they stood on" in page and "1 July 2021" in page
    back = re.search(r'href="(/compare/\?state=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "as_of=2021-07-01" in back and "known_at=" in back
    assert "jurisdictions-1" in get(client, back).decode()
    assert '<a href="/jurisdictions/jurisdictions-1/">Read it as of now</a>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/lists/", "/compare/", "/compare/map/"])
def test_moment_before_the_first_entry_is_said_to_be_before_our_books(client, path):
    make("lists", number=1)
    assert "Our books began" in get(client, f"{path}?known_at=2001-01-01").decode()
    assert "Our books began" not in get(client, f"{path}?as_of=2001-01-01").decode()


@pytest.mark.django_db
def test_day_to_come_is_said_to_lie_ahead(client):
    ahead = timezone.now().date() + datetime.timedelta(days=400)
    assert "That day lies ahead" in get(client, f"/compare/?as_of={ahead}").decode()
    assert "That day lies ahead" not in get(client, "/compare/?as_of=2020-01-01").decode()
