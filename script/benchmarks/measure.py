"""Measuring: rounds interleaved, medians, percentiles, memory of a process, a server under load."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
CLIENTS = 8
SERVER_WORKERS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: what was measured, the figure, and what it must reach ("" if nothing)."""

    what: str
    figure: str
    goal: str = ""
    is_met: bool = True

    def __str__(self) -> str:
        verdict = "" if not self.goal else ("  reached" if self.is_met else "  NOT REACHED")
        goal = f"  (goal {self.goal}){verdict}" if self.goal else ""
        return f"  {self.what:<58} {self.figure:>16}{goal}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def interleaved(rounds: int, **methods: Callable[[], float]) -> dict[str, float]:
    """Median of each method over rounds in which all take turns, so that the machine's moods hit all alike."""
    taken: dict[str, list[float]] = {name: [] for name in methods}
    for _ in range(rounds):
        for name, method in methods.items():
            taken[name].append(method())
    return {name: statistics.median(values) for name, values in taken.items()}


def resident_mb(pids: Sequence[int]) -> float:
    """Resident memory of processes, in MB (Linux)."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children(pid: int) -> list[int]:
    """The processes a process started."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in found.split()]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def serving(command: Sequence[str], port: int, path: str) -> Iterator[subprocess.Popen]:
    """A server as a process of its own, ready when ``path`` answers 200; ended with everything it started."""
    log = (CHECKOUT / "var" / "bench-server.log").open("ab")
    process = subprocess.Popen(
        command, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True, env=os.environ
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if request(port, path)[0] == 200:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not answer; see var/bench-server.log")
            time.sleep(0.2)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        log.close()


@contextlib.contextmanager
def tracker_web() -> Iterator[tuple[int, subprocess.Popen]]:
    """The tracker's web server with two workers, on a free port."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(SERVER_WORKERS),
    ]
    with serving(command, port, "/healthz") as process:
        yield port, process


def request(port: int, path: str, *, timeout_s: float = 60, anew: bool = False) -> tuple[int, int]:
    """Status and length of an answer, its body read in pieces and thrown away. ``anew``: not from memory."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request(
            "GET", path, headers={"Host": "127.0.0.1", **({"Cache-Control": "no-cache"} if anew else {})}
        )
        answer = connection.getresponse()
        length = 0
        while piece := answer.read(65_536):
            length += len(piece)
        return answer.status, length
    finally:
        connection.close()


def under_load(port: int, paths: Sequence[str], *, seconds: float, anew: bool = False) -> tuple[float, float]:
    """Pages per second and the 95th percentile in ms, with CLIENTS clients each asking without a pause."""
    times: list[float] = []
    failures: list[str] = []
    stop = time.monotonic() + seconds

    def client(number: int) -> None:
        turn = number
        while time.monotonic() < stop:
            path = paths[turn % len(paths)]
            turn += CLIENTS
            begun = time.perf_counter()
            status, _ = request(port, path, anew=anew)
            times.append(time.perf_counter() - begun)
            if status != 200:
                failures.append(f"{status} {path}")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"{len(failures)} answers were not 200, the first: {failures[0]}")
    return len(times) / (time.monotonic() - begun), percentile(times, 0.95) * 1000
