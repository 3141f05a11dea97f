"""How far the lines of lists and the rows of agreements are matched to places: a report in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from tracker.models import Instrument, InstrumentKind, ListEdition, MatchState


def matched() -> Iterator[str]:
    """One sentence for each list edition, oldest first, and one for the 287(g) agreements."""
    counts = {state.value: Count("listings", filter=Q(listings__match_state=state)) for state in MatchState}
    for edition in ListEdition.objects.annotate(lines=Count("listings"), **counts).order_by(
        "published_on", "slug"
    ):
        found = ", ".join(
            f"{getattr(edition, state.value)} {state.label.lower()}"
            for state in MatchState
            if getattr(edition, state.value)
        )
        yield f"{edition.slug}: {edition.lines} lines: {found or 'none'}"
    agreements = Instrument.objects.filter(kind=InstrumentKind.AGREEMENT_287G)
    if total := agreements.count():
        placed = agreements.filter(jurisdictions__isnull=False).distinct().count()
        yield f"287(g) agreements: {total}: {placed} with a place, {total - placed} whose row names none we could match"
