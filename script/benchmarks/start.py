"""The first and the second start of ``script/server`` on an empty folder, until it says that it is ready."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from script.benchmarks.measure import CHECKOUT, Line, free_port

READY = "Ctrl-C stops everything."
LONGEST_S = 300


def _started_s(folder: Path) -> float:
    """Seconds until the server is ready; it is stopped then."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    begun = time.monotonic()
    server = subprocess.Popen(
        ["script/server", str(free_port())],
        cwd=CHECKOUT,
        env={**kept, "TRACKER_VENV": sys.prefix, "TRACKER_VAR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if READY in line:
                return time.monotonic() - begun
        raise RuntimeError("script/server ended before it was ready.")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(LONGEST_S)


def run(*, rounds: int) -> Iterator[Line]:
    """Seconds of the first start, with the starter data, and the median of those after it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        # The account of the embedded database must be able to enter it.
        Path(made).chmod(0o755)
        yield Line("first start, database and data made, s", f"{_started_s(Path(made)):.1f}")
        again = sorted(_started_s(Path(made)) for _ in range(max(rounds, 3)))
        took = again[len(again) // 2]
        yield Line("start after that, s", f"{took:.1f}", "≤ 5", took <= 5)
