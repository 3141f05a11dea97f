"""The map: points lie on their areas, its page stays small, and it says the same as its table."""

from __future__ import annotations

import re

import pytest

from tests.makers import make
from tests.surfaces.reading import get
from tracker.models import Jurisdiction, ListEdition, Listing
from tracker.records.areas import POINTS, Area
from tracker.records.status import VERDICTS
from tracker.surfaces.map_picture import (
    FINE,
    bounds,
    counties_picture,
    outlines,
    state_picture,
    states_picture,
)
from tracker.surfaces.map_projection import projected


def area(geoid: str, *, kind: str = "county", verdict: str = "disagree", **fields) -> Area:
    given = {"latitude": None, "longitude": None} | fields
    return Area(f"place-{geoid}", f"Place {geoid}", "IL", kind, geoid, verdict=verdict, **given)


@pytest.mark.parametrize(
    ("state", "county", "latitude", "longitude"),
    [
        ("IL", "17031", 41.84, -87.82),
        ("FL", "12086", 25.6, -80.5),
        ("WA", "53033", 47.5, -121.8),
        ("AK", "02020", 61.17, -149.28),
        ("HI", "15003", 21.46, -157.97),
    ],
)
def test_point_inside_a_county_lies_on_its_outline(state, county, latitude, longitude):
    x, y = projected(latitude, longitude, state=state)
    left, top, width, height = (side / FINE for side in bounds(outlines("states")["counties"][county]))
    assert left < x < left + width
    assert top < y < top + height


def test_territory_is_not_drawn():
    assert projected(18.4, -66.1, state="PR") is None


def test_every_state_and_county_has_an_outline_in_both_sizes():
    for name in ("nation", "states"):
        found = outlines(name)
        assert (len(found["states"]), len(found["counties"])) == (51, 3142)
        assert all(re.fullmatch(r"(M[-\d ]+[lh][-\dhv ]+z)+", path) for path in found["counties"].values())


def test_pictures_of_all_counties_and_as_many_points_as_are_drawn_leave_room_in_the_page():
    found = outlines("nation")
    states = [area(geoid, kind="state", verdict="one") for geoid in found["states"]]
    counties = {"disagree": found["counties"]}
    points = [
        area("", kind="municipality", latitude=35 + n % 100 / 10, longitude=-90.0 + n / 100)
        for n in range(POINTS)
    ]
    pictures = states_picture(states, query="", label="States") + counties_picture(
        counties, points, label="Counties"
    )
    assert len(pictures.encode()) < 175_000


def test_place_over_which_makers_disagree_differs_in_shape_too():
    where = {"kind": "municipality", "latitude": 41.84, "longitude": -87.82}
    disputed = state_picture("17", [], [area("1", **where)], label="Illinois")
    agreed = state_picture("17", [], [area("1", verdict="agree", **where)], label="Illinois")
    assert ("<rect" in disputed, "<rect" in agreed) == (True, False)


def test_name_in_a_picture_is_escaped():
    place = Area("a", "<b>A & B</b>", "IL", "county", "17031", None, None, "agree")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in state_picture("17", [place], [], label="Illinois")


@pytest.fixture
def illinois():
    state = make("jurisdictions", number=1, words="Illinois")
    county = make("jurisdictions", number=5, words="Cook County")
    Jurisdiction.objects.filter(pk=state.pk).update(kind="state", geoid="17")
    Jurisdiction.objects.filter(pk=county.pk).update(geoid="17031")
    first, second = make("lists", number=1), make("lists", number=2)
    ListEdition.objects.filter(pk=second.pk).update(maker=make("organizations", number=2))
    Listing.objects.create(
        edition=first, line=1, as_printed="Cook", match_state="matched", jurisdiction=county
    )


@pytest.mark.django_db
def test_map_and_its_table_say_the_same(client, illinois):
    html = get(client, "/compare/map/").decode()
    assert "<title>Illinois: makers agree</title>" in html
    row = html[html.index('<th scope="row"><a href="?state=IL">') :]
    assert "Makers disagree: 1" in row[: row.index("</tr>")]


def test_county_no_maker_speaks_of_is_drawn_and_one_not_in_the_books_is_blank():
    silent = area("17031", verdict="silent")
    outline = outlines("states")["counties"]["17031"]
    one_state = state_picture("17", [silent], [], label="Illinois")
    assert f'<path class="v-silent" d="{outline}"/>' in one_state
    nation = counties_picture({"silent": ["17031"]}, [], label="Counties")
    assert re.findall('class="(v-[a-z]+)', nation) == ["v-blank", "v-silent"]
    assert re.findall('class="(v-[a-z]+)', state_picture("17", [], [], label="Illinois")) == ["v-blank"]


@pytest.mark.django_db
def test_map_of_a_state_says_how_many_counties_are_not_in_the_books(client, illinois):
    html = get(client, "/compare/map/?state=IL").decode()
    assert "101 of 102 counties are not in our books and left blank" in html
    assert "Not in our books</span>" in html


@pytest.mark.django_db
def test_table_of_a_states_counties_does_not_count_the_state(client, illinois):
    html = get(client, "/compare/map/?state=IL").decode()
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert re.findall(r'data-label="Places">(\d+)', table) == ["1", "0", "0", "0"]
    assert "/jurisdictions/jurisdictions-1/" not in table


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?state=IL"])
def test_no_name_stands_twice_on_the_page_of_the_map(client, illinois, query):
    html = get(client, f"/compare/map/{query}").decode()
    names = re.findall(r'\sid="([^"]+)"', html)
    assert "map-disagree" in names
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_map_of_a_state_links_its_counties(client, illinois):
    html = get(client, "/compare/map/?state=IL").decode()
    assert '<a href="/jurisdictions/jurisdictions-5/"><title>Cook County: makers disagree</title>' in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?as_of=2025-06-01&state=IL"])
def test_map_leads_to_its_places_as_a_file(client, illinois, query):
    html = get(client, f"/compare/map/{query}").decode()
    for address in re.findall(r'href="(/compare\.(?:csv|json)[^"]*)"', html):
        assert get(client, address.replace("&amp;", "&"))
        assert address.replace("&amp;", "&").endswith(query or ("csv", "json"))
    assert "/compare.csv" in html


@pytest.mark.django_db
def test_map_of_the_day_before_the_lists_is_silent(client, illinois):
    html = get(client, "/compare/map/?as_of=1999-01-01").decode()
    assert f"<title>Illinois: {VERDICTS['silent'].lower()}</title>" in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["state=IL&state=CA", "verdict=agree", "page=2", "maker=nobody"])
def test_map_refuses_what_it_does_not_take(client, illinois, query):
    assert client.get(f"/compare/map/?{query}").status_code == 400
