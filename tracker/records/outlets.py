"""Outlets: publishers, by registrable domain."""

from __future__ import annotations

from django.db.models import Count, Max, Min

from tracker.models import Article, Outlet, Quotation
from tracker.records.base import Column, Gathered, Record
from tracker.records.columns import date_text
from tracker.records.filters import Filters, Pattern
from tracker.records.proof import identity


class OutletFilters(Filters):
    """What outlets can be narrowed to."""

    domain = Pattern(
        where="domain",
        pattern=r"[a-z0-9][a-z0-9.-]{1,198}",
        expected="a domain in small letters (example.com)",
        help_text="Its registrable domain.",
    )


ARTICLES = Gathered(
    rows=lambda clock: Article.objects.published(),
    by="outlet",
    values={
        "articles": Count("pk"),
        "first_article_on": Min(date_text("published_on", "published_precision")),
        "last_article_on": Max(date_text("published_on", "published_precision")),
    },
)
QUOTATIONS = Gathered(
    rows=lambda clock: Quotation.objects.published(),
    by="snapshot__article__outlet",
    values={"quotations": Count("pk")},
)

RECORD = Record(
    name="outlets",
    singular="outlet",
    plural="outlets",
    summary="Publishers of the texts recorded here.",
    model=Outlet,
    filterset=OutletFilters,
    title_column="name",
    no_as_of="means nothing for outlets: nothing dated is recorded of them.",
    sorts={"name": ("name", "id"), "added": ("-id",)},
    newest_first=("-id",),
    columns=(
        *identity("outlets", "outlet"),
        Column("name", "name", "Name, as it prints it.", shown_as="link", link=("outlets", "slug")),
        Column("domain", "domain", "Registrable domain."),
        Column(
            "former_domains",
            "former_domains",
            "Domains it published under before.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "home_state",
            "home_state",
            "State it mainly reports from (USPS); blank if national or not recorded.",
            in_list=False,
        ),
        Column("articles", ARTICLES["articles"], "How many of its texts are recorded.", shown_as="number"),
        Column(
            "quotations",
            QUOTATIONS["quotations"],
            "How many quotations it printed are recorded.",
            shown_as="number",
            in_list=False,
        ),
        Column(
            "first_article_on",
            ARTICLES["first_article_on"],
            "Date of the earliest of these texts, as precisely as known.",
            shown_as="date",
        ),
        Column("last_article_on", ARTICLES["last_article_on"], "Date of the latest.", shown_as="date"),
    ),
)
