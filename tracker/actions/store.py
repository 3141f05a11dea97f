"""The bytes of captures and uploads, kept once each under their own SHA-256, compressed.

A name appears only with its whole content: written beside, synced, then renamed. A full disk or a killed
process leaves at most a draft that nothing refers to.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from tracker.actions.errors import Refused

_LEVEL = 6


def keep(content: bytes) -> str:
    """Store ``content`` unless it is stored already; its SHA-256 in hexadecimal. Raises OSError if it cannot."""
    digest = hashlib.sha256(content).hexdigest()
    storage = storages["snapshots"]
    name = name_of(digest)
    if storage.exists(name):
        return digest
    # No time in the header: the same content is always the same file.
    packed = gzip.compress(content, _LEVEL, mtime=0)
    if isinstance(storage, FileSystemStorage):
        _write_whole(Path(storage.path(name)), packed)
    else:
        _put(storage, name, packed)
    return digest


def read(digest: str) -> bytes:
    """The bytes kept under ``digest``. Raises Refused when they are missing or damaged."""
    try:
        with storages["snapshots"].open(name_of(digest)) as stored:
            content = gzip.decompress(stored.read())
    except FileNotFoundError:
        raise Refused(
            f"The stored file {digest[:12]} is missing.", hint="Restore it from a backup."
        ) from None
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise Refused(
            f"The stored file {digest[:12]} cannot be read: {error}.", hint="Restore it from a backup."
        ) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(f"The stored file {digest[:12]} is damaged.", hint="Restore it from a backup.")
    return content


def name_of(digest: str) -> str:
    """Path in the store: two levels of folders, so that none holds too many files."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}.gz"


def _write_whole(path: Path, packed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(packed)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # The name itself must survive a power cut too.
        os.fsync(folder)
    finally:
        os.close(folder)


def _put(storage: Storage, name: str, packed: bytes) -> None:
    """An object store shows an object whole or not at all."""
    storage.save(name, ContentFile(packed))
