"""Officials: people recorded only as far as they act in a public office."""

from __future__ import annotations

import datetime

from django.db.models import Case, Count, F, Q, QuerySet, TextField, When

from tracker.models import (
    Announcement,
    Figure,
    Jurisdiction,
    Official,
    Organization,
    Quotation,
    State,
    Tenure,
)
from tracker.records.announcements import announced_by
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import ListOf, is_public
from tracker.records.figures import CLAIMED
from tracker.records.filters import Filters, Slugs, states
from tracker.records.parameters import Clock
from tracker.records.proof import citations, identity
from tracker.records.quotations import said_within
from tracker.records.windows import until_asked


def _holding(**condition: object) -> Q:
    return Q(pk__in=Tenure.objects.filter(**condition).values("official"))


def holders(rows: QuerySet[Official], day: datetime.date) -> QuerySet[Official]:
    """Officials who held a recorded office on a day."""
    return rows.filter(_holding(during__contains=day))


def begun_by(day: datetime.date) -> Q:
    """Offices begun by a day, or of which it is not known when they began."""
    return Q(during__startswith__lte=day) | Q(during__startswith__isnull=True)


class OfficialFilters(Filters):
    """What officials can be narrowed to."""

    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where=lambda ids: _holding(organization__in=ids),
        help_text="Body they held an office in, at any time.",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _holding(jurisdiction__in=ids),
        help_text="Jurisdiction they held an office of, at any time.",
    )
    state = states(
        lambda codes: _holding(jurisdiction__state_code__in=codes, jurisdiction__state=State.PUBLISHED),
        "State of a jurisdiction they held an office of.",
    )


def _offices(clock: Clock) -> QuerySet[Tenure]:
    return Tenure.objects.filter(during__contains=clock.day)


BODY = Case(
    When(is_public("organization"), then=F("organization__name")),
    When(is_public("jurisdiction"), then=F("jurisdiction__full_name")),
    output_field=TextField(),
)
OFFICES = Gathered(
    rows=_offices,
    by="official",
    values={
        "offices": ListOf("title"),
        "bodies": ListOf(BODY, where=is_public("organization") | is_public("jurisdiction")),
    },
)


def _tenures(clock: Clock) -> QuerySet[Tenure]:
    return Tenure.objects.filter(begun_by(clock.as_of)) if clock.as_of else Tenure.objects.all()


def _announcements(clock: Clock) -> QuerySet[Announcement]:
    rows = Announcement.objects.published()
    return announced_by(rows, clock.as_of) if clock.as_of else rows


TENURES = Gathered(rows=_tenures, by="official", values={"tenures": Count("pk")})
QUOTATIONS = Gathered(
    rows=lambda clock: Quotation.objects.published().filter(until_asked(said_within(), clock)),
    by="utterance__official",
    values={"utterances": Count("utterance", distinct=True), "quotations": Count("pk")},
)
FIGURES = Gathered(
    rows=lambda clock: Figure.objects.published().filter(until_asked(CLAIMED, clock)),
    by="official",
    values={"figures": Count("pk")},
)
ANNOUNCEMENTS = Gathered(rows=_announcements, by="official", values={"announcements": Count("pk")})

RECORD = Record(
    name="officials",
    singular="official",
    plural="officials",
    summary="Public officials, the offices they hold and held, and what they are recorded as saying.",
    model=Official,
    filterset=OfficialFilters,
    title_column="name",
    on_day=holders,
    sorts={"name": ("sort_name", "id"), "added": ("-id",)},
    newest_first=("-id",),
    columns=(
        *identity("officials", "official"),
        Column("name", "name", "Full name in common use.", shown_as="link", link=("officials", "slug")),
        Column("sort_name", "sort_name", "Name for sorting: family name first.", in_list=False),
        Column(
            "offices",
            OFFICES["offices"],
            "Offices held on the day asked about (today if none is), by their sources; blank if none is recorded.",
            shown_as="list",
        ),
        Column("bodies", OFFICES["bodies"], "Bodies or jurisdictions of those offices.", shown_as="list"),
        Column(
            "tenures",
            TENURES["tenures"],
            "How many offices are recorded, past ones too; with as_of, those begun by that day.",
            shown_as="number",
            in_list=False,
        ),
        Column("aliases", "aliases", "Other names printed for them.", shown_as="list", in_list=False),
        Column("bioguide_id", "bioguide_id", "Id in the Biographical Directory of Congress.", in_list=False),
        Column("wikidata_id", "wikidata_id", "Wikidata item.", in_list=False),
        Column("ocd_person_id", "ocd_person_id", "Open Civic Data person id.", in_list=False),
        Column(
            "utterances",
            QUOTATIONS["utterances"],
            "How many separate speech acts are recorded, by the day asked about if one is.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "quotations",
            QUOTATIONS["quotations"],
            "How many quotations are recorded, by the day asked about if one is; several may print the same words.",
            shown_as="number",
        ),
        Column(
            "figures",
            FIGURES["figures"],
            "How many figures they claimed are recorded, by the day asked about if one is.",
            shown_as="number",
        ),
        Column(
            "announcements",
            ANNOUNCEMENTS["announcements"],
            "How many announcements they made are recorded, by the day asked about if one is.",
            shown_as="number",
            in_list=False,
        ),
        *citations("official"),
    ),
)
