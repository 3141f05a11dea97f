"""The data dictionary, from the declarations that make the columns."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.records import RECORDS
from tracker.records.base import Record
from tracker.records.columns import Column
from tracker.records.compare import COLUMNS, MAKER_COLUMNS
from tracker.records.filters import AnyOf
from tracker.records.status import VERDICTS
from tracker.records.tables import TABLES

KINDS = {"number": "number", "list": "list", "date": "date", "url": "address"}

INTRODUCTION = """# Data dictionary

Every column of every list, in CSV and JSON alike; the names never change. This page is made by
`manage.py data_dictionary` from the declarations in `tracker/records`; do not edit it.

- **Dates** are as precise as known: `2017`, `2017-05` or `2017-05-18`. Moments are UTC.
- **Blank** means not known or none, as each line says; in JSON a blank number is `null`, other blanks are `""`,
  an empty list is `[]`.
- **Lists** are JSON arrays; in CSV they are one cell, joined by `; `.
- **CSV** is UTF-8 with a header row. A cell that a spreadsheet could run as a formula begins with an apostrophe;
  JSON has the text as it is.
- **Every row** belongs to the CSV, whatever the `page`; JSON comes in pages of 50, and `next` leads on.

## Filters of every kind

| parameter | means |
|---|---|
| `q` | words to look for; a phrase in quotation marks, a word left out with `-` |
| `since`, `until` | first and last day of the kind's main date, both included: `2017`, `2017-05` or `2017-05-18`. \
A date known to the month or year is included if it may lie in the window |
| `as_of` | what was so on that day, where that means something |
| `known_at` | our books as they stood at the end of a day (UTC) or at a moment with its zone. Today means this \
moment. An answer for a past moment never changes |
| `sort` | one of the orders named below |
| `page` | 1 to 100 |

Filters that take several values may be repeated (`state=IL&state=CA`): rows with any of them. Anything unknown or
malformed is answered with 400 and a sentence for each parameter.
"""


def markdown() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    parts += [_record(record) for record in RECORDS.values()]
    parts.append(_compare())
    parts.append(
        "## Tables of the download only\n\nBeside the kinds above, `/data/tracker.zip` holds these, with"
        " `datapackage.json` and `SHA256SUMS`.\n"
    )
    parts += [f"### {table.name}\n\n{table.summary}\n\n{_columns(table.columns)}" for table in TABLES]
    return "\n".join(parts)


def _compare() -> str:
    lines = [
        "## compare\n",
        "Places at least one list prints × list-makers, each maker's newest edition by the day. `/compare/`,"
        " `.csv`, `.json`.\n",
        "| column | means |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {words} |" for name, words in COLUMNS]
    lines += [
        f"| `{name}…` | {words} One such column per maker, named with its slug. |"
        for name, words in MAKER_COLUMNS
    ]
    lines += ["", "| filter | means |", "|---|---|"]
    lines += [
        "| `state`, `kind` | as of jurisdictions. Repeatable. |",
        "| `maker` | slugs of list-makers; the others are left out of the comparison. Repeatable. |",
        f"| `verdict` | {', '.join(f'`{name}`' for name in VERDICTS)}. Repeatable. |",
    ]
    return "\n".join(lines) + "\n"


def _record(record: Record) -> str:
    lines = [f"## {record.name}\n", f"{record.summary} `/{record.name}/`, `.csv`, `.json`, `.atom`.\n"]
    lines.append(f"Orders: {', '.join(f'`{name}`' for name in record.sorts)}.")
    if record.date_means:
        lines.append(f"The main date is {record.date_means}.")
    if record.no_as_of:
        lines.append(f"`as_of` {record.no_as_of}")
    lines += ["", _columns(record.columns), "| filter | means |", "|---|---|"]
    for name, found in record.filterset.base_filters.items():
        several = " Repeatable." if isinstance(found, AnyOf) else ""
        lines.append(f"| `{name}` | {found.help_text}{several} |")
    return "\n".join(lines) + "\n"


def _columns(columns: Sequence[Column]) -> str:
    lines = ["| column | type | means |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {KINDS.get(c.shown_as, 'text')} | {c.help} |" for c in columns]
    return "\n".join(lines) + "\n"
