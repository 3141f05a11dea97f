"""The comparison read in a few queries says what the rule says of each place alone."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.makers import make, source
from tracker.models import Jurisdiction, ListEdition, Listing, Organization
from tracker.records.compare import Comparison
from tracker.records.parameters import Clock
from tracker.records.status import code, verdict

FIRST = datetime.date(2024, 1, 1)
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
OFFSETS = st.integers(0, 8)
"""Few days, so that what begins, ends and is asked about falls on one."""


def after(days: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=days)


def publish(edition: ListEdition, **fields) -> None:
    ListEdition.objects.filter(pk=edition.pk).update(**fields)


def print_line(edition: ListEdition, place: Jurisdiction, *, line: int, retracted: int | None = None) -> None:
    Listing.objects.create(
        edition=edition,
        line=line,
        as_printed=f"{place.name} {line}",
        match_state="matched",
        jurisdiction=place,
        label_as_printed=str(line),
        retracted_on=after(retracted) if retracted is not None else None,
        retraction_source=source() if retracted is not None else None,
    )


EDITION = st.fixed_dictionaries(
    {
        "maker": st.integers(0, 2),
        "published": OFFSETS,
        "withdrawn": st.none() | OFFSETS,
        "is_partial": st.booleans(),
        "kinds": st.sampled_from([[], ["county"], ["municipality", "state"]]),
        "states": st.sampled_from([[], ["IL"], ["CA", "NY"]]),
        "lines": st.lists(st.tuples(st.integers(0, 5), st.none() | OFFSETS), max_size=8),
    }
)


class Comparing(TestCase):
    """Random lists; each example is rolled back."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(EDITION, max_size=6), OFFSETS)
    def test_each_row_says_what_the_rule_says_of_that_place_alone(self, drawn, offset):
        places = [make("jurisdictions", number=n) for n in range(1, 7)]
        makers = [make("organizations", number=n) for n in range(1, 4)]
        editions = [self._enter(n, one, makers, places) for n, one in enumerate(drawn)]
        day = after(offset)
        comparison = Comparison(Clock(day, None, NOW))
        rows = {row.id: row for row in comparison.page(1)}
        expected = self._plain(editions, makers, places, day=day)
        assert {pk: row.codes for pk, row in rows.items()} == expected
        assert comparison.total == len(expected)
        assert [row.verdict for row in rows.values()] == [verdict(row.codes) for row in rows.values()]
        for wanted in ("disagree", "agree", "one", "silent"):
            narrowed = Comparison(Clock(day, None, NOW), verdicts=(wanted,))
            same = [pk for pk, row in rows.items() if row.verdict == wanted]
            assert [row.id for row in narrowed.page(1)] == same
            assert narrowed.total == len(same)

    def _enter(self, number, one, makers: list[Organization], places: list[Jurisdiction]) -> ListEdition:
        edition = make("lists", number=number, words=f"List {number}")
        published = after(one["published"])
        publish(
            edition,
            maker=makers[one["maker"]],
            published_on=published,
            withdrawn_on=published + datetime.timedelta(one["withdrawn"])
            if one["withdrawn"] is not None
            else None,
            withdrawal_source=source() if one["withdrawn"] is not None else None,
            is_partial=one["is_partial"],
            scope_kinds=one["kinds"],
            scope_states=one["states"],
        )
        for line, (place, retracted) in enumerate(one["lines"], start=1):
            print_line(edition, places[place], line=line, retracted=retracted)
        edition.refresh_from_db()
        return edition

    def _plain(self, editions, makers, places, *, day) -> dict[int, tuple[str, ...]]:
        """The same, one place and maker at a time, from the rows as entered."""
        newest = []
        for maker in sorted(makers, key=lambda maker: maker.name):
            mine = [e for e in editions if e.maker_id == maker.pk and e.published_on <= day]
            if mine:
                newest.append(max(mine, key=lambda edition: (edition.published_on, edition.pk)))
        found = {}
        for place in places:
            lines = {e.pk: list(e.listings.filter(jurisdiction=place)) for e in newest}
            if any(lines.values()):
                found[place.pk] = tuple(
                    code(
                        edition,
                        kind=place.kind,
                        state=place.state_code,
                        is_printed=bool(lines[edition.pk]),
                        is_kept=any(
                            line.retracted_on is None or line.retracted_on > day for line in lines[edition.pk]
                        ),
                        day=day,
                    )
                    for edition in newest
                )
        return found


@pytest.mark.parametrize(
    ("kept", "withdrawn", "says"),
    [(True, None, "listed"), (False, None, "retracted"), (True, 2, "withdrawn"), (False, 2, "withdrawn"),
     (True, 4, "listed"), (False, 4, "retracted")],
)  # fmt: skip
def test_list_taken_down_says_nothing_by_the_lines_it_had_taken_back(kept, withdrawn, says):
    edition = ListEdition(withdrawn_on=withdrawn and after(withdrawn))
    place = {"kind": "county", "state": "CO"}
    assert code(edition, **place, is_printed=True, is_kept=kept, day=after(3)) == says


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_places():
    edition = make("lists", number=1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            comparison = Comparison(Clock(None, None, NOW), verdicts=("one",))
            assert comparison.page(1)
            comparison.agreements
        return len(captured)

    print_line(edition, make("jurisdictions", number=1), line=1)
    few = queries()
    for number in range(2, 12):
        print_line(edition, make("jurisdictions", number=number), line=number)
    assert queries() == few


@pytest.mark.django_db
def test_draft_place_is_in_no_comparison():
    edition = make("lists", number=1)
    print_line(edition, make("jurisdictions", number=1, state="draft"), line=1)
    comparison = Comparison(Clock(None, None, NOW))
    assert (comparison.total, comparison.page(1)) == (0, [])
