"""script/server with real processes: first start, second start, stopping, kill -9, and one sentence for what is wrong."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything."

# All tests of a started server share one folder, and so one process of a parallel run.
pytestmark = pytest.mark.xdist_group("server")


def environment(folder: Path, **given: str) -> dict[str, str]:
    """What a bare machine has, the environment of these tests in place of a new one."""
    ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TRACKER_TEST_RUN", "PYTEST_ADDOPTS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "TRACKER_VENV": sys.prefix, "TRACKER_VAR": str(folder), **given}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A started server: its port, and what it printed."""

    def __init__(self, folder: Path, **given: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = tempfile.TemporaryFile("w+")  # noqa: SIM115
        begun = time.monotonic()
        self.process = subprocess.Popen(
            ["script/server", str(self.port)],
            cwd=CHECKOUT,
            env=environment(folder, **given),
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        while READY not in self.printed():
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() - begun < 180, self.printed()
            time.sleep(0.05)

    def printed(self) -> str:
        self.output.seek(0)
        return self.output.read()

    def family(self) -> list[psutil.Process]:
        """All processes it started, the database included."""
        started = psutil.Process(self.process.pid).children(recursive=True)
        postmaster = int((self.folder / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])
        return [*started, psutil.Process(postmaster)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def request(
        self, method: str, path: str, *, body: str = "", cookie: str = ""
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and text of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def sign_in(self, password: str) -> int:
        """Status of the answer to name and password: 302 when they are right."""
        _, headers, page = self.request("GET", "/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"username": "curator", "password": password, "csrfmiddlewaretoken": token[1]}
        cookie = headers["Set-Cookie"].split(";")[0]
        status, _, _ = self.request("POST", "/admin/login/?next=/admin/", body=urlencode(form), cookie=cookie)
        return status


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=10)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder the account of the database may enter."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)
        # Workers of a web that was killed hold the database a moment longer than the server itself.
        deadline = time.monotonic() + 30
        while (Path(made) / "postgres" / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.1)


@pytest.fixture(scope="module")
def first_start(folder: Path) -> str:
    """What the very first start printed."""
    running = Running(folder)
    running.stop()
    return running.printed()


@pytest.fixture(scope="module")
def started(first_start: str) -> Iterator[list[Running]]:
    """The servers started so far on what the first one left, the last one maybe still running."""
    made: list[Running] = []
    yield made
    for one in made:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture
def running(folder: Path, started: list[Running]) -> Running:
    """A running server; a test may stop or kill it."""
    if not started or started[-1].process.poll() is not None:
        started.append(Running(folder))
    return started[-1]


@pytest.fixture(scope="module")
def password(first_start: str) -> str:
    found = re.search(r"Account made: curator, password (\S+) \(shown only this once\)", first_start)
    assert found, first_start
    return found[1]


def test_first_start_says_where_to_look(first_start: str) -> None:
    assert re.search(r"runs at http://127\.0\.0\.1:\d+/$", first_start, re.MULTILINE)
    assert "/admin/" in first_start


def test_printed_password_opens_the_admin(running: Running, password: str) -> None:
    assert running.sign_in(password) == 302


def test_another_password_does_not(running: Running, password: str) -> None:
    assert running.sign_in("another") == 200


def test_second_start_does_nothing_again(running: Running) -> None:
    assert [line for line in running.printed().splitlines() if line.endswith("…") or "password" in line] == []


def test_static_files_are_served_under_names_that_change_with_them(running: Running) -> None:
    _, _, page = running.request("GET", "/admin/login/")
    sheet = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    assert sheet
    status, headers, _ = running.request("GET", sheet[1])
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_logs_are_json_lines(running: Running) -> None:
    running.request("GET", "/admin/login/")
    lines = [json.loads(line) for line in (running.folder / "log" / "web.log").read_text().splitlines()]
    assert any(line.get("path") == "/admin/login/" and line["request"] for line in lines)


def test_worker_answers(running: Running) -> None:
    # A question sent before the worker listens is lost: it is asked again.
    ask = (
        "from config.celery import app; "
        "print(next(filter(None, (app.control.ping(timeout=3, limit=1) for _ in range(20)))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=CHECKOUT,
        env=environment(running.folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "pong" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_everything_it_started(running: Running, number: int) -> None:
    family = running.family()
    assert running.stop(number) == 0
    assert gone(family)
    assert not (running.folder / "running.json").exists()


def test_second_server_in_the_same_folder_is_refused(running: Running) -> None:
    code, said = refusal(running.folder)
    assert code == 1
    assert (
        said
        == f"script/server: It is running already, at http://127.0.0.1:{running.port}; stop that one first."
    )


def test_start_after_kill_nine_ends_what_was_left_and_loses_nothing(
    running: Running, started: list[Running], password: str
) -> None:
    left = [process for process in running.family() if "postgres" not in process.name()]
    running.stop(signal.SIGKILL)
    started.append(Running(running.folder))
    assert gone(left)
    assert started[-1].sign_in(password) == 302


def test_start_after_everything_was_killed_loses_nothing(
    running: Running, started: list[Running], password: str
) -> None:
    family = running.family()
    running.stop(signal.SIGKILL)
    for process in family:
        if process.is_running():
            process.kill()
    started.append(Running(running.folder))
    assert started[-1].sign_in(password) == 302


def test_web_recovers_by_itself_when_the_database_is_killed(running: Running, password: str) -> None:
    assert running.sign_in(password) == 302
    postmaster = running.family()[-1]
    postmaster.kill()
    postmaster.wait(10)
    deadline = time.monotonic() + 15
    while (status := running.sign_in(password)) != 302:
        assert status == 503
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_web_that_ends_is_started_again(running: Running) -> None:
    masters = [
        process
        for process in psutil.Process(running.process.pid).children()
        if "gunicorn" in process.cmdline()
    ]
    assert len(masters) == 1
    masters[0].kill()
    deadline = time.monotonic() + 15
    while True:
        try:
            assert running.request("GET", "/admin/login/")[0] == 200
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


# -- what is wrong, in one sentence


def refusal(folder: Path, *arguments: str, **given: str) -> tuple[int, str]:
    """Exit code and standard error of a start that must fail."""
    done = subprocess.run(
        ["script/server", *(arguments or [str(free_port())])],
        cwd=CHECKOUT,
        env=environment(folder, **given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("port", ["0", "65536", "web", "-1", "\u0668\u0660"])
def test_bad_port_is_explained(tmp_path: Path, port: str) -> None:
    assert refusal(tmp_path, port) == (
        1,
        "script/server: Usage: script/server [PORT], with a port from 1 to 65535.",
    )


def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refusal(tmp_path, str(port))
    assert code == 1
    assert re.fullmatch(rf"script/server: Port {port} is taken; give another one: script/server \d+", said)


def test_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    port = free_port()
    code, said = refusal(tmp_path, DATABASE_URL=f"postgres://tracker:hunter2@127.0.0.1:{port}/books")
    assert code == 1
    assert re.fullmatch(
        rf"script/server: The database books at 127\.0\.0\.1:{port} \(DATABASE_URL\) does not answer: .*\.",
        said,
    )
    assert "hunter2" not in said


def test_bad_variable_is_named(tmp_path: Path) -> None:
    code, said = refusal(tmp_path, DATABASE_URL="mysql://tracker@127.0.0.1/books")
    assert code == 1
    assert re.fullmatch(r"script/server: DATABASE_URL must be a PostgreSQL address .*\.", said)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = refusal(tmp_path / "file" / "var")
    assert code == 1
    assert re.fullmatch(r"script/server: \S*/file/var\S* cannot be written: Not a directory\.", said)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_full_disk_is_named(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], check=True)
    try:
        code, said = refusal(tmp_path)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert code == 1
    assert (
        said
        == f"script/server: Too little space is left on the disk that holds {tmp_path}: 150 MB are needed."
    )


def test_python_that_is_too_old_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    code, said = refusal(tmp_path, TRACKER_PYTHON=str(old))
    assert code == 1
    assert said == "script/server: Python 3.11 or newer is needed; install it, or name it in TRACKER_PYTHON."
