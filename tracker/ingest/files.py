"""Uploaded files: their size, and the rows of spreadsheets.

Limits: 10 MB as uploaded, 50 MB unpacked, 100,000 rows. A file over a limit or damaged is refused; single rows
at fault are all named, so that a person mends the file once.
"""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from tracker.ingest.decode import clean_text, decode
from tracker.ingest.errors import BadTable, NotText, TooLarge, Unreadable
from tracker.ingest.file_kinds import kind_of

MAX_UPLOAD_BYTES = 10 * 2**20
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 3_000_000
MAX_CELL_CHARS = 32_767
HEADER_FAULTS = 10
"""Columns named when a header is refused."""
HEADER_WITHIN = 20
"""Rows at the top of a table among which its header is looked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row of a table cannot be used; ``row`` is where it stands in the file, from 1."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet as text: ``header`` names the columns, each row has one cell per column.

    ``numbers`` are where the rows stand in the file, from 1, which empty rows left out and cells of
    several lines make other than their place here. ``warnings`` say what was put up with (empty rows left
    out, short rows filled). ``faults`` are the rows that cannot be used, in their order; they are not in ``rows``, so
    nobody may enter a table that has any.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


def check_upload_size(content: bytes) -> None:
    """Raise TooLarge for an upload over the limit."""
    if len(content) > MAX_UPLOAD_BYTES:
        raise TooLarge(
            f"The file has {len(content) / 2**20:.1f} MB; at most {MAX_UPLOAD_BYTES // 2**20} MB are taken."
        )


def read_table(content: bytes, *, name: str = "", header_with: Iterable[str] = ()) -> Table:
    """The rows of a CSV or XLSX file, every cell as text; formulas as they are written.

    A workbook may have rows in one sheet only. ``header_with``: names of columns (any case) of which the header
    has one; another first row is refused, with the row that does have one if it stands near the top.
    Raises TooLarge, NotText, Unreadable, or BadTable for a header that names no columns, with ``row`` and ``field``.
    """
    check_upload_size(content)
    kind = kind_of(content, name=name)
    faults: list[Fault] = []
    if kind == "xlsx":
        rows = _xlsx_rows(content)
    elif kind in ("csv", "text"):
        rows = _csv_rows(decode(content).text, faults)
    else:
        raise NotText(f"A table must be CSV or XLSX; this file is {kind.upper()}.")
    wanted = frozenset(name.casefold() for name in header_with)
    return _table(_from_header(rows, wanted) if wanted else rows, faults)


def _from_header(
    rows: Iterator[tuple[int, Sequence[str]]], wanted: frozenset[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows as they are. Raises BadTable when the first that is not empty holds none of the names."""
    top = list(itertools.islice(rows, HEADER_WITHIN))
    first = next((number for number, cells in top if any(cells)), None)
    for number, cells in top:
        named = next((cell.strip() for cell in cells if cell.strip().casefold() in wanted), None)
        if named is not None:
            if number != first:
                message = f"Row {number} looks like the header (“{named}”): take out the rows above it."
                raise BadTable(message, row=number, field=named)
            break
    yield from top
    yield from rows


