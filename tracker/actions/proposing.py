"""From what the machine read to proposals a person decides. Extracting again never undoes a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from tracker.actions import context
from tracker.actions.errors import Refused, explained
from tracker.actions.payloads import Suggestion, content, folded, suggestions
from tracker.actions.printings import known_utterances
from tracker.ingest.types import ArticleFields, Extraction
from tracker.models import Official, Proposal, ProposalKind, ProposalState, Snapshot, Submission


@dataclass(frozen=True, slots=True)
class Proposed:
    """What extracting changed: proposals ``added``, ``kept`` as they were, and ``superseded``."""

    added: int
    kept: int
    superseded: int


def propose(
    snapshot: Snapshot,
    submission: Submission,
    *,
    extraction: Extraction,
    extractor: str,
    version: str,
    fields: ArticleFields | None = None,
) -> Proposed:
    """Make proposals of what ``extraction`` found in the text of ``snapshot``.

    What is proposed already, by span and content, is not proposed again; a decided proposal is never touched.
    Nor is what was decided for an earlier capture of the same article, or waits there, proposed once more,
    wherever it stands now: only what is new or changed. Open ones of an older ``version`` that are not found any
    more are superseded, and so is an open head of an earlier capture when this one states another. Raises Refused when the spans are not of this text.
    """
    if extraction.text != snapshot.text:
        raise Refused("What was read is not the text of this capture.", hint="Read the capture again.")
    found = {
        one.fingerprint: one
        for one in suggestions(extraction, fields=fields, known_names=known_official_names())
    }
    with explained(), context.by(context.house_account(), f"Read by {extractor} {version}"):
        # Two workers reading one capture at once: the second waits and finds everything proposed.
        Snapshot.objects.select_for_update(no_key=True).only("pk").get(pk=snapshot.pk)
        of_article = list(
            Proposal.objects.filter(snapshot__article=snapshot.article_id).annotate(
                captured_at=F("snapshot__captured_at")
            )
        )
        heads = [one for one in of_article if one.kind == ProposalKind.ARTICLE]
        if any(one.state != ProposalState.SUPERSEDED and _is_later(one, snapshot) for one in heads):
            # A later capture states another head: this one is history.
            found = {key: one for key, one in found.items() if one.kind != ProposalKind.ARTICLE}
        known = {
            (proposal.kind, proposal.fingerprint): proposal
            for proposal in of_article
            if proposal.snapshot_id == snapshot.pk
        }
        fresh = _without_settled(
            [one for one in found.values() if (one.kind, one.fingerprint) not in known],
            [one for one in of_article if _is_settled(one, found, snapshot)],
        )
        _name_utterances(fresh, snapshot)
        Proposal.objects.bulk_create(
            [_row(one, snapshot, submission, extractor=extractor, version=version) for one in fresh]
        )
        _reopen(found, known, extractor=extractor, version=version)
        superseded = _supersede(
            found, known, extractor=extractor, version=version, keep_article=fields is None
        )
        if any(one.kind == ProposalKind.ARTICLE for one in fresh):
            superseded += _close(one.pk for one in heads if one.snapshot_id != snapshot.pk)
    return Proposed(len(fresh), len(found) - len(fresh), superseded)


def _is_later(proposal: Any, snapshot: Snapshot) -> bool:
    """Whether the proposal, annotated with its ``captured_at``, is of a capture made after ``snapshot``."""
    return (proposal.captured_at, proposal.snapshot_id) > (snapshot.captured_at, snapshot.pk)


def _is_settled(proposal: Proposal, found: dict[str, Suggestion], snapshot: Snapshot) -> bool:
    """Whether a proposal of the article stands for something that must not be proposed anew in ``snapshot``.

    One of this very capture that is found again stands for itself; one that is open and not found any more
    gives way to what is found instead.
    """
    if proposal.state == ProposalState.SUPERSEDED:
        return False
    if proposal.snapshot_id != snapshot.pk:
        return True
    return proposal.state != ProposalState.OPEN and proposal.fingerprint not in found


def _without_settled(fresh: list[Suggestion], settled: Iterable[Proposal]) -> list[Suggestion]:
    """Those of ``fresh`` that are not settled; of what a text prints several times as many are as were before."""
    settled = list(settled)
    # A text states one head at a time: one that was put back is said anew, against the last that was read.
    heads = [one for one in settled if one.kind == ProposalKind.ARTICLE]
    last = max(heads, key=lambda one: one.pk, default=None)
    counted = (one for one in settled if one.kind != ProposalKind.ARTICLE or one is last)
    left = Counter(content(one.kind, one.payload) for one in counted)
    news = []
    for one in fresh:
        key = content(one.kind, one.payload)
        if left[key]:
            left[key] -= 1
        else:
            news.append(one)
    return news


def _name_utterances(fresh: list[Suggestion], snapshot: Snapshot) -> None:
    """Say of each new quotation which utterance it seems to print once more, if any is recorded."""
    payloads = [one.payload for one in fresh if one.kind == ProposalKind.QUOTATION]
    for number, (utterance, score) in known_utterances(payloads, snapshot.article).items():
        payloads[number] |= {"utterance": utterance, "utterance_score": score}


def known_official_names() -> frozenset[str]:
    """Folded names and aliases of all officials, retracted ones too: those are not proposed again."""
    names: set[str] = set()
    for name, aliases in Official.objects.values_list("name", "aliases"):
        names.update(folded(each) for each in (name, *aliases))
    return frozenset(names)


def _row(
    one: Suggestion, snapshot: Snapshot, submission: Submission, *, extractor: str, version: str
) -> Proposal:
    return Proposal(
        snapshot=snapshot,
        submission=submission,
        kind=one.kind,
        start=one.start,
        end=one.end,
        fingerprint=one.fingerprint,
        payload=one.payload,
        confidence=one.confidence,
        extractor=extractor,
        extractor_version=version,
    )


def _reopen(
    found: dict[str, Suggestion], known: dict[tuple[str, str], Proposal], *, extractor: str, version: str
) -> None:
    """An undecided proposal that this version finds too is this version's; a superseded one is open again."""
    same = [
        proposal.pk
        for proposal in known.values()
        if proposal.fingerprint in found
        and proposal.state in (ProposalState.OPEN, ProposalState.SUPERSEDED)
        and (proposal.state == ProposalState.SUPERSEDED or proposal.extractor_version != version)
    ]
    Proposal.objects.filter(pk__in=same).update(
        state=ProposalState.OPEN, extractor=extractor, extractor_version=version
    )


def _supersede(
    found: dict[str, Suggestion],
    known: dict[tuple[str, str], Proposal],
    *,
    extractor: str,
    version: str,
    keep_article: bool,
) -> int:
    """Only what this extractor proposed: comparing captures proposes too, and finds other things."""
    gone = [
        proposal.pk
        for proposal in known.values()
        if proposal.state == ProposalState.OPEN
        and proposal.fingerprint not in found
        and proposal.extractor == extractor
        and proposal.extractor_version != version
        and not (keep_article and proposal.kind == "article")
    ]
    return _close(gone)


def _close(ids: Iterable[int]) -> int:
    """Supersede those of the proposals that are open; how many."""
    return Proposal.objects.filter(pk__in=list(ids), state=ProposalState.OPEN).update(
        state=ProposalState.SUPERSEDED
    )
