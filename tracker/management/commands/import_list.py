"""``manage.py import_list``: one edition of a list from a file."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import context
from tracker.actions.context import house_account
from tracker.actions.errors import Refused, explained
from tracker.actions.list_lines import ListRefused, named, read_lines
from tracker.actions.list_sources import source_at
from tracker.actions.lists import IngestError, import_list
from tracker.actions.publishing import publish
from tracker.models import MatchState, Organization

REPORT_EVERY_S = 2.0
NAMED = 100
"""Faults named at once; the rest are counted."""


class Command(BaseCommand):
    """Enter one edition of a list; nothing is saved when a row is at fault."""

    help = "Enter one edition of a list from CSV, XLSX or plain lines; prints matched, ambiguous, unmatched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX, or text with one name per line.")
        parser.add_argument("--maker", required=True, help="Slug of the body that made the list.")
        parser.add_argument("--title", required=True, help="Title of the list, as printed.")
        parser.add_argument("--date", required=True, help="Day it was published: 2025-05-29.")
        parser.add_argument("--source", help="Address the list was read at; needed to publish.")
        parser.add_argument("--publish", action="store_true", help="Publish the edition at once.")

    _reported_at = 0.0

    def _report(self, done: int, total: int) -> None:
        """A line every two seconds, beside the report and not in it."""
        now = time.monotonic()
        self._reported_at = self._reported_at or now
        if now - self._reported_at >= REPORT_EVERY_S:
            self._reported_at = now
            self.stderr.write(f"matched {done:,} of {total:,} lines")

    def handle(self, *args: Any, file: Path, maker: str, title: str, date: str, **options: Any) -> None:
        try:
            published_on = datetime.date.fromisoformat(date)
        except ValueError as error:
            raise CommandError(f"--date {date}: expected a day as 2025-05-29") from error
        body = Organization.objects.filter(slug=maker).first()
        if body is None:
            raise CommandError(f"--maker {maker}: no organization has this slug")
        if options["publish"] and not options["source"]:
            raise CommandError("--publish needs --source: what is public cites its source")
        title = title.strip()
        if not title:
            raise CommandError("--title is blank: give the title the list is printed under")
        house = house_account()
        try:
            lines = read_lines(file.read_bytes(), name=file.name)
            # One act: a list that is refused leaves no source behind.
            with explained(), context.by(house, f"Enter the list “{title}”"):
                source = options["source"] and source_at(options["source"], headline=title, by=house)
                entered = import_list(
                    lines,
                    maker=body,
                    title=title,
                    published_on=published_on,
                    by=house,
                    source=source or None,
                    progress=self._report,
                )
            if options["publish"]:
                publish(entered.edition, by=house)
        except ListRefused as error:
            raise CommandError("\n".join(named(error.problems, most=NAMED))) from error
        except (OSError, IngestError, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{entered.edition.slug}: {len(lines)} lines")
        for state in MatchState:
            found = entered.lines.get(state, [])
            self.stdout.write(f"{state.value}: {len(found)}")
            if state != MatchState.MATCHED:
                for listing in found:
                    offered = ", ".join(listing.candidates) or "no candidate"
                    self.stdout.write(f"  line {listing.line}: {listing.as_printed} ({offered})")
