"""What the records answer: who lists a place on a day, what is in force, how many sources there are."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import cast
from tests.makers import CAPTURED_AT, a_body, a_place, capture, make, source
from tracker.models import (
    AnnouncementEvent,
    Article,
    Derivation,
    Figure,
    Instrument,
    InstrumentEvent,
    ListEdition,
    Listing,
    Outlet,
    Quotation,
    Redirect,
    Snapshot,
    State,
    Target,
)
from tracker.records import RECORDS, selection
from tracker.records.base import BadParameters
from tracker.surfaces.pages_families import family

pytestmark = pytest.mark.django_db


def select(kind: str, query: str = "") -> Any:
    return RECORDS[kind].select(QueryDict(query))


def slugs(kind: str, query: str = "") -> list[str]:
    return [row["slug"] for row in select(kind, query).rows()]


def row(kind: str, slug: str, query: str = "") -> dict[str, Any]:
    return next(row for row in select(kind, query).rows() if row["slug"] == slug)


def edition(place: Any, published_on: str, **fields: Any) -> ListEdition:
    number = ListEdition.objects.count() + 1
    made = make("lists", number=number)
    withdrawn = {"withdrawal_source": source()} if fields.get("withdrawn_on") else {}
    ListEdition.objects.filter(pk=made.pk).update(published_on=published_on, **fields, **withdrawn)
    if place:
        Listing.objects.create(
            edition=made, line=1, as_printed="Place", match_state="matched", jurisdiction=place
        )
    return made


def listed(day: str) -> bool:
    return row("jurisdictions", "jurisdictions-1", f"as_of={day}")["listed_by"] == [a_body().name]


def test_place_is_listed_from_the_day_of_the_edition():
    edition(make("jurisdictions"), "2025-05-29")
    assert [listed("2025-05-28"), listed("2025-05-29")] == [False, True]


def test_withdrawn_edition_lists_nobody_and_brings_no_older_one_back():
    place = make("jurisdictions")
    edition(place, "2025-01-01")
    edition(place, "2025-05-29", withdrawn_on="2025-06-01")
    assert [listed("2025-05-31"), listed("2025-06-01")] == [True, False]


def test_newer_edition_without_the_place_ends_its_listing():
    edition(make("jurisdictions"), "2025-01-01")
    edition(None, "2025-08-05")
    assert [listed("2025-08-04"), listed("2025-08-05")] == [True, False]


def test_line_taken_back_ends_its_listing():
    edition(make("jurisdictions"), "2025-01-01")
    Listing.objects.update(retracted_on=datetime.date(2025, 3, 1), retraction_source=source())
    assert [listed("2025-02-28"), listed("2025-03-01")] == [True, False]


def test_draft_edition_lists_nobody():
    made = edition(make("jurisdictions"), "2025-01-01")
    ListEdition.objects.filter(pk=made.pk).update(state=State.DRAFT)
    assert not listed("2025-02-01")


def test_maker_filter_follows_the_day():
    edition(make("jurisdictions"), "2025-01-01", withdrawn_on="2025-06-01")
    assert slugs("jurisdictions", "maker=a-body&as_of=2025-02-01") == ["jurisdictions-1"]
    assert slugs("jurisdictions", "maker=a-body&as_of=2025-07-01") == []


COUNTED = {
    "positions": lambda made, place: None,
    "instruments": lambda made, place: made.places.create(jurisdiction=place),
    "announcements": lambda made, place: Target.objects.create(
        announcement=made, jurisdiction=place, source=source()
    ),
    "quotations": lambda made, place: made.places.create(jurisdiction=place),
    "articles": lambda made, place: made.places.create(jurisdiction=place),
}
"""Kinds counted beside a place, and how a record of each is tied to it."""


@pytest.mark.parametrize("kind", COUNTED)
def test_count_beside_a_place_on_a_day_is_that_of_the_kinds_own_list(kind):
    place = a_place()
    for number in (9, 40):
        COUNTED[kind](make(kind, number=number), place)
    day = "until=2020-01-10" if RECORDS[kind].no_as_of else "as_of=2020-01-10"
    assert slugs(kind, f"jurisdiction={place.slug}&{day}") == [f"{kind}-9"]
    assert row("jurisdictions", place.slug, "as_of=2020-01-10")[kind] == 1
    assert row("jurisdictions", place.slug)[kind] == 2


def test_law_no_longer_in_force_on_the_day_is_not_counted_beside_its_place():
    made = instrument("statute", ("repealed", "2021-01-01"), adopted_on="2020-01-01")
    place = a_place()
    made.places.create(jurisdiction=place)
    counts = {
        day: row("jurisdictions", place.slug, f"as_of={day}")["instruments"]
        for day in ("2019-06-01", "2020-06-01", "2021-06-01")
    }
    assert list(counts.values()) == [0, 1, 0]


def test_editions_counted_beside_a_place_are_those_published_by_the_day():
    place = make("jurisdictions")
    edition(place, "2025-01-01", withdrawn_on="2025-02-01")
    edition(place, "2025-08-05")
    asked = ("as_of=2024-12-31", "as_of=2025-06-01", "as_of=2025-08-05", "")
    assert [row("jurisdictions", place.slug, query)["editions"] for query in asked] == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("year", "day", "known"),
    [(2020, "2019-12-31", None), (2020, "2020-01-01", 700), (None, "2020-01-01", None)],
)
def test_population_on_a_day_is_of_a_year_up_to_it(year, day, known):
    place = make("jurisdictions")
    type(place).objects.update(population=700, population_year=year)
    then = row("jurisdictions", place.slug, f"as_of={day}")
    assert (then["population"], then["population_year"]) == (known, known and year)
    assert row("jurisdictions", place.slug)["population"] == 700


def test_list_taken_down_later_is_not_yet_withdrawn_on_the_day():
    made = edition(None, "2025-05-29", withdrawn_on="2025-06-01")
    assert row("lists", made.slug, "as_of=2025-05-31")["withdrawn_on"] == ""
    assert row("lists", made.slug)["withdrawn_on"] == "2025-06-01"


def test_position_that_ended_later_is_open_on_the_day():
    made = make("positions", number=9)
    # A position is never rewritten, so this one is made anew over more days.
    longer = type(made).objects.create(
        slug="longer",
        body=make("organizations", number=7),
        jurisdiction=made.jurisdiction,
        dimension=made.dimension,
        value=made.value,
        codebook=made.codebook,
        valid=("2020-01-01", "2020-02-01"),
    )
    longer.citations.create(article=source())
    type(made).objects.filter(pk=longer.pk).update(state=State.PUBLISHED, published_at=CAPTURED_AT)
    then = row("positions", "longer", "as_of=2020-01-10")
    assert (then["valid_from"], then["valid_until"]) == ("2020-01-01", "")
    assert row("positions", "longer", "as_of=2020-01-31")["valid_until"] == "2020-01-31"
    assert row("positions", "longer")["valid_until"] == "2020-01-31"


def test_what_is_counted_of_an_official_on_a_day_is_what_there_was_by_then():
    world = cast.build()
    asked = ("as_of=2024-01-01", "as_of=2025-03-04", "")
    names = ("tenures", "quotations", "utterances")
    mayor = [row("officials", "ines-calloway", query) for query in asked]
    assert [tuple(one[name] for name in names) for one in mayor] == [(1, 0, 0), (1, 1, 1), (1, 1, 1)]
    type(world.announcement).objects.update(official=world.mayor)
    Figure.objects.update(official=world.mayor, claimed_on="2025-03-04")
    mayor = [row("officials", "ines-calloway", query) for query in asked]
    assert [(one["figures"], one["announcements"]) for one in mayor] == [(0, 0), (1, 1), (1, 1)]


def instrument(kind: str, *events: tuple[str, str], adopted_on: str | None = None) -> Instrument:
    made = make("instruments")
    Instrument.objects.filter(pk=made.pk).update(kind=kind, adopted_on=adopted_on)
    for event, happened_on in events:
        InstrumentEvent.objects.create(instrument=made, kind=event, happened_on=happened_on, source=source())
    return made


@pytest.mark.parametrize(
    "kind, adopted_on, events, day, is_in_force",
    [
        ("statute", "2020-01-01", [], "2019-12-31", False),
        ("statute", "2020-01-01", [], "2020-01-01", True),
        ("statute", None, [("signed", "2020-01-01")], "2020-01-01", True),
        ("statute", None, [], "2020-01-01", False),
        ("statute", "2020-01-01", [("effective", "2021-01-01")], "2020-06-01", False),
        ("statute", "2020-01-01", [("effective", "2021-01-01")], "2021-01-01", True),
        ("statute", "2020-01-01", [("repealed", "2021-01-01")], "2021-01-01", False),
        ("statute", "2020-01-01", [("vetoed", "2020-02-01")], "2020-02-02", False),
        ("statute", "2020-01-01", [("enjoined", "2020-02-01")], "2020-02-02", False),
        ("statute", "2020-01-01", [("enjoined", "2020-02-01"), ("upheld", "2021-02-01")], "2021-03-01", True),
        (
            "statute",
            "2020-01-01",
            [("enjoined", "2020-02-01"), ("reversed", "2021-02-01")],
            "2021-03-01",
            True,
        ),
        ("court_ruling", "2020-01-01", [("reversed", "2021-02-01")], "2021-03-01", False),
        ("court_case", "2020-01-01", [("dismissed", "2021-02-01")], "2021-03-01", False),
        ("ordinance", "2020-01-01", [("dismissed", "2021-02-01")], "2021-03-01", True),
    ],
)
def test_instrument_is_in_force_by_its_events(kind, adopted_on, events, day, is_in_force):
    instrument(kind, *events, adopted_on=adopted_on)
    assert bool(slugs("instruments", f"as_of={day}")) == is_in_force


def test_latest_event_is_that_of_the_day_asked_about():
    made = make("announcements")
    for kind, happened_on in (("funded", "2025-01-01"), ("enjoined", "2025-02-01"), ("upheld", "2025-02-01")):
        AnnouncementEvent.objects.create(
            announcement=made, kind=kind, happened_on=happened_on, source=source()
        )
    then = row("announcements", made.slug, "as_of=2025-01-15")
    now = row("announcements", made.slug)
    assert (then["events"], then["last_event"], then["last_event_on"]) == (1, "funded", "2025-01-01")
    # Of two on one day, the one entered last.
    assert (now["events"], now["last_event"], now["last_event_on"]) == (3, "upheld", "2025-02-01")


def test_official_is_found_by_the_day_in_office():
    cast.build()
    assert slugs("officials", "as_of=2024-01-01") == ["ines-calloway"]
    assert slugs("officials", "as_of=2025-02-01") == ["ines-calloway", "dale-rusk"]
    assert slugs("officials", "as_of=2020-01-01") == []


def test_office_shown_is_that_of_the_day():
    cast.build()
    assert row("officials", "ines-calloway")["offices"] == ["Mayor"]
    assert row("officials", "ines-calloway")["bodies"] == ["City of Chicago"]


def test_quotation_shows_who_said_it_in_what_office_and_where_it_stands():
    world = cast.build()
    shown = row("quotations", world.quotation.slug)
    assert shown["exact"] == "Our deputies are not federal agents,"
    assert (shown["speaker"], shown["office"], shown["said_on"]) == ("Ines Calloway", "Mayor", "2025-03-04")
    assert shown["snapshot"] == world.story_snapshot.sha256
    assert world.story_snapshot.text[shown["start"] : shown["end"]] == shown["exact"]
    assert shown["outlet"] == "Lakefront Courier"
    assert shown["jurisdictions"] == ["chicago-il"]
    # The Courier rests on the Wire, so the one source is the Wire.
    assert (shown["printings"], shown["independent_sources"]) == (1, 1)


def test_name_of_a_draft_is_not_shown_through_another_record():
    world = cast.build()
    type(world.mayor).objects.filter(pk=world.mayor.pk).update(state=State.DRAFT)
    shown = row("quotations", world.quotation.slug)
    assert "Calloway" not in (shown["speaker"], shown["office"], shown["speaker_slug"])


def printing(utterance: Any, number: int, outlet: Outlet) -> Article:
    article = make("articles", number=number)
    Article.objects.filter(pk=article.pk).update(outlet=outlet)
    snapshot = capture(f"{number}: Some words")
    # Captures never change, so this one is made for its article from the start.
    fields = {f.name: getattr(snapshot, f.name) for f in Snapshot._meta.concrete_fields if f.name != "id"}
    own = Snapshot.objects.create(**{**fields, "article": article})
    words = "Some words"
    start = own.text.index(words)
    quotation = Quotation.objects.create(
        slug=f"printing-{number}",
        utterance=utterance,
        snapshot=own,
        start=start,
        end=start + len(words),
        exact=words,
        form="direct",
    )
    quotation.citations.create(article=article)
    Quotation.objects.filter(pk=quotation.pk).update(state=State.PUBLISHED, published_at=CAPTURED_AT)
    return article


class IndependentSources(TestCase):
    """Texts that a family of printings finally rests on, against a plain walk of the graph."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.integers(min_value=1, max_value=5),
        st.sets(
            st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda edge: edge[0] > edge[1]), max_size=8
        ),
    )
    def test_count_is_that_of_a_plain_walk(self, printed, edges):
        first = make("quotations", number=500)
        outlets = [make("outlets", number=n) for n in range(2)]
        articles = [printing(first.utterance, n, outlets[n % 2]) for n in range(printed)]
        articles += [make("articles", number=n) for n in range(printed, 7)]
        Quotation.objects.filter(pk=first.pk).update(state=State.RETRACTED)
        for later, earlier in edges:
            Derivation.objects.create(article=articles[later], source=articles[earlier], kind="re_reports")

        def roots(n: int) -> set[int]:
            below = {earlier for later, earlier in edges if later == n}
            return set().union(*map(roots, below)) if below else {n}

        expected = set().union(*map(roots, range(printed)))
        # The picture of the story counts by a walk of its own; lists, files and feeds by the column below.
        drawn = family([article.pk for article in articles[:printed]])
        self.assertEqual((drawn.independent, drawn.printing), (len(expected), printed))
        for number in range(printed):
            shown = row("quotations", f"printing-{number}", "sort=added")
            self.assertEqual(shown["independent_sources"], len(expected))
            self.assertEqual(shown["printings"], min(printed, 2))


