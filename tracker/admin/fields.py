"""Form fields of the admin for columns the stock admin has no good box for: ranges of days, lists of words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models

from tracker.models import CodebookValue, Position


class DayRange(forms.MultiWidget):
    """Two days: the first included, the last excluded, as the database keeps a range; blank means open."""

    def __init__(self) -> None:
        super().__init__(
            [
                AdminDateWidget({"aria-label": "First day, included", "placeholder": "from YYYY-MM-DD"}),
                AdminDateWidget({"aria-label": "Day after the last", "placeholder": "before YYYY-MM-DD"}),
            ]
        )

    def decompress(self, value: Any) -> list[Any]:
        """The two ends; None for an open end."""
        return [value.lower, value.upper] if value else [None, None]


class Lines(forms.Textarea):
    """One value a line, so that a name may hold a comma."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The lines that are not blank."""
        typed = (super().value_from_datadict(data, files, name) or "").splitlines()
        return "\n".join(line.strip() for line in typed if line.strip())


def _coded(name: str) -> list[Any]:
    """What the codebook offers for a column of positions: its versions, or its values by version and question."""
    rows = CodebookValue.objects.order_by("-codebook", "dimension", "rank", "value")
    blank: tuple[str, Any] = ("", "---------")
    if name == "codebook":
        return [blank, *((one, one) for one in dict.fromkeys(rows.values_list("codebook", flat=True)))]
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        heading = f"{row.get_dimension_display()} ({row.codebook})"
        groups.setdefault(heading, []).append((row.value, f"{row.value} – {row.label}"))
    return [blank, *groups.items()]


def box_for(db_field: models.Field) -> dict[str, Any]:
    """Arguments of the form field of ``db_field``; none when the stock one is good."""
    kind = db_field.get_internal_type()
    if kind == "DateRangeField":
        return {"widget": DayRange()}
    if kind == "ArrayField":
        words = f"{db_field.help_text} One a line." if db_field.help_text else "One a line."
        return {
            "widget": Lines({"rows": 3, "class": "vLargeTextField"}),
            "delimiter": "\n",
            "help_text": words,
        }
    if isinstance(db_field, models.URLField):
        return {"assume_scheme": "https"}
    if db_field.model is Position and db_field.name in ("value", "codebook"):
        return {"widget": forms.Select(choices=_coded(db_field.name))}
    if db_field.name == "note" and kind == "TextField":
        return {"widget": forms.Textarea({"rows": 3, "class": "vLargeTextField"})}
    return {}
