"""Uploaded files: what kind they are, decided by content, and the rows of spreadsheets.

Limits: 10 MB as uploaded, 50 MB unpacked, 100,000 rows. A file over a limit or damaged is refused with
the row and column at fault where there is one; nothing is read by half.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
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

MAX_UPLOAD_BYTES = 10 * 2**20
MAX_UNPACKED_BYTES = 50 * 2**20
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 3_000_000
MAX_CELL_CHARS = 32_767
HEADER_WITHIN = 20
"""Rows at the top of a table among which its header is looked for."""

_MAX_ZIP_ENTRIES = 2000

_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x00\x00\x01\x00": "an icon",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office file (save it as .xlsx, .csv or PDF)",
    b"OggS": "a sound or film",
    b"ID3": "a sound file",
    b"fLaC": "a sound file",
    b"\x1aE\xdf\xa3": "a film",
    b"SQLite format 3": "a database",
    b"wOF2": "a font",
    b"{\\rtf": "an RTF file (save it as PDF or plain text)",
}
_FEED = re.compile(
    r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|sm:urlset)[\s>]|^\s*\{[^<]{0,400}\"https?:\\?/\\?/jsonfeed\.org",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|section|table)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
# Escape (27) is left out: some Asian charsets switch with it.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_WRONG = re.compile("[\x7f-\x9f\ufffd]")
# What machines write above a mail or a web archive; people who type "From:" above a text write none of it.
_MAIL_HEADERS = frozenset(
    "mime-version message-id received return-path delivered-to dkim-signature content-transfer-encoding".split()
)
_SENT_HEADERS = _MAIL_HEADERS - {"mime-version", "content-transfer-encoding"} | {"to"}
_RELATED = re.compile(r"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_MAIL = "an e-mail (save its text as a text file or PDF)"
_CODE = {
    "a script": (".js .mjs .cjs .ts .py .php .sh", "javascript ecmascript typescript"),
    "a style sheet": (".css .scss .less", "css"),
    "data for programs (JSON)": (".json .jsonl .geojson .map", "json ld+json"),
    "data for programs (XML)": (".xml .xsl .svg .kml", "xml svg+xml"),
    "a calendar": (".ics", "calendar"),
    "a contact": (".vcf", "vcard"),
    _MAIL: (".eml .msg .mbox", "rfc822"),
}
_CODE_NAMES = {suffix: what for what, (names, _) in _CODE.items() for suffix in names.split()}
_CODE_TYPES = {kind: what for what, (_, kinds) in _CODE.items() for kind in kinds.split()}
# Prose has hardly any curly bracket, scripts, style sheets and JSON one in thirty to eighty characters.
_BRACES_AMONG, _MIN_BRACES = 100, 6
_NAMES = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".htm": "html", ".html": "html", ".xhtml": "html"}


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet as text: ``header`` names the columns, each row has one cell per column.

    ``numbers`` are where the rows stand in the file, from 1, which empty rows left out and cells of
    several lines make other than their place here. ``warnings`` say what was put up with (empty rows left
    out, short rows filled).
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def kind_of(content: bytes, *, name: str = "", content_type: str = "") -> str:
    """``html``, ``mhtml``, ``pdf``, ``text``, ``csv``, ``xlsx`` or ``feed``, by content; name and type break ties.

    Raises NotText for anything else, naming what it looks like, and for an empty file.
    """
    if not content.strip(b" \t\r\n\0"):
        raise NotText("The file is empty.")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise NotText(f"This is {what}, not a text.")
    if content[4:8] == b"ftyp" or (
        content.startswith(b"RIFF") and content[8:12] in (b"WEBP", b"WAVE", b"AVI ")
    ):
        raise NotText("This is an image, a sound or a film, not a text.")
    beginning = decode(content[:8192], content_type=content_type)
    if _is_binary(content[:8192], beginning.text):
        raise NotText("This is a binary file of an unknown kind, not a text.")
    media = content_type.partition(";")[0].strip().lower()
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if _HTML.search(beginning.text):
        return "html"
    if _FEED.search(beginning.text[:2000]):
        return "feed"
    if media in ("text/html", "application/xhtml+xml") or (
        not media and suffix in _NAMES and _NAMES[suffix] == "html"
    ):
        return "html"
    if media in ("text/csv", "text/tab-separated-values") or _NAMES.get(suffix) == "csv":
        return "csv"
    what = _mail_kind(beginning.text, suffix=suffix)
    if what == "mhtml":
        return "mhtml"
    if what := what or _code_kind(beginning.text, suffix=suffix, media=media):
        raise NotText(f"This is {what}: neither an article nor a table is read from it.")
    return "text"


def _mail_kind(text: str, *, suffix: str) -> str:
    """``mhtml`` for a web archive, what it is for a mail, blank for what has no headers of either."""
    lines = text.partition("\n\n")[0].split("\n")
    names = {line.partition(":")[0].lower() for line in lines if line[:1] not in (" ", "\t")}
    if not names & _MAIL_HEADERS or any(not re.fullmatch(r"[\w-]{1,60}", name) for name in names):
        return ""
    is_archive = suffix in (".mhtml", ".mht") or _RELATED.search("\n".join(lines))
    return "mhtml" if is_archive and not names & _SENT_HEADERS else _MAIL


def _code_kind(text: str, *, suffix: str, media: str) -> str:
    """What a file that only programs read is, by its name, its type or its curly brackets; blank for a text."""
    if what := _CODE_NAMES.get(suffix) or _CODE_TYPES.get(media.rpartition("/")[2].removeprefix("x-")):
        return what
    if text.lstrip().startswith("<?xml"):
        return "data for programs (XML)"
    braces = text.count("{") + text.count("}")
    return (
        "a script or data for programs"
        if braces >= _MIN_BRACES and braces * _BRACES_AMONG > len(text)
        else ""
    )


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
    Raises TooLarge, NotText, Unreadable, or BadTable with ``row`` (1 is the header) and ``field``.
    """
    check_upload_size(content)
    kind = kind_of(content, name=name)
    if kind == "xlsx":
        rows = _xlsx_rows(content)
    elif kind in ("csv", "text"):
        rows = _csv_rows(decode(content).text)
    else:
        raise NotText(f"A table must be CSV or XLSX; this file is {kind.upper()}.")
    wanted = frozenset(name.casefold() for name in header_with)
    return _table(_from_header(rows, wanted) if wanted else rows)


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


