"""Answering an objection: what was said, the record beside it, and our words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions.answering import answer, record_of, reopen
from tracker.actions.errors import Overtaken, Refused
from tracker.actions.permissions import EDITOR, has_role
from tracker.models import CorrectionRequest, RequestState

OUTCOMES = (
    (RequestState.ANSWERED, "The record stands: show the objection with our answer"),
    (RequestState.ACCEPTED, "It was right: we corrected the record; show it with our answer"),
    (RequestState.REFUSED, "Do not publish it: it is no objection, or names a private person"),
)


class AnswerForm(forms.Form):
    """What was decided, and the words readers see."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=OUTCOMES, widget=forms.RadioSelect, label="What became of it")
    answer = forms.CharField(
        max_length=5000,
        widget=forms.Textarea({"rows": 5, "class": "vLargeTextField"}),
        label="Our answer",
        help_text="In neutral words. Shown beside the objection, unless it is not published.",
        error_messages={"required": "Say what was decided and why; it is shown beside the objection."},
    )
    summary = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        label="Line in the public corrections log",
        help_text="Only when it was right: what was wrong, what it says now. Not needed if the correction you"
        " made already names this objection.",
    )


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection with the form to answer it; an editor settles it, others look."""
    found = get_object_or_404(CorrectionRequest.objects.select_related("jurisdiction"), pk=pk)
    is_editor = has_role(request.user, EDITOR)
    status = 200
    if request.method == "POST":
        if not is_editor:
            raise PermissionDenied
        if request.POST.get("do") == "reopen":
            return _reopened(request, found)
        form = AnswerForm(request.POST)
        if form.is_valid():
            status = _settle(request, found, form)
            if status == 302:
                return HttpResponseRedirect(reverse("admin:tracker_correctionrequest_changelist"))
    else:
        form = AnswerForm(initial=_as_it_stands(found))
    record = record_of(found)
    return TemplateResponse(
        request,
        "admin/tracker/objection.html",
        {
            **admin.site.each_context(request),
            "title": "Answer an objection" if found.state == RequestState.OPEN else "An objection, answered",
            "found": found,
            "form": form,
            "is_editor": is_editor,
            "record": record,
            "edit": record and reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk]),
            "corrections": list(found.corrections.order_by("-pk")[:20]),  # type: ignore[attr-defined]
        },
        status=status,
    )


def _as_it_stands(found: CorrectionRequest) -> dict[str, Any]:
    state = found.state if found.state != RequestState.OPEN else None
    return {"version": found.version, "state": state, "answer": found.answer}


def _settle(request: HttpRequest, found: CorrectionRequest, form: AnswerForm) -> int:
    """Answer as the form says; the status of what follows: 302 when it is done."""
    given = form.cleaned_data
    try:
        answer(
            found,
            by=request.user,
            answer=given["answer"],
            state=RequestState(given["state"]),
            summary=given["summary"],
            version=given["version"],
        )
    except Overtaken as refusal:
        found.refresh_from_db()
        form.data = form.data.copy()
        form.data["version"] = str(found.version)
        form.add_error(None, f"{refusal} Theirs: “{found.answer}”.")
        return 409
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return 200
    messages.success(request, "Answered.")
    return 302


def _reopened(request: HttpRequest, found: CorrectionRequest) -> HttpResponse:
    try:
        reopen(found, by=request.user)
        messages.success(request, "Open again; readers do not see it.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:tracker_correctionrequest_change", args=[found.pk]))
