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
    """One capture: its address or urn, when it was made (aware), and its bytes.

    ``status`` and ``headers`` are those of the HTTP answer as received. Where the headers are not known
    (``headers`` is None) no answer is made up: ``known`` then says, by name, what is known of where the bytes
    came from, and ``content_type`` what they are.
    """

    url: str
    captured_at: datetime
    content: bytes
    status: int = 0
    headers: tuple[tuple[str, str], ...] | None = None
    content_type: str = ""
    known: tuple[tuple[str, str], ...] = ()


def write_warc(out: BinaryIO, captures: Iterable[Capture], *, software: str, gzip: bool = True) -> int:
    """Write ``captures`` to ``out`` one by one, each record its own gzip member; the number of captures written.

    What came over HTTP with its headers is a response record; anything else a resource record, with a metadata
    record that says what is known of it. The same captures give the same bytes: record ids come from the content, times from the captures.
    """
    writer = WARCWriter(out, gzip=gzip, warc_version="1.1")
    count = 0
    for capture in captures:
        moment = capture.captured_at.astimezone(UTC)
        if not count:
            writer.write_record(_info(writer, software=software, moment=moment))
        if capture.headers is not None:
            writer.write_record(_response(writer, capture, capture.headers, moment=moment))
        else:
            writer.write_record(_resource(writer, capture, moment=moment))
            if capture.known:
                writer.write_record(_metadata(writer, capture, moment=moment))
        count += 1
    return count


def _info(writer: WARCWriter, *, software: str, moment: datetime) -> object:
    fields = _fields(("software", software), ("format", "WARC File Format 1.1"))
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


def _response(
    writer: WARCWriter, capture: Capture, sent: tuple[tuple[str, str], ...], *, moment: datetime
) -> object:
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


def _resource(writer: WARCWriter, capture: Capture, *, moment: datetime) -> object:
    return writer.create_warc_record(
        capture.url,
        "resource",
        payload=io.BytesIO(capture.content),
        length=len(capture.content),
        warc_content_type=_one_line(capture.content_type) or "application/octet-stream",
        warc_headers_dict={
            "WARC-Date": _stamp(moment),
            "WARC-Record-ID": _record_id(capture.url, capture.content, moment),
        },
    )


def _metadata(writer: WARCWriter, capture: Capture, *, moment: datetime) -> object:
    fields = _fields(*capture.known)
    return writer.create_warc_record(
        capture.url,
        "metadata",
        payload=io.BytesIO(fields),
        length=len(fields),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Date": _stamp(moment),
            "WARC-Record-ID": _record_id(f"metadata {capture.url}", fields + capture.content, moment),
            "WARC-Refers-To": _record_id(capture.url, capture.content, moment),
        },
    )


def _fields(*pairs: tuple[str, str]) -> bytes:
    """Named values as application/warc-fields."""
    return "".join(f"{_one_line(name)}: {_one_line(value)}\r\n" for name, value in pairs).encode()


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