@pytest.mark.parametrize(
    "query, is_found",
    [
        ("since=2017-05-15", True),
        ("since=2017-06", False),
        ("until=2017-05-15", True),
        ("until=2017-04", False),
        ("since=2017&until=2017", True),
        ("since=2017-05-18&until=2017-05-18", True),
    ],
)
def test_date_known_to_the_month_is_found_where_it_may_lie(query, is_found):
    make("instruments")
    Instrument.objects.update(adopted_on="2017-05-01", adopted_precision="month")
    assert bool(slugs("instruments", query)) == is_found
    assert row("instruments", "instruments-1")["adopted_on"] == "2017-05"


def test_quotation_without_a_day_is_found_by_the_day_it_was_printed():
    made = make("quotations")
    made.utterance.__class__.objects.update(said_on=None)
    year = source().published_on.year
    assert slugs("quotations", f"since={year}&until={year}") == [made.slug]
    assert slugs("quotations", f"since={year + 1}") == []


def test_slug_of_a_merged_record_still_filters():
    make("lists")
    Redirect.objects.create(kind="organizations", old_slug="an-old-name", new_slug="a-body")
    assert slugs("lists", "maker=an-old-name") == ["lists-1"]


def test_slug_of_a_draft_is_as_unknown_as_none():
    make("organizations", number=7, state=State.DRAFT)
    with pytest.raises(BadParameters) as draft:
        select("lists", "maker=organizations-7")
    with pytest.raises(BadParameters) as nobody:
        select("lists", "maker=organizations-8")
    assert str(draft.value).replace("7", "8") == str(nobody.value)


