"""``manage.py sweep``: what beat does every few seconds, once, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions import ingesting, jobs
from tracker.tasks import wake


class Command(BaseCommand):
    """Prints how many jobs were sent again and given up."""

    help = "Send jobs again that a lost message or a stopped worker left behind."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = jobs.sweep(wake=wake, give_up=ingesting.give_up)
        self.stdout.write(f"{swept.sent} jobs sent again, {swept.given_up} given up.")
