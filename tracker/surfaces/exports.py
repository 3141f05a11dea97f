"""CSV and JSON of every kind: the rows of its list page under the same query string."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.records.base import Record
from tracker.records.exports import csv_of, file_name, json_of
from tracker.records.parameters import BadParameters


@require_safe
def record_csv(request: HttpRequest, *, record: Record) -> HttpResponse | StreamingHttpResponse:
    """Every row of the selection, written by PostgreSQL as it is sent."""
    try:
        selection = record.select(request.GET)
    except BadParameters as error:
        return plain_refusal(error)
    body = [b""] if request.method == "HEAD" else csv_of(selection)
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8; header=present")
    name = file_name(selection, "csv", today=timezone.now().date())
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return shared_with_all(response)


@require_safe
def record_json(request: HttpRequest, *, record: Record) -> HttpResponse:
    """One page of the selection."""
    try:
        selection = record.select(request.GET)
    except BadParameters as error:
        return json_refusal(error)
    return shared_with_all(HttpResponse(json_of(selection), content_type="application/json; charset=utf-8"))


def shared_with_all(response: Any) -> Any:
    """Lets pages of other sites read the answer; it holds nothing a reader could not fetch."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def plain_refusal(error: BadParameters) -> HttpResponse:
    """400 in plain text, a line for each parameter."""
    lines = "".join(f"{name}: {sentence}\n" for name, sentence in sorted(error.errors.items()))
    return shared_with_all(HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8"))


def json_refusal(error: BadParameters) -> HttpResponse:
    """400 in JSON: each parameter with what was expected."""
    return shared_with_all(
        JsonResponse({"error": "Some parameters are wrong.", "parameters": error.errors}, status=400)
    )
