"""The books as they stood: an answer about a past moment never changes."""

from __future__ import annotations

import re
import time

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from tests.makers import a_body, make
from tests.surfaces.reading import archive, csv_rows, get
from tracker.models import Listing, Position, State
from tracker.records import RECORDS
from tracker.records.parameters import instant

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = {
    "articles": "headline",
    "quotations": "alterations",
    "officials": "name",
    "jurisdictions": "full_name",
    "announcements": "title",
    "figures": "metric",
    "lists": "title",
    "instruments": "title",
    "outlets": "name",
    "organizations": "short_name",
}


def a_moment() -> str:
    """This moment, well apart from what is written before and after it."""
    time.sleep(0.02)
    at = instant(timezone.now())
    time.sleep(0.02)
    return at


def change(kind: str, record) -> None:
    """Correct a record, as its kind is corrected."""
    rows = type(record).objects.filter(pk=record.pk)
    if kind == "positions":
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tracker_position SET recorded = tstzrange(lower(recorded), now()) WHERE id = %s",
                [record.pk],
            )
    else:
        rows.update(**{TEXT[kind]: ["typo"] if kind == "quotations" else "Changed"})


def test_csv_at_a_past_moment_is_the_same_after_corrections_retractions_and_additions(client):
    records = {kind: [make(kind, number=n) for n in (1, 2)] for kind in RECORDS}
    at = a_moment()
    before = {kind: get(client, f"/{kind}.csv?known_at={at}") for kind in RECORDS}
    for kind, (first, second) in records.items():
        change(kind, first)
        type(second).objects.filter(pk=second.pk).update(state=State.RETRACTED)
        make(kind, number=3)
    after = {kind: get(client, f"/{kind}.csv?known_at={at}") for kind in RECORDS}
    now = {kind: get(client, f"/{kind}.csv") for kind in RECORDS}
    assert after == before
    assert [kind for kind in RECORDS if now[kind] == before[kind]] == []


def test_json_page_and_archive_read_the_past_too(client):
    make("lists", number=1, words="As it was")
    at = a_moment()
    RECORDS["lists"].model.objects.update(title="As it is")
    make("lists", number=2, words="Later")
    for surface in (f"/lists/?known_at={at}", f"/lists.json?known_at={at}", f"/lists.atom?known_at={at}"):
        found = get(client, surface)
        assert b"As it was" in found and b"As it is" not in found and b"Later" not in found, surface
    then, now = archive(client, f"known_at={at}")["lists.csv"], archive(client)["lists.csv"]
    assert b"As it was" in then and b"Later" not in then
    assert b"As it is" in now and b"Later" in now


def test_archive_of_a_past_moment_is_the_same_bytes(client):
    make("quotations", number=1)
    at = a_moment()
    before = get(client, f"/data/tracker.zip?known_at={at}")
    make("quotations", number=2)
    assert get(client, f"/data/tracker.zip?known_at={at}") == before


def test_closed_position_is_read_again_with_known_at(client):
    position = make("positions", number=1)
    at = a_moment()
    change("positions", position)
    assert csv_rows(client, "positions") == []
    assert [row["slug"] for row in csv_rows(client, "positions", f"known_at={at}")] == ["positions-1"]
    assert Position.objects.count() == 1


def test_page_of_a_capture_shows_what_rested_on_it_then(client):
    quotation, instrument = make("quotations", number=1), make("instruments", number=7)
    address = f"/sources/{quotation.snapshot.sha256}/"
    at = a_moment()
    before = get(client, f"{address}?known_at={at}")
    type(instrument).objects.filter(pk=instrument.pk).update(state=State.RETRACTED)
    make("announcements", number=8)
    then, now = get(client, f"{address}?known_at={at}"), get(client, address)
    assert then == before
    assert b"/instruments/instruments-7/" in then and b"/announcements/announcements-8/" not in then
    assert b"/instruments/instruments-7/" not in now and b"/announcements/announcements-8/" in now


def test_page_of_a_capture_is_not_there_before_it_was_made(client):
    at = a_moment()
    quotation = make("quotations", number=1)
    address = f"/sources/{quotation.snapshot.sha256}/"
    assert client.get(f"{address}?known_at={at}").status_code == 404
    assert client.get(address).status_code == 200


def test_search_in_the_past_finds_the_words_of_then(client):
    record = make("lists", number=1, words="Orchard roll")
    at = a_moment()
    type(record).objects.update(title="Harbor roll")
    assert csv_rows(client, "lists", f"known_at={at}&q=orchard")
    assert not csv_rows(client, "lists", f"known_at={at}&q=harbor")
    assert csv_rows(client, "lists", "q=harbor")


def test_who_lists_a_place_is_read_from_the_books_of_then(client):
    place, edition = make("jurisdictions", number=1), make("lists", number=1)
    line = Listing.objects.create(
        edition=edition, line=1, as_printed="Place", match_state="matched", jurisdiction=place
    )
    at = a_moment()
    Listing.objects.filter(pk=line.pk).update(match_state="ambiguous", jurisdiction=None)
    asked = "kind=county&sort=name"
    assert csv_rows(client, "jurisdictions", f"{asked}&known_at={at}")[0]["listed_by"] == a_body().name
    assert csv_rows(client, "jurisdictions", asked)[0]["listed_by"] == ""


def renamed(client, page: str) -> tuple[str, str]:
    """A list page before and after names were corrected, both read at the moment before."""
    at = a_moment()
    page = f"{page}{'&' if '?' in page else '?'}known_at={at}"
    before = get(client, page).decode()
    for kind in ("officials", "organizations", "outlets"):
        RECORDS[kind].model.objects.update(name=Concat("name", Value(" (renamed since)")))
    RECORDS["jurisdictions"].model.objects.update(full_name="A place (renamed since)")
    return before, get(client, page).decode()


@pytest.mark.parametrize("kind", RECORDS)
def test_choices_of_a_list_of_the_past_have_the_names_of_then(client, kind):
    for other in RECORDS:
        make(other, number=1)
    before, after = renamed(client, f"/{kind}/")
    assert "renamed since" not in after
    assert re.findall("<option.*?</option>", after) == re.findall("<option.*?</option>", before)
    own = RECORDS[kind].filterset.base_filters
    if {"official", "agency", "outlet", "maker", "body"} & set(own):
        assert "renamed since" in get(client, f"/{kind}/").decode()


def test_filter_in_use_has_the_name_of_then(client):
    make("lists", number=1)
    before, after = renamed(client, "/lists/?maker=a-body")
    assert "Maker: A body" in before and "Maker: A body" in after and "renamed since" not in after


def test_address_a_list_page_gives_for_citing_keeps_its_rows(client):
    make("outlets", number=1)
    html = get(client, "/outlets/").decode()
    [address] = re.findall(r'href="(/outlets\.csv\?known_at=[^"]+)"', html)
    before = get(client, address)
    assert b"outlets-1" in before
    make("outlets", number=2)
    assert get(client, address) == before
