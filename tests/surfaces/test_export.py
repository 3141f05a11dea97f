"""manage.py export prints what the web gives, byte for byte."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from tests import cast
from tests.surfaces.reading import get
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db


def printed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> bytes:
    """What the command writes to standard output."""
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    call_command("export", *arguments)
    return out.buffer.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("format", ["csv", "json"])
def test_export_prints_the_bytes_of_the_web(client, monkeypatch, format):
    cast.build()
    for kind in RECORDS:
        assert printed(monkeypatch, kind, "--format", format) == get(client, f"/{kind}.{format}"), kind


def test_filters_are_those_of_the_web(client, monkeypatch):
    cast.build()
    filters = ("state=IL", "kind=county", "kind=state", "sort=name")
    assert printed(monkeypatch, "jurisdictions", *filters) == get(
        client, f"/jurisdictions.csv?{'&'.join(filters)}"
    )


def test_zip_is_the_zip_of_the_web(client, monkeypatch):
    cast.build()
    assert printed(monkeypatch, "zip") == get(client, "/data/tracker.zip")


def test_wrong_filter_is_named(monkeypatch):
    with pytest.raises(CommandError, match="colour: is not a filter of lists"):
        printed(monkeypatch, "lists", "colour=red")


def test_file_appears_only_when_whole(tmp_path, monkeypatch):
    target = tmp_path / "lists.csv"
    monkeypatch.setattr(
        "tracker.management.commands.export.csv_of", lambda selection: (1 / 0 for _ in range(1))
    )
    with pytest.raises(ZeroDivisionError):
        call_command("export", "lists", "--output", str(target))
    assert list(tmp_path.iterdir()) == []


def test_file_holds_what_is_printed(tmp_path, monkeypatch):
    cast.build()
    target = tmp_path / "lists.csv"
    call_command("export", "lists", "--output", str(target))
    assert target.read_bytes() == printed(monkeypatch, "lists")
