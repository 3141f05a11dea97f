"""One text's open proposals in one table: glance down it, untick what is wrong, decide the rest at once."""

from __future__ import annotations

from collections import Counter
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
from tracker.admin.review_forms import missing_of
from tracker.models import (
    DerivationKind,
    FigureDirection,
    Jurisdiction,
    Official,
    Proposal,
    ProposalKind,
    ProposalState,
    QuotationForm,
    Submission,
)
from tracker.templatetags.showing import amount

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
    type first, so that the row has no tick.
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
    # Slugs hold no capitals and names do: one table serves both.
    officials = {
        **_named(Official, "name", (one.payload.get("speaker_name") for one in proposals)),
        **_named(Official, "slug", (one.payload.get("official") for one in proposals)),
    }
    places = _named(Jurisdiction, "geoid", (one.payload.get("geoid") for one in proposals))
    made = []
    for one in proposals:
        missing = missing_of(one)
        if one.kind == ProposalKind.PLACE and not missing and one.payload.get("geoid") not in places:
            missing = ["Jurisdiction in our books"]
        is_article = one.kind == ProposalKind.ARTICLE
        start, end = (0, 0) if is_article else (one.start, one.end)
        words = text[start:end]
        made.append(
            Line(
                one,
                before="" if is_article else _left(text, start),
                words=words if len(words) <= LONGEST else f"{words[:LONGEST]} …",
                after="" if is_article else _right(text, end),
                reading=[part for part in _READINGS[one.kind](one.payload, officials, places) if part],
                missing=missing,
                ticked=one.confidence >= sure and not missing,
            )
        )
    return made


def _named(model: type[Any], field: str, values: Iterable[str | None]) -> dict[str, str]:
    """Names of the records the payloads point to, in one query; those of two records are left out."""
    wanted = {value for value in values if value}
    found = [(getattr(one, field), str(one)) for one in model.objects.filter(**{f"{field}__in": wanted})]
    times = Counter(value for value, _ in found)
    return {value: name for value, name in found if times[value] == 1}


def _left(text: str, start: int) -> str:
    """What stands before in the same line, from the beginning of a word."""
    line = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    return line.partition(" ")[2] if len(line) == CONTEXT else line


def _right(text: str, end: int) -> str:
    line = text[end : end + CONTEXT].partition("\n")[0]
    return line.rpartition(" ")[0] if len(line) == CONTEXT else line


Payload = dict[str, Any]
Names = dict[str, str]


def _speaker(payload: Payload, officials: Names) -> str:
    name = payload.get("speaker_name") or payload.get("speaker_text") or ""
    known = officials.get(payload.get("official") or "") or officials.get(name)
    if known:
        return known
    return f"{name} (as printed)" if name else "speaker not found"


def _article(payload: Payload, officials: Names, places: Names) -> list[str]:
    return [
        payload.get("headline", ""),
        payload.get("byline", ""),
        payload.get("published_on", ""),
        payload.get("outlet_name") or payload.get("outlet_domain", ""),
    ]


def _quotation(payload: Payload, officials: Names, places: Names) -> list[str]:
    again = "words recorded already" if payload.get("utterance") else ""
    return [_speaker(payload, officials), _label(QuotationForm, payload.get("form")), again]


def _official(payload: Payload, officials: Names, places: Names) -> list[str]:
    return [payload.get("name", ""), payload.get("title", "")]


def _place(payload: Payload, officials: Names, places: Names) -> list[str]:
    offered = payload.get("candidates") or []
    several = f"{len(offered)} candidates" if len(offered) > 1 else ""
    geoid = payload.get("geoid") or ""
    if not geoid:
        return [several]
    printed = ", ".join(part for part in (payload.get("name"), payload.get("state")) if part)
    return [places.get(geoid) or f"{printed} (GEOID {geoid})"]


def _figure(payload: Payload, officials: Names, places: Names) -> list[str]:
    low, high = payload.get("value_low", ""), payload.get("value_high", "")
    value = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    return [
        f"{value} {payload.get('unit', '')}".strip(),
        f"“{payload['hedge']}”" if payload.get("hedge") else "",
        _label(FigureDirection, payload.get("direction")),
        payload.get("metric", ""),
        payload.get("period", ""),
        f"compared with {payload['baseline']}" if payload.get("baseline") else "",
        _speaker(payload, officials),
    ]


def _number(written: str) -> str:
    """A value of a payload with its thousands marked; what is no number as it stands."""
    try:
        return amount(Decimal(written))
    except InvalidOperation:
        return written


def _announcement(payload: Payload, officials: Names, places: Names) -> list[str]:
    targets = ", ".join(one.get("text", "") for one in payload.get("targets") or [])
    return [
        payload.get("agency", ""),
        payload.get("title", ""),
        payload.get("announced_on", ""),
        f"aimed at {targets}" if targets else "",
    ]


def _derivation(payload: Payload, officials: Names, places: Names) -> list[str]:
    return [
        _label(DerivationKind, payload.get("kind")),
        payload.get("source_name", ""),
        payload.get("source_url", ""),
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
        outcomes = deciding.accept_many(ticked, by=request.user, versions=versions)
        done = "Accepted"
    refused = [one for one in outcomes if one.refusal]
    messages.success(request, f"{done} {len(outcomes) - len(refused)} of {len(outcomes)} ticked proposals.")
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
