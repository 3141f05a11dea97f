"""CSV as PostgreSQL writes it, streamed in constant memory: COPY runs in a thread, its bytes pass a short queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections, transaction

CHUNK = 64 * 1024
WAITING = 8
"""Chunks that may wait for a slow reader; COPY pauses when they are there."""

HABITS = "SET LOCAL jit = off; SET LOCAL work_mem = '32MB'; SET LOCAL max_parallel_workers_per_gather = 0"
"""Compiling an export's plan took a third of its time; parallel workers each built the same hash tables."""


class _Pipe:
    """A file for COPY to write to. Written by the thread that runs COPY, read by the one that answers."""

    def __init__(self) -> None:
        self.chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(maxsize=WAITING)
        self.abandoned = threading.Event()
        self.buffer = bytearray()

    def write(self, data: bytes) -> int:
        self.buffer += data
        if len(self.buffer) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self.buffer:
            self.put(bytes(self.buffer))
            self.buffer.clear()

    def put(self, item: bytes | BaseException | None) -> None:
        while not self.abandoned.is_set():
            try:
                self.chunks.put(item, timeout=0.5)
            except queue.Full:
                continue
            return


def copied(select: Callable[[], str], *, using: str) -> Iterator[bytes]:
    """The CSV of a query, with its header row, in chunks.

    ``select`` gives the SQL when the reading begins, so that a connection is asked for then and not before.
    An error of the database is raised in the midst: the answer breaks off and cannot look complete.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(HABITS)
        yield from _piped(f"COPY ({select()}) TO STDOUT WITH (FORMAT csv, HEADER true)", using=using)


def _piped(sql: str, *, using: str) -> Iterator[bytes]:
    connection = connections[using]
    raw = connection.connection
    pipe = _Pipe()
    # The raw connection may be used by another thread as long as this one leaves it alone.
    thread = threading.Thread(target=_copy, args=(raw, sql, pipe), name="copy", daemon=True)
    thread.start()
    try:
        while (item := pipe.chunks.get()) is not None:
            if isinstance(item, BaseException):
                with connection.wrap_database_errors:
                    raise item
            yield item
    finally:
        if thread.is_alive():
            pipe.abandoned.set()
            raw.cancel()
        thread.join()


def _copy(raw: Any, sql: str, pipe: _Pipe) -> None:
    try:
        with raw.cursor() as cursor:
            cursor.copy_expert(sql, pipe, CHUNK)
        pipe.flush()
        pipe.put(None)
    except BaseException as error:
        pipe.put(error)
