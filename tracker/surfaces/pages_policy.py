"""Pages of a list edition, of a law or ruling, and of a position."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q

from tracker.models import (
    CodebookValue,
    Instrument,
    InstrumentEvent,
    Jurisdiction,
    JurisdictionKind,
    ListEdition,
    Listing,
    MatchState,
    Position,
)
from tracker.records.parameters import Clock
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_proof import citable, from_source, proof
from tracker.surfaces.pages_statements import SHOWN

_CORRECTIONS = 20
"""Corrections of one position followed."""

LINES = 100
"""Lines of a list on one page."""


def list_page(edition: ListEdition, clock: Clock, *, page: int = 1) -> dict[str, Any]:
    """What the page of a list edition shows; ``page`` counts pages of its lines from 1."""
    edition = (
        ListEdition.objects.select_related("maker", "supersedes")
        .prefetch_related(Prefetch("withdrawal_source", queryset=citable()))
        .get(pk=edition.pk)
    )
    lines = Listing.objects.filter(edition=edition)
    counts = lines.aggregate(
        lines=Count("pk"),
        matched=Count("pk", filter=Q(match_state=MatchState.MATCHED)),
        waiting=Count("pk", filter=Q(match_state__in=[MatchState.AMBIGUOUS, MatchState.UNMATCHED])),
        retracted=Count("pk", filter=Q(retracted_on__lte=clock.day)),
    )
    later = ListEdition.objects.published().filter(supersedes=edition, published_on__lte=clock.day).first()
    rows = lines.select_related("jurisdiction").prefetch_related(
        Prefetch("retraction_source", queryset=citable())
    )
    return {
        "edition": edition,
        "title": edition.title,
        "counts": counts,
        "lines": [
            {"line": line, "retraction": from_source(line.retraction_source)}
            for line in rows.order_by("line", "pk")[(page - 1) * LINES : page * LINES]
        ],
        "page": page,
        "pages": -(-counts["lines"] // LINES),
        "scope_kinds": [JurisdictionKind(kind).label for kind in edition.scope_kinds],
        "is_withdrawn": edition.withdrawn_on is not None and edition.withdrawn_on <= clock.day,
        "withdrawal": from_source(edition.withdrawal_source),
        "earlier": edition.supersedes
        if edition.supersedes and edition.supersedes.state == "published"
        else None,
        "later": later,
        **_changes(edition),
        "objections": objections("lists", edition.slug),
        "proof": proof("list_edition", edition.pk),
    }


def _changes(edition: ListEdition) -> dict[str, Any]:
    """Places added and left off since the edition it replaces; empty when it replaces none."""
    before = edition.supersedes
    if before is None or before.state != "published":
        return {"added": [], "removed": [], "added_count": 0, "removed_count": 0}

    def only_on(first: ListEdition, second: ListEdition) -> Any:
        listed = Listing.objects.filter(edition=first, jurisdiction__isnull=False).values("jurisdiction")
        other = Listing.objects.filter(edition=second, jurisdiction__isnull=False).values("jurisdiction")
        return Jurisdiction.objects.published().filter(pk__in=listed).exclude(pk__in=other)

    added, removed = only_on(edition, before), only_on(before, edition)
    return {
        "added": list(added[:SHOWN]),
        "added_count": added.count(),
        "removed": list(removed[:SHOWN]),
        "removed_count": removed.count(),
    }


def instrument_page(instrument: Instrument, clock: Clock) -> dict[str, Any]:
    """What the page of a law, order, agreement, case or ruling shows."""
    instrument = Instrument.objects.select_related("issuer").get(pk=instrument.pk)
    events = (
        InstrumentEvent.objects.filter(instrument=instrument, happened_on__lte=clock.day)
        .prefetch_related(Prefetch("source", queryset=citable()))
        .order_by("happened_on", "id")[:100]
    )
    places = Jurisdiction.objects.published().filter(instrument_places__instrument=instrument)
    return {
        "instrument": instrument,
        "title": instrument.title,
        "is_court": instrument.kind in {"court_case", "court_ruling"},
        "places": list(places[:SHOWN]),
        "place_count": places.count(),
        "events": [{"event": event, "proof": from_source(event.source)} for event in events],
        "objections": objections("instruments", instrument.slug),
        "proof": proof("instrument", instrument.pk),
    }


def _corrected_to(position: Position) -> Position | None:
    """The position that stands in the place of a corrected one by now, or was taken back there.

    Each takes its place from the very moment on at which the one before was closed.
    """
    found = position
    for _ in range(_CORRECTIONS):
        if found.recorded.upper is None:
            break
        same = Q(body=found.body_id) | Q(jurisdiction=found.jurisdiction_id)
        later = Position.objects.filter(same, recorded__startswith=found.recorded.upper)
        later = later.exclude(published_at=None).select_related("body", "jurisdiction").order_by("pk").first()
        if later is None:
            break
        found = later
    return found if found.pk != position.pk else None


def position_page(position: Position, clock: Clock) -> dict[str, Any]:
    """What the page of a position shows: the assertion, its place in the codebook, earlier and later ones."""
    position = Position.objects.select_related("body", "jurisdiction").get(pk=position.pk)
    same = (
        Position.objects.published()
        .filter(body=position.body_id, jurisdiction=position.jurisdiction_id, dimension=position.dimension)
        .exclude(pk=position.pk)
    )
    later = _corrected_to(position)
    values = {
        row.value: row
        for row in CodebookValue.objects.filter(codebook=position.codebook, dimension=position.dimension)
    }
    return {
        "position": position,
        "value": values.get(position.value),
        "values": sorted(values.values(), key=lambda row: row.rank),
        "title": f"{position.body}, {position.jurisdiction}: {position.get_dimension_display()}",
        "is_current": position.recorded.upper is None,
        "later": later,
        "later_value": values.get(later.value) if later else None,
        "others": [
            {"position": row, "value": values.get(row.value)} for row in same.order_by("-recorded")[:SHOWN]
        ],
        "objections": objections("positions", position.slug, place=None),
        "proof": proof("position", position.pk),
    }
