"""A real worker over the real file broker, killed without warning: no page is lost, none is taken twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings
from django.db.models import Count

from tracker.models import Article, Job, JobState, Proposal, Snapshot, Submission, SubmissionState

PAGES = 24
PATIENCE_S = 180


def page(number: int) -> str:
    """A saved page with an address, a quotation and a figure of its own."""
    return f"""<!doctype html><html lang="en"><head><title>Council meeting {number}</title>
<link rel="canonical" href="https://harborledger.example/meeting/{number}"></head><body><article>
<h1>Council meeting {number}</h1>
<p>Mayor Olga Brandt said on Monday that meeting number {number} was long. “We talked about rule {number} for
hours,” Brandt told the Harbor Ledger. The county has held {number + 100} people since May, she said.</p>
<p>The council will meet again in a week to vote on the next of its rules, Brandt said.</p>
</article></body></html>"""


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with its beat, in a process group of its own; whatever is left of it is killed at the end."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--beat"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and every process it started, at one stroke."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
    for child in psutil.process_iter():
        try:
            if os.getpgid(child.pid) == process.pid:
                child.wait(5)
        except (ProcessLookupError, psutil.Error):
            continue


def wait_until(done: object, log: Path, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():  # type: ignore[operator]
        states = dict(Job.objects.values_list("state").annotate(Count("pk")))
        assert time.monotonic() < deadline, f"{what}: {states}\n{log.read_text()[-3000:]}"
        time.sleep(0.05)


def test_folder_of_pages_survives_kill_9_with_each_page_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"{number:03}.html").write_text(page(number), encoding="utf-8")
    log = tmp_path / "worker.log"
    subprocess.run(
        [sys.executable, "manage.py", "ingest", "--queue", str(folder)],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert Job.objects.filter(state=JobState.QUEUED).count() == PAGES

    killed_in_the_middle = 0
    for done in (2, PAGES // 2):
        with worker(environment, log) as process:
            wait_until(
                lambda done=done: (
                    Snapshot.objects.count() >= done and Job.objects.filter(state=JobState.RUNNING).exists()
                ),
                log,
                "first pages",
            )
            kill(process)
        killed_in_the_middle += Job.objects.filter(state=JobState.RUNNING).count()
        assert Job.objects.exclude(state=JobState.DONE).exists()
    assert killed_in_the_middle > 0

    with worker(environment, log):
        wait_until(lambda: Job.objects.filter(state=JobState.DONE).count() == PAGES, log, "the rest")

    assert Submission.objects.filter(state=SubmissionState.READY).count() == PAGES
    assert Article.objects.count() == Snapshot.objects.count() == PAGES
    assert Article.objects.values("url").distinct().count() == PAGES
    assert Job.objects.filter(attempts__gt=1).exists()
    per_page = Proposal.objects.filter(kind="quotation").values("snapshot").annotate(number=Count("pk"))
    assert len({row["number"] for row in per_page}) == 1
    assert len(per_page) == PAGES
    for snapshot in Snapshot.objects.all():
        for proposal in snapshot.proposals.exclude(kind="article"):
            assert proposal.end > proposal.start
    drafts = [path for path in (tmp_path / "var" / "snapshots").rglob(".draft-*")]
    assert len(drafts) <= 2 * 2  # at most what each killed process was writing
