"""The history of a record, for its readers: by role, never by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from tracker.models import Redirect
from tracker.models.base import PublishedModel
from tracker.records.base import Record
from tracker.records.history import history_of
from tracker.records.parameters import BadParameters
from tracker.surfaces.context import asked, bad_parameters, show
from tracker.surfaces.pages import missing
from tracker.templatetags.showing import naming


@require_safe
def record_history(request: HttpRequest, slug: str, *, record: Record) -> HttpResponse:
    """What was changed in a published record since it was first published.

    Takes no parameters; a retracted, moved or unknown record is answered as its page answers.
    """
    try:
        asked(request, known=(), what=f"the history of one {record.singular}")
    except BadParameters as error:
        return bad_parameters(request, error)
    row = record.readable().filter(slug=slug).select_related(*_named_with(record)).first()
    if row is None:
        moved = Redirect.objects.filter(kind=record.name, old_slug=slug).first()
        if moved is not None:
            return HttpResponsePermanentRedirect(f"{record.path(moved.new_slug)}history/")
        return missing(request, slug, record=record)
    context = {"record": record, "row": row, "title": _title(row), "history": history_of(row)}
    return show(request, "pages/history.html", context, section=record.name)


def _named_with(record: Record) -> tuple[str, ...]:
    """What a title needs beside the row."""
    return ("body", "jurisdiction") if record.name == "positions" else ()


def _title(row: PublishedModel) -> str:
    return naming(row)
