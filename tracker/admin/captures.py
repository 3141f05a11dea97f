"""What changed between two captures of one text, for those who must decide what that means."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from tracker.models import Quotation, Snapshot
from tracker.records.changes import Change, changes
from tracker.records.vanished import vanished

SHOWN = 200
"""Quotations looked up and captures offered; runs of more unchanged sentences than EDGE on either side are cut."""

EDGE = 1


def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """A capture beside the one before it, or the one named by ``?against=`` (an id of the same text)."""
    snapshot = get_object_or_404(Snapshot.objects.select_related("article"), pk=pk, article__isnull=False)
    others = Snapshot.objects.filter(article=snapshot.article).exclude(pk=pk)
    against = request.GET.get("against", "")
    if against:
        earlier = get_object_or_404(others, pk=int(against) if against.isdigit() and len(against) < 19 else 0)
    else:
        earlier = others.filter(captured_at__lte=snapshot.captured_at).order_by("-captured_at", "-pk").first()
    quotations = Quotation.objects.filter(snapshot__article=snapshot.article).select_related("utterance")[
        :SHOWN
    ]
    gone = vanished(quotation.pk for quotation in quotations)
    return TemplateResponse(
        request,
        "admin/tracker/capture_changes.html",
        {
            **admin.site.each_context(request),
            "title": f"Changes: {snapshot.article}",
            "snapshot": snapshot,
            "earlier": earlier,
            "others": others.light().order_by("-captured_at", "-pk")[:SHOWN],
            "runs": [
                (change.kind, *_shown(change))
                for change in (changes(earlier.text, snapshot.text) if earlier else ())
            ],
            "gone": [quotation for quotation in quotations if quotation.pk in gone],
        },
    )


def _shown(change: Change) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """A run's sentences; of a long unchanged one the first, how many are left out, and the last."""
    sentences = change.sentences
    if change.kind != "same" or len(sentences) <= 2 * EDGE + 1:
        return sentences, 0, ()
    return sentences[:EDGE], len(sentences) - 2 * EDGE, sentences[-EDGE:]
