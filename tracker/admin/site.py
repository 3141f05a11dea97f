"""Our admin site: what waits comes first, then the kinds by subject."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from tracker.actions.permissions import ADMINISTRATOR, CURATOR, EDITOR, has_role
from tracker.admin.signing_in import SignInForm, sign_in_answer

SUBJECTS = {
    "Evidence": ("article", "outlet", "snapshot", "derivation", "citation", "sourcenotice"),
    "What was said": ("quotation", "utterance", "figure"),
    "Who and where": ("official", "tenure", "organization", "jurisdiction"),
    "Policy": ("listedition", "listing", "namedecision", "instrument", "position", "codebookvalue"),
    "Enforcement": ("announcement",),
    "Review": ("submission", "proposal", "correctionrequest", "correction", "redirect", "notsame"),
    "Machine": ("job", "watch"),
}


class TrackerAdminSite(admin.AdminSite):
    """The admin of the tracker."""

    site_title = "Sanctuary Policy Tracker"
    site_header = "Sanctuary Policy Tracker"
    index_title = "Curating"
    index_template = "admin/tracker/index.html"
    enable_nav_sidebar = False
    login_form = SignInForm

    def get_urls(self) -> list[URLPattern]:
        from tracker.admin.urls import extra_urls

        return [*extra_urls(self), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in page, with a limit to guessing."""
        return sign_in_answer(request, super().login(request, extra_context))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from tracker.admin.waiting import what_waits

        may = {"may_add": has_role(request.user, CURATOR, EDITOR)}
        waiting = what_waits() if has_role(request.user, CURATOR, EDITOR, ADMINISTRATOR) else []
        return super().index(request, {"waiting": waiting, **may, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The tracker's models grouped by subject, accounts last."""
        apps = super().get_app_list(request, app_label)
        ours = next((app for app in apps if app["app_label"] == "tracker"), None)
        if ours is None:
            return apps
        by_name = {model["object_name"].lower(): model for model in ours["models"]}
        grouped = [
            {
                "name": subject,
                "app_label": f"tracker-{number}",
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [by_name.pop(name) for name in names if name in by_name],
            }
            for number, (subject, names) in enumerate(SUBJECTS.items())
        ]
        grouped = [group for group in grouped if group["models"]]
        if by_name:
            grouped.append({**ours, "name": "Other", "models": list(by_name.values())})
        return grouped + [app for app in apps if app is not ours]
