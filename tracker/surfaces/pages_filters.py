"""The filter form of a list page: one control per filter of the kind, with what is chosen kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.records.base import Record
from tracker.records.filters import STATE_CODE, Codes, Pattern, Slugs, YesNo
from tracker.records.selection import Selection

OFFERED = 120
"""Records offered by name in a select; a kind with more takes the last part of a record's address instead."""

STATE_NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas",
    "CA": "California", "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware",
    "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "GU": "Guam", "HI": "Hawaii",
    "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
    "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "MP": "Northern Mariana Islands", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "VI": "US Virgin Islands", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
"""States, the federal district and territories by USPS code (USPS Publication 28, appendix B)."""


def controls(record: Record, selection: Selection) -> list[dict[str, Any]]:
    """The controls of a kind's own filters, in the order they are declared.

    Each has ``name``, ``label``, ``help``, ``chosen`` and a ``control``: "boxes" (options with counts),
    "select" (adds one value), "yes_no" or "text". One query per filter that offers records by name.
    """
    counted = {facet.name: facet for facet in selection.facets()}
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
        if name in counted:
            facet = counted[name]
            if name == "state":
                named = [replace(v, label=STATE_NAMES.get(v.value, v.label)) for v in facet.values]
                facet = replace(facet, values=named)
            control |= {"control": "boxes", "options": facet.values, "of_newest": facet.of_newest}
        else:
            control |= _unlike(own, chosen)
        made.append(control)
    return made


def _unlike(own: Any, chosen: tuple[str, ...]) -> dict[str, Any]:
    """The control of a filter that is not counted."""
    if isinstance(own, YesNo):
        return {"control": "yes_no", "value": chosen[0] if chosen else ""}
    if isinstance(own, Pattern) and own.extra["pattern"] == STATE_CODE:
        options = [pair for pair in STATE_NAMES.items() if pair[0] not in chosen]
        return {"control": "select", "options": options}
    if isinstance(own, Codes):
        pairs = [(str(code), str(label)) for code, label in own.codes() if code not in {None, ""}]
        return {"control": "select", "options": [pair for pair in pairs if pair[0] not in chosen]}
    if isinstance(own, Slugs):
        rows = list(own.model.objects.published()[: OFFERED + 1])
        if len(rows) <= OFFERED:
            pairs = [(row.slug, str(row)) for row in rows if row.slug not in chosen]
            return {"control": "select", "options": pairs}
        return {
            "control": "text",
            "hint": f"Last part of the {own.singular}'s address here, such as {rows[0].slug}",
        }
    return {"control": "text", "hint": ""}


def sort_label(sort: str) -> str:
    """The name of an ordering, as readers see it."""
    return sort.replace("_", " ").capitalize()
