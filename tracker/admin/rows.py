"""The rows beside the public kinds in the admin: captures, lines of lists, work, objections."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from tracker.actions import jobs, submitting, watching
from tracker.actions.errors import Refused
from tracker.actions.permissions import ADMINISTRATOR, EDITOR, has_role
from tracker.admin import answering
from tracker.admin.announcing import Noticed
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
class SnapshotAdmin(Noticed, ReadOnlyAdmin):
    change_form_template = "admin/tracker/capture_change_form.html"
    list_display = ("sha256", "article", "captured_at", "status", "content_type", "text_length", "compared")
    list_filter = ("status", "content_type")
    list_select_related = ("article",)
    search_fields = ("sha256", "article__headline", "final_url")

    @admin.display(description="Changes")
    def compared(self, snapshot: Snapshot) -> str:
        """The way to what changed since the capture before; none where no text was ever there."""
        if snapshot.article_id is None:
            return "–"
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
    list_display = ("article", "kind", "noticed_on", "is_public", "resolved_at", "resting")
    list_filter = ("kind", "is_public", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("article",)
    search_fields = ("article__headline", "detail")

    @admin.display(description="What rests on it")
    def resting(self, notice: SourceNotice) -> str:
        """The way to go through it."""
        return format_html('<a href="{}">go through</a>', reverse("admin:notice", args=[notice.pk]))

    def response_add(self, request: HttpRequest, obj: SourceNotice, post_url_continue: Any = None) -> Any:
        """What rests on the source is looked at next."""
        return HttpResponseRedirect(reverse("admin:notice", args=[obj.pk]))


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(EditorAdmin):
    """The list of objections; each has a page of its own, where an editor answers it."""

    list_display = ("__str__", "jurisdiction", "name", "state", "created_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("jurisdiction",)
    search_fields = ("message", "record_slug", "name")
    exclude = ("sender_hash",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **named: Any) -> HttpResponse:
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return answering.one(request, found.pk)


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
        _each(
            self, request, queryset, lambda one: submitting.retry_submission(one, wake=wake), "Queued again"
        )

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