def test_values_of_one_filter_add_and_filters_narrow():
    for number in range(1, 7):
        make("jurisdictions", number=number)
    either = slugs("jurisdictions", "state=IL&state=CA")
    assert len(either) == 6
    assert set(slugs("jurisdictions", "state=CA&kind=county")) == {"jurisdictions-3"}


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_file_of_the_past_is_the_same_whether_all_is_gathered_or_what_is_asked_for(kind, monkeypatch):
    make(kind)
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    chosen = RECORDS[kind].select(QueryDict(f"known_at={now:%Y-%m-%dT%H:%M:%SZ}"), now=now)
    monkeypatch.setattr(selection.Selection, "is_filtered", True)
    queries, files = set(), set()
    for many in (0, 1_000_000):
        monkeypatch.setattr(selection, "MANY", many)
        with chosen.books(), connection.cursor() as cursor:
            sql = chosen.csv_sql()
            cursor.execute(sql)
            queries.add(sql)
            files.add(str(cursor.fetchall()))
    assert (len(queries), len(files)) == (2, 1)


def test_canonical_query_is_sorted_and_without_defaults():
    made = select("jurisdictions", "state=IL&kind=state&state=CA&page=1&sort=state&q=")
    assert made.canonical_query == "kind=state&state=CA&state=IL"


