"""The parameters every kind shares, read from a query string; what is wrong is named, in a sentence."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping

MAX_PAGE = 100
MAX_LENGTH = 300
MAX_VALUES = 60
SHARED = ("q", "since", "until", "as_of", "known_at", "sort", "page")

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)


class BadParameters(ValueError):
    """What is wrong with a query string: ``errors`` maps each parameter's name to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(f"{name}: {sentence}" for name, sentence in sorted(self.errors.items())))


@dataclasses.dataclass(frozen=True, slots=True)
class Clock:
    """The moment a question is about.

    ``as_of`` is the day in the world it asks about, None when it names none; ``known_at`` the aware moment our
    books are read at, None for now; ``now`` the moment of asking (aware).
    """

    as_of: datetime.date | None
    known_at: datetime.datetime | None
    now: datetime.datetime

    @property
    def day(self) -> datetime.date:
        """The day "today" means: ``as_of``, else the day of ``known_at`` or of asking (UTC)."""
        return self.as_of or (self.known_at or self.now).astimezone(datetime.UTC).date()


_TRACKING = re.compile(r"utm_[a-z_]{1,30}|(?:fb|g|dc)clid|mc_[ce]id|msclkid|igshid")


def given_values(query: Mapping[str, str]) -> dict[str, list[str]]:
    """Values by name, empty ones dropped: a form sends its empty fields too.

    Takes a QueryDict or a plain mapping. What newsletters and social networks add to links they pass on is left
    out: it asks for nothing. Raises BadParameters for values nobody could mean.
    """
    values: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    for name in query:
        if _TRACKING.fullmatch(name):
            continue
        # In order, without repetitions: state=IL twice means IL.
        found = query.getlist(name) if hasattr(query, "getlist") else [query[name]]
        found = list(dict.fromkeys(value.strip() for value in found if value.strip()))
        if len(found) > MAX_VALUES:
            errors[_printable(name)] = f"may be given up to {MAX_VALUES} times."
        for value in found:
            if "\x00" in value or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
                errors[_printable(name)] = "holds a character that no text may hold."
            elif len(value) > MAX_LENGTH:
                errors[_printable(name)] = f"may have up to {MAX_LENGTH} characters."
        values[name] = found
    if errors:
        raise BadParameters(errors)
    return values


def _printable(name: str) -> str:
    """A parameter's name as it may be shown: bounded, without control characters."""
    return "".join(letter if letter.isprintable() else "�" for letter in name[:60])


def unknown(names: Iterable[str], *, known: Iterable[str], plural: str) -> dict[str, str]:
    """A sentence for each name that is no parameter of the kind."""
    known = sorted(known)
    these = f"these are: {', '.join(known)}" if known else "there are none"
    return {_printable(name): f"is not a filter of {plural}; {these}." for name in names if name not in known}


def first_day(value: str) -> datetime.date:
    """The first day of 2017, 2017-05 or 2017-05-18. Raises ValueError."""
    year, month, day = _parts(value)
    return datetime.date(year, month or 1, day or 1)


def last_day(value: str) -> datetime.date:
    """The last day of 2017, 2017-05 or 2017-05-18. Raises ValueError."""
    year, month, day = _parts(value)
    month = month or 12
    if not 1 <= month <= 12:
        raise ValueError(value)
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(value: str) -> tuple[int, int, int]:
    found = _DATE.fullmatch(value)
    # A month or day of 00 is no abbreviation for "not known".
    if not found or "00" in found.groups()[1:] or int(found[1]) == 0:
        raise ValueError(value)
    return int(found[1]), int(found[2] or 0), int(found[3] or 0)


