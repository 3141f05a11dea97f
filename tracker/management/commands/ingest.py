"""``manage.py ingest URL_OR_FILE…``: capture and extract, at once or by the workers."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.ingest import gazetteer
from tracker.ingest.article import read_article
from tracker.ingest.errors import IngestError
from tracker.ingest.extract import extract
from tracker.ingest.fetch import fetch
from tracker.ingest.lines import extraction_line, json_line
from tracker.ingest.officials import OfficialIndex, load_officials
from tracker.ingest.robots import MemoryRobots
from tracker.ingest.types import ArticleFields

_LOOK_EVERY_S = 0.2


class Command(BaseCommand):
    """One line per input; ends with an error when any input failed."""

    help = (
        "Capture addresses, files and folders of files, and propose quotations, places and figures for review. "
        "With --dry-run nothing is stored and no database is touched."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("inputs", metavar="URL_OR_FILE", nargs="+", help="Address, file or folder.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Print what would be proposed, store nothing."
        )
        parser.add_argument("--json", action="store_true", help="One JSON object per input on a line.")
        parser.add_argument("--queue", action="store_true", help="Leave the work to the workers.")

    def handle(
        self, *args: Any, inputs: list[str], dry_run: bool, json: bool, queue: bool, **options: Any
    ) -> None:
        if dry_run and queue:
            raise CommandError("--dry-run stores nothing, so there is nothing to leave to the workers.")
        sources = list(_walked(inputs))
        if not sources:
            raise CommandError("There is no file in what was given.")
        run = self._dry_run if dry_run else self._queue if queue else self._run
        failed = sum(not run(source, as_json=json) for source in sources)
        if failed:
            raise CommandError(f"{failed} of {len(sources)} inputs failed; the reasons stand above.")

    def _dry_run(self, source: str, *, as_json: bool) -> bool:
        try:
            line = {"input": source, **_proposals(source)}
        except (IngestError, OSError) as error:
            return self._say({"input": source, "error": _reason(error)}, as_json=as_json)
        return self._say(line, as_json=as_json)

    def _queue(self, source: str, *, as_json: bool) -> bool:
        from tracker.tasks import wake

        submitted = _submit(source, wake=wake)
        return self._say(_line(source, submitted.submission), as_json=as_json)

    def _run(self, source: str, *, as_json: bool) -> bool:
        submitted = _submit(source, wake=None)
        if submitted.job is not None:
            _work(submitted.job)
        submitted.submission.refresh_from_db()
        return self._say(_line(source, submitted.submission), as_json=as_json)

    def _say(self, line: dict[str, Any], *, as_json: bool) -> bool:
        """Print one result; whether it is a success."""
        if as_json:
            self.stdout.write(json_line(line))
        else:
            self.stdout.write(_sentence(line))
        return "error" not in line


def _walked(inputs: list[str]) -> Iterator[str]:
    """Addresses and files as given; a folder is every file in it, in order of name, hidden ones left out."""
    for given in inputs:
        path = Path(given)
        if given.lower().startswith(("http://", "https://")) or not path.is_dir():
            yield given
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts):
                yield str(found)


def _is_address(source: str) -> bool:
    return "://" in source and not Path(source).exists()


def _proposals(source: str) -> dict[str, Any]:
    """What would be proposed for one input, without a database: the promised shape of --dry-run --json."""
    if _is_address(source):
        page = fetch(
            source, user_agent=settings.FETCH_USER_AGENT, now=datetime.now(UTC), robots=MemoryRobots()
        )
        if page.is_absent:
            raise IngestError(f"There is no page at this address (status {page.status}).", url=source)
        fields = read_article(page.content, content_type=page.content_type, url=page.final_url)
    else:
        fields = read_article(Path(source).read_bytes(), name=Path(source).name)
    found = extract(
        fields.text,
        gazetteer=gazetteer.load(settings.GAZETTEER_FILE or None),
        officials=_officials(),
        published_on=fields.published_on,
    )
    return {"article": _article(fields), **extraction_line(found)}


@lru_cache(maxsize=1)
def _officials() -> OfficialIndex:
    return OfficialIndex.build(load_officials(Path(settings.BASE_DIR) / "fixtures"))


def _article(fields: ArticleFields) -> dict[str, Any]:
    plain = asdict(fields)
    return {name: value for name, value in plain.items() if name != "links"}


def _submit(source: str, *, wake: Any) -> Any:
    from tracker.actions.context import house_account
    from tracker.actions.submitting import submit_file, submit_url

    if _is_address(source):
        return submit_url(source, by=house_account(), wake=wake)
    try:
        content = Path(source).read_bytes()
    except OSError as error:
        raise CommandError(f"{source}: {error.strerror}") from error
    return submit_file(content, Path(source).name, by=house_account(), wake=wake)


def _work(job: Any) -> None:
    """Do the job now. One that a worker has, or a process that was killed, is waited for until its lease ends."""
    from tracker.actions.jobs import claim_job
    from tracker.models import JobState
    from tracker.tasks import work

    while (lease := claim_job(job.pk)) is None:
        job.refresh_from_db()
        if job.state != JobState.RUNNING:
            return
        time.sleep(_LOOK_EVERY_S)
    work(lease)


def _line(source: str, submission: Any) -> dict[str, Any]:
    line: dict[str, Any] = {
        "input": source,
        "submission": submission.pk,
        "state": submission.state,
        "article": submission.article.slug if submission.article else "",
        "capture": submission.snapshot.sha256 if submission.snapshot else "",
        "proposals": submission.snapshot.proposals.count() if submission.snapshot else 0,
    }
    if submission.state == "failed":
        line["error"] = submission.reason
    elif submission.reason:
        line["note"] = submission.reason
    return line


def _sentence(line: dict[str, Any]) -> str:
    if "error" in line:
        return f"{line['input']}: failed. {line['error']}"
    if "quotes" in line:
        counts = ", ".join(f"{len(line[kind])} {kind}" for kind in ("quotes", "places", "figures"))
        return f"{line['input']}: {line['article']['title'] or 'no title'}: {counts}"
    note = f" {line['note']}" if "note" in line else ""
    return f"{line['input']}: {line['state']}, article {line['article'] or '–'}, {line['proposals']} proposals.{note}"


def _reason(error: Exception) -> str:
    if isinstance(error, IngestError):
        return error.message
    return str(getattr(error, "strerror", "") or error)
