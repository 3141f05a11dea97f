"""Names on lists that wait for a person."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tracker.models import Jurisdiction, Listing

SHOWN = 50


def queue(request: HttpRequest) -> HttpResponse:
    """Lines that are ambiguous or unmatched, the newest edition first, with their candidates."""
    waiting = Listing.objects.filter(match_state__in=["ambiguous", "unmatched"])
    shown = list(waiting.select_related("edition__maker").order_by("-edition__published_on", "line")[:SHOWN])
    known = Jurisdiction.objects.in_bulk(
        {ocd_id for line in shown for ocd_id in line.candidates}, field_name="ocd_id"
    )
    return TemplateResponse(
        request,
        "admin/tracker/names.html",
        {
            **admin.site.each_context(request),
            "title": "Names on lists to match",
            "total": waiting.count(),
            "lines": [(line, [known[one] for one in line.candidates if one in known]) for line in shown],
        },
    )
