"""The review screen: the captured text with every proposal in it, and the one looked at beside it."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions import deciding, publishing
from tracker.actions.errors import Refused
from tracker.actions.permissions import CURATOR, EDITOR, has_role
from tracker.admin.refusals import say_refused
from tracker.admin.review_forms import ProposalForm, candidates_of, form_for
from tracker.admin.review_known import known_to
from tracker.admin.waiting import to_publish
from tracker.models import (
    ArticleJurisdiction,
    Proposal,
    ProposalKind,
    ProposalState,
    State,
    Submission,
    Watch,
)
from tracker.models.base import PublishedModel
from tracker.templatetags.showing import counted

QUEUE = 50
READY = 50
SURE = 0.9
ELSEWHERE = 5
"""Submissions of other captures of a text named on its screen."""

_COUNTS = {
    "open": Count("proposals", filter=Q(proposals__state=ProposalState.OPEN)),
    "decided": Count("proposals", filter=~Q(proposals__state__in=["open", "superseded"])),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text under the same proposals; ``proposal`` is the narrowest, None where there is none."""

    text: str
    proposal: Proposal | None
    is_current: bool
    begins: tuple[int, ...]


def queue(request: HttpRequest) -> HttpResponse:
    """Submissions with proposals to decide, those waiting longest first; by kind, confidence and feed."""
    wanted, asked = _wanted(request)
    waiting = (
        Submission.objects.filter(pk__in=Proposal.objects.filter(wanted).values("submission"))
        .annotate(**_COUNTS)
        .select_related("article__outlet", "watch", "submitted_by")
        .order_by("created_at", "pk")
    )
    if asked["feed"]:
        waiting = waiting.filter(watch=asked["feed"])
    held = Submission.objects.select_related("article")
    ready = to_publish().select_related("article")
    return TemplateResponse(
        request,
        "admin/tracker/review_queue.html",
        {
            **admin.site.each_context(request),
            "title": "Review",
            "waiting": waiting[:QUEUE],
            "total": waiting.count(),
            "reading": held.filter(state__in=["received", "working", "failed"]).order_by("-created_at")[:20],
            "ready": ready.order_by("-updated_at")[:READY],
            "ready_total": ready.count(),
            "kinds": ProposalKind.choices,
            "sures": (50, 70, 90),
            "feeds": Watch.objects.values_list("pk", "name")[:200],
            **asked,
        },
    )


def _wanted(request: HttpRequest) -> tuple[Q, dict[str, Any]]:
    """Which open proposals count, and what was asked for; what is not offered is not asked."""
    kind, sure, feed = (request.GET.get(name, "") for name in ("kind", "sure", "feed"))
    wanted = Q(state=ProposalState.OPEN)
    if kind in ProposalKind.values:
        wanted &= Q(kind=kind)
    percent = int(sure) if sure.isdecimal() and len(sure) < 4 else 0
    if percent:
        wanted &= Q(confidence__gte=percent / 100)
    watch = int(feed) if feed.isdecimal() and len(feed) < 18 else 0
    return wanted, {"kind": kind, "sure": percent, "feed": watch}


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission's proposals. GET shows the one at ``?at=``, or the first open; POST decides."""
    submission = get_object_or_404(Submission.objects.select_related("article", "snapshot"), pk=pk)
    if request.method == "GET" and has_role(request.user, CURATOR, EDITOR):
        # Before they are read: a claim counts as a save, and the form carries the version it was shown.
        deciding.claim(submission.proposals.filter(state=ProposalState.OPEN), by=request.user)
    proposals = _proposals(submission)
    if not proposals:
        messages.info(request, "Nothing is proposed for this submission.")
        return HttpResponseRedirect(reverse("admin:submission", args=[pk]))
    at = request.POST.get("at") or request.GET.get("at", "")
    current = next((one for one in proposals if str(one.pk) == at), None) or _first_open(proposals)
    if request.method == "POST":
        try:
            return _act(request, submission, proposals, current)
        except _Unclear as unclear:
            return _show(request, submission, proposals, current, form=unclear.form)
    return _show(request, submission, proposals, current)


def _proposals(submission: Submission) -> list[Proposal]:
    """In the order of the text; the article's own fields first: everything else is read under its date."""
    found = submission.proposals.exclude(state=ProposalState.SUPERSEDED).select_related(
        "decided_by", "claimed_by"
    )
    return sorted(found, key=lambda one: (one.kind != ProposalKind.ARTICLE, one.start, one.pk))


