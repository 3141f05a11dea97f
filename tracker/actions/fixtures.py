"""Reading the starter fixtures: CSV rows whose every fault is named by file, line, column and what was expected.

Dates are written as far as they are known: ``2017``, ``2017-05`` or ``2017-05-01``. A cell that holds several
values separates them with ``|``. A blank cell means not known or not applicable.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tracker.models import Precision

FOLDER = Path(__file__).resolve().parents[2] / "fixtures"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class FixtureError(ValueError):
    """A cell of a fixture is not what the loader can use. Nothing of that load is kept; a retry cannot help."""

    def __init__(self, file: str, line: int, column: str, expected: str, *, found: str = "") -> None:
        found = f", found {found!r}" if found else ""
        super().__init__(f"{file}, line {line}, column {column}: expected {expected}{found}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a fixture. ``line`` counts from 1, the header being line 1."""

    file: str
    line: int
    cells: dict[str, str]

    def error(self, column: str, expected: str) -> FixtureError:
        """The fault of one cell, ready to raise."""
        return FixtureError(self.file, self.line, column, expected, found=self.cells.get(column, ""))

    def text(self, column: str) -> str:
        """A cell, blank when empty or when the file has no such column."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """A cell that may not be blank."""
        value = self.text(column)
        if not value:
            raise self.error(column, "a value")
        return value

    def choice(self, column: str, allowed: list[str], *, default: str | None = None) -> str:
        """A code out of a closed list; ``default`` stands for a blank cell when given."""
        value = self.text(column)
        if not value and default is not None:
            return default
        if value not in allowed:
            raise self.error(column, "one of " + ", ".join(code for code in allowed if code))
        return value

    def many(self, column: str) -> list[str]:
        """The values of a cell separated by ``|``."""
        return [part.strip() for part in self.text(column).split("|") if part.strip()]

    def flag(self, column: str) -> bool:
        """``yes`` or blank."""
        return self.choice(column, ["", "yes"]) == "yes"

    def number(self, column: str) -> int | None:
        """A whole number, or None for a blank cell."""
        value = self.text(column)
        if value and not value.isdecimal():
            raise self.error(column, "a whole number")
        return int(value) if value else None

    def decimal(self, column: str) -> Decimal | None:
        """A decimal number with a point, or None for a blank cell."""
        try:
            return Decimal(self.text(column)) if self.text(column) else None
        except InvalidOperation:
            raise self.error(column, "a number") from None

    def day(self, column: str) -> tuple[datetime.date | None, str]:
        """A date and how much of it is known. Unknown parts are the first of the month or year."""
        value = self.text(column)
        if not value:
            return None, Precision.DAY
        match = _DATE.fullmatch(value)
        try:
            year, month, day = match.groups() if match else (None, None, None)
            date = datetime.date(int(year or 0), int(month or 1), int(day or 1))
        except ValueError:
            raise self.error(column, "a date as 2017, 2017-05 or 2017-05-01") from None
        return date, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR

    def required_day(self, column: str) -> tuple[datetime.date, str]:
        """A date that may not be blank."""
        date, precision = self.day(column)
        if date is None:
            raise self.error(column, "a date")
        return date, precision


def rows(file: str, *, folder: Path = FOLDER) -> Iterator[Row]:
    """The rows of a fixture file. Raises FixtureError for a missing file or a line of the wrong length."""
    path = folder / file
    try:
        handle = path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise FixtureError(file, 0, "(file)", f"a readable file ({error.strerror})") from error
    with handle:
        reader = csv.reader(handle, strict=True)
        try:
            header = next(reader, [])
            for cells in reader:
                if len(cells) != len(header):
                    raise FixtureError(file, reader.line_num, "(row)", f"{len(header)} cells")
                yield Row(file, reader.line_num, dict(zip(header, (cell.strip() for cell in cells))))
        except csv.Error as error:
            raise FixtureError(file, reader.line_num, "(row)", f"well-formed CSV ({error})") from error
        except UnicodeDecodeError as error:
            raise FixtureError(file, reader.line_num, "(file)", "UTF-8") from error
