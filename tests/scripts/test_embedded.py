"""The embedded PostgreSQL: started, stopped, killed, moved and misled."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.embedded import EmbeddedError, Server

CHECKOUT = Path(__file__).resolve().parents[2]
HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from config.embedded import Server
server = Server(Path(sys.argv[1]))
server.hold()
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: that one only its owner may enter, and its path is long."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    made = Server(folder / "postgres")
    yield made
    made.release()


def ask(server: Server, question: str) -> object:
    connection = server.connect("tracker")
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def kill(server: Server) -> None:
    process = server.postmaster()
    assert process
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def test_rows_survive_a_stop(server: Server) -> None:
    server.hold()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    server.release()
    assert server.postmaster() is None
    server.hold()
    assert ask(server, "SELECT number FROM kept") == 7


def test_database_is_utf8_and_sorts_by_code_point(server: Server) -> None:
    server.hold()
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT 'a' < 'B'") is False


def test_server_killed_under_its_holder_is_started_again(server: Server) -> None:
    server.hold()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    kill(server)
    assert server.ensure_running() is True
    assert ask(server, "SELECT number FROM kept") == 7


def test_running_server_is_left_alone(server: Server) -> None:
    server.hold()
    assert server.ensure_running() is False


def test_recycled_process_number_in_the_lock_files_is_seen_through(server: Server) -> None:
    server.hold()
    kill(server)
    for lock in (server.data / "postmaster.pid", server.folder / "run" / ".s.PGSQL.5432.lock"):
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert server.postmaster() is None
    server.ensure_running()
    assert ask(server, "SELECT 1") == 1


def test_last_of_two_holders_stops_the_server(server: Server) -> None:
    server.hold()
    command = [sys.executable, "-c", HOLD_UNTIL_TOLD, str(server.folder)]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        server.release()
        assert server.postmaster()
        other.communicate("\n")
    assert server.postmaster() is None


def test_killed_holder_does_not_count(server: Server) -> None:
    server.hold()
    command = [sys.executable, "-c", HOLD_UNTIL_TOLD, str(server.folder)]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        other.kill()
    server.release()
    assert server.postmaster() is None


def test_interrupted_first_start_is_made_again(server: Server) -> None:
    (server.folder / "data" / "base").mkdir(parents=True)
    (server.folder / "data" / "PG_VERSION").write_text("18\n")
    server.hold()
    assert ask(server, "SELECT 1") == 1


def test_folder_of_another_version_is_refused_with_advice(server: Server) -> None:
    server.hold()
    server.release()
    (server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 16 and this is 18: dump it"):
        server.hold()


def test_deep_folder_is_reached_over_the_loopback_address_with_a_password(folder: Path) -> None:
    server = Server(folder / "deep'" / ("d" * 100) / "postgres")
    server.hold()
    try:
        assert server.host == "127.0.0.1"
        assert ask(server, "SELECT 1") == 1
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(
                host="127.0.0.1", port=server.port, user="postgres", password="wrong", dbname="tracker"
            )
    finally:
        server.release()


def test_socket_is_private(server: Server) -> None:
    server.hold()
    assert (server.folder / "run").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_root_may_start_it_in_a_folder_others_cannot_enter(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    server = Server(private / "postgres")
    server.hold()
    try:
        process = server.postmaster()
        assert isinstance(process, psutil.Process)
        assert process.uids().real != 0
        assert private.stat().st_mode & 0o077 == 0
        assert ask(server, "SELECT 1") == 1
    finally:
        server.release()
        shutil.rmtree(server.data.parent)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        EmbeddedError, match=r"file/postgres cannot be used for the database: Not a directory\.$"
    ):
        Server(tmp_path / "file" / "postgres").hold()
