"""Positions: what one body asserts about one jurisdiction on one dimension, on two clocks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from tracker.models import CodebookValue, Dimension, Jurisdiction, JurisdictionKind, Organization, Position
from tracker.records.base import Column, Record
from tracker.records.columns import DateText, InstantText, RangeLast, RangeStart, public
from tracker.records.filters import Codes, Filters, Slugs, states
from tracker.records.parameters import Clock
from tracker.records.proof import citations, identity
from tracker.records.windows import possible


def held_on(rows: QuerySet[Position], day: datetime.date) -> QuerySet[Position]:
    """Positions that held on a day, by their body's word."""
    return rows.filter(valid__contains=day)


def _ended(clock: Clock) -> Q | None:
    """Positions that had ended by the day asked about; every end counts where none is."""
    # The stored upper bound is the first day after the last.
    return Q(valid__endswith__lte=clock.as_of + datetime.timedelta(days=1)) if clock.as_of else None


def _values() -> list[tuple[str, str]]:
    values = CodebookValue.objects.order_by("dimension", "rank", "codebook").values_list("value", "label")
    return list(dict(values).items())


class PositionFilters(Filters):
    """What positions can be narrowed to."""

    body = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="body",
        help_text="Who asserts it.",
        label="Asserted by",
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where="jurisdiction",
        help_text="About which place.",
    )
    state = states("jurisdiction__state_code", "State of that place.")
    kind = Codes(
        JurisdictionKind,
        where="jurisdiction__kind",
        help_text="Level of government of that place.",
        label="Kind of place",
    )
    dimension = Codes(Dimension, where="dimension", help_text="On which question; see the codebook.")
    value = Codes(_values, where="value", help_text="Value from the codebook.")


LABEL = CodebookValue.objects.filter(
    codebook=OuterRef("codebook"), dimension=OuterRef("dimension"), value=OuterRef("value")
).values("label")


def _title(row: Mapping[str, Any]) -> str:
    return f"{row['body']} on {row['jurisdiction']}: {row['value_label']}"


NEWEST = (F("valid__startswith").desc(nulls_last=True), "-id")

RECORD = Record(
    name="positions",
    singular="position",
    plural="positions",
    summary="What one body asserts about one jurisdiction on one question, since when, on what evidence.",
    model=Position,
    filterset=PositionFilters,
    # A corrected position is closed; it is read again with known_at.
    only=Q(recorded__upper_inf=True),
    title_column="value_label",
    title=_title,
    date_column="valid_from",
    within=possible("valid__startswith", "start_precision"),
    date_means="the first day it held",
    becomes="held, by its body’s word",
    on_day=held_on,
    sorts={
        "newest": NEWEST,
        "oldest": (F("valid__startswith").asc(nulls_first=True), "id"),
        "jurisdiction": (
            "jurisdiction__state_code",
            "jurisdiction__name",
            "jurisdiction_id",
            "dimension",
            "id",
        ),
        "added": ("-id",),
    },
    newest_first=NEWEST,
    facets={
        "dimension": "dimension",
        "state": "jurisdiction__state_code",
        "kind": "jurisdiction__kind",
    },
    columns=(
        *identity("positions", "position"),
        Column(
            "jurisdiction",
            public("jurisdiction", "full_name"),
            "About which place.",
            shown_as="link",
            link=("jurisdictions", "jurisdiction_slug"),
        ),
        Column(
            "jurisdiction_slug", public("jurisdiction", "slug"), "That jurisdiction's slug.", in_list=False
        ),
        Column("state", public("jurisdiction", "state_code"), "USPS code of its state."),
        Column("dimension", "dimension", "On which question; the codebook defines each."),
        Column("value", "value", "Value from the codebook.", in_list=False),
        Column(
            "value_label",
            Subquery(LABEL[:1]),
            "The value in neutral words.",
            shown_as="link",
            link=("positions", "slug"),
            label="Position",
        ),
        Column("codebook", "codebook", "Version of the codebook.", in_list=False),
        Column(
            "body",
            public("body"),
            "Who asserts it.",
            shown_as="link",
            link=("organizations", "body_slug"),
            label="By",
        ),
        Column("body_slug", public("body", "slug"), "That body's slug.", in_list=False),
        Column(
            "stated_as", "stated_as", "The body's own words, as printed.", shown_as="quote", in_list=False
        ),
        Column(
            "valid_from",
            DateText(RangeStart("valid"), F("start_precision")),
            "First day it held, by the body's word, as precisely as known; blank if not known.",
            shown_as="date",
            label="Since",
        ),
        Column(
            "valid_until",
            DateText(RangeLast("valid"), F("end_precision")),
            "Last day it held; blank if it still holds, the end is not known or lies after the day asked about.",
            shown_as="date",
            label="Until",
            so_on=_ended,
        ),
        Column(
            "recorded_at",
            InstantText(RangeStart("recorded")),
            "When our books first said so (UTC).",
            shown_as="date",
            in_list=False,
        ),
        *citations("position"),
        Column("kind", public("jurisdiction", "kind"), "Level of government of that place.", in_list=False),
        Column(
            "geoid",
            public("jurisdiction", "geoid"),
            "Census identifier of that place, to join it with other tables; blank if it has none.",
            in_list=False,
        ),
    ),
)
