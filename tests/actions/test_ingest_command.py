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
    with pytest.raises(CommandError, match="1 of 2 inputs failed"):
        call_command("ingest", str(tmp_path), "--dry-run", "--json", stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert "PNG image" in first["error"]
    assert len(second["quotes"]) == 1


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
def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.txt: No such file"):
        ingest(tmp_path / "gone.txt")
