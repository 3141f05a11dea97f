"""A capture's page: what was captured, when, and everything that rests on it. The text itself is not shown."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.models import Citation, Figure, Snapshot
from tracker.models.media import EXCERPT
from tracker.records.changes import changes
from tracker.records.parameters import BadParameters
from tracker.surfaces.context import asked, bad_parameters, books, show
from tracker.surfaces.pages_proof import citable
from tracker.surfaces.pages_resting import resting
from tracker.surfaces.pages_statements import SHOWN, said

CHANGED_CHARS = 6_000
"""Characters of changed sentences shown: enough to judge a correction, too few to be the text."""

HASH = re.compile(r"[0-9a-f]{64}")


def _captures(sha256: str) -> QuerySet[Snapshot]:
    """Captures whose text has this hash; the same text captured twice has one hash and one page."""
    if not HASH.fullmatch(sha256):
        raise Http404
    return Snapshot.objects.filter(sha256=sha256)


@require_safe
def source(request: HttpRequest, sha256: str) -> HttpResponse:
    """The metadata of the captures with this hash, and what rests on them."""
    try:
        wanted = asked(request, known=("known_at", "page"), what="captures")
    except BadParameters as error:
        return bad_parameters(request, error)
    with books(wanted.clock, Snapshot):
        matching = _captures(sha256).filter(article__state="published")
        captures = list(matching.light().prefetch_related(Prefetch("article", queryset=citable()))[:SHOWN])
        if not captures:
            raise Http404
        ids, articles = (matching.order_by().values(column) for column in ("pk", "article"))
        quotations, quotation_count = said(Q(snapshot__in=ids))
        figures = Figure.objects.published().filter(snapshot__in=ids)
        passages = (
            Citation.objects.filter(snapshot__in=ids)
            .exclude(exact="")
            .filter(_proves_public())
            .values("exact", "prefix", "suffix", "stance")
            .distinct()
            .order_by("exact")
        )
        context = {
            "sha256": sha256,
            "captures": captures,
            "capture_count": matching.count(),
            "first": captures[0],
            "quotations": quotations,
            "quotation_count": quotation_count,
            "figures": list(figures.select_related("official", "organization", "article__outlet")[:SHOWN]),
            "figure_count": figures.count(),
            "passages": list(passages[:SHOWN]),
            "passage_count": passages.count(),
            "clock": wanted.clock,
            **resting(ids, articles, page=wanted.page),
        }
        return show(request, "pages/source.html", context, section="articles")


@require_safe
def source_changes(request: HttpRequest, sha256: str) -> HttpResponse:
    """What changed since the capture before: the sentences gone and come, and how many stayed, never the whole text.

    ``of`` is the slug of the text, where several have a capture of these words (absences have none at all);
    ``earlier`` the hash of the earlier capture to compare with.
    """
    try:
        wanted = asked(request, known=("known_at", "of", "earlier"), what="captures")
    except BadParameters as error:
        return bad_parameters(request, error)
    named = {
        name: request.GET[name].strip() for name in ("of", "earlier") if request.GET.get(name, "").strip()
    }
    with books(wanted.clock, Snapshot):
        capture = (
            _captures(sha256)
            .filter(article__state="published", **({"article__slug": named["of"]} if "of" in named else {}))
            .exclude(extractor=EXCERPT)
            .prefetch_related(Prefetch("article", queryset=citable()))
            .order_by("-captured_at", "-pk")
            .first()
        )
        if capture is None:
            raise Http404
        earlier = (
            Snapshot.objects.filter(article=capture.article_id, captured_at__lt=capture.captured_at)
            .filter(**({"sha256": named["earlier"]} if "earlier" in named else {}))
            .exclude(extractor=EXCERPT)
            .order_by("-captured_at", "-pk")
            .first()
        )
        runs, left_out = _runs(earlier.text, capture.text) if earlier else ([], 0)
        context = {
            "capture": capture,
            "earlier": earlier,
            "has_asked": "earlier" in named,
            "runs": runs,
            "left_out": left_out,
            "clock": wanted.clock,
        }
        return show(request, "pages/source_changes.html", context, section="articles")


def _runs(before: str, after: str) -> tuple[list[dict[str, Any]], int]:
    """Runs of sentences to show, those that stayed only counted; and how many changed ones are left out."""
    runs: list[dict[str, Any]] = []
    room, left_out = CHANGED_CHARS, 0
    for change in changes(before, after):
        if change.kind == "same":
            runs.append({"kind": "same", "count": len(change.sentences), "text": ""})
            continue
        shown = []
        for sentence in change.sentences:
            room -= len(sentence)
            shown += [sentence] if room >= 0 else []
        left_out += len(change.sentences) - len(shown)
        if shown:
            runs.append({"kind": change.kind, "count": len(shown), "text": " ".join(shown)})
    return runs, left_out


def _proves_public() -> Q:
    """Citations of published records only: a draft's passage is not public."""
    names = (
        "jurisdiction",
        "organization",
        "official",
        "quotation",
        "list_edition",
        "instrument",
        "position",
        "announcement",
        "figure",
    )
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__state": "published"})
    return condition


@require_safe
def source_text(request: HttpRequest, sha256: str) -> HttpResponse:
    """The captured text, as a download for curators only: other people's articles are not ours to publish."""
    if not request.user.is_staff:
        raise PermissionDenied
    capture = _captures(sha256).first()
    if capture is None:
        raise Http404
    response = HttpResponse(capture.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="capture-{sha256[:12]}.txt"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
