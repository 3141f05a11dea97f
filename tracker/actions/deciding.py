"""A person's decisions on proposals: claim, accept, reject, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from tracker.actions import accepting, context
from tracker.actions.capturing import day_of
from tracker.actions.errors import Overtaken, Refused, explained
from tracker.actions.linking import unlink_drafts
from tracker.actions.permissions import require_curator
from tracker.models import (
    Article,
    ArticleJurisdiction,
    Jurisdiction,
    Official,
    Proposal,
    ProposalKind,
    ProposalState,
    Quotation,
    State,
    Submission,
    SubmissionState,
)
from tracker.models.base import PublishedModel

CLAIM = timedelta(minutes=15)
"""How long a proposal is kept for the person looking at it."""

RESULT_MODELS: dict[str, type[models.Model]] = {
    model._meta.model_name or "": model
    for model in (
        Article,
        Quotation,
        Official,
        ArticleJurisdiction,
        *(accepting.Figure, accepting.Announcement, accepting.Derivation),
    )
}
"""``Proposal.result_kind`` to its model."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many: the record, or why not."""

    proposal: Proposal
    result: models.Model | None
    refusal: Refused | None


def claim(proposals: Iterable[Proposal], *, by: AbstractUser) -> int:
    """Keep open proposals for ``by`` for a quarter of an hour; how many are kept.

    Those another person is looking at are left alone. Looking at every proposal of a text asks again each
    time: a claim is only written anew when it is half used up.
    """
    require_curator(by, "review proposals")
    ids = [proposal.pk for proposal in proposals]
    waiting = Proposal.objects.filter(pk__in=ids, state=ProposalState.OPEN)
    fresh = waiting.filter(claimed_by=by, claimed_at__gte=Now() - CLAIM / 2).count()
    if fresh == len(ids):
        return fresh
    with context.by(by, "Claim for review"):
        renewed = waiting.filter(
            Q(claimed_by=None)
            | Q(claimed_by=by, claimed_at__lt=Now() - CLAIM / 2)
            | Q(claimed_at__lt=Now() - CLAIM)
        ).update(claimed_by=by, claimed_at=Now())
    return fresh + renewed


def accept(
    proposal: Proposal,
    *,
    by: AbstractUser,
    changes: dict[str, Any] | None = None,
    version: int | None = None,
    reason: str = "",
) -> models.Model:
    """Write the records the proposal stands for, as ``changes`` amend its payload; the record it became.

    Everything is written as a draft in one transaction. ``version`` is the one the person looked at.
    Raises Overtaken when somebody decided or changed it first, Refused for what cannot be recorded.
    """
    require_curator(by, "decide proposals")
    with explained(), context.by(by, reason or "Accept a proposal"):
        locked = _open(proposal, by=by, version=version)
        payload = {**locked.payload, **(changes or {})}
        result = accepting.write(locked, payload)
        locked.state = ProposalState.ACCEPTED
        locked.accepted_payload = _plain(payload)
        locked.reason = reason[:400]
        locked.result_kind = result._meta.model_name or ""
        locked.result_id = result.pk
        _decide(locked, by=by)
    proposal.refresh_from_db()
    return result


def reject(proposal: Proposal, *, by: AbstractUser, reason: str = "", version: int | None = None) -> None:
    """Keep the proposal as rejected, so that extracting again does not bring it back."""
    require_curator(by, "decide proposals")
    with explained(), context.by(by, reason or "Reject a proposal"):
        locked = _open(proposal, by=by, version=version)
        locked.state = ProposalState.REJECTED
        locked.reason = reason[:400]
        _decide(locked, by=by)
    proposal.refresh_from_db()


def accept_many(
    proposals: Iterable[Proposal],
    *,
    by: AbstractUser,
    reason: str = "",
    versions: Mapping[int, int] | None = None,
) -> list[Outcome]:
    """Accept each as it is, articles and officials first; one that is refused does not stop the others.

    ``versions`` are those the person looked at, by id of the proposal.
    """
    first = {ProposalKind.ARTICLE: 0, ProposalKind.OFFICIAL: 1}
    ordered = sorted(proposals, key=lambda one: (first.get(ProposalKind(one.kind), 2), one.start, one.pk))
    return _decide_many(
        ordered,
        lambda one, version: accept(one, by=by, reason=reason or "Accept several proposals", version=version),
        by=by,
        versions=versions or {},
    )


def reject_many(
    proposals: Iterable[Proposal],
    *,
    by: AbstractUser,
    reason: str = "",
    versions: Mapping[int, int] | None = None,
) -> list[Outcome]:
    """Reject each; one that is refused does not stop the others. ``versions`` as for ``accept_many``."""
    return _decide_many(
        proposals,
        lambda one, version: reject(one, by=by, reason=reason, version=version),
        by=by,
        versions=versions or {},
    )


