"""docs/security.md promises no more than the tests show."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in (ROOT / "docs/security.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| attack", "| fault"))
]


def test_every_test_the_document_names_is_there() -> None:
    there = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[2])}
    assert named - there == set()
    assert len(named) > 100


def test_every_row_says_what_happens_and_names_a_test() -> None:
    assert len(ROWS) > 40
    for row in ROWS:
        assert len(row) == 3 and row[1] and re.search(r"`test_\w+`", row[2]), row
