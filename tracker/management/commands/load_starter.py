"""``manage.py load_starter``: the starter data of ``fixtures/``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.actions.fixtures import FixtureError
from tracker.actions.matched import matched
from tracker.actions.starter import load_starter
from tracker.actions.starter_kinds import KINDS


class Command(BaseCommand):
    """Load the starter data; running it again redoes nothing and never overwrites a curator's work."""

    help = "Load the starter data of fixtures/; idempotent, never over a curator's work."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        try:
            counts = load_starter(KINDS, now=timezone.now())
        except FixtureError as error:
            raise CommandError(str(error)) from error
        if verbosity == 0:
            return
        if counts is None:
            self.stdout.write("Starter data: loaded before, nothing to do.")
        for title, count in (counts or {}).items():
            if count.added or count.changed or count.skipped:
                self.stdout.write(
                    f"{title}: {count.added} added, {count.changed} changed, {count.same} unchanged"
                )
            for sentence in count.skipped:
                self.stdout.write(f"  left alone: {sentence}")
        for sentence in matched():
            self.stdout.write(sentence)
