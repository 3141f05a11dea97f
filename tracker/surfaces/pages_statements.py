"""Pages of a quotation and of an article, and the lists of quotations other pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest, Substr

from tracker.models import (
    Alteration,
    Article,
    ArticleJurisdiction,
    Citation,
    Derivation,
    Figure,
    Quotation,
    QuotationJurisdiction,
    Snapshot,
    Utterance,
)
from tracker.records.parameters import Clock
from tracker.records.vanished import vanished
from tracker.surfaces.pages_families import compared_with, differences, family, first_captured, first_printed
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_proof import citable, proof

SHOWN = 20
"""Rows of any list inside a page; the rest is one link away."""

AROUND = 260
"""Characters of a capture shown on each side of a quotation: enough to judge it, far from the whole text."""

LOOKED_UP = 200
"""Quotations of an article that are looked for in its newest capture."""

PRINTINGS = 30
"""Other printings compared on a quotation's page; a printing is one article's, in however many pieces."""

PIECES = 50
"""Pieces of one printing shown on a quotation's page."""

PIECES_COMPARED = 4
"""Pieces looked up for each other printing, on the average."""


def printed(where: Q) -> QuerySet[Quotation]:
    """Published quotations with all a quotation card shows, without the long text of their captures."""
    return (
        Quotation.objects.published()
        .filter(where)
        .select_related(
            "snapshot__article__outlet",
            "utterance__official",
            "utterance__organization",
            "utterance__tenure__organization",
            "utterance__tenure__jurisdiction",
        )
        .defer("snapshot__text")
    )


def said(where: Q, *, limit: int = SHOWN) -> tuple[list[Quotation], int]:
    """The newest utterances with a published printing that matches, each by its first printing, and their number.

    Each quotation carries ``printings``, how many articles print its utterance, and ``pieces``, all matching
    quotations its own article cuts it into, itself among them, in the order of the text.
    """
    matching = Quotation.objects.published().filter(where)
    utterances = Utterance.objects.filter(pk__in=matching.values("utterance"))
    total = utterances.count()
    ids = list(
        utterances.order_by(F("said_on").desc(nulls_last=True), "-id").values_list("pk", flat=True)[:limit]
    )
    counts = dict(
        Quotation.objects.published()
        .filter(utterance__in=ids)
        .order_by()
        .values_list("utterance")
        .annotate(Count("snapshot__article", distinct=True))
    )
    first = {
        quotation.utterance_id: quotation
        for quotation in printed(where)
        .filter(utterance__in=ids)
        .order_by("utterance_id", "id")
        .distinct("utterance_id")
    }
    pieces = _pieces(where, first.values())
    for quotation in first.values():
        quotation.printings = counts[quotation.utterance_id]
        quotation.pieces = pieces[quotation.utterance_id, quotation.snapshot.article_id]
    return [first[pk] for pk in ids if pk in first], total


def _pieces(where: Q, quotations: Iterable[Quotation]) -> dict[tuple[int, int], list[Quotation]]:
    """The matching pieces of each utterance in the article of its quotation, by the ids of both."""
    shown = {(quotation.utterance_id, quotation.snapshot.article_id) for quotation in quotations}
    found = printed(where).filter(
        utterance__in={utterance for utterance, _ in shown},
        snapshot__article__in={article for _, article in shown},
    )
    grouped: dict[tuple[int, int], dict[int, Quotation]] = {pair: {} for pair in shown}
    for piece in found.order_by("snapshot_id", "start", "id"):
        pair = (piece.utterance_id, piece.snapshot.article_id)
        if pair in grouped:
            grouped[pair][piece.pk] = piece
    return {pair: list(each.values()) for pair, each in grouped.items()}


def quotation_page(quotation: Quotation, clock: Clock) -> dict[str, Any]:
    """What the page of a quotation shows."""
    quotation = (
        printed(Q(pk=quotation.pk))
        .annotate(
            before=Substr("snapshot__text", Greatest(1, _first(quotation)), _room(quotation)),
            after=Substr("snapshot__text", quotation.end + 1, AROUND),
        )
        .get()
    )
    utterance = Q(utterance=quotation.utterance_id)
    here = Q(snapshot__article=quotation.snapshot.article_id)
    pieces = list(printed(utterance & here).order_by("snapshot_id", "start", "id")[:PIECES])
    others = _by_article(
        printed(utterance & ~here).order_by(
            "snapshot__article__published_on", "snapshot__article", "snapshot_id", "start", "id"
        )[: PRINTINGS * PIECES_COMPARED + 1]
    )
    # All printings, not only those compared: the independent texts among them are counted exactly.
    articles = (
        Quotation.objects.published()
        .filter(utterance=quotation.utterance_id)
        .order_by()
        .values_list("snapshot__article", flat=True)
        .distinct()
    )
    evidence = citable().get(pk=quotation.snapshot.article_id)
    printings = [quotation, *(other[0] for other in others)]
    return {
        "quotation": quotation,
        "utterance": quotation.utterance,
        "article": evidence,
        "capture": quotation.snapshot,
        "before": _from_word(quotation.before) if quotation.start > AROUND else quotation.before,
        "after": _to_word(quotation.after),
        "cut_before": quotation.start > AROUND,
        "cut_after": quotation.end + AROUND < quotation.snapshot.text_length,
        "places": [
            mention.jurisdiction
            for mention in QuotationJurisdiction.objects.filter(
                quotation=quotation, jurisdiction__state="published"
            ).select_related("jurisdiction")[:SHOWN]
        ],
        "pieces": pieces if len(pieces) > 1 else [],
        "printings": [
            {
                "quotation": other[0],
                "count": len(other),
                "pieces": differences(_whole(pieces), _whole(other)),
                "codes": _labels(sorted({code for piece in other for code in piece.alterations})),
            }
            for other in others[:PRINTINGS]
        ],
        "first_printed": first_printed(printings),
        "compared_with": compared_with(printings),
        "first_captured": first_captured(printings),
        "more_printings": len(others) > PRINTINGS,
        "codes": _labels(quotation.alterations),
        "family": family(articles, here=quotation.snapshot.article_id),
        "proof": proof("quotation", quotation.pk),
        "objections": objections("quotations", quotation.slug),
        "vanished": vanished([quotation.pk]).get(quotation.pk),
        "title": quotation.exact,
    }


