"""The day an act was announced, as far as its sentence and the day of publication tell."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_COUNT = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_DATE = re.compile(
    rf"\b(?:(?P<in_month>[Ii]n (?:late |early |mid-)?)|(?P<last_month>last ))?"
    rf"(?P<month>{'|'.join(_MONTHS)}|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)(?!\w)"
    rf"(?: (?P<day>\d{{1,2}})(?!\d))?(?:,? (?P<year>(?:19|20)\d\d))?(?P<that_year> of (?:that|the same) year)?"
    rf"|\b(?P<which>last |next |this )?(?P<weekday>{'|'.join(_DAYS)})\b|\b(?P<near>[Tt]oday|[Yy]esterday)\b"
    rf"|\b[Ii]n (?P<bare_year>(?:19|20)\d\d)\b"
    rf"|\b(?P<ago>\d{{1,2}}|{'|'.join(_COUNT)}|a) (?P<ago_unit>day|week)s? ago\b"
    rf"|\b(?P<back>[Ll]ast|[Tt]his) (?P<span>month|year)\b"
)
_SAID_ON = re.compile(
    r"\b(?:said|announced|revealed|declared|reported|told [\w’' ]{2,30}|confirmed|unveiled)(?: on| in)? $"
)


# "AUSTIN, June 3 — ", "June 6 (AP) — "
_DATELINE = re.compile(r"(?:[A-Z]{3}[A-Z.,’' ]*[^—–]{0,60}?|[^—–]{0,60}?\([^()—–]{2,40}\)) ?(?:—|–|--) ")
# "After the city sued on Monday, "
_FRONTED = re.compile(
    r"(?:After|Before|Since|Until|When|While|As|If|Although|Though)\b[^,]*, (?!(?:19|20)\d\d\b)"
)
_CLAUSE_END = re.compile(r";|,? (?:but|after|before|while|when|until) |, (?:which|who|and (?:then|later)) ")


def announced_on(
    sentence: str, published_on: str, *, act_start: int = 0, act_end: int = 0, planned: bool = False
) -> str:
    """ISO 8601 cut to its precision, or blank when the sentence gives no day or it would need guessing.

    A day beside a verb of saying goes first. Of an act still to come (``planned``) no other day is taken:
    that one says when it will be done. Days of a dateline or of another clause, before or behind the act
    (``sentence[act_start:act_end]``), are not its own.
    """
    fronted = _FRONTED.match(sentence)
    if not fronted or fronted.end() > act_start:
        fronted = _DATELINE.match(sentence)
    found = list(_DATE.finditer(sentence, fronted.end() if fronted else 0))
    said = [match for match in found if _SAID_ON.search(sentence, max(0, match.start() - 48), match.start())]
    clause = _CLAUSE_END.search(sentence, act_end)
    own = [match for match in found if not clause or match.start() < clause.start()]
    if not said and (planned or not own):
        return ""
    return _resolved((said or own)[0], day_of(published_on))


def day_of(printed: str) -> date | None:
    """The day of an ISO date of full precision, else None."""
    try:
        return date.fromisoformat(printed)
    except ValueError:
        return None


def _resolved(found: re.Match[str], published: date | None) -> str:
    if found["bare_year"]:
        return found["bare_year"]
    if found["that_year"]:
        return ""
    if found["month"]:
        return _month_date(found, published)
    if not published or found["which"] == "next ":
        return ""
    if found["near"]:
        return (published - timedelta(days=found["near"].lower() == "yesterday")).isoformat()
    if found["weekday"]:
        days = (published.weekday() - _DAYS.index(found["weekday"])) % 7
        return (published - timedelta(days=days or (7 if found["which"] == "last " else 0))).isoformat()
    if found["ago"]:
        count = _COUNT.get(found["ago"]) or (1 if found["ago"] == "a" else int(found["ago"]))
        if found["ago_unit"] == "week":
            return ""  # "two weeks ago" is no day
        return (published - timedelta(days=count)).isoformat()
    return _month_or_year(found, published)


def _month_or_year(found: re.Match[str], published: date) -> str:
    """ "last month" and "this year", cut to their precision."""
    back = found["back"].lower() == "last"
    if found["span"] == "year":
        return f"{published.year - back:04d}"
    first = published.replace(day=1)
    return (first - timedelta(days=1) if back else first).isoformat()[:7]


def _month_date(found: re.Match[str], published: date | None) -> str:
    """ "April 28, 2025", "April 2025", or "April 28" and "in April" in the year up to publication."""
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(found["month"].rstrip(".")[:3]))
    year = int(found["year"]) if found["year"] else published.year if published else 0
    if not year:
        return ""
    if not found["day"]:
        if not found["year"]:
            if not (found["in_month"] or found["last_month"]) or not published:
                return ""
            year -= month > published.month
        return f"{year:04d}-{month:02d}"
    day = day_of(f"{year:04d}-{month:02d}-{int(found['day']):02d}")
    if day and published and not found["year"] and day > published:
        day = day_of(f"{year - 1:04d}-{month:02d}-{int(found['day']):02d}")
    return day.isoformat() if day else ""
