"""Streaming: constant memory, an honest end, a connection left fit for the next reader."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from django.db import DatabaseError, connection
from django.http import QueryDict

from tests.makers import make
from tracker.records import RECORDS
from tracker.records.exports import csv_of
from tracker.records.streams import copied

ROWS = "SELECT n, repeat('x', 1000) AS words FROM generate_series(1, {}) AS n"


@pytest.mark.django_db
def test_rows_arrive_whole_and_in_order():
    lines = b"".join(copied(lambda: ROWS.format(500), using="default")).splitlines()
    assert lines[0] == b"n,words"
    assert [int(line.split(b",")[0]) for line in lines[1:]] == list(range(1, 501))


@pytest.mark.django_db
def test_sixty_megabytes_pass_through_two():
    tracemalloc.start()
    size = sum(len(chunk) for chunk in copied(lambda: ROWS.format(60_000), using="default"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 60_000_000
    assert peak < 2_000_000


@pytest.mark.django_db(transaction=True)
def test_error_in_the_midst_breaks_the_stream_off():
    failing = "SELECT 1 / (5000 - n) AS words, repeat('x', 1000) AS more FROM generate_series(1, 10000) AS n"
    stream = copied(lambda: failing, using="default")
    assert next(stream).startswith(b"words,more\n")
    with pytest.raises(DatabaseError):
        list(stream)


@pytest.mark.django_db(transaction=True)
def test_reader_who_leaves_stops_the_copy_and_frees_the_connection():
    stream = copied(lambda: ROWS.format(50_000_000), using="default")
    next(stream)
    stream.close()
    assert [thread.name for thread in threading.enumerate() if thread.name == "copy"] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_reader_who_leaves_the_past_leaves_the_present_behind():
    for number in range(3):
        make("outlets", number=number)
    stream = csv_of(RECORDS["outlets"].select(QueryDict("known_at=2026-01-01")))
    next(stream)
    stream.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert "known" not in cursor.fetchone()[0]
    assert RECORDS["outlets"].select(QueryDict("")).total().number == 3
