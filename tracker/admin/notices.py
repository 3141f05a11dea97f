"""Going through all that rests on a source which was corrected, withdrawn or changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions import noticing
from tracker.actions.errors import Refused
from tracker.actions.kinds import KINDS
from tracker.actions.permissions import EDITOR, has_role
from tracker.models import CheckOutcome, NoticeCheck, SourceNotice, State
from tracker.models.base import PublishedModel
from tracker.models.notices import RESTING, resting_on
from tracker.records import RECORDS
from tracker.templatetags.showing import naming

SHOWN = 50
"""Records of one kind shown at a time; those looked at make room for the next."""

_NAMED_WITH = {"positions": ("body", "jurisdiction")}


def go_through(request: HttpRequest, pk: int) -> HttpResponse:
    """What rests on the source of a notice: what waits, by kind, and what was found of the rest."""
    notice = get_object_or_404(
        SourceNotice.objects.select_related("article__outlet", "snapshot", "source").defer("snapshot__text"),
        pk=pk,
    )
    if request.method == "POST":
        _do(request, notice)
        return HttpResponseRedirect(reverse("admin:notice", args=[pk]))
    found = list(notice.checks.select_related("decided_by").order_by("-pk"))
    groups = [group for kind in RESTING if (group := _group(notice, kind, found))]
    return TemplateResponse(
        request,
        "admin/tracker/notice.html",
        {
            **admin.site.each_context(request),
            "title": f"What rests on “{notice.article}”",
            "notice": notice,
            "groups": groups,
            "left": sum(group["total"] for group in groups),
            "done": _done(found),
            "done_count": len(found),
            "is_editor": has_role(request.user, EDITOR),
        },
    )


def _do(request: HttpRequest, notice: SourceNotice) -> None:
    """One button: what was found of a record, showing or hiding the notice, or closing it."""
    doing = request.POST.get("do", "")
    try:
        if doing in CheckOutcome.values:
            record = _record(request)
            reason = request.POST.get("reason", "").strip()
            noticing.check(notice, record, outcome=CheckOutcome(doing), by=request.user, reason=reason)
            messages.success(request, f"“{record}”: {CheckOutcome(doing).label}.")
        elif doing == "all":
            kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
            count = noticing.check_all(notice, kind=kind, by=request.user, reason=reason)
            messages.success(request, f"{count} {kind}: they stand.")
        elif doing in ("show", "hide"):
            noticing.show_notice(notice, is_public=doing == "show", by=request.user)
            messages.success(request, "Shown to readers." if doing == "show" else "Kept to curators.")
        elif doing == "resolve":
            noticing.resolve(notice, by=request.user)
            messages.success(request, "Resolved. The public label stays beside what rests on the source.")
        else:
            messages.warning(request, "Choose what to do.")
    except Refused as refusal:
        typed = request.POST.get("reason", "").strip()
        kept = f" You had written: “{typed}”." if typed else ""
        messages.warning(request, f"{refusal} Nothing was changed.{kept}")


def _record(request: HttpRequest) -> PublishedModel:
    """The record a form names. Raises Refused if there is none."""
    kind, pk = request.POST.get("kind", ""), request.POST.get("record", "")
    row = None
    if kind in RESTING and pk.isascii() and pk.isdigit() and len(pk) < 19:
        row = _named(KINDS[kind]._default_manager.filter(pk=int(pk)), kind).first()
    if row is None:
        raise Refused("This record is not there any more.", hint="Look at the list again.")
    return row


def _named(rows: QuerySet, kind: str) -> QuerySet:
    return rows.select_related(*_NAMED_WITH[kind]) if kind in _NAMED_WITH else rows


def _group(notice: SourceNotice, kind: str, found: list[NoticeCheck]) -> dict[str, Any] | None:
    """Records of one kind that wait, those that are public first; None if none does."""
    looked_at = [check.record_id for check in found if check.record_kind == kind]
    rows = resting_on(KINDS[kind], kind, notice.article_id).exclude(pk__in=looked_at)
    total = rows.count()
    if not total:
        return None
    shown = _named(rows, kind).order_by("-state", "pk")[:SHOWN]
    return {
        "kind": kind,
        "plural": RECORDS[kind].plural,
        "total": total,
        "rows": [
            {
                "record": row,
                "title": naming(row),
                "edit": reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk]),
                "is_public": row.state == State.PUBLISHED,
            }
            for row in shown
        ],
    }


def _done(found: list[NoticeCheck]) -> list[dict[str, Any]]:
    """The newest findings with the records' names, one query per kind."""
    shown = found[:SHOWN]
    names: dict[tuple[str, int], str] = {}
    for kind in {check.record_kind for check in shown} & KINDS.keys():
        ids = [check.record_id for check in shown if check.record_kind == kind]
        for row in _named(KINDS[kind]._default_manager.filter(pk__in=ids), kind):
            names[kind, row.pk] = naming(row)
    return [
        {"check": check, "title": names.get((check.record_kind, check.record_id), str(check))}
        for check in shown
    ]
