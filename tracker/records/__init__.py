"""The public kinds. RECORDS is the one list: every surface loops over it."""

from __future__ import annotations

from tracker.records import articles, quotations
from tracker.records.base import Record

RECORDS: dict[str, Record] = {record.name: record for record in (articles.RECORD, quotations.RECORD)}
"""Every public kind by name, in the order of menus."""
