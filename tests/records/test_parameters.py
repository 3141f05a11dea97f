"""Reading a query string: dates, moments, what is refused."""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tracker.records.parameters import (
    BadParameters,
    first_day,
    given_values,
    instant,
    last_day,
    moment,
    read_shared,
)

NOW = datetime.datetime(2026, 5, 18, 14, 30, tzinfo=datetime.UTC)
DAY = datetime.date


@pytest.mark.parametrize(
    "value, first, last",
    [
        ("2024", DAY(2024, 1, 1), DAY(2024, 12, 31)),
        ("2024-02", DAY(2024, 2, 1), DAY(2024, 2, 29)),
        ("2023-02", DAY(2023, 2, 1), DAY(2023, 2, 28)),
        ("2024-02-05", DAY(2024, 2, 5), DAY(2024, 2, 5)),
    ],
)
def test_year_month_and_day_have_a_first_and_a_last_day(value, first, last):
    assert (first_day(value), last_day(value)) == (first, last)


@pytest.mark.parametrize(
    "value",
    ["", "24", "2024-2", "2024-00", "2024-13", "2024-02-30", "0000", "2024-02-05T", "２０２４", "-2024"],
)
def test_what_is_no_date_is_refused(value):
    for read in (first_day, last_day):
        with pytest.raises(ValueError):
            read(value)


@given(st.dates())
def test_first_and_last_day_hold_the_day_between_them(day):
    for value in (f"{day.year:04}", f"{day.year:04}-{day.month:02}", day.isoformat()):
        assert first_day(value) <= day <= last_day(value)


def test_day_of_known_at_is_its_end():
    assert instant(moment("2026-05-17", now=NOW)) == "2026-05-17T23:59:59.999999Z"


def test_today_as_known_at_is_this_moment():
    assert moment("2026-05-18", now=NOW) == NOW


@pytest.mark.parametrize(
    "value", ["2026-05-18T10:00:00-04:00", "2026-05-18T16:00:00+02:00", "2026-05-18T14:00Z"]
)
def test_moments_of_one_instant_are_one(value):
    assert instant(moment(value, now=NOW)) == "2026-05-18T14:00:00Z"


def test_plus_that_became_a_blank_is_understood():
    assert moment("2026-05-18T16:00:00 02:00", now=NOW).hour == 14


@pytest.mark.parametrize(
    "value",
    [
        "2026-05-18T10:00:00",
        "2026-05",
        "2026-W20-1",
        "now",
        "2026-05-18T25:00:00Z",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_moment_without_zone_or_sense_is_refused(value):
    with pytest.raises(ValueError, match="time zone"):
        moment(value, now=NOW)


@pytest.mark.parametrize("value", ["2026-05-19", "2026-05-18T14:30:01Z"])
def test_future_is_refused(value):
    with pytest.raises(ValueError, match="future"):
        moment(value, now=NOW)


@given(st.datetimes(max_value=datetime.datetime(2026, 5, 18)))
def test_instant_in_an_address_means_itself(at):
    aware = at.replace(tzinfo=datetime.UTC)
    if aware.year >= 1000:
        assert moment(instant(aware), now=NOW) == aware


def test_empty_values_and_repetitions_are_dropped():
    values = given_values(QueryDict("state=IL&state=&state=IL&state=CA&q="))
    assert values == {"state": ["IL", "CA"], "q": []}


def test_too_many_values_are_refused():
    with pytest.raises(BadParameters) as refused:
        given_values(QueryDict("&".join(f"state=S{n}" for n in range(61))))
    assert list(refused.value.errors) == ["state"]


TEXT = st.text(max_size=40)


@given(
    st.dictionaries(st.sampled_from(["q", "since", "until", "as_of", "known_at", "sort", "page", "x"]), TEXT)
)
def test_any_text_at_all_is_read_or_refused(parameters):
    query = QueryDict(mutable=True)
    query.update(parameters)
    try:
        shared, errors = read_shared(given_values(query), now=NOW, sorts=("newest", "oldest"))
    except BadParameters as refused:
        assert all(sentence.endswith(".") for sentence in refused.errors.values())
        return
    assert set(errors) <= set(parameters)
    assert 1 <= shared.page <= 100
    assert shared.sort in ("newest", "oldest") or "sort" in errors
