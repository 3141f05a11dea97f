"""``manage.py extract_quotes IN.jsonl OUT.jsonl``: proposals for plain texts, no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.ingest import gazetteer
from tracker.ingest.extract import extract
from tracker.ingest.lines import extraction_line
from tracker.ingest.officials import OfficialIndex, load_officials


class Command(BaseCommand):
    help = (
        'Read lines {"doc_id", "text"} and write lines {"doc_id", "quotes", "indirect", "places", "figures"}. '
        "Offsets are code points of the text. Touches no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="IN.jsonl", type=Path)
        parser.add_argument("target", metavar="OUT.jsonl", type=Path)
        parser.add_argument("--gazetteer", type=Path, help="Gazetteer file instead of the one shipped.")

    def handle(self, *args: object, source: Path, target: Path, **options: Any) -> None:
        officials = OfficialIndex.build(load_officials(Path(settings.BASE_DIR) / "fixtures"))
        places = gazetteer.load(options["gazetteer"])
        count = 0
        try:
            with target.open("w", encoding="utf-8") as out:
                for document in _documents(source):
                    found = extract(
                        document["text"],
                        gazetteer=places,
                        officials=officials,
                        published_on=str(document.get("published_on") or ""),
                    )
                    line = {"doc_id": document["doc_id"], **extraction_line(found)}
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    count += 1
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stdout.write(f"{count} texts read, proposals in {target}")


def _documents(source: Path) -> Iterator[dict[str, Any]]:
    """The documents of a file of JSON lines; raises CommandError naming the line that is none."""
    with source.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                document = json.loads(line)
            except ValueError as error:
                raise CommandError(f"{source}, line {number}: not JSON ({error})") from error
            if (
                not isinstance(document, dict)
                or not isinstance(document.get("text"), str)
                or "doc_id" not in document
            ):
                raise CommandError(f'{source}, line {number}: needs "doc_id" and "text"')
            yield document
