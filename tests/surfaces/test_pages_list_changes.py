"""What changed from one edition of a list to the next, or beside another maker's: page and CSV."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import make, source
from tests.surfaces.reading import get
from tracker.models import ListEdition, Listing, Redirect
from tracker.surfaces import pages_list_changes

pytestmark = pytest.mark.django_db


def line(edition: ListEdition, number: int, printed: str, place=None, **fields) -> Listing:
    """A line of an edition, matched when a place is given."""
    state = {"match_state": "matched", "jurisdiction": place} if place else {}
    return Listing.objects.create(edition=edition, line=number, as_printed=printed, **state, **fields)


@pytest.fixture
def editions() -> tuple[ListEdition, ListEdition]:
    """Alder stays, Birch is left off, Cedar is printed otherwise, Dogwood is new and taken back, Elm is unmatched."""
    first, second = make("lists", number=1, slug="first"), make("lists", number=2, slug="second")
    alder, birch, cedar, dogwood = (
        make("jurisdictions", number=n, words=words)
        for n, words in enumerate(("Alder", "Birch", "Cedar", "Dogwood"), 1)
    )
    line(first, 1, "Alder", alder)
    line(first, 2, "Birch", birch)
    line(first, 3, "Cedar Town", cedar)
    line(second, 1, "Alder", alder)
    line(second, 2, "City of Cedar", cedar)
    line(second, 3, "Dogwood", dogwood, retracted_on=datetime.date(2024, 3, 1), retraction_source=source())
    line(second, 4, "=Elm")
    return first, second


def changed(client: Client, slug: str = "second", query: str = "") -> list[tuple[str, str, str]]:
    """Each change of the CSV with both prints."""
    rows = csv.DictReader(io.StringIO(get(client, f"/lists/{slug}/changes.csv?{query}").decode()))
    return [(row["change"], row["printed_before"], row["printed_after"]) for row in rows]


ALL = [
    ("added", "", "Dogwood"),
    ("added", "", "'=Elm"),
    ("removed", "Birch", ""),
    ("retracted", "", "Dogwood"),
    ("renamed", "Cedar Town", "City of Cedar"),
]


def test_csv_tells_added_removed_retracted_and_renamed(client, editions):
    assert changed(client) == ALL


def test_page_counts_what_the_csv_holds(client, editions):
    html = get(client, "/lists/second/changes/").decode()
    for heading in ("Added (2)", "Left off (1)", "Taken back by the maker (1)", "another name (1)"):
        assert f"{heading}</h2>" in html
    assert "“Cedar Town”, then “City of Cedar”" in html


def test_edition_it_replaces_goes_before_the_newest_earlier_one(client, editions):
    first, second = editions
    make("lists", number=3, slug="between", words="Between")
    ListEdition.objects.filter(pk=second.pk).update(published_on=datetime.date(2021, 1, 1))
    assert ("removed", "Birch", "") not in changed(client)
    ListEdition.objects.filter(pk=second.pk).update(supersedes=first)
    assert ("removed", "Birch", "") in changed(client)


def test_line_taken_back_later_still_stands_on_an_earlier_day(client, editions):
    assert ("retracted", "", "Dogwood") not in changed(client, query="as_of=2024-02-29")


def test_line_left_off_that_is_taken_back_later_is_left_off_on_an_earlier_day(client, editions):
    Listing.objects.filter(as_printed="Birch").update(
        retracted_on=datetime.date(2024, 3, 1), retraction_source=source()
    )
    assert ("removed", "Birch", "") in changed(client, query="as_of=2024-02-29")
    assert ("removed", "Birch", "") not in changed(client)


def take_back(*printed: str, on: datetime.date) -> None:
    """The first edition's lines of these prints, taken back."""
    Listing.objects.filter(edition__slug="first", as_printed__in=printed).update(
        retracted_on=on, retraction_source=source()
    )


@pytest.fixture
def listed_again(editions) -> None:
    """Alder and Cedar Town, taken back on the day the second edition appeared, which prints both."""
    take_back("Alder", "Cedar Town", on=editions[1].published_on)


