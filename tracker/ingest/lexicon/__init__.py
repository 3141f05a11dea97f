"""Small word lists the extraction rules read, one entry a line, ``#`` starts a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def lines(name: str) -> tuple[str, ...]:
    """Entries of ``<name>.txt`` in order, comments and blank lines left out."""
    text = (_HERE / f"{name}.txt").read_text(encoding="utf-8")
    entries = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(entry for entry in entries if entry)


@cache
def words(name: str) -> frozenset[str]:
    """Entries of ``<name>.txt`` as a set, lower-cased; several entries may share a line."""
    return frozenset(word for line in lines(name) for word in line.lower().split())
