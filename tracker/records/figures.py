"""Figures: numbers somebody claimed, with what the claim leaves out shown as missing."""

from __future__ import annotations

from django.db.models import Case, F, Q, TextField, When

from tracker.models import (
    Announcement,
    Figure,
    FigureDirection,
    Jurisdiction,
    Official,
    Organization,
    Outlet,
)
from tracker.records.base import Column, Record
from tracker.records.columns import Trimmed, YesNo, date_text, is_public, public
from tracker.records.filters import Codes, Filters, Pattern, Slugs, states
from tracker.records.filters import YesNo as YesNoFilter
from tracker.records.proof import INDEPENDENT_OF_FIGURE, citations, identity
from tracker.records.windows import first_known


class FigureFilters(Filters):
    """What figures can be narrowed to."""

    official = Slugs(
        Official,
        kind="officials",
        singular="official",
        where="official",
        help_text="Who claimed it.",
        label="Claimed by",
    )
    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="organization",
        help_text="Body that claimed or published it.",
    )
    outlet = Slugs(
        Outlet, kind="outlets", singular="outlet", where="article__outlet", help_text="Who printed it."
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where="jurisdiction",
        help_text="Jurisdiction it is about.",
    )
    state = states(
        lambda codes: Q(jurisdiction__state_code__in=codes) & is_public("jurisdiction"),
        "State of the jurisdiction it is about.",
    )
    announcement = Slugs(
        Announcement,
        kind="announcements",
        singular="announcement",
        where="announcement",
        help_text="Announcement it is part of.",
    )
    measure = Pattern(
        where="measure",
        pattern=r"[A-Za-z0-9_-]{1,80}",
        expected="the name of a measure, such as border-apprehensions",
        help_text="Figures on one metric, by the name of its measure.",
    )
    direction = Codes(
        lambda: [choice for choice in FigureDirection.choices if choice[0]],
        where="direction",
        help_text="Which way a change is claimed to go.",
    )
    series = YesNoFilter(
        where=Q(is_official_series=True),
        help_text="yes: values of a series a body publishes; no: claims.",
        label="Official series",
    )


SPEAKER = Case(
    When(is_public("official"), then=F("official__name")),
    When(is_public("organization"), then=F("organization__name")),
    default=F("speaker_label"),
    output_field=TextField(),
)

CLAIMED = first_known(
    ("claimed_on", "claimed_precision"), ("article__published_on", "article__published_precision")
)
NEWEST = (F("claimed_on").desc(nulls_last=True), "-id")


def _title(row) -> str:
    low, high = row["value_low"], row["value_high"]
    value = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return " ".join(part for part in (row["hedge"], value, row["unit"]) if part) + f": {row['metric']}"


