"""Organizations: agencies, list-makers, courts, advocacy and research bodies, local governments."""

from __future__ import annotations

from django.db.models import Count, Q

from tracker.models import (
    Announcement,
    Instrument,
    Jurisdiction,
    ListEdition,
    Organization,
    OrganizationKind,
    Position,
    Quotation,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import is_public, public
from tracker.records.filters import Codes, Filters, Slugs, YesNo, states
from tracker.records.proof import citations, identity


class OrganizationFilters(Filters):
    """What organizations can be narrowed to."""

    kind = Codes(OrganizationKind, where="kind", help_text="What sort of body it is.")
    parent = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="parent",
        help_text="Body it is part of.",
        label="Part of",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where="jurisdiction",
        help_text="Jurisdiction it governs or serves.",
    )
    state = states(
        lambda codes: Q(jurisdiction__state_code__in=codes) & is_public("jurisdiction"),
        "State of that jurisdiction.",
    )
    makes_lists = YesNo(
        where=Q(pk__in=ListEdition.objects.published().values("maker")),
        help_text="yes: at least one list of its making is recorded.",
    )


EDITIONS = Gathered(
    rows=lambda clock: ListEdition.objects.published(), by="maker", values={"lists": Count("pk")}
)
POSITIONS = Gathered(
    rows=lambda clock: Position.objects.published().filter(recorded__upper_inf=True),
    by="body",
    values={"positions": Count("pk")},
)
ANNOUNCEMENTS = Gathered(
    rows=lambda clock: Announcement.objects.published(), by="announcer", values={"announcements": Count("pk")}
)
INSTRUMENTS = Gathered(
    rows=lambda clock: Instrument.objects.published(), by="issuer", values={"instruments": Count("pk")}
)
QUOTATIONS = Gathered(
    rows=lambda clock: Quotation.objects.published(),
    by="utterance__organization",
    values={"quotations": Count("pk")},
)

RECORD = Record(
    name="organizations",
    singular="organization",
    plural="organizations",
    summary="Agencies, list-makers, courts, advocacy and research bodies, and local governments.",
    model=Organization,
    filterset=OrganizationFilters,
    title_column="name",
    no_as_of="means nothing for organizations: nothing dated is recorded of them.",
    sorts={"name": ("name", "id"), "added": ("-id",)},
    newest_first=("-id",),
    facets={"kind": "kind"},
    columns=(
        *identity("organizations", "organization"),
        Column(
            "name",
            "name",
            "Full name, as the body writes it.",
            shown_as="link",
            link=("organizations", "slug"),
        ),
        Column("short_name", "short_name", "Abbreviation in common use; blank if none."),
        Column(
            "kind",
            "kind",
            "agency, executive, legislature, court, law_enforcement, local_government, advocacy, research or other.",
        ),
        Column(
            "parent",
            public("parent"),
            "Body it is part of; blank if none is recorded.",
            shown_as="link",
            link=("organizations", "parent_slug"),
        ),
        Column("parent_slug", public("parent", "slug"), "That body's slug.", in_list=False),
        Column(
            "jurisdiction",
            public("jurisdiction", "full_name"),
            "Jurisdiction it governs or serves; blank for federal and private bodies.",
            shown_as="link",
            link=("jurisdictions", "jurisdiction_slug"),
            in_list=False,
        ),
        Column(
            "jurisdiction_slug", public("jurisdiction", "slug"), "That jurisdiction's slug.", in_list=False
        ),
        Column("aliases", "aliases", "Other names it is printed under.", shown_as="list", in_list=False),
        Column("website", "website", "Its own site.", shown_as="url", in_list=False),
        Column(
            "lists",
            EDITIONS["lists"],
            "How many list editions of its making are recorded.",
            shown_as="number",
        ),
        Column(
            "positions",
            POSITIONS["positions"],
            "How many positions it asserts are recorded.",
            shown_as="number",
        ),
        Column(
            "announcements",
            ANNOUNCEMENTS["announcements"],
            "How many of its announcements are recorded.",
            shown_as="number",
        ),
        Column(
            "instruments",
            INSTRUMENTS["instruments"],
            "How many laws, orders and rulings of its making are recorded.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "quotations",
            QUOTATIONS["quotations"],
            "How many quotations of the body itself are recorded.",
            shown_as="number",
            in_list=False,
        ),
        *citations("organization"),
    ),
)
