"""The list page of any kind: the same rows as its CSV, JSON and feed under the same query string."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from tracker import search
from tracker.records.base import Column, Record
from tracker.records.filters import Codes
from tracker.records.parameters import MAX_PAGE, BadParameters, instant
from tracker.records.query import as_order
from tracker.records.selection import PAGE_SIZE, Selection
from tracker.surfaces.context import bad_parameters, show
from tracker.surfaces.pages_filters import controls, sort_label
from tracker.templatetags.showing import counted, day

LONGEST = 320
"""Characters of a long cell shown in a table; the whole is on the record's page and in the CSV."""


@require_safe
def record_list(request: HttpRequest, *, record: Record) -> HttpResponse:
    """A kind's rows as asked for, with its filters, or 400 naming what is wrong."""
    try:
        selection = record.select(request.GET)
    except BadParameters as error:
        return bad_parameters(request, error)
    context = list_context(record, selection)
    return show(request, "pages/list.html", context, section=record.name, is_index=True)


def list_context(record: Record, selection: Selection) -> dict[str, Any]:
    """What the list page shows. The number of queries does not grow with rows."""
    total = selection.total()
    rows = selection.rows(only_listed=True)
    listed = [column for column in record.columns if column.in_list]
    labels = {column.name: _labels(record, column) for column in listed}
    pages = min(-(-total.number // PAGE_SIZE), MAX_PAGE) if total.is_exact else MAX_PAGE
    query = selection.canonical_query
    return {
        "record": record,
        "selection": selection,
        "clock": selection.shared.clock,
        "total": total,
        "total_words": _total_words(record, total),
        "columns": listed,
        # Jinja escapes the cells; the page takes the rows as they are.
        "table": mark_safe(  # nosec B308 B703
            render_to_string(
                "rows/table.jinja",
                {
                    "columns": [_head(column, selection) for column in listed],
                    "rows": [
                        [_cell(record, column, row, labels[column.name]) for column in listed] for row in rows
                    ],
                },
            )
        ),
        "row_count": len(rows),
        "page": selection.page,
        "pages": pages,
        "is_deep": pages == MAX_PAGE,
        "page_links": page_links(
            selection.page, pages, lambda number: selection.query_with(page=str(number) if number > 1 else "")
        ),
        "chips": selection.chips(),
        **({} if total.number else ways_out(selection)),
        "controls": controls(record, selection),
        "sorts": [(name, sort_label(name)) for name in record.sorts],
        "sort": selection.shared.sort,
        "q": selection.shared.q,
        **unclosed(selection),
        "since": selection.values.get("since", ("",))[0],
        "until": selection.values.get("until", ("",))[0],
        "has_dates": record.within is not None,
        "has_as_of": not record.no_as_of,
        "query": query,
        "suffix": f"?{query}" if query else "",
        "pinned": pinned(selection),
    }


def unclosed(selection: Selection) -> dict[str, str]:
    """The same question with an open quotation mark closed; nothing when none is open."""
    closed = search.closed(selection.shared.q)
    return {"closed": closed, "closed_query": selection.query_with(q=closed)} if closed else {}


TRIED = 12
"""Filters tried for a way out of a question without rows."""


def ways_out(selection: Selection) -> dict[str, Any]:
    """Where to go from a question no row answers: ``ways_out`` are the filters without which there are rows, with
    their number; ``has_elsewhere``: records of other kinds have the words."""
    found = []
    for chip in selection.chips()[:TRIED]:
        total = selection.asked_again(chip.query_without).total()
        if total.number:
            found.append({"chip": chip, "total": _total_words(selection.record, total)})
    q = selection.shared.q
    return {"ways_out": found, "has_elsewhere": bool(q and search.found(q, up_to=0, using=selection.using))}


def _total_words(record: Record, total: Any) -> str:
    if total.is_exact:
        return counted(total.number, record.singular)
    return f"{total} {record.plural}"


def _labels(record: Record, column: Column) -> dict[str, str]:
    """What codes of a column mean, when a filter of the same name knows."""
    own = record.filterset.base_filters.get(column.name)
    return {str(code): str(label) for code, label in own.codes()} if isinstance(own, Codes) else {}


def pinned(selection: Selection) -> str:
    """The query string that gives these rows for good: the books at their moment, else at this one (UTC)."""
    if selection.known_at:
        return selection.canonical_query
    return selection.query_with(known_at=instant(selection.shared.clock.now))


SORTED_BY = {"full_name": "name", "value_high": "value"}
"""Columns whose ordering has another name than they have."""


def _head(column: Column, selection: Selection) -> dict[str, str]:
    """A column's head; where the rows can be ordered by it, with the link that does so.

    ``order`` is the way the rows now run ("ascending", "descending" or blank), ``then`` what the link does.
    """
    head = {"label": column.label, "help": column.help, "look": LOOKS.get(column.shown_as, "")}
    record, now = selection.record, selection.shared.sort
    if column.name == record.date_column and "newest" in record.sorts:
        ways = {"newest": "descending", "oldest": "ascending"}
    else:
        sort = SORTED_BY.get(column.name, column.name)
        ways = (
            {sort: "descending" if as_order(record.sorts[sort][0]).descending else "ascending"}
            if (sort in record.sorts)
            else {}
        )
    others = [sort for sort in ways if sort != now]
    if others:
        head["href"] = f"?{selection.query_with(sort=others[0])}"
        head["then"] = f", order by {sort_label(others[0]).lower()}"
    return head | {"order": ways.get(now, "")}


LOOKS = {"number": "number", "date": "date", "quote": "words"}


def _cell(record: Record, column: Column, row: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """A cell ready for the table: its text, where it leads, how it looks."""
    value = row[column.name]
    is_title = column.name == record.title_column
    href = ""
    if is_title:
        href = record.path(row["slug"])
    elif column.link and row.get(column.link[1]):
        href = f"/{column.link[0]}/{row[column.link[1]]}/"
    elif column.shown_as == "url" and value:
        href = value
    return {
        "text": _text(column, value, labels),
        "href": href,
        "look": LOOKS.get(column.shown_as, ""),
        "label": column.label,
        "is_title": is_title,
    }


def _text(column: Column, value: Any, labels: dict[str, str]) -> str:
    if column.shown_as == "list":
        return ", ".join(labels.get(one, one) for one in value)
    if value is None or value == "":
        return ""
    if column.shown_as == "number":
        return f"{value:,}"
    if column.shown_as == "date":
        return readable(str(value))
    text = labels.get(str(value), str(value))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def readable(date: str) -> str:
    """A date as it stands in the columns (2017, 2017-05, 2017-05-18 or a moment), in words."""
    parts = date[:10].split("-")
    precision = {1: "year", 2: "month", 3: "day"}[len(parts)]
    year, month, number = [*map(int, parts), 1, 1][:3]
    return day(datetime.date(year, month, number), precision)


def page_links(page: int, pages: int, query: Any) -> list[dict[str, Any]]:
    """Links to the page before, the pages near this one, the first, the last, and the next; an empty dict marks
    a gap, ``way`` says "prev" or "next"."""
    if pages < 2 or page > pages:
        return []
    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[dict[str, Any]] = []
    before = 0
    for number in near:
        if number > before + 1:
            links.append({})
        links.append({"number": number, "query": query(number), "is_current": number == page})
        before = number
    if page > 1:
        links.insert(0, {"number": page - 1, "query": query(page - 1), "way": "prev"})
    if page < pages:
        links.append({"number": page + 1, "query": query(page + 1), "way": "next"})
    return links
