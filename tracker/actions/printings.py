"""Other printings of the same words: which utterance a quotation may print once more, and how it differs.

Candidates come from an index of runs of words (``tracker_shingles``), never from comparing all pairs; every
look is bounded, however often a phrase was printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tracker.actions.payloads import folded
from tracker.ingest.alterations import TooLong, printing_codes
from tracker.ingest.similarity import printing_similarity, words
from tracker.models import Article, Proposal, Quotation, QuotationForm, State, Utterance

AS_ALIKE = 0.8
"""Printings that are less alike are not offered as the same words."""

APART = timedelta(days=60)
"""Words printed again later than that may have been said again: then nothing is offered."""

LEAST_WORDS = 5
OFFERED = 5
CANDIDATES = 40
LOOKED_UP = 200
"""At most so many quotations of a text are looked up, and so many candidates of each are compared."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the text at hand (their ``number`` in the list given) and where they are printed already.

    ``quotation`` is an id, None for words that are only proposed; ``score`` 0 to 1.
    """

    number: int
    quotation: int | None
    article: int
    exact: str
    score: float


_QUOTED = """
    SELECT quotation.id, quotation.exact, snapshot.article_id
      FROM tracker_quotation quotation JOIN tracker_snapshot snapshot ON snapshot.id = quotation.snapshot_id
     WHERE tracker_shingles(quotation.exact) && tracker_shingles(wanted.exact)
       AND quotation.state <> 'retracted' AND snapshot.article_id <> %(article)s
     LIMIT %(candidates)s
"""
_PROPOSED = """
    SELECT NULL::bigint AS id, proposal.payload ->> 'exact' AS exact, snapshot.article_id
      FROM tracker_proposal proposal JOIN tracker_snapshot snapshot ON snapshot.id = proposal.snapshot_id
     WHERE proposal.kind = 'quotation' AND proposal.state IN ('open', 'accepted')
       AND tracker_shingles(proposal.payload ->> 'exact') && tracker_shingles(wanted.exact)
       AND snapshot.article_id <> %(article)s
     LIMIT %(candidates)s
"""


def printed_elsewhere(
    passages: Sequence[str], *, article: int, with_proposed: bool = False, at_least: float = AS_ALIKE
) -> list[Match]:
    """Where other articles print any of the passages, in order of the passages, the most alike first.

    Passages of fewer than LEAST_WORDS words are said too often to mean anything. ``with_proposed``: also words
    that are only proposed, or that a person has accepted under another reading.
    """
    wanted = [(number, text) for number, text in enumerate(passages) if len(words(text)) >= LEAST_WORDS]
    if not wanted:
        return []
    parts = [_QUOTED, _PROPOSED] if with_proposed else [_QUOTED]
    rows = " UNION ALL ".join(f"({part})" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT wanted.number, found.id, found.article_id, found.exact
              FROM unnest(%(numbers)s::int[], %(texts)s::text[]) AS wanted(number, exact)
                   CROSS JOIN LATERAL ({rows}) AS found
            """,
            {
                "numbers": [number for number, _ in wanted[:LOOKED_UP]],
                "texts": [text for _, text in wanted[:LOOKED_UP]],
                "article": article,
                "candidates": CANDIDATES,
            },
        )
        found = [
            Match(number, quotation, other, exact, printing_similarity(passages[number], exact))
            for number, quotation, other, exact in cursor.fetchall()
        ]
    alike = [match for match in found if match.score >= at_least]
    return sorted(alike, key=lambda match: (match.number, -match.score, match.quotation or 0, match.article))


def known_utterances(payloads: Sequence[dict[str, Any]], article: Article) -> dict[int, tuple[int, float]]:
    """For proposed quotations of ``article``, by number, the utterance they seem to print and how surely.

    Only words of the same speaker, as far as both are named, printed within APART of each other.
    """
    matches = [
        match
        for match in printed_elsewhere([one["exact"] for one in payloads], article=article.pk)
        if match.quotation is not None
    ]
    quotations = {
        quotation.pk: quotation
        for quotation in Quotation.objects.filter(pk__in={match.quotation for match in matches})
        .select_related("utterance__official", "utterance__organization", "snapshot__article")
        .defer("snapshot__text")
    }
    found: dict[int, tuple[int, float]] = {}
    for match in matches:
        quotation = quotations.get(match.quotation or 0)
        if quotation is None or match.number in found:
            continue
        same_time = _within(article.published_on, quotation.snapshot.article.published_on)
        if same_time and _may_be(payloads[match.number], quotation.utterance):
            found[match.number] = (quotation.utterance_id, round(match.score, 4))
    return found


