"""A place's status at a glance: a row per body, a column per question."""

import pytest

from tests.makers import a_place, make, source
from tests.surfaces.reading import get
from tracker.models import Citation, Listing, Organization

pytestmark = pytest.mark.django_db


def glance(html: str) -> str:
    start = html.index('<section class="section" id="status">')
    return html[start : html.index("</section>", start)]


@pytest.fixture
def listed():
    """A place that a body lists and takes a position on."""
    place = a_place()
    edition = make("lists", number=1)
    make("positions", number=1)
    return Listing.objects.create(
        edition=edition, line=1, as_printed="A place", match_state="matched", jurisdiction=place
    )


def at_day(client) -> str:
    return glance(get(client, "/jurisdictions/a-place-il/?as_of=2020-01-02").decode())


def test_body_has_one_row_for_its_list_and_its_position(client, listed):
    found = at_day(client)
    assert found.count('<th scope="row">') == 1
    assert all(f'data-label="{question}"' in found for question in ("On its list", "Detainers"))


def test_source_that_disputes_a_line_is_counted_beside_it(client, listed):
    Citation.objects.create(article=source(), listing=listed, stance="disputes")
    assert "2 sources, 1 disputing" in at_day(client)


def test_places_own_body_is_marked(client, listed):
    Organization.objects.filter(slug="a-body").update(jurisdiction=a_place())
    assert "the place’s own" in at_day(client)


def test_place_of_which_nobody_speaks_shows_no_rows_of_silence(client):
    make("lists", number=1)
    a_place()
    assert 'id="status"' not in get(client, "/jurisdictions/a-place-il/").decode()
