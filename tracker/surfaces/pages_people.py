"""Pages of an official, an organization and an outlet."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from psycopg2.extras import DateRange

from tracker.models import (
    Announcement,
    Article,
    Figure,
    Instrument,
    ListEdition,
    Official,
    Organization,
    Outlet,
    Position,
    Tenure,
)
from tracker.records import RECORDS
from tracker.records.figures import CLAIMED
from tracker.records.officials import begun_by
from tracker.records.parameters import Clock
from tracker.records.quotations import said_within
from tracker.records.windows import until_asked
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_proof import citable, from_source, proof, public_notices
from tracker.surfaces.pages_statements import SHOWN, said

OFFICES = 60
"""Offices shown on one page."""


def follow(slug: str, **kinds: str) -> list[dict[str, str]]:
    """What of a record can be followed by feed and taken away: kinds, each with the filter that names it."""
    return [
        {"plural": RECORDS[kind].plural, "path": f"/{kind}", "query": f"{name}={slug}"}
        for kind, name in kinds.items()
    ]


def seen_on(during: Any, clock: Clock) -> Any:
    """A range of days as it stood on the day asked about: without an end that lay ahead."""
    if clock.as_of is None or during.upper is None:
        return during
    last = during.upper - datetime.timedelta(days=1)
    return during if last <= clock.as_of else DateRange(during.lower, None)


def until_query(clock: Clock) -> str:
    """What a link to a list of words, figures or texts adds so that it leads to those of the day asked about: they
    do not hold on a day, so their lists take ``until`` instead of ``as_of``."""
    return f"&until={clock.as_of.isoformat()}" if clock.as_of else ""


def offices(rows: QuerySet[Tenure], clock: Clock) -> list[dict[str, Any]]:
    """Offices with their proof, those begun by the day where one is asked about.

    ``on_day`` says whether each was held on the day, ``during`` since when and until when as seen on it.
    """
    tenures = rows.select_related("official", "organization", "jurisdiction").prefetch_related(
        Prefetch("source", queryset=citable())
    )
    if clock.as_of:
        tenures = tenures.filter(begun_by(clock.as_of))
    return [
        {
            "tenure": tenure,
            "during": seen_on(tenure.during, clock),
            "proof": from_source(tenure.source),
            "on_day": not tenure.observed_only and _holds(tenure, clock),
        }
        for tenure in tenures[:OFFICES]
    ]


def _holds(tenure: Tenure, clock: Clock) -> bool:
    return (tenure.during.lower is None or tenure.during.lower <= clock.day) and (
        tenure.during.upper is None or clock.day < tenure.during.upper
    )


def figures(where: Q, clock: Clock) -> dict[str, Any]:
    """The newest figures by the day asked about that match, and how many there are."""
    rows = Figure.objects.published().filter(where, until_asked(CLAIMED, clock))
    return {
        "figures": list(rows.select_related("official", "organization", "article__outlet")[:SHOWN]),
        "figure_count": rows.count(),
    }


def announcements(where: Q, clock: Clock) -> dict[str, Any]:
    """The newest announcements by the day asked about that match, and how many there are."""
    rows = Announcement.objects.published().filter(where, announced_on__lte=clock.day)
    return {
        "announcements": list(rows.select_related("announcer")[:SHOWN]),
        "announcement_count": rows.count(),
    }


def official_page(official: Official, clock: Clock) -> dict[str, Any]:
    """What the page of an official shows."""
    quotations, quotation_count = said(Q(utterance__official=official) & until_asked(said_within(), clock))
    return {
        "until": until_query(clock),
        "official": official,
        "title": official.name,
        "offices": offices(official.tenures.order_by("-during"), clock),
        "quotations": quotations,
        "quotation_count": quotation_count,
        **figures(Q(official=official), clock),
        **announcements(Q(official=official), clock),
        "follow": follow(
            official.slug,
            quotations="official",
            figures="official",
            announcements="official",
            articles="official",
        ),
        "objections": objections("officials", official.slug),
        "proof": proof("official", official.pk),
    }


def organization_page(organization: Organization, clock: Clock) -> dict[str, Any]:
    """What the page of an organization shows."""
    organization = Organization.objects.select_related("parent", "jurisdiction").get(pk=organization.pk)
    editions = ListEdition.objects.published().filter(maker=organization, published_on__lte=clock.day)
    instruments = Instrument.objects.published().filter(issuer=organization)
    positions = Position.objects.published().filter(
        body=organization, recorded__upper_inf=True, valid__contains=clock.day
    )
    quotations, quotation_count = said(
        Q(utterance__organization=organization) | Q(utterance__tenure__organization=organization)
    )
    return {
        "organization": organization,
        "title": organization.name,
        "parts": list(organization.children.filter(state="published")[:SHOWN]),
        "offices": offices(
            Tenure.objects.filter(organization=organization, official__state="published").order_by("-during"),
            clock,
        ),
        "editions": list(editions[:SHOWN]),
        "edition_count": editions.count(),
        "instruments": list(instruments[:SHOWN]),
        "instrument_count": instruments.count(),
        "positions": list(positions.select_related("jurisdiction")[:SHOWN]),
        "position_count": positions.count(),
        "quotations": quotations,
        "quotation_count": quotation_count,
        **announcements(Q(announcer=organization), clock),
        **figures(Q(organization=organization), clock),
        "follow": follow(
            organization.slug,
            announcements="agency",
            quotations="agency",
            figures="agency",
            positions="body",
            instruments="agency",
            articles="agency",
            lists="maker",
        ),
        "objections": objections("organizations", organization.slug),
        "proof": proof("organization", organization.pk),
    }


def outlet_page(outlet: Outlet, clock: Clock) -> dict[str, Any]:
    """What the page of an outlet shows: its articles, and how many quotations they print."""
    articles = Article.objects.published().filter(outlet=outlet)
    quotations, quotation_count = said(Q(snapshot__article__outlet=outlet))
    return {
        "outlet": outlet,
        "title": outlet.name,
        "articles": list(articles.prefetch_related(public_notices())[:SHOWN]),
        "article_count": articles.count(),
        "quotations": quotations,
        "quotation_count": quotation_count,
        "follow": follow(outlet.slug, articles="outlet", quotations="outlet", figures="outlet"),
        "objections": objections("outlets", outlet.slug),
    }
