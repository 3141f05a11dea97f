"""The backup of docs/deploying.md, restored into an empty database: every row, every refusal, every capture."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests import cast


@pytest.fixture
def tools() -> Path:
    """The folder of pg_dump and pg_restore, as old or new as the server."""
    if settings.EMBEDDED_DATABASE:
        from config.embedded import _binaries

        return _binaries(None)
    found = shutil.which("pg_dump")
    if not found:
        pytest.skip("pg_dump is not installed beside the PostgreSQL server")
    return Path(found).parent


@pytest.fixture
def restored(tools: Path, transactional_db: None, tmp_path: Path) -> Iterator[Any]:
    """A connection to a new database, restored from a dump of the test's, which holds the cast."""
    cast.build()
    database = connection.settings_dict
    name = f"{database['NAME']}_restored"
    where = [
        f"--host={database['HOST'] or 'localhost'}",
        f"--port={database['PORT'] or 5432}",
        f"--username={database['USER']}",
    ]
    environment = {**os.environ, "PGPASSWORD": database["PASSWORD"] or ""}
    dump = tmp_path / "tracker.dump"

    def run(tool: str, *arguments: str) -> None:
        done = subprocess.run(
            [tools / tool, *where, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    run("pg_dump", "--format=custom", f"--file={dump}", database["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        run("pg_restore", "--exit-on-error", f"--dbname={name}", str(dump))
        parameters = connection.get_connection_params()
        parameters.pop("cursor_factory", None)
        parameters.pop("context", None)
        opened = psycopg2.connect(**{**parameters, "dbname": name})
        yield opened
        opened.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def asked(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return cursor.fetchall()


def counts(cursor: Any) -> dict[str, int]:
    tables = asked(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return {table: asked(cursor, f'SELECT count(*) FROM "{table}"')[0][0] for (table,) in tables}


WHAT_REFUSES = """
    SELECT 'trigger', tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT contype::text, conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0
    ORDER BY 1, 2, 3"""
CAPTURES = """
    SELECT sha256, raw_sha256, encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM tracker_snapshot ORDER BY id"""


def test_restored_backup_holds_all_and_refuses_as_before(restored: Any) -> None:
    with connection.cursor() as before, restored.cursor() as after:
        assert counts(after) == counts(before)
        assert counts(after)["tracker_quotation"] > 0
        assert asked(after, WHAT_REFUSES) == asked(before, WHAT_REFUSES)
        captures = asked(after, CAPTURES)
        assert captures == asked(before, CAPTURES) != []
        assert all(stated == found for stated, _, found in captures)
        with pytest.raises(psycopg2.Error):
            after.execute("UPDATE tracker_snapshot SET text = 'other words'")
        restored.rollback()
        history = asked(after, "SELECT count(*) FROM tracker_outlethistory")[0][0]
        after.execute(
            "UPDATE tracker_outlet SET note = 'seen' WHERE id = (SELECT min(id) FROM tracker_outlet)"
        )
        assert asked(after, "SELECT count(*) FROM tracker_outlethistory")[0][0] == history + 1
        restored.rollback()
