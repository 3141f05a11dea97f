"""Two editions line by line, of one maker or of two: what is on both, what on one alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.models import ListEdition
from tracker.models.list_changes import ListChanges, list_changes
from tracker.records.parameters import BadParameters, Clock
from tracker.records.status import covers
from tracker.surfaces.compare_asked import read_editions
from tracker.surfaces.context import bad_parameters, books, show

SHOWN = 400
"""Lines of one kind shown on the page; the lists' own pages have all."""


@require_safe
def compare_lists(request: HttpRequest) -> HttpResponse:
    """What changed from one edition to another."""
    try:
        clock, slugs = read_editions(request.GET)
        with books(clock, ListEdition):
            offered = list(ListEdition.objects.published().select_related("maker").defer("criteria", "note"))
            chosen = _chosen(offered, slugs)
            context = {"clock": clock, "offered": offered, "slugs": slugs, **_changed(chosen, clock)}
            return show(request, "pages/compare_lists.html", context, section="compare")
    except BadParameters as error:
        return bad_parameters(request, error)


def _chosen(offered: list[ListEdition], slugs: dict[str, str]) -> list[ListEdition]:
    """The two editions asked for, the earlier published first as asked; none if none is named."""
    by_slug = {edition.slug: edition for edition in offered}
    errors = {
        name: f"is no published list: {slug}." for name, slug in slugs.items() if slug and slug not in by_slug
    }
    if bool(slugs["from"]) != bool(slugs["to"]):
        errors["to" if slugs["from"] else "from"] = "must name the other list: two are compared."
    if errors:
        raise BadParameters(errors)
    return [by_slug[slugs["from"]], by_slug[slugs["to"]]] if slugs["from"] else []


def _changed(chosen: list[ListEdition], clock: Clock) -> dict[str, Any]:
    if not chosen:
        return {"before": None, "after": None}
    before, after = chosen
    changes = list_changes(before, after)
    return {
        "before": before,
        "after": after,
        "both": [after_line for _, after_line in (*changes.unchanged, *changes.renamed)][:SHOWN],
        "both_count": len(changes.unchanged) + len(changes.renamed),
        "renamed": changes.renamed[:SHOWN],
        "before_only": _alone(changes.removed, other=after),
        "after_only": _alone(changes.added, other=before),
        "taken_back": _taken_back(changes, clock),
        "withdrawn": [e for e in chosen if e.withdrawn_on and e.withdrawn_on <= clock.day],
        "shown": SHOWN,
    }


def _alone(lines: tuple[Any, ...], *, other: ListEdition) -> dict[str, Any]:
    """Lines on one list alone: those the other covers, and those outside its scope."""
    inside = [line for line in lines if not line.jurisdiction or _covered(line, other)]
    outside = [line for line in lines if line.jurisdiction and not _covered(line, other)]
    return {
        "inside": inside[:SHOWN],
        "inside_count": len(inside),
        "outside": outside[:SHOWN],
        "outside_count": len(outside),
        "other": other,
    }


def _covered(line: Any, edition: ListEdition) -> bool:
    return covers(edition, kind=line.jurisdiction.kind, state=line.jurisdiction.state_code)


def _taken_back(changes: ListChanges, clock: Clock) -> list[Any]:
    return [line for line in changes.retracted if line.retracted_on <= clock.day][:SHOWN]
