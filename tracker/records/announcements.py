"""Announcements: announced acts, whom they aim at and what became of them."""

from __future__ import annotations

import datetime

from django.db.models import Case, Count, F, Q, QuerySet, TextField, When

from tracker.models import (
    Announcement,
    AnnouncementEvent,
    AnnouncementEventKind,
    AnnouncementKind,
    Figure,
    Jurisdiction,
    Official,
    Organization,
    State,
    Target,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import ListOf, Newest, date_text, is_public, public
from tracker.records.figures import CLAIMED
from tracker.records.filters import Codes, Filters, Slugs, states
from tracker.records.parameters import Clock
from tracker.records.proof import citations, identity
from tracker.records.windows import possible, until_asked


def _aimed_at(**condition: object) -> Q:
    targets = Target.objects.filter(jurisdiction__state=State.PUBLISHED, **condition)
    return Q(pk__in=targets.values("announcement"))


def announced_by(rows: QuerySet[Announcement], day: datetime.date) -> QuerySet[Announcement]:
    """Announcements made on or before a day."""
    return rows.filter(announced_on__lte=day)


class AnnouncementFilters(Filters):
    """What announcements can be narrowed to."""

    kind = Codes(AnnouncementKind, where="kind", help_text="What sort of act it is.")
    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="announcer",
        help_text="Who announced it.",
        label="Announced by",
    )
    official = Slugs(
        Official,
        kind="officials",
        singular="official",
        where="official",
        help_text="Official who announced it.",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _aimed_at(jurisdiction__in=ids),
        help_text="Jurisdiction it names as a target.",
    )
    state = states(
        lambda codes: _aimed_at(jurisdiction__state_code__in=codes),
        "State of a jurisdiction it names as a target.",
    )
    event = Codes(
        AnnouncementEventKind,
        where=lambda kinds: Q(pk__in=AnnouncementEvent.objects.filter(kind__in=kinds).values("announcement")),
        help_text="What became of it, at any time.",
        label="Follow-up",
    )


def _events(clock: Clock) -> QuerySet[AnnouncementEvent]:
    return AnnouncementEvent.objects.filter(happened_on__lte=clock.day)


EVENTS = Gathered(
    rows=_events,
    by="announcement",
    values={
        "events": Count("pk"),
        "last_event": Newest("kind", by="happened_on"),
        "last_event_on": Newest(date_text("happened_on", "happened_precision"), by="happened_on"),
    },
)
TARGET = Case(
    When(is_public("jurisdiction"), then=F("jurisdiction__full_name")),
    default=F("class_as_printed"),
    output_field=TextField(),
)
TARGETS = Gathered(
    rows=lambda clock: Target.objects.all(),
    by="announcement",
    values={
        "targets": ListOf(TARGET, where=is_public("jurisdiction") | ~Q(class_as_printed="")),
        "target_slugs": ListOf("jurisdiction__slug", where=is_public("jurisdiction")),
    },
)
FIGURES = Gathered(
    rows=lambda clock: Figure.objects.published().filter(until_asked(CLAIMED, clock)),
    by="announcement",
    values={"figures": Count("pk")},
)

NEWEST = ("-announced_on", "-id")

RECORD = Record(
    name="announcements",
    singular="announcement",
    plural="announcements",
    summary="Acts that agencies and governments announced, whom they aim at, and what became of them.",
    model=Announcement,
    filterset=AnnouncementFilters,
    title_column="title",
    date_column="announced_on",
    within=possible("announced_on", "announced_precision"),
    date_means="the day it was announced",
    becomes="announced",
    on_day=announced_by,
    sorts={"newest": NEWEST, "oldest": ("announced_on", "id"), "title": ("title", "id")},
    newest_first=NEWEST,
    facets={"kind": "kind"},
    columns=(
        *identity("announcements", "announcement"),
        Column(
            "announced_on",
            date_text("announced_on", "announced_precision"),
            "Day it was announced, as precisely as known.",
            shown_as="date",
            label="Announced",
        ),
        Column(
            "title",
            "title",
            "Title as printed, or a neutral description.",
            shown_as="link",
            link=("announcements", "slug"),
        ),
        Column(
            "kind",
            "kind",
            "order, deployment, hiring, operation, funding_condition, letter, lawsuit, list, agreement or guidance.",
        ),
        Column(
            "announcer",
            public("announcer"),
            "Agency or government that announced it.",
            shown_as="link",
            link=("organizations", "announcer_slug"),
        ),
        Column("announcer_slug", public("announcer", "slug"), "That body's slug.", in_list=False),
        Column(
            "official",
            public("official"),
            "Official who announced it; blank if none is named.",
            shown_as="link",
            link=("officials", "official_slug"),
            in_list=False,
        ),
        Column("official_slug", public("official", "slug"), "That official's slug.", in_list=False),
        Column("detail", "detail", "Citation numbers and facts, in neutral words.", in_list=False),
        Column(
            "targets",
            TARGETS["targets"],
            "Whom it aims at: jurisdictions by name, classes as printed; blank if none is named.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "target_slugs",
            TARGETS["target_slugs"],
            "Slugs of the jurisdictions aimed at.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "events",
            EVENTS["events"],
            "How many follow-ups are recorded up to the day asked about (today if none is).",
            shown_as="number",
        ),
        Column(
            "last_event",
            EVENTS["last_event"],
            "The latest of them: funded, effective, implemented, enjoined, narrowed, rescinded, upheld,"
            " no_evidence or other; blank if none is recorded.",
        ),
        Column(
            "last_event_on",
            EVENTS["last_event_on"],
            "Its date, as precisely as known.",
            shown_as="date",
            in_list=False,
        ),
        Column(
            "figures",
            FIGURES["figures"],
            "How many figures in it are recorded, by the day asked about if one is.",
            shown_as="number",
            in_list=False,
        ),
        *citations("announcement"),
    ),
)
