"""One HTTP exchange over one connection to an address that was checked beforehand.

The connection goes to the checked IP address and nowhere else, while the Host header, the TLS server
name and the certificate check keep the name from the address bar, so a second DNS answer cannot move it.
A watchdog closes the socket when the time is up: per-read time limits do not stop a server that sends one
byte now and then, in the handshake, the headers or the body.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse
from urllib3.util.ssl_ import create_urllib3_context

from tracker.ingest.addresses import Address
from tracker.ingest.errors import IngestError, TooLarge, TooSlow, Unreachable, Unreadable

ACCEPTED_ENCODINGS = "gzip, deflate"
_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: status, headers as sent in their order, body with its content coding undone."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def header(self, name: str) -> str:
        """The first header of that name, or blank."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class Deadline:
    """A budget of seconds for a whole fetch; when it is used up every guarded socket is shut down."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._ends = time.monotonic() + timeout_s
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(timeout_s, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()

    @property
    def remaining_s(self) -> float:
        return max(self._ends - time.monotonic(), 0.0)

    def check(self, url: str) -> None:
        """Raise TooSlow when the time is up."""
        if not self.remaining_s:
            raise TooSlow(f"The site did not answer completely within {self.timeout_s:g} seconds.", url=url)

    def guard(self, sock: socket.socket) -> None:
        """Have ``sock`` shut down at the end. A duplicate is kept: TLS takes the original over."""
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))

    def _shut(self) -> None:
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)


def exchange(
    address: Address,
    *,
    connect_to: Sequence[str],
    headers: dict[str, str],
    deadline: Deadline,
    max_bytes: int,
    ca_file: str,
    cut: bool = False,
) -> Response:
    """GET ``address`` from the first of the checked IP addresses ``connect_to`` that accepts.

    The body is at most ``max_bytes`` after unpacking: more raises TooLarge, or is cut off when ``cut``.
    Raises TooSlow, Unreachable, Unreadable.
    """
    url = str(address)
    try:
        with _connection(address, connect_to=connect_to, deadline=deadline, ca_file=ca_file) as connection:
            connection.request(
                "GET",
                address.target,
                headers={**headers, "Accept-Encoding": ACCEPTED_ENCODINGS, "Connection": "close"},
                preload_content=False,
                decode_content=False,
            )
            raw = connection.getresponse()
            try:
                content = _read_body(raw, max_bytes=max_bytes, cut=cut, url=url)
            finally:
                raw.close()
            # A body that ends with the connection looks whole when the watchdog was what ended it.
            deadline.check(url)
            return Response(raw.status, tuple((k, v) for k, v in raw.headers.iteritems()), content)
    except IngestError:
        raise
    except (HTTPError, OSError, ValueError) as error:
        deadline.check(url)
        raise _as_ingest_error(error, address) from error
    except Exception as error:
        # http.client raises its own family for malformed answers, and HTTPException is not an OSError.
        deadline.check(url)
        raise Unreachable(f"The answer of {address.host} is not valid HTTP.", url=url) from error


class _Pinned:
    """Mixin for a urllib3 connection that connects to given IP addresses instead of resolving its host."""

    connect_to: Sequence[str]
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        failure: OSError | None = None
        for ip in self.connect_to:
            try:
                timeout_s = max(self.deadline.remaining_s, 0.001)
                sock = socket.create_connection((ip, self.port), timeout=timeout_s)  # type: ignore[attr-defined]
            except OSError as error:
                failure = error
                continue
            self.deadline.guard(sock)
            return sock
        raise failure or OSError("no address to connect to")


class _PinnedHTTP(_Pinned, HTTPConnection):
    pass


class _PinnedHTTPS(_Pinned, HTTPSConnection):
    pass


@contextlib.contextmanager
def _connection(
    address: Address, *, connect_to: Sequence[str], deadline: Deadline, ca_file: str
) -> Iterator[HTTPConnection]:
    timeout_s = max(deadline.remaining_s, 0.001)
    connection: _PinnedHTTP | _PinnedHTTPS
    if address.scheme == "https":
        connection = _PinnedHTTPS(
            address.host,
            address.port,
            timeout=timeout_s,
            ssl_context=_tls_context(ca_file),
            cert_reqs="CERT_REQUIRED",
        )
    else:
        connection = _PinnedHTTP(address.host, address.port, timeout=timeout_s)
    connection.connect_to = connect_to
    connection.deadline = deadline
    try:
        yield connection
    finally:
        connection.close()


@lru_cache(maxsize=4)
def _tls_context(ca_file: str) -> ssl.SSLContext:
    context = create_urllib3_context()
    context.check_hostname = True
    context.load_verify_locations(cafile=ca_file)
    return context


def _read_body(raw: HTTPResponse, *, max_bytes: int, cut: bool, url: str) -> bytes:
    """The body with its content coding undone, read as it arrives and never more than allowed."""
    unpack = _Unpacker(raw.headers.get("content-encoding", ""), url=url)
    parts: list[bytes] = []
    size = packed = 0
    while True:
        # read1 returns what has arrived: read() would wait for a full chunk of a drip feed.
        chunk = raw.read1(_READ_BYTES, decode_content=False)
        packed += len(chunk)
        part = unpack(chunk, max_bytes + 1 - size) if chunk else b""
        size += len(part)
        parts.append(part)
        if size > max_bytes or packed > max_bytes:
            if cut:
                return b"".join(parts)[:max_bytes]
            raise TooLarge(f"The page is larger than {max_bytes / 2**20:g} MB.", url=url)
        if not chunk:
            unpack.finish()
            if raw.length_remaining:
                raise Unreachable("The connection broke off before the whole page had come.", url=url)
            return b"".join(parts)


class _Unpacker:
    """Undoes Content-Encoding piece by piece, never yielding more than asked for.

    Only what was asked for is undone: gzip and deflate, at most twice over.
    """

    def __init__(self, encoding: str, *, url: str) -> None:
        names = [
            name.strip().lower()
            for name in encoding.split(",")
            if name.strip().lower() not in ("", "identity")
        ]
        unknown = [name for name in names if name not in ("gzip", "x-gzip", "deflate")]
        if unknown or len(names) > 2:
            raise Unreadable(
                f"The page is packed in a way that was not asked for ({encoding[:60]}).", url=url
            )
        self._url = url
        self._stages = [_Inflate(is_gzip="gzip" in name) for name in reversed(names)]

    def __call__(self, data: bytes, most: int) -> bytes:
        """What ``data`` unpacks to, up to ``most`` bytes: the caller stops there, so the rest is dropped."""
        try:
            for stage in self._stages:
                data = stage.feed(data, most)
        except zlib.error:
            raise Unreadable(
                "The page is damaged: its compression cannot be undone.", url=self._url
            ) from None
        return data

    def finish(self) -> None:
        if any(stage.is_unfinished for stage in self._stages):
            raise Unreachable("The connection broke off before the whole page had come.", url=self._url)


class _Inflate:
    """One layer of gzip (several members allowed) or deflate (with or without the zlib header)."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._inflate = zlib.decompressobj(31 if is_gzip else 15)
        self._is_begun = False

    @property
    def is_unfinished(self) -> bool:
        return self._is_begun and not self._inflate.eof

    def feed(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        while data and most > 0:
            if self._inflate.eof:
                # After the last member only another gzip member counts; padding is ignored, as curl does.
                if not (self._is_gzip and data.startswith(b"\x1f\x8b")):
                    break
                self._inflate = zlib.decompressobj(31)
            try:
                part = self._inflate.decompress(data, most)
            except zlib.error:
                if self._is_gzip or self._is_begun:
                    raise
                self._inflate = zlib.decompressobj(-15)
                part = self._inflate.decompress(data, most)
            self._is_begun = True
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            most -= len(part)
            parts.append(part)
        return b"".join(parts)


def _as_ingest_error(error: Exception, address: Address) -> IngestError:
    url, seen = str(address), error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return Unreachable(
                f"The certificate of {address.host} is not valid: {seen.verify_message}.", url=url
            )
        if isinstance(seen, TimeoutError):
            return TooSlow(f"The site {address.host} did not answer in time.", url=url)
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    return Unreachable(f"The connection to {address.host} failed or broke off.", url=url)
