"""What an export holds, as bytes: for the web and for the command alike."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator

from django.conf import settings

from tracker.records.parameters import MAX_PAGE, instant
from tracker.records.selection import PAGE_SIZE, Selection
from tracker.records.streams import copied

LICENCE = "CC-BY-4.0"
"""Licence of the tracker's own selection and arrangement; quotations stay their speakers' and publishers'."""


def csv_of(selection: Selection) -> Iterator[bytes]:
    """The CSV of every row of a selection, in chunks; reads when iterated."""
    with selection.books():
        yield from copied(selection.csv_sql, using=selection.using)


def json_of(selection: Selection) -> bytes:
    """One page of a selection as JSON: what was asked, the rows, and where the next page is."""
    page = selection.read()
    total = selection.total()
    query = selection.canonical_query
    base = f"{settings.SITE_URL}/{selection.record.name}"
    is_last_allowed = selection.page >= MAX_PAGE
    following = selection.query_with(page=str(selection.page + 1))
    answer = {
        "meta": {
            "kind": selection.record.name,
            "total": total.number,
            "total_is_exact": total.is_exact,
            "page": selection.page,
            "page_size": PAGE_SIZE,
            "as_of": selection.as_of.isoformat() if selection.as_of else None,
            "known_at": instant(selection.known_at) if selection.known_at else None,
            "csv": f"{base}.csv?{query}" if query else f"{base}.csv",
            "licence": LICENCE,
        },
        "rows": page.rows,
        "next": f"{base}.json?{following}" if page.has_next and not is_last_allowed else None,
    }
    if page.has_next and is_last_allowed:
        answer["meta"]["advice"] = "Pages end here. Narrow the filters, or take the CSV: it holds every row."
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def file_name(selection: Selection, extension: str, *, today: datetime.date) -> str:
    """Name of the file: kind, filters and day, in letters every system takes."""
    known_at = selection.known_at.date() if selection.known_at else None
    filters = re.sub(r"known_at=[^&]*&?", "", selection.canonical_query).strip("&")
    words = re.sub(r"%[0-9A-F]{2}|[^A-Za-z0-9=&._-]", "-", filters).replace("=", "-").replace("&", "_")
    day = f"known-{known_at.isoformat()}" if known_at else today.isoformat()
    return (
        "_".join(part for part in (selection.record.name, words[:120].strip("-_"), day) if part)
        + f".{extension}"
    )
