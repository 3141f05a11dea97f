"""Fetches a page from the open web without letting the page, or who submitted it, turn that against us.

http and https on their usual ports; every redirect and every resolved address checked (guard.py); the
connection pinned to the checked address (wire.py); bounded in redirects, bytes and time; robots.txt
respected; no proxy from the environment, no cookie, no credentials; a User-Agent that says who we are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import certifi

from tracker.ingest.addresses import DEFAULT_PORTS, Address, parse_address
from tracker.ingest.errors import (
    AddressRefused,
    BadStatus,
    RedirectLoop,
    RobotsRefused,
    Unreachable,
    Unreadable,
)
from tracker.ingest.guard import Resolve, checked_addresses, system_addresses
from tracker.ingest.robots import MAX_BYTES as ROBOTS_MAX_BYTES
from tracker.ingest.robots import MemoryRobots, Robots, RobotsCache, closed, parse_robots
from tracker.ingest.wire import Deadline, Response, exchange

ABSENT = frozenset([404, 410, 451])
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_PASSING = frozenset([408, 425, 429, 500, 502, 503, 504])
_MAX_RETRY_AFTER_S = 24 * 3600.0
_ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,text/plain;q=0.8,*/*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits of a fetch. The defaults are strict; only tests widen ports, addresses and names."""

    ports: frozenset[int] = frozenset(DEFAULT_PORTS.values())
    excused_addresses: frozenset[str] = frozenset()
    resolve: Resolve = system_addresses
    ca_file: str = field(default_factory=certifi.where)
    timeout_s: float = 20.0
    max_bytes: int = 5 * 2**20
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What an address returned. ``content`` has its content coding undone; ``headers`` are as sent.

    ``status`` is 2xx, 304 (``not_modified``) or one of 404, 410 and 451: a page that is gone is a
    finding, not an error. ``redirects`` are the addresses passed on the way, in order, without the last.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    content_type: str
    fetched_at: datetime
    redirects: tuple[str, ...] = ()
    not_modified: bool = False

    @property
    def is_absent(self) -> bool:
        return self.status in ABSENT

    def header(self, name: str) -> str:
        """The first header of that name, or blank."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def fetch(
    url: str,
    *,
    user_agent: str,
    now: datetime,
    etag: str = "",
    last_modified: str = "",
    policy: FetchPolicy | None = None,
    robots: RobotsCache | None = None,
) -> Page:
    """GET ``url``, following redirects, all within one budget of time.

    ``user_agent`` is "Product/version (+contact)"; ``now`` is the aware time the capture carries;
    ``etag`` and ``last_modified`` are those of an earlier Page and make the request conditional;
    ``robots`` keeps robots files between calls. Raises IngestError of some kind.
    """
    policy = policy or FetchPolicy()
    headers = {
        "User-Agent": _header_text(user_agent),
        "Accept": _ACCEPT,
        "Accept-Language": "en-US,en;q=0.8,*;q=0.3",
    }
    conditions = {"If-None-Match": _header_text(etag), "If-Modified-Since": _header_text(last_modified)}
    headers |= {name: value for name, value in conditions.items() if value}
    kept = robots if robots is not None else MemoryRobots()
    start = parse_address(url)
    with Deadline(policy.timeout_s) as deadline:

        def may_fetch(address: Address) -> None:
            asked = _robots_of(
                address, cache=kept, policy=policy, deadline=deadline, user_agent=user_agent, now=now
            )
            if not asked.allows(address.target):
                raise RobotsRefused(
                    f"The robots.txt of {address.host} asks not to fetch this page.", url=str(address)
                )

        response, final, passed = _follow(
            start, headers=headers, policy=policy, deadline=deadline, before_each=may_fetch
        )
    _check_status(response, url=str(final), is_conditional=bool(etag or last_modified), now=now)
    return Page(
        url=str(start),
        final_url=str(final),
        status=response.status,
        headers=response.headers,
        content=response.content,
        content_type=response.header("content-type"),
        fetched_at=now,
        redirects=passed,
        not_modified=response.status == 304,
    )


def _follow(
    start: Address,
    *,
    headers: dict[str, str],
    policy: FetchPolicy,
    deadline: Deadline,
    before_each: Callable[[Address], None],
    max_bytes: int = 0,
    cut: bool = False,
) -> tuple[Response, Address, tuple[str, ...]]:
    """The first answer that is no redirect, where it came from, and the addresses passed on the way."""
    address = start
    passed: list[str] = []
    while True:
        url = str(address)
        if address.port not in policy.ports:
            raise AddressRefused(
                f"The address names port {address.port}; only 80 and 443 are fetched.", url=url
            )
        deadline.check(url)
        ips = checked_addresses(
            address.host,
            address.port,
            resolve=policy.resolve,
            excused=policy.excused_addresses,
            timeout_s=deadline.remaining_s,
            url=url,
        )
        before_each(address)
        response = exchange(
            address,
            connect_to=ips,
            headers=headers,
            deadline=deadline,
            max_bytes=max_bytes or policy.max_bytes,
            ca_file=policy.ca_file,
            cut=cut,
        )
        location = response.header("location")
        if response.status not in _REDIRECTS or not location:
            return response, address, tuple(passed)
        passed.append(url)
        # Headers arrive as latin-1; many servers send UTF-8 in them.
        location = location.encode("latin-1", "replace").decode("utf-8", "replace")
        address = _forwarded(url, location)
        if str(address) in passed:
            raise RedirectLoop("The address forwards in a circle.", url=url)
        if len(passed) > policy.max_redirects:
            raise RedirectLoop(f"The address forwards more than {policy.max_redirects} times.", url=url)


def _forwarded(url: str, location: str) -> Address:
    try:
        return parse_address(urljoin(url, location.strip()))
    except ValueError:
        raise AddressRefused("The site forwards to an address that cannot be read.", url=url) from None


def _robots_of(
    address: Address,
    *,
    cache: RobotsCache,
    policy: FetchPolicy,
    deadline: Deadline,
    user_agent: str,
    now: datetime,
) -> Robots:
    """The robots file of the address's origin, from ``cache`` while it is fresh.

    RFC 9309: a missing file (4xx) allows everything, a failing server (5xx, no connection) nothing.
    """
    known = cache.get(address.origin)
    if known is not None and known.is_fresh(now):
        return known
    try:
        response, _, _ = _follow(
            parse_address(address.origin + "/robots.txt"),
            headers={"User-Agent": _header_text(user_agent)},
            policy=policy,
            deadline=deadline,
            before_each=lambda address: None,
            max_bytes=ROBOTS_MAX_BYTES,
            cut=True,
        )
    except (RedirectLoop, AddressRefused, Unreadable):
        response = Response(404, (), b"")
    if response.status >= 500 or response.status == 429:
        message = f"The robots.txt of {address.host} cannot be read at the moment (status {response.status})."
        cache.put(address.origin, closed(now))
        raise RobotsRefused(message, url=str(address), permanent=False)
    if 200 <= response.status < 300:
        found = parse_robots(response.content, user_agent=user_agent, now=now)
    else:
        found = Robots(now)
    cache.put(address.origin, found)
    return found


def _check_status(response: Response, *, url: str, is_conditional: bool, now: datetime) -> None:
    status = response.status
    if 200 <= status < 300 or status in ABSENT:
        return
    if status == 304 and is_conditional:
        return
    if status in _REDIRECTS or status == 304:
        raise Unreadable(f"The site forwards without saying where to (status {status}).", url=url)
    if status in (401, 402, 403, 407):
        raise BadStatus(f"The site does not let us read this page (status {status}).", url=url, status=status)
    if status < 200:
        raise Unreachable(f"The site did not send a complete answer (status {status}).", url=url)
    raise BadStatus(
        f"The site answered with an error (status {status}).",
        url=url,
        status=status,
        permanent=status not in _PASSING,
        retry_after_s=_retry_after_s(response.header("retry-after"), now=now),
    )


def _retry_after_s(value: str, *, now: datetime) -> float:
    """Retry-After as seconds from ``now``: a number or an HTTP date; 0 when absent or unreadable."""
    try:
        seconds = float(value) if value.strip().isdigit() else (_http_date(value) - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), _MAX_RETRY_AFTER_S)


def _http_date(value: str) -> datetime:
    moment = parsedate_to_datetime(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _header_text(value: str) -> str:
    """``value`` as it may stand in a header: one line of printable latin-1."""
    return "".join(char for char in value if " " <= char <= "~" or "\xa0" <= char <= "\xff").strip()
