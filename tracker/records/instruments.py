"""Instruments: laws, ordinances, orders, agreements, court cases and rulings."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from tracker.models import (
    Direction,
    Instrument,
    InstrumentEvent,
    InstrumentEventKind,
    InstrumentJurisdiction,
    InstrumentKind,
    Jurisdiction,
    Organization,
    State,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import ListOf, Newest, date_text, public
from tracker.records.filters import Codes, Filters, Slugs, states
from tracker.records.parameters import Clock
from tracker.records.proof import citations, identity
from tracker.records.standing import in_force_on
from tracker.records.windows import possible


def _of(**condition: object) -> Q:
    places = InstrumentJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED, **condition)
    return Q(pk__in=places.values("instrument"))


class InstrumentFilters(Filters):
    """What instruments can be narrowed to."""

    kind = Codes(InstrumentKind, where="kind", help_text="What sort of text it is.")
    direction = Codes(
        Direction, where="direction", help_text="What it does to cooperation, by its own terms."
    )
    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="issuer",
        help_text="Body that adopted, signed or decided it.",
        label="Issued by",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _of(jurisdiction__in=ids),
        help_text="Jurisdiction whose law it is, or that is a party.",
    )
    state = states(lambda codes: _of(jurisdiction__state_code__in=codes), "State of such a jurisdiction.")
    event = Codes(
        InstrumentEventKind,
        where=lambda kinds: Q(pk__in=InstrumentEvent.objects.filter(kind__in=kinds).values("instrument")),
        help_text="What happened to it, at any time.",
    )


def _events(clock: Clock) -> QuerySet[InstrumentEvent]:
    return InstrumentEvent.objects.filter(happened_on__lte=clock.day)


EVENTS = Gathered(
    rows=_events,
    by="instrument",
    values={
        "events": Count("pk"),
        "last_event": Newest("kind", by="happened_on"),
        "last_event_on": Newest(date_text("happened_on", "happened_precision"), by="happened_on"),
    },
)
PLACES = Gathered(
    rows=lambda clock: InstrumentJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED),
    by="instrument",
    values={
        "jurisdictions": ListOf("jurisdiction__full_name"),
        "jurisdiction_slugs": ListOf("jurisdiction__slug"),
        "states": ListOf("jurisdiction__state_code"),
    },
)

NEWEST = (F("adopted_on").desc(nulls_last=True), "-id")

RECORD = Record(
    name="instruments",
    singular="instrument",
    plural="laws and orders",
    summary="Laws, ordinances, orders, directives, 287(g) agreements, court cases and rulings.",
    model=Instrument,
    filterset=InstrumentFilters,
    title_column="title",
    date_column="adopted_on",
    within=possible("adopted_on", "adopted_precision"),
    date_means="the day it was adopted, signed, filed or decided",
    becomes="adopted, signed, filed or decided",
    on_day=in_force_on,
    sorts={
        "newest": NEWEST,
        "oldest": (F("adopted_on").asc(nulls_last=True), "id"),
        "title": ("title", "id"),
    },
    newest_first=NEWEST,
    facets={"kind": "kind", "direction": "direction"},
    columns=(
        *identity("instruments", "instrument"),
        Column(
            "adopted_on",
            date_text("adopted_on", "adopted_precision"),
            "Day it was adopted, signed, filed or decided, as precisely as known; blank if not known.",
            shown_as="date",
            label="Adopted",
        ),
        Column(
            "title", "title", "Title or caption, as printed.", shown_as="link", link=("instruments", "slug")
        ),
        Column(
            "kind",
            "kind",
            "statute, ordinance, resolution, executive_order, directive, agreement_287g, court_case, court_ruling"
            " or constitution.",
        ),
        Column("citation", "citation_text", "Legal citation, bill or docket number, as printed."),
        Column(
            "direction",
            "direction",
            "What it does to cooperation with federal enforcement, by its own terms: limits, requires,"
            " conditions, decides or other.",
        ),
        Column(
            "issuer",
            public("issuer"),
            "Body that adopted, signed or decided it; blank if not recorded.",
            shown_as="link",
            link=("organizations", "issuer_slug"),
            in_list=False,
        ),
        Column("issuer_slug", public("issuer", "slug"), "That body's slug.", in_list=False),
        Column(
            "jurisdictions",
            PLACES["jurisdictions"],
            "Jurisdictions whose law it is, or who are parties.",
            shown_as="list",
        ),
        Column(
            "jurisdiction_slugs", PLACES["jurisdiction_slugs"], "Their slugs.", shown_as="list", in_list=False
        ),
        Column("states", PLACES["states"], "USPS codes of their states.", shown_as="list", in_list=False),
        Column(
            "events",
            EVENTS["events"],
            "How many dated steps are recorded up to the day asked about (today if none is).",
            shown_as="number",
            in_list=False,
        ),
        Column("last_event", EVENTS["last_event"], "The latest of them; blank if none is recorded."),
        Column(
            "last_event_on",
            EVENTS["last_event_on"],
            "Its date, as precisely as known.",
            shown_as="date",
            in_list=False,
        ),
        *citations("instrument"),
    ),
)
