"""Jurisdictions: who lists them on a day is asked of the lists, never kept here."""

from __future__ import annotations

import datetime

from django.db.models import Count, F, Q, QuerySet

from tracker.models import (
    ArticleJurisdiction,
    Instrument,
    InstrumentJurisdiction,
    Jurisdiction,
    JurisdictionAlias,
    JurisdictionKind,
    Listing,
    Organization,
    Position,
    QuotationJurisdiction,
    State,
    Target,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import CountDistinct, ListOf, public
from tracker.records.filters import Codes, Filters, Slugs, SlugsOnDay, states
from tracker.records.parameters import Clock
from tracker.records.positions import held_on
from tracker.records.proof import citations, identity
from tracker.records.quotations import said_within
from tracker.records.standing import in_force_on, standing_listings
from tracker.records.windows import possible, until_asked


def _listed(ids: list[int], day: datetime.date) -> Q:
    return Q(pk__in=standing_listings(day).filter(edition__maker__in=ids).values("jurisdiction"))


class JurisdictionFilters(Filters):
    """What jurisdictions can be narrowed to."""

    state = states("state_code", "State or territory it is or lies in.")
    kind = Codes(JurisdictionKind, where="kind", help_text="Level of government.")
    maker = SlugsOnDay(
        Organization,
        kind="organizations",
        singular="organization",
        holds=_listed,
        help_text="List-maker whose newest edition, if it stands on the day asked about, lists it.",
        label="Listed by",
    )
    parent = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where="parent",
        help_text="Jurisdiction it lies in.",
        label="Lies in",
    )


LISTED = Gathered(
    rows=lambda clock: standing_listings(clock.day),
    by="jurisdiction",
    values={
        "listed_by": ListOf("edition__maker__name"),
        "listed_by_slugs": ListOf("edition__maker__slug"),
    },
)


def _editions(clock: Clock) -> QuerySet[Listing]:
    lines = Listing.objects.filter(edition__state=State.PUBLISHED, jurisdiction__isnull=False)
    return lines.filter(edition__published_on__lte=clock.as_of) if clock.as_of else lines


def _positions(clock: Clock) -> QuerySet[Position]:
    rows = Position.objects.published().filter(recorded__upper_inf=True)
    return held_on(rows, clock.as_of) if clock.as_of else rows


def _instruments(clock: Clock) -> QuerySet[InstrumentJurisdiction]:
    rows = InstrumentJurisdiction.objects.filter(instrument__state=State.PUBLISHED)
    return (
        rows.filter(instrument__in=in_force_on(Instrument.objects.all(), clock.as_of))
        if clock.as_of
        else rows
    )


def _announcements(clock: Clock) -> QuerySet[Target]:
    rows = Target.objects.filter(announcement__state=State.PUBLISHED, jurisdiction__isnull=False)
    return rows.filter(announcement__announced_on__lte=clock.as_of) if clock.as_of else rows


def _quotations(clock: Clock) -> QuerySet[QuotationJurisdiction]:
    rows = QuotationJurisdiction.objects.filter(quotation__state=State.PUBLISHED)
    return rows.filter(until_asked(said_within("quotation__"), clock))


def _articles(clock: Clock) -> QuerySet[ArticleJurisdiction]:
    rows = ArticleJurisdiction.objects.filter(article__state=State.PUBLISHED)
    return rows.filter(until_asked(possible("article__published_on", "article__published_precision"), clock))


def counted_by(clock: Clock) -> Q | None:
    """Places whose population is known to be of a year up to the day asked about; None, all, where none is."""
    return Q(population_year__lte=clock.as_of.year) if clock.as_of else None


EDITIONS = Gathered(
    rows=_editions,
    by="jurisdiction",
    values={"editions": CountDistinct("edition")},
)
ALIASES = Gathered(
    rows=lambda clock: JurisdictionAlias.objects.all(), by="jurisdiction", values={"aliases": ListOf("name")}
)
POSITIONS = Gathered(
    rows=_positions,
    by="jurisdiction",
    values={"positions": Count("pk")},
)
INSTRUMENTS = Gathered(
    rows=_instruments,
    by="jurisdiction",
    values={"instruments": Count("pk")},
)
ANNOUNCEMENTS = Gathered(
    rows=_announcements,
    by="jurisdiction",
    values={"announcements": CountDistinct("announcement")},
)
QUOTATIONS = Gathered(
    rows=_quotations,
    by="jurisdiction",
    values={"quotations": Count("pk")},
)
ARTICLES = Gathered(
    rows=_articles,
    by="jurisdiction",
    values={"articles": Count("pk")},
)

