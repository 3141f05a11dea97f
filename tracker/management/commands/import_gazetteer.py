"""``manage.py import_gazetteer``: all US states, counties, places and county subdivisions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.actions.gazetteer import ORIGIN, GazetteerError, import_gazetteer


class Command(BaseCommand):
    """Import the gazetteer; running it again changes nothing."""

    help = "Import all US states, counties, places and county subdivisions; idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="origin",
            default=ORIGIN,
            metavar="PATH_OR_URL",
            help="File, folder or address to read (default: Open Civic Data's public file).",
        )

    def handle(self, *args: Any, origin: str, verbosity: int, **options: Any) -> None:
        try:
            progress = self._progress if verbosity else lambda done, total: None
            done = import_gazetteer(origin, now=timezone.now(), progress=progress)
        except GazetteerError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"{done.added} added, {done.filled} completed, {done.same} already there.")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total}")
