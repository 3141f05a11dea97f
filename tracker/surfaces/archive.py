"""The download of everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.records.archive import read_clock, zip_of
from tracker.records.parameters import BadParameters, given_values
from tracker.surfaces.exports import plain_refusal, shared_with_all


@require_safe
def tracker_zip(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The archive, made as it is sent."""
    now = timezone.now()
    try:
        clock = read_clock(given_values(request.GET), now=now)
    except BadParameters as error:
        return plain_refusal(error)
    day = (clock.known_at or now).date().isoformat()
    body = [b""] if request.method == "HEAD" else zip_of(clock)
    response = StreamingHttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="sanctuary-policy-tracker_{day}.zip"'
    return shared_with_all(response)