def _decide_many(
    proposals: Iterable[Proposal],
    decide: Callable[[Proposal, int | None], models.Model | None],
    *,
    by: AbstractUser,
    versions: Mapping[int, int],
) -> list[Outcome]:
    require_curator(by, "decide proposals")
    outcomes = []
    for proposal in proposals:
        try:
            outcomes.append(Outcome(proposal, decide(proposal, versions.get(proposal.pk)), None))
        except Refused as refusal:
            outcomes.append(Outcome(proposal, None, refusal))
    return outcomes


def undo(proposal: Proposal, *, by: AbstractUser) -> None:
    """Open a decided proposal again and take back what accepting it wrote, as long as that is a draft.

    Raises Refused when the record is public (retract it instead) or others rest on it.
    """
    require_curator(by, "decide proposals")
    with explained(), context.by(by, "Undo a decision"):
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if locked.state not in (ProposalState.ACCEPTED, ProposalState.REJECTED):
            raise Refused("This proposal is not decided.", hint="There is nothing to undo.")
        if locked.state == ProposalState.ACCEPTED:
            _take_back(locked)
        locked.state = ProposalState.OPEN
        locked.accepted_payload = locked.result_id = locked.decided_by = locked.decided_at = None
        locked.reason = locked.result_kind = ""
        locked.save()
        Submission.objects.filter(pk=locked.submission_id, state=SubmissionState.REVIEWED).update(
            state=SubmissionState.READY
        )
    proposal.refresh_from_db()


def _open(proposal: Proposal, *, by: AbstractUser, version: int | None) -> Proposal:
    """The proposal, locked for deciding; of two who decide at once the second is told."""
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("snapshot__article")
        .get(pk=proposal.pk)
    )
    if locked.state != ProposalState.OPEN:
        who = f" by {locked.decided_by}" if locked.decided_by else ""
        raise Overtaken(
            f"This proposal is {locked.get_state_display()} already{who}.", hint="Look at what was decided."
        )
    if version is not None and locked.version != version:
        raise Overtaken("This proposal changed since you opened it.", hint="Look at it again, then decide.")
    fresh = Proposal.objects.filter(pk=locked.pk, claimed_at__gt=Now() - CLAIM).exclude(claimed_by=by)
    if locked.claimed_by_id not in (None, by.pk) and fresh.exists():
        raise Overtaken(
            f"{locked.claimed_by} is looking at this proposal.", hint="Take another, or wait a little."
        )
    return locked


def _decide(proposal: Proposal, *, by: AbstractUser) -> None:
    proposal.decided_by = by
    proposal.decided_at = Now()
    proposal.claimed_by = proposal.claimed_at = None
    proposal.save()
    waiting = Proposal.objects.filter(submission=proposal.submission_id, state=ProposalState.OPEN)
    if not waiting.exists():
        Submission.objects.filter(pk=proposal.submission_id, state=SubmissionState.READY).update(
            state=SubmissionState.REVIEWED
        )


def _take_back(proposal: Proposal) -> None:
    record = RESULT_MODELS[proposal.result_kind]._default_manager.filter(pk=proposal.result_id).first()
    if record is None:
        return
    if isinstance(record, Article) and (proposal.accepted_payload or {}).get("before") == {}:
        return
    if isinstance(record, PublishedModel) and record.state != State.DRAFT:
        raise Refused(f"“{record}” is {record.get_state_display()}.", hint="Retract it instead of undoing.")
    if isinstance(record, Article):
        _restore_article(record, (proposal.accepted_payload or {}).get("before", {}))
        return
    try:
        _delete(record, proposal)
    except models.ProtectedError as error:
        raise Refused(
            f"Other records rest on “{record}” already.", hint="Undo or change those first."
        ) from error


def _delete(record: models.Model, proposal: Proposal) -> None:
    """Delete the record and what was written with it. Raises ProtectedError when others rest on any of it."""
    accepted = proposal.accepted_payload or {}
    if isinstance(record, Official):
        unlink_drafts(record, accepted.get("linked", {}))
        record.tenures.filter(source=proposal.snapshot.article, observed_only=True).delete()
        if accepted.get("was_known"):
            return
    record.delete()
    if isinstance(record, ArticleJurisdiction):
        _take_back_places(accepted.get("recorded", []))
    if isinstance(record, Quotation) and not record.utterance.quotations.exists():
        record.utterance.delete()


def _take_back_places(ids: list[int]) -> None:
    """Jurisdictions recorded for the one proposal go with it, unless something else rests on them by now."""
    for place in Jurisdiction.objects.filter(pk__in=ids, state=State.DRAFT).order_by("-pk"):
        try:
            with transaction.atomic():
                place.delete()
        except (models.ProtectedError, IntegrityError):
            continue


def _restore_article(article: Article, before: dict[str, str]) -> None:
    for name, value in before.items():
        if name not in ("published_on", "published_precision"):
            setattr(article, name, value)
    if "published_on" in before:
        article.published_on = day_of(before["published_on"])[0]
        article.published_precision = before["published_precision"]
    article.save()


def _plain(value: Any) -> Any:
    """The payload as JSON: records a person chose are kept by their id."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.pk if isinstance(value, models.Model) else value
