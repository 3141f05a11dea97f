"""Signing in: guessing is limited for all web processes together, and nothing tells which accounts exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests import cast

PASSWORD = "a long and lonely password"
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def curator(db: None) -> User:
    account = cast.user("ines", "curator")
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(name: str, password: str = "wrong", **meta: Any) -> Any:
    return Client().post(LOGIN, {"username": name, "password": password}, **meta)


def words(answer: Any, name: str) -> str:
    """The page as read, without the token and the name typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return text.replace(name, "NAME")


def test_right_password_signs_in() -> None:
    answer = sign_in("ines", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/")


def test_sixth_attempt_on_an_account_is_refused_whatever_the_password() -> None:
    assert [sign_in("ines").status_code for _ in range(5)] == [200] * 5
    refused = sign_in("ines", PASSWORD)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "300"
    assert "Too many attempts to sign in" in refused.content.decode()
    assert "sessionid" not in refused.cookies


def test_account_is_free_again_after_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.admin.signing_in.ACCOUNT_WITHIN_S", -1)
    monkeypatch.setattr("tracker.admin.signing_in.SENDER_WITHIN_S", -1)
    assert [sign_in("ines").status_code for _ in range(12)] == [200] * 12
    assert sign_in("ines", PASSWORD).status_code == 302


def test_other_spelling_of_the_name_is_the_same_account() -> None:
    for name in ("ines", "INES", "Ines", " ines", "ines "):
        sign_in(name)
    assert sign_in("ines", PASSWORD).status_code == 429


def test_one_sender_tries_ten_times_a_minute_on_all_accounts_together() -> None:
    assert {sign_in(f"name{number}").status_code for number in range(10)} == {200}
    assert sign_in("ines", PASSWORD).status_code == 429
    assert sign_in("ines", PASSWORD, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_made_up_forwarded_address_has_no_effect_on_the_limit() -> None:
    for number in range(10):
        sign_in(f"name{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert sign_in("ines", PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_address_our_own_proxy_saw_counts(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        sign_in(f"name{number}", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.7")
    assert sign_in("ines", PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.7").status_code == 429
    assert sign_in("ines", PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 302


def test_subscriber_with_many_ipv6_addresses_is_one_sender() -> None:
    for number in range(10):
        sign_in(f"name{number}", REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert sign_in("ines", PASSWORD, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in("ines", PASSWORD, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_success_frees_the_account_but_not_the_sender() -> None:
    for _ in range(4):
        sign_in("ines")
    assert sign_in("ines", PASSWORD).status_code == 302
    assert [sign_in("ines").status_code for _ in range(5)] == [200] * 5
    assert sign_in("somebody").status_code == 429


def test_unknown_account_wrong_password_and_account_without_a_role_are_answered_alike() -> None:
    User.objects.create_user("reader", password=PASSWORD, is_staff=False)
    User.objects.create_user("gone", password=PASSWORD, is_staff=True, is_active=False)
    answers = [
        words(sign_in("ines"), "ines"),
        words(sign_in("nobody-of-that-name"), "nobody-of-that-name"),
        words(sign_in("reader", PASSWORD), "reader"),
        words(sign_in("gone", PASSWORD), "gone"),
    ]
    assert len(set(answers)) == 1


def test_unknown_account_is_refused_after_as_many_attempts_in_the_same_words() -> None:
    for number in range(5):
        sign_in("nobody-of-that-name", REMOTE_ADDR=f"198.51.100.{number}")
        sign_in("ines", REMOTE_ADDR=f"198.51.100.{number}")
    unknown, known = sign_in("nobody-of-that-name"), sign_in("ines")
    assert unknown.status_code == known.status_code == 429
    assert words(unknown, "nobody-of-that-name") == words(known, "ines")


def test_unknown_account_costs_as_much_hashing_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import get_hasher

    hashed: list[str] = []
    kind = type(get_hasher())
    encode = kind.encode
    monkeypatch.setattr(
        kind,
        "encode",
        lambda self, password, *rest, **named: (
            hashed.append(password),
            encode(self, password, *rest, **named),
        )[1],
    )
    sign_in("nobody-of-that-name", "guess one")
    sign_in("ines", "guess two")
    assert hashed.count("guess one") == hashed.count("guess two") == 1


def test_limit_is_shared_through_the_database_and_keeps_no_names() -> None:
    sign_in("ines", REMOTE_ADDR="198.51.100.77")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        kept = cursor.fetchall()
    assert len(kept) == 2
    assert not any("ines" in key or "198.51" in key for key, _ in kept)
    assert not any(name for name in ("ines", "198") if name in str([value for _, value in kept]))


def test_flood_of_made_up_names_does_not_wash_the_limits_out() -> None:
    for _ in range(5):
        sign_in("ines", REMOTE_ADDR="198.51.100.1")
    for number in range(500):
        caches["shared"].add(f"sign-in:account:{number:064}:0", 1, timeout=300)
    assert sign_in("ines", PASSWORD, REMOTE_ADDR="198.51.100.2").status_code == 429


def test_cookie_from_before_signing_out_is_dead() -> None:
    client = Client()
    client.post(LOGIN, {"username": "ines", "password": PASSWORD})
    old = client.cookies["sessionid"].value
    assert client.get(reverse("admin:index")).status_code == 200
    client.post(reverse("admin:logout"))
    thief = Client()
    thief.cookies["sessionid"] = old
    assert thief.get(reverse("admin:index")).status_code == 302


def test_signing_out_by_a_link_does_nothing() -> None:
    client = Client()
    client.post(LOGIN, {"username": "ines", "password": PASSWORD})
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.get(reverse("admin:index")).status_code == 200


def test_cookie_given_before_signing_in_is_not_the_one_after() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.post(LOGIN, {"username": "ines", "password": PASSWORD})
    assert client.cookies["sessionid"].value != "a" * 32


def test_new_password_ends_sessions_elsewhere() -> None:
    elsewhere = Client()
    elsewhere.post(LOGIN, {"username": "ines", "password": PASSWORD})
    account = User.objects.get(username="ines")
    account.set_password("another lonely password")
    account.save()
    assert elsewhere.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "http:///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
        "///evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_signing_in_leads_to_no_other_site(target: str) -> None:
    answer = Client().post(
        f"{LOGIN}?next=/admin/", {"username": "ines", "password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/") and not answer["Location"].startswith(("//", "/\\"))


def test_posting_without_a_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="ines"))
    assert client.post(reverse("admin:add"), {"addresses": "https://a.example/"}).status_code == 403
    assert client.post(reverse("admin:logout")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 200
