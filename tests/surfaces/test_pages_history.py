"""The history of a record for its readers: by role, never by name, from its first publication on."""

from __future__ import annotations

import re
from urllib.parse import quote

import pghistory
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.makers import make
from tests.surfaces.reading import get
from tests.surfaces.test_past import a_moment
from tracker.actions.correcting import correct, correct_position
from tracker.actions.entering import cite
from tracker.actions.publishing import retract
from tracker.models import Instrument, Listing
from tracker.records import RECORDS

KINDS = sorted(RECORDS)
WHY = {"reason": "The ordinance says so.", "summary": "The title was misspelt; it is as printed now."}


@pytest.fixture
def capture_folder(tmp_path, settings) -> None:
    """Captures of the test are written here and nowhere else."""
    options = {"location": str(tmp_path / "captures"), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": options},
    }


@pytest.fixture
def world(capture_folder, transactional_db) -> cast.Cast:
    """The cast, committed: what is written later is written later."""
    return cast.build()


def page(client: Client, record) -> str:
    kind = next(name for name, one in RECORDS.items() if one.model is type(record))
    return get(client, f"/{kind}/{record.slug}/history/").decode()


def test_change_is_told_by_role_with_reason_and_both_values(client, world):
    correct(world.instrument, {"title": "Ordinance on deputies"}, by=world.editor, **WHY)
    html = page(client, world.instrument)
    assert "by the role <b>editor</b>" in html
    assert "Why: The ordinance says so." in html
    assert "Ordinance on city deputies</del>" in html
    assert "Ordinance on deputies</ins>" in html


def test_nobody_is_named(client, world):
    type(world.editor).objects.filter(pk=world.editor.pk).update(username="quillfeather")
    correct(world.instrument, {"title": "Ordinance on deputies"}, by=world.editor, **WHY)
    assert "quillfeather" not in page(client, world.instrument)


def test_draft_before_first_publication_is_not_told(client, world):
    correct(world.draft_quotation, {"form": "partial"}, by=world.curator, reason="Half a sentence.")
    from tracker.actions.publishing import publish

    publish(world.draft_quotation, by=world.editor, reason="Ready.")
    html = page(client, world.draft_quotation)
    assert "First published" in html
    assert "Half a sentence." not in html
    assert "Source added" not in html


def test_plain_sql_is_told_as_such(client, world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_instrument SET title = 'Another title'")
    html = page(client, world.instrument)
    assert "written in the database directly, without a role" in html
    assert "Another title</ins>" in html


def test_command_without_a_person_is_told_as_such(client, world):
    with pghistory.context(reason="Load the starter data"):
        Instrument.objects.update(title="Another title")
    html = page(client, world.instrument)
    assert "by a command of this site" in html
    assert "Why: Load the starter data" in html


def test_working_note_is_not_told(client, world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_instrument SET note = 'between ourselves'")
    assert "between ourselves" not in page(client, world.instrument)


def test_source_added_later_is_told_with_its_headline(client, world):
    cite(world.instrument, world.release, by=world.curator, reason="It says so too.")
    html = page(client, world.instrument)
    assert "<strong>Source added</strong>: Department to hire 500 officers" in html


def test_source_that_is_not_public_is_not_named(client, world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_article SET state = 'draft' WHERE id = %s", [world.release.pk])
    cite(world.instrument, world.release, by=world.curator)
    assert "Department to hire 500 officers" not in page(client, world.instrument)


def test_line_removed_by_sql_is_told(client, world):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracker_listing WHERE as_printed = 'Franklin County'")
    assert "<strong>Line removed</strong>: Franklin County" in page(client, world.edition)


def test_acts_are_newest_first_and_the_oldest_is_the_publication(client, world):
    correct(world.instrument, {"title": "Second"}, by=world.editor, **WHY)
    correct(world.instrument, {"title": "Third"}, by=world.editor, **WHY)
    html = page(client, world.instrument)
    assert html.index("Third</ins>") < html.index("Second</ins>") < html.index("First published")


def test_long_history_is_cut_and_says_so(client, world):
    for number in range(101):
        Instrument.objects.update(title=f"Title {number}")
    html = page(client, world.instrument)
    assert html.count("<time ") == 100
    assert "Older changes are kept in the books" in html
    assert "First published" not in html


def test_act_on_many_rows_names_twenty_and_counts_the_rest(client, world):
    Listing.objects.bulk_create(
        Listing(edition=world.edition, line=number, as_printed=f"Place {number}") for number in range(10, 40)
    )
    html = page(client, world.edition)
    assert html.count("<strong>Line added</strong>") == 20
    assert "and 10 more rows in the same step" in html


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_record_links_to_its_history(client, kind):
    record = make(kind, number=1)
    assert f'href="/{kind}/{record.slug}/history/"' in get(client, f"/{kind}/{record.slug}/").decode()
    assert "First published" in page(client, record)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("retracted", 410)])
def test_what_is_not_public_has_no_history(client, state, status):
    make("instruments", number=1, state=state)
    assert client.get("/instruments/instruments-1/history/").status_code == status


@pytest.mark.django_db
def test_unknown_parameter_is_refused_by_name(client):
    make("instruments", number=1)
    response = client.get("/instruments/instruments-1/history/?page=2")
    assert response.status_code == 400
    assert "page" in response.content.decode()


def test_moved_record_leads_to_the_history_of_where_it_went(client, world):
    old = world.instrument.slug
    correct(world.instrument, {"slug": "elsewhere"}, by=world.editor, **WHY)
    response = client.get(f"/instruments/{old}/history/")
    assert (response.status_code, response["Location"]) == (301, "/instruments/elsewhere/history/")


def test_queries_do_not_grow_with_changes(client, world):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, world.edition)
        return len(captured)

    def change(numbers) -> None:
        for number in numbers:
            cite(world.edition, world.release, by=world.curator, note=str(number))
            line = Listing.objects.create(edition=world.edition, line=number, as_printed=f"Place {number}")
            Listing.objects.filter(pk=line.pk).update(
                jurisdiction=world.cook, match_state="matched", label_as_printed=number
            )

    change([10])
    few = queries()
    change(range(11, 21))
    assert queries() == few


