"""The lines of a list from its file, each with its row; what cannot be read is named by row and reason."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tracker.actions.errors import Refused
from tracker.ingest.decode import decode
from tracker.ingest.file_kinds import kind_of
from tracker.ingest.files import HEADER_WITHIN, read_table

_COLUMNS = {
    "as_printed": ("as_printed", "name", "jurisdiction", "place", "city", "county"),
    "state": ("state_as_printed", "state", "st"),
    "kind": ("kind_as_printed", "kind", "type"),
    "label": ("label_as_printed", "label", "status"),
}
CONTROL_MARK = "\x7f"
"""What stands in a line for a control byte of the file."""

# Not the tab, the line ends, nor Escape, with which some charsets switch.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_MARKED = bytes.maketrans(_CONTROLS, CONTROL_MARK.encode() * len(_CONTROLS))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list as published; ``row`` is its row in the file, from 1.

    ``fault`` says why a row could not be read, blank if it could; nothing else is known of such a row.
    """

    row: int
    as_printed: str
    state: str = ""
    kind: str = ""
    label: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be entered."""

    row: int
    reason: str
    is_duplicate: bool = False

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}" if self.row else self.reason


class ListRefused(Refused):
    """A list was not entered; ``problems`` name each row at fault. Nothing was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(named(problems, most=5)), hint="Mend the file and try again.")


def named(problems: list[Problem], *, most: int) -> list[str]:
    """The first problems in words, at most so many, and how many more there are."""
    more = len(problems) - most
    return [str(problem) for problem in problems[:most]] + ([f"and {more:,} more"] if more > 0 else [])


def read_lines(content: bytes, *, name: str = "") -> list[Line]:
    """The lines of a list: a table with a column for the name, or plain text with one name per line.

    Columns may be called name, jurisdiction or as_printed; state; kind or type; label or status. Rows that cannot be
    read are lines with a ``fault``. Raises ListRefused for a table without a column for the name, or an IngestError
    for a file that is no table or text.
    """
    content = _with_controls_marked(content)
    kind = kind_of(content, name=name)
    if kind in ("csv", "text") and _is_mostly_utf8(content):
        content = codecs.BOM_UTF8 + content.removeprefix(codecs.BOM_UTF8)
    if kind == "text" and not _has_header(decode(content).text):
        printed = decode(content).text.splitlines()
        return [Line(row, text.strip()) for row, text in enumerate(printed, 1) if text.strip()]
    table = read_table(content, name=name, header_with=_COLUMNS["as_printed"])
    at = {
        column: next((i for i, title in enumerate(table.header) if title.casefold() in titles), None)
        for column, titles in _COLUMNS.items()
    }
    if at["as_printed"] is None:
        raise ListRefused([Problem(1, "no column for the name: call it name, jurisdiction or as_printed")])
    lines = [
        Line(row, **{column: "" if i is None else cells[i] for column, i in at.items()})
        for row, cells in zip(table.numbers, table.rows, strict=True)
    ]
    lines += [Line(fault.row, "", fault=fault.reason) for fault in table.faults]
    return sorted(lines, key=lambda line: line.row)


def _with_controls_marked(content: bytes) -> bytes:
    """The bytes with DEL, which decoding keeps, for each control byte, which it would drop without a word.

    So the row that holds one can be named. Archives, images and UTF-16 have such bytes at once and stay as they are.
    """
    return content if content[:8] != content[:8].translate(None, _CONTROLS) else content.translate(_MARKED)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether of the lines beyond ASCII at least half are UTF-8, and one is not: then that one is at fault.

    Lines of another charset are hardly ever UTF-8 by chance; decoding the whole at once would take the odd line's
    charset for all and the others for garbled.
    """
    whole = wrong = 0
    for line in content.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
                whole += 1
            except UnicodeDecodeError:
                wrong += 1
    return bool(wrong) and whole >= wrong


def _has_header(text: str) -> bool:
    """Whether one of the first lines of a text names the columns of a table, the first also with one column."""
    for number, line in enumerate(text[:20_000].splitlines()[:HEADER_WITHIN]):
        cells = re.split(r"[,;\t|]", line)
        if any(cell.strip().casefold() in _COLUMNS["as_printed"] for cell in cells):
            return not number or len(cells) > 1
    return False
