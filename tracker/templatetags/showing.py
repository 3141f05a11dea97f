"""How dates, periods, counts, addresses and passages are shown to readers. Nothing here asks the database."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django import template
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from tracker.models import Snapshot
from tracker.models.base import iso_day

register = template.Library()

KIND_OF_MODEL = {
    "article": "articles",
    "quotation": "quotations",
    "official": "officials",
    "jurisdiction": "jurisdictions",
    "announcement": "announcements",
    "figure": "figures",
    "position": "positions",
    "listedition": "lists",
    "instrument": "instruments",
    "outlet": "outlets",
    "organization": "organizations",
}
"""First part of the address of each public model."""

PATTERNS = {"day": "j F Y", "month": "F Y", "year": "Y"}

IRREGULAR = {"body": "bodies", "agency": "agencies", "match": "matches", "country": "countries"}

FRAGMENT_WORDS = 6
"""A text fragment names this many words at each end; a whole paragraph in an address breaks in mail."""


@register.filter
def address(record: Model) -> str:
    """The address of a record's own page, without the host."""
    return f"/{KIND_OF_MODEL[record._meta.model_name]}/{record.slug}/"


@register.filter
def day(date: datetime.date | None, precision: str = "day") -> str:
    """A date as far as it is known: "5 August 2025", "May 2017", "1987"; "date not known" for None."""
    if date is None:
        return "date not known"
    return date_format(date, PATTERNS[precision])


@register.filter
def instant(moment: datetime.datetime) -> str:
    """A moment in UTC, to the minute."""
    return moment.astimezone(datetime.UTC).strftime("%-d %B %Y, %H:%M UTC")


@register.filter
def machine_date(date: datetime.date, precision: str = "day") -> str:
    """The value of a ``datetime`` attribute: as much of the date as is known."""
    return iso_day(date, precision)


@register.simple_tag
def period(during: Any, start_precision: str = "day", end_precision: str = "day") -> str:
    """A date range in words. The stored upper bound is the first day after it, so one day is taken off."""
    start = day(during.lower, start_precision) if during.lower else ""
    last = during.upper - datetime.timedelta(days=1) if during.upper else None
    end = day(last, end_precision) if last else ""
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else "dates not known"


@register.filter
def counted(number: int, noun: str) -> str:
    """A number with its noun, "1 source" or "1,204 sources"; the noun is given in the singular."""
    if number != 1:
        head, _, last = noun.rpartition(" ")
        plural = IRREGULAR.get(last) or (f"{last[:-1]}ies" if re.search(r"[^aeiou]y$", last) else f"{last}s")
        noun = f"{head} {plural}".strip()
    return f"{number:,} {noun}"


@register.filter
def capture_noun(snapshot: Snapshot) -> str:
    """ "Capture", or "Excerpt" for words a person copied."""
    return "Excerpt" if snapshot.is_excerpt else "Capture"


@register.filter
def when_captured(snapshot: Snapshot) -> str:
    """When and how its words came to us: "captured 3 May 2025, 10:12 UTC", "copied by hand 3 May 2025"."""
    if snapshot.is_excerpt:
        return f"copied by hand {day(snapshot.captured_at.date())}"
    how = "handed in as a file" if snapshot.is_file else "captured"
    return f"{how} {instant(snapshot.captured_at)}"


@register.filter
def short_hash(sha256: str) -> str:
    """The first twelve hexadecimal digits, enough to tell captures apart by eye."""
    return sha256[:12]


@register.filter
def amount(number: Decimal) -> str:
    """A number with thousands marked and no empty decimals: 10,000 or 37.6."""
    text = f"{number:,.4f}".rstrip("0").rstrip(".")
    return text


@register.filter
def fragment_url(evidence: Any) -> str:
    """The original's address, leading a browser to the passage the evidence cites."""
    return passage_url(evidence.article, evidence.exact)


@register.simple_tag
def passage_url(article: Any, exact: str) -> str:
    """The original's address with a text fragment that makes a browser scroll to these words."""
    url = article.url or ""
    words = exact.split()
    if not url or not words:
        return url
    if len(words) > 2 * FRAGMENT_WORDS:
        parts = [" ".join(words[:FRAGMENT_WORDS]), " ".join(words[-FRAGMENT_WORDS:])]
    else:
        parts = [" ".join(words)]
    # "-" and "," are syntax inside a fragment directive and must be escaped too.
    escaped = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"{url}{'' if '#' in url else '#'}:~:text={escaped}"


@register.filter
def host(url: str) -> str:
    """The host of an address, as readers know it: without "www."."""
    return re.sub(r"^https?://(www\.)?([^/:]+).*$", r"\2", url)


@register.filter
def naming(record: Model) -> str:
    """What a record is called in a list of mixed kinds. A position needs its body and place at hand."""
    kind = record._meta.model_name
    if kind == "listedition":
        return f"{record.title}, {day(record.published_on, record.published_precision)}"
    if kind == "figure":
        return f"{claim(record)}: {record.metric}"
    if kind == "position":
        return f"{record.body} on {record.jurisdiction}: {record.get_dimension_display()}"
    return str(record)


@register.simple_tag
def linked(record: Model | None, label: str = "", blank: str = "") -> str:
    """A link to a record's page; ``blank`` for None, and words that say so for a record that is not public."""
    if record is None:
        return blank
    if not record.is_published:
        return mark_safe('<span class="missing">not public</span>')  # nosec B308 B703
    return format_html('<a href="{}">{}</a>', address(record), label or naming(record))


@register.simple_tag
def printed_by(article: Any) -> str:
    """The outlet, the text and its day: each once, though a text without a headline is named by the other two."""
    outlet = linked(article.outlet, "", "an outlet not known")
    published = day(article.published_on, article.published_precision)
    if article.has_headline:
        return format_html("Printed by {} in <cite>{}</cite>, {}", outlet, linked(article), published)
    return format_html("Printed by {}, {} (headline not recorded)", outlet, linked(article, published))


@register.simple_tag
def speaker(utterance: Any) -> str:
    """Who spoke: the official or body as a link, else how the speaker is printed."""
    return linked(utterance.official or utterance.organization) or utterance.speaker_label


@register.simple_tag
def claimant(figure: Any) -> str:
    """Who claimed a figure: the official or body as a link, else how they are printed."""
    return linked(figure.official or figure.organization) or figure.speaker_label


@register.filter
def claim(figure: Any) -> str:
    """The value as claimed: which way it is said to go, hedge, value or range, unit."""
    low, high = amount(figure.value_low), amount(figure.value_high)
    value = low if low == high else f"{low} to {high}"
    plain = " ".join(part for part in (figure.hedge, value, figure.unit) if part)
    if figure.direction not in ("up", "down"):
        return plain
    # What has doubled rose to two times what it was; "47 arrests, up from 31" is what it rose to, not by how much.
    if figure.unit == "times" or figure.unit.startswith("percent"):
        by = "to" if figure.unit == "times" else "of"
        return f"a {'rise' if figure.direction == 'up' else 'fall'} {by} {plain}"
    return f"{plain}, {figure.direction} {_from(figure.baseline)}".rstrip()


def _from(baseline: str) -> str:
    """A baseline behind "up": "from 31", with what the text prints before it taken over."""
    words = baseline.strip().removeprefix("up ").removeprefix("down ")
    leads = ("from", "on", "over", "since", "against", "compared", "than", "when", "after", "before")
    return words if not words or words.split()[0].lower() in leads else f"from {words}"