def _by_article(quotations: Iterable[Quotation]) -> list[list[Quotation]]:
    """The quotations of each article together, in the order given: one printing, in pieces or whole."""
    grouped: dict[int, list[Quotation]] = {}
    for quotation in quotations:
        grouped.setdefault(quotation.snapshot.article_id, []).append(quotation)
    return list(grouped.values())


def _whole(pieces: Sequence[Quotation]) -> str:
    return " ".join(piece.exact for piece in pieces)


def _first(quotation: Quotation) -> int:
    """Where the surroundings begin, counted from 1 as PostgreSQL does."""
    return max(1, quotation.start - AROUND + 1)


def _room(quotation: Quotation) -> int:
    """How many characters stand between there and the quotation."""
    return min(AROUND, quotation.start)


def _from_word(text: str) -> str:
    """A passage cut at its left, from its first whole word on."""
    return text.split(" ", 1)[-1] if " " in text else text


def _to_word(text: str) -> str:
    """A passage cut at its right, up to its last whole word."""
    return text.rsplit(" ", 1)[0] if len(text) == AROUND and " " in text else text


def _labels(codes: Sequence[str]) -> list[str]:
    labels = dict(Alteration.choices)
    return [labels.get(code, code) for code in codes]


def article_page(article: Article, clock: Clock) -> dict[str, Any]:
    """What the page of an article shows: what it prints, what it rests on, what rests on it."""
    article = citable().get(pk=article.pk)
    quotations, quotation_count = said(Q(snapshot__article=article))
    quotations.sort(key=lambda quotation: (quotation.snapshot_id, quotation.pieces[0].start))
    figures = Figure.objects.published().filter(article=article)
    places = ArticleJurisdiction.objects.filter(article=article, jurisdiction__state="published")
    public = ~Q(source__state="draft")
    carrying = Derivation.objects.filter(source=article).exclude(article__state="draft")
    carried_by = list(carrying.prefetch_related(Prefetch("article", queryset=citable()))[:SHOWN])
    return {
        "article": article,
        "title": article.headline,
        "captures": list(Snapshot.objects.light().filter(article=article)[:SHOWN]),
        "quotations": quotations,
        "quotation_count": quotation_count,
        "figures": list(figures.select_related("official", "organization", "article__outlet")[:SHOWN]),
        "figure_count": figures.count(),
        "places": list(places.select_related("jurisdiction").order_by("jurisdiction__name")[:SHOWN]),
        "place_count": places.count(),
        "rests_on": list(
            article.rests_on.filter(public).prefetch_related(Prefetch("source", queryset=citable()))[:SHOWN]
        ),
        "carried_by": carried_by,
        "family": family([article.pk, *carrying.values_list("article", flat=True)], here=article.pk),
        "cited_for": cited_for(Q(article=article)),
        "objections": objections("articles", article.slug),
        **_vanished_from(article),
    }


def _vanished_from(article: Article) -> dict[str, Any]:
    """Published quotations whose words are not in the newest capture any more, and that capture."""
    found = list(
        Quotation.objects.published()
        .filter(snapshot__article=article)
        .only("slug", "exact", "state")
        .order_by("start", "pk")[:LOOKED_UP]
    )
    gone = vanished(quotation.pk for quotation in found)
    return {
        "vanished": [quotation for quotation in found if quotation.pk in gone][:SHOWN],
        "vanished_from": next(iter(gone.values()), None),
    }


CITED = (
    ("quotation", "quotation", "quotations"),
    ("figure", "figure", "figures"),
    ("list_edition", "list", "lists"),
    ("jurisdiction", "place", "jurisdictions"),
    ("official", "official", "officials"),
    ("organization", "organization", "organizations"),
    ("instrument", "law", "instruments"),
    ("position", "position", "positions"),
    ("announcement", "announcement", "announcements"),
)
"""Public kinds a citation can prove: column, noun, first part of the address."""


def cited_for(where: Q) -> list[dict[str, Any]]:
    """How many published records of each kind rest on some citations; kinds with none are left out."""
    counts = Citation.objects.filter(where).aggregate(
        **{
            column: Count(column, distinct=True, filter=Q(**{f"{column}__state": "published"}))
            for column, _, _ in CITED
        }
    )
    return [
        {"count": counts[column], "noun": noun, "kind": kind}
        for column, noun, kind in CITED
        if counts[column]
    ]