def test_place_taken_back_and_printed_by_the_next_edition_is_listed_again(client, listed_again):
    found = changed(client)
    assert ("relisted", "Alder", "Alder") in found
    assert ("relisted", "Cedar Town", "City of Cedar") in found
    assert not [row for row in found if row[0] == "renamed"]
    html = get(client, "/lists/second/changes/").decode()
    assert "Listed again after the maker took it back (2)</h2>" in html
    assert "printed “Cedar Town”, then “City of Cedar”" in html
    assert ", 2 listed again," in html


def test_csv_says_when_a_place_listed_again_had_been_taken_back(client, editions, listed_again):
    rows = csv.DictReader(io.StringIO(get(client, "/lists/second/changes.csv").decode()))
    days = {row["retracted_on"] for row in rows if row["change"] == "relisted"}
    assert days == {editions[1].published_on.isoformat()}


def test_place_taken_back_after_the_next_edition_is_not_listed_again(client, editions):
    take_back("Alder", "Cedar Town", on=editions[1].published_on + datetime.timedelta(days=1))
    assert changed(client) == ALL


def test_place_is_not_listed_again_on_a_day_before_it_was_taken_back(client, editions, listed_again):
    eve = editions[1].published_on - datetime.timedelta(days=1)
    assert changed(client, query=f"as_of={eve}")[-1] == ("renamed", "Cedar Town", "City of Cedar")


def test_place_another_maker_took_back_is_told_but_not_called_listed_again(client, editions):
    ListEdition.objects.filter(slug="first").update(maker=make("organizations", number=2))
    take_back("Alder", on=datetime.date(2024, 3, 1))
    assert ("relisted", "Alder", "Alder") in changed(client, query="with=first")
    html = get(client, "/lists/second/changes/?with=first").decode()
    assert "Taken back on the first, printed on the second (1)</h2>" in html
    assert "isted again" not in html


def test_another_makers_list_is_named_and_nothing_is_called_added(client, editions):
    other = make("lists", number=3, slug="other", words="Another list")
    ListEdition.objects.filter(pk=other.pk).update(maker=make("organizations", number=2))
    html = get(client, "/lists/second/changes/?with=other").decode()
    assert "What differs from another list" in html
    assert "On the second only (4)" in html
    assert "Added (" not in html


def test_place_outside_the_other_lists_scope_is_marked(client, editions):
    ListEdition.objects.filter(slug="first").update(scope_states=["NV"])
    assert "outside the other list’s scope" in get(client, "/lists/second/changes/").decode()
    rows = csv.DictReader(io.StringIO(get(client, "/lists/second/changes.csv").decode()))
    marks = {
        row["printed_before"] or row["printed_after"]: row["outside_scope"]
        for row in rows
        if row["change"] != "retracted"
    }
    assert (marks["Dogwood"], marks["Birch"]) == ("yes", "")


@pytest.mark.parametrize(
    ("taken_back", "maker", "other", "change"),
    [
        ("second", "Second Bureau", "First Bureau", ("retracted", "Cedar Town", "City of Cedar")),
        ("first", "First Bureau", "Second Bureau", ("retracted", "Cedar Town", "")),
    ],
)
def test_line_taken_back_stands_beside_the_other_makers_and_names_who_did(
    client, editions, taken_back, maker, other, change
):
    for number, edition in enumerate(editions, 2):
        body = make("organizations", number=number)
        type(body).objects.filter(pk=body.pk).update(name=f"{edition.slug.capitalize()} Bureau")
        ListEdition.objects.filter(pk=edition.pk).update(maker=body)
    Listing.objects.filter(as_printed="Dogwood").delete()
    if taken_back == "first":
        Listing.objects.filter(as_printed="City of Cedar").delete()
    Listing.objects.filter(edition__slug=taken_back, as_printed__contains="Cedar").update(
        retracted_on=datetime.date(2024, 3, 1), retraction_source=source()
    )
    assert change in changed(client, query="with=first")
    html = get(client, "/lists/second/changes/?with=first").decode()
    section = html[html.index("Taken back by its maker (1)</h2>") :]
    section = section[: section.index("</section>")]
    assert f"taken back by {maker} 1 March 2024" in section
    assert other not in section


