"""The pure parts of fetching: which addresses, what robots.txt says, how long to wait."""

from __future__ import annotations

import ipaddress
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.guard import refusal
from tracker.ingest.robots import Robots, closed, parse_robots

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AGENT = "PolicyTracker/1.0"

NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.5 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1
100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1
4000::1 not-an-address 127.1
"""
PUBLIC = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.1 2606:4700::1111 2a00:1450::5"


@pytest.mark.parametrize(
    "address",
    NOT_PUBLIC.split(),
)
def test_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address",
    PUBLIC.split(),
)
def test_public_address_is_let_through(address: str) -> None:
    assert refusal(address) == ""


@given(st.ip_addresses())
def test_what_python_calls_private_or_multicast_is_always_refused(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert refusal(str(address))


def robots(text: str) -> Robots:
    return parse_robots(text.encode(), user_agent=AGENT, now=NOW)


@pytest.mark.parametrize(
    ("rules", "target", "is_allowed"),
    [
        ("", "/x", True),
        ("Disallow: /", "/x", False),
        ("Disallow:", "/x", True),
        ("Disallow: /a", "/ab", False),
        ("Disallow: /a/", "/ab", True),
        ("Disallow: /a\nAllow: /a/open", "/a/open/1", True),
        ("Allow: /a\nDisallow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: *secret", "/x/secret/y", False),
        ("Disallow: /a*b*c$", "/a-b-c-c", False),
        ("Disallow: /ab*b$", "/ab", True),
        ("Disallow: /*?print=", "/x?print=1", False),
    ],
)
def test_longest_robots_rule_decides(rules: str, target: str, is_allowed: bool) -> None:
    assert robots("User-agent: *\n" + rules).allows(target) is is_allowed


def test_own_robots_group_replaces_the_general_one() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: policytracker\nDisallow: /a\nCrawl-delay: 7"
    assert robots(text).allows("/b") and not robots(text).allows("/a")
    assert robots(text).crawl_delay_s == 7


def test_robots_group_of_others_is_not_ours() -> None:
    assert robots("User-agent: policytracker-images\nDisallow: /").allows("/x")


def test_crawl_delay_is_bounded() -> None:
    assert robots("User-agent: *\nCrawl-delay: 1e9").crawl_delay_s == 60
    assert robots("User-agent: *\nCrawl-delay: never").crawl_delay_s == 0


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_robots_file_can_be_read(content: bytes, target: str) -> None:
    assert parse_robots(content, user_agent=AGENT, now=NOW).allows("/" + target) in (True, False)


def test_robots_pattern_of_stars_is_matched_in_linear_time() -> None:
    found = robots("User-agent: *\nDisallow: /" + "*a" * 5000 + "$")
    begun = time.process_time()
    assert found.allows("/" + "a" * 4999 + "b" * 50_000)
    assert time.process_time() - begun < 3


def test_closed_site_allows_nothing_and_is_asked_again_next_day() -> None:
    assert not closed(NOW).allows("/")
    assert closed(NOW).is_fresh(NOW + timedelta(hours=23)) and not closed(NOW).is_fresh(
        NOW + timedelta(hours=24)
    )
