"""Attacks on the whole site: what docs/security.md promises and no module has tests of its own for."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import cast
from tests.admin.conftest import as_, typed
from tests.makers import make
from tests.surfaces.reading import body
from tracker.actions.kinds import KINDS
from tracker.models import CorrectionRequest, State
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db

PUBLIC_PAGES = [
    "/",
    "/search/?q=a",
    "/compare/",
    "/compare/map/",
    "/data/",
    "/methodology/",
    "/corrections/",
    "/robots.txt",
]
PUBLIC_PAGES += [f"/{kind}{end}" for kind in RECORDS for end in ("/", ".csv", ".json", ".atom")]


@pytest.fixture
def world() -> cast.Cast:
    return cast.build()


# -- hosts and caches


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "testserver@evil.example", "evil.example:80", "a b", ""],
)
def test_unknown_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/", HTTP_HOST=host).status_code == 400


def test_forwarded_host_is_not_believed(client: Client) -> None:
    make("outlets", number=1)
    plain = client.get("/outlets.atom")
    told = client.get(
        "/outlets.atom", HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="host=evil.example"
    )
    assert body(told) == body(plain) and b"evil.example" not in body(told)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_answer_may_be_kept_only_with_asking_and_apart_by_cookie(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies


def test_answer_to_somebody_signed_in_may_be_kept_by_no_cache(world: cast.Cast) -> None:
    client = as_(world.curator)
    for path in PUBLIC_PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "private" in answer["Cache-Control"] and "public" not in answer["Cache-Control"], path


def test_page_with_a_token_may_be_kept_by_no_cache(client: Client) -> None:
    answer = client.get("/corrections/ask/")
    assert answer.cookies and "private" in answer["Cache-Control"]


def test_admin_may_be_kept_by_no_cache(world: cast.Cast) -> None:
    for client in (Client(), as_(world.curator)):
        answer = client.get(reverse("admin:index"))
        assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


# -- mass assignment


def test_reader_cannot_answer_or_settle_an_objection_by_sending_more_fields(client: Client) -> None:
    client.post(
        "/corrections/ask/",
        {
            "message": "Line 4 names another town.",
            "state": "accepted",
            "answer": "You are right.",
            "sender_hash": "0" * 64,
            "answered_at": "2020-01-01",
            "id": "77",
        },
    )
    kept = CorrectionRequest.objects.get()
    assert (kept.state, kept.answer, kept.answered_at) == ("open", "", None)
    assert kept.sender_hash != "0" * 64 and kept.pk != 77


def test_curator_cannot_make_themselves_more_by_sending_more_fields(world: cast.Cast) -> None:
    world.curator.set_password("a long and lonely password")
    world.curator.save()
    client = as_(world.curator)
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "groups": "1",
        "user_permissions": "1",
        "username": "root",
    }
    client.post(
        reverse("admin:password_change"),
        {
            "old_password": "a long and lonely password",
            "new_password1": "other lonely words",
            "new_password2": "other lonely words",
        }
        | more,
    )
    found = User.objects.get(pk=world.curator.pk)
    assert found.check_password("other lonely words")
    assert not found.is_superuser and found.username == world.curator.username
    assert [group.name for group in found.groups.all()] == ["curator"]


def test_administrator_cannot_make_a_superuser_by_sending_more_fields(world: cast.Cast) -> None:
    administrator = cast.user("ada", "administrator")
    url = reverse("admin:auth_user_change", args=[world.curator.pk])
    client = as_(administrator)
    answer = client.post(url, typed(client, url, is_superuser="on", user_permissions="1", last_name="Reed"))
    assert answer.status_code == 302
    found = User.objects.get(pk=world.curator.pk)
    assert found.last_name == "Reed"
    assert not found.is_superuser and not found.user_permissions.exists()


@pytest.mark.parametrize("kind", ["outlets", "organizations", "officials"])
def test_record_is_not_published_signed_or_renumbered_by_sending_more_fields(
    world: cast.Cast, kind: str
) -> None:
    row = make(kind, number=7, state=State.DRAFT)
    name = row._meta.model_name
    url = reverse(f"admin:tracker_{name}_change", args=[row.pk])
    client = as_(world.curator)
    more = {
        "state": "published",
        "published_at": "2020-01-01",
        "published_at_0": "2020-01-01",
        "published_at_1": "00:00",
        "created_at": "2020-01-01",
        "created_by": str(world.editor.pk),
        "version": "99",
        "id": "12345",
    }
    before = type(row).objects.values("state", "published_at", "created_at").get(pk=row.pk)
    client.post(url, typed(client, url, **more))
    row.refresh_from_db()
    assert type(row).objects.values("state", "published_at", "created_at").get(pk=row.pk) == before
    assert row.version < 99


def test_no_form_takes_all_fields_there_are() -> None:
    """``fields = "__all__"`` would let a new column in by itself."""
    for path in [*Path("tracker").rglob("*.py"), *Path("config").rglob("*.py")]:
        for node in ast.walk(ast.parse((Path(settings.BASE_DIR) / path).read_text())):
            if isinstance(node, ast.Assign) and any(
                getattr(t, "id", "") in ("fields", "exclude") for t in node.targets
            ):
                assert getattr(node.value, "value", "") != "__all__", path


def test_what_only_actions_decide_is_in_no_form_of_the_admin() -> None:
    for model in KINDS.values():
        for name in ("state", "published_at", "version", "created_at", "updated_at"):
            if name in {field.name for field in model._meta.get_fields()}:
                assert not model._meta.get_field(name).editable, (model, name)


# -- searching, paging, exporting

HARD_SEARCHES = [
    "-" * 33,
    "- " * 50,
    '"' * 41,
    "'" * 80,
    "((((((((((((((((((((((((((((((((a",
    "a & | ! b",
    "!!!!a",
    "a:*b:*",
    "<->" * 20,
    "<1000000>",
    "\\\\\\'",
    "a\x00b",
    "﻿‮abc",
    "or or or",
    "-a -b -c",
    "*" * 199,
    "% _ %",
    "$$;drop table tracker_article;--",
    "\ud83d",
    "\U0001f9ff" * 100,
    "é" * 199,
]


@pytest.mark.parametrize("words", HARD_SEARCHES)
@pytest.mark.parametrize("path", ["/search/", "/quotations/", "/quotations.json", "/quotations.csv"])
def test_hard_search_is_answered_or_refused_in_words(client: Client, path: str, words: str) -> None:
    client.raise_request_exception = False
    answer = client.get(f"{path}?q={quote(words, errors='surrogatepass')}")
    assert answer.status_code in (200, 400)
    assert body(answer) or path.endswith("csv")


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(alphabet="ab \"'-|&!<>:*()\\%_$\u2019", max_size=260))
def test_search_syntax_is_never_an_error_of_ours(client: Client, words: str) -> None:
    client.raise_request_exception = False
    assert client.get("/search/", {"q": words}).status_code in (200, 400)


@pytest.mark.parametrize(
    "page", ["0", "-1", "101", "1000000000", "9" * 400, "1e3", "１", "", "1;", "None", "0x1"]
)
@pytest.mark.parametrize("end", ["/", ".json"])
def test_page_beyond_the_bounds_is_refused_and_asks_nothing_of_the_books(
    client: Client, page: str, end: str
) -> None:
    answer = client.get(f"/outlets{end}", {"page": page})
    assert answer.status_code == (200 if page == "" else 400)


@pytest.mark.parametrize(
    "name", ["page_size", "limit", "offset", "per_page", "format", "fields", "_labels", "state__in", "id"]
)
def test_parameter_that_would_widen_an_answer_is_unknown(client: Client, name: str) -> None:
    for end in ("/", ".json", ".csv"):
        answer = client.get(f"/outlets{end}", {name: "1000000"})
        assert answer.status_code == 400 and name.encode() in body(answer)


def test_too_many_parameters_are_refused(client: Client) -> None:
    client.raise_request_exception = False
    assert client.get("/outlets/?" + "&".join(f"a{n}=1" for n in range(5000))).status_code == 400
    assert client.get("/positions/?" + "state=IL&" * 5000).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_side_changes_nothing_by_any_method(client: Client, method: str) -> None:
    assert {path: getattr(client, method)(path).status_code for path in PUBLIC_PAGES} == dict.fromkeys(
        PUBLIC_PAGES, 405
    )


STRANGE_ADDRESSES = [
    "/../../etc/passwd",
    "/static/../config/settings.py",
    "/static/%2e%2e/%2e%2e/manage.py",
    "/outlets/%00/",
    "/outlets/..%2f..%2fx/",
    "/sources/" + "g" * 64 + "/",
    "/sources/../../x/",
    "/outlets/" + "a" * 5000 + "/",
    "//evil.example/",
    "/admin/tracker/outlet/9999999999999999999999/change/",
    "/admin/tracker/outlet/_5F/change/",
    "/admin/tracker/outlet/?id__exact=' or 1=1",
    "/admin/tracker/outlet/?q=%00",
    "/admin/tracker/submission/?p=99999999999999999999",
    "/admin/tracker/capture/1/changes/",
]


def test_strange_address_is_no_error_of_ours(world: cast.Cast) -> None:
    client = as_(world.curator)
    client.raise_request_exception = False
    assert {
        path: status for path in STRANGE_ADDRESSES if (status := client.get(path).status_code) >= 500
    } == {}


def test_passwords_are_hashed_slowly_and_long_ones_asked_for() -> None:
    from config import settings as real

    assert not hasattr(real, "PASSWORD_HASHERS")
    with pytest.raises(ValidationError):
        from django.contrib.auth.password_validation import validate_password

        validate_password("short-words")
    assert {validator["NAME"].rsplit(".")[-1] for validator in real.AUTH_PASSWORD_VALIDATORS} >= {
        "CommonPasswordValidator",
        "MinimumLengthValidator",
    }


def test_no_template_marks_text_of_others_as_safe() -> None:
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.*"):
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape off|safeseq", text), path
    assert apps.is_installed("csp")