def _table(lines: Iterable[tuple[int, Sequence[str]]], faults: list[Fault]) -> Table:
    """Rows numbered as in the file, checked and squared off against the first that is not empty.

    What is wrong with a row goes to ``faults``, where ``lines`` may put rows that it cannot read.
    """
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    empty = short = 0
    for number, cells in lines:
        cells = [clean_text(cell).strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        if not header:
            header = _checked_header(cells, row=number)
            continue
        if len(rows) + len(faults) >= MAX_ROWS:
            raise TooLarge(f"The table has more than {MAX_ROWS:,} rows.")
        if reason := _fault_of(cells, header):
            faults.append(Fault(number, reason))
            continue
        short += len(cells) < len(header)
        rows.append((*cells, *[""] * (len(header) - len(cells))))
        numbers.append(number)
    if not header:
        raise BadTable("The table is empty: not even a header was found.")
    warnings = []
    if empty:
        warnings.append(f"{empty} empty rows were left out.")
    if short:
        warnings.append(f"{short} rows end early; their last cells are blank.")
    in_order = sorted(faults, key=lambda fault: fault.row)
    return Table(header, tuple(rows), tuple(warnings), tuple(numbers), tuple(in_order))


def _fault_of(cells: list[str], header: tuple[str, ...]) -> str:
    """Why a row does not fit under the header; blank if it does."""
    if len(cells) > len(header):
        extra = _letter(len(header) + 1)
        return f"{len(cells)} cells, where the header has {len(header)}: column {extra} has no name"
    for column, cell in zip(header, cells, strict=False):
        if len(cell) > MAX_CELL_CHARS:
            return f"the cell under “{column[:80]}” has more than {MAX_CELL_CHARS:,} characters"
    return ""


def _checked_header(cells: list[str], *, row: int) -> tuple[str, ...]:
    seen: set[str] = set()
    faults: list[tuple[str, str]] = []
    if len(cells) > MAX_COLUMNS:
        raise TooLarge(f"The table has more than {MAX_COLUMNS} columns.")
    for position, cell in enumerate(cells, 1):
        letter = _letter(position)
        if not cell:
            faults.append((letter, f"Row {row}, column {letter}: the column has no name."))
        elif cell.casefold() in seen:
            faults.append((cell[:80], f"Row {row}, column {letter}: another is named “{cell[:80]}” too."))
        seen.add(cell.casefold())
    if faults:
        more = (
            f" {len(faults) - HEADER_FAULTS} more columns are at fault."
            if len(faults) > HEADER_FAULTS
            else ""
        )
        message = " ".join(sentence for _, sentence in faults[:HEADER_FAULTS]) + more
        raise BadTable(message, row=row, field=faults[0][0])
    return tuple(cells)


def _csv_rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows and the line each begins on; one that is no CSV goes to ``faults``, and reading goes on below it.

    Raises BadTable when the first row is none: its columns cannot be known.
    """
    top = text[:20_000].splitlines()[:HEADER_WITHIN]
    # A title above the header has no delimiter; the first line that has one tells.
    sample = next((line for line in top if any(mark in line for mark in ",;\t|")), "")
    delimiter = max(",;\t|", key=lambda mark: (sample.count(mark), mark == ","))
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    is_first = True
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if is_first:
                raise BadTable(f"Row {begins} cannot be read as CSV: {error}.", row=begins) from None
            if len(faults) >= MAX_ROWS:
                raise TooLarge(f"The table has more than {MAX_ROWS:,} rows.") from None
            faults.append(Fault(begins, f"it cannot be read as CSV: {error}"))
        else:
            is_first = False
            yield begins, cells


def _letter(position: int) -> str:
    """The letter a spreadsheet shows above a column, from 1."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(position)


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    # Loaded with the first spreadsheet: most processes read none.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # defusedxml, when installed, is what openpyxl parses with; read_only streams the rows.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            if not book.worksheets:
                raise Unreadable("The workbook has no sheet with cells.")
            for sheet in book.worksheets:
                # The size a sheet declares is a claim; without this the claim is what gets allocated.
                sheet.reset_dimensions()
            filled = [sheet for sheet in book.worksheets if _has_rows(sheet)]
            if len(filled) > 1:
                named = ", ".join(f"“{sheet.title[:40]}”" for sheet in filled[:5])
                raise BadTable(
                    f"The workbook has rows in {len(filled)} sheets ({named}): keep the one to be read."
                )
            sheet = filled[0] if filled else book.worksheets[0]
            for number, cells in _sheet_rows(sheet):
                yield number, [_cell_text(cell) for cell in cells]
        finally:
            book.close()
    except (
        InvalidFileException,
        DefusedXmlException,
        ParseError,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        EOFError,
    ) as error:
        raise Unreadable("The workbook is damaged and cannot be read.") from error


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows of a sheet and their numbers. Raises TooLarge past the limits."""
    unpacked = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        # A row number or a column letter far out makes empty cells: they cost as much as full ones.
        unpacked += len(cells) + 1
        if number > MAX_ROWS * 2 or unpacked > MAX_CELLS:
            raise TooLarge(f"The table has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells.")
        yield number, cells


def _has_rows(sheet: Any) -> bool:
    """Whether a sheet has a cell that is not blank, however far down it stands."""
    return any(
        cell is not None and str(cell).strip() for _number, cells in _sheet_rows(sheet) for cell in cells
    )


def _cell_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without ".0", dates in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))
