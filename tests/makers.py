"""One maker per public kind, so that promises can be tested over all of them.

``make("quotations", number=3, words="…")`` gives a published record with its citation; its words stand where a
reader would meet them. ``state`` makes a draft or a retracted one instead. Prerequisites are made once.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from psycopg2.extras import DateRange

from tracker.models import (
    Announcement,
    Article,
    Citation,
    CodebookValue,
    Figure,
    Instrument,
    Jurisdiction,
    ListEdition,
    Official,
    Organization,
    Outlet,
    Position,
    Quotation,
    Snapshot,
    State,
    Utterance,
)
from tracker.models.base import PublishedModel

CAPTURED_AT = datetime.datetime(2025, 3, 4, 15, 0, tzinfo=datetime.UTC)
FIRST_DAY = datetime.date(2020, 1, 1)
CITED_AS = {
    "quotations": "quotation",
    "officials": "official",
    "jurisdictions": "jurisdiction",
    "announcements": "announcement",
    "figures": "figure",
    "positions": "position",
    "lists": "list_edition",
    "instruments": "instrument",
    "organizations": "organization",
}


def day(number: int) -> datetime.date:
    """A day of its own for each number."""
    return FIRST_DAY + datetime.timedelta(days=number)


def source() -> Article:
    """The published text everything here is cited to."""
    outlet, _ = Outlet.objects.get_or_create(
        domain="lakefrontcourier.example",
        defaults={"name": "Lakefront Courier", "slug": "lakefront-courier", "state": State.PUBLISHED},
    )
    article, _ = Article.objects.get_or_create(
        url="https://lakefrontcourier.example/source",
        defaults={
            "slug": "source",
            "headline": "The source",
            "outlet": outlet,
            "published_on": FIRST_DAY,
            "state": State.PUBLISHED,
        },
    )
    return article


def capture(text: str) -> Snapshot:
    """A capture of the source holding the text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Snapshot.objects.create(
        article=source(),
        captured_at=CAPTURED_AT,
        raw_sha256=digest,
        raw_size=len(text.encode()),
        text=text,
        sha256=digest,
        text_length=len(text),
    )


def a_body() -> Organization:
    """A published body to assert and announce things."""
    return _once("organizations", Organization, slug="a-body", words="A body")


def a_place() -> Jurisdiction:
    """A published jurisdiction in Illinois."""
    return _once("jurisdictions", Jurisdiction, slug="a-place-il", words="A place")


def an_official() -> Official:
    """A published official."""
    return _once("officials", Official, slug="an-official", words="An official")


def _once(kind: str, model: type[PublishedModel], *, slug: str, words: str) -> Any:
    found = model.objects.filter(slug=slug).first()
    return found or make(kind, number=900, words=words, slug=slug)


def _outlet(number: int, words: str, base: dict[str, Any]) -> Outlet:
    return Outlet.objects.create(name=words, domain=f"outlet{number}.example", **base)


def _article(number: int, words: str, base: dict[str, Any]) -> Article:
    return Article.objects.create(
        headline=words,
        url=f"https://lakefrontcourier.example/{number}",
        outlet=source().outlet,
        published_on=day(number),
        **base,
    )


def _quotation(number: int, words: str, base: dict[str, Any]) -> Quotation:
    text = f"{number}: {words}"
    return Quotation.objects.create(
        utterance=Utterance.objects.create(official=an_official(), said_on=day(number)),
        snapshot=capture(text),
        start=len(text) - len(words),
        end=len(text),
        exact=words,
        form="direct",
        **base,
    )


def _official(number: int, words: str, base: dict[str, Any]) -> Official:
    return Official.objects.create(name=words, sort_name=f"{words} {number:03}", **base)


def _jurisdiction(number: int, words: str, base: dict[str, Any]) -> Jurisdiction:
    return Jurisdiction.objects.create(
        name=words,
        full_name=words,
        kind="county" if number % 2 else "municipality",
        state_code="IL" if number % 3 else "CA",
        ocd_id=f"ocd-division/country:us/state:il/place:p{number}",
        **base,
    )


def _organization(number: int, words: str, base: dict[str, Any]) -> Organization:
    return Organization.objects.create(
        name=words if number == 900 else f"{words} {number}",
        kind="agency" if number % 2 else "research",
        **base,
    )


def _announcement(number: int, words: str, base: dict[str, Any]) -> Announcement:
    return Announcement.objects.create(
        kind="hiring" if number % 2 else "order",
        title=words,
        announcer=a_body(),
        announced_on=day(number),
        **base,
    )


def _figure(number: int, words: str, base: dict[str, Any]) -> Figure:
    return Figure.objects.create(
        value_low=number,
        value_high=number + 0.5,
        unit="percent",
        metric=words,
        direction="up" if number % 2 else "",
        official=an_official(),
        article=source(),
        claimed_on=day(number),
        **base,
    )


def _position(number: int, words: str, base: dict[str, Any]) -> Position:
    CodebookValue.objects.get_or_create(
        codebook="2026.1",
        dimension="detainers",
        value="declines",
        defaults={"label": "declines", "definition": "Holds nobody on a detainer alone."},
    )
    return Position.objects.create(
        body=a_body(),
        jurisdiction=a_place(),
        dimension="detainers",
        value="declines",
        stated_as=words,
        # Each holds for its own day, so that the body never contradicts itself.
        valid=DateRange(day(number), day(number + 1)),
        **base,
    )


def _list(number: int, words: str, base: dict[str, Any]) -> ListEdition:
    return ListEdition.objects.create(maker=a_body(), title=words, published_on=day(number), **base)


def _instrument(number: int, words: str, base: dict[str, Any]) -> Instrument:
    return Instrument.objects.create(
        kind="ordinance" if number % 2 else "statute", title=words, adopted_on=day(number), **base
    )


MAKERS: dict[str, Callable[[int, str, dict[str, Any]], PublishedModel]] = {
    "articles": _article,
    "quotations": _quotation,
    "officials": _official,
    "jurisdictions": _jurisdiction,
    "announcements": _announcement,
    "figures": _figure,
    "positions": _position,
    "lists": _list,
    "instruments": _instrument,
    "outlets": _outlet,
    "organizations": _organization,
}


def make(
    kind: str, *, number: int = 1, words: str = "Some words", state: str = State.PUBLISHED, slug: str = ""
) -> Any:
    """A record of a kind, cited where its kind must be."""
    base: dict[str, Any] = {"slug": slug or f"{kind}-{number}", "state": state}
    if state != State.DRAFT:
        base["published_at"] = CAPTURED_AT
    with transaction.atomic():
        record = MAKERS[kind](number, words, base)
        if kind in CITED_AS:
            Citation.objects.create(article=source(), **{CITED_AS[kind]: record})
    return record
