"""Who lists a place on a day, and the sentence that says so: pure rules, no database."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tracker.models import Jurisdiction, ListEdition, Listing, Organization
from tracker.surfaces.pages_listings import newest, runs, sentence, standing

PLACE = Jurisdiction(pk=1, name="Aldermoor", full_name="Aldermoor County", kind="county", state_code="IL")
OFFICE = Organization(pk=1, name="Office of Lists", kind="agency")
CENTER = Organization(pk=2, name="Center for Lists", kind="research")


def on(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)


def edition(pk: int, published: str, *, maker: Organization = OFFICE, **fields) -> ListEdition:
    return ListEdition(pk=pk, maker=maker, title=f"List {pk}", published_on=on(published), **fields)


def line(of: ListEdition, **fields) -> Listing:
    return Listing(edition=of, line=1, as_printed="Aldermoor", jurisdiction=PLACE, **fields)


def code(of: ListEdition | None, entry: Listing | None, day: str) -> str:
    return standing(PLACE, OFFICE, of, entry, day=on(day)).code


def test_place_on_the_newest_edition_is_listed():
    of = edition(1, "2025-05-01")
    assert code(of, line(of), "2025-06-01") == "listed"


def test_withdrawn_edition_does_not_list_from_its_last_day_on():
    of = edition(1, "2025-05-29", withdrawn_on=on("2025-06-01"))
    assert [code(of, line(of), day) for day in ("2025-05-31", "2025-06-01")] == ["listed", "withdrawn"]


def test_line_taken_back_is_told_apart_until_its_list_is_withdrawn():
    of = edition(1, "2017-03-20", withdrawn_on=on("2017-04-10"))
    entry = line(of, retracted_on=on("2017-04-07"))
    days = ("2017-04-06", "2017-04-09", "2017-05-01")
    assert [code(of, entry, day) for day in days] == ["listed", "retracted", "withdrawn"]


def test_absence_from_a_whole_list_is_not_listed_and_from_a_part_is_silence():
    whole, part = edition(1, "2025-05-01"), edition(2, "2025-05-01", is_partial=True)
    assert [code(of, None, "2025-06-01") for of in (whole, part, None)] == ["not_listed", "silent", "silent"]


def test_place_of_another_kind_or_state_is_outside_the_scope():
    kinds = edition(1, "2025-05-01", scope_kinds=["state"])
    states = edition(2, "2025-05-01", scope_states=["CA"])
    assert [code(of, None, "2025-06-01") for of in (kinds, states)] == ["outside", "outside"]


def test_run_goes_on_through_editions_that_print_the_place():
    first, second = edition(1, "2024-01-01"), edition(2, "2025-01-01")
    found = runs([second, first], {1: line(first), 2: line(second)}, day=on("2025-06-01"))
    assert [(run.since, run.until, len(run.lines)) for run in found] == [(on("2024-01-01"), None, 2)]


def test_edition_that_leaves_the_place_off_ends_the_run():
    first, second = edition(1, "2024-01-01"), edition(2, "2025-01-01")
    [run] = runs([first, second], {1: line(first)}, day=on("2025-06-01"))
    assert (run.until, run.ending) == (on("2025-01-01"), "left off")


def test_part_of_an_edition_ends_no_run():
    first, second = edition(1, "2024-01-01"), edition(2, "2025-01-01", is_partial=True)
    [run] = runs([first, second], {1: line(first)}, day=on("2025-06-01"))
    assert run.until is None


def test_what_came_after_the_day_is_not_known_on_it():
    first, second = edition(1, "2024-01-01"), edition(2, "2025-01-01")
    [run] = runs([first, second], {1: line(first)}, day=on("2024-06-01"))
    assert run.until is None


def test_sentence_attributes_each_listing_and_says_how_it_ended():
    standing_list = edition(1, "2025-08-05")
    taken_down = edition(2, "2025-05-29", maker=CENTER, withdrawn_on=on("2025-06-01"))
    found = runs(
        [taken_down, standing_list], {1: line(standing_list), 2: line(taken_down)}, day=on("2025-09-01")
    )
    assert sentence(found) == (
        "Listed by the Office of Lists since 5 August 2025; listed by the Center for Lists from 29 May 2025 until"
        " 1 June 2025, when the list was taken down."
    )


def test_place_on_no_list_has_no_sentence():
    assert sentence([]) == ""


DAYS = st.dates(datetime.date(2017, 1, 1), datetime.date(2026, 1, 1))
EDITIONS = st.lists(
    st.tuples(
        DAYS, st.none() | st.integers(0, 900), st.booleans(), st.booleans(), st.none() | st.integers(0, 900)
    ),
    max_size=8,
)


@given(EDITIONS, DAYS)
def test_place_is_listed_on_a_day_exactly_when_its_run_is_open(drawn, day):
    editions, lines = [], {}
    for pk, (published, withdrawn, is_partial, prints, retracted) in enumerate(drawn, start=1):
        made = ListEdition(
            pk=pk,
            maker=OFFICE,
            title=str(pk),
            published_on=published,
            withdrawn_on=published + datetime.timedelta(days=withdrawn) if withdrawn is not None else None,
            is_partial=is_partial,
        )
        editions.append(made)
        if prints:
            back = published + datetime.timedelta(days=retracted) if retracted is not None else None
            lines[pk] = line(made, retracted_on=back)
    current = newest(editions, day=day).get(OFFICE.pk)
    found = standing(PLACE, OFFICE, current, lines.get(current.pk) if current else None, day=day).code
    is_open = any(run.until is None for run in runs(editions, lines, day=day))
    if found == "listed":
        assert is_open
    # A part of an edition that does not print the place says nothing, so an earlier run may stay open.
    elif not (current and current.is_partial and found == "silent"):
        assert not is_open
