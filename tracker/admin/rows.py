"""The rows beside the public kinds in the admin: captures, lines of lists, work, objections."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from tracker.actions import ingesting, jobs, watching
from tracker.actions.errors import Refused
from tracker.actions.permissions import ADMINISTRATOR, EDITOR, has_role
from tracker.admin.base import GuardedAdmin
from tracker.admin.forms import CitationForm, ReasonedForm
from tracker.models import (
    Citation,
    CodebookValue,
    Correction,
    CorrectionRequest,
    Derivation,
    Job,
    Listing,
    NameDecision,
    NotSame,
    Proposal,
    Redirect,
    RequestState,
    Snapshot,
    SourceNotice,
    Submission,
    Tenure,
    Utterance,
    Watch,
)
from tracker.tasks import wake


class ReadOnlyAdmin(GuardedAdmin):
    """Looked at in the admin, changed only by actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EditorAdmin(GuardedAdmin):
    """Changed by editors."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, EDITOR)


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ("sha256", "article", "captured_at", "status", "content_type", "text_length", "compared")
    list_filter = ("status", "content_type")
    list_select_related = ("article",)
    search_fields = ("sha256", "article__headline", "final_url")

    @admin.display(description="Changes")
    def compared(self, snapshot: Snapshot) -> str:
        """The way to what changed since the capture before."""
        return format_html(
            '<a href="{}">since the one before</a>', reverse("admin:capture_changes", args=[snapshot.pk])
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("text")


@admin.register(Utterance)
class UtteranceAdmin(GuardedAdmin):
    list_display = ("__str__", "said_on", "occasion", "updated_at")
    list_select_related = ("official", "organization")
    search_fields = ("official__name", "organization__name", "speaker_label", "occasion")


@admin.register(Tenure)
class TenureAdmin(GuardedAdmin):
    list_display = ("official", "title", "organization", "jurisdiction", "during", "is_acting")
    list_filter = ("is_acting", "observed_only")
    list_select_related = ("official", "organization", "jurisdiction")
    search_fields = ("official__name", "title")


class SourceForm(CitationForm, ReasonedForm):
    """A citation looked at by itself, with what it proves."""


@admin.register(Citation)
class CitationAdmin(GuardedAdmin):
    form = SourceForm
    exclude = ("start", "end", "prefix", "suffix")
    list_display = ("id", "article", "stance", "locator")
    list_filter = ("stance",)
    list_select_related = ("article",)
    search_fields = ("article__headline", "exact", "locator")


@admin.register(Derivation)
class DerivationAdmin(GuardedAdmin):
    list_display = ("article", "kind", "source", "stated_as")
    list_filter = ("kind",)
    list_select_related = ("article", "source")
    search_fields = ("article__headline", "source__headline", "stated_as")


@admin.register(Listing)
class ListingAdmin(GuardedAdmin):
    list_display = (
        "as_printed",
        "state_as_printed",
        "edition",
        "line",
        "match_state",
        "jurisdiction",
        "retracted_on",
    )
    list_filter = ("match_state", "edition")
    list_select_related = ("edition", "jurisdiction")
    search_fields = ("as_printed", "jurisdiction__name")


@admin.register(NameDecision)
class NameDecisionAdmin(ReadOnlyAdmin):
    list_display = ("as_printed", "state_as_printed", "maker", "jurisdiction", "decided_by", "decided_at")
    list_select_related = ("maker", "jurisdiction", "decided_by")
    search_fields = ("as_printed",)


@admin.register(CodebookValue)
class CodebookValueAdmin(ReadOnlyAdmin):
    list_display = ("codebook", "dimension", "value", "label")
    list_filter = ("codebook", "dimension")
    search_fields = ("value", "label", "definition")


@admin.register(SourceNotice)
class SourceNoticeAdmin(EditorAdmin):
    list_display = ("article", "kind", "noticed_on", "is_public", "resolved_at")
    list_filter = ("kind", "is_public", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("article",)
    search_fields = ("article__headline", "detail")


class AnswerForm(ReasonedForm):
    """An objection is settled in words, never by a state alone."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") != RequestState.OPEN and not (cleaned.get("answer") or "").strip():
            self.add_error("answer", "Say what was decided and why; it is shown beside the objection.")
        return cleaned


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(EditorAdmin):
    list_display = ("__str__", "jurisdiction", "name", "state", "created_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("jurisdiction",)
    search_fields = ("message", "record_slug", "name")
    exclude = ("sender_hash",)
    readonly_fields = (
        "record_kind",
        "record_slug",
        "jurisdiction",
        "name",
        "email",
        "on_behalf_of",
        "message",
        "evidence_url",
        "created_at",
    )

    form = AnswerForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What was said first, then our answer; when it was answered is for us to know."""
        return [*self.readonly_fields, "state", "answer", "answered_at", "reason", "version_read"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "answered_at")

    def save_model(self, request: HttpRequest, obj: CorrectionRequest, form: Any, change: bool) -> None:
        """Answered at the moment the answer is saved; opened again, it is not answered."""
        is_open = obj.state == RequestState.OPEN
        obj.answered_at = None if is_open else (obj.answered_at or timezone.now())
        super().save_model(request, obj, form, change)


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("record_title", "record_kind", "kind", "made_at", "role", "made_by")
    list_filter = ("kind", "record_kind")
    list_select_related = ("made_by",)
    search_fields = ("record_title", "summary")


@admin.register(Redirect)
class RedirectAdmin(ReadOnlyAdmin):
    list_display = ("kind", "old_slug", "new_slug", "created_at")
    list_filter = ("kind",)
    search_fields = ("old_slug", "new_slug")


@admin.register(NotSame)
class NotSameAdmin(ReadOnlyAdmin):
    list_display = ("kind", "first_id", "second_id", "decided_by", "decided_at", "reason")
    list_filter = ("kind",)
    list_select_related = ("decided_by",)


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "state", "article", "submitted_by", "created_at", "reason")
    list_filter = ("state",)
    list_select_related = ("article", "submitted_by")
    search_fields = ("url", "url_as_given", "file_name")
    actions = ("retry_selected",)

    @admin.action(description="Try again", permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        _each(self, request, queryset, lambda one: ingesting.retry_submission(one, wake=wake), "Queued again")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return super().has_view_permission(request)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = (
        "__str__",
        "submission",
        "state",
        "confidence",
        "extractor_version",
        "decided_by",
        "decided_at",
    )
    list_filter = ("state", "kind")
    list_select_related = ("submission", "decided_by")


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = (
        "kind",
        "state",
        "attempts",
        "progress",
        "progress_note",
        "error",
        "run_at",
        "finished_at",
    )
    list_filter = ("state", "kind")
    actions = ("retry_selected",)
    # What a job was asked to do may hold an address that is nobody else's business.
    staff_fields = (
        "kind",
        "state",
        "attempts",
        "max_attempts",
        "progress",
        "progress_note",
        "error",
        "run_at",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        extra = (
            ("args", "lease_until", "created_at", "sent_at") if has_role(request.user, ADMINISTRATOR) else ()
        )
        return (*self.staff_fields, *extra, "finished_at")

    @admin.action(description="Try again", permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        _each(self, request, queryset, lambda job: jobs.retry(job, wake=wake), "Queued again")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return super().has_view_permission(request)


@admin.register(Watch)
class WatchAdmin(EditorAdmin):
    list_display = ("name", "kind", "is_active", "last_success_at", "failures", "next_poll_at", "last_error")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "url")
    readonly_fields = ("last_success_at", "failures", "last_error", "next_poll_at")
    actions = ("look_now",)

    @admin.action(description="Look now", permissions=["change"])
    def look_now(self, request: HttpRequest, queryset: QuerySet) -> None:
        _each(
            self,
            request,
            queryset,
            lambda watch: watching.poll_soon(watch, wake=wake),
            "Will be looked at now",
        )


def _each(model_admin: GuardedAdmin, request: HttpRequest, queryset: QuerySet, act: Any, done: str) -> None:
    """Do something to each chosen row, and say of each that was refused why."""
    count = 0
    for row in queryset[:1000]:
        try:
            act(row)
            count += 1
        except Refused as refusal:
            model_admin.message_user(request, f"{row}: {refusal}", messages.WARNING)
    model_admin.message_user(request, f"{done}: {count}.", messages.SUCCESS if count else messages.WARNING)
