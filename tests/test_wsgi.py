"""The web application, as a WSGI server loads it."""

import subprocess
import sys
from pathlib import Path


def test_what_stays_is_out_of_the_garbage_collectors_sight():
    code = "import gc; from config.wsgi import application; print(gc.get_freeze_count() > 100_000)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split()[-1] == "True"
