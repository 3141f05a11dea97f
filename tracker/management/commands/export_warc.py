"""``manage.py export_warc FILE``: captures as a web archive."""

from __future__ import annotations

import contextlib
import os
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.actions.archiving import as_captures, captures_between
from tracker.actions.errors import Refused
from tracker.ingest.warc import write_warc


class Command(BaseCommand):
    """The file appears whole or not at all."""

    help = (
        "Write captures, as they were received, to a WARC file (ISO 28500) that any web-archive tool reads."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="File to write; compressed when its name ends in .gz.")
        parser.add_argument("--since", type=date.fromisoformat, help="First day, such as 2025-03-04 (UTC).")
        parser.add_argument("--until", type=date.fromisoformat, help="Last day (UTC).")

    def handle(self, *args: Any, file: Path, since: date | None, until: date | None, **options: Any) -> None:
        try:
            handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
        except OSError as error:
            raise CommandError(f"{file.parent}: {error.strerror}") from error
        try:
            with os.fdopen(handle, "wb") as out:
                count = write_warc(
                    out,
                    as_captures(captures_between(since, until)),
                    software=settings.FETCH_USER_AGENT,
                    gzip=file.suffix == ".gz",
                )
            os.chmod(draft, 0o644)
            os.replace(draft, file)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)
        self.stdout.write(f"{count} captures in {file}.")
