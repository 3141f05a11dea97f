"""Jurisdictions × list-makers on a day: listed, not listed, withdrawn, retracted, outside scope, silent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.models import Jurisdiction, JurisdictionKind, ListEdition, Listing
from tracker.records.parameters import (
    SHARED,
    BadParameters,
    Clock,
    given_values,
    instant,
    read_shared,
    unknown,
)
from tracker.surfaces.context import bad_parameters, books, show
from tracker.surfaces.pages_filters import STATE_NAMES
from tracker.surfaces.pages_listings import MEANINGS, WORDS, newest, standing
from tracker.surfaces.pages_lists import page_links

ROWS = 100
"""Places on one page."""

OWN = ("state", "kind")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison of the makers' newest editions on a day."""
    try:
        wanted = _wanted(request)
    except BadParameters as error:
        return bad_parameters(request, error)
    clock: Clock = wanted["clock"]
    with books(clock, Jurisdiction):
        context = {**wanted, **_table(wanted)}
        return show(request, "pages/compare.html", context, section="compare", is_index=True)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    values = given_values(request.GET)
    shared, errors = read_shared(values, now=timezone.now(), sorts=("state",))
    known = ("as_of", "known_at", "page", *OWN)
    errors = {name: sentence for name, sentence in errors.items() if name in known}
    errors |= unknown(values, known=known, plural="the comparison")
    errors |= {
        name: "is not a filter of the comparison." for name in values if name in SHARED and name not in known
    }
    states, kinds = tuple(values.get("state", ())), tuple(values.get("kind", ()))
    if any(len(code) != 2 or not code.isascii() or not code.isupper() for code in states):
        errors["state"] = "must be a state's two capital letters (IL)."
    if set(kinds) - set(JurisdictionKind.values):
        errors["kind"] = f"must be one of: {', '.join(JurisdictionKind.values)}."
    if errors:
        raise BadParameters(errors)
    return {"clock": shared.clock, "page": shared.page, "states": states, "kinds": kinds}


def _query(wanted: dict[str, Any], *, page: int) -> str:
    """The query string of another page of the same comparison."""
    pairs = [("state", code) for code in wanted["states"]] + [("kind", kind) for kind in wanted["kinds"]]
    clock: Clock = wanted["clock"]
    if clock.as_of:
        pairs.append(("as_of", clock.as_of.isoformat()))
    if clock.known_at:
        pairs.append(("known_at", instant(clock.known_at)))
    return urlencode(pairs + ([("page", str(page))] if page > 1 else []))


def _table(wanted: dict[str, Any]) -> dict[str, Any]:
    """The rows of one page, and what the filters offer. The number of queries does not grow with rows."""
    clock: Clock = wanted["clock"]
    states, kinds, page = wanted["states"], wanted["kinds"], wanted["page"]
    editions = list(
        newest(
            ListEdition.objects.published()
            .filter(published_on__lte=clock.day, maker__state="published")
            .select_related("maker")
            .defer("note"),
            day=clock.day,
        ).values()
    )
    editions.sort(key=lambda edition: (edition.maker.name, edition.pk))
    everywhere = _printed(editions)
    offered = everywhere.order_by("state_code").values_list("state_code", flat=True).distinct()
    narrowed = everywhere
    if states:
        narrowed = narrowed.filter(state_code__in=states)
    if kinds:
        narrowed = narrowed.filter(kind__in=kinds)
    total = narrowed.count()
    places = list(narrowed.order_by("state_code", "name", "pk")[(page - 1) * ROWS : page * ROWS])
    lines = {
        (line.jurisdiction_id, line.edition_id): line
        for line in Listing.objects.filter(edition__in=editions, jurisdiction__in=places).order_by("-line")
    }
    return {
        "editions": editions,
        "rows": [
            {
                "place": place,
                "cells": [
                    standing(place, e.maker, e, lines.get((place.pk, e.pk)), day=clock.day) for e in editions
                ],
            }
            for place in places
        ],
        "total": total,
        "pages": -(-total // ROWS),
        "page_links": page_links(page, -(-total // ROWS), lambda number: _query(wanted, page=number)),
        "state_choices": [(code, STATE_NAMES.get(code, code)) for code in offered],
        "kind_choices": JurisdictionKind.choices,
        "legend": [(code, word, MEANINGS[code]) for code, word in WORDS.items()],
    }


def _printed(editions: list[ListEdition]) -> QuerySet[Jurisdiction]:
    """Places that at least one of the editions prints."""
    lines = Listing.objects.filter(edition__in=editions, jurisdiction__isnull=False)
    return Jurisdiction.objects.published().filter(pk__in=lines.values("jurisdiction"))
