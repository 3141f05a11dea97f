"""``manage.py ingest`` on a folder, killed without warning halfway and started again: each page once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from tracker.models import Article, Job, JobState, Proposal, Snapshot, Submission

PAGES = 100
PATIENCE_S = 240


def page(number: int) -> str:
    """A saved page with an address, quotations, a place and a figure of its own."""
    return f"""<!doctype html><html lang="en"><head><title>Hearing {number} on the jail</title>
<link rel="canonical" href="https://harborledger.example/hearing/{number}"></head><body><article>
<h1>Hearing {number} on the jail</h1>
<p>Sheriff Olga Brandt of Cook County, Illinois, spoke at hearing number {number} on Monday. “Nobody told us
what rule {number} would cost,” Brandt said. The jail holds {number + 200} people, she said.</p>
<p>The county will hear from {number + 3} more people in April, the clerk said after the hearing.</p>
</article></body></html>"""


def test_folder_of_100_pages_survives_kill_9_of_the_command(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"{number:03}.html").write_text(page(number), encoding="utf-8")
    command = [sys.executable, "manage.py", "ingest", str(folder)]
    log = tmp_path / "ingest.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE_S
        while not (
            Snapshot.objects.count() >= PAGES // 2 and Job.objects.filter(state=JobState.RUNNING).exists()
        ):
            assert time.monotonic() < deadline and process.poll() is None, log.read_text()[-2000:]
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert PAGES // 2 <= Snapshot.objects.count() < PAGES
    assert Job.objects.filter(state=JobState.RUNNING).count() == 1

    again = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert again.returncode == 0, again.stdout[-2000:] + again.stderr[-2000:]

    assert Article.objects.count() == Snapshot.objects.count() == PAGES
    assert Article.objects.values("url").distinct().count() == PAGES
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    assert not Submission.objects.filter(state__in=["received", "working", "failed"]).exists()
    quoted = Proposal.objects.filter(kind="quotation").values("snapshot").annotate(number=Count("pk"))
    assert {row["number"] for row in quoted} == {quoted[0]["number"]}
    assert len(quoted) == PAGES
    for proposal in Proposal.objects.exclude(kind="article").select_related("snapshot"):
        evidence = proposal.snapshot.text[proposal.start : proposal.end]
        assert evidence, proposal
        assert proposal.payload.get("exact", evidence) == evidence
