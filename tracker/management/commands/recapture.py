"""``manage.py recapture``: capture published texts again, so that changes and removals are noticed."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions.recapturing import recapture_due
from tracker.tasks import wake


class Command(BaseCommand):
    """Prints how many addresses were handed in again."""

    help = "Hand in again the addresses of published texts that were not looked at for some days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="Not looked at for so many days (30).")
        parser.add_argument("--limit", type=int, default=100, help="At most so many (100).")

    def handle(self, *args: Any, days: int, limit: int, **options: Any) -> None:
        submitted = recapture_due(
            now=datetime.now(UTC), older_than=timedelta(days=days), limit=limit, wake=wake
        )
        self.stdout.write(f"{len(submitted)} addresses are captured again.")
