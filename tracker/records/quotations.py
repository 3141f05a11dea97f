"""Quotations: words as one outlet printed them, with the speech act they belong to."""

from __future__ import annotations

from django.db.models import Case, F, Q, TextField, When
from django.db.models.functions import Coalesce

from tracker.models import (
    Alteration,
    Jurisdiction,
    Official,
    Organization,
    Outlet,
    Quotation,
    QuotationForm,
    QuotationJurisdiction,
    State,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import CountDistinct, ListOf, date_text, is_public, public
from tracker.records.filters import Codes, Filters, Pattern, Slugs, states
from tracker.records.proof import INDEPENDENT_SOURCES, citations, identity
from tracker.records.vanished import GONE
from tracker.records.windows import Within, first_known

ARTICLE = "snapshot__article"


def _about(**condition: object) -> Q:
    about = QuotationJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED, **condition)
    return Q(pk__in=about.values("quotation"))


def _altered(codes: list[str]) -> Q:
    return Q(alterations__overlap=codes)


class QuotationFilters(Filters):
    """What quotations can be narrowed to."""

    official = Slugs(
        Official,
        kind="officials",
        singular="official",
        where="utterance__official",
        help_text="Who said it.",
        label="Speaker",
    )
    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where=lambda ids: Q(utterance__organization__in=ids) | Q(utterance__tenure__organization__in=ids),
        help_text="Body that said it, or whose office the speaker held.",
    )
    outlet = Slugs(
        Outlet, kind="outlets", singular="outlet", where=f"{ARTICLE}__outlet", help_text="Who printed it."
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _about(jurisdiction__in=ids),
        help_text="What it is about.",
    )
    state = states(
        lambda codes: _about(jurisdiction__state_code__in=codes), "State of a jurisdiction it is about."
    )
    form = Codes(QuotationForm, where="form", help_text="How the words are printed.")
    alteration = Codes(
        Alteration, where=_altered, help_text="How it differs from other printings of the words."
    )
    utterance = Pattern(
        where="utterance",
        pattern=r"[0-9]{1,18}",
        expected="the number of an utterance",
        help_text="All printings of one utterance, by its number.",
    )


def said_within(prefix: str = "") -> Within:
    """Windows over the day of a quotation; ``prefix`` leads to it from another row."""
    said, printed = f"{prefix}utterance__said", f"{prefix}{ARTICLE}__published"
    return first_known((f"{said}_on", f"{said}_precision"), (f"{printed}_on", f"{printed}_precision"))


PRINTINGS = Gathered(
    rows=lambda clock: Quotation.objects.published(),
    by="utterance",
    over="utterance",
    # A text without a known outlet counts for itself.
    values={"printings": CountDistinct(Coalesce(f"{ARTICLE}__outlet", -F(ARTICLE)))},
)
PLACES = Gathered(
    rows=lambda clock: QuotationJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED),
    by="quotation",
    values={"jurisdictions": ListOf("jurisdiction__slug")},
)

SPEAKER = Case(
    When(is_public("utterance__official"), then=F("utterance__official__name")),
    When(is_public("utterance__organization"), then=F("utterance__organization__name")),
    default=F("utterance__speaker_label"),
    output_field=TextField(),
)
OFFICE = Case(
    When(is_public("utterance__official"), then=F("utterance__tenure__title")),
    output_field=TextField(),
)

NEWEST = (F("utterance__said_on").desc(nulls_last=True), "-utterance_id", "-id")

RECORD = Record(
    name="quotations",
    singular="quotation",
    plural="quotations",
    summary="Words as an outlet printed them, character for character in a capture.",
    model=Quotation,
    filterset=QuotationFilters,
    title_column="exact",
    date_column="said_on",
    within=said_within(),
    date_means="the day the words were said, or, where that is not known, the day they were printed",
    no_as_of="means nothing for quotations: words do not hold on a day. Use until= for what was said by then.",
    sorts={
        "newest": NEWEST,
        "oldest": (F("utterance__said_on").asc(nulls_last=True), "utterance_id", "id"),
        "added": ("-id",),
    },
    newest_first=NEWEST,
    facets={"form": "form"},
    columns=(
        *identity("quotations", "quotation"),
        Column(
            "said_on",
            date_text("utterance__said_on", "utterance__said_precision"),
            "Day the words were said, as precisely as known; blank if not known.",
            shown_as="date",
            label="Said",
        ),
        Column(
            "exact",
            "exact",
            "The words, exactly as they stand in the capture.",
            shown_as="quote",
            label="Words",
            link=("quotations", "slug"),
        ),
        Column(
            "speaker",
            SPEAKER,
            "Who said it: the official or body, else how the speaker is printed.",
            shown_as="link",
            link=("officials", "speaker_slug"),
        ),
        Column(
            "speaker_slug",
            public("utterance__official", "slug"),
            "The official's slug; blank for bodies, private and unnamed speakers.",
            in_list=False,
        ),
        Column("office", OFFICE, "Office the official held on that day; blank if not known."),
        Column(
            "occasion",
            "utterance__occasion",
            "Where and to whom it was said; blank if not known.",
            in_list=False,
        ),
        Column(
            "outlet",
            public(f"{ARTICLE}__outlet"),
            "Who printed it; blank if not known.",
            shown_as="link",
            link=("outlets", "outlet_slug"),
        ),
        Column("outlet_slug", public(f"{ARTICLE}__outlet", "slug"), "That outlet's slug.", in_list=False),
        Column(
            "article",
            public(ARTICLE, "headline"),
            "Headline of the text that prints it.",
            shown_as="link",
            link=("articles", "article_slug"),
            in_list=False,
        ),
        Column("article_slug", public(ARTICLE, "slug"), "Slug of that text.", in_list=False),
        Column(
            "article_published_on",
            date_text(f"{ARTICLE}__published_on", f"{ARTICLE}__published_precision"),
            "Date of that text, as precisely as known; blank if not known.",
            shown_as="date",
            in_list=False,
        ),
        Column(
            "snapshot",
            "snapshot__sha256",
            "SHA-256 of the captured text the words stand in; its page is /sources/<hash>/.",
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
            "later_capture",
            GONE["later_capture"],
            "changed: the newest capture of the text has other words; gone: there is no text at its address any more;"
            " blank while the words stand there.",
            in_list=False,
        ),
        Column(
            "later_captured_at",
            GONE["later_captured_at"],
            "When that newest capture was made (UTC); blank while the words stand there.",
            in_list=False,
        ),
        Column("form", "form", "direct, partial, block or indirect."),
        Column(
            "alterations",
            "alterations",
            "How it differs from other printings of the same words; blank if it does not.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "jurisdictions",
            PLACES["jurisdictions"],
            "Slugs of the jurisdictions the words are about.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "utterance",
            "utterance_id",
            "Number of the speech act: printings of the same words share it.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "printings",
            PRINTINGS["printings"],
            "How many outlets print this utterance, as far as recorded.",
            shown_as="number",
        ),
        Column(
            "independent_sources",
            INDEPENDENT_SOURCES["independent_sources"],
            "How many of the texts printing it rest on no other recorded text, counting what they rest on.",
            shown_as="number",
        ),
        *citations("quotation"),
    ),
)
