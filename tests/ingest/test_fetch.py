"""Fetching against a real server on loopback; only the policy object lets it be reached."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tracker.ingest.errors import (
    AddressRefused,
    BadStatus,
    IngestError,
    RedirectLoop,
    RobotsRefused,
    TooLarge,
    TooSlow,
    Unreachable,
    Unreadable,
)
from tracker.ingest.fetch import FetchPolicy, Page, fetch
from tracker.ingest.robots import MemoryRobots

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AGENT = "PolicyTracker/1.0 (+https://tracker.example/about)"

Route = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """A scripted site: path → function. Requests are kept with their headers."""

    daemon_threads = True

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def address(self, path: str = "/", host: str = "paper.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        def route(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.routes[path] = route

    def policy(self, **changes: object) -> FetchPolicy:
        settings: dict[str, object] = {
            "ports": frozenset([80, 443, self.port]),
            "excused_addresses": frozenset(["127.0.0.1"]),
            "resolve": lambda host, port: ["127.0.0.1"],
            "timeout_s": 5.0,
        }
        return FetchPolicy(**(settings | changes))  # type: ignore[arg-type]

    def fetch(self, path: str = "/", *, policy: FetchPolicy | None = None, **options: object) -> Page:
        return fetch(
            self.address(path),
            user_agent=AGENT,
            now=NOW,
            policy=policy or self.policy(),
            **options,  # type: ignore[arg-type]
        )


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers.items())))
        route = self.server.routes.get(self.path)
        if route:
            try:
                route(self)
            except OSError:
                pass
        else:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def pages_asked(site: Site) -> list[str]:
    return [path for path, _ in site.requests if path != "/robots.txt"]


def test_page_comes_back_with_its_headers_and_time(site: Site) -> None:
    site.says("/story", b"<p>Text", Content_Type="text/html; charset=utf-8", ETag='"v1"')
    page = site.fetch("/story")
    assert (page.status, page.content, page.fetched_at) == (200, b"<p>Text", NOW)
    assert page.content_type == "text/html; charset=utf-8"
    assert page.header("etag") == '"v1"'
    assert page.redirects == ()


def test_request_says_who_we_are_and_names_the_host(site: Site) -> None:
    site.says("/", b"x")
    site.fetch("/")
    headers = site.requests[-1][1]
    assert headers["User-Agent"] == AGENT
    assert headers["Host"] == f"paper.example:{site.port}"
    assert "Cookie" not in headers and "Authorization" not in headers


def test_line_break_in_a_kept_etag_cannot_add_a_header(site: Site) -> None:
    site.says("/", b"x")
    site.fetch("/", etag='"a"\r\nX-Smuggled: yes')
    assert "X-Smuggled" not in site.requests[-1][1]


def test_environment_proxies_are_ignored(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.says("/", b"direct")
    assert site.fetch("/").content == b"direct"


@pytest.mark.parametrize("status", [404, 410, 451])
def test_absence_is_a_page_not_an_error(site: Site, status: int) -> None:
    site.says("/gone", b"no longer here", status=status)
    page = site.fetch("/gone")
    assert page.status == status and page.is_absent and page.content == b"no longer here"


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (403, True), (500, False), (503, False), (429, False)]
)
def test_error_status_says_whether_a_retry_can_help(site: Site, status: int, permanent: bool) -> None:
    site.says("/x", status=status)
    with pytest.raises(BadStatus) as caught:
        site.fetch("/x")
    assert caught.value.permanent is permanent and caught.value.status == status
    assert str(status) in caught.value.message and caught.value.url == site.address("/x")


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("Sun, 01 Mar 2026 12:01:00 GMT", 60), ("soon", 0)]
)
def test_retry_after_is_handed_on(site: Site, value: str, seconds: int) -> None:
    site.says("/x", status=503, Retry_After=value)
    with pytest.raises(BadStatus) as caught:
        site.fetch("/x")
    assert caught.value.retry_after_s == seconds


def test_unchanged_page_is_not_sent_again(site: Site) -> None:
    def route(handler: BaseHTTPRequestHandler) -> None:
        is_known = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if is_known else 200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    site.routes["/x"] = route
    page = site.fetch("/x", etag='"v1"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT")
    assert page.not_modified and page.status == 304
    assert site.requests[-1][1]["If-Modified-Since"] == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_not_modified_without_being_asked_is_refused(site: Site) -> None:
    site.says("/x", status=304)
    with pytest.raises(Unreadable):
        site.fetch("/x")


def test_redirects_are_followed_and_remembered(site: Site) -> None:
    site.says("/a", status=301, Location="/b?utm_source=x")
    site.says("/b?utm_source=x", status=302, Location="c")
    site.says("/c", b"here")
    page = site.fetch("/a")
    assert page.content == b"here" and page.final_url == site.address("/c")
    assert page.redirects == (site.address("/a"), site.address("/b?utm_source=x"))


def test_redirect_loop_is_named(site: Site) -> None:
    site.says("/a", status=302, Location="/b")
    site.says("/b", status=302, Location="/a")
    with pytest.raises(RedirectLoop, match="circle"):
        site.fetch("/a")


def test_sixth_redirect_is_not_followed(site: Site) -> None:
    for step in range(7):
        site.says(f"/{step}", status=302, Location=f"/{step + 1}")
    with pytest.raises(RedirectLoop, match="more than 5"):
        site.fetch("/0")
    assert pages_asked(site) == [f"/{step}" for step in range(6)]


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.5/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "http://user:secret@paper.example/",
        "http://paper.example:22/",
        "http://[::1",
    ],
)
def test_redirect_is_checked_like_the_first_address(site: Site, target: str) -> None:
    site.says("/a", status=302, Location=target)
    with pytest.raises(AddressRefused):
        site.fetch("/a")


def test_redirect_to_a_name_that_resolves_inside_is_refused(site: Site) -> None:
    site.says("/a", status=302, Location=f"http://inside.example:{site.port}/b")
    names = {"paper.example": ["127.0.0.1"], "inside.example": ["192.168.1.7"]}
    with pytest.raises(AddressRefused, match=r"private network \(192\.168\.1\.7\)"):
        site.fetch("/a", policy=site.policy(resolve=lambda host, port: names[host]))


def test_one_private_address_among_public_ones_refuses_all(site: Site) -> None:
    policy = site.policy(resolve=lambda host, port: ["127.0.0.1", "10.0.0.5"])
    with pytest.raises(AddressRefused, match="never fetched"):
        site.fetch("/", policy=policy)
    assert site.requests == []


def test_strict_policy_does_not_reach_loopback(site: Site) -> None:
    with pytest.raises(AddressRefused, match="this machine itself"):
        fetch("http://127.0.0.1/", user_agent=AGENT, now=NOW)
    with pytest.raises(AddressRefused, match="port"):
        fetch(f"http://127.0.0.1:{site.port}/", user_agent=AGENT, now=NOW)
    assert site.requests == []


def test_a_name_that_changes_its_answer_cannot_move_the_connection(site: Site) -> None:
    """DNS rebinding: each connection goes to an address of the very answer that was checked."""
    answers: list[list[str]] = []

    def resolve(host: str, port: int) -> list[str]:
        answers.append(["127.0.0.1"] if len(answers) < 2 else ["10.0.0.5"])
        return answers[-1]

    site.says("/", b"checked")
    assert site.fetch("/", policy=site.policy(resolve=resolve)).content == b"checked"
    with pytest.raises(AddressRefused):
        site.fetch("/", policy=site.policy(resolve=resolve))


def test_next_address_is_tried_when_the_first_refuses(site: Site) -> None:
    site.says("/", b"x")
    policy = site.policy(
        resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"],
        excused_addresses=frozenset(["127.0.0.9", "127.0.0.1"]),
    )
    assert site.fetch("/", policy=policy).content == b"x"


def test_unknown_host_and_closed_port_are_temporary(site: Site) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable, match="not known") as caught:
        site.fetch("/", policy=site.policy(resolve=unknown))
    assert not caught.value.permanent
    site.server_close()
    with pytest.raises(Unreachable, match="failed or broke off"):
        site.fetch("/")


def test_slow_name_lookup_counts_against_the_time(site: Site) -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(12)
        return ["127.0.0.1"]

    begun = time.monotonic()
    with pytest.raises(TooSlow):
        site.fetch("/", policy=site.policy(resolve=slow, timeout_s=0.3))
    assert time.monotonic() - begun < 10


def test_packed_pages_are_unpacked(site: Site) -> None:
    text = b"<p>plain words</p>" * 50
    raw_deflate = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "x-gzip": gzip.compress(text[:100]) + gzip.compress(text[100:]),
        "deflate": zlib.compress(text),
        "Deflate": raw_deflate.compress(text) + raw_deflate.flush(),
        "gzip, gzip": gzip.compress(gzip.compress(text)),
        "identity": text,
    }
    for coding, body in packed.items():
        site.says("/x", body, Content_Encoding=coding)
        assert site.fetch("/x").content == text, coding


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_decompression_bomb_is_stopped(site: Site, coding: str) -> None:
    bomb = b"\0" * 60_000_000
    body = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "gzip, gzip": lambda b: gzip.compress(gzip.compress(b)),
    }
    site.says("/x", body[coding](bomb), Content_Encoding=coding)
    with pytest.raises(TooLarge, match="5 MB"):
        site.fetch("/x")


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip, gzip"])
def test_packing_that_was_not_asked_for_is_refused(site: Site, coding: str) -> None:
    site.says("/x", b"\x8b\x02\x80hello\x03", Content_Encoding=coding)
    with pytest.raises(Unreadable, match="not asked for"):
        site.fetch("/x")


def test_damaged_and_cut_compression_are_told_apart(site: Site) -> None:
    site.says("/damaged", b"this is not gzip", Content_Encoding="gzip")
    site.says("/cut", gzip.compress(b"words " * 5000)[:-20], Content_Encoding="gzip")
    with pytest.raises(Unreadable, match="damaged"):
        site.fetch("/damaged")
    with pytest.raises(Unreachable, match="broke off"):
        site.fetch("/cut")


def test_large_page_is_stopped_at_the_limit(site: Site) -> None:
    sent = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(2000):
            handler.wfile.write(b"x" * 100_000)
            sent.append(100_000)

    site.routes["/x"] = endless
    with pytest.raises(TooLarge):
        site.fetch("/x")
    assert sum(sent) < 30_000_000


def test_page_of_exactly_the_limit_is_taken(site: Site) -> None:
    site.says("/x", b"x" * 1000)
    assert len(site.fetch("/x", policy=site.policy(max_bytes=1000)).content) == 1000
    with pytest.raises(TooLarge):
        site.fetch("/x", policy=site.policy(max_bytes=999))


def _drip(part: str) -> Route:
    def route(handler: BaseHTTPRequestHandler) -> None:
        write = handler.wfile.write
        if part != "status":
            write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        if part == "chunks":
            write(b"Transfer-Encoding: chunked\r\n\r\n")
        elif part == "body":
            write(b"\r\n")
        drop = {"status": b"H", "headers": b"X", "body": b"x", "chunks": b"1\r\nx\r\n"}[part]
        for _ in range(100):
            write(drop)
            handler.wfile.flush()
            time.sleep(0.1)

    return route


@pytest.mark.parametrize("part", ["status", "headers", "body", "chunks"])
def test_drip_feed_ends_when_the_time_is_up(site: Site, part: str) -> None:
    site.routes["/x"] = _drip(part)
    begun = time.monotonic()
    with pytest.raises(TooSlow, match="within"):
        site.fetch("/x", policy=site.policy(timeout_s=0.6))
    assert time.monotonic() - begun < 8


def test_short_body_is_not_taken_for_the_whole(site: Site) -> None:
    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "500")
        handler.end_headers()
        handler.wfile.write(b"half")

    site.routes["/x"] = route
    with pytest.raises(Unreachable):
        site.fetch("/x")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\xff\xfe garbage\r\n\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    ],
)
def test_nonsense_instead_of_http_is_a_plain_error(site: Site, answer: bytes) -> None:
    site.routes["/x"] = lambda handler: handler.wfile.write(answer) and None
    with pytest.raises(IngestError) as caught:
        site.fetch("/x")
    assert caught.value.url


def test_robots_file_is_obeyed_and_fetched_once(site: Site) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /private")
    site.says("/private/x", b"secret")
    site.says("/open", b"x")
    kept = MemoryRobots()
    site.fetch("/open", robots=kept)
    with pytest.raises(RobotsRefused, match="asks not to"):
        site.fetch("/private/x", robots=kept)
    assert [path for path, _ in site.requests] == ["/robots.txt", "/open"]


def test_robots_file_is_asked_again_after_a_day(site: Site) -> None:
    site.says("/open", b"x")
    kept = MemoryRobots()
    for hours in (0, 23, 25):
        fetch(
            site.address("/open"),
            user_agent=AGENT,
            now=NOW + timedelta(hours=hours),
            policy=site.policy(),
            robots=kept,
        )
    assert [path for path, _ in site.requests].count("/robots.txt") == 2


def test_redirect_into_a_disallowed_path_is_refused(site: Site) -> None:
    site.says("/robots.txt", b"User-agent: PolicyTracker\nDisallow: /private")
    site.says("/open", status=302, Location="/private")
    with pytest.raises(RobotsRefused):
        site.fetch("/open")
    assert pages_asked(site) == ["/open"]


def test_failing_robots_file_closes_the_site_for_now(site: Site) -> None:
    site.says("/robots.txt", status=503)
    site.says("/x", b"x")
    with pytest.raises(RobotsRefused) as caught:
        site.fetch("/x")
    assert not caught.value.permanent and pages_asked(site) == []


def test_endless_robots_file_is_cut_not_refused(site: Site) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /private\n" + b"# padding\n" * 100_000)
    site.says("/x", b"x")
    assert site.fetch("/x").content == b"x"
    with pytest.raises(RobotsRefused):
        site.fetch("/private")


def _certificate(folder: Path, *names: str, until: datetime) -> tuple[Path, Path]:
    """A self-signed certificate for ``names`` and its key, made for one test."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=2))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert_file, key_file


