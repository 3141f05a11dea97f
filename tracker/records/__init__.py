"""The public kinds. RECORDS is the one list: every surface loops over it."""

from __future__ import annotations

from tracker.records import (
    announcements,
    articles,
    figures,
    instruments,
    jurisdictions,
    lists,
    officials,
    organizations,
    outlets,
    positions,
    quotations,
)
from tracker.records.base import Record

RECORDS: dict[str, Record] = {
    module.RECORD.name: module.RECORD
    for module in (
        articles,
        quotations,
        officials,
        jurisdictions,
        announcements,
        figures,
        positions,
        lists,
        instruments,
        outlets,
        organizations,
    )
}
"""Every public kind by name, in the order of menus."""
