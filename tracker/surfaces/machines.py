"""What load balancers and monitors ask: alive, and ready."""

from __future__ import annotations

import functools
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.models import Job, JobState


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration, else 503; with the age of the oldest waiting job.

    A long queue is said, not refused: pages can be served while a worker is away.
    """
    try:
        missing = sorted(_migrations() - _applied())
        answer: dict[str, Any] = {
            "database": "ok",
            "migrations": f"{len(missing)} missing, first {missing[0]}" if missing else "ok",
            "oldest_queued_job_s": _oldest_job_s(),
        }
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse(answer, status=503 if missing else 200)


@functools.cache
def _migrations() -> frozenset[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(name for app, name in loader.disk_migrations if app == "tracker")


def _applied() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'tracker'")
        return {row[0] for row in cursor.fetchall()}


def _oldest_job_s() -> int:
    """Seconds the longest waiting job is overdue; 0 if none waits."""
    now = timezone.now()
    due = Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).aggregate(first=Min("run_at"))["first"]
    return int((now - due).total_seconds()) if due else 0