@pytest.fixture
def tls_site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Site, FetchPolicy, list[str]]]:
    """A site over TLS with a certificate for paper.example, valid for a day or expired (parameter)."""
    ends = datetime.now(UTC) + timedelta(days=getattr(request, "param", 1))
    cert_file, key_file = _certificate(tmp_path, "paper.example", until=ends)
    server = Site()
    asked: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    context.sni_callback = lambda sock, name, ctx: asked.append(name)  # type: ignore[assignment]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server, server.policy(ca_file=str(cert_file)), asked
    server.shutdown()
    server.server_close()


def test_tls_keeps_the_name_for_server_and_check(tls_site: tuple[Site, FetchPolicy, list[str]]) -> None:
    site, policy, asked = tls_site
    site.says("/x", b"over TLS")
    page = fetch(f"https://paper.example:{site.port}/x", user_agent=AGENT, now=NOW, policy=policy)
    assert page.content == b"over TLS" and set(asked) == {"paper.example"}


def test_certificate_for_another_name_is_refused(tls_site: tuple[Site, FetchPolicy, list[str]]) -> None:
    site, policy, _ = tls_site
    with pytest.raises(Unreachable, match=r"certificate of rival\.example is not valid"):
        fetch(f"https://rival.example:{site.port}/x", user_agent=AGENT, now=NOW, policy=policy)


def test_unknown_issuer_is_refused(tls_site: tuple[Site, FetchPolicy, list[str]]) -> None:
    site, _, _ = tls_site
    with pytest.raises(Unreachable, match="certificate"):
        fetch(f"https://paper.example:{site.port}/x", user_agent=AGENT, now=NOW, policy=site.policy())


@pytest.mark.parametrize("tls_site", [-1], indirect=True)
def test_expired_certificate_is_refused(tls_site: tuple[Site, FetchPolicy, list[str]]) -> None:
    site, policy, _ = tls_site
    with pytest.raises(Unreachable, match="expired"):
        fetch(f"https://paper.example:{site.port}/x", user_agent=AGENT, now=NOW, policy=policy)


def test_stalled_tls_handshake_ends_when_the_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        policy = FetchPolicy(
            ports=frozenset([port]),
            excused_addresses=frozenset(["127.0.0.1"]),
            resolve=lambda host, port: ["127.0.0.1"],
            timeout_s=0.5,
        )
        begun = time.monotonic()
        with pytest.raises(TooSlow):
            fetch(f"https://paper.example:{port}/", user_agent=AGENT, now=NOW, policy=policy)
        assert time.monotonic() - begun < 8
