from __future__ import annotations

import io
import resource
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.errors import BadTable, IngestError, NotText, TooLarge, Unreadable
from tracker.ingest.file_kinds import kind_of, media_type_of
from tracker.ingest.files import MAX_UPLOAD_BYTES, read_table


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, **changed: bytes) -> bytes:
    """A workbook with parts replaced, by the last piece of their name before the dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            stem = entry.filename.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(entry.filename, changed.get(stem, old.read(entry)))
    return out.getvalue()


ARCHIVE = b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n--x'
MAIL = b"Received: from a.example\nFrom: a@b.example\nTo: c@d.example\nContent-Type: multipart/related\n\nSGVsbG8="
SCRIPT = b'(function(w){"use strict";var a={b:1};if(w.a){w.a(function(){return a.b})}})(window);'
STYLE = b".story { color: red } .story p { margin: 0 } .menu { display: none }"


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kind"),
    [
        (b"<!doctype html><p>x", "", "", "html"),
        (b"\xef\xbb\xbf\n <!-- note --><HTML>", "a.txt", "", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", "", "", "html"),
        (b"plain <b>words", "", "text/html; charset=utf-8", "html"),
        (b"plain words", "saved.HTM", "", "html"),
        (b"%PDF-1.7\n", "a.html", "text/html", "pdf"),
        (b"\n\n%PDF-1.4", "", "", "pdf"),
        (b"The sheriff said so.", "", "", "text"),
        ("Ünïcödé wörds".encode("utf-16"), "", "", "text"),
        ("Ünïcödé wörds".encode("cp1252"), "", "", "text"),
        (b"a,b\n1,2\n", "list.csv", "", "csv"),
        (b"a\tb\n1\t2\n", "list.tsv", "", "csv"),
        (b"a,b\n1,2\n", "", "text/csv", "csv"),
        (b"<?xml version='1.0'?>\n<rss version='2.0'>", "", "", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "", "text/html", "feed"),
        (b"<urlset xmlns='x'>", "", "", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "", "", "feed"),
        (workbook(["a"]), "a.zip", "application/zip", "xlsx"),
        (ARCHIVE, "", "", "mhtml"),
        (ARCHIVE, "story.mhtml", "multipart/related", "mhtml"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>", "story.mht", "", "mhtml"),
        (b"<p>Words</p>", "story.css", "", "html"),
        (b"From: the sheriff\nTo: the press\nDate: May 3, 2025\n\nWe keep our policy.", "", "", "text"),
        (b"Message-ID is a header, the clerk of the county said.", "", "", "text"),
        (
            b"The form says {name} and {date}, {place} and {more}. " + b"It goes on for long. " * 40,
            "",
            "",
            "text",
        ),
    ],
)
def test_kind_is_told_by_content(content: bytes, name: str, content_type: str, kind: str) -> None:
    assert kind_of(content, name=name, content_type=content_type) == kind


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"<!doctype html><title>x</title>", "", "text/html"),
        (b"Words of a saved page.", "saved.htm", "text/html"),
        (b"%PDF-1.7\n", "page.html", "application/pdf"),
        (b"Plain words.", "", "text/plain"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "", "message/rfc822"),
        (b"name,state\nPine,IL\n", "list.csv", ""),
        (b"\x89PNG\r\n\x1a\n", "page.html", ""),
        (b"", "", ""),
    ],
)
def test_media_type_is_that_of_what_articles_are_read_from(
    content: bytes, name: str, media_type: str
) -> None:
    assert media_type_of(content, name=name) == media_type


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b" \n\0\0", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\x1f\x8b\x08\0\0\0", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (b"\0\0\0 ftypmp42", "film"),
        (bytes(range(256)) * 20, "binary"),
        (b"text and then " + b"\0\x01\x02" * 500, "binary"),
    ],
)
def test_what_is_no_text_is_refused_by_name(content: bytes, what: str) -> None:
    with pytest.raises(NotText, match=what):
        kind_of(content, name="story.html", content_type="text/html")


@pytest.mark.parametrize(
    ("content", "name", "content_type", "what"),
    [
        (MAIL, "", "", "e-mail"),
        (b"Words of a mail that was saved as text.", "story.eml", "", "e-mail"),
        (MAIL.replace(b"related", b"alternative").replace(b"To: c@d.example\n", b""), "", "", "e-mail"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>", "", "message/rfc822", "e-mail"),
        (SCRIPT, "", "", "script"),
        (b"// A library that does things.\nrun();", "app.js", "", "a script"),
        (b"run();", "", "text/javascript; charset=utf-8", "a script"),
        (b"run();", "", "application/x-javascript", "a script"),
        (STYLE, "", "", "script or data"),
        (b"@charset 'utf-8';", "main.CSS", "", "style sheet"),
        (b'[{"a": 1}, {"a": 2}, {"a": 3}]', "", "", "script or data"),
        (b'["a", "b"]', "", "application/json", "JSON"),
        (b"<?xml version='1.0'?><nitf><body>x</body></nitf>", "", "", "XML"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "day.ics", "", "calendar"),
    ],
)
def test_what_is_no_article_is_refused_by_name(
    content: bytes, name: str, content_type: str, what: str
) -> None:
    with pytest.raises(NotText, match=what):
        kind_of(content, name=name, content_type=content_type)


def test_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotText, match="Word"):
        kind_of(out.getvalue())
    with pytest.raises(Unreadable, match="damaged"):
        kind_of(out.getvalue()[:40])


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_or_a_reason(content: bytes) -> None:
    try:
        assert kind_of(content) in {"html", "mhtml", "pdf", "text", "csv", "xlsx", "feed"}
    except IngestError as error:
        assert error.message.endswith(".")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_separates_its_cells(mark: str) -> None:
    text = f"name{mark}state\n“Harbor”{mark}IL\n\nPine{mark}\n"
    table = read_table(text.encode("utf-8-sig"), name="list.csv")
    assert table.header == ("name", "state")
    assert table.rows == (("“Harbor”", "IL"), ("Pine", ""))
    assert table.warnings == ("1 empty rows were left out.", "1 rows end early; their last cells are blank.")


def test_csv_in_windows_charset_with_quoted_line_breaks() -> None:
    table = read_table('name,note\r\n"Cañon, City","two\r\nlines"\r\n'.encode("cp1252"), name="a.csv")
    assert table.rows == (("Cañon, City", "two\nlines"),)


def test_workbook_cells_come_as_people_read_them() -> None:
    day, moment = date(2025, 5, 29), datetime(2025, 5, 29, 8, 30)
    table = read_table(
        workbook(["a", "b", "c", "d", "e", "f"], [1.0, 2.5, True, day, moment, None], ["x", "y"])
    )
    assert table.rows[0] == ("1", "2.5", "TRUE", "2025-05-29", "2025-05-29 08:30:00", "")
    assert table.rows[1] == ("x", "y", "", "", "", "")


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x.example","y")', "=SUM(A1:A2)"])
def test_formula_stays_text(formula: str) -> None:
    assert read_table(workbook(["a"], [formula])).rows == ((formula,),)
    quoted = formula.replace('"', '""')
    assert read_table(f'a\n"{quoted}"\n'.encode(), name="a.csv").rows == ((formula,),)


@pytest.mark.parametrize(
    ("text", "row", "field", "words"),
    [
        ("", 0, "", "empty"),
        ("a,,c\n", 1, "B", "column B: the column has no name"),
        ("a,b,A\n", 1, "A", "column C: another is named “A” too"),
        ("a,,A\n", 1, "B", "column B: the column has no name. Row 1, column C: another"),
        ("," * 40 + "a\n", 1, "A", "30 more columns are at fault"),
        ('a,"b"c\n1,2\n', 1, "", "Row 1 cannot be read as CSV"),
    ],
)
def test_bad_table_names_row_and_column(text: str, row: int, field: str, words: str) -> None:
    with pytest.raises(IngestError, match=words) as caught:
        read_table(text.encode(), name="list.csv")
    if text:
        assert isinstance(caught.value, BadTable) and (caught.value.row, caught.value.field) == (row, field)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a,b\n1,2\n1,2,3\n", {3: "3 cells, where the header has 2: column C has no name"}),
        ("a,b\n1,2,3\n1,2\n1,2,3,4\n", {2: "3 cells", 4: "4 cells"}),
        ('a,b\n1,2\n"x\ny",1\n1,2,3\n', {5: "3 cells"}),
        ('a,b\n1,"2\n', {2: "it cannot be read as CSV"}),
        ('a,b\n1,2,3\n1,"2"3\n1,2\n4,"5"6\n7,8,9\n',
         {2: "3 cells", 3: "cannot be read as CSV", 5: "cannot be read as CSV", 6: "3 cells"}),
        ("a,b\n1," + "x" * 40_000, {2: "the cell under “b” has more than 32,767 characters"}),
        ("a,b\n1,2\n", {}),
    ],
)  # fmt: skip
def test_every_row_at_fault_is_named_and_none_of_them_is_read(text: str, faults: dict[int, str]) -> None:
    table = read_table(text.encode(), name="list.csv")
    assert [fault.row for fault in table.faults] == list(faults)
    assert all(words in fault.reason for fault, words in zip(table.faults, faults.values(), strict=True))
    assert not set(table.numbers) & set(faults)


def test_table_over_a_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match="100,000 rows"):
        read_table(b"a\n" + b"x\n" * 100_001, name="a.csv")
    with pytest.raises(TooLarge, match="100,000 rows"):
        read_table(b"a\n" + b"x,y\n" * 100_001, name="a.csv")
    with pytest.raises(TooLarge, match="100,000 rows"):
        read_table(b"a\n" + b'"x"y\n' * 100_001, name="a.csv")
    assert len(read_table(b"a\n" + b"x\n" * 100_000, name="a.csv").rows) == 100_000
    with pytest.raises(TooLarge, match="10 MB"):
        read_table(b"a" * (MAX_UPLOAD_BYTES + 1), name="a.csv")
    with pytest.raises(TooLarge, match="500 columns"):
        read_table(",".join(f"c{n}" for n in range(501)).encode(), name="a.csv")


def test_table_of_another_kind_is_refused() -> None:
    with pytest.raises(NotText, match="CSV or XLSX"):
        read_table(b"%PDF-1.4 x", name="a.csv")


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="%s"/>'
    b"<sheetData>%s</sheetData></worksheet>"
)


def test_zip_bomb_is_stopped_before_it_is_read() -> None:
    bomb = repacked(workbook(["a"]), sheet1=SHEET % (b"A1", b" " * 120_000_000))
    assert len(bomb) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    with pytest.raises(TooLarge, match="50 MB"):
        read_table(bomb)
    assert time.process_time() - begun < 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_million_small_rows_are_stopped_at_the_limit() -> None:
    rows = b"".join(b'<row r="%d"><c t="n"><v>1</v></c></row>' % n for n in range(1, 400_000))
    begun = time.process_time()
    with pytest.raises(TooLarge):
        read_table(repacked(workbook(["a"]), sheet1=SHEET % (b"A1:A400000", rows)))
    assert time.process_time() - begun < 45


def test_claimed_dimensions_are_not_believed() -> None:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    table = read_table(repacked(workbook(["a"]), sheet1=SHEET % (b"A1:XFD1048576", row)))
    assert table.header == ("a",) and table.rows == ()


def test_row_numbers_that_jump_do_not_make_rows() -> None:
    cell = b'<c r="A%d" t="inlineStr"><is><t>a</t></is></c>'
    rows = b'<row r="1">' + cell % 1 + b'</row><row r="1048576">' + cell % 1048576 + b"</row>"
    begun = time.process_time()
    with pytest.raises(TooLarge):
        read_table(repacked(workbook(["a"]), sheet1=SHEET % (b"A1", rows)))
    assert time.process_time() - begun < 15


@pytest.mark.parametrize("part", ["sheet1", "workbook", "styles"])
def test_entities_in_a_workbook_are_refused(part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(Unreadable):
        read_table(repacked(workbook(["a"]), **{part: bomb}))


def test_damaged_workbook_is_refused() -> None:
    whole = workbook(["a"], ["b"])
    for broken in (
        whole[:-30],
        whole[:300] + b"\0" * 300 + whole[600:],
        repacked(whole, sheet1=b"<not-a-sheet"),
    ):
        with pytest.raises(Unreadable):
            read_table(broken)


@given(st.binary(max_size=300))
def test_any_csv_gives_rows_as_wide_as_the_header_or_a_plain_error(content: bytes) -> None:
    try:
        table = read_table(content, name="a.csv")
    except IngestError:
        return
    assert all(len(row) == len(table.header) for row in table.rows)
