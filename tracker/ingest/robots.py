"""Reads robots.txt as RFC 9309 has it: the most specific group, the longest matching rule, ties allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tracker.ingest.decode import decode

MAX_BYTES = 500 * 1024
KEPT_FOR = timedelta(hours=24)
_MAX_RULES = 5000
_MAX_DELAY_S = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """What one origin's robots.txt asks of us. ``rules`` are (pattern, is_allowed).

    ``body`` is the file as read: a caller that stores it gets the same rules back from parse_robots.
    """

    fetched_at: datetime
    body: str = ""
    rules: tuple[tuple[str, bool], ...] = ()
    crawl_delay_s: float = 0.0

    def allows(self, target: str) -> bool:
        """Whether ``target`` (path and query as sent) may be fetched."""
        best_length, is_allowed = -1, True
        for pattern, allowed in self.rules:
            length = len(pattern)
            if length < best_length or (length == best_length and is_allowed):
                continue
            if _matches(pattern, target):
                best_length, is_allowed = length, allowed
        return is_allowed

    def is_fresh(self, now: datetime) -> bool:
        return now - self.fetched_at < KEPT_FOR


class RobotsCache(Protocol):
    """Where the caller keeps robots files between fetches, by origin ("https://example.org")."""

    def get(self, origin: str) -> Robots | None: ...

    def put(self, origin: str, robots: Robots) -> None: ...


class MemoryRobots:
    """A RobotsCache for one process."""

    def __init__(self) -> None:
        self._kept: dict[str, Robots] = {}

    def get(self, origin: str) -> Robots | None:
        return self._kept.get(origin)

    def put(self, origin: str, robots: Robots) -> None:
        self._kept[origin] = robots


def parse_robots(content: bytes, *, user_agent: str, now: datetime) -> Robots:
    """The rules of ``content`` for the product named first in ``user_agent``. Never raises."""
    product = user_agent.split("/")[0].split()[0].lower() if user_agent.strip() else ""
    mine: list[tuple[str, bool]] = []
    anyones: list[tuple[str, bool]] = []
    delays = {"mine": 0.0, "anyone": 0.0}
    has_mine = False
    agents: list[str] = []
    is_naming = False
    body = decode(content[:MAX_BYTES]).text
    for line in body.split("\n"):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = [*agents, value.lower()] if is_naming else [value.lower()]
            is_naming = True
            has_mine = has_mine or value.lower() == product
            continue
        is_naming = False
        is_mine, is_anyones = product in agents, "*" in agents
        if key in ("allow", "disallow") and value and len(mine) + len(anyones) < _MAX_RULES:
            rule = (value, key == "allow")
            mine += [rule] * is_mine
            anyones += [rule] * is_anyones
        elif key == "crawl-delay":
            delay_s = _seconds(value)
            delays["mine"] = delay_s if is_mine else delays["mine"]
            delays["anyone"] = delay_s if is_anyones else delays["anyone"]
    if has_mine:
        return Robots(now, body, tuple(mine), delays["mine"])
    return Robots(now, body, tuple(anyones), delays["anyone"])


def closed(now: datetime) -> Robots:
    """What holds while the site cannot say: nothing is allowed (RFC 9309 §2.3.1.4)."""
    return Robots(now, "User-agent: *\nDisallow: /", (("/", False),))


def _matches(pattern: str, target: str) -> bool:
    """Whether ``pattern`` matches from the start: ``*`` is anything, a final ``$`` the end.

    Pieces between stars are looked for leftmost first, so time is linear, never exponential.
    """
    is_anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    if not rest:
        return not is_anchored or target == first
    at = len(first)
    for piece in rest[:-1]:
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if is_anchored:
        return len(target) - len(rest[-1]) >= at and target.endswith(rest[-1])
    return target.find(rest[-1], at) >= 0


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), _MAX_DELAY_S)
    except ValueError:
        return 0.0
