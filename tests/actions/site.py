"""A web site on the loopback address, for tests that fetch for real."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tracker.actions.fetching import fetch_page
from tracker.ingest.fetch import FetchPolicy, Page, fetch


@dataclass
class Site:
    """``pages`` maps a path to (status, headers, body); everything else is 404. ``asked`` lists the paths."""

    port: int = 0
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: str | bytes, *, status: int = 200, **headers: str) -> str:
        """Serve ``body`` at ``path``; its address. Header names are written with underscores."""
        content = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html; charset=utf-8"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, content)
        return self.url(path)

    @property
    def fetch(self) -> Callable[..., Page]:
        """fetch_page, allowed to reach this site and in no hurry to be polite to it."""
        return partial(fetch_page, policy=self.policy, interval_s=0)

    @property
    def policy(self) -> FetchPolicy:
        return FetchPolicy(
            ports=frozenset([self.port]), excused_addresses=frozenset(["127.0.0.1"]), timeout_s=10
        )

    def fetch_alone(self, url: str) -> Page:
        """The page without a database, as a dry run gets it."""
        return fetch(url, user_agent="tests/1", now=datetime.now(UTC), policy=self.policy)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, headers, body = site.pages.get(self.path, (404, {}, b"not here"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
