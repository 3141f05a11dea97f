"""What happens around every request: ids, limits of the public side, and a database that is away."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.logs import JsonLine, request_id
from config.middleware import StatementTimeout
from config.replica import PublicReadsFromReplica, on_public_side
from config.unavailable import AWAY, TOO_LONG

pytestmark = pytest.mark.urls(__name__)


def slow(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
    return HttpResponse("slept")


def cut_off(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("unreachable")


def wrong(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return HttpResponse("unreachable")


def alias(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PublicReadsFromReplica().db_for_read(User))


urlpatterns = [path("slow", slow), path("cut-off", cut_off), path("wrong", wrong), path("alias", alias)]
handler500 = "config.unavailable.server_error"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def impatient(settings: Any) -> None:
    settings.PUBLIC_STATEMENT_TIMEOUT_MS = 50


@pytest.fixture(autouse=True)
def back_to_first_database() -> Iterator[None]:
    yield
    on_public_side.set(False)


def statement_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_public_query_over_its_limit_is_a_503_with_advice(client: Client, impatient: None) -> None:
    answer = client.get("/slow")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert TOO_LONG in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_limit_ends_with_the_request(client: Client, impatient: None) -> None:
    client.get("/slow")
    assert statement_timeout() == "0"


@pytest.mark.django_db
def test_limit_holds_within_a_transaction(client: Client, impatient: None) -> None:
    assert client.get("/slow").status_code == 503


@pytest.mark.django_db
def test_limit_is_no_query_of_djangos(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1), StatementTimeout(1234):
        assert statement_timeout() == "1234ms"


@pytest.mark.django_db
def test_curators_have_no_limit(client: Client, impatient: None) -> None:
    client.force_login(User.objects.create_user("curator"))
    assert client.get("/slow").content == b"slept"


@pytest.mark.django_db
def test_posting_has_no_limit(client: Client, impatient: None) -> None:
    assert client.post("/slow").content == b"slept"


@pytest.mark.django_db
def test_limit_of_zero_is_none(client: Client, settings: Any) -> None:
    settings.PUBLIC_STATEMENT_TIMEOUT_MS = 0
    assert client.get("/slow").content == b"slept"


@pytest.mark.django_db(transaction=True)
def test_lost_connection_is_a_503_and_the_next_request_recovers(client: Client) -> None:
    answer = client.get("/cut-off")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert AWAY in answer.content.decode()
    # Django does this at the start of a request; its test client leaves it out.
    close_old_connections()
    assert client.get("/slow").content == b"slept"


@pytest.mark.django_db(transaction=True)
def test_fault_of_ours_stays_a_500(client: Client) -> None:
    assert client.get("/wrong").status_code == 500


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica in name: the choice is asked for, no connection is made."""
    monkeypatch.setitem(settings.DATABASES, "replica", dict(settings.DATABASES["default"]))
    monkeypatch.setattr(settings, "PUBLIC_STATEMENT_TIMEOUT_MS", 0)


def test_anonymous_reader_is_served_from_the_replica(client: Client, replica: None) -> None:
    assert client.get("/alias").content == b"replica"


@pytest.mark.django_db
def test_reader_with_a_session_is_served_from_the_first_database(client: Client, replica: None) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert client.get("/alias").content == b"default"


def test_without_a_replica_everyone_is_served_from_the_first_database(client: Client) -> None:
    assert client.get("/alias").content == b"default"


def test_every_answer_has_a_request_id_of_its_own(client: Client) -> None:
    first, second = (client.get("/alias")["X-Request-ID"] for _ in range(2))
    assert first != second


def test_plain_request_id_of_a_proxy_is_kept(client: Client) -> None:
    assert client.get("/alias", headers={"X-Request-ID": "abc-12345678"})["X-Request-ID"] == "abc-12345678"


@pytest.mark.parametrize("given", ["short", 'x"y,z{"a":1}', "a" * 65])
def test_odd_request_id_is_replaced(client: Client, given: str) -> None:
    assert client.get("/alias", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_request_line_holds_no_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="tracker.request")
    client.get("/alias?q=private")
    assert [record.fields["path"] for record in caplog.records] == ["/alias"]
    assert "private" not in caplog.text


def test_log_line_is_one_json_object_with_the_request(caplog: pytest.LogCaptureFixture) -> None:
    token = request_id.set("abc-12345678")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("tracker").exception("It %s", "failed", extra={"fields": {"ms": 7}})
    line = JsonLine().format(caplog.records[-1])
    request_id.reset(token)
    read = json.loads(line)
    assert "\n" not in line
    assert (read["message"], read["request"], read["ms"]) == ("It failed", "abc-12345678", 7)
    assert "ValueError: two\nlines" in read["error"]


def test_security_headers_are_on_every_answer(client: Client) -> None:
    answer = client.get("/alias")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
