"""A new capture beside those we hold: texts with the same words are proposed to rest on one another.

Near-duplicates are found by the bands of their MinHash signatures, shared quotations by an index of runs of
words; either way a bounded number of captures is read. What is proposed carries the shared passages.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from tracker.actions.printings import Match, printed_elsewhere
from tracker.ingest import similarity
from tracker.models import (
    CaptureSignature,
    Derivation,
    DerivationKind,
    Proposal,
    ProposalKind,
    ProposalState,
    Snapshot,
    Submission,
)

EXTRACTOR = "comparison"
VERSION = "1"

ALIKE = 0.5
"""Resemblance from which two texts are proposed as one resting on the other."""

ESTIMATED = ALIKE - 0.2
"""The signatures' estimate below which a text is not read at all; their error is 1/16."""

HELD = 0.6
"""Share of a text's runs of words that another holds, from which it excerpts it, however long the other is."""

WHOLE = 0.8
"""Resemblance from which the whole text was taken over."""

SHARED_QUOTATIONS = 2
LONG_QUOTATION_WORDS = 25
"""So many shared quotations, or a single one of so many words, hint at a common text even where the rest differs."""

SAME_STORY = timedelta(days=30)
CANDIDATES = 200
READ = 10
PROPOSED = 3
"""Signatures looked at, texts read and links proposed for one capture."""


@dataclass(frozen=True, slots=True)
class _Kin:
    """Another article's capture and how alike the texts are, 0 to 1."""

    snapshot: Snapshot
    resemblance: float


def compare(snapshot: Snapshot, submission: Submission) -> int:
    """Sign a capture and propose what it rests on, or what rests on it; how many proposals were made.

    A capture is compared once; one without text never. What a person rejected, or what is recorded, is not
    proposed again for another capture of the same articles. Runs inside the act that made the capture.
    """
    if not snapshot.text or CaptureSignature.objects.filter(pk=snapshot.pk).exists():
        return 0
    with connection.cursor() as cursor:
        # Two copies captured at once by two workers: the second waits and then finds the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('compare captures', 2))")
    mine = similarity.shingles(snapshot.text)
    signature = similarity.signature(mine)
    bands = list(similarity.bands(signature))
    CaptureSignature.objects.create(snapshot=snapshot, minhash=list(signature), bands=bands)
    kin = {one.snapshot.article_id: one for one in _near(snapshot, mine, signature, bands)}
    for other in _quoting_alike(snapshot):
        kin.setdefault(other.article_id, _Kin(other, similarity.resemblance(mine, _shingles(other))))
    # Of a story that many carry, the texts most like this one and, among these, the earliest.
    likest = sorted(kin.values(), key=lambda one: (-round(one.resemblance, 1), *_age(one.snapshot)))
    return sum(_propose(snapshot, one, submission) for one in likest[:PROPOSED])


