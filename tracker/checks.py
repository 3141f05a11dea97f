"""System checks: what a declaration of a public kind must keep, said at start-up by id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from tracker.models.evidence import PUBLISHED_TARGETS
from tracker.records import RECORDS
from tracker.records.base import Record
from tracker.records.columns import Column
from tracker.records.parameters import SHARED
from tracker.records.tables import TABLES
from tracker.search import KINDS

NAME = re.compile(r"[a-z][a-z0-9_]*")


@register
def records_are_whole(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Every kind and table keeps the promises its surfaces rest on."""
    found: list[CheckMessage] = []
    for record in RECORDS.values():
        found += _columns(record.name, record.columns)
        found += _record(record)
    for table in TABLES:
        found += _columns(table.name, table.columns)
    if set(KINDS) != set(RECORDS):
        found.append(Error("tracker.search.KINDS and RECORDS name different kinds.", id="tracker.E006"))
    return found


def _columns(where: str, columns: Sequence[Column]) -> Iterator[CheckMessage]:
    counts = Counter(column.name for column in columns)
    for column in columns:
        if counts[column.name] > 1:
            yield Error(f"{where}: the column {column.name} is declared twice.", id="tracker.E001")
        if not NAME.fullmatch(column.name):
            yield Error(f"{where}: {column.name} is no name of a column.", id="tracker.E002")
        if not column.help.endswith((".", "…")):
            yield Error(f"{where}.{column.name}: the help text is not a sentence.", id="tracker.E003")
        if column.link and column.link[1] not in counts:
            yield Error(
                f"{where}.{column.name} links by {column.link[1]}, which is no column.", id="tracker.E004"
            )


def _record(record: Record) -> Iterator[CheckMessage]:
    names = {column.name for column in record.columns}
    for needed in filter(None, ("slug", "url", record.title_column, record.date_column)):
        if needed not in names:
            yield Error(f"{record.name}: the column {needed} is missing.", id="tracker.E004")
    for name, order in record.sorts.items():
        if order[-1] not in {"id", "-id"}:
            yield Error(f"{record.name}: the order {name} does not end with id.", id="tracker.E005")
    for name in set(record.filterset.base_filters) & set(SHARED):
        yield Error(f"{record.name}: the filter {name} hides a shared one.", id="tracker.E007")
    for name in set(record.facets) - set(record.filterset.base_filters):
        yield Error(f"{record.name}: the facet {name} is no filter.", id="tracker.E008")
    if record.model._meta.db_table in PUBLISHED_TARGETS.values() and "citations" not in names:
        yield Error(f"{record.name}: cited kinds show their citations.", id="tracker.E009")