class _Unclear(Exception):
    """The form cannot be taken as it is; it is shown again with what is wrong."""

    def __init__(self, form: ProposalForm) -> None:
        super().__init__()
        self.form = form


def _first_open(proposals: list[Proposal]) -> Proposal:
    return next((one for one in proposals if one.state == ProposalState.OPEN), proposals[0])


def _after(proposals: list[Proposal], current: Proposal) -> Proposal:
    """The next open proposal after this one, round the end; this one when none is open."""
    place = proposals.index(current)
    ordered = proposals[place + 1 :] + proposals[:place]
    return next((one for one in ordered if one.state == ProposalState.OPEN), current)


def _around(
    proposals: list[Proposal], current: Proposal, *, is_open: bool
) -> tuple[Proposal | None, Proposal | None]:
    """The proposals before and after this one; ``is_open``: the open ones, round the end of the text."""
    if not is_open:
        place = proposals.index(current)
        return (
            proposals[place - 1] if place else None,
            proposals[place + 1] if place + 1 < len(proposals) else None,
        )
    before, after = _after(proposals[::-1], current), _after(proposals, current)
    return (before if before != current else None, after if after != current else None)


def _act(
    request: HttpRequest, submission: Submission, proposals: list[Proposal], current: Proposal
) -> HttpResponse:
    doing = request.POST.get("do", "")
    if doing == "accept":
        _accept(request, current)
    elif doing == "reject":
        _refusable(
            request, lambda: deciding.reject(current, by=request.user, reason=request.POST.get("reason", ""))
        )
    elif doing == "undo":
        _refusable(request, lambda: deciding.undo(current, by=request.user))
        return _to(submission, current)
    elif doing == "accept_sure":
        _accept_sure(request, submission, proposals)
        return _to(
            submission,
            _first_open(_proposals(submission)),
        )
    elif doing == "publish":
        return _publish(request, submission, proposals)
    fresh = {one.pk: one for one in Proposal.objects.filter(submission=submission)}
    for one in proposals:
        one.state = fresh[one.pk].state
    return _to(submission, _after(proposals, current))


def _to(submission: Submission, proposal: Proposal) -> HttpResponseRedirect:
    address = reverse("admin:review_submission", args=[submission.pk])
    return HttpResponseRedirect(f"{address}?at={proposal.pk}#current")


def _accept(request: HttpRequest, current: Proposal) -> None:
    form = form_for(current, request.POST)
    if not form.is_valid():
        raise _Unclear(form)
    version = request.POST.get("version", "")
    try:
        deciding.accept(
            current,
            by=request.user,
            changes=form.changes(),
            version=int(version) if version.isdigit() else None,
            reason=request.POST.get("reason", ""),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        raise _Unclear(form) from refusal


def _refusable(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))


def _sure(proposals: list[Proposal]) -> list[Proposal]:
    """Open ones the machine is sure of and that are whole: nothing they need is left to type."""
    sure = [one for one in proposals if one.state == ProposalState.OPEN and one.confidence >= SURE]
    known = known_to(sure)
    return [one for one in sure if not known.missing_of(one)]


def _accept_sure(request: HttpRequest, submission: Submission, proposals: list[Proposal]) -> None:
    """Accept every open proposal the machine is sure of, as it stands; say of each refused one why."""
    outcomes = deciding.accept_many(_sure(proposals), by=request.user)
    refused = [one for one in outcomes if one.refusal]
    messages.success(request, f"Accepted {len(outcomes) - len(refused)} of {len(outcomes)} proposals.")
    say_refused(request, refused, text=submission.snapshot.text if submission.snapshot else "")


def _drafts(proposals: list[Proposal], submission: Submission) -> list[PublishedModel]:
    """What accepting left to publish: the article and every draft record, in the order of the text."""
    found: list[PublishedModel] = []
    if submission.article and submission.article.state != State.PUBLISHED:
        found.append(submission.article)
    for one in proposals:
        model = deciding.RESULT_MODELS.get(one.result_kind)
        if one.state != ProposalState.ACCEPTED or model is None:
            continue
        record = model._default_manager.filter(pk=one.result_id).first()
        # That an article names a place has no state of its own: the place is what is public or not.
        record = record.jurisdiction if isinstance(record, ArticleJurisdiction) else record
        if isinstance(record, PublishedModel) and record.state == State.DRAFT and record not in found:
            found.append(record)
    return found


