"""Addresses of the admin beside the stock ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

if TYPE_CHECKING:
    from tracker.admin.site import TrackerAdminSite


def extra_urls(site: TrackerAdminSite) -> list[URLPattern]:
    """Review, adding from an address or file, names to match."""
    from tracker.admin import adding, names, review

    view = site.admin_view
    return [
        path("add/", view(adding.add), name="add"),
        path("add/<int:pk>/", view(adding.submission), name="submission"),
        path("review/", view(review.queue), name="review"),
        path("review/<int:pk>/", view(review.screen), name="review_submission"),
        path("names/", view(names.queue), name="names"),
    ]
