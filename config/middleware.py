"""What happens around every request: its log line, the limits of the public side, and a database that is away."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from config.logs import request_id
from config.replica import on_public_side
from config.unavailable import reason_for, unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("tracker.request")


class RequestLog:
    """Gives each request an id, in its log lines and in X-Request-ID, and writes one line when it is answered.

    A proxy's id is kept when it is plain. Neither the address of the reader nor the query is logged.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id.set(given if re.fullmatch(r"[0-9A-Za-z-]{8,64}", given) else uuid.uuid4().hex)
        begun = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id.get()
        fields = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((time.monotonic() - begun) * 1000, 1),
        }
        log.info("%s %s %s", request.method, request.path, response.status_code, extra={"fields": fields})
        return response


class SharedCaches:
    """Says of every answer who may keep it: what was made for somebody signed in, or sets a cookie, nobody may.

    Pages for all may be kept by shared caches, which must ask whether they still hold before each use; with a
    cookie the answer may be another one. Static files, answered further out, say so themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            is_personal = (
                settings.SESSION_COOKIE_NAME in request.COOKIES
                or bool(response.cookies)
                or request.method not in {"GET", "HEAD"}
            )
            response["Cache-Control"] = "private, no-store" if is_personal else "public, no-cache"
        return response


class DatabaseAway:
    """Answers 503 with Retry-After when a view meets a database that is away or a query that takes too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The 503, or None to let another error take its way."""
        reason = reason_for(error)
        if not reason:
            return None
        log.error("%s", reason, exc_info=error)
        return unavailable(reason)


class PublicSide:
    """Marks the requests of anonymous readers, and gives their queries a time limit.

    A page read with a session cookie is not public: a curator must see at once what they saved.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        public = request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES
        on_public_side.set(public)
        if not public or not settings.PUBLIC_STATEMENT_TIMEOUT_MS:
            return self.get_response(request)
        with StatementTimeout(settings.PUBLIC_STATEMENT_TIMEOUT_MS):
            return self.get_response(request)


class StatementTimeout:
    """Within it, a statement that runs longer is cancelled by the server. Streamed responses run after it.

    The limit is set by the driver before a connection's first query, so Django counts no query of ours.
    """

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds
        self.limited: list[Any] = []
        self.stack = ExitStack()

    def __enter__(self) -> None:
        for connection in connections.all():
            self.stack.enter_context(connection.execute_wrapper(self._limit_first))

    def _limit_first(
        self, execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: Any
    ) -> Any:
        raw = context["connection"].connection
        # A reconnect within the request makes a new, unlimited one.
        if not any(raw is known for known in self.limited):
            self._send(raw, f"SET statement_timeout = {self.milliseconds:d}")
            self.limited.append(raw)
        return execute(sql, parameters, many, context)

    def __exit__(self, *error: object) -> None:
        self.stack.close()
        for raw in self.limited:
            self._send(raw, "RESET statement_timeout")

    def _send(self, raw: Any, statement: str) -> None:
        # An aborted transaction takes no statement, and its rollback takes the limit back.
        if raw.closed or raw.get_transaction_status() == TRANSACTION_STATUS_INERROR:
            return
        try:
            with raw.cursor() as cursor:
                cursor.execute(statement)
        except psycopg2.Error:
            # The connection is gone; the query that follows says so in its own words.
            log.debug("statement_timeout could not be set")
