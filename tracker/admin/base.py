"""The admin of every kind: columns from the record's declaration, saves through the rules of actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from tracker.actions import context, publishing
from tracker.actions.errors import Overtaken, Refused, explained
from tracker.actions.kinds import kind_of
from tracker.actions.permissions import ADMINISTRATOR, CURATOR, EDITOR, has_role, require_editor
from tracker.actions.slugs import free_slug
from tracker.admin.fields import box_for
from tracker.admin.forms import ReasonedForm, RowForm
from tracker.admin.history import versions
from tracker.admin.owners import OWNED_BY, has_been_public, owners
from tracker.models import CorrectionKind, State
from tracker.models.base import PublishedModel
from tracker.records import RECORDS
from tracker.records.base import Record
from tracker.records.columns import Column, FromGathered

PER_PAGE = 50


class Guarded:
    """Shared by admins and inlines: explained refusals, autocompletes for all foreign keys, no deleting."""

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every foreign key to something the admin can search; 22,000 places are never a select."""
        registered = self.admin_site._registry  # type: ignore[attr-defined]
        return [
            field.name
            for field in self.opts.get_fields()  # type: ignore[attr-defined]
            if isinstance(field, models.ForeignKey)
            and field.editable
            and getattr(registered.get(field.related_model), "search_fields", ())
        ]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The stock field, in a better box where we have one."""
        return super().formfield_for_dbfield(db_field, request, **{**box_for(db_field), **kwargs})  # type: ignore[misc]


class RowInline(Guarded, admin.StackedInline):
    """Rows below a record: offices, events, targets, citations. Stacked: every field has its label beside it."""

    form = RowForm
    extra = 0
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_edit(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff_member(request)


def _is_staff_member(request: HttpRequest) -> bool:
    return has_role(request.user, CURATOR, EDITOR, ADMINISTRATOR)


def _may_edit(request: HttpRequest, obj: Any = None) -> bool:
    """A curator edits drafts; what has ever been public takes an editor."""
    if obj is not None and has_been_public(obj):
        return has_role(request.user, EDITOR)
    return has_role(request.user, CURATOR, EDITOR)


class GuardedAdmin(Guarded, admin.ModelAdmin):
    """An admin whose saves are one act with who and why, and whose refusals are shown on the form."""

    form = ReasonedForm
    list_per_page = PER_PAGE
    show_full_result_count = False
    save_on_top = False
    actions_selection_counter = True

    # -- who may

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff_member(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff_member(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, CURATOR, EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # -- saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; a refused save is shown again with the reason and everything that was typed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        why = request.POST.get("reason", "").strip() or f"Save {self.opts.verbose_name}"
        try:
            with explained(), context.by(request.user, why):
                answer = super().changeform_view(request, object_id, form_url, extra_context)
                # Rendered here, inside: a form shown again for its errors reads the books as they are.
                if hasattr(answer, "render") and not answer.is_rendered:
                    answer.render()
                return answer
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            answer.status_code = 409 if isinstance(refusal, Overtaken) else 200
            return answer

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        made = super().get_form(request, obj, change=change, **kwargs)
        made.refusal = getattr(request, "refusal", None)
        return made

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Of a row that is not there yet, only what can be typed: what the work or the database sets is not set."""
        fields = list(super().get_fields(request, obj))
        if obj is not None:
            return fields
        shown = set(self.get_readonly_fields(request, obj))
        return [name for name in fields if name not in shown]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The facts first, then address and working note, the reason for the change last."""
        fields = [
            name
            for name in self.get_fields(request, obj)
            if name not in ("reason", "summary", "version_read")
        ]
        # Stable: the facts keep their order.
        fields.sort(key=lambda name: name in ("slug", "note"))
        asked = ["reason", "version_read"]
        if has_been_public(obj) if obj is not None else self.model in OWNED_BY:
            asked.insert(1, "summary")
        if not self.has_change_permission(request, obj) and obj is not None:
            return [(None, {"fields": fields})]
        return [(None, {"fields": fields}), ("Why", {"fields": asked})]

    def save_model(self, request: HttpRequest, obj: models.Model, form: ReasonedForm, change: bool) -> None:
        """Save at the version that was opened, and tell the public log of what is public."""
        if has_been_public(obj):
            # A new row may belong to a public record: only now is it known to which.
            require_editor(request.user, "add to or change what is public")
        read = form.cleaned_data.get("version_read")
        if change and read is not None and hasattr(obj, "version"):
            obj.version = read
        super().save_model(request, obj, form, change)
        summary = (form.cleaned_data.get("summary") or "").strip()
        if summary and (change or not isinstance(obj, PublishedModel)):
            for record in owners(obj):
                publishing.log_correction(
                    record, kind=CorrectionKind.CORRECTED, summary=summary, by=request.user
                )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The history tables say it, with every value; the admin's own log would say it twice."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """As above."""


class RecordAdmin(GuardedAdmin):
    """A public kind. List columns are those of its record, so that curators and readers see the same words."""

    date_hierarchy = None
    change_form_template = "admin/tracker/record_change_form.html"
    object_history_template = "admin/tracker/record_history.html"

    def __init__(self, model: type[PublishedModel], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.record: Record = RECORDS[kind_of(model())]
        self.list_display = (
            "title",
            *(self._cell(column) for column in self._columns()),
            "state",
            "updated_at",
        )
        self.list_filter = ("state", *self.list_filter)
        self.actions = ["publish_selected", "retract_selected", *(self.actions or ())]

    def _columns(self) -> list[Column]:
        """Columns of the public list that are one expression, without the title, which leads to the form."""
        return [
            column
            for column in self.record.columns
            if column.in_list
            and not isinstance(column.expression, FromGathered)
            and column.name not in (self.record.title_column, "slug", "url")
        ][:6]

    def _cell(self, column: Column) -> Any:
        name = f"c_{column.name}"

        @admin.display(description=column.label, ordering=name, empty_value="–")
        def cell(row: models.Model) -> Any:
            value = getattr(row, name, None)
            if isinstance(value, list | tuple):
                return ", ".join(str(one) for one in value)
            return value

        cell.__name__ = name
        return cell

    @admin.display(description="Record", ordering="pk")
    def title(self, row: models.Model) -> str:
        return str(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            cells = {
                f"c_{column.name}": F(column.expression)
                if isinstance(column.expression, str)
                else column.expression
                for column in self._columns()
            }
            rows = rows.annotate(**cells)
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address once public stays."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, "slug") if obj is not None and obj.published_at is not None else fixed

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Addresses follow their words while nobody has seen them; not of what is only shown."""
        shown = "slug" in self.get_readonly_fields(request, obj) or (
            obj is not None and not self.has_change_permission(request, obj)
        )
        return {} if shown else super().get_prepopulated_fields(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Tells the buttons what the person may do."""
        may = {"may_publish": self.has_publish_permission(request)}
        return super().changeform_view(request, object_id, form_url, {**may, **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        """The address may be left to us."""
        made = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in made.base_fields:
            made.base_fields["slug"].required = False
            made.base_fields["slug"].help_text += " Left blank, it is made of the record's words."
        return made

    def save_model(self, request: HttpRequest, obj: models.Model, form: ReasonedForm, change: bool) -> None:
        """An address is made for what has none."""
        if isinstance(obj, PublishedModel) and not obj.slug:
            obj.slug = free_slug(type(obj), str(obj))
        super().save_model(request, obj, form, change)

    def view_on_site(self, obj: PublishedModel) -> str | None:
        return self.record.path(obj.slug) if obj.is_published else None

    # -- publishing and retracting

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/publish/", view(self.publish_view), name=f"{name}_publish"),
            path("<path:object_id>/retract/", view(self.retract_view), name=f"{name}_retract"),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(request, object_id, doing="publish")

    def retract_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(request, object_id, doing="retract")

    def _decide(self, request: HttpRequest, object_id: str, *, doing: str) -> HttpResponse:
        if not self.has_publish_permission(request):
            raise PermissionDenied
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        error = ""
        if request.method == "POST":
            try:
                done = self._do([record], request, doing=doing)
            except Refused as refusal:
                error = str(refusal)
            else:
                self.message_user(request, _done(doing, done), messages.SUCCESS)
                return HttpResponseRedirect(self._change_url(record))
        return self._confirm(request, [record], doing=doing, error=error, back=self._change_url(record))

    def _change_url(self, record: models.Model) -> str:
        return reverse(f"admin:tracker_{self.opts.model_name}_change", args=[quote(record.pk)])

    def _do(self, records: list[PublishedModel], request: HttpRequest, *, doing: str) -> list[PublishedModel]:
        why = request.POST.get("reason", "").strip()
        if doing == "publish":
            return publishing.publish_all(records, by=request.user, reason=why)
        done: list[PublishedModel] = []
        with context.by(request.user, why):
            for record in records:
                done += publishing.retract(
                    record, by=request.user, reason=why, with_dependents="with_dependents" in request.POST
                )
        return done

    def _confirm(
        self, request: HttpRequest, records: list[PublishedModel], *, doing: str, error: str, back: str
    ) -> HttpResponse:
        if error:
            # What was refused was not done: the records are shown as they are.
            for record in records[:100]:
                record.refresh_from_db(fields=["state"])
        return TemplateResponse(
            request,
            "admin/tracker/confirm.html",
            {
                **self.admin_site.each_context(request),
                "title": f"{doing.capitalize()} {len(records)} {self.opts.verbose_name_plural if len(records) > 1 else self.opts.verbose_name}",
                "opts": self.opts,
                "records": records[:100],
                "count": len(records),
                "doing": doing,
                "error": error,
                "reason": request.POST.get("reason", ""),
                "with_dependents": "with_dependents" in request.POST,
                "back": back,
                "action": request.POST.get("action", ""),
                "chosen": request.POST.getlist("_selected_action"),
            },
            status=409 if error else 200,
        )

    @admin.action(description="Publish", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._bulk(request, queryset.exclude(state=State.PUBLISHED), doing="publish")

    @admin.action(description="Retract", permissions=["publish"])
    def retract_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._bulk(request, queryset.filter(state=State.PUBLISHED), doing="retract")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, EDITOR)

    def _bulk(self, request: HttpRequest, queryset: QuerySet, *, doing: str) -> HttpResponse | None:
        records = list(queryset[:1000])
        if not records:
            self.message_user(request, f"There is nothing to {doing} among those chosen.", messages.WARNING)
            return None
        error = ""
        if "confirmed" in request.POST:
            try:
                done = self._do(records, request, doing=doing)
            except Refused as refusal:
                error = f"{refusal} Nothing was changed."
            else:
                self.message_user(request, _done(doing, done), messages.SUCCESS)
                return None
        back = reverse(f"admin:tracker_{self.opts.model_name}_changelist")
        return self._confirm(request, records, doing=doing, error=error, back=back)

    # -- history

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version of the row, with who, when, why and what changed, however it was written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context_ = {"versions": versions(record), "record": record, **(extra_context or {})}
        return TemplateResponse(
            request,
            self.object_history_template,
            {
                **self.admin_site.each_context(request),
                "title": f"History of {record}",
                "opts": self.opts,
                "object": record,
                **context_,
            },
        )


def _done(doing: str, records: list[PublishedModel]) -> str:
    verb = {"publish": "Published", "retract": "Retracted"}[doing]
    names = ", ".join(f"{one._meta.verbose_name} “{one}”" for one in records[:5])
    more = f" and {len(records) - 5} more" if len(records) > 5 else ""
    return f"{verb} {len(records)}: {names}{more}."


def link(url: str, text: str) -> str:
    """A link in a list cell."""
    return format_html('<a href="{}">{}</a>', url, text)
