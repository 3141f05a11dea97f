"""Runs everything on one machine: the embedded database, the web and the worker; script/server ends here.

The processes are our children, each in a session of its own, so that Ctrl-C reaches only us and they are
stopped in order: web, worker, database.
"""

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

import psutil

from config import embedded

CHECKOUT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("TRACKER_VAR", "").strip() or CHECKOUT / "var").resolve()
RUNNING = VAR / "running.json"
LEAST_FREE_BYTES = 150 * 1024 * 1024
LARGEST_LOG_BYTES = 10 * 1024 * 1024
# A worker may finish the job at hand; what it does not finish, the lease gives to the next one.
PATIENCE_S = {"web": 25, "worker": 20}
RESTARTS_A_MINUTE = 5


class CannotServeError(Exception):
    """The tracker cannot be served here; the message is one sentence."""


class Child:
    """A process of ours, its log, and when it was started."""

    def __init__(self, name: str, command: list[str], *, environment: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.starts: list[float] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.log = VAR / "log" / f"{name}.log"

    def start(self) -> None:
        """Start it, with its output in its log. Raises CannotServeError when it keeps ending."""
        now = time.monotonic()
        self.starts = [start for start in self.starts if now - start < 60] + [now]
        if len(self.starts) > RESTARTS_A_MINUTE:
            raise CannotServeError(f"The {self.name} process ends again and again; see {_shown(self.log)}.")
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask it to end, and insist after a while; its own children end with it."""
        if self.process and self.is_alive():
            stop_group(psutil.Process(self.process.pid), patience_s=PATIENCE_S[self.name])
            self.process.wait()

    def is_alive(self) -> bool:
        """Whether it was started and runs."""
        return self.process is not None and self.process.poll() is None


def stop_group(process: psutil.Process, *, patience_s: float) -> None:
    """End the leader of a session of ours and all that it started."""
    family = [process, *process.children(recursive=True)]
    try:
        process.terminate()
        process.wait(patience_s)
    except psutil.Error:
        pass
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            pass


# -- who else is there


def claim(url: str) -> IO[str]:
    """The lock that says a server runs in this folder. Raises CannotServeError when another one holds it."""
    lock = (VAR / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        raise CannotServeError(
            f"It is running already, at {lock.read().strip()}; stop that one first."
        ) from error
    lock.truncate(0)
    lock.write(url)
    lock.flush()
    return lock


def stop_orphans() -> None:
    """End what a server killed by kill -9 left running; a stranger with a recycled number is left alone."""
    try:
        left = json.loads(RUNNING.read_text())
    except (FileNotFoundError, ValueError):
        return
    for entry in left:
        try:
            process = psutil.Process(entry["pid"])
            if process.create_time() == entry["created"]:
                stop_group(process, patience_s=10)
        except psutil.NoSuchProcess:
            continue
    RUNNING.unlink()


def remember(children: list[Child]) -> None:
    """Write down whom the next start has to end if we cannot."""
    entries = []
    for process in [child.process for child in children if child.process]:
        try:
            entries.append({"pid": process.pid, "created": psutil.Process(process.pid).create_time()})
        except psutil.NoSuchProcess:
            continue
    draft = RUNNING.with_suffix(".draft")
    draft.write_text(json.dumps(entries))
    draft.rename(RUNNING)


def check_port(port: int) -> None:
    """Raises CannotServeError when somebody listens there, or we may not."""
    with socket.socket() as probe:
        # As gunicorn does, so that a connection of the last run in TIME_WAIT does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotServeError(
                f"Port {port} needs rights this account has not; try script/server 8000."
            ) from error
        except OSError as error:
            another = port + 1 if port < 65535 else 8000
            raise CannotServeError(
                f"Port {port} is taken; give another one: script/server {another}"
            ) from error


def check_folder() -> None:
    """Raises CannotServeError when the folder for everything we keep cannot be written or is nearly full."""
    (VAR / "log").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=VAR) as probe:
        probe.write(b"x" * 4096)
        probe.flush()
    room = os.statvfs(VAR)
    if room.f_bavail * room.f_frsize < LEAST_FREE_BYTES:
        raise CannotServeError(f"Too little space is left on the disk that holds {VAR}: 150 MB are needed.")


# -- the run


def serve(port: int) -> None:
    """Serve until a signal comes. Raises CannotServeError, embedded.EmbeddedError, OSError, KeyboardInterrupt."""
    url = f"http://127.0.0.1:{port}"
    check_folder()
    with ExitStack() as stack:
        stack.enter_context(claim(url))
        stop_orphans()
        check_port(port)
        database = None
        if not os.environ.get("DATABASE_URL", "").strip():
            if not (VAR / "postgres" / "data").exists():
                print("Making a database …", flush=True)
            database = embedded.server(VAR / "postgres")
            stack.callback(database.release)
            database.hold()
        environment = {**os.environ, "WEB_BIND": f"127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
        if not os.environ.get("ALLOWED_HOSTS", "").strip():
            environment.setdefault("SITE_URL", url)
        prepare(environment)
        children = make_children(environment)
        # Last of all: until every child has ended the next start may have to end it.
        stack.callback(RUNNING.unlink, missing_ok=True)
        for child in children:
            stack.callback(child.stop)
        # The web alone at first: on a busy machine readers come before jobs.
        worker, web = children
        web.start()
        remember(children)
        wait_for_answer(port, web)
        worker.start()
        remember(children)
        announce(url, children)
        watch(children, database)


def make_children(environment: dict[str, str]) -> list[Child]:
    """Worker and web; they are stopped from the last to the first."""
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--beat"]
    web = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    return [
        Child("worker", [*celery, "--without-gossip", "--without-mingle"], environment=environment),
        Child("web", web, environment=environment),
    ]


def prepare(environment: dict[str, str]) -> None:
    """Database, starter data, static files and account. Raises CannotServeError without words: it said its own."""
    command = [sys.executable, "-m", "config.prepare"]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, start_new_session=True) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            # It holds the database until it is gone.
            process.wait()
            raise
    if code:
        raise CannotServeError("")


def wait_for_answer(port: int, web: Child) -> None:
    """Until the web answers anything at all. Raises CannotServeError after three minutes, or when it ends."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if not web.is_alive():
            raise CannotServeError(f"The web does not start; see {_shown(web.log)}.")
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise CannotServeError(f"The web does not answer; see {_shown(web.log)}.")


def announce(url: str, children: list[Child]) -> None:
    """Say where to look."""
    print(f"Sanctuary Policy Tracker runs at {url}/")
    print(f"  Curators: {url}/admin/ (another account: .venv/bin/python manage.py make_curator NAME)")
    print(f"  Logs: {', '.join(_shown(child.log) for child in reversed(children))}")
    print("  Ctrl-C stops everything.", flush=True)


def watch(children: list[Child], database: embedded.Server | None) -> None:
    """Start again what ends without being asked to."""
    while True:
        time.sleep(0.5)
        if database and database.ensure_running():
            print("The database had ended and was started again.", file=sys.stderr)
        for child in children:
            if not child.is_alive():
                print(f"The {child.name} process had ended; starting it again.", file=sys.stderr)
                child.start()
                remember(children)


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _interrupt(number: int, frame: object) -> None:
    # A second signal changes nothing: stopping has limits of its own.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def read_port(arguments: list[str]) -> int:
    """The port of the command line, 8000 without one. Raises CannotServeError."""
    if not arguments:
        return 8000
    given = arguments[0]
    if len(arguments) > 1 or not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise CannotServeError("Usage: script/server [PORT], with a port from 1 to 65535.")
    return int(given)


def main() -> int:
    """Exit code: 0 when stopped by a signal, 1 with one sentence on standard error."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        serve(read_port(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Stopped.")
        return 0
    except (CannotServeError, embedded.EmbeddedError) as error:
        if str(error):
            print(f"script/server: {error}", file=sys.stderr)
    except OSError as error:
        place = error.filename or VAR
        reason = "no space is left" if error.errno == errno.ENOSPC else error.strerror
        print(f"script/server: {place} cannot be written: {reason}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
