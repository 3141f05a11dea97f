"""The day of publication of an HTML page, from the best place that states it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tracker.ingest.jsonld import JsonArticle
from tracker.ingest.markup import below_headline, stated, visible
from tracker.ingest.pubdate import PublishedOn, find_date, parse_date
from tracker.ingest.types import FieldValue

_DATE_META = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "date.issued",
    "ptime",
    "displaydate",
    "date",
]
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)(?:[/-]([0-3]?\d))?(?=[/-])")
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline|dateline", re.IGNORECASE)
_PUBLICATION_CLASS = re.compile(
    r"publish|posted|pubdate|dateline|byline|(?:article|story|post|entry)[-_]*(?:date|meta|info)|timestamp",
    re.IGNORECASE,
)
_DATED_LINE = re.compile(r"by\s.*|(?:\W*\w+){1,8}\W*", re.IGNORECASE)
_MAX_MARKED = 200

# Where numbers stand for a month before a day, or for either (None); elsewhere the day stands first.
_DAY_FIRST_IN: dict[str, bool | None] = {
    **dict.fromkeys(["US", "AS", "GU", "MP", "VI", "FM", "MH", "PW", "PH"], False),
    **dict.fromkeys(["CA", "PR"]),
}
# Domains of countries that are registered from everywhere for what their letters say.
_NO_COUNTRY = frozenset("AI CC CO FM GG IO LA LY ME NU TO TV VC WS".split())
# How sure a day can be that was told in UTC at night and is seen nowhere else, or in numbers of either order.
_UNSEEN, _TURNABLE = 0.7, 0.8


def read_published(
    tree: HtmlElement,
    meta: dict[str, list[str]],
    json_ld: JsonArticle,
    *,
    url: str,
    is_day_first: bool | None,
    origins: dict[str, FieldValue],
) -> PublishedOn | None:
    """The day of publication as the page gives it.

    A time in UTC in the small hours may be the evening before in the United States: when another place on
    the page (visible date, address) names that day before, that is the day readers saw; when none names either,
    it is less sure.
    """
    read = partial(parse_date, is_day_first=is_day_first)
    said = [(json_ld.published, "json-ld", 0.97), *stated(meta, _DATE_META, confidence=0.93)]
    said += [(value, "html time", 0.85) for value in _times(tree)]
    dates = [(date, value, origin, sure) for value, origin, sure in said if (date := read(value))]
    if not dates or dates[0][0].may_be_next_day:
        seen = [(date, value, "html date", 0.75) for date, value in _visible_dates(tree, read)]
        if not dates and not seen:
            lines = ((line, find_date(line)) for line in below_headline(tree) if _DATED_LINE.match(line))
            seen = [(date, line, "html date", 0.7) for line, date in lines if date][:1]
        if found := _URL_DATE.search(urlsplit(url).path):
            value = "-".join(part for part in found.groups() if part)
            if date := read(value):
                seen.append((date, value, "url", 0.8 if found[3] else 0.6))
        dates += seen
    if not dates:
        return None
    date, value, origin, sure = dates[0]
    if date.may_be_next_day:
        seen_on = {
            other.value: (other, *rest) for other, *rest in reversed(dates) if not other.may_be_next_day
        }
        if date.day_before in seen_on:
            date, value, origin, sure = seen_on[date.day_before]
        elif date.value not in seen_on:
            sure = min(sure, _UNSEEN)
    if date.may_be_turned:
        sure = min(sure, _TURNABLE)
    origins["published_on"] = FieldValue(value, origin, sure)
    return date


def writes_day_first(domain: str, languages: Sequence[str]) -> bool | None:
    """Whether the country of a page writes the day before the month; None when nothing tells the country.

    The domain of a country tells before the region of a language, which many sites never set.
    """
    country = domain.rpartition(".")[2].upper()
    if country in ("GOV", "MIL", "EDU"):
        return False
    if len(country) == 2 and country not in _NO_COUNTRY:
        return _DAY_FIRST_IN.get(country, True)
    for tag in languages:
        language, *_script, region = tag.split("-") if "-" in tag else (tag, "")
        if len(region) == 2 or region.isdigit():
            # Spanish papers of the United States write either.
            return _DAY_FIRST_IN.get(region, True) if language == "en" or region != "US" else None
    return None


def _times(tree: HtmlElement) -> Iterator[str]:
    """Values of elements that state a publication time, those saying so first."""
    times = list(islice(tree.iter("time"), _MAX_MARKED))
    marked = tree.xpath("//@itemprop[contains(., 'datePublished')]/..")[:20]
    published = [
        t for t in times if t.get("pubdate") is not None or "publish" in (t.get("class") or "").lower()
    ]
    in_article = (t for t in times if next(t.iterancestors("article", "main", "header"), None) is not None)
    for element in [*marked, *published, *islice(in_article, 1)]:
        # A time inside a link, or about an update, dates something else.
        if (
            "updat" in (element.get("class") or "").lower()
            or next(element.iterancestors("aside", "nav"), None) is not None
        ):
            continue
        yield element.get("datetime") or element.get("content") or visible(element)


def _visible_dates(
    tree: HtmlElement, read: Callable[[str], PublishedOn | None]
) -> list[tuple[PublishedOn, str]]:
    """Dates in elements whose class says so, first those said to be of publication.

    Teasers carry dates too: when no class tells which is the article's and they differ, none is given.
    """
    said: list[tuple[PublishedOn, str]] = []
    unsaid: list[tuple[PublishedOn, str]] = []
    for element in islice(tree.iter("p", "div", "span", "li", "time", "td"), 5000):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE_CLASS.search(marks):
            continue
        text = visible(element)
        if not 6 <= len(text) <= 120 or "pdated" in text[:12] or _is_aside(element):
            continue
        if date := read(text) or find_date(text):
            (said if _PUBLICATION_CLASS.search(marks) else unsaid).append((date, text))
    return said[:3] or (unsaid[:1] if len({date.value for date, _ in unsaid}) == 1 else [])


def _is_aside(element: HtmlElement) -> bool:
    return next(element.iterancestors("aside", "nav", "footer"), None) is not None
