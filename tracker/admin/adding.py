"""Placeholder until the screen lands in the next commit."""

from django.http import HttpRequest, HttpResponse


def _soon(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return HttpResponse("")


add = submission = queue = screen = _soon
