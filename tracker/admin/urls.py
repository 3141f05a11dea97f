"""Addresses of the admin beside the stock ones, and who may reach them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tracker.actions.permissions import ADMINISTRATOR, CURATOR, EDITOR, has_role

if TYPE_CHECKING:
    from tracker.admin.site import TrackerAdminSite

View = Callable[..., HttpResponse]


def for_curators(view: View, *, others_may_look: bool = False) -> View:
    """Only for those who curate; an administrator of accounts may at most look. Raises PermissionDenied."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        looks = others_may_look and request.method in ("GET", "HEAD")
        if not has_role(request.user, CURATOR, EDITOR, *([ADMINISTRATOR] if looks else [])):
            raise PermissionDenied
        return view(request, *arguments, **named)

    return guarded


def extra_urls(site: TrackerAdminSite) -> list[URLPattern]:
    """Review, adding from an address or file, names to match."""
    from tracker.admin import adding, captures, list_upload, names, notices, review, review_table

    def view(found: View, *, others_may_look: bool = True) -> Any:
        return site.admin_view(for_curators(found, others_may_look=others_may_look))

    return [
        path("add/", view(adding.add, others_may_look=False), name="add"),
        path("add/<int:pk>/", view(adding.submission), name="submission"),
        path("captures/<int:pk>/changes/", view(captures.changed), name="capture_changes"),
        path("lists/add/", view(list_upload.add, others_may_look=False), name="list_add"),
        path("notices/<int:pk>/", view(notices.go_through), name="notice"),
        path("review/", view(review.queue), name="review"),
        path("review/<int:pk>/", view(review.screen), name="review_submission"),
        path("review/<int:pk>/table/", view(review_table.table), name="review_table"),
        path("names/", view(names.queue), name="names"),
        path("names/<int:pk>/", view(names.one), name="name"),
    ]
