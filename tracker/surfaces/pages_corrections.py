"""The public log: what we corrected or retracted, objections with our answers, and notices on sources."""

from __future__ import annotations

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.models import Correction, CorrectionRequest, RequestState, SourceNotice, State
from tracker.records import RECORDS
from tracker.records.parameters import BadParameters
from tracker.surfaces.context import asked, bad_parameters, show
from tracker.templatetags.showing import naming

LOG = 50
"""Lines of each sort on the page, and lines in all in the feed; the newest."""

NOT_PUBLIC = "A record that is not public"


def answered() -> Any:
    """Objections the public sees, with the newest answer first."""
    rows = CorrectionRequest.objects.filter(state__in=[RequestState.ACCEPTED, RequestState.ANSWERED])
    return rows.select_related("jurisdiction").order_by("-answered_at", "-id")


def noticed() -> Any:
    """Notices on public sources that readers see."""
    rows = SourceNotice.objects.filter(is_public=True, article__state=State.PUBLISHED)
    return rows.select_related("article__outlet").order_by("-noticed_on", "-id")


def with_records(requests: list[CorrectionRequest]) -> list[dict[str, Any]]:
    """Each objection with the name and address of what it is about; one query per kind.

    A record that is not public is neither named nor linked; the address is blank then.
    """
    names = names_of((request.record_kind, request.record_slug) for request in requests)
    found = []
    for request in requests:
        key = (request.record_kind, request.record_slug)
        title = names.get(key) or (NOT_PUBLIC if request.record_slug else "The site")
        found.append(
            {"request": request, "title": title, "href": f"/{key[0]}/{key[1]}/" if key in names else ""}
        )
    return found


def names_of(records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What public records are called, by kind and slug; one query per kind. Others are left out."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, slug in records:
        if kind in RECORDS and slug:
            wanted[kind].add(slug)
    names: dict[tuple[str, str], str] = {}
    for kind, slugs in wanted.items():
        rows = RECORDS[kind].published().filter(slug__in=slugs)
        for row in rows.select_related("body", "jurisdiction") if kind == "positions" else rows:
            names[kind, row.slug] = naming(row)
    return names


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The page. Takes no parameters."""
    try:
        asked(request, known=(), what="the corrections page")
    except BadParameters as error:
        return bad_parameters(request, error)
    notices = noticed()
    context = {
        "corrections": [
            {"correction": row, "href": _address(row.record_kind, row.record_slug)}
            for row in Correction.objects.all()[:LOG]
        ],
        "correction_count": Correction.objects.count(),
        "requests": with_records(list(answered()[:LOG])),
        "request_count": answered().count(),
        "open_count": CorrectionRequest.objects.filter(state=RequestState.OPEN).count(),
        "notices": list(notices[:LOG]),
        "notice_count": notices.count(),
    }
    return show(request, "pages/corrections.html", context, section="corrections", is_index=True)


def _address(kind: str, slug: str) -> str:
    """The address a line of the log leads to; blank when it is about no single record."""
    return f"/{kind}/{slug}/" if kind in RECORDS and slug else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A line of the feed. ``anchor`` is its place on the page, the same for ever."""

    at: datetime.datetime
    title: str
    text: str
    anchor: str


def entries() -> list[Entry]:
    """The newest lines of all three sorts together."""
    found = [
        Entry(
            line.made_at,
            f"{line.record_title}: {line.get_kind_display()}",
            line.summary,
            f"correction-{line.pk}",
        )
        for line in Correction.objects.all()[:LOG]
    ]
    for row in with_records(list(answered().filter(answered_at__isnull=False)[:LOG])):
        request = row["request"]
        text = f"Objection: {request.message}\n\nOur answer: {request.answer}"
        found.append(
            Entry(request.answered_at, f"{row['title']}: objection answered", text, f"objection-{request.pk}")
        )
    for notice in noticed().order_by("-created_at")[:LOG]:
        title = f"{notice.article.headline}: {notice.get_kind_display()}"
        found.append(Entry(notice.created_at, title, notice.detail, f"notice-{notice.pk}"))
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:LOG]
