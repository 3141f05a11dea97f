"""manage.py export: what the web exports, to standard output or a file."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from tracker.records import RECORDS
from tracker.records.archive import read_clock, zip_of
from tracker.records.exports import csv_of, json_of
from tracker.records.parameters import BadParameters, given_values


class Command(BaseCommand):
    help = (
        "Print a kind's rows exactly as the web gives them, or everything as a zip. The addresses in them begin with"
        " SITE_URL: where the web is given it, give it here too (script/server is known). Filters are those of the"
        " web, as name=value: export quotations official=thomas-d-homan since=2017 --format json"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "kind", choices=[*RECORDS, "zip"], metavar="KIND", help=f"{', '.join(RECORDS)}; or zip."
        )
        parser.add_argument("filters", nargs="*", metavar="NAME=VALUE", help="Filters, as on the web.")
        parser.add_argument(
            "--format", choices=["csv", "json", "zip"], default="csv", help="csv unless said."
        )
        parser.add_argument("--output", type=Path, help="Write to this file instead of standard output.")

    def handle(
        self, *, kind: str, filters: list[str], format: str, output: Path | None, **options: Any
    ) -> None:
        query = QueryDict(mutable=True)
        for pair in filters:
            name, equals, value = pair.partition("=")
            if not equals:
                raise CommandError(f"A filter is written name=value, and “{pair}” is not.")
            query.appendlist(name, value)
        try:
            chunks = _zip(kind, query) if "zip" in {kind, format} else _rows(kind, format, query)
        except BadParameters as error:
            lines = "\n".join(f"{name}: {sentence}" for name, sentence in sorted(error.errors.items()))
            raise CommandError(lines) from error
        try:
            with _opened(output) as file:
                for chunk in chunks:
                    file.write(chunk)
        except BrokenPipeError:
            # The reader had enough (head); nothing of ours is wrong, and closing must not say it again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _rows(kind: str, format: str, query: QueryDict) -> Iterator[bytes]:
    selection = RECORDS[kind].select(query, now=timezone.now())
    return csv_of(selection) if format == "csv" else iter([json_of(selection)])


def _zip(kind: str, query: QueryDict) -> Iterator[bytes]:
    if kind != "zip":
        raise CommandError("The zip holds every kind: export zip")
    return zip_of(read_clock(given_values(query), now=timezone.now()))


@contextlib.contextmanager
def _opened(output: Path | None) -> Iterator[Any]:
    """Standard output, or a file that appears under its name only when whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
