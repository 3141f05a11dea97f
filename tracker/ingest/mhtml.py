"""Web archives in one file (MHTML, RFC 2557), as Chrome and Edge save them: the page inside and its address.

Headers are read with the standard library; parts are cut out one by one and only as far as the page needs, because
reading all of them at once takes long for many levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser

from tracker.ingest.errors import NoText, Unreadable

_MAX_HEADER_BYTES = 64 * 1024
_MAX_PARTS = 500
_MAX_DEPTH = 3
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_DAMAGED = "The web archive is damaged and cannot be read: save the page as HTML or PDF."


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """The page of a web archive: its bytes, the header that names its charset, the address it had or blank."""

    content: bytes
    content_type: str
    url: str


def read_mhtml(content: bytes) -> ArchivedPage:
    """The first HTML page in a web archive; pictures, style sheets and frames behind it are left alone.

    Raises Unreadable for what is damaged, NoText when it holds no page.
    """
    try:
        page = _page(content, depth=0)
        if page is None:
            raise NoText("The web archive holds no page: save the page as HTML or PDF.")
        unpacked = page.get_payload(decode=True)
        if not isinstance(unpacked, bytes):
            raise Unreadable(_DAMAGED)
        outer = _headers(content)
        url = str(page.get("Content-Location") or outer.get("Snapshot-Content-Location") or "")
        return ArchivedPage(unpacked, str(page.get("Content-Type") or ""), "".join(url.split()))
    except (MessageError, ValueError, LookupError, AssertionError, TypeError) as error:
        raise Unreadable(_DAMAGED) from error


def _page(content: bytes, *, depth: int) -> Message | None:
    """The first part of HTML, in the parts of a part too."""
    headers = _headers(content)
    if headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        return BytesHeaderParser().parsebytes(content)
    boundary = headers.get_boundary()
    if headers.get_content_maintype() != "multipart" or not boundary or depth >= _MAX_DEPTH:
        return None
    for part in _parts(content, boundary.encode("ascii", "replace")):
        if (page := _page(part, depth=depth + 1)) is not None:
            return page
    return None


def _headers(content: bytes) -> Message:
    """The headers above the first blank line. Raises Unreadable when none is near."""
    end = _BLANK_LINE.search(content[:_MAX_HEADER_BYTES])
    if end is None:
        raise Unreadable(_DAMAGED)
    return BytesHeaderParser().parsebytes(content[: end.end()])


def _parts(content: bytes, boundary: bytes) -> list[bytes]:
    """What stands between lines of the boundary, the first parts of many; the last may lack its end."""
    pieces = re.split(
        rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"[ \t]*(?:\r?\n|(?=--))", content, maxsplit=_MAX_PARTS
    )
    return [
        piece
        for piece in pieces[1:_MAX_PARTS]
        if not piece.startswith(b"--") and _BLANK_LINE.search(piece[:_MAX_HEADER_BYTES])
    ]
