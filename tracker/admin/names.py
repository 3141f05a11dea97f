"""Names on lists that wait for a person: one click says what a line means, and the maker's next list knows it."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions.errors import Refused
from tracker.actions.lists import decide_name
from tracker.models import Jurisdiction, Listing, MatchState

SHOWN = 50
WAITING = (MatchState.AMBIGUOUS, MatchState.UNMATCHED)
NONE = "none"


class AnotherPlace(forms.Form):
    """Any place, found by typing part of its name."""

    jurisdiction = forms.ModelChoiceField(
        Jurisdiction.objects.all(),
        label="Place",
        widget=AutocompleteSelect(Listing._meta.get_field("jurisdiction"), admin.site),
    )


def queue(request: HttpRequest) -> HttpResponse:
    """Lines that are ambiguous or unmatched, the newest edition first, with their candidates as buttons."""
    if request.method == "POST":
        line = get_object_or_404(Listing, pk=_number(request.POST.get("line", "")))
        _decide(request, line, request.POST.get("jurisdiction", ""))
        return HttpResponseRedirect(reverse("admin:names"))
    waiting = Listing.objects.filter(match_state__in=WAITING)
    shown = list(waiting.select_related("edition__maker").order_by("-edition__published_on", "line")[:SHOWN])
    return TemplateResponse(
        request,
        "admin/tracker/names.html",
        {
            **admin.site.each_context(request),
            "title": "Names on lists to match",
            "total": waiting.count(),
            "lines": _with_candidates(shown),
        },
    )


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One line, for a place that is not among its candidates."""
    line = get_object_or_404(Listing.objects.select_related("edition__maker"), pk=pk)
    form = AnotherPlace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decide(request, line, str(form.cleaned_data["jurisdiction"].pk))
        return HttpResponseRedirect(reverse("admin:names"))
    return TemplateResponse(
        request,
        "admin/tracker/name.html",
        {
            **admin.site.each_context(request),
            "title": f"What does “{line}” mean?",
            "line": line,
            "form": form,
            "media": form.media,
        },
    )


def _with_candidates(lines: list[Listing]) -> list[tuple[Listing, list[Jurisdiction]]]:
    known = Jurisdiction.objects.in_bulk(
        {ocd_id for line in lines for ocd_id in line.candidates}, field_name="ocd_id"
    )
    return [(line, [known[ocd_id] for ocd_id in line.candidates if ocd_id in known]) for line in lines]


def _decide(request: HttpRequest, line: Listing, chosen: str) -> None:
    place = None if chosen == NONE else Jurisdiction.objects.filter(pk=_number(chosen)).first()
    if place is None and chosen != NONE:
        messages.warning(request, "Choose a place, or say that the line names none.")
        return
    try:
        count = decide_name(line, jurisdiction=place, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return
    meaning = f"means {place}" if place else "is no jurisdiction"
    lines = "1 line" if count == 1 else f"{count} lines"
    messages.success(
        request, f"“{line}” {meaning}: {lines} decided, and remembered for the maker's next list."
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 18 else 0
