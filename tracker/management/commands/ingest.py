"""``manage.py ingest URL_OR_FILE…``: capture and extract, at once or by the workers."""

from __future__ import annotations

import csv
import glob
import re
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.ingest import gazetteer
from tracker.ingest.addresses import registrable_domain
from tracker.ingest.article import MAX_FILE_BYTES, kind_to_read, read_article
from tracker.ingest.errors import IngestError, NotText
from tracker.ingest.extract import extract
from tracker.ingest.fetch import fetch
from tracker.ingest.lines import extraction_line, json_line
from tracker.ingest.officials import OfficialIndex, load_officials
from tracker.ingest.robots import MemoryRobots
from tracker.ingest.types import ArticleFields

_LOOK_EVERY_S = 0.2
_SAY_EVERY_S = 5.0
_PAGES = frozenset([".html", ".htm", ".xhtml"])
_PARTS = "_files"
"""What browsers call the folder of a saved page's parts, behind the page's name."""


@dataclass(frozen=True, slots=True)
class _Source:
    """An address or a file; ``was_found`` when it was not named itself but stood in a folder that was."""

    name: str
    was_found: bool = False


class Command(BaseCommand):
    """One line per input; ends with an error when any input failed."""

    help = (
        "Capture addresses, files and folders of files, and propose quotations, places and figures for review. "
        "Of a folder, parts of saved pages (NAME_files beside NAME.html) and kinds of file that hold no text are left "
        "out, and said to be. With --dry-run nothing is stored and no database is touched."
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
        sources, parts = _walked(inputs)
        if not sources:
            raise CommandError("There is no file in what was given.")
        if parts:
            self.stderr.write(
                f"{parts} files left out: parts of saved pages (pictures, styles, scripts, frames)."
            )
        act = _dry_line if dry_run else self._queue if queue else self._run
        failed = sum(not self._one(source, act, as_json=json) for source in sources)
        if failed:
            raise CommandError(f"{failed} of {len(sources)} inputs failed; the reasons stand above.")

    def _one(self, source: _Source, act: Any, *, as_json: bool) -> bool:
        """Read one input and print what came of it; whether it did not fail. Whatever it is, the next one follows."""
        try:
            if source.was_found and (why := _unreadable(source.name)):
                line = {"input": source.name, "skipped": why}
            else:
                line = act(source.name)
        except (IngestError, OSError) as error:
            line = {"input": source.name, "error": _reason(error)}
        return self._say(line, as_json=as_json)

    def _queue(self, source: str) -> dict[str, Any]:
        from tracker.tasks import wake

        return _line(source, _submit(source, wake=wake).submission)

    def _run(self, source: str) -> dict[str, Any]:
        submitted = _submit(source, wake=None)
        if submitted.job is not None:
            self._work(submitted.job)
        submitted.submission.refresh_from_db()
        return _line(source, submitted.submission)

    def _work(self, job: Any) -> None:
        """Do the job now. One that a worker has, or a process that was killed, is waited for until its lease ends."""
        from tracker.actions.jobs import claim_job
        from tracker.models import JobState
        from tracker.tasks import work

        said_at = -_SAY_EVERY_S
        while (lease := claim_job(job.pk)) is None:
            job.refresh_from_db()
            if job.state != JobState.RUNNING:
                return
            if time.monotonic() - said_at >= _SAY_EVERY_S:
                said_at = time.monotonic()
                self.stderr.write(_waiting(job))
            time.sleep(_LOOK_EVERY_S)
        work(lease)

    def _say(self, line: dict[str, Any], *, as_json: bool) -> bool:
        """Print one result; whether it is a success."""
        if as_json:
            self.stdout.write(json_line(line))
        else:
            self.stdout.write(_sentence(line))
        return "error" not in line


def _waiting(job: Any) -> str:
    """Why nothing happens: the work of another process, or of one that was killed, whose lease must run out."""
    until = f"{job.lease_until:%H:%M:%S} UTC" if job.lease_until else "it ends"
    return (
        f"Waiting for job {job.pk}: another process has it, or was killed while it had it. "
        f"It is to be had at {until} unless that process renews it."
    )


def _walked(inputs: list[str]) -> tuple[list[_Source], int]:
    """Addresses and files as given, and every file of a folder, in order of name, hidden ones left out.

    The second value counts the files left out because they are parts of a saved page.
    """
    sources: list[_Source] = []
    parts = 0
    named = {Path(given) for given in inputs}
    pages_of = cache(_pages_of)
    for given in inputs:
        path = Path(given)
        if given.lower().startswith(("http://", "https://")) or not path.is_dir():
            sources.append(_Source(given))
            continue
        # "saved/*" names both the page and the folder of its parts.
        is_part = not named.isdisjoint(pages_of(path))
        for found in sorted(path.rglob("*")):
            inside = found.relative_to(path)
            if not found.is_file() or any(part.startswith(".") for part in inside.parts):
                continue
            if is_part or any(pages_of(path / folder) for folder in inside.parents if folder.name):
                parts += 1
            else:
                sources.append(_Source(str(found), was_found=True))
    return sources, parts


def _pages_of(folder: Path) -> frozenset[Path]:
    """Saved pages whose parts are in ``folder``: NAME.html beside NAME_files; none for any other folder."""
    if not folder.name.endswith(_PARTS) or folder.name == _PARTS:
        return frozenset()
    stem = folder.name.removesuffix(_PARTS)
    beside = folder.parent.glob(f"{glob.escape(stem)}.*")
    return frozenset(page for page in beside if page.stem == stem and page.suffix.lower() in _PAGES)


def _unreadable(name: str) -> str:
    """Why no text can be read from a file of this kind; blank if it may be read, or fails for another reason."""
    try:
        if Path(name).stat().st_size <= MAX_FILE_BYTES:
            kind_to_read(Path(name).read_bytes(), name=Path(name).name)
    except NotText as error:
        return error.message
    except IngestError:
        pass
    return ""


def _is_address(source: str) -> bool:
    return "://" in source and not Path(source).exists()


def _dry_line(source: str) -> dict[str, Any]:
    """What would be proposed for one input, without a database: the promised shape of --dry-run --json."""
    if _is_address(source):
        page = fetch(
            source, user_agent=settings.FETCH_USER_AGENT, now=datetime.now(UTC), robots=MemoryRobots()
        )
        if page.is_absent:
            return {"input": source, "status": page.status, "note": "There is no text at this address."}
        fields = read_article(page.content, content_type=page.content_type, url=page.final_url)
    else:
        fields = read_article(Path(source).read_bytes(), name=Path(source).name)
    found = extract(
        fields.text,
        gazetteer=gazetteer.load(settings.GAZETTEER_FILE or None),
        officials=_officials(),
        published_on=fields.published_on,
        home_state=_home_state(fields.outlet_domain),
        outlet_name=fields.outlet_name,
        links=fields.links,
    )
    return {"input": source, "article": _article(fields), **extraction_line(found)}


@lru_cache(maxsize=1)
def _officials() -> OfficialIndex:
    return OfficialIndex.build(load_officials(Path(settings.BASE_DIR) / "fixtures"))


@lru_cache(maxsize=64)
def _home_state(domain: str) -> str:
    """USPS code of the state whose body, or a body of whose places, has its site at ``domain``; blank if unknown.

    Read from the starter data, where the slug of a place ends in its state.
    """
    states: set[str] = set()
    bodies = Path(settings.BASE_DIR) / "fixtures" / "organizations.csv"
    if not domain or not bodies.is_file():
        return ""
    with bodies.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            place = re.search(r"-([a-z]{2})$", row["jurisdiction"] or "")
            if place and row["website"] and registrable_domain(row["website"]) == domain:
                states.add(place[1].upper())
    return states.pop() if len(states) == 1 else ""


def _article(fields: ArticleFields) -> dict[str, Any]:
    plain = asdict(fields)
    return {name: value for name, value in plain.items() if name != "links"}


def _submit(source: str, *, wake: Any) -> Any:
    from tracker.actions.context import house_account
    from tracker.actions.submitting import submit_file, submit_url

    if _is_address(source):
        return submit_url(source, by=house_account(), wake=wake)
    return submit_file(Path(source).read_bytes(), Path(source).name, by=house_account(), wake=wake)


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
    if "skipped" in line:
        return f"{line['input']}: left out. {line['skipped']}"
    if "quotes" in line:
        counts = ", ".join(f"{len(line[kind])} {kind}" for kind in ("quotes", "places", "figures"))
        return f"{line['input']}: {line['article']['title'] or 'no title'}: {counts}"
    if "status" in line:
        return f"{line['input']}: status {line['status']}. {line['note']}"
    note = f" {line['note']}" if "note" in line else ""
    return f"{line['input']}: {line['state']}, article {line['article'] or '–'}, {line['proposals']} proposals.{note}"


def _reason(error: Exception) -> str:
    if isinstance(error, IngestError):
        return error.message
    return str(getattr(error, "strerror", "") or error)