def offered_utterances(proposal: Proposal) -> list[tuple[int, str]]:
    """Utterances a proposed quotation may print once more, as recorded now: id and a line that says which.

    The surest first, at most OFFERED. Unlike ``known_utterances`` whoever spoke, and whenever: a person looks.
    """
    exact = proposal.payload.get("exact", "")
    matches = printed_elsewhere([exact], article=proposal.snapshot.article_id)
    best: dict[int, Quotation] = {}
    for match in matches:
        quotation = (
            Quotation.objects.filter(pk=match.quotation)
            .select_related("utterance__official", "utterance__organization", "snapshot__article__outlet")
            .defer("snapshot__text")
            .first()
        )
        if quotation is not None and len(best) < OFFERED:
            best.setdefault(quotation.utterance_id, quotation)
    return [(utterance, _line(quotation)) for utterance, quotation in best.items()]


def _line(quotation: Quotation) -> str:
    article = quotation.snapshot.article
    words_shown = quotation.exact if len(quotation.exact) <= 60 else f"{quotation.exact[:59]}…"
    where = ", ".join(str(each) for each in (article.outlet, article.published_on) if each)
    return f"{quotation.utterance}: “{words_shown}” ({where or article.headline})"


def code_differences(quotation: Quotation) -> None:
    """Store how a new printing differs from the earliest one of its utterance in another article.

    When it is the earliest itself, siblings that are still drafts are coded against it instead; what is public
    is an editor's to change.
    """
    siblings = list(
        Quotation.objects.filter(utterance=quotation.utterance_id)
        .exclude(pk=quotation.pk)
        .exclude(state=State.RETRACTED)
        .exclude(snapshot__article=quotation.snapshot.article_id)
        .select_related("snapshot__article")
        .defer("snapshot__text")
    )
    if not siblings:
        return
    # Of several pieces that one article prints, the most alike is the one to compare with.
    earliest = min(siblings, key=_printed_at)
    if _printed_at(quotation) >= _printed_at(earliest):
        article = earliest.snapshot.article_id
        pieces = [one for one in siblings if one.snapshot.article_id == article]
        closest = max(pieces, key=lambda one: (printing_similarity(one.exact, quotation.exact), -one.pk))
        _code(quotation, against=closest)
        return
    for sibling in siblings:
        if sibling.state == State.DRAFT:
            _code(sibling, against=quotation)


def _code(quotation: Quotation, *, against: Quotation) -> None:
    try:
        found = printing_codes(
            against.exact,
            quotation.exact,
            first_in_marks=against.form != QuotationForm.INDIRECT,
            second_in_marks=quotation.form != QuotationForm.INDIRECT,
        )
    except TooLong:
        return
    if list(found) != quotation.alterations:
        quotation.alterations = list(found)
        quotation.save()


def _printed_at(quotation: Quotation) -> tuple[date, int]:
    """Order of printing. "July 2017" may be the 31st: it is no earlier than a printing of the 19th."""
    return (quotation.printed_by, quotation.pk)


def _within(one: date | None, other: date | None) -> bool:
    return one is None or other is None or abs(one - other) <= APART


def _may_be(payload: dict[str, Any], utterance: Utterance) -> bool:
    """Whether a proposed speaker may be the utterance's: not when both are named and no name agrees."""
    official = utterance.official
    if payload.get("official") and official is not None:
        return bool(payload["official"] == official.slug)
    name = folded(payload.get("speaker_name", ""))
    if not name:
        return True
    if official is not None:
        names = {folded(each) for each in (official.name, *official.aliases)}
        # A text may print the family name alone; the extractor then has nothing more.
        return name in names or any(each.split()[-1] == name for each in names if each)
    if utterance.organization is not None:
        body = utterance.organization
        return name in {folded(each) for each in (body.name, body.short_name, *body.aliases)}
    label = folded(utterance.speaker_label)
    return name in label or label in name
