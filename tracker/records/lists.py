"""Lists: editions as their makers published them, with how far their lines are matched."""

from __future__ import annotations

import datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from tracker.models import Jurisdiction, ListEdition, Listing, MatchState, Organization, State
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import YesNo, date_text, public
from tracker.records.filters import Filters, Slugs, states
from tracker.records.filters import YesNo as YesNoFilter
from tracker.records.proof import citations, identity
from tracker.records.standing import not_withdrawn
from tracker.records.windows import possible


def _naming(**condition: object) -> Q:
    lines = Listing.objects.filter(jurisdiction__state=State.PUBLISHED, **condition)
    return Q(pk__in=lines.values("edition"))


def standing(rows: QuerySet[ListEdition], day: datetime.date) -> QuerySet[ListEdition]:
    """Editions published on or before a day and not withdrawn by it."""
    return rows.filter(not_withdrawn(day))


class ListFilters(Filters):
    """What list editions can be narrowed to."""

    maker = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="maker",
        help_text="Who made the list.",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _naming(jurisdiction__in=ids),
        help_text="A jurisdiction it lists, lines taken back included.",
    )
    state = states(
        lambda codes: _naming(jurisdiction__state_code__in=codes), "State of a jurisdiction it lists."
    )
    withdrawn = YesNoFilter(
        where=Q(withdrawn_on__isnull=False), help_text="yes: its maker took it down, at any time."
    )


LINES = Gathered(
    # One pass over the lines for all counts: that of the lines taken back depends on the day.
    rows=lambda clock: Listing.objects.alias(
        is_retracted=ExpressionWrapper(Q(retracted_on__lte=clock.day), BooleanField())
    ),
    by="edition",
    values={
        "lines": Count("pk"),
        "matched": Count("pk", filter=Q(match_state=MatchState.MATCHED)),
        "ambiguous": Count("pk", filter=Q(match_state=MatchState.AMBIGUOUS)),
        "unmatched": Count("pk", filter=Q(match_state=MatchState.UNMATCHED)),
        "not_jurisdictions": Count("pk", filter=Q(match_state=MatchState.NOT_A_JURISDICTION)),
        "retracted": Count("pk", filter=Q(is_retracted=True)),
    },
)

NEWEST = ("-published_on", "-id")

RECORD = Record(
    name="lists",
    singular="list",
    plural="lists",
    summary="List-makers' lists as published on a day, each line kept as printed.",
    model=ListEdition,
    filterset=ListFilters,
    title_column="title",
    date_column="published_on",
    within=possible("published_on", "published_precision"),
    date_means="the day this edition was published",
    becomes="published",
    on_day=standing,
    sorts={
        "newest": NEWEST,
        "oldest": ("published_on", "id"),
        "maker": ("maker__name", "-published_on", "-id"),
    },
    newest_first=NEWEST,
    columns=(
        *identity("lists", "list"),
        Column(
            "published_on",
            date_text("published_on", "published_precision"),
            "Day this edition was published, as precisely as known.",
            shown_as="date",
            label="Published",
        ),
        Column("title", "title", "Title of the list, as printed.", shown_as="link", link=("lists", "slug")),
        Column(
            "maker",
            public("maker"),
            "Who made the list.",
            shown_as="link",
            link=("organizations", "maker_slug"),
        ),
        Column("maker_slug", public("maker", "slug"), "The maker's slug.", in_list=False),
        Column(
            "withdrawn_on",
            date_text("withdrawn_on"),
            "Day its maker took it down, by the day asked about (today if none is); blank if it had not.",
            shown_as="date",
            label="Withdrawn",
            so_on=lambda clock: Q(withdrawn_on__lte=clock.day),
        ),
        Column("label_as_printed", "label_as_printed", "The maker's words for what it lists.", in_list=False),
        Column(
            "criteria",
            "criteria",
            "The maker's stated criteria, quoted or closely attributed; blank if not captured.",
            in_list=False,
        ),
        Column(
            "scope_kinds",
            "scope_kinds",
            "Kinds of jurisdiction it covers; blank if not stated.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "scope_states",
            "scope_states",
            "States it covers; blank means all.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "partial",
            YesNo(Q(is_partial=True)),
            "yes: only part of it is entered here, so absence from it means nothing.",
            in_list=False,
        ),
        Column(
            "supersedes_slug", public("supersedes", "slug"), "Slug of the edition it replaces.", in_list=False
        ),
        Column("lines", LINES["lines"], "How many lines it has, as entered.", shown_as="number"),
        Column("matched", LINES["matched"], "Lines tied to a jurisdiction.", shown_as="number"),
        Column(
            "ambiguous",
            LINES["ambiguous"],
            "Lines that could mean several jurisdictions; a person decides.",
            shown_as="number",
        ),
        Column("unmatched", LINES["unmatched"], "Lines not matched yet.", shown_as="number", in_list=False),
        Column(
            "not_jurisdictions",
            LINES["not_jurisdictions"],
            "Lines found to name no jurisdiction.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "retracted",
            LINES["retracted"],
            "Lines the maker took back by the day asked about (today if none is).",
            shown_as="number",
        ),
        *citations("list_edition"),
    ),
)