def _publish(request: HttpRequest, submission: Submission, proposals: list[Proposal]) -> HttpResponse:
    """A page that says what will be public; then publishing, all or nothing."""
    drafts = _drafts(proposals, submission)
    error = ""
    if request.POST.get("confirmed"):
        try:
            done = publishing.publish_all(drafts, by=request.user, reason=request.POST.get("reason", ""))
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"Public now: {counted(len(done), 'record')}.")
            return HttpResponseRedirect(reverse("admin:review_submission", args=[submission.pk]))
    return TemplateResponse(
        request,
        "admin/tracker/review_publish.html",
        {
            **admin.site.each_context(request),
            "title": f"Publish {counted(len(drafts), 'record')}",
            "submission": submission,
            "drafts": [(one._meta.verbose_name, one) for one in drafts],
            "error": error,
            "may": _may_publish(request.user),
        },
        status=409 if error else 200,
    )


def _may_publish(user: AbstractUser) -> bool:
    return has_role(user, EDITOR)


def pieces(text: str, proposals: list[Proposal], current: Proposal) -> list[Piece]:
    """The text cut where proposals begin and end. Time and size grow with text and proposals, not their product."""
    shown = [one for one in proposals if one.kind != ProposalKind.ARTICLE and one.end > one.start]
    cuts = sorted({0, len(text), *(one.start for one in shown), *(min(one.end, len(text)) for one in shown)})
    starting: dict[int, list[Proposal]] = {}
    for one in shown:
        starting.setdefault(one.start, []).append(one)
    made: list[Piece] = []
    active: list[Proposal] = []
    for start, end in itertools.pairwise(cuts):
        active = [one for one in active if one.end > start] + starting.get(start, [])
        narrowest = min(active, key=lambda one: (one.end - one.start, one.pk), default=None)
        is_current = current in active
        made.append(
            Piece(
                text[start:end],
                current if is_current else narrowest,
                is_current,
                tuple(one.pk for one in starting.get(start, [])),
            )
        )
    return made


def _elsewhere(submission: Submission) -> list[Submission]:
    """Submissions of other captures of this text, newest first, with how much is decided there and how much open."""
    proposals = Proposal.objects.exclude(state=ProposalState.SUPERSEDED).exclude(
        snapshot=submission.snapshot_id
    )
    return list(
        Submission.objects.filter(
            pk__in=proposals.filter(
                snapshot__article__isnull=False, snapshot__article=submission.article_id
            ).values("submission")
        )
        .exclude(pk=submission.pk)
        .select_related("snapshot")
        .defer("snapshot__text")
        .annotate(**_COUNTS)
        .order_by("-pk")[:ELSEWHERE]
    )


def _last_decided(proposals: list[Proposal], user: AbstractUser) -> Proposal | None:
    """What the person decided last in this text: the slip one wants to take back."""
    own = [one for one in proposals if one.decided_by_id == user.pk and one.decided_at]
    return max(own, key=lambda one: (one.decided_at, one.pk), default=None)


def _show(
    request: HttpRequest,
    submission: Submission,
    proposals: list[Proposal],
    current: Proposal,
    *,
    form: ProposalForm | None = None,
) -> HttpResponse:
    """The screen; ``form`` is one that could not be taken, shown again with what is wrong."""
    text = submission.snapshot.text if submission.snapshot else ""
    place = proposals.index(current)
    previous, following = _around(proposals, current, is_open=True)
    previous_of_all, next_of_all = _around(proposals, current, is_open=False)
    waiting = [one for one in proposals if one.state == ProposalState.OPEN]
    is_open = current.state == ProposalState.OPEN
    return TemplateResponse(
        request,
        "admin/tracker/review.html",
        {
            **admin.site.each_context(request),
            "title": f"Review: {submission.article or submission}",
            "submission": submission,
            "proposals": proposals,
            "current": current,
            "evidence": text[current.start : current.end] if current.kind != ProposalKind.ARTICLE else "",
            "is_open": is_open,
            "form": (form or form_for(current)) if is_open else None,
            "last": _last_decided(proposals, request.user) if is_open else None,
            "refused": form.non_field_errors() if form and not is_open else [],
            "candidates": candidates_of(current) if is_open else [],
            "pieces": pieces(text, proposals, current),
            "previous": previous,
            "next": following,
            "previous_of_all": previous_of_all,
            "next_of_all": next_of_all,
            "number": place + 1,
            "open_count": len(waiting),
            "sure_count": len(_sure(proposals)),
            "sure_percent": round(SURE * 100),
            "elsewhere": _elsewhere(submission),
            "drafts": len(_drafts(proposals, submission)),
            "may_publish": _may_publish(request.user),
            "media": form_for(current).media if is_open else "",
        },
        status=409 if form else 200,
    )