def moment(value: str, *, now: datetime.datetime) -> datetime.datetime:
    """The aware moment ``known_at`` names: an instant with its zone, or a day, meaning its end (UTC).

    Today means this moment, since its end has not come. Raises ValueError with a sentence.
    """
    # "+" arrives as a blank when it was not encoded.
    value = re.sub(r"[ ](?=\d{2}:\d{2}$)", "+", value)
    try:
        if _INSTANT.fullmatch(value):
            at = datetime.datetime.fromisoformat(value)
        else:
            at = _end_of(whole_day(value), now=now)
        at = at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            "must be a day (2026-05-18) or a moment with its time zone (2026-05-18T14:00:00Z)."
        ) from None
    if at > now:
        raise ValueError("must not lie in the future: nobody knows yet what our books will say.")
    return at


def whole_day(value: str) -> datetime.date:
    """The day 2017-05-18. Raises ValueError, also for a month or a year alone."""
    if len(value) != 10:
        raise ValueError(value)
    return first_day(value)


def _end_of(day: datetime.date, *, now: datetime.datetime) -> datetime.datetime:
    if day == now.astimezone(datetime.UTC).date():
        return now
    return datetime.datetime.combine(day, datetime.time.max, datetime.UTC)


def instant(at: datetime.datetime) -> str:
    """A moment as it stands in addresses: UTC, to the microsecond where it needs it."""
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Shared:
    """The shared parameters, read. ``since`` and ``until`` are first and last day, both included."""

    q: str
    since: datetime.date | None
    until: datetime.date | None
    clock: Clock
    sort: str
    page: int


def read_shared(
    values: Mapping[str, list[str]],
    *,
    now: datetime.datetime,
    sorts: Iterable[str],
    no_as_of: str = "",
    no_dates: str = "",
) -> tuple[Shared, dict[str, str]]:
    """Read the shared parameters; also returns a sentence per parameter that is wrong.

    ``no_as_of`` and ``no_dates`` say why a kind takes no ``as_of``, or no ``since`` and ``until``. The first
    of ``sorts`` is the default.
    """
    errors: dict[str, str] = {}
    one: dict[str, str] = {}
    for name in SHARED:
        given = values.get(name, [])
        if len(given) > 1:
            errors[name] = "may be given once only."
        elif given:
            one[name] = given[0]
    sorts = tuple(sorts)
    since, until = _window(one, errors, no_dates=no_dates)
    as_of = _as_of(one, errors, no_as_of=no_as_of)
    known_at = None
    if "known_at" in one:
        try:
            known_at = moment(one["known_at"], now=now)
        except ValueError as error:
            errors["known_at"] = str(error)
    if one.get("sort", sorts[0]) not in sorts:
        errors["sort"] = f"must be one of: {', '.join(sorts)}."
    page = one.get("page", "1")
    if not re.fullmatch(r"[0-9]{1,4}", page) or not 1 <= int(page) <= MAX_PAGE:
        errors["page"] = (
            f"must be a whole number from 1 to {MAX_PAGE}; for more, narrow the filters or take the CSV,"
            " which always holds every row."
        )
        page = "1"
    clock = Clock(as_of=as_of, known_at=known_at, now=now)
    return Shared(one.get("q", ""), since, until, clock, one.get("sort", sorts[0]), int(page)), errors


def _window(
    one: Mapping[str, str], errors: dict[str, str], *, no_dates: str
) -> tuple[datetime.date | None, datetime.date | None]:
    found: dict[str, datetime.date] = {}
    for name, read in (("since", first_day), ("until", last_day)):
        if name not in one:
            continue
        if no_dates:
            errors[name] = no_dates
            continue
        try:
            found[name] = read(one[name])
        except ValueError:
            errors[name] = "must be a year, a month or a day: 2017, 2017-05 or 2017-05-18."
    if len(found) == 2 and found["since"] > found["until"]:
        errors["since"] = f"must not be later than until ({one['until']})."
    return found.get("since"), found.get("until")


def _as_of(one: Mapping[str, str], errors: dict[str, str], *, no_as_of: str) -> datetime.date | None:
    if "as_of" not in one:
        return None
    if no_as_of:
        errors["as_of"] = no_as_of
        return None
    try:
        return whole_day(one["as_of"])
    except ValueError:
        errors["as_of"] = "must be a day: 2017-05-18."
        return None
