"""What every test has: a real PostgreSQL, no network, and a browser when Chromium is there."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from hypothesis import settings as hypothesis_settings

# No test is timed by the wall: the first example loads the lexicons, and a busy machine takes its time.
hypothesis_settings.register_profile("tracker", deadline=None)
hypothesis_settings.load_profile("tracker")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# How long a page may take on a busy machine to show what a test expects of it.
EXPECT_MS = 30_000


def in_ci() -> bool:
    """Whether a missing tool is a failure instead of a skip."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes", "on"}


def pytest_report_header() -> str:
    """Says at the top of every run whether there is a browser."""
    return f"Chromium: {CHROMIUM or 'not found, tests marked browser are skipped'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are skipped by name; in CI that is an error."""
    waiting = [item for item in items if item.get_closest_marker("browser")]
    if CHROMIUM or not waiting:
        return
    if in_ci():
        raise pytest.UsageError(
            f"CI is set and Chromium is missing: {len(waiting)} browser tests cannot run."
        )
    for item in waiting:
        item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


class OutsideError(Exception):
    """A test reached for the network."""


def _is_loopback(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else ""
    if not isinstance(address, tuple) or host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Sockets lead to the loopback address or nowhere; names outside it are not looked up."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def only_loopback(host: Any, *arguments: Any, **named: Any) -> Any:
        plain = host.decode() if isinstance(host, bytes) else host
        try:
            literal = plain is None or bool(ipaddress.ip_address(plain.split("%")[0]))
        except ValueError:
            literal = plain in {"", "localhost"}
        if not literal:
            raise OutsideError(f"A test may not look up {plain}.")
        return look_up(host, *arguments, **named)

    patch.setattr(socket, "getaddrinfo", only_loopback)
    yield
    patch.undo()


def _guarded(method: Any) -> Any:
    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address):
            raise OutsideError(f"A test may not connect to {address}.")
        return method(self, *arguments)

    return call


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Test databases are copies of one migrated template."""
    from django.db import connection

    from tests import template_database

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database.ensure()


@pytest.fixture(autouse=True)
def _rows_that_refuse_deletion_can_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with real transactions its tables are emptied, against triggers that forbid just that."""
    if not _has_real_transactions(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET session_replication_role")
    yield
    connection.rollback() if connection.in_atomic_block else None
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


def _has_real_transactions(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
        or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium driven by playwright; tests that use it carry the mark `browser`."""
    from playwright.sync_api import expect, sync_playwright

    # An action does not wait for the page it leads to: what that page shows is asked with ``expect``, which does.
    expect.set_options(timeout=EXPECT_MS)
    # playwright's loop runs in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to work for root.
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            headless=True,
            args=CHROMIUM_ARGUMENTS,
            chromium_sandbox=os.geteuid() != 0,
        )
        yield chromium
        chromium.close()
        # Django keeps a connection for playwright's loop, which nobody could reach behind it.
        connections.close_all()
