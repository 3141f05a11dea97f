"""The front page: search, counts that say what they count, the newest lists, words as printed."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.models import Announcement, AnnouncementEvent, Correction, ListEdition, QuotationForm
from tracker.records import RECORDS
from tracker.records.parameters import BadParameters, Clock
from tracker.records.status import VERDICTS
from tracker.surfaces.context import asked, bad_parameters, show
from tracker.surfaces.map_page import home_picture
from tracker.surfaces.pages_proof import proof
from tracker.surfaces.pages_search import nameable
from tracker.surfaces.pages_statements import said
from tracker.templatetags.showing import address

QUOTED = 4
LATELY = 3
LENGTH = (60, 320)
"""Characters of a quotation shown on the front page: long enough to say something, short enough to be read."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page. Its queries are bounded, however much the books hold.

    It is about now and takes no parameters: lists and records are read as of another day, each on its own page.
    """
    try:
        asked(request, known=(), what="the front page")
    except BadParameters as error:
        return bad_parameters(request, error)
    quoted = _quoted()
    specimen = quoted[0] if quoted else None
    lists = ListEdition.objects.published().select_related("maker").defer("criteria")
    context = {
        "counts": [{"record": record, "total": record.select({}).total()} for record in RECORDS.values()],
        "lists": list(lists[:5]),
        "map": home_picture(Clock(None, None, timezone.now())),
        "verdicts": VERDICTS.items(),
        "announcements": _announced(),
        "specimen": specimen,
        "proof": proof("quotation", specimen.pk) if specimen else None,
        "quotations": quoted[1:],
        "lately": _lately(),
        "corrections": list(Correction.objects.all()[:LATELY]),
    }
    return show(request, "pages/home.html", context, section="home", is_index=True)


def _announced() -> list[Announcement]:
    """The newest announcements, each with the ``newest`` step of what became of it, None where none is recorded."""
    found = list(Announcement.objects.published().select_related("announcer")[:5])
    steps = (
        AnnouncementEvent.objects.filter(
            announcement__in=found, happened_on__gte=F("announcement__announced_on")
        )
        .order_by("announcement_id", "-happened_on", "-id")
        .distinct("announcement_id")
    )
    newest = {step.announcement_id: step for step in steps}
    for announcement in found:
        announcement.newest = newest.get(announcement.pk)  # type: ignore[attr-defined]
    return found


def _quoted() -> list[Any]:
    """A few direct quotations of officials, each by somebody else, newest first."""
    where = Q(
        form__in=[QuotationForm.DIRECT, QuotationForm.BLOCK],
        utterance__official__state="published",
    )
    found, _ = said(where, limit=30)
    by_speaker: dict[int, Any] = {}
    for quotation in found:
        if not LENGTH[0] <= len(quotation.exact) <= LENGTH[1]:
            continue
        by_speaker.setdefault(quotation.utterance.official_id, quotation)
    return list(by_speaker.values())[:QUOTED]


def _lately() -> list[dict[str, Any]]:
    """The records entered last, over all kinds, newest first."""
    rows = [
        {"record": record, "row": row, "href": address(row), "at": row.published_at or row.created_at}
        for record in RECORDS.values()
        for row in nameable(record).order_by("-pk")[:2]
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:6]
