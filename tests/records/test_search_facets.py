"""Words under a filter: the search index knows some filters, and says the same rows as the filter alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.makers import make
from tracker import search
from tracker.models import Official, Outlet
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db

PAIRS = [(kind, name) for kind, names in search.FACETS.items() for name in names]


def value_of(kind: str, name: str, record) -> str:
    """A filter's value as a reader gives it for the record."""
    if (kind, name) == ("quotations", "official"):
        record.utterance.official = make("officials", number=9, words="Q")
        record.utterance.save()
        return Official.objects.get(pk=record.utterance.official_id).slug
    if (kind, name) == ("articles", "outlet"):
        record.outlet = make("outlets", number=9, words="P")
        record.save()
        return Outlet.objects.get(pk=record.outlet_id).slug
    return record.state_code if name == "state" else getattr(record, name)


@pytest.mark.parametrize(("kind", "name"), PAIRS)
def test_words_under_a_filter_find_the_row_the_index_holds(kind, name):
    record = make(kind, words="Quillfeather")
    value = value_of(kind, name, record)
    asked = QueryDict(f"q=quillfeather&{name}={value}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = RECORDS[kind].select(asked).rows()
    assert [row["slug"] for row in found] == [record.slug]
    assert any(f"'{name}:" in query["sql"].replace("''", "'") for query in queries)


def test_several_values_of_a_filter_are_any_of_them():
    for number in (1, 2, 3):
        make("jurisdictions", number=number, words="Quillfeather")
    states = [row["state"] for row in RECORDS["jurisdictions"].select(QueryDict("")).rows()]
    wanted = sorted(set(states))[:2]
    asked = QueryDict(f"q=quillfeather&state={wanted[0]}&state={wanted[1]}")
    found = [row["state"] for row in RECORDS["jurisdictions"].select(asked).rows()]
    assert sorted(found) == sorted(state for state in states if state in wanted)


def test_every_filter_the_index_knows_is_a_filter_of_its_kind():
    assert all(name in RECORDS[kind].filterset.base_filters for kind, name in PAIRS)
