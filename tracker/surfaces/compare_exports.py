"""The comparison as CSV and JSON: the rows of its page under the same query string."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from tracker.models import Jurisdiction
from tracker.records.compare import ROWS, Comparison, Row
from tracker.records.exports import LICENCE
from tracker.records.parameters import MAX_PAGE, BadParameters, instant
from tracker.records.streams import copied
from tracker.surfaces.compare_asked import Asked, read
from tracker.surfaces.context import books
from tracker.surfaces.exports import json_refusal, plain_refusal, shared_with_all


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every place under the filters, written by PostgreSQL as it is sent."""
    try:
        wanted = read(request.GET)
        with books(wanted.clock, Jurisdiction):
            wanted.comparison()
    except BadParameters as error:
        return plain_refusal(error)
    body = [b""] if request.method == "HEAD" else _csv(wanted)
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8; header=present")
    words = re.sub(r"[^A-Za-z0-9-]+", "-", wanted.query())[:120].strip("-")
    day = wanted.clock.day.isoformat()
    name = "_".join(part for part in ("compare", words, day) if part)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return shared_with_all(response)


def _csv(wanted: Asked) -> Iterator[bytes]:
    with books(wanted.clock, Jurisdiction):
        comparison = wanted.comparison()
        yield from copied(comparison.csv_sql, using=comparison.using)


@require_safe
def compare_json(request: HttpRequest) -> HttpResponse:
    """One page of the comparison."""
    try:
        wanted = read(request.GET)
        with books(wanted.clock, Jurisdiction):
            answer = _answer(wanted, wanted.comparison())
    except BadParameters as error:
        return json_refusal(error)
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return shared_with_all(HttpResponse(body, content_type="application/json; charset=utf-8"))


def _answer(wanted: Asked, comparison: Comparison) -> dict[str, Any]:
    clock, query, total = wanted.clock, wanted.query(), comparison.total
    base = f"{settings.SITE_URL}/compare"
    has_next = total > wanted.page * ROWS and wanted.page < MAX_PAGE
    return {
        "meta": {
            "kind": "compare",
            "total": total,
            "page": wanted.page,
            "page_size": ROWS,
            "as_of": clock.as_of.isoformat() if clock.as_of else None,
            "known_at": instant(clock.known_at) if clock.known_at else None,
            "csv": f"{base}.csv?{query}" if query else f"{base}.csv",
            "licence": LICENCE,
            "editions": {e.maker.slug: _edition(e) for e in comparison.editions},
            "agreement": _agreement(comparison),
        },
        "rows": [_row(row, comparison) for row in comparison.page(wanted.page)],
        "next": f"{base}.json?{wanted.query(page=wanted.page + 1)}" if has_next else None,
    }


def _edition(edition: Any) -> dict[str, Any]:
    return {
        "maker": edition.maker.name,
        "edition": edition.slug,
        "title": edition.title,
        "published_on": edition.published_on.isoformat(),
        "withdrawn_on": edition.withdrawn_on.isoformat() if edition.withdrawn_on else None,
        "is_partial": edition.is_partial,
        "criteria": edition.criteria,
    }


def _agreement(comparison: Comparison) -> list[dict[str, Any]]:
    makers = [edition.maker.slug for edition in comparison.editions]
    return [
        {
            "makers": [makers[pair.first], makers[pair.second]],
            "places": pair.places,
            "both": pair.both,
            "first_only": pair.first_only,
            "second_only": pair.second_only,
            "partial": [makers[n] for n in pair.partial],
            "unheard": pair.unheard,
            "share": pair.share,
            "wilson_95": pair.interval,
        }
        for pair in comparison.agreements
    ]


def _row(row: Row, comparison: Comparison) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.full_name,
        "state": row.state,
        "kind": row.kind,
        "geoid": row.geoid,
        "verdict": row.verdict,
        "makers": {
            edition.maker.slug: {"says": code, "printed": printed, "edition": edition.slug}
            for code, printed, edition in zip(row.codes, row.as_printed, comparison.editions, strict=True)
        },
    }
