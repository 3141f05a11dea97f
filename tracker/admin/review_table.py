"""One text's open proposals in one table: glance down it, untick what is wrong, decide the rest at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions import deciding
from tracker.actions.permissions import CURATOR, EDITOR, has_role
from tracker.admin.refusals import say_refused
from tracker.admin.review_known import Known, known_to
from tracker.models import (
    DerivationKind,
    FigureDirection,
    Proposal,
    ProposalKind,
    ProposalState,
    QuotationForm,
    Submission,
)
from tracker.templatetags.showing import amount, counted

ROWS = 100
"""Proposals decided at once; the page says how many more wait."""
CONTEXT = 70
"""Characters shown on each side of the words a proposal rests on."""
LONGEST = 320
"""Characters shown of those words themselves."""
STEPS = (90, 70, 50)
"""Per cent of sureness from which lines can be ticked beforehand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One open proposal as a row.

    ``reading`` is what would be recorded, in a few words each; ``missing`` are labels of what a person must
    type first: such a row is never ticked beforehand, and a tick only serves to reject it.
    """

    proposal: Proposal
    before: str
    words: str
    after: str
    reading: list[str]
    missing: list[str]
    ticked: bool

    @property
    def key(self) -> str:
        """The proposal and the version looked at, as the form posts it."""
        return f"{self.proposal.pk}:{self.proposal.version}"


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the open proposals, ticked from ``?tick=`` per cent on; POST accepts or rejects the ticked."""
    submission = get_object_or_404(Submission.objects.select_related("article__outlet", "snapshot"), pk=pk)
    if request.method == "POST":
        return _decide(request, submission)
    waiting = submission.proposals.filter(state=ProposalState.OPEN)
    if has_role(request.user, CURATOR, EDITOR):
        deciding.claim(waiting, by=request.user)
    step = _step(request.GET.get("tick", ""))
    # The article's own fields first: everything else is read under its date.
    first = Case(
        When(kind=ProposalKind.ARTICLE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    shown = waiting.select_related("claimed_by").order_by(first, "start", "pk")[:ROWS]
    text = submission.snapshot.text if submission.snapshot else ""
    return TemplateResponse(
        request,
        "admin/tracker/review_table.html",
        {
            **admin.site.each_context(request),
            "title": f"Review at once: {submission.article or submission}",
            "submission": submission,
            "lines": lines(list(shown), text=text, sure=step / 100),
            "total": waiting.count(),
            "step": step,
            "steps": STEPS,
        },
    )


def _step(asked: str) -> int:
    return next((step for step in STEPS if str(step) == asked), STEPS[0])


def lines(proposals: Sequence[Proposal], *, text: str, sure: float) -> list[Line]:
    """The rows in the order given; those at least ``sure`` (0 to 1) and whole are ticked."""
    known = known_to(proposals)
    made = []
    for one in proposals:
        missing = known.missing_of(one)
        is_article = one.kind == ProposalKind.ARTICLE
        start, end = (0, 0) if is_article else (one.start, one.end)
        words = text[start:end]
        made.append(
            Line(
                one,
                before="" if is_article else _left(text, start),
                words=words if len(words) <= LONGEST else f"{words[:LONGEST]} …",
                after="" if is_article else _right(text, end),
                reading=[part for part in _READINGS[one.kind](one, known) if part],
                missing=missing,
                ticked=one.confidence >= sure and not missing,
            )
        )
    return made


def _left(text: str, start: int) -> str:
    """What stands before in the same line, from the beginning of a word."""
    line = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    return line.partition(" ")[2] if len(line) == CONTEXT else line


def _right(text: str, end: int) -> str:
    line = text[end : end + CONTEXT].partition("\n")[0]
    return line.rpartition(" ")[0] if len(line) == CONTEXT else line


def _speaker(proposal: Proposal, known: Known) -> str:
    """Whom accepting the line would record as the speaker."""
    found = known.speakers[proposal.pk]
    if found is not None:
        return str(found)
    name = proposal.payload.get("speaker_name") or proposal.payload.get("speaker_text") or ""
    return f"{name} (as printed)" if name else "speaker not found"


def _article(proposal: Proposal, known: Known) -> list[str]:
    payload = proposal.payload
    return [
        payload.get("headline", ""),
        payload.get("byline", ""),
        payload.get("published_on", ""),
        payload.get("outlet_name") or payload.get("outlet_domain", ""),
    ]


def _quotation(proposal: Proposal, known: Known) -> list[str]:
    again = "words recorded already" if proposal.payload.get("utterance") else ""
    return [_speaker(proposal, known), _label(QuotationForm, proposal.payload.get("form")), again]


def _official(proposal: Proposal, known: Known) -> list[str]:
    return [proposal.payload.get("name", ""), proposal.payload.get("title", "")]


def _place(proposal: Proposal, known: Known) -> list[str]:
    payload = proposal.payload
    offered = payload.get("candidates") or []
    several = f"{len(offered)} candidates" if len(offered) > 1 else ""
    geoid = payload.get("geoid") or ""
    if not geoid:
        return [several]
    printed = ", ".join(part for part in (payload.get("name"), payload.get("state")) if part)
    return [known.place(geoid) or f"{printed} (GEOID {geoid})"]


def _figure(proposal: Proposal, known: Known) -> list[str]:
    payload = proposal.payload
    low, high = payload.get("value_low", ""), payload.get("value_high", "")
    value = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    is_named = payload.get("speaker_name") or payload.get("speaker_label")
    return [
        f"{value} {payload.get('unit', '')}".strip(),
        f"“{payload['hedge']}”" if payload.get("hedge") else "",
        _label(FigureDirection, payload.get("direction")),
        payload.get("metric", ""),
        payload.get("period", ""),
        f"compared, as printed: “{payload['baseline']}”" if payload.get("baseline") else "",
        _speaker(proposal, known) if is_named else "claimed by the text itself",
    ]


def _number(written: str) -> str:
    """A value of a payload with its thousands marked; what is no number as it stands."""
    try:
        return amount(Decimal(written))
    except InvalidOperation:
        return written


def _announcement(proposal: Proposal, known: Known) -> list[str]:
    payload = proposal.payload
    targets = ", ".join(one.get("text", "") for one in payload.get("targets") or [])
    agency = payload.get("agency", "")
    return [
        str(known.agencies.get(agency) or agency),
        payload.get("title", ""),
        payload.get("announced_on", ""),
        f"aimed at {targets}" if targets else "",
    ]


def _derivation(proposal: Proposal, known: Known) -> list[str]:
    return [
        _label(DerivationKind, proposal.payload.get("kind")),
        proposal.payload.get("source_name", ""),
        proposal.payload.get("source_url", ""),
    ]


def _label(choices: Any, value: str | None) -> str:
    return str(dict(choices.choices).get(value, "")) if value else ""


_READINGS = {
    ProposalKind.ARTICLE: _article,
    ProposalKind.QUOTATION: _quotation,
    ProposalKind.OFFICIAL: _official,
    ProposalKind.PLACE: _place,
    ProposalKind.FIGURE: _figure,
    ProposalKind.ANNOUNCEMENT: _announcement,
    ProposalKind.DERIVATION: _derivation,
}


def _decide(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Accept or reject what is ticked, each in its own right; what is refused stays open and is named."""
    versions = dict(_keys(request.POST.getlist("line")))
    back = HttpResponseRedirect(reverse("admin:review_table", args=[submission.pk]))
    if not versions:
        messages.warning(request, "Nothing was ticked: nothing is decided.")
        return back
    ticked = list(submission.proposals.filter(pk__in=versions)[:ROWS])
    if request.POST.get("do") == "reject":
        reason = request.POST.get("reason", "").strip()
        outcomes = deciding.reject_many(ticked, by=request.user, reason=reason, versions=versions)
        done = "Rejected"
    else:
        known = known_to(ticked)
        whole = [one for one in ticked if not known.missing_of(one)]
        if left := len(ticked) - len(whole):
            they = "It is" if left == 1 else "They are"
            messages.warning(
                request,
                f"{counted(left, 'ticked proposal')} cannot be accepted before what is missing is typed in. "
                f"{they} left open.",
            )
        outcomes = deciding.accept_many(whole, by=request.user, versions=versions)
        done = "Accepted"
    refused = [one for one in outcomes if one.refusal]
    messages.success(
        request, f"{done} {len(outcomes) - len(refused)} of {counted(len(ticked), 'ticked proposal')}."
    )
    say_refused(request, refused, text=submission.snapshot.text if submission.snapshot else "")
    if submission.proposals.filter(state=ProposalState.OPEN).exists():
        return back
    return HttpResponseRedirect(reverse("admin:review_submission", args=[submission.pk]))


def _keys(posted: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Proposal and version of each tick; what is no such pair is left out."""
    for key in posted:
        pk, _, version = key.partition(":")
        if pk.isdecimal() and version.isdecimal() and len(pk) < 19 and len(version) < 10:
            yield int(pk), int(version)
