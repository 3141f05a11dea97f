"""The lock files: every package with its hashes, in step with what people pin, from no named registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

LOCKS = {
    "script/building.txt": "script/building.lock",
    "requirements.txt": "script/requirements.lock",
    "tests/requirements.txt": "tests/requirements.lock",
    "script/benchmarks/requirements.txt": "script/benchmarks/requirements.lock",
}
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)")


def pins(path: str) -> dict[str, str]:
    """Version by normalised name of each package that begins a line."""
    found = re.finditer(rf"^{PIN.pattern}", (CHECKOUT / path).read_text(), re.MULTILINE)
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version for name, version in (one.groups() for one in found)
    }


@pytest.mark.parametrize(("asked", "lock"), LOCKS.items())
def test_every_pin_is_locked_at_its_version(asked: str, lock: str) -> None:
    locked = pins(lock)
    assert {name: locked.get(name) for name in pins(asked)} == pins(asked), "run script/lock"


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_locked_package_has_a_hash(lock: str) -> None:
    lines = (CHECKOUT / lock).read_text().replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert packages
    for line in packages:
        assert re.fullmatch(rf"{PIN.pattern}(?: ; [^\\]+?)?(?:\s+--hash=sha256:[0-9a-f]{{64}})+\s*", line), (
            line
        )


@pytest.mark.parametrize("lock", LOCKS.values())
def test_lock_names_no_registry(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    assert not re.search(r"://|--index|--extra|--find-links|--trusted|pypi|file:", text.replace("pypi-", ""))


def test_locks_agree_with_each_other() -> None:
    """Installed one after the other into one environment, they must not undo each other's work."""
    known: dict[str, str] = {}
    for lock in LOCKS.values():
        for name, version in pins(lock).items():
            assert known.setdefault(name, version) == version, name


def test_every_command_installs_from_locks_alone() -> None:
    for name in ("script/server", "script/test", "script/bench", "script/score-extraction", ".ci/run"):
        given = re.findall(r"environment\.py (.+?)\)", (CHECKOUT / name).read_text())
        assert given, name
        for files in given:
            assert set(files.split()) <= set(LOCKS.values()), name
            assert files.split()[0] == "script/building.lock", name


def test_every_pin_says_what_it_is_for() -> None:
    for path in ("requirements.txt", "tests/requirements.txt"):
        text = (CHECKOUT / path).read_text()
        for line in text.splitlines():
            assert line.startswith("#") or re.fullmatch(rf"{PIN.pattern}(\s+# .+)?", line), line
    for line in (CHECKOUT / "requirements.txt").read_text().splitlines():
        assert "#" in line, line
