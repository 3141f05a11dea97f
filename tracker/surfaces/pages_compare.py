"""The comparison page: places × list-makers on a day, how far the makers agree, and their criteria."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.models import Jurisdiction, JurisdictionKind
from tracker.records.agreement import Agreement
from tracker.records.compare import ROWS, Comparison, Row
from tracker.records.parameters import BadParameters
from tracker.records.state_names import STATE_NAMES
from tracker.records.status import MEANINGS, VERDICT_MEANINGS, VERDICTS, WORDS
from tracker.surfaces.compare_asked import Asked, read
from tracker.surfaces.context import bad_parameters, books, show
from tracker.surfaces.pages_lists import page_links

KINDS = dict(JurisdictionKind.choices)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison of the makers' newest editions on a day."""
    try:
        wanted = read(request.GET)
        with books(wanted.clock, Jurisdiction):
            comparison = wanted.comparison()
            context = {**_asked(wanted, comparison), **_found(wanted, comparison)}
            return show(request, "pages/compare.html", context, section="compare", is_index=True)
    except BadParameters as error:
        return bad_parameters(request, error)


def _asked(wanted: Asked, comparison: Comparison) -> dict[str, Any]:
    """What the form shows as chosen, and what it offers."""
    states = sorted({group.state for group in comparison.everywhere})
    return {
        "clock": wanted.clock,
        "page": wanted.page,
        "states": comparison.states,
        "kinds": comparison.kinds,
        "makers": comparison.makers,
        "verdicts": comparison.verdicts,
        "is_filtered": bool(wanted.query()),
        "suffix": f"?{wanted.query()}" if wanted.query() else "",
        "map_suffix": f"?{wanted.query(('maker', 'as_of', 'known_at'))}",
        "state_choices": [(state, STATE_NAMES.get(state, state)) for state in states],
        "kind_choices": JurisdictionKind.choices,
        "maker_choices": [(e.maker.slug, e.maker.name) for e in comparison.offered],
        "legend": [(code, word, MEANINGS[code]) for code, word in WORDS.items()],
    }


def _found(wanted: Asked, comparison: Comparison) -> dict[str, Any]:
    """The rows and counts of one page. The number of queries does not grow with rows."""
    total = comparison.total
    pages = -(-total // ROWS)
    counts = comparison.verdict_counts
    return {
        "editions": comparison.editions,
        "rows": [_shown(row, comparison) for row in comparison.page(wanted.page)],
        "total": total,
        "pages": pages,
        "page_links": page_links(wanted.page, pages, lambda number: wanted.query(page=number)),
        "verdict_rows": [
            {
                "verdict": verdict,
                "label": label,
                "meaning": VERDICT_MEANINGS[verdict],
                "count": counts[verdict],
                "is_chosen": comparison.verdicts == (verdict,),
                "query": wanted.query(verdict=verdict),
            }
            for verdict, label in VERDICTS.items()
        ],
        "has_partial": any(edition.is_partial for edition in comparison.editions),
        "pairs": [_pair(pair, comparison) for pair in comparison.agreements],
    }


def _shown(row: Row, comparison: Comparison) -> dict[str, Any]:
    cells = [
        {
            "code": code,
            "word": WORDS[code],
            "maker": edition.maker,
            "as_printed": printed if printed not in {row.full_name, row.name} else "",
        }
        for code, printed, edition in zip(row.codes, row.as_printed, comparison.editions, strict=True)
    ]
    return {"place": row, "kind": KINDS[row.kind], "label": VERDICTS[row.verdict], "cells": cells}


def _pair(pair: Agreement, comparison: Comparison) -> dict[str, Any]:
    return {
        "first": comparison.editions[pair.first],
        "second": comparison.editions[pair.second],
        "found": pair,
        "partial": [comparison.editions[n].maker for n in pair.partial],
        "share": percent(pair.share),
        "interval": " – ".join(percent(end) for end in pair.interval) if pair.interval else "",
    }


def percent(share: float | None) -> str:
    """A share as readers see it: 0.431 as "43 %"; blank for None."""
    return "" if share is None else f"{100 * share:.0f} %"