RECORD = Record(
    name="figures",
    singular="figure",
    plural="figures",
    summary="Numbers somebody claimed: value, hedge, period, baseline and who said it. No verdicts.",
    model=Figure,
    filterset=FigureFilters,
    title_column="metric",
    title=_title,
    date_column="claimed_on",
    within=CLAIMED,
    date_means="the day it was claimed, or, where that is not known, the day it was printed",
    no_as_of="means nothing for figures: a claim is made once. Use until= for what was claimed by then.",
    sorts={
        "newest": NEWEST,
        "oldest": (F("claimed_on").asc(nulls_last=True), "id"),
        "measure": ("measure", F("claimed_on").desc(nulls_last=True), "-id"),
        "value": ("-value_high", "-id"),
    },
    newest_first=NEWEST,
    facets={"direction": "direction", "measure": "measure"},
    columns=(
        *identity("figures", "figure"),
        Column(
            "claimed_on",
            date_text("claimed_on", "claimed_precision"),
            "Day it was claimed or published, as precisely as known; blank if not known.",
            shown_as="date",
            label="Claimed",
        ),
        Column("hedge", "hedge", "Hedging words as printed (almost, up to); blank if none."),
        Column("value_low", Trimmed("value_low"), "Lower end of the value claimed.", shown_as="number"),
        Column(
            "value_high",
            Trimmed("value_high"),
            "Upper end; the same as the lower for a single value.",
            shown_as="number",
        ),
        Column("unit", "unit", "What the value is in: percent, agents, arrests, dollars …"),
        Column("direction", "direction", "up or down for a claimed change; blank for a level."),
        Column(
            "metric",
            "metric",
            "What is counted, close to the words printed.",
            shown_as="link",
            link=("figures", "slug"),
        ),
        Column(
            "measure", "measure", "Common name that puts figures on one metric side by side.", in_list=False
        ),
        Column("period", "period", "Period as printed; blank: not stated."),
        Column("baseline", "baseline", "What a change is compared with, as printed; blank: not stated."),
        Column(
            "population",
            "population",
            "Whom or what it is counted among, as printed; blank: not stated.",
            in_list=False,
        ),
        Column(
            "speaker",
            SPEAKER,
            "Who claimed it: the official or body, else as printed.",
            shown_as="link",
            link=("officials", "official_slug"),
        ),
        Column(
            "official_slug", public("official", "slug"), "The official's slug; blank if none.", in_list=False
        ),
        Column(
            "organization",
            public("organization"),
            "Body that claimed or published it; blank if none.",
            in_list=False,
            shown_as="link",
            link=("organizations", "organization_slug"),
        ),
        Column("organization_slug", public("organization", "slug"), "That body's slug.", in_list=False),
        Column(
            "official_series",
            YesNo(Q(is_official_series=True)),
            "yes: a value of a series the body publishes; no: a claim.",
            in_list=False,
        ),
        Column(
            "exact",
            "exact",
            "The words, exactly as captured; blank if not captured.",
            shown_as="quote",
            in_list=False,
        ),
        Column(
            "article",
            public("article", "headline"),
            "Headline of the text that prints it.",
            shown_as="link",
            link=("articles", "article_slug"),
            in_list=False,
        ),
        Column("article_slug", public("article", "slug"), "Slug of that text.", in_list=False),
        Column(
            "article_published_on",
            date_text("article__published_on", "article__published_precision"),
            "Date of that text, as precisely as known.",
            shown_as="date",
            in_list=False,
        ),
        Column(
            "outlet",
            public("article__outlet"),
            "Who printed it; blank if not known.",
            shown_as="link",
            link=("outlets", "outlet_slug"),
            in_list=False,
        ),
        Column("outlet_slug", public("article__outlet", "slug"), "That outlet's slug.", in_list=False),
        Column(
            "snapshot",
            "snapshot__sha256",
            "SHA-256 of the captured text it stands in; blank if not captured.",
            in_list=False,
        ),
        Column(
            "start",
            "start",
            "First character in that text, in code points from 0.",
            shown_as="number",
            in_list=False,
        ),
        Column("end", "end", "One past the last character.", shown_as="number", in_list=False),
        Column(
            "announcement_slug",
            public("announcement", "slug"),
            "Slug of the announcement it is part of.",
            in_list=False,
        ),
        Column(
            "jurisdiction",
            public("jurisdiction", "full_name"),
            "Jurisdiction it is about; blank if none.",
            shown_as="link",
            link=("jurisdictions", "jurisdiction_slug"),
            in_list=False,
        ),
        Column(
            "jurisdiction_slug", public("jurisdiction", "slug"), "That jurisdiction's slug.", in_list=False
        ),
        Column(
            "responds_to_slug",
            public("responds_to", "slug"),
            "Slug of the figure it stands beside.",
            in_list=False,
        ),
        *citations("figure"),
        Column(
            "independent_sources",
            INDEPENDENT_OF_FIGURE["independent_sources"],
            "How many texts the one that prints it finally rests on, by what we know; 1 also where that rests on none but itself.",
            shown_as="number",
            in_list=False,
        ),
    ),
)
