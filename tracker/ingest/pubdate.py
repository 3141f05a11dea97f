"""Dates as publishers write them, to ISO 8601 with the precision they were written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {
    name[:length]: number for number, name in enumerate(_MONTH_NAMES, 1) for length in (3, 4, len(name))
}
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_YEAR = r"(?P<year>1[789]\d\d|20\d\d)"

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?!\d)"
    r"(?:[T ](?P<hour>\d{2}):?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?\d{4,6}.*)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})(?!\d)")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}\b", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b(?:\s+(?P<hour>\d{{2}}):\d{{2}}:\d{{2}}\s+(?P<zone>GMT|UTC|[+-]\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"{_MONTH},?\s+{_YEAR}", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_MAX_CHARS = 120


@dataclass(frozen=True, slots=True)
class PublishedOn:
    """A date cut to its precision: "2017-07-18" ``day``, "2017-07" ``month``, "2017" ``year``.

    ``may_be_next_day`` says it was given in UTC at an hour when the day before was still running in
    the United States, ``may_be_turned`` that day and month are two numbers that could change places.
    """

    value: str
    precision: str
    may_be_next_day: bool = False
    may_be_turned: bool = False

    @property
    def day_before(self) -> str:
        return (date.fromisoformat(self.value) - timedelta(days=1)).isoformat()


def parse_date(text: str, *, is_day_first: bool | None = False) -> PublishedOn | None:
    """The date ``text`` states, or None. The day is the one printed: no time zone is applied.

    "3/4/2017" is read as the United States writes it, with ``is_day_first`` as most other countries do; None says
    that nobody knows, and then it is no date. Values that are placeholders (1970-01-01, year 0001) or no real day
    are None.
    """
    text = " ".join(text[:_MAX_CHARS].split())
    for pattern in (_ISO, _YEAR_FIRST, _COMPACT):
        match = pattern.match(text)
        if match:
            return _dated(match)
    if match := _NUMERIC.match(text):
        return _numeric(*map(int, match.groups()), is_day_first=is_day_first)
    found = find_date(text)
    if found:
        return found
    if match := _MONTH_ONLY.fullmatch(text):
        return _dated(match)
    if re.fullmatch(_YEAR, text):
        return PublishedOn(text, "year")
    if _EPOCH.fullmatch(text):
        moment = datetime.fromtimestamp(int(text[:10]), UTC)
        return _checked(moment.year, moment.month, moment.day, may_be_next_day=moment.hour < 11)
    return None


def find_date(text: str) -> PublishedOn | None:
    """The first date with a month in words ("July 18, 2017", "18 July 2017") within ``text``, or None."""
    matches = [match for pattern in (_MONTH_FIRST, _DAY_FIRST) if (match := pattern.search(text))]
    return _dated(min(matches, key=lambda match: match.start())) if matches else None


def _numeric(first: int, second: int, year: int, *, is_day_first: bool | None) -> PublishedOn | None:
    """The date of three numbers; a number above twelve is the day, whoever wrote it."""
    if first == second or max(first, second) > 12:
        return _checked(year, min(first, second), max(first, second), may_be_next_day=False)
    if is_day_first is None:
        return None
    month, day = (second, first) if is_day_first else (first, second)
    found = _checked(year, month, day, may_be_next_day=False)
    return replace(found, may_be_turned=True) if found else None


def _dated(match: re.Match[str]) -> PublishedOn | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["month"].lower().rstrip(".")) or int(parts["month"])
    is_utc = (parts.get("zone") or "").upper().replace(":", "") in ("Z", "UTC", "GMT", "+0000", "-0000")
    is_early = is_utc and int(parts.get("hour") or 12) < 11
    return _checked(int(parts["year"]), month, int(parts.get("day") or 0), may_be_next_day=is_early)


def _checked(year: int, month: int, day: int, *, may_be_next_day: bool) -> PublishedOn | None:
    """The date when it is a real one a text could carry."""
    if not 1700 <= year <= 2100 or (year, month, day) == (1970, 1, 1):
        return None
    if not day:
        return PublishedOn(f"{year:04}-{month:02}", "month") if 1 <= month <= 12 else None
    try:
        return PublishedOn(date(year, month, day).isoformat(), "day", may_be_next_day)
    except ValueError:
        return None