def _table(lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """Rows numbered as in the file, checked and squared off against the first that is not empty."""
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
        if len(cells) > len(header):
            extra = _letter(len(header) + 1)
            message = (
                f"Row {number} has {len(cells)} cells, the header {len(header)}: column {extra} has no name."
            )
            raise BadTable(message, row=number, field=extra)
        for column, cell in zip(header, cells, strict=False):
            if len(cell) > MAX_CELL_CHARS:
                message = (
                    f"Row {number}, column “{column}”: the cell has more than {MAX_CELL_CHARS:,} characters."
                )
                raise BadTable(message, row=number, field=column)
        if len(rows) >= MAX_ROWS:
            raise TooLarge(f"The table has more than {MAX_ROWS:,} rows.")
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
    return Table(header, tuple(rows), tuple(warnings), tuple(numbers))


def _checked_header(cells: list[str], *, row: int) -> tuple[str, ...]:
    seen: set[str] = set()
    if len(cells) > MAX_COLUMNS:
        raise TooLarge(f"The table has more than {MAX_COLUMNS} columns.")
    for position, cell in enumerate(cells, 1):
        letter = _letter(position)
        if not cell:
            raise BadTable(f"Row {row}, column {letter}: the column has no name.", row=row, field=letter)
        if cell.casefold() in seen:
            raise BadTable(f"Row {row}: two columns are named “{cell[:80]}”.", row=row, field=cell[:80])
        seen.add(cell.casefold())
    return tuple(cells)


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    top = text[:20_000].splitlines()[:HEADER_WITHIN]
    # A title above the header has no delimiter; the first line that has one tells.
    sample = next((line for line in top if any(mark in line for mark in ",;\t|")), "")
    delimiter = max(",;\t|", key=lambda mark: (sample.count(mark), mark == ","))
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadTable(f"Row {begins} cannot be read as CSV: {error}.", row=begins) from None


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


def _zip_kind(content: bytes) -> str:
    """``xlsx`` for a workbook within the limits. The sizes in a zip's directory are only claims, so the
    parts are unpacked and counted, a piece at a time and nothing kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                what = "a Word file (save it as PDF)" if "word/document.xml" in names else "a zip archive"
                raise NotText(f"This is {what}, not a text.")
            if len(entries) > _MAX_ZIP_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
                raise TooLarge(f"The workbook unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB.")
            unpacked = 0
            for entry in entries:
                with archive.open(entry) as part:
                    before = b""
                    while piece := part.read(2**20):
                        unpacked += len(piece)
                        if b"<!DOCTYPE" in before + piece or b"<!ENTITY" in before + piece:
                            raise Unreadable("The workbook declares XML entities, which are never read.")
                        before = piece[-16:]
                        if unpacked > MAX_UNPACKED_BYTES:
                            raise TooLarge(
                                f"The workbook unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB."
                            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise Unreadable("The file is a damaged or locked zip archive.") from error
    return "xlsx"


def _is_binary(content: bytes, text: str) -> bool:
    """Whether the beginning of a file holds what no text has: many control bytes or undecodable ones."""
    if not text:
        return True
    controls = len(content) - len(content.translate(None, _CONTROLS))
    is_wide = content.count(0) * 3 > len(content)
    wrong = len(_WRONG.findall(text))
    return (controls * 50 > len(content) and not (is_wide and wrong == 0)) or wrong * 10 > len(text)
