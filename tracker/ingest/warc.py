"""Captures as a WARC file (ISO 28500), readable by any web-archive tool."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

# Headers about how the body travelled: the body kept is the unpacked one, so they would be untrue. The
# web archives' custom is to keep them under this prefix.
_TRANSPORT = frozenset(["content-encoding", "transfer-encoding", "content-length"])
_RENAMED = "X-Archive-Orig-"


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: the address that answered, when (aware), its status, headers as sent and bytes."""

    url: str
    captured_at: datetime
    status: int
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = ""


def write_warc(out: BinaryIO, captures: Iterable[Capture], *, software: str, gzip: bool = True) -> int:
    """Write ``captures`` to ``out`` one by one, each its own gzip member; the number written.

    The same captures give the same bytes: record ids come from the content, times from the captures.
    """
    writer = WARCWriter(out, gzip=gzip, warc_version="1.1")
    count = 0
    for capture in captures:
        moment = capture.captured_at.astimezone(UTC)
        if not count:
            writer.write_record(_info(writer, software=software, moment=moment))
        writer.write_record(_response(writer, capture, moment=moment))
        count += 1
    return count


def _info(writer: WARCWriter, *, software: str, moment: datetime) -> object:
    fields = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    return writer.create_warc_record(
        None,
        "warcinfo",
        payload=io.BytesIO(fields),
        length=len(fields),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Date": _stamp(moment),
            "WARC-Record-ID": _record_id("warcinfo", fields, moment),
        },
    )


def _response(writer: WARCWriter, capture: Capture, *, moment: datetime) -> object:
    sent = capture.headers or ((("Content-Type", capture.content_type),) if capture.content_type else ())
    kept = [(_one_line(name), _one_line(value)) for name, value in sent]
    kept = [(_RENAMED + name if name.lower() in _TRANSPORT else name, value) for name, value in kept]
    kept.append(("Content-Length", str(len(capture.content))))
    return writer.create_warc_record(
        capture.url,
        "response",
        payload=io.BytesIO(capture.content),
        http_headers=StatusAndHeaders(
            f"{capture.status} {_phrase(capture.status)}", kept, protocol="HTTP/1.1"
        ),
        warc_headers_dict={
            "WARC-Date": _stamp(moment),
            "WARC-Record-ID": _record_id(capture.url, capture.content, moment),
        },
    )


def _record_id(name: str, content: bytes, moment: datetime) -> str:
    seed = f"{name} {moment.isoformat()} {hashlib.sha256(content).hexdigest()}"
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>"


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _one_line(text: str) -> str:
    return " ".join(text.split())
