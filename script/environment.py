"""Makes the Python environment and installs locked packages into it; needs nothing but Python 3.11.

    python3 script/environment.py script/building.lock script/requirements.lock [tests/requirements.lock …]

Lock files are made by script/lock. A package that is not in one, or whose file has another hash, is refused;
what is built from source is built with the locked tools, not with ones fetched meanwhile.
Prints the path of the environment's Python. Does nothing more when the files are those of the last time.
The folder is .venv in the checkout, or the one TRACKER_VENV names.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Name or service not known|name resolution|Network is unreachable|"
    r"Connection refused|ConnectTimeout|ReadTimeout|ProxyError|Could not fetch URL|SSLError",
    re.IGNORECASE,
)
WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES", re.IGNORECASE)
NO_HASH = re.compile(
    r"Hashes are required in --require-hashes mode|must have their versions pinned", re.IGNORECASE
)
NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded|Errno 28", re.IGNORECASE)


class NoEnvironmentError(Exception):
    """The environment cannot be made; the message is one sentence."""


def make(files: list[Path], *, folder: Path) -> Path:
    """The Python of an environment in `folder` with the packages of all files. Raises NoEnvironmentError, OSError."""
    with _alone():
        python = folder / "bin" / "python"
        if not _works(python):
            _say(f"Making a Python environment in {_shown(folder)} …")
            # --clear: a broken one, or one whose Python was removed, is of no use.
            # pip in a step of its own: venv keeps to itself what went wrong with it.
            for step in (
                [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)],
                [str(python), "-m", "ensurepip", "--default-pip"],
            ):
                _run(step, what="the Python environment")
        for file in files:
            stamp = folder / f"installed-{hashlib.sha256(str(file).encode()).hexdigest()[:8]}"
            wanted = hashlib.sha256(file.read_bytes()).hexdigest()
            if stamp.exists() and stamp.read_text() == wanted:
                continue
            _say(f"Installing the packages of {_shown(file)} …")
            pip = [
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "--require-hashes",
                "--no-build-isolation",
            ]
            _run([*pip, "--retries", "2", "--requirement", str(file)], what=f"the packages of {_shown(file)}")
            # Only now: an interrupted installation is made again.
            stamp.write_text(wanted)
    return python


@contextmanager
def _alone() -> Iterator[None]:
    """Two commands started at once install one after the other."""
    gate = CHECKOUT / "var" / "environment.lock"
    gate.parent.mkdir(exist_ok=True)
    with gate.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _works(python: Path) -> bool:
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], *, what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        return
    output = done.stdout + done.stderr
    if NO_SPACE.search(output):
        raise NoEnvironmentError(f"No space is left on the disk for {what}.")
    if re.search("No module named '?(venv|ensurepip)|ensurepip is (not available|disabled)", output):
        raise NoEnvironmentError(
            "This Python has no venv module: install it (on Debian and Ubuntu: python3-venv)."
        )
    if WRONG_HASH.search(output):
        raise NoEnvironmentError(
            f"A file of {what} is not the one that was locked: its hash differs, and nothing was installed."
        )
    if NO_HASH.search(output):
        raise NoEnvironmentError(
            f"{what[0].upper()}{what[1:]} are not all locked with a hash: run script/lock."
        )
    if "Permission denied" in output or "Read-only file system" in output:
        raise NoEnvironmentError(f"There is no permission to write {what}.")
    if NO_NETWORK.search(output):
        raise NoEnvironmentError(
            f"{what[0].upper()}{what[1:]} cannot be downloaded: the package index does not answer."
        )
    errors = (
        [line for line in output.splitlines() if "ERROR" in line]
        or output.splitlines()
        or ["no reason given"]
    )
    raise NoEnvironmentError(f"{what[0].upper()}{what[1:]} cannot be installed: {errors[-1].strip()}")


def _shown(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Exit code: 0, or 1 with one sentence on standard error."""
    folder = Path(os.environ.get("TRACKER_VENV") or CHECKOUT / ".venv").absolute()
    try:
        print(make([CHECKOUT / name for name in sys.argv[1:]], folder=folder))
    except NoEnvironmentError as error:
        _say(str(error))
    except KeyboardInterrupt:
        _say("Stopped.")
    except OSError as error:
        _say(f"The Python environment cannot be made in {folder}: {error.strerror}.")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
