"""What a form sends is checked, and refused by the name of its field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.actions.errors import Refused
from tracker.actions.payload_values import choice, number, sort_name, whole
from tracker.models import QuotationForm


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Ana Lind", "Lind, Ana"),
        ("Ana M. Lind Jr.", "Lind, Ana M. Jr."),
        ("Ana Lind, III", "Lind, Ana III"),
        ("Lind", "Lind"),
        ("", ""),
    ],
)
def test_family_name_comes_first(name: str, sorted_as: str) -> None:
    assert sort_name(name) == sorted_as


@pytest.mark.parametrize("value", ["ten", "", None, "NaN", "Infinity", "1e30", "--1"])
def test_number_that_is_none(value: object) -> None:
    with pytest.raises(Refused) as refused:
        number({"value_low": value}, "value_low")
    assert refused.value.field == "value_low"


def test_number_is_exact() -> None:
    assert number({"value_low": "1300000.5"}, "value_low") == Decimal("1300000.5")


@pytest.mark.parametrize("value", ["x", "1.5", [], {}])
def test_place_in_the_text_that_is_no_whole_number(value: object) -> None:
    with pytest.raises(Refused, match="is not a whole number"):
        whole({"start": value}, "start", 0)


def test_blank_place_is_the_one_proposed() -> None:
    assert [whole(payload, "start", 7) for payload in ({}, {"start": ""}, {"start": None})] == [7, 7, 7]


@given(st.text())
def test_form_is_one_of_ours_or_refused(value: str) -> None:
    try:
        assert choice(QuotationForm, value, field="form") in QuotationForm.values
    except Refused as refusal:
        assert value not in QuotationForm.values
        assert refusal.field == "form"
