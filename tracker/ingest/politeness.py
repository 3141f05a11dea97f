"""How long to wait before asking one host again. Pure: the caller brings the clock and does the waiting."""

from __future__ import annotations

from datetime import datetime, timedelta


class RateGate:
    """At most one request to a host per interval, and none while the host asked for a pause."""

    def __init__(self, *, interval_s: float = 2.0) -> None:
        self._interval = timedelta(seconds=interval_s)
        self._free_at: dict[str, datetime] = {}

    def reserve(self, host: str, *, now: datetime, crawl_delay_s: float = 0.0) -> float:
        """Take the next free turn at ``host``; seconds to wait until it comes, 0 for at once."""
        turn = max(self._free_at.get(host, now), now)
        if len(self._free_at) > 10_000:
            self._free_at = {known: free for known, free in self._free_at.items() if free > now}
        self._free_at[host] = turn + max(self._interval, timedelta(seconds=crawl_delay_s))
        return (turn - now).total_seconds()

    def pause(self, host: str, *, now: datetime, seconds: float) -> None:
        """Leave ``host`` alone for ``seconds`` (its Retry-After)."""
        self._free_at[host] = max(self._free_at.get(host, now), now + timedelta(seconds=seconds))
