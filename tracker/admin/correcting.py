"""Correcting a position in public: the old one is closed, the new one recorded, both stay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from tracker.actions.correcting import correct_position
from tracker.actions.errors import Refused
from tracker.admin.forms import CALENDAR, RowForm
from tracker.models import CorrectionRequest, Position

FACTS = (
    *("value", "stated_as", "valid", "start_precision", "end_precision"),
    *("dimension", "codebook", "body", "jurisdiction"),
)


class WhyForm(forms.Form):
    """Why a public record is changed, for the history and for its readers."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=300,
        label="Reason for this change",
        widget=forms.TextInput({"class": "vTextField"}),
        help_text="Kept in the history beside your name; readers see it without your name.",
    )
    summary = forms.CharField(
        max_length=1000,
        label="Line in the public corrections log",
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        help_text="What was wrong and what it says now, in neutral words.",
    )
    request = forms.ModelChoiceField(
        CorrectionRequest.objects.order_by("-created_at"),
        required=False,
        label="Objection that led to it",
        help_text="If a reader or a listed place asked for it.",
    )


class PositionCorrecting:
    """Gives the admin of positions the page that corrects a public one."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.correct_view)  # type: ignore[attr-defined]
        correct = path("<int:pk>/correct/", view, name="tracker_position_correct")
        return [correct, *super().get_urls()]  # type: ignore[misc]

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Form of the facts as they are recorded; what is changed becomes the new position."""
        if not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        position = get_object_or_404(Position.objects.published(), pk=pk)
        typed = request.POST if request.method == "POST" else None
        facts = self._facts_form(request)(typed, instance=position)
        initial = {"version": position.version}
        # Objections to this place come to mind first; there may be thousands of others.
        why = WhyForm(typed, initial=initial)
        why.fields["request"].queryset = CorrectionRequest.objects.filter(  # type: ignore[attr-defined]
            jurisdiction=position.jurisdiction_id
        )
        if request.method == "POST" and facts.is_valid() and why.is_valid():
            try:
                new = self._correct(request, pk, facts, why)
            except Refused as refusal:
                form = facts if refusal.field in facts.fields else why
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                self.message_user(request, "Corrected. What our books said before stays in the past.")  # type: ignore[attr-defined]
                return HttpResponseRedirect(reverse("admin:tracker_position_change", args=[new.pk]))
        return TemplateResponse(
            request,
            "admin/tracker/correct.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "title": f"Correct what {position.body} states about {position.jurisdiction}",
                "opts": Position._meta,
                "position": Position.objects.get(pk=pk),
                "forms": [facts, why],
                "media": CALENDAR + self.media + facts.media,  # type: ignore[attr-defined]
            },
            status=409 if facts.errors or why.errors else 200,
        )

    def _facts_form(self, request: HttpRequest) -> type[forms.ModelForm]:
        return forms.modelform_factory(
            Position,
            form=RowForm,
            fields=FACTS,
            formfield_callback=lambda field, **kwargs: self.formfield_for_dbfield(field, request, **kwargs),  # type: ignore[attr-defined]
        )

    def _correct(self, request: HttpRequest, pk: int, facts: forms.ModelForm, why: forms.Form) -> Position:
        changes: dict[str, Any] = {name: facts.cleaned_data[name] for name in facts.changed_data}
        given = why.cleaned_data
        return correct_position(
            Position.objects.get(pk=pk),
            changes,
            by=request.user,  # type: ignore[arg-type]
            reason=given["reason"],
            summary=given["summary"],
            version=given["version"],
            request=given["request"],
        )