def test_canonical_query_pins_todays_books_to_their_moment():
    now = datetime.datetime(2026, 5, 18, 14, 30, tzinfo=datetime.UTC)
    made = RECORDS["lists"].select(QueryDict("known_at=2026-05-18"), now=now)
    assert made.canonical_query == "known_at=2026-05-18T14%3A30%3A00Z"


def test_chip_says_the_name_and_leads_to_the_rest():
    make("lists")
    chips = {chip.name: chip for chip in select("lists", "maker=a-body&withdrawn=no").chips()}
    assert chips["maker"].label == "Maker: A body"
    assert chips["maker"].query_without == "withdrawn=no"


def test_facets_count_under_the_filters_in_use():
    for number in range(1, 7):
        make("jurisdictions", number=number)
    kinds, states = select("jurisdictions", "kind=county").facets()
    assert {value.value: value.count for value in kinds.values} == {"county": 3, "municipality": 3}
    assert {value.value: value.count for value in states.values} == {"IL": 2, "CA": 1}
    assert kinds.values[0].is_chosen and kinds.values[0].query == ""
    assert states.values[0].query == "kind=county&state=IL"


def test_count_beside_another_value_is_what_choosing_it_adds():
    for number in range(1, 7):
        make("jurisdictions", number=number)
    asked = select("jurisdictions", "kind=county")
    other = next(value for value in asked.facets()[0].values if not value.is_chosen)
    assert select("jurisdictions", other.query).total().number == asked.total().number + other.count


def test_value_in_use_that_gives_no_row_can_still_be_taken_out():
    make("jurisdictions")
    states = select("jurisdictions", "state=WY").facets()[1]
    assert [(value.value, value.count) for value in states.values if value.is_chosen] == [("WY", 0)]


def test_total_beyond_the_bound_says_more_than():
    for number in range(4):
        make("outlets", number=number)
    few = dataclasses.replace(RECORDS["outlets"], count_up_to=3)
    assert str(few.select(QueryDict("")).total()) == "more than 3"
    assert str(RECORDS["outlets"].select(QueryDict("")).total()) == "4"
