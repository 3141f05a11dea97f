"""Changes recomputed from official counts: pure arithmetic, no database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.models import Figure
from tracker.records.ledger import beside, changes, last_year


def count(pk: int, value: int, period: str, **fields) -> Figure:
    given = {"value_low": Decimal(value), "value_high": Decimal(value), "unit": "arrests"} | fields
    return Figure(pk=pk, period=period, is_official_series=True, **given)


def test_change_is_worked_out_against_each_earlier_base():
    found = changes([count(1, 100, "2014"), count(2, 200, "2016"), count(3, 150, "1 May – 2 June 2017")])
    assert [(c.later.pk, c.base.pk, c.percent) for c in found] == [
        (3, 2, Decimal("-25.0")),
        (3, 1, Decimal("50.0")),
        (2, 1, Decimal("100.0")),
    ]


@pytest.mark.parametrize(
    "other",
    [
        count(2, 0, "2015"),
        count(2, 100, ""),
        count(2, 100, "2015", unit="detainers"),
        count(2, 100, "2015", unit="percent"),
        count(2, 100, "2015", value_low=Decimal(90)),
        count(2, 100, "2015", direction="up"),
        count(2, 100, "2016"),
    ],
    ids=["zero", "no period", "other unit", "percent", "range", "a change itself", "same year"],
)
def test_value_that_is_no_base_gives_no_change(other):
    assert changes([count(1, 150, "2016"), other]) == []


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_percent_leads_back_to_the_later_value(base, later):
    [change] = changes([count(1, base, "2016"), count(2, later, "2017")])
    back = base + change.percent * base / 100
    assert abs(back - later) <= Decimal("0.0005") * base + Decimal("0.001")


def test_period_is_of_the_last_year_it_names():
    assert [last_year(p) for p in ("October 2016 – May 2017", "fiscal year 2016", "last month")] == [
        2017,
        2016,
        None,
    ]


def test_counts_and_their_change_stand_side_by_side():
    assert beside("arrests-change") == beside("arrests") == ("arrests", "arrests-change")
    assert beside("") == ()
