from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

from warcio.archiveiterator import ArchiveIterator

from tracker.ingest.warc import Capture, write_warc

MOMENT = datetime(2026, 3, 1, 7, 30, 15, 250, tzinfo=timezone(timedelta(hours=-5)))
PAGE = Capture(
    "https://paper.example/1",
    MOMENT,
    200,
    "<p>“Kept to the byte”".encode(),
    (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2\r\nX: y"),
    ),
)
GONE = Capture("https://paper.example/2", MOMENT.astimezone(UTC), 410, b"", content_type="text/html")


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


def test_header_cannot_break_out_and_transport_headers_are_renamed() -> None:
    text = written(PAGE, gzip=False).decode()
    assert "X-Archive-Orig-Content-Encoding: gzip" in text
    assert "\r\nX: y" not in text and text.count("Set-Cookie") == 2


def test_same_captures_give_the_same_bytes() -> None:
    assert written(PAGE, GONE) == written(PAGE, GONE)
    assert written(PAGE) != written(GONE)


def test_nothing_captured_writes_nothing() -> None:
    assert written() == b""
