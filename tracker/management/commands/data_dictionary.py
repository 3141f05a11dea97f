"""manage.py data_dictionary: writes docs/data-dictionary.md from the declarations."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.records.dictionary import markdown

PATH = settings.BASE_DIR / "docs" / "data-dictionary.md"


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md: every column of every CSV and JSON, and every filter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if the file is out of date."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        wanted = markdown()
        if not check:
            PATH.parent.mkdir(exist_ok=True)
            PATH.write_text(wanted, encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != wanted:
            raise CommandError(f"{PATH.name} is out of date: run manage.py data_dictionary")
