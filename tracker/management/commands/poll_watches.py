"""``manage.py poll_watches``: queue a look at each feed, sitemap and page whose time has come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions import watching
from tracker.tasks import wake


class Command(BaseCommand):
    """Prints how many looks were queued."""

    help = "Queue a look at each watched source whose time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        queued = watching.enqueue_due(wake=wake)
        self.stdout.write(f"{len(queued)} sources are looked at.")
