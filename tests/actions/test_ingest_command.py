"""``manage.py ingest``: addresses, files and folders; a dry run without any database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.actions.site import Site
from tracker.actions.jobs import claim_job
from tracker.management.commands import ingest as command
from tracker.models import Article, Job, JobState, Submission

TEXT = "“We follow the law as written,” Sheriff Olga Brandt told the Harbor Ledger on Monday in Chicago, Illinois."


def ingest(*arguments: object) -> list[str]:
    """Lines the command printed."""
    out = StringIO()
    call_command("ingest", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def test_dry_run_prints_the_promised_shape_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    nowhere = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
        "TRACKER_VAR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "ingest", str(tmp_path / "story.txt"), "--dry-run", "--json"],
        cwd=settings.BASE_DIR,
        env={**nowhere, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [json.loads(each) for each in done.stdout.splitlines()]
    text = line["article"]["text"]
    assert {"article", "quotes", "places", "figures", "announcements"} <= set(line)
    (quote,) = line["quotes"]
    assert {"quote_start", "quote_end", "quote_text", "speaker_name", "official", "confidence"} <= set(quote)
    assert text[quote["quote_start"] : quote["quote_end"]] == quote["quote_text"]
    assert quote["speaker_name"] == "Olga Brandt"
    for place in line["places"]:
        assert text[place["start"] : place["end"]] == place["text"]


def test_dry_run_says_what_is_wrong_with_each_input_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    out = StringIO()
    files = [str(tmp_path / name) for name in ("gone.txt", "a.bin", "b.txt")]
    with pytest.raises(CommandError, match="2 of 3 inputs failed"):
        call_command("ingest", *files, "--dry-run", "--json", stdout=out)
    first, second, third = map(json.loads, out.getvalue().splitlines())
    assert first == {"input": files[0], "error": "No such file or directory"}
    assert "PNG image" in second["error"]
    assert len(third["quotes"]) == 1


@pytest.mark.django_db
def test_folder_is_walked_and_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / ".hidden").write_text("no", encoding="utf-8")
    for number, name in enumerate(("a.txt", "deep/b.txt")):
        (tmp_path / name).write_text(f"{TEXT} Number {number}.", encoding="utf-8")
    lines = [json.loads(line) for line in ingest(tmp_path, "--json")]
    assert [line["state"] for line in lines] == ["ready", "ready"]
    assert all(line["proposals"] > 0 for line in lines)
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_failed_input_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 inputs failed"):
        call_command("ingest", str(tmp_path / "empty.txt"), stdout=out)
    assert Submission.objects.get().reason in out.getvalue()


@pytest.mark.django_db
def test_queue_leaves_the_work_to_the_workers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ingest(tmp_path, "--queue")
    assert Job.objects.get().state == JobState.QUEUED


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file"):
        ingest(tmp_path)
    with pytest.raises(CommandError, match="nothing to leave to the workers"):
        ingest(tmp_path, "--queue", "--dry-run")


@pytest.mark.django_db
@pytest.mark.parametrize("how", [[], ["--queue"]])
def test_input_that_cannot_be_opened_is_named_and_the_next_is_read(tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "ok.txt").write_text(TEXT, encoding="utf-8")
    names = [tmp_path / "gone.txt", tmp_path / "ok.txt" / "inside.txt", tmp_path / "ok.txt"]
    out = StringIO()
    with pytest.raises(CommandError, match="2 of 3 inputs failed") as refused:
        call_command("ingest", "--json", *how, *map(str, names), stdout=out)
    assert refused.value.returncode == 1
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["input"] for line in lines] == [str(name) for name in names]
    assert [line.get("error") for line in lines] == ["No such file or directory", "Not a directory", None]
    assert Submission.objects.get().file_name == "ok.txt"


def saved_page(folder: Path, name: str, *, ending: str = ".html") -> None:
    """A page as a browser saves it whole: the page, and a folder of its parts."""
    page = (
        f"<html><body><article><h1>{name} is heard</h1><p>{TEXT} Told at {name}.</p></article></body></html>"
    )
    (folder / f"{name}{ending}").write_text(page, encoding="utf-8")
    parts = folder / f"{name}_files"
    (parts / "deep").mkdir(parents=True)
    for part in ("app.js", "main.css", "frame.html", "deep/more.js"):
        (parts / part).write_text(f"var words = 'A part of {name}, longer than nothing';", encoding="utf-8")
    (parts / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)


@pytest.mark.django_db
@pytest.mark.parametrize("how", [[], ["--dry-run"], ["--queue"]])
def test_parts_of_saved_pages_are_left_out_and_counted(tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "[2025] deep").mkdir()
    saved_page(tmp_path, "hearing")
    saved_page(tmp_path / "[2025] deep", "a [b] c.d", ending=".HTM")
    # Only what a page stands beside is a folder of parts.
    (tmp_path / "case_files").mkdir()
    (tmp_path / "case_files" / "note.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "case.txt").write_text(f"{TEXT} Again.", encoding="utf-8")
    out, said = StringIO(), StringIO()
    call_command("ingest", str(tmp_path), "--json", *how, stdout=out, stderr=said)
    read = [Path(json.loads(line)["input"]).name for line in out.getvalue().splitlines()]
    assert read == ["a [b] c.d.HTM", "case.txt", "note.txt", "hearing.html"]
    assert said.getvalue().startswith("10 files left out: parts of saved pages")


@pytest.mark.django_db
def test_folder_of_parts_is_left_out_when_its_page_is_named_too_and_read_when_named_alone(
    tmp_path: Path,
) -> None:
    saved_page(tmp_path, "hearing")
    both = ingest("--dry-run", "--json", *sorted(tmp_path.iterdir()))
    assert [Path(json.loads(line)["input"]).name for line in both] == ["hearing.html"]
    alone = ingest("--dry-run", "--json", tmp_path / "hearing_files")
    assert len(alone) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("how", [[], ["--dry-run"]])
def test_kinds_that_hold_no_text_are_named_and_left_out_of_a_folder(tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    (tmp_path / "b.csv").write_text("name,state\nElmora,IL\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    first, second, third = map(json.loads, ingest(tmp_path, "--json", *how))
    assert first == {"input": str(tmp_path / "a.png"), "skipped": "This is a PNG image, not a text."}
    assert "import it as a list" in second["skipped"]
    assert "skipped" not in third
    assert not Submission.objects.exclude(file_name="c.txt").exists()
    with pytest.raises(CommandError, match="1 of 1 inputs failed"):
        ingest(tmp_path / "a.png", *how)


@pytest.mark.django_db
def test_work_that_another_process_has_is_said_to_be_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was killed keeps its lease until it runs out; nobody waits for that in silence."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ingest(tmp_path, "--queue")
    job = Job.objects.get()
    assert claim_job(job.pk, lease_s=1) is not None
    monkeypatch.setattr(command, "_SAY_EVERY_S", 0.3)
    said = StringIO()
    call_command("ingest", str(tmp_path), stdout=StringIO(), stderr=said)
    lines = said.getvalue().splitlines()
    assert 2 <= len(lines) <= 5
    assert lines[0].startswith(f"Waiting for job {job.pk}: another process has it, or was killed")
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_dry_run_says_of_an_absent_page_what_the_site_answers(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "fetch", lambda url, **asked: site.fetch_alone(url))
    (line,) = ingest(site.put("/gone", "", status=410), "--dry-run", "--json")
    assert json.loads(line)["status"] == 410


SOURCED = """<html><head><meta property="og:site_name" content="Elmora Gazette">
<link rel="canonical" href="https://www.washoesheriff.com/news/9"></head><body><nav><a href="/x">told</a></nav><article>
<h1>County keeps its rules</h1>
<p>Sheriff Olga Brandt told the Elmora Gazette that Franklin County had been listed by mistake.</p>
<p>The list was <a href="https://elmorapost.example/list?utm_source=x">first reported by</a> the Elmora Post on Monday
in two long stories about it.</p></article></body></html>"""


def test_dry_run_knows_the_links_and_the_outlet(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(SOURCED, encoding="utf-8")
    read: dict[str, object] = {}

    def extract(text: str, **known: object) -> object:
        read.update(known)
        return real(text, **known)

    real = command.extract
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "extract", extract)
        ingest(tmp_path, "--dry-run", "--json")
    assert (read["outlet_name"], read["home_state"]) == ("Elmora Gazette", "NV")
    assert read["links"] == (("first reported by", "https://elmorapost.example/list"),)
