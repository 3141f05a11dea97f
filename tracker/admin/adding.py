"""Adding from an address, a file or pasted text, and watching it being read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions.errors import Refused
from tracker.actions.submitting import retry_submission, submit_file, submit_url
from tracker.models import Job, Proposal, ProposalState, Submission, SubmissionState
from tracker.tasks import wake

MAX_ADDRESSES = 100
REFRESH_S = 2
UNFINISHED = (SubmissionState.RECEIVED, SubmissionState.WORKING)


class AddForm(forms.Form):
    """Addresses, a file, or pasted text: one of them."""

    addresses = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "autofocus": True}),
        help_text=f"One web address (http or https) a line, up to {MAX_ADDRESSES}.",
    )
    file = forms.FileField(
        required=False,
        help_text="A saved page (also of one file, .mhtml), a PDF or a plain text, up to 10 MB. Or choose nothing.",
    )
    text = forms.CharField(
        required=False,
        label="Pasted text",
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text="A text without an address, exactly as it stood.",
    )
    name = forms.CharField(
        required=False,
        max_length=200,
        label="Name of the pasted text",
        help_text="What curators will know it by, such as “Town council minutes 2026-03-02”.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in ("addresses", "file", "text") if cleaned.get(name)]
        if not given and not self.errors:
            raise forms.ValidationError("Give an address, choose a file or paste a text.")
        if len((cleaned.get("addresses") or "").split("\n")) > MAX_ADDRESSES:
            self.add_error("addresses", f"Give up to {MAX_ADDRESSES} addresses at a time.")
        return cleaned


def add(request: HttpRequest) -> HttpResponse:
    """The form; what is handed in becomes submissions at once and is read in the background."""
    form = AddForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _submit(form.cleaned_data, request)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if len(made) == 1:
                return HttpResponseRedirect(reverse("admin:submission", args=[made[0].pk]))
            _say(request, made)
            return HttpResponseRedirect(reverse("admin:review"))
    return TemplateResponse(
        request,
        "admin/tracker/add.html",
        {**admin.site.each_context(request), "title": "Add from address or file", "form": form},
    )


def _say(request: HttpRequest, made: list[Submission]) -> None:
    """How many are being read, and of each that was refused at once why."""
    refused = [one for one in made if one.state == SubmissionState.FAILED]
    count = len(made) - len(refused)
    if count:
        what = "1 submission is" if count == 1 else f"{count} submissions are"
        messages.success(request, f"{what} being read.")
    for one in refused:
        messages.warning(request, f"Not read: {one} – {one.reason}")


def _submit(given: dict[str, Any], request: HttpRequest) -> list[Submission]:
    made = [
        submit_url(line.strip(), by=request.user, wake=wake).submission
        for line in (given["addresses"] or "").splitlines()
        if line.strip()
    ]
    if given["file"]:
        made.append(
            submit_file(given["file"].read(), given["file"].name, by=request.user, wake=wake).submission
        )
    if given["text"]:
        name = f"{given['name'].strip() or 'Pasted text'}.txt"
        made.append(submit_file(given["text"].encode(), name, by=request.user, wake=wake).submission)
    return made


def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a submission has come. While it is being read the page asks again by itself, without a script."""
    found = get_object_or_404(Submission.objects.select_related("article", "submitted_by"), pk=pk)
    if request.method == "POST":
        try:
            retry_submission(found, wake=wake)
            messages.success(request, "Queued again.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:submission", args=[pk]))
    job = Job.objects.filter(key=f"submission:{pk}").order_by("-pk").first()
    answer = TemplateResponse(
        request,
        "admin/tracker/submission.html",
        {
            **admin.site.each_context(request),
            "title": str(found)[:120],
            "submission": found,
            "job": job,
            "waits": found.state in UNFINISHED,
            **_to_review(found),
        },
    )
    if found.state in UNFINISHED:
        answer["Refresh"] = str(REFRESH_S)
    return answer


def _to_review(found: Submission) -> dict[str, Any]:
    """How many proposals are open, and on which submission: a text held already was read for an earlier one."""
    waiting = Proposal.objects.filter(
        snapshot__article__isnull=False, snapshot__article=found.article_id, state=ProposalState.OPEN
    )
    first = (
        waiting.filter(submission=found).first() or waiting.order_by("-snapshot_id", "start", "pk").first()
    )
    if first is None:
        return {"open": 0, "review": None}
    return {
        "open": waiting.filter(submission=first.submission_id).count(),
        "review": reverse("admin:review_submission", args=[first.submission_id]),
    }
