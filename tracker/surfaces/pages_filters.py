"""The filter form of a list page: one control per filter of the kind, with what is chosen kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.records.base import Record
from tracker.records.filters import Codes, Slugs, States, YesNo
from tracker.records.selection import Selection
from tracker.records.state_names import STATE_NAMES

OFFERED = 120
"""Records offered by name in a select; where there are more, a name is typed instead."""


def controls(record: Record, selection: Selection) -> list[dict[str, Any]]:
    """The controls of a kind's own filters, in the order they are declared.

    Each has ``name``, ``label``, ``help``, ``chosen`` and a ``control``: "boxes" (options with counts),
    "select" (adds one value), "yes_no" or "text". One query per filter that offers records by name.
    """
    # Names and choices are those of the books asked about.
    with selection.books():
        return _controls(record, selection)


def _controls(record: Record, selection: Selection) -> list[dict[str, Any]]:
    boxes = {facet.name: facet for facet in selection.facets()}
    rows_of = {name: found.values for name, found in selection.offered().items() if not found.of_newest}
    made = []
    for name, own in record.filterset.base_filters.items():
        chosen = selection.values.get(name, ())
        control: dict[str, Any] = {
            "name": name,
            "id": f"f-{name}",
            "label": record.label_of(name),
            "help": getattr(own, "help_text", ""),
            "chosen": [(value, record.name_of(name, value)) for value in chosen],
            "is_open": bool(chosen),
        }
        if name in boxes:
            control |= {"control": "boxes", "options": boxes[name].values, "of_newest": boxes[name].of_newest}
        else:
            control |= _unlike(own, chosen, rows_of.get(name))
        made.append(control)
    return made


def _unlike(own: Any, chosen: tuple[str, ...], rows_of: Mapping[str, int] | None) -> dict[str, Any]:
    """The control of a filter without boxes. ``rows_of``: rows per value, None where they were not counted."""
    if isinstance(own, YesNo):
        return {"control": "yes_no", "value": chosen[0] if chosen else ""}
    if isinstance(own, States):
        options = [pair for pair in STATE_NAMES.items() if pair[0] not in chosen]
        return {"control": "select", "options": options}
    if isinstance(own, Codes):
        pairs = [(str(code), str(label)) for code, label in own.codes() if code not in {None, ""}]
        if rows_of is not None:
            pairs = [(code, f"{label} ({rows_of[code]:,})") for code, label in pairs if rows_of.get(code)]
        return {"control": "select", "options": [pair for pair in pairs if pair[0] not in chosen]}
    if isinstance(own, Slugs):
        return _records(own, chosen, rows_of)
    return {"control": "text", "hint": ""}


def _records(own: Slugs, chosen: tuple[str, ...], rows_of: Mapping[str, int] | None) -> dict[str, Any]:
    """The control of a filter on records: those with rows by name, or a field where they are too many."""
    offered = own.model.objects.published()
    if rows_of is not None:
        if len(rows_of) > OFFERED:
            return _typed(own)
        offered = offered.filter(pk__in=[int(pk) for pk in rows_of])
    rows = list(offered[: OFFERED + 1])
    if len(rows) > OFFERED:
        return _typed(own)
    pairs = [
        (row.slug, f"{row} ({rows_of[str(row.pk)]:,})" if rows_of is not None else str(row))
        for row in rows
        if row.slug not in chosen
    ]
    return {"control": "select", "options": pairs}


def _typed(own: Slugs) -> dict[str, Any]:
    return {
        "control": "text",
        "hint": f"Name of the {own.singular} in full, or the last part of its address here",
    }


def sort_label(sort: str) -> str:
    """The name of an ordering, as readers see it."""
    return sort.replace("_", " ").capitalize()
