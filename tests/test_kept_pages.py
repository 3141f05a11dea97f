"""Public pages kept in memory: fast while nothing is written, right at once when something is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept(settings: Any) -> Iterator[None]:
    settings.PAGES_KEPT = 50
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def _queries(path: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path, headers=headers).status_code == 200
    return len(queries)


def test_second_reader_costs_one_query() -> None:
    make("outlets", number=1)
    assert _queries("/outlets/") > 1
    # Other tests write to other databases of this server, and a snapshot is of the whole server.
    assert any(_queries("/outlets/") == 1 for _ in range(200))


def test_published_record_shows_at_once() -> None:
    make("outlets", number=1, words="Firstly Gazette")
    Client().get("/outlets/")
    make("outlets", number=2, words="Secondly Gazette")
    assert "Secondly Gazette" in Client().get("/outlets/").content.decode()


def test_change_by_plain_sql_shows_at_once() -> None:
    make("outlets", number=1, words="Firstly Gazette")
    Client().get("/outlets/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_outlet SET name = 'Otherwise Gazette'")
    assert "Otherwise Gazette" in Client().get("/outlets/").content.decode()


def test_reader_may_ask_for_a_page_made_anew() -> None:
    make("outlets", number=1)
    _queries("/outlets/")
    assert _queries("/outlets/", **{"Cache-Control": "no-cache"}) > 1


def test_form_with_a_token_is_never_kept() -> None:
    first = Client().get("/corrections/ask/").content
    assert Client().get("/corrections/ask/").content != first


def test_query_strings_are_kept_apart() -> None:
    make("outlets", number=1, words="Firstly Gazette")
    Client().get("/outlets/?q=Nowhere")
    assert "Firstly Gazette" in Client().get("/outlets/?q=Firstly").content.decode()
