"""What every public kind promises on every surface; a new kind is covered on the day it is listed."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.makers import MAKERS, make
from tests.surfaces.reading import archive, csv_rows, get, json_rows, page_slugs
from tracker.models import State
from tracker.records import RECORDS
from tracker.surfaces.sitemaps import PART

KINDS = sorted(RECORDS)
pytestmark = pytest.mark.django_db


def everywhere(client: Client, record) -> dict[str, bytes]:
    """What each surface that lists a kind answers."""
    kind = record._meta.model
    name = next(n for n, r in RECORDS.items() if r.model is kind)
    return {
        "list": get(client, f"/{name}/"),
        "csv": get(client, f"/{name}.csv"),
        "json": get(client, f"/{name}.json"),
        "atom": get(client, f"/{name}.atom"),
        "sitemap": get(client, f"/sitemaps/{name}-{record.pk // PART}.xml"),
        "zip": archive(client)[f"{name}.csv"],
    }


def test_every_kind_has_a_maker():
    assert set(MAKERS) == set(RECORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_published_record_is_on_every_surface(client, kind):
    record = make(kind, number=1)
    surfaces = everywhere(client, record)
    assert [name for name, found in surfaces.items() if b"%s-1" % kind.encode() not in found] == []
    assert client.get(f"/{kind}/{kind}-1/").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_draft_is_on_no_surface(client, kind):
    draft = make(kind, number=1, state=State.DRAFT)
    surfaces = everywhere(client, draft)
    assert [name for name, found in surfaces.items() if b"%s-1" % kind.encode() in found] == []
    assert client.get(f"/{kind}/{kind}-1/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_retracted_record_is_gone_everywhere_and_its_page_says_so(client, kind):
    record = make(kind, number=1)
    type(record).objects.filter(pk=record.pk).update(state=State.RETRACTED)
    surfaces = everywhere(client, record)
    assert [name for name, found in surfaces.items() if b"%s-1" % kind.encode() in found] == []
    assert client.get(f"/{kind}/{kind}-1/").status_code == 410


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("surface", ["/{}/", "/{}.json", "/{}.csv", "/{}.atom"])
def test_queries_do_not_grow_with_rows(client, kind, surface):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            get(client, surface.format(kind))
        return len(captured)

    make(kind, number=1)
    few = queries()
    for number in range(2, 22):
        make(kind, number=number)
    assert queries() == few


WRONG = [
    ("colour=red", "colour"),
    ("page=0", "page"),
    ("page=1000000000", "page"),
    ("page=one", "page"),
    ("sort=upwards", "sort"),
    ("q=a&q=b", "q"),
    ("q=%00", "q"),
    ("q=" + "x" * 5000, "q"),
    ("known_at=yesterday", "known_at"),
    ("known_at=2999-01-01", "known_at"),
    ("known_at=2020-01-01T10:00:00", "known_at"),
    ("since=2020-13", "since"),
    ("since=2021&until=2020", "since"),
    ("until=2020-00-01", "until"),
    ("as_of=2020-02", "as_of"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("extension", ["/", ".csv", ".json", ".atom"])
def test_wrong_parameter_is_refused_by_name(client, kind, extension):
    for query, name in WRONG:
        response = client.get(f"/{kind}{extension}?{query}")
        assert response.status_code == 400, query
        assert name in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_filter_refuses_a_value_nobody_could_mean(client, kind):
    for name in RECORDS[kind].filterset.base_filters:
        response = client.get(f"/{kind}.json", {name: "~no such thing~"})
        assert response.status_code == 400, name
        assert list(json.loads(response.content)["parameters"]) == [name]


@pytest.mark.parametrize("kind", KINDS)
def test_empty_parameters_of_a_form_are_no_filters(client, kind):
    make(kind, number=1)
    names = ["q", "since", "until", "as_of", "known_at", *RECORDS[kind].filterset.base_filters]
    query = "&".join(f"{name}=" for name in names)
    assert json_rows(client, kind, query) == json_rows(client, kind)


# A cell that a spreadsheet runs begins with one of these; the last four are their full-width forms.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_a_csv_runs_as_a_formula(client, kind):
    for number, words in enumerate(FORMULAS):
        make(kind, number=number, words=words)
    numbers = {column.name for column in RECORDS[kind].columns if column.shown_as == "number"}
    cells = [cell for row in csv_rows(client, kind) for name, cell in row.items() if name not in numbers]
    assert [cell for cell in cells if cell and cell[0] in "=+-@\t\r\n＝＋－＠"] == []
    assert any(cell.startswith("'=1+1") for cell in cells)


@pytest.mark.parametrize("kind", KINDS)
def test_json_has_the_words_as_they_are(client, kind):
    make(kind, number=1, words="=1+1")
    assert any(str(cell).startswith("=1+1") for cell in json_rows(client, kind)[0].values())


@pytest.mark.parametrize("kind", KINDS)
def test_csv_and_json_have_the_same_columns(client, kind):
    make(kind, number=1)
    names = [column.name for column in RECORDS[kind].columns]
    assert list(json_rows(client, kind)[0]) == names
    assert list(csv_rows(client, kind)[0]) == names


@pytest.mark.parametrize("kind", KINDS)
def test_csv_of_no_rows_still_has_its_header(client, kind):
    header = get(client, f"/{kind}.csv").decode()
    assert header == ",".join(column.name for column in RECORDS[kind].columns) + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_csv_and_json_cells_say_the_same(client, kind):
    for number in range(1, 4):
        make(kind, number=number, words=f'Words, "{number}"\nand more')
    for in_csv, in_json in zip(csv_rows(client, kind), json_rows(client, kind), strict=True):
        plain = {
            name: "; ".join(cell) if isinstance(cell, list) else "" if cell is None else str(cell)
            for name, cell in in_json.items()
        }
        assert in_csv == plain


def filters_of(kind: str) -> st.SearchStrategy[dict[str, str]]:
    """Query strings over what the makers make."""
    record = RECORDS[kind]
    own = record.filterset.base_filters
    choices: dict[str, st.SearchStrategy[str]] = {"sort": st.sampled_from(list(record.sorts))}
    if record.within:
        days = st.sampled_from(["2020-01", "2020-01-05", "2020-02-10", "2019", "2020", "2021-05-05"])
        choices |= {"since": days}
    if not record.no_as_of:
        choices["as_of"] = st.sampled_from(["2019-12-31", "2020-01-05", "2020-02-01", "2026-01-01"])
    values = {
        "state": ["IL", "CA", "NY"],
        "official": ["an-official"],
        "body": ["a-body"],
        "maker": ["a-body"],
        "jurisdiction": ["a-place-il"],
        "outlet": ["lakefront-courier"],
        "captured": ["yes", "no"],
        "withdrawn": ["yes", "no"],
    }
    choices |= {name: st.sampled_from(values[name]) for name in values if name in own}
    for name in ("kind", "form", "direction", "dimension"):
        if name in own:
            choices[name] = st.sampled_from([str(code) for code, _ in own[name].codes()])
    choices["q"] = st.sampled_from(["words", "even", "odd", "nothing"])
    return st.fixed_dictionaries({}, optional=choices)


class SameRows(TestCase):
    """Page, CSV and JSON under the same query string."""

    @classmethod
    def setUpTestData(cls) -> None:
        for kind in KINDS:
            for number in range(60):
                make(kind, number=number, words=f"Words {'odd' if number % 2 else 'even'}")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), filters_of(kind))))
    def test_page_csv_and_json_give_the_same_rows(self, asked):
        kind, parameters = asked
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        whole = [row["slug"] for row in csv_rows(self.client, kind, query)]
        first = [row["slug"] for row in json_rows(self.client, kind, query)]
        second = [row["slug"] for row in json_rows(self.client, kind, f"{query}&page=2".lstrip("&"))]
        self.assertEqual(whole, first + second)
        self.assertEqual(page_slugs(self.client, kind, query), first)
        if "sort" in parameters:
            atom = get(self.client, f"/{kind}.atom?{query}").decode()
            self.assertEqual([slug for slug in first if f"/{kind}/{slug}/</id>" in atom], first)


@pytest.mark.parametrize("kind", KINDS)
def test_following_next_reads_every_row_once(client, kind):
    for number in range(120):
        make(kind, number=number)
    seen: list[str] = []
    address = f"/{kind}.json"
    while address:
        answer = json.loads(get(client, address))
        seen += [row["slug"] for row in answer["rows"]]
        address = answer["next"]
    assert seen == [row["slug"] for row in csv_rows(client, kind)]
    assert len(seen) == len(set(seen)) >= 120
