"""Objections of readers and listed places with our answers, and the corrections log of one record."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tracker.models import Correction, CorrectionRequest, Jurisdiction, RequestState

SHOWN = 20
"""Objections shown on one page."""


def objections(kind: str, slug: str, *, place: Jurisdiction | None = None) -> dict[str, Any]:
    """Answered objections to a record, or raised for a place, and what was corrected in the record.

    An objection is shown once answered: until then nobody has looked whether it names a private person.
    """
    about = Q(record_kind=kind, record_slug=slug)
    if place is not None:
        about |= Q(jurisdiction=place)
    return {
        "requests": list(
            CorrectionRequest.objects.filter(about, state__in=[RequestState.ACCEPTED, RequestState.ANSWERED])[
                :SHOWN
            ]
        ),
        "corrections": list(Correction.objects.filter(record_kind=kind, record_slug=slug)[:SHOWN]),
        "ask": f"/corrections/ask/?about={kind}/{slug}",
    }
