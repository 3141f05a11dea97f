"""Pages of single records, and the pages that answer errors. Other pages live in the pages_* modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.models import Redirect
from tracker.models.base import PublishedModel
from tracker.records.base import Record
from tracker.records.parameters import BadParameters, Clock
from tracker.surfaces.context import Asked, asked, bad_parameters, books, show
from tracker.surfaces.pages_about import ask, data, methodology, thanks
from tracker.surfaces.pages_clock import held_then, off_day
from tracker.surfaces.pages_compare import compare
from tracker.surfaces.pages_corrections import corrections
from tracker.surfaces.pages_enforcement import announcement_page, figure_page
from tracker.surfaces.pages_home import home
from tracker.surfaces.pages_lists import page_links, record_list
from tracker.surfaces.pages_people import official_page, organization_page, outlet_page
from tracker.surfaces.pages_places import jurisdiction_page, status_in_words
from tracker.surfaces.pages_policy import instrument_page, list_page, position_page
from tracker.surfaces.pages_search import search
from tracker.surfaces.pages_sources import source, source_changes, source_text
from tracker.surfaces.pages_statements import article_page, quotation_page

__all__ = [
    "ask",
    "compare",
    "corrections",
    "data",
    "home",
    "methodology",
    "record_list",
    "record_page",
    "search",
    "source",
    "source_changes",
    "source_text",
    "thanks",
]

Page = Callable[[Any, Clock], dict[str, Any]]

PAGES: dict[str, Page] = {
    "articles": article_page,
    "quotations": quotation_page,
    "officials": official_page,
    "jurisdictions": jurisdiction_page,
    "announcements": announcement_page,
    "figures": figure_page,
    "positions": position_page,
    "lists": list_page,
    "instruments": instrument_page,
    "outlets": outlet_page,
    "organizations": organization_page,
}
"""What the page of each kind shows; its template is pages/<kind>.html."""


@require_safe
def record_page(request: HttpRequest, slug: str, *, record: Record) -> HttpResponse:
    """The page of one published record.

    A retracted one answers 410, a moved one 301 to its new address, anything else 404; a query string that
    names something else than the clocks answers 400. A record entered after the moment asked about answers 404
    too: its page says so and shows, below that, what the books hold of it now.
    """
    known = ["known_at"]
    if not record.no_as_of:
        known.append("as_of")
    if record.name == "lists":
        known.append("page")
    try:
        wanted = asked(request, known=known, what=f"the page of one {record.singular}")
    except BadParameters as error:
        return bad_parameters(request, error)
    known_now = _known_now(record, slug, wanted.clock)
    with books(wanted.clock, record.model):
        row = record.readable().filter(slug=slug).first()
        if row is not None:
            context = _context(record, row, wanted) | known_now
            return show(request, f"pages/{record.name}.html", context, section=record.name)
    # Outside the books of the past: a record may have moved, or been entered, since.
    if wanted.clock.known_at and (row := record.readable().filter(slug=slug).first()):
        now = replace(wanted, clock=replace(wanted.clock, known_at=None))
        context = _context(record, row, now) | {
            "not_yet": wanted.clock.known_at,
            "held_then": held_then(row, wanted.clock),
        }
        return show(request, f"pages/{record.name}.html", context, section=record.name, status=404)
    return missing(request, slug, record=record)


def _known_now(record: Record, slug: str, clock: Clock) -> dict[str, Any]:
    """What stands beside a place's status in past books: the status on the same day as it is known now."""
    if record.name != "jurisdictions" or clock.known_at is None:
        return {}
    place = record.published().filter(slug=slug).first()
    return {"sentence_now": status_in_words(place, Clock(clock.day, None, clock.now))} if place else {}


def _context(record: Record, row: PublishedModel, wanted: Asked) -> dict[str, Any]:
    if record.name == "lists":
        context = list_page(row, wanted.clock, page=wanted.page)  # type: ignore[arg-type]
        context["page_links"] = page_links(
            wanted.page, context["pages"], lambda number: f"page={number}" if number > 1 else ""
        )
    else:
        context = PAGES[record.name](row, wanted.clock)
    return {
        "record": record,
        "row": row,
        "clock": wanted.clock,
        "is_past": wanted.is_past,
        "has_as_of": not record.no_as_of,
        "off_day": off_day(record, row, wanted.clock),
        "follow": [],
        **context,
    }


def missing(request: HttpRequest, slug: str, *, record: Record) -> HttpResponse:
    """The answer for a slug no published record has: it moved, was retracted, or never was."""
    moved = Redirect.objects.filter(kind=record.name, old_slug=slug).first()
    if moved is not None:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(record.path(moved.new_slug) + (f"?{query}" if query else ""))
    if record.model.objects.filter(slug=slug, state="retracted").exists():
        return render(request, "410.html", {"section": record.name}, status=410)
    raise Http404
