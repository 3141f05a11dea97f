"""The comparison's page, CSV and JSON give the same rows under the same query string."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

import pytest
from django.utils import timezone

from tests.makers import make, source
from tests.surfaces.reading import get
from tracker.models import ListEdition, Listing
from tracker.records import RECORDS
from tracker.records.parameters import instant

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists():
    """Two makers' lists: Alder on both, Birch on the first, Cedar taken back by the second."""
    first, second = make("lists", number=1, slug="first"), make("lists", number=2, slug="second")
    other = make("organizations", number=2)
    ListEdition.objects.filter(pk=second.pk).update(maker=other)
    second.refresh_from_db()
    places = [
        make("jurisdictions", number=n, words=words)
        for n, words in ((1, "Alder"), (2, "Birch"), (3, "Cedar"))
    ]
    printed = [(first, 0, 1), (first, 1, 2), (second, 0, 1), (first, 2, 3), (second, 2, 2)]
    for edition, place, line in printed:
        Listing.objects.create(
            edition=edition,
            line=line,
            as_printed=f"={places[place].name}",
            match_state="matched",
            jurisdiction=places[place],
        )
    Listing.objects.filter(edition=second, jurisdiction=places[2]).update(
        retracted_on=datetime.date(2024, 3, 1), retraction_source=source()
    )
    return first, second


def names(html: str) -> list[str]:
    body = html[html.index('id="places"') :]
    return re.findall(r'<th scope="row"><a href="/jurisdictions/([a-z0-9-]+)/[?"]', body)


def answers(client, query: str) -> tuple[list[str], list[str], list[str]]:
    page = names(get(client, f"/compare/?{query}").decode())
    rows = csv.DictReader(io.StringIO(get(client, f"/compare.csv?{query}").decode(), newline=""))
    told = json.loads(get(client, f"/compare.json?{query}"))["rows"]
    return page, [row["slug"] for row in rows], [row["slug"] for row in told]


@pytest.mark.parametrize(
    "query", ["", "state=IL", "kind=county", "verdict=disagree", "verdict=agree&state=IL"]
)
def test_page_csv_and_json_hold_the_same_places(client, lists, query):
    page, table, told = answers(client, query)
    assert page == table == told


def test_only_disagreements_are_shown_when_asked_for(client, lists):
    page, _, _ = answers(client, "verdict=disagree")
    assert page == ["jurisdictions-3", "jurisdictions-2"]


def test_line_counts_again_before_it_was_taken_back(client, lists):
    page, _, _ = answers(client, "verdict=disagree&as_of=2024-02-01")
    assert page == ["jurisdictions-2"]


def test_one_makers_list_is_shown_alone(client, lists):
    told = json.loads(get(client, "/compare.json?maker=organizations-2"))
    assert [list(row["makers"]) for row in told["rows"]] == [["organizations-2"]] * 2


def test_agreement_names_its_number_of_places_and_its_interval(client, lists):
    [pair] = json.loads(get(client, "/compare.json"))["meta"]["agreement"]
    assert (pair["places"], pair["both"]) == (3, 1)
    low, high = pair["wilson_95"]
    assert 0 < low < 1 / 3 < high < 1


def test_list_entered_in_part_is_said_beside_its_agreement_which_gets_no_share(client, lists):
    ListEdition.objects.filter(slug="second").update(is_partial=True)
    [pair] = json.loads(get(client, "/compare.json"))["meta"]["agreement"]
    assert (pair["partial"], pair["unheard"]) == (["organizations-2"], 1)
    assert (pair["share"], pair["wilson_95"]) == (None, None)
    html = get(client, "/compare/").decode()
    assert f"Entered only in part: {lists[1].maker}. Not counted: 1 place that" in html
    assert "not given" in html


def test_whole_lists_are_not_said_to_be_entered_in_part(client, lists):
    html = get(client, "/compare/").decode()
    assert "Entered only in part:" not in html
    assert "not given" not in html
    assert "33 % " in html


def test_cells_of_the_csv_cannot_run_as_formulas(client, lists):
    [row, *_] = csv.DictReader(io.StringIO(get(client, "/compare.csv").decode(), newline=""))
    assert row["printed_a-body"] == "'=Cedar"