def test_corrected_position_stays_at_its_address_and_leads_on(client, world):
    new = correct_position(world.position, {"value": "honors"}, by=world.editor, **WHY)
    old = get(client, f"/positions/{world.position.slug}/").decode()
    assert "Corrected since." in old
    assert f'href="/positions/{new.slug}/"' in old
    assert "Corrected since." not in get(client, f"/positions/{new.slug}/").decode()
    assert get(client, "/positions.csv").decode().count("\n") == 2  # the head and what the books say now


def test_old_position_leads_to_what_stands_now_however_often_it_was_corrected(client, world):
    second = correct_position(world.position, {"value": "honors"}, by=world.editor, **WHY)
    third = correct_position(second, {"value": "declines"}, by=world.editor, **WHY)
    old = get(client, f"/positions/{world.position.slug}/").decode()
    assert f'now say: <a href="/positions/{third.slug}/"' in old
    retract(third, by=world.editor, reason="It never said so.")
    old = get(client, f"/positions/{world.position.slug}/").decode()
    assert "was taken back since" in old and "now say" not in old


def test_books_before_a_correction_lead_to_what_they_held_then(client, world):
    other = make("positions", number=1)
    moments = [a_moment()]
    new = correct_position(world.position, {"value": "honors"}, by=world.editor, **WHY)
    moments.append(a_moment())
    with transaction.atomic():
        third = correct_position(new, {"value": "declines"}, by=world.editor, **WHY)
        fourth = correct_position(other, {"stated_as": "Other words"}, by=world.editor, **WHY)

    def told(record, at: str) -> list[str]:
        answer = client.get(f"/positions/{record.slug}/?known_at={at}&as_of=2021-07-18")
        assert answer.status_code == 404
        notice, _, _ = answer.content.decode().partition("Below stands")
        found = re.findall(r'href="(/positions/[a-z0-9-]+/[^"]*)"', notice)
        assert ("nothing about" in notice) is (not found)
        assert all(f"known_at={quote(at, safe='')}" in link and "as_of=2021-07-18" in link for link in found)
        assert all(client.get(link.replace("&amp;", "&")).status_code == 200 for link in found)
        return [link.split("/")[2] for link in found]

    first = world.position.slug
    assert told(new, moments[0]) == told(third, moments[0]) == [first]
    assert told(third, moments[1]) == [new.slug]
    assert told(fourth, moments[1]) == [other.slug]
    # Before anything was entered, and for what took the place of nothing.
    assert told(third, "2017-07-18") == told(world.position, "2017-07-18") == []


def test_correction_of_a_position_is_told_on_both_its_histories(client, world):
    new = correct_position(world.position, {"value": "honors"}, by=world.editor, **WHY)
    third = correct_position(new, {"value": "declines"}, by=world.editor, **WHY)
    histories = [page(client, record) for record in (world.position, new, third)]
    for html in histories:
        assert html.count("First published") == 1
        assert "declines</del>" in html and "honors</ins>" in html
        assert "honors</del>" in html and "declines</ins>" in html
        assert "Why: The ordinance says so." in html
        assert "Source added" not in html
