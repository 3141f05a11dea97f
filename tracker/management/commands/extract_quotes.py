"""``manage.py extract_quotes IN.jsonl OUT.jsonl``: proposals for plain texts, no database."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.ingest import gazetteer
from tracker.ingest.extract import extract
from tracker.ingest.lines import extraction_line, json_line
from tracker.ingest.officials import OfficialIndex, load_officials


class Command(BaseCommand):
    help = (
        'Read lines {"doc_id", "text"} and write lines {"doc_id", "quotes", "indirect", "places", "figures", '
        '"announcements"}. Offsets are code points of the text. Touches no database. When a line is wrong nothing is '
        "written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="IN.jsonl", type=Path)
        parser.add_argument("target", metavar="OUT.jsonl", type=Path)
        parser.add_argument("--gazetteer", type=Path, help="Gazetteer file instead of the one shipped.")

    def handle(self, *args: object, source: Path, target: Path, **options: Any) -> None:
        officials = OfficialIndex.build(load_officials(Path(settings.BASE_DIR) / "fixtures"))
        count = 0
        try:
            places = gazetteer.load(options["gazetteer"] or settings.GAZETTEER_FILE or None)
            with _replaced(target) as out:
                for document in _documents(source):
                    found = extract(
                        document["text"],
                        gazetteer=places,
                        officials=officials,
                        published_on=str(document.get("published_on") or ""),
                    )
                    out.write(json_line({"doc_id": document["doc_id"], **extraction_line(found)}) + "\n")
                    count += 1
        except gazetteer.GazetteerError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            # Where nothing can be written the error names the unfinished file, which nobody asked for.
            at = target if error.filename == str(_unfinished(target)) else error.filename
            raise CommandError(f"{at}: {error.strerror}") from error
        self.stdout.write(f"{count} texts read, proposals in {target}")


@contextmanager
def _replaced(target: Path) -> Iterator[TextIO]:
    """A file that takes the place of ``target`` when all went well, and vanishes when not.

    What is no regular file (a pipe, a link such as /dev/stdout) is written to as it is: replacing it would put a
    file where others expect the device.
    """
    if target.is_symlink() or (target.exists() and not target.is_file()):
        with target.open("w", encoding="utf-8") as out:
            yield out
        return
    unfinished = _unfinished(target)
    try:
        with unfinished.open("w", encoding="utf-8") as out:
            yield out
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}")


def _documents(source: Path) -> Iterator[dict[str, Any]]:
    """The documents of a file of JSON lines; raises CommandError naming the line that is none."""
    seen: dict[str | int, int] = {}
    with source.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{source}, line {number}"
            try:
                printed = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if not printed.strip():
                    continue
                document = json.loads(printed)
            except UnicodeDecodeError as error:
                raise CommandError(f"{where}: not UTF-8 (byte {error.start + 1})") from error
            except (ValueError, RecursionError) as error:
                raise CommandError(f"{where}: not JSON ({error})") from error
            if not isinstance(document, dict) or "doc_id" not in document or "text" not in document:
                raise CommandError(f'{where}: needs "doc_id" and "text"')
            if not isinstance(document["text"], str):
                raise CommandError(f'{where}: "text" must be a string')
            name = document["doc_id"]
            if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
                raise CommandError(f'{where}: "doc_id" must be a string or a whole number')
            if name in seen:
                raise CommandError(f"{where}: doc_id {name!r} stands in line {seen[name]} already")
            seen[name] = number
            yield document
