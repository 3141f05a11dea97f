"""Two records of one thing: merged, or remembered as different."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.actions import merging
from tracker.actions.errors import Refused
from tracker.models.base import PublishedModel


class Merging:
    """Gives an admin the action that merges the two records chosen."""

    actions = ("merge_selected",)

    @admin.action(description="Merge two, or say they differ", permissions=["publish"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """A page to choose which one stays; then merged, or remembered as different."""
        pair = list(queryset.order_by("pk")[:3])
        if len(pair) != 2:
            self.message_user(request, "Choose the two records that may be the same.", messages.WARNING)  # type: ignore[attr-defined]
            return None
        error = ""
        if request.POST.get("do"):
            try:
                self.message_user(request, _settle(pair, request), messages.SUCCESS)  # type: ignore[attr-defined]
            except Refused as refusal:
                error = str(refusal)
            else:
                return None
        opts = self.opts  # type: ignore[attr-defined]
        return TemplateResponse(
            request,
            "admin/tracker/merge.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "title": f"Are these two {opts.verbose_name_plural} one?",
                "opts": opts,
                "pair": [(record, *_weight(record)) for record in pair],
                "keep": request.POST.get("keep", ""),
                "reason": request.POST.get("reason", ""),
                "error": error,
                "back": reverse(f"admin:tracker_{opts.model_name}_changelist"),
            },
            status=409 if error else 200,
        )


def _settle(pair: list[PublishedModel], request: HttpRequest) -> str:
    """Do what was decided; what to say of it. Raises Refused."""
    reason = request.POST.get("reason", "")
    if request.POST["do"] == "not_same":
        merging.not_same(pair[0], pair[1], by=request.user, reason=reason)  # type: ignore[arg-type]
        return f"Remembered: “{pair[0]}” and “{pair[1]}” are different."
    keep = next((record for record in pair if str(record.pk) == request.POST.get("keep")), None)
    if keep is None:
        raise Refused("It is not said which one stays.", field="keep", hint="Choose it.")
    drop = pair[0] if keep is pair[1] else pair[1]
    gone = str(drop)
    merging.merge(keep, drop, by=request.user, reason=reason)  # type: ignore[arg-type]
    return f"“{gone}” is now part of “{keep}”; its address leads there."


def _weight(record: PublishedModel) -> tuple[int, str]:
    """How many rows rest on the record, and where it is looked at."""
    resting = 0
    for relation in record._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not (relation.many_to_many or hasattr(model, "pgh_id") or name.startswith("pgh_")):
            resting += model._default_manager.filter(**{name: record.pk}).count()
    return resting, reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])
