"""The form behind every record: who saves says why, and what the database refuses is said at the field."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from tracker.actions.errors import Overtaken, Refused
from tracker.actions.passages import find_passage
from tracker.admin.owners import OWNED_BY, has_been_public
from tracker.models import Citation, Snapshot
from tracker.models.wording import contested_in

CALENDAR = forms.Media(
    js=["admin/js/core.js", "admin/js/calendar.js", "admin/js/admin/DateTimeShortcuts.js"],
    css={"all": ["admin/css/widgets.css"]},
)
"""What the calendar beside a date is drawn with, which its widget takes for loaded."""


class RowForm(forms.ModelForm):
    """A form whose constraints are checked by the database alone; its refusals come back in words."""

    def _post_clean(self) -> None:
        whole = self.instance.full_clean
        self.instance.full_clean = functools.partial(whole, validate_constraints=False)
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.full_clean


class ReasonedForm(RowForm):
    """A record's form with the version it was opened at, the reason for the change and its public line.

    ``refusal`` is what the database refused at the last try: the form is shown again with it, and with
    everything that was typed.
    """

    version_read = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Reason for this change",
        help_text="Kept in the history beside your name; readers see it without your name. Needed when the record is public.",
    )
    summary = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Line in the public corrections log",
        help_text="What was wrong and what it says now, in neutral words. Needed when the record is public.",
    )
    refusal: Refused | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = getattr(self.instance, "version", None)
        self.fields["version_read"].initial = version
        if self.refusal and isinstance(self.refusal, Overtaken) and self.is_bound:
            # Shown again beside the other version: saving once more is then a decision, not an accident.
            self.data = self.data.copy()
            self.data[self.add_prefix("version_read")] = str(version or "")
        if not (self._is_public() or (type(self.instance) in OWNED_BY and self.instance.pk is None)):
            self.fields.pop("summary", None)

    def _is_public(self) -> bool:
        """Whether readers see the row: itself, or as part of the record it belongs to, which a new row chooses."""
        if has_been_public(self.instance):
            return True
        chosen = getattr(self, "cleaned_data", {}).get(OWNED_BY.get(type(self.instance), ""))
        return chosen is not None and has_been_public(chosen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Rows below the record are saved with it, so the reason is asked for even when its own fields stay.
        for name in ("reason", "summary") if self.changed_facts else ("reason",):
            if self._is_public() and name in self.fields and not (cleaned.get(name) or "").strip():
                self.add_error(name, "This record is public: say why it is changed, for its readers too.")
        if self._is_public() and (word := contested_in(cleaned.get("reason") or "")):
            self.add_error(
                "reason", f"Readers see this: “{word}” is contested. Say it without the word, or quote it."
            )
        if self.refusal:
            field = self.refusal.field if self.refusal.field in self.fields else NON_FIELD_ERRORS
            if isinstance(self.refusal, Overtaken):
                self.add_error(None, ValidationError([self._both_versions(cleaned)]))
            self.add_error(
                None if field == NON_FIELD_ERRORS else field,
                ValidationError(str(self.refusal), code="refused"),
            )
        return cleaned

    @property
    def changed_facts(self) -> list[str]:
        """Changed fields of the record itself."""
        return [
            name for name in self.changed_data if name not in ("version_read", "reason", "summary", "note")
        ]

    def _both_versions(self, cleaned: dict[str, Any]) -> str:
        """What they saved and what is typed here, field by field, in words."""
        theirs = type(self.instance)._default_manager.get(pk=self.instance.pk)
        differing = []
        for name in self.Meta.fields if isinstance(self.Meta.fields, list | tuple) else self.fields:
            if name not in cleaned or not hasattr(theirs, name):
                continue
            their_value = getattr(theirs, name)
            if str(their_value) != str(cleaned[name]):
                label = self.fields[name].label or name
                differing.append(f"{label}: they saved “{their_value}”, you typed “{cleaned[name]}”")
        if not differing:
            return "What they saved and what you typed are the same."
        return "Nothing you typed is lost. " + "; ".join(differing) + ". Save again to keep yours."


class CitationForm(RowForm):
    """A source by its words: where they stand in the capture is found, not counted by hand."""

    exact = forms.CharField(
        required=False,
        strip=True,
        label="Words that prove it",
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        help_text="Copied from the captured text, long enough to stand there once. Blank: the whole text.",
    )

    class Meta:
        model = Citation
        fields = ("article", "snapshot", "exact", "locator", "stance", "note")

    def clean(self) -> dict[str, Any]:
        """Fill in the span of the words, in the capture given or the newest that has them."""
        cleaned = super().clean() or self.cleaned_data
        if {"exact", "snapshot", "article"}.isdisjoint(self.changed_data) or not cleaned.get("article"):
            return cleaned
        exact = cleaned.get("exact", "")
        if not exact:
            found: dict[str, Any] = {"start": None, "end": None, "exact": "", "prefix": "", "suffix": ""}
        else:
            snapshot = cleaned.get("snapshot") or newest_with(exact, cleaned["article"].pk)
            if snapshot is None:
                self.add_error(
                    "exact", "These words are in no capture of this text. Copy them from the text."
                )
                return cleaned
            try:
                found = find_passage(snapshot, exact).fields()
            except Refused as refusal:
                self.add_error("exact", str(refusal))
                return cleaned
            cleaned["snapshot"] = snapshot
        for name, value in found.items():
            setattr(self.instance, name, value)
        return cleaned


def newest_with(exact: str, article: int) -> Snapshot | None:
    """The newest capture of the article that has the words."""
    return Snapshot.objects.filter(article=article, text__contains=exact).order_by("-captured_at").first()
