"""Bytes are kept once under their hash, whole or not at all, and damage is noticed."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.actions import store
from tracker.actions.errors import Refused


@given(st.binary(max_size=5000))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_read_back(content: bytes) -> None:
    digest = store.keep(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert store.read(digest) == content


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_same_bytes_are_one_file(capture_folder: Path) -> None:
    assert store.keep(b"text") == store.keep(b"text")
    assert len(files(capture_folder)) == 1


def test_text_is_kept_compressed(capture_folder: Path) -> None:
    store.keep(b"the same words again " * 5000)
    assert files(capture_folder)[0].stat().st_size < 2000


def test_full_disk_leaves_nothing(capture_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(OSError, match="No space"):
        store.keep(b"text")
    assert files(capture_folder) == []


def test_damaged_file_is_refused(capture_folder: Path) -> None:
    digest = store.keep(b"text")
    other = store.keep(b"other text")
    (capture_folder / store.name_of(digest)).write_bytes((capture_folder / store.name_of(other)).read_bytes())
    with pytest.raises(Refused, match="is damaged"):
        store.read(digest)
    (capture_folder / store.name_of(digest)).write_bytes(b"not gzip")
    with pytest.raises(Refused, match="cannot be read"):
        store.read(digest)


def test_missing_file_is_refused() -> None:
    with pytest.raises(Refused, match="is missing"):
        store.read("0" * 64)
