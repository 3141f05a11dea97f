"""Public pages kept in memory for as long as the books have not changed.

PostgreSQL can say exactly what a reader would see: two equal snapshots of transactions see equal rows. A page
made under one snapshot is therefore right under an equal one, and no write has to tell anybody: what is
published shows at once, whoever wrote it, by whatever road.
"""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

LONGEST_PAGE = 500_000
"""Bytes of the longest page kept."""


class PageCache(LocMemCache):
    """Memory of one process. Keys hold whole addresses, which memcached would not take and memory does."""

    def validate_key(self, key: str) -> None:
        """Any key will do."""


class KeptPages:
    """Answers a reader without a session from memory, when nothing was written since the page was made.

    Not kept: what a script or spreadsheet takes away (CSV, JSON, feeds), answers that set a cookie, and pages as
    known at a moment, of which there are too many. ``Cache-Control: no-cache`` has a page made anew.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.using = "replica" if "replica" in settings.DATABASES else "default"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_be_kept(request):
            return self.get_response(request)
        key = self._key(request)
        kept = caches["pages"].get(key) if key else None
        if kept is not None and "no-cache" not in request.headers.get("Cache-Control", ""):
            content, headers = kept
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        if key and self._is_a_page(response):
            caches["pages"].set(key, (response.content, dict(response.items())))
        return response

    def _may_be_kept(self, request: HttpRequest) -> bool:
        return (
            settings.PAGES_KEPT > 0
            and request.method == "GET"
            and not request.COOKIES
            and "known_at" not in request.GET
            and not request.path.startswith(("/admin/", "/healthz", "/readyz"))
        )

    def _key(self, request: HttpRequest) -> str:
        """What the page depends on: address, host, day and the state of the books; blank if they are away."""
        if connections[self.using].in_atomic_block:
            # Its own writes are seen but are not in its snapshot yet.
            return ""
        try:
            with connections[self.using].cursor() as cursor:
                cursor.execute("SELECT pg_current_snapshot()::text")
                books = cursor.fetchone()[0]
        except DatabaseError:
            return ""
        today = datetime.datetime.now(tz=datetime.UTC).date()
        return f"{today} {books} {request.get_host()} {request.get_full_path()}"

    def _is_a_page(self, response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and response.get("Content-Type", "").startswith("text/html")
            and len(response.content) <= LONGEST_PAGE
        )
