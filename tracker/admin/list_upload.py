"""A list as published, from a file or pasted lines: looked at first, entered when a person says so."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from tracker.actions import context
from tracker.actions.errors import Refused, explained
from tracker.actions.list_sources import source_at
from tracker.actions.lists import (
    EnteredList,
    IngestError,
    Line,
    ListPreview,
    ListRefused,
    Problem,
    import_list,
    preview_list,
    read_lines,
)
from tracker.admin.forms import CALENDAR
from tracker.ingest.addresses import parse_address
from tracker.ingest.files import MAX_UPLOAD_BYTES
from tracker.models import Jurisdiction, ListEdition, Listing, MatchState, Organization, Precision

SHOWN = 100
"""Rows of each sort named in the preview; all are counted."""

SALT = "tracker.admin.list_upload"
KEPT_FOR_S = 24 * 3600
"""How long a preview may be confirmed."""

MAX_CARRIED = 5_000_000
"""Characters of lines the confirming form carries; the server takes 6 MB of form."""

HEADINGS = {
    MatchState.AMBIGUOUS: "May mean several places: they wait for a person",
    MatchState.UNMATCHED: "Mean no place we know: they wait for a person",
    MatchState.NOT_A_JURISDICTION: "No jurisdiction, as decided before",
    MatchState.MATCHED: "Matched",
}


class ListForm(forms.Form):
    """The edition, and its lines as a file or pasted."""

    maker = forms.ModelChoiceField(
        Organization.objects.all(),
        label="List-maker",
        widget=AutocompleteSelect(ListEdition._meta.get_field("maker"), admin.site),
    )
    title = forms.CharField(
        max_length=ListEdition._meta.get_field("title").max_length,
        label="Title, as printed",
        widget=forms.TextInput({"class": "vTextField"}),
    )
    published_on = forms.DateField(label="Published on", widget=AdminDateWidget)
    precision = forms.ChoiceField(
        choices=Precision.choices, initial=Precision.DAY, label="How much of that date is known"
    )
    source = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        label="Address the list was read at",
        help_text="Cited for the edition and each of its lines; needed before it is published.",
        widget=forms.URLInput({"class": "vTextField"}),
    )
    file = forms.FileField(
        required=False,
        help_text="CSV or XLSX with a column called name, jurisdiction or as_printed, and if there are such:"
        " state; kind or type; label or status. Or a text with one name a line. Up to 10 MB.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or pasted lines",
        widget=forms.Textarea({"rows": 8, "class": "vLargeTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in ("file", "text") if cleaned.get(name)]
        if len(given) != 1 and not self.errors:
            raise forms.ValidationError("Choose a file or paste the lines: one of them.")
        if cleaned.get("file") and cleaned["file"].size > MAX_UPLOAD_BYTES:
            self.add_error("file", "The file has more than 10 MB.")
        return cleaned

    def clean_source(self) -> str:
        """An address the tracker could cite; the same rule as for what it fetches."""
        source = self.cleaned_data["source"]
        if source:
            try:
                parse_address(source)
            except IngestError as error:
                raise forms.ValidationError(str(error)) from error
        return source

    def lines(self) -> list[Line]:
        """The lines given. Raises ListRefused or an IngestError."""
        found = self.cleaned_data
        if found["file"]:
            return read_lines(found["file"].read(), name=found["file"].name)
        return read_lines(found["text"].encode(), name="pasted.txt")


def add(request: HttpRequest) -> HttpResponse:
    """The form, then what entering would do, then the edition. Nothing is saved before the last step."""
    if request.method == "POST" and "carried" in request.POST:
        return _confirmed(request)
    form = ListForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            lines = form.lines()
            preview = preview_list(lines, maker=form.cleaned_data["maker"])
        except ListRefused as refused:
            shown = _told(ListPreview(refused.problems, {}))
        except IngestError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
        else:
            shown = _told(preview)
            if not preview.problems:
                shown["carried"] = _carried(form, lines, request)
                if len(shown["carried"]) > MAX_CARRIED:
                    form.add_error(None, "The list is too long for this form; enter it with import_list.")
                    shown = {}
    return _page(request, form, shown)


def _page(request: HttpRequest, form: ListForm, shown: dict[str, Any]) -> HttpResponse:
    title = "Enter a list: look at it first" if shown else "Enter a list"
    return TemplateResponse(
        request,
        "admin/tracker/list_upload.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "form": form,
            "media": CALENDAR + form.media,
            "shown": shown,
        },
    )


def _told(preview: ListPreview) -> dict[str, Any]:
    """The preview, cut to what a page holds."""
    duplicates = [problem for problem in preview.problems if problem.is_duplicate]
    faults = [problem for problem in preview.problems if not problem.is_duplicate]
    sorts = [(state, HEADINGS[state], preview.lines.get(state, [])) for state in HEADINGS]
    names = _names([listing for _, _, found in sorts for listing in found[:SHOWN]])
    return {
        "is_refused": bool(preview.problems),
        "faults": _cut("What is wrong", faults),
        "duplicates": _cut("Printed twice", duplicates),
        "sorts": [
            {
                "state": state,
                "heading": heading,
                "total": len(found),
                "rows": [
                    (preview.rows[listing.line], listing, _means(listing, names)) for listing in found[:SHOWN]
                ],
            }
            for state, heading, found in sorts
        ],
    }


def _cut(heading: str, problems: list[Problem]) -> dict[str, Any]:
    rows = problems[:SHOWN]
    return {"heading": heading, "total": len(problems), "rows": rows, "more": len(problems) - len(rows)}


def _names(listings: list[Listing]) -> dict[Any, str]:
    """Names of places by id and by OCD id, two queries for all."""
    ids = {listing.jurisdiction_id for listing in listings} - {None}
    ocd_ids = {ocd_id for listing in listings for ocd_id in listing.candidates}
    places = {
        **Jurisdiction.objects.in_bulk(ids),
        **Jurisdiction.objects.in_bulk(ocd_ids, field_name="ocd_id"),
    }
    return {key: f"{place.full_name}, {place.state_code}" for key, place in places.items()}


def _means(listing: Listing, names: dict[Any, str]) -> str:
    if listing.jurisdiction_id is not None:
        return names.get(listing.jurisdiction_id, "")
    return "; ".join(names.get(ocd_id, ocd_id) for ocd_id in listing.candidates)


def _carried(form: ListForm, lines: list[Line], request: HttpRequest) -> str:
    """Everything needed to enter the list, signed: what is confirmed is what was looked at, by the same person."""
    found = form.cleaned_data
    return signing.dumps(
        {
            "user": request.user.pk,
            "maker": found["maker"].pk,
            "title": found["title"],
            "published_on": found["published_on"].isoformat(),
            "precision": found["precision"],
            "source": found["source"],
            "lines": [[line.row, line.as_printed, line.state, line.kind, line.label] for line in lines],
        },
        salt=SALT,
        compress=True,
    )


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Enter the list that was looked at, all of it or nothing."""
    again = HttpResponseRedirect(reverse("admin:list_add"))
    try:
        given = signing.loads(request.POST["carried"], salt=SALT, max_age=KEPT_FOR_S)
    except signing.BadSignature:
        given = {}
    if given.get("user") != request.user.pk:
        messages.warning(request, "This preview is too old, or another person's. Give the list again.")
        return again
    maker = Organization.objects.filter(pk=given["maker"]).first()
    if maker is None:
        messages.warning(request, "The list-maker is not there any more. Nothing was entered.")
        return again
    try:
        entered = _enter(given, maker, request)
    except Refused as refusal:
        messages.warning(request, f"{refusal} Nothing was entered.")
        return again
    messages.success(
        request, f"Entered {len(given['lines'])} lines as a draft. Look at its facts, then publish."
    )
    waiting = sum(len(entered.lines.get(state, ())) for state in (MatchState.AMBIGUOUS, MatchState.UNMATCHED))
    if waiting:
        messages.info(
            request,
            format_html(
                '{} of them wait for you to say which place they mean: <a href="{}">names to match</a>.',
                waiting,
                reverse("admin:names"),
            ),
        )
    return HttpResponseRedirect(reverse("admin:tracker_listedition_change", args=[entered.edition.pk]))


def _enter(given: dict[str, Any], maker: Organization, request: HttpRequest) -> EnteredList:
    with explained(), context.by(request.user, f"Enter the list “{given['title']}”"):
        source = (
            source_at(given["source"], headline=given["title"], by=request.user) if given["source"] else None
        )
        return import_list(
            [Line(*line) for line in given["lines"]],
            maker=maker,
            title=given["title"],
            published_on=datetime.date.fromisoformat(given["published_on"]),
            precision=given["precision"],
            source=source,
            by=request.user,
        )