RECORD = Record(
    name="jurisdictions",
    singular="jurisdiction",
    plural="jurisdictions",
    summary="States, counties, municipalities and territories, and who lists them on a day.",
    model=Jurisdiction,
    filterset=JurisdictionFilters,
    title_column="full_name",
    on_day=lambda rows, day: rows,
    sorts={
        "state": ("state_code", "name", "id"),
        "name": ("name", "state_code", "id"),
        "population": (F("population").desc(nulls_last=True), "id"),
        "added": ("-id",),
    },
    newest_first=("-id",),
    facets={"kind": "kind", "state": "state_code"},
    count_up_to=50_000,
    columns=(
        *identity("jurisdictions", "jurisdiction"),
        Column("name", "name", "Short name, without kind or state.", in_list=False),
        Column(
            "full_name",
            "full_name",
            "Name with its legal kind where it has one.",
            shown_as="link",
            link=("jurisdictions", "slug"),
            label="Jurisdiction",
        ),
        Column("state", "state_code", "USPS code of its state or territory."),
        Column("kind", "kind", "state, county, municipality, subdivision, district or territory."),
        Column("geoid", "geoid", "US Census GEOID; blank where the Census gives none.", in_list=False),
        Column("ocd_id", "ocd_id", "Open Civic Data division id.", in_list=False),
        Column(
            "aliases", ALIASES["aliases"], "Other names it is printed under.", shown_as="list", in_list=False
        ),
        Column(
            "parent_slug", public("parent", "slug"), "Slug of the jurisdiction it lies in.", in_list=False
        ),
        Column(
            "same_as_slug",
            public("same_as", "slug"),
            "Slug of the same government under another division; blank if there is none.",
            in_list=False,
        ),
        Column(
            "population",
            "population",
            "Residents; blank if not known, or, where a day is asked about, not known to be of a year up to it.",
            shown_as="number",
            so_on=counted_by,
        ),
        Column(
            "population_year",
            "population_year",
            "Year of the population; blank if the source gives none, or as the population is.",
            shown_as="number",
            in_list=False,
            so_on=counted_by,
        ),
        Column(
            "latitude",
            "latitude",
            "Degrees north (WGS 84) of an inner point.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "longitude",
            "longitude",
            "Degrees east (WGS 84) of an inner point.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "listed_by",
            LISTED["listed_by"],
            "Makers whose newest edition names it and stands on the day asked about (today if none is);"
            " a line taken back by then does not count. Blank is no statement: a list may not cover it.",
            shown_as="list",
        ),
        Column(
            "listed_by_slugs",
            LISTED["listed_by_slugs"],
            "Slugs of those makers.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "editions",
            EDITIONS["editions"],
            "How many recorded list editions name it, withdrawn ones and retracted lines included, by the day asked about if one is.",
            shown_as="number",
        ),
        Column(
            "positions",
            POSITIONS["positions"],
            "How many positions about it are recorded; with as_of, how many held on that day.",
            shown_as="number",
        ),
        Column(
            "instruments",
            INSTRUMENTS["instruments"],
            "How many of its laws, orders, agreements and cases are recorded; with as_of, how many were in force on that day.",
            shown_as="number",
        ),
        Column(
            "announcements",
            ANNOUNCEMENTS["announcements"],
            "How many announcements name it as a target, by the day asked about if one is.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "quotations",
            QUOTATIONS["quotations"],
            "How many quotations are about it, by the day asked about if one is.",
            shown_as="number",
        ),
        Column(
            "articles",
            ARTICLES["articles"],
            "How many recorded texts name it, by the day asked about if one is.",
            shown_as="number",
            in_list=False,
        ),
        *citations("jurisdiction"),
    ),
)
