"""How we work, what the data is and how to cite it, and the form to object."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tracker.models import Alteration, CodebookValue, Dimension
from tracker.records import RECORDS
from tracker.records.parameters import BadParameters
from tracker.surfaces.context import asked, bad_parameters, show
from tracker.surfaces.pages_corrections import names_of
from tracker.surfaces.pages_objection_form import ObjectionForm, about_from, may_object, remember

ALTERATION_MEANINGS = {
    "dropped_word": "A word of the fuller printings is missing, without a mark to say so.",
    "added_word": "A word stands here that the other printings do not have.",
    "substitution": "One word or phrase stands for another.",
    "bracket": "The outlet put its own words in square brackets.",
    "typo": "A slip of the keyboard that changes no meaning.",
    "merged": "Sentences said apart are printed as one quotation.",
    "paraphrase_in_marks": "The reporter's own words elsewhere stand inside quotation marks here.",
    "number_drift": "A number, or the hedge before it, is not the same.",
    "truncated": "The quotation ends before the sentence does.",
}


def _refused(request: HttpRequest, *, known: Iterable[str] = (), what: str) -> HttpResponse | None:
    """The 400 page, when the address names something that a page about no record does not take."""
    try:
        asked(request, known=known, what=what)
    except BadParameters as error:
        return bad_parameters(request, error)
    return None


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Downloads, licence, citing, and the data dictionary."""
    if refused := _refused(request, what="the data page"):
        return refused
    context = {"records": list(RECORDS.values()), "site": settings.SITE_URL, "today": timezone.now().date()}
    return show(request, "pages/data.html", context, section="data", is_index=True)


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """How we work, with the codebook as the database holds it."""
    if refused := _refused(request, what="the methodology"):
        return refused
    values = CodebookValue.objects.order_by("-codebook", "dimension", "rank", "id")
    books = [
        {
            "version": version,
            "dimensions": [
                {"label": Dimension(name).label, "values": list(rows)}
                for name, rows in groupby(group, key=lambda row: row.dimension)
            ],
        }
        for version, group in groupby(values, key=lambda row: row.codebook)
    ]
    alterations = [(label, ALTERATION_MEANINGS[code]) for code, label in Alteration.choices]
    context = {"codebooks": books, "alterations": alterations}
    return show(request, "pages/methodology.html", context, section="methodology", is_index=True)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form to object to a record, for anybody, without an account. ``about`` names the record."""
    if refused := _refused(request, known=("about",), what="the form"):
        return refused
    about = about_from(request.POST.get("about") or request.GET.get("about", ""))
    if request.method != "POST":
        return _form(request, ObjectionForm(initial={"about": about}), about)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _form(request, form, about, status=400)
    if form.is_trap_sprung:
        # A robot is told the same as a person, so that it learns nothing.
        return redirect("/corrections/ask/thanks/")
    sender = remember(request)
    if not may_object(sender, now=timezone.now()):
        return _form(request, form, about, status=429, is_too_many=True)
    form.save_from(sender)
    return redirect("/corrections/ask/thanks/")


def _form(
    request: HttpRequest, form: ObjectionForm, about: str, *, status: int = 200, is_too_many: bool = False
) -> HttpResponse:
    kind, _, slug = about.partition("/")
    title = names_of([(kind, slug)]).get((kind, slug), "")
    context: dict[str, Any] = {"form": form, "about": about, "title": title, "is_too_many": is_too_many}
    return show(request, "pages/ask.html", context, section="corrections", status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens to an objection now."""
    if refused := _refused(request, what="this page"):
        return refused
    return show(request, "pages/thanks.html", {}, section="corrections")
