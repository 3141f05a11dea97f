from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

from warcio.archiveiterator import ArchiveIterator

from tracker.ingest.warc import Capture, write_warc

MOMENT = datetime(2026, 3, 1, 7, 30, 15, 250, tzinfo=timezone(timedelta(hours=-5)))
PAGE = Capture(
    "https://paper.example/1",
    MOMENT,
    "<p>“Kept to the byte”".encode(),
    200,
    (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2\r\nX: y"),
    ),
)
GONE = Capture("https://paper.example/2", MOMENT.astimezone(UTC), b"", 410, (("Content-Type", "text/html"),))
FILE = Capture(
    "urn:sha256:" + "0" * 64,
    MOMENT,
    b"HTTP/1.1 is in no way meant",
    200,
    content_type="text/plain",
    known=(("file-name", "story\r\nstatus: 200.txt"), ("text-published-at", "https://paper.example/3")),
)


def written(*captures: Capture, gzip: bool = True) -> bytes:
    out = io.BytesIO()
    assert write_warc(out, captures, software="tracker/1", gzip=gzip) == len(captures)
    return out.getvalue()


def test_captures_are_read_back_by_an_archive_tool() -> None:
    read = []
    for record in ArchiveIterator(io.BytesIO(written(PAGE, GONE)), check_digests="raise"):
        if record.rec_type == "response":
            headers = record.rec_headers
            read.append(
                (
                    headers["WARC-Target-URI"],
                    headers["WARC-Date"],
                    record.http_headers.get_statuscode(),
                    record.content_stream().read(),
                )
            )
    assert read == [
        (PAGE.url, "2026-03-01T12:30:15.000250Z", "200", PAGE.content),
        (GONE.url, "2026-03-01T12:30:15.000250Z", "410", b""),
    ]


def test_what_was_never_answered_is_no_response() -> None:
    records = list(
        (record.rec_type, record.rec_headers, record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(written(FILE, GONE)), check_digests="raise")
    )
    assert [kind for kind, _, _ in records] == ["warcinfo", "resource", "metadata", "response"]
    (_, resource, content), (_, metadata, fields) = records[1:3]
    assert (resource["WARC-Target-URI"], resource["Content-Type"], content) == (
        FILE.url,
        "text/plain",
        FILE.content,
    )
    assert metadata["WARC-Refers-To"] == resource["WARC-Record-ID"] != metadata["WARC-Record-ID"]
    assert fields == b"file-name: story status: 200.txt\r\ntext-published-at: https://paper.example/3\r\n"
    assert b"HTTP/1.1 200" not in written(FILE, gzip=False)


def test_header_cannot_break_out_and_transport_headers_are_renamed() -> None:
    text = written(PAGE, gzip=False).decode()
    assert "X-Archive-Orig-Content-Encoding: gzip" in text
    assert "\r\nX: y" not in text and text.count("Set-Cookie") == 2


def test_same_captures_give_the_same_bytes() -> None:
    assert written(PAGE, GONE) == written(PAGE, GONE)
    assert written(PAGE) != written(GONE)


def test_nothing_captured_writes_nothing() -> None:
    assert written() == b""
