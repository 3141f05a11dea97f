"""What a reader gets while the database is away or a query takes too long: 503 and when to try again."""

import sys

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader
from psycopg2 import errors

from config.embedded import EmbeddedError

RETRY_AFTER_S = 5

AWAY = "The database is not available at the moment. Please try again in a few seconds."
TOO_LONG = "This question takes too long to answer. Please narrow it: add a filter, a date or another word."


def reason_for(error: BaseException | None) -> str:
    """A sentence for the reader when the error is an outage or a time limit, else an empty string."""
    if isinstance(error, EmbeddedError):
        return AWAY
    if not isinstance(error, Error):
        return ""
    if isinstance(error.__cause__, errors.QueryCanceled):
        return TOO_LONG
    # A broken promise of the schema is a fault of ours and keeps its 500.
    return AWAY if isinstance(error, OperationalError | InterfaceError) else ""


def unavailable(reason: str) -> HttpResponse:
    """The 503 page; it asks nothing of the database."""
    try:
        body = loader.render_to_string("503.html", {"reason": reason, "retry_after": RETRY_AFTER_S})
        response = HttpResponse(body, status=503)
    except TemplateDoesNotExist:
        response = HttpResponse(reason + "\n", status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(RETRY_AFTER_S)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: an outage met outside a view (session, history) is a 503 as well."""
    reason = reason_for(sys.exc_info()[1])
    if reason:
        return unavailable(reason)
    try:
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    except TemplateDoesNotExist:
        return HttpResponse(
            "Something went wrong on our side.\n", status=500, content_type="text/plain; charset=utf-8"
        )