@pytest.mark.parametrize(
    ("partial", "marked"), [("first", {"Dogwood", "'=Elm"}), ("second", {"Birch"}), ("", set())]
)
def test_absence_from_a_list_entered_in_part_is_said_to_mean_nothing(client, editions, partial, marked):
    ListEdition.objects.filter(slug=partial).update(is_partial=True)
    rows = csv.DictReader(io.StringIO(get(client, "/lists/second/changes.csv").decode()))
    found = {row["printed_before"] or row["printed_after"] for row in rows if row["entered_in_part"]}
    assert found == marked
    html = get(client, "/lists/second/changes/").decode()
    for one, words in (("first", "2 places added"), ("second", "1 left off")):
        beside = f"{words} (not all of the {one} is entered: absence from it means nothing)"
        assert (beside in html) is (one == partial)
        assert (f"not all of the {one} is entered</span></h2>" in html) is (one == partial)
    ListEdition.objects.filter(slug="second").update(supersedes=editions[0])
    own = get(client, "/lists/second/").decode()
    for one, words in (("first", "the edition before"), ("second", "this list")):
        assert (f"not all of {words} is entered</span></h3>" in own) is (one == partial)


def test_first_edition_says_that_none_is_before_it(client, editions):
    assert "No earlier edition" in get(client, "/lists/first/changes/").decode()
    assert changed(client, "first") == []


def test_withdrawn_and_partial_editions_are_said_to_be(client, editions):
    ListEdition.objects.filter(slug="first").update(
        withdrawn_on=datetime.date(2024, 1, 1), withdrawal_source=source(), is_partial=True
    )
    html = get(client, "/lists/second/changes/").decode()
    assert "what it printed is history" in html
    assert "Only part of" in html
    earlier = get(client, "/lists/second/changes/?as_of=2023-12-31").decode()
    assert "what it printed is history" not in earlier


def test_draft_place_is_not_named_by_its_record(client, editions):
    place = Listing.objects.get(as_printed="Birch").jurisdiction
    type(place).objects.filter(pk=place.pk).update(state="draft")
    assert place.slug not in get(client, "/lists/second/changes.csv").decode()
    assert place.slug not in get(client, "/lists/second/changes/").decode()


@pytest.mark.parametrize(
    ("query", "name"),
    [("with=nowhere", "with"), ("with=second", "with"), ("with=first&with=other", "with"), ("page=2", "page"),
     ("as_of=soon", "as_of"), ("known_at=2999-01-01", "known_at")],
)  # fmt: skip
@pytest.mark.parametrize("extension", ["/", ".csv"])
def test_wrong_parameter_is_refused_by_name(client, editions, query, name, extension):
    response = client.get(f"/lists/second/changes{extension}?{query}")
    assert response.status_code == 400
    assert name in response.content.decode()


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("retracted", 410)])
def test_what_is_not_public_has_no_changes(client, editions, state, status):
    ListEdition.objects.filter(slug="second").update(state=state)
    assert client.get("/lists/second/changes/").status_code == status
    assert client.get("/lists/second/changes.csv").status_code == 404


def test_draft_edition_is_not_compared_with(client, editions):
    ListEdition.objects.filter(slug="first").update(state="draft")
    assert "No earlier edition" in get(client, "/lists/second/changes/").decode()


def test_moved_list_leads_to_the_changes_of_where_it_went(client, editions):
    Redirect.objects.create(kind="lists", old_slug="old", new_slug="second")
    assert client.get("/lists/old/changes/")["Location"] == "/lists/second/changes/"


def test_queries_do_not_grow_with_lines(client, editions):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(client, "/lists/second/changes/")
        return len(captured)

    few = queries()
    for number in range(10, 40):
        line(editions[1], number, f"Place {number}", make("jurisdictions", number=number))
    assert queries() == few


def test_long_page_is_cut_and_points_to_the_csv(client, editions, monkeypatch):
    monkeypatch.setattr(pages_list_changes, "SHOWN", 1)
    assert "The first 1 of 2; the CSV has all." in get(client, "/lists/second/changes/").decode()
    assert changed(client) == ALL


def test_page_of_the_list_leads_to_its_changes(client, editions):
    assert 'href="/lists/second/changes/"' in get(client, "/lists/second/").decode()