@pytest.mark.parametrize(
    ("query", "named"),
    [("maker=nobody", "maker"), ("verdict=good", "verdict"), ("state=Illinois", "state"), ("q=x", "q"),
     ("page=0", "page"), ("known_at=2999-01-01", "known_at")],
)  # fmt: skip
def test_malformed_parameter_is_refused_by_name(client, lists, query, named):
    for address in ("/compare/", "/compare.csv", "/compare.json"):
        answer = client.get(f"{address}?{query}")
        assert (answer.status_code, named in answer.content.decode()) == (400, True)


@pytest.mark.django_db(transaction=True)
def test_csv_at_a_past_moment_is_the_same_after_a_correction(client, lists):
    at = instant(timezone.now())
    before = get(client, f"/compare.csv?known_at={at}")
    Listing.objects.filter(edition=lists[0], line=2).update(as_printed="Beech")
    make("jurisdictions", number=7)
    assert get(client, f"/compare.csv?known_at={at}") == before
    assert get(client, "/compare.csv") != before


def test_pair_of_makers_leads_to_what_differs_line_by_line(client, lists):
    page = get(client, "/compare/").decode()
    [address] = re.findall(r'href="(/lists/second/changes/[^"]+)"', page)
    assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_record_entered_after_the_moment_asked_about_is_said_to_be_later(client, lists):
    answer = client.get("/jurisdictions/jurisdictions-1/?known_at=2017-07-18&as_of=2017-07-18")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "Our books did not hold this yet" in html
    assert 'href="/jurisdictions/jurisdictions-1/?as_of=2017-07-18"' in html


@pytest.mark.django_db(transaction=True)
def test_record_entered_later_is_shown_beneath_as_we_know_it_now_on_the_day_asked_about(client, lists):
    page = "/jurisdictions/jurisdictions-1/"
    answer = client.get(f"{page}?known_at=2017-07-18&as_of=2017-07-18").content.decode()
    notice, _, record = answer.partition("as we know it now.")
    assert record and answer.count("<h1") == 1
    of_day = get(client, f"{page}?as_of=2017-07-18").decode()
    sentence = re.search('<p class="lede">(.*?)</p>', of_day)[1]
    assert sentence in record and sentence not in notice
    # Nothing below leads back into books that held nothing.
    assert "known_at=2017" not in record


@pytest.mark.django_db(transaction=True)
def test_every_kind_entered_later_says_so_above_what_we_know_now(client):
    for kind in RECORDS:
        make(kind, number=1)
    for kind, record in RECORDS.items():
        asked = "" if record.no_as_of else "&as_of=2021-07-18"
        answer = client.get(f"/{kind}/{kind}-1/?known_at=2017-07-18{asked}")
        html = answer.content.decode()
        assert answer.status_code == 404 and "Our books did not hold this yet" in html, kind
        assert html.count("<h1") == 1 and "What was changed since" in html, kind


@pytest.mark.django_db(transaction=True)
def test_status_in_past_books_stands_beside_the_status_as_we_know_it_now(client, lists):
    asked = f"/jurisdictions/jurisdictions-1/?as_of=2020-06-01&known_at={instant(timezone.now())}"
    assert "as we know it now: the same." in get(client, asked).decode()
    Listing.objects.filter(jurisdiction__slug="jurisdictions-1").update(
        match_state="ambiguous", jurisdiction=None
    )
    html = get(client, asked).decode()
    then, now = (
        re.search("As we knew it then: (.*?)</p>", html)[1],
        re.search("as we know it now: (.*?)<", html)[1],
    )
    assert then.startswith("Listed by") and now.startswith("On none of the lists")
    assert (
        "As we knew it then" not in get(client, "/jurisdictions/jurisdictions-1/?as_of=2020-06-01").decode()
    )


def test_answer_has_the_shape_the_api_document_gives(client, lists):
    shapes = json.loads(get(client, "/api/schema.json"))["components"]["schemas"]
    page = json.loads(get(client, "/compare.json"))
    assert list(page) == list(shapes["ComparePage"]["properties"])
    meta = shapes["ComparePage"]["properties"]["meta"]["properties"]
    assert set(page["meta"]) == set(meta)
    [edition, *_] = page["meta"]["editions"].values()
    assert set(edition) == set(meta["editions"]["additionalProperties"]["properties"])
    assert set(page["meta"]["agreement"][0]) == set(meta["agreement"]["items"]["properties"])
    row, shape = page["rows"][0], shapes["CompareRow"]["properties"]
    assert set(row) == set(shape)
    [says, *_] = row["makers"].values()
    assert set(says) == set(shape["makers"]["additionalProperties"]["properties"])
