"""A place's status at a glance: a row per body, a column per question."""

import pytest

from tests.makers import a_place, capture, make, source
from tests.surfaces.reading import get
from tracker.models import Citation, ListEdition, Listing, Organization
from tracker.surfaces.pages_proof import SHOWN, proof

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


def at_day(client, day: str = "2020-01-02") -> str:
    return glance(get(client, f"/jurisdictions/a-place-il/?as_of={day}").decode())


def test_body_has_one_row_for_its_list_and_its_position(client, listed):
    found = at_day(client)
    assert found.count('<th scope="row">') == 1
    assert all(f'data-label="{question}"' in found for question in ("On its list", "Detainers"))


def test_source_that_disputes_a_line_is_counted_beside_it(client, listed):
    Citation.objects.create(article=make("articles", number=7), listing=listed, stance="disputes")
    assert "2 sources, 1 disputing" in at_day(client)


def test_text_that_prints_a_line_and_disputes_it_is_one_source(client, listed):
    Citation.objects.create(article=source(), listing=listed, stance="disputes")
    assert "1 source, 1 disputing" in at_day(client)


def test_text_cited_for_several_editions_and_their_lines_is_one_source(client, listed):
    again = make("lists", number=60)
    line = Listing.objects.create(
        edition=again, line=1, as_printed="A place", match_state="matched", jurisdiction=a_place()
    )
    other = make("articles", number=7)
    for article, cited in ((source(), listed), (source(), line), (other, listed), (other, line)):
        Citation.objects.create(article=article, listing=cited)
    assert "2 sources<" in at_day(client, "2020-12-31")


def test_places_own_body_is_marked(client, listed):
    Organization.objects.filter(slug="a-body").update(jurisdiction=a_place())
    assert "the place’s own" in at_day(client)


@pytest.mark.parametrize(("fields", "word"), [({}, "Not listed"), ({"is_partial": True}, "Silent")])
def test_maker_that_does_not_print_the_place_stands_in_the_matrix(client, fields, word):
    edition = make("lists", number=1)
    ListEdition.objects.filter(pk=edition.pk).update(**fields)
    a_place()
    assert word in at_day(client, "2020-01-02")
    # Before its first edition it has said nothing at all.
    assert 'id="status"' not in get(client, "/jurisdictions/a-place-il/?as_of=2019-12-31").decode()


def test_criteria_of_a_list_stand_in_the_matrix_and_beside_the_listing_with_their_source(client, listed):
    words = "Counties that hold nobody for others."
    ListEdition.objects.update(criteria=words)
    html = get(client, "/jurisdictions/a-place-il/?as_of=2020-01-02").decode()
    for section in ("status", "listings"):
        part = html[html.index(f'id="{section}"') :]
        part = part[: part.index("</section>")]
        criteria = part[part.index("Criteria<") : part.index("By the maker")]
        assert words in criteria and "The source" in part, section


def test_criteria_of_a_maker_that_leaves_the_place_off_are_shown_too(client):
    make("lists", number=1)
    a_place()
    assert "Criteria not captured" in at_day(client)
    ListEdition.objects.update(criteria="Counties that hold nobody for others.")
    assert "Counties that hold nobody for others." in at_day(client)


def timeline(html: str) -> dict[str, str]:
    """Entries of the timeline about lists, by their words."""
    start = html.index('<ol class="timeline">')
    entries = html[start : html.index("</section>", start)].split("<li><time")[1:]
    words = ("Listed by", "List taken down by", "Line taken back by", "Left off the new edition by")
    return {word: entry for entry in entries for word in words if word in entry}


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("withdrawn", "List taken down by"),
        ("retracted", "Line taken back by"),
        ("left off", "Left off the new edition by"),
    ],
)
def test_beginning_and_end_of_a_listing_open_their_proof_on_the_timeline(client, listed, ending, words):
    ended = make("articles", number=7, words="Where the end is printed")
    if ending == "withdrawn":
        ListEdition.objects.update(withdrawn_on="2020-03-01", withdrawal_source=ended)
    elif ending == "retracted":
        Listing.objects.update(retracted_on="2020-03-01", retraction_source=ended)
    else:
        Citation.objects.create(article=ended, list_edition=make("lists", number=60))
    shown = timeline(get(client, "/jurisdictions/a-place-il/").decode())
    assert set(shown) == {"Listed by", words}
    assert "1 source" in shown["Listed by"] and "The source" in shown["Listed by"]
    assert "Where the end is printed" in shown[words]


def test_source_of_the_line_itself_proves_its_beginning_too(client, listed):
    Citation.objects.create(article=make("articles", number=7), listing=listed)
    assert "2 sources" in timeline(get(client, "/jurisdictions/a-place-il/").decode())["Listed by"]


def test_text_cited_for_a_list_and_for_its_line_is_one_source_with_each_passage_once(client, listed):
    text, held = source(), capture("Alder and Birch are printed here.")
    words = [
        {"start": 0, "end": 5, "exact": "Alder"},
        {"start": 10, "end": 15, "exact": "Birch"},
    ]
    for marked in (words[0], words[1], words[0]):
        Citation.objects.create(article=text, snapshot=held, listing=listed, **marked)
    shown = timeline(get(client, "/jurisdictions/a-place-il/").decode())["Listed by"]
    assert "1 source<" in shown
    assert [shown.count(f"<mark>{one['exact']}</mark>") for one in words] == [1, 1]
    assert shown.count("The source</a>") == 2  # the citation of the list marks no passage


def test_further_sources_are_counted_by_text(listed):
    articles = [make("articles", number=number) for number in range(7, 7 + SHOWN)]
    for article in [*articles, source(), source()]:
        Citation.objects.create(article=article, listing=listed)
    found = proof("listing", listed.pk)
    assert (found.total, found.more) == (SHOWN + 1, 1)
