"""Articles: published texts, their captures, and what they rest on."""

from __future__ import annotations

from django.db.models import Count, F, Max, Q

from tracker.models import (
    Article,
    ArticleJurisdiction,
    ArticleKind,
    Derivation,
    Figure,
    Jurisdiction,
    Official,
    Organization,
    Outlet,
    Quotation,
    Snapshot,
    SourceNotice,
    State,
)
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import InstantText, ListOf, date_text, public
from tracker.records.filters import Codes, Filters, Slugs, YesNo, states
from tracker.records.proof import INDEPENDENT_OF_ARTICLE, identity
from tracker.records.windows import possible


def _naming(**condition: object) -> Q:
    named = ArticleJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED, **condition)
    return Q(pk__in=named.values("article"))


def _quoting(ids: list[int]) -> Q:
    quoted = Quotation.objects.published().filter(utterance__official__in=ids)
    return Q(pk__in=quoted.values("snapshot__article"))


class ArticleFilters(Filters):
    """What articles can be narrowed to."""

    kind = Codes(ArticleKind, where="kind", help_text="What sort of text it is.")
    outlet = Slugs(Outlet, kind="outlets", singular="outlet", where="outlet", help_text="Who published it.")
    agency = Slugs(
        Organization,
        kind="organizations",
        singular="organization",
        where="organization",
        help_text="Body that issued it.",
        label="Issued by",
    )
    official = Slugs(
        Official, kind="officials", singular="official", where=_quoting, help_text="An official it quotes."
    )
    jurisdiction = Slugs(
        Jurisdiction,
        kind="jurisdictions",
        singular="jurisdiction",
        where=lambda ids: _naming(jurisdiction__in=ids),
        help_text="A jurisdiction it names.",
    )
    state = states(
        lambda codes: _naming(jurisdiction__state_code__in=codes), "State of a jurisdiction it names."
    )
    captured = YesNo(
        # Without the absences of no article, whose null would make "not in" true of nothing.
        where=Q(pk__in=Snapshot.objects.filter(article__isnull=False).values("article")),
        help_text="yes: at least one capture is kept here.",
    )
    independent = YesNo(
        where=~Q(pk__in=Derivation.objects.values("article")),
        help_text="yes: it is not known to rest on another text.",
    )


CAPTURES = Gathered(
    rows=lambda clock: Snapshot.objects.filter(article__state=State.PUBLISHED),
    by="article",
    values={"captures": Count("pk"), "last_captured_at": InstantText(Max("captured_at"))},
)
QUOTATIONS = Gathered(
    rows=lambda clock: Quotation.objects.published(),
    by="snapshot__article",
    values={"quotations": Count("pk")},
)
FIGURES = Gathered(
    rows=lambda clock: Figure.objects.published(), by="article", values={"figures": Count("pk")}
)
PLACES = Gathered(
    rows=lambda clock: ArticleJurisdiction.objects.filter(jurisdiction__state=State.PUBLISHED),
    by="article",
    values={"jurisdictions": ListOf("jurisdiction__slug")},
)
RESTS_ON = Gathered(
    rows=lambda clock: Derivation.objects.filter(source__state=State.PUBLISHED),
    by="article",
    values={"rests_on": ListOf("source__slug")},
)
CARRIED_BY = Gathered(
    rows=lambda clock: Derivation.objects.filter(article__state=State.PUBLISHED),
    by="source",
    values={"carried_by": Count("article", distinct=True)},
)
NOTICES = Gathered(
    rows=lambda clock: SourceNotice.objects.filter(is_public=True),
    by="article",
    values={"notices": ListOf("kind")},
)

PUBLISHED = possible("published_on", "published_precision")
NEWEST = (F("published_on").desc(nulls_last=True), "-id")

RECORD = Record(
    name="articles",
    singular="article",
    plural="articles",
    summary="News stories, press releases, laws, court papers and lists, each with its captures.",
    model=Article,
    filterset=ArticleFilters,
    title_column="headline",
    date_column="published_on",
    within=PUBLISHED,
    date_means="the day it was published",
    no_as_of="means nothing for articles: a text does not hold on a day. Use until= for what was published by then.",
    sorts={
        "newest": NEWEST,
        "oldest": (F("published_on").asc(nulls_last=True), "id"),
        "headline": ("headline", "id"),
        "added": ("-id",),
    },
    newest_first=NEWEST,
    facets={"kind": "kind"},
    columns=(
        *identity("articles", "article"),
        Column(
            "published_on",
            date_text("published_on", "published_precision"),
            "Date of publication, as precisely as known (2017, 2017-07 or 2017-07-18); blank if not known.",
            shown_as="date",
            label="Published",
        ),
        Column(
            "headline",
            "headline",
            "Headline or title, as printed.",
            shown_as="link",
            link=("articles", "slug"),
        ),
        Column("kind", "kind", "news, press_release, law, court, list, dataset, report or page."),
        Column(
            "outlet",
            public("outlet"),
            "Publisher; blank if not known.",
            shown_as="link",
            link=("outlets", "outlet_slug"),
        ),
        Column("outlet_slug", public("outlet", "slug"), "The publisher's slug.", in_list=False),
        Column(
            "organization",
            public("organization"),
            "Body that issued it, for releases, laws, court papers and lists; blank otherwise.",
            shown_as="link",
            link=("organizations", "organization_slug"),
            in_list=False,
        ),
        Column("organization_slug", public("organization", "slug"), "That body's slug.", in_list=False),
        Column("byline", "byline", "Authors, as printed; blank if none.", in_list=False),
        Column("language", "language", "Language (BCP 47 tag).", in_list=False),
        Column(
            "original_url", "url", "Where it was published; blank for a file.", shown_as="url", in_list=False
        ),
        Column(
            "captures",
            CAPTURES["captures"],
            "How many captures of it are kept.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "last_captured_at",
            CAPTURES["last_captured_at"],
            "When it was last captured (UTC); blank if never.",
            shown_as="date",
            in_list=False,
        ),
        Column(
            "quotations",
            QUOTATIONS["quotations"],
            "How many quotations in it are recorded.",
            shown_as="number",
        ),
        Column("figures", FIGURES["figures"], "How many figures in it are recorded.", shown_as="number"),
        Column(
            "jurisdictions",
            PLACES["jurisdictions"],
            "Slugs of the jurisdictions it names.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "rests_on",
            RESTS_ON["rests_on"],
            "Slugs of the texts it is known to rest on: re-reported, excerpted, syndicated or translated.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "carried_by",
            CARRIED_BY["carried_by"],
            "How many recorded texts rest directly on it.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "notices",
            NOTICES["notices"],
            "What is noted about it: corrected, withdrawn, changed or unreliable; blank if nothing.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "independent_sources",
            INDEPENDENT_OF_ARTICLE["independent_sources"],
            "How many texts it finally rests on, by what we know; 1 also where it rests on none but itself.",
            shown_as="number",
            in_list=False,
        ),
    ),
)
