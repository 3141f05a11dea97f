"""A served tracker with web, worker and starter data, and pages of a browser that note what the policy blocks."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

CHECKOUT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything."
START_S = 240


@dataclass(frozen=True, slots=True)
class Served:
    """A running tracker: where it is, and the one account it made."""

    url: str
    user: str
    password: str


@pytest.fixture(scope="module")
def own_database(django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The environment that leads a served tracker to a database of its own; the embedded one needs none."""
    if not os.environ.get("DATABASE_URL"):
        yield {}
        return
    # One for each worker of the run: what one drops at its end, another may still be serving.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"test_tracker_{os.environ['TRACKER_TEST_RUN']}_{worker}_served"
    where = connection.settings_dict
    secret = f":{quote(where['PASSWORD'], safe='')}" if where["PASSWORD"] else ""
    host = f"{where['HOST'] or 'localhost'}:{where['PORT'] or 5432}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        yield {"DATABASE_URL": f"postgres://{quote(where['USER'], safe='')}{secret}@{host}/{name}"}
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def served(own_database: dict[str, str]) -> Iterator[Served]:
    """Web and worker as script/server starts them, stopped at the end. One for each module: what one publishes,
    the questions of another would count."""
    ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TRACKER_TEST_RUN", "TRACKER_VAR"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as output:
        # The account of an embedded database must be able to enter it.
        Path(folder).chmod(0o755)
        process = subprocess.Popen(
            [sys.executable, "-m", "config.server", str(port)],
            cwd=CHECKOUT,
            env={**kept, **own_database, "TRACKER_VAR": folder, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            printed = _wait_until_ready(process, output)
            account = re.search(r"Account made: (\S+), password (\S+) ", printed)
            assert account, printed
            yield Served(f"http://127.0.0.1:{port}", account[1], account[2])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], output: Any) -> str:
    begun = time.monotonic()
    printed = ""
    while READY not in printed:
        assert process.poll() is None, printed
        assert time.monotonic() - begun < START_S, printed
        time.sleep(0.2)
        output.seek(0)
        printed = output.read()
    return printed


@pytest.fixture
def blocked() -> list[str]:
    """What the content security policy blocked, and what scripts threw, on every page of the test."""
    return []


@pytest.fixture
def page(browser: Any, blocked: list[str]) -> Iterator[Any]:
    """An empty page of a wide screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made = context.new_page()
    made.on("console", lambda line: blocked.append(line.text) if "Content Security" in line.text else None)
    made.on("pageerror", lambda error: blocked.append(str(error)))
    yield made
    context.close()


def sign_in(page: Any, url: str, *, user: str, password: str) -> None:
    """Leaves ``page`` on the admin's index."""
    page.goto(f"{url}/admin/login/?next=/admin/")
    page.fill("#id_username", user)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.wait_for_url(f"{url}/admin/")
