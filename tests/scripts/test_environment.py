"""script/environment.py: the Python environment, made once and told apart from a broken one."""

import hashlib
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# No index answers on port 9 of this machine, and nothing else is asked.
NO_INDEX = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
}


def run(folder: Path, *files: Path, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "script/environment.py", *map(str, files)],
        cwd=CHECKOUT,
        env={**kept, **NO_INDEX, "TRACKER_VENV": str(folder), **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(made, with_pip=True)
    return made


@pytest.fixture
def nothing_needed(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("# nothing\n")
    return file


def test_path_of_its_python_is_all_that_is_printed(folder: Path, nothing_needed: Path) -> None:
    done = run(folder, nothing_needed)
    assert (done.returncode, done.stdout) == (0, f"{folder}/bin/python\n")


def test_unchanged_requirements_are_not_installed_again(folder: Path, nothing_needed: Path) -> None:
    assert "Installing" in run(folder, nothing_needed).stderr
    assert run(folder, nothing_needed).stderr == ""


def test_changed_requirements_are_installed_again(folder: Path, nothing_needed: Path) -> None:
    run(folder, nothing_needed)
    nothing_needed.write_text("# still nothing\n")
    assert "Installing" in run(folder, nothing_needed).stderr


def test_unreachable_index_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"some-package==1.0 --hash=sha256:{'0' * 64}\n")
    done = run(folder, file)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        f"The packages of {file} cannot be downloaded: the package index does not answer."
    ]


def wheel(place: Path, name: str) -> str:
    """A package with one empty module, as a wheel in ``place``; the SHA-256 of the file."""
    path = place / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_locked_package_is_installed(folder: Path, tmp_path: Path) -> None:
    digest = wheel(tmp_path, "honest")
    file = tmp_path / "some.lock"
    file.write_text(f"honest==1.0 --hash=sha256:{digest}\n")
    assert run(folder, file, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path)).returncode == 0
    assert subprocess.run([folder / "bin" / "python", "-c", "import honest"], check=False).returncode == 0


def test_package_without_a_hash_is_refused(folder: Path, tmp_path: Path) -> None:
    wheel(tmp_path, "unlocked")
    file = tmp_path / "requirements.txt"
    file.write_text("unlocked==1.0\n")
    done = run(folder, file, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        f"The packages of {file} are not all locked with a hash: run script/lock."
    ]


def test_package_that_is_not_the_locked_one_is_refused(folder: Path, tmp_path: Path) -> None:
    wheel(tmp_path, "swapped")
    file = tmp_path / "some.lock"
    file.write_text(f"swapped==1.0 --hash=sha256:{'0' * 64}\n")
    done = run(folder, file, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        f"A file of the packages of {file} is not the one that was locked: its hash differs, and nothing was installed."
    ]
    assert subprocess.run([folder / "bin" / "python", "-c", "import swapped"], check=False).returncode == 1


def test_failed_installation_is_tried_again(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"some-package==1.0 --hash=sha256:{'0' * 64}\n")
    assert [run(folder, file).returncode for _ in range(2)] == [1, 1]


def test_environment_whose_python_is_gone_is_made_again(tmp_path: Path, nothing_needed: Path) -> None:
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(tmp_path / "removed")
    done = run(folder, nothing_needed)
    assert done.returncode == 0
    assert subprocess.run([folder / "bin" / "python", "-c", ""], check=False).returncode == 0


def test_folder_that_cannot_be_made_is_named(tmp_path: Path, nothing_needed: Path) -> None:
    (tmp_path / "file").touch()
    done = run(tmp_path / "file" / "venv", nothing_needed)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(
        r"The Python environment cannot be (made|installed).*Not a directory.*", done.stderr.splitlines()[-1]
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], check=True)
    try:
        done = run(tmp_path / "venv", CHECKOUT / "script/requirements.lock")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["No space is left on the disk for the Python environment."]