def sign_missing(*, limit: int = 500) -> int:
    """Sign captures that came in another way (starter data), newest first, so that later ones find them."""
    unsigned = Snapshot.objects.filter(signature=None).exclude(text="").order_by("-pk")[:limit]
    made = []
    for snapshot in unsigned:
        signature = similarity.signature(similarity.shingles(snapshot.text))
        made.append(
            CaptureSignature(
                snapshot=snapshot, minhash=list(signature), bands=list(similarity.bands(signature))
            )
        )
    CaptureSignature.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _near(
    snapshot: Snapshot, mine: frozenset[int], signature: tuple[int, ...], bands: list[str]
) -> list[_Kin]:
    """Captures of other articles that resemble this one, or that one of the two is mostly made of."""
    if not bands:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (other.article_id) other.id, signed.minhash
              FROM tracker_capturesignature signed JOIN tracker_snapshot other ON other.id = signed.snapshot_id
             WHERE signed.bands && %s::varchar[] AND other.article_id <> %s
             ORDER BY other.article_id, other.captured_at DESC, other.id DESC LIMIT %s
            """,
            [bands, snapshot.article_id, CANDIDATES],
        )
        estimates = [(similarity.estimate(signature, minhash), pk) for pk, minhash in cursor.fetchall()]
    likely = sorted((one for one in estimates if one[0] >= ESTIMATED), key=lambda one: (-one[0], one[1]))
    found = []
    for other in Snapshot.objects.filter(pk__in=[pk for _, pk in likely[:READ]]).select_related("article"):
        theirs = _shingles(other)
        score = similarity.resemblance(mine, theirs)
        held = max(similarity.containment(mine, theirs), similarity.containment(theirs, mine))
        if score >= ALIKE or held >= HELD:
            found.append(_Kin(other, score))
    return found


def _quoting_alike(snapshot: Snapshot) -> list[Snapshot]:
    """Newest captures of articles that print the same quotations, unless the words may have been said twice."""
    passages = list(
        Proposal.objects.filter(snapshot=snapshot, kind=ProposalKind.QUOTATION)
        .exclude(payload__form="indirect")
        .order_by("start")
        .values_list("payload__exact", flat=True)
    )
    shared: dict[int, dict[int, Match]] = {}
    for match in printed_elsewhere(passages, article=snapshot.article_id, with_proposed=True, at_least=0.9):
        shared.setdefault(match.article, {}).setdefault(match.number, match)
    weight = Counter(
        {
            article: len(matches)
            for article, matches in shared.items()
            if len(matches) >= SHARED_QUOTATIONS
            or any(len(similarity.words(one.exact)) >= LONG_QUOTATION_WORDS for one in matches.values())
        }
    )
    found = []
    for article, _ in weight.most_common(READ):
        other = (
            Snapshot.objects.filter(article=article)
            .exclude(text="")
            .select_related("article")
            .order_by("-captured_at", "-pk")
            .first()
        )
        if other is not None and _same_time(snapshot, other):
            found.append(other)
    return found


def _propose(snapshot: Snapshot, kin: _Kin, submission: Submission) -> bool:
    """One proposal at the capture that came later, unless that link was decided or is recorded already."""
    copy, source, is_dated = _order(snapshot, kin.snapshot)
    if _is_settled(copy, source):
        return False
    passages = similarity.shared_passages(copy.text, source.text)
    if not passages:
        return False
    held = similarity.containment(_shingles(copy), _shingles(source))
    kind = _kind(kin.resemblance, held)
    sure = max(kin.resemblance, held) if max(kin.resemblance, held) >= ALIKE else 0.4
    payload: dict[str, Any] = {
        "kind": kind,
        "source": source.article_id,
        "source_name": str(source.article.outlet or source.article.headline),
        "source_url": source.article.url or "",
        "stated_as": "",
        "source_snapshot": source.pk,
        "resemblance": round(kin.resemblance, 4),
        "passages": [list(each) for each in passages],
    }
    start, end = passages[0][:2]
    Proposal.objects.create(
        snapshot=copy,
        submission=submission,
        kind=ProposalKind.DERIVATION,
        start=start,
        end=end,
        fingerprint=hashlib.sha256(f"{EXTRACTOR} {source.article_id}".encode()).hexdigest(),
        payload=payload,
        # Which of two undated texts came first is a guess; a person sees that in the number.
        confidence=round(min(sure, 0.95) * (1.0 if is_dated else 0.6), 4),
        extractor=EXTRACTOR,
        extractor_version=VERSION,
    )
    return True


def _is_settled(copy: Snapshot, source: Snapshot) -> bool:
    """Recorded in either direction, or proposed for any capture of the two and not superseded."""
    one, other = copy.article_id, source.article_id
    if Derivation.objects.filter(Q(article=one, source=other) | Q(article=other, source=one)).exists():
        return True
    return (
        Proposal.objects.filter(kind=ProposalKind.DERIVATION, extractor=EXTRACTOR)
        .exclude(state=ProposalState.SUPERSEDED)
        .filter(
            Q(snapshot__article=one, payload__source=other) | Q(snapshot__article=other, payload__source=one)
        )
        .exists()
    )


def _order(one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot, bool]:
    """The later text, the earlier one, and whether their own dates say so; else the first captured is the source."""
    days = (one.article.published_on, other.article.published_on)
    if days[0] and days[1] and days[0] != days[1]:
        return (one, other, True) if days[0] > days[1] else (other, one, True)
    later = (one.captured_at, one.pk) > (other.captured_at, other.pk)
    return (one, other, False) if later else (other, one, False)


def _age(snapshot: Snapshot) -> tuple[date, int]:
    return (snapshot.article.published_on or snapshot.captured_at.date(), snapshot.pk)


def _same_time(one: Snapshot, other: Snapshot) -> bool:
    days = (one.article.published_on, other.article.published_on)
    return days[0] is None or days[1] is None or abs(days[0] - days[1]) <= SAME_STORY


def _kind(resemblance: float, held: float) -> str:
    if resemblance >= WHOLE:
        return DerivationKind.SYNDICATES
    return DerivationKind.EXCERPTS if held >= HELD else DerivationKind.RE_REPORTS


def _shingles(snapshot: Snapshot) -> frozenset[int]:
    return similarity.shingles(snapshot.text)
