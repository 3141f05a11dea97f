"""A migrated database that test databases are copied from: applying all migrations takes far longer than a copy."""

import hashlib
import os
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

PREFIX = "tracker_template_"
RUN_PREFIX = "test_tracker_"
# One number for everybody who builds a template on this server.
BUILDING = 7_311_954


def ensure() -> str:
    """The name of the template for the migrations as they are now; built first when there is none."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        try:
            if name not in _databases(cursor, PREFIX):
                for old in _databases(cursor, PREFIX):
                    _drop(cursor, old)
                _build(cursor, name)
            _drop_remains(cursor)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILDING])
    return name


def _fingerprint() -> str:
    """Changes with every migration and with every package that brings migrations of its own."""
    files = [
        settings.BASE_DIR / "requirements.txt",
        *sorted(Path(settings.BASE_DIR, "tracker/migrations").glob("*.py")),
    ]
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()[:16]


def _build(cursor: Any, name: str) -> None:
    draft = f"{name}_draft"
    _drop(cursor, draft)
    cursor.execute(f'CREATE DATABASE "{draft}"')
    product = connection.settings_dict["NAME"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = draft
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = product
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def _drop_remains(cursor: Any) -> None:
    """Databases of runs that were killed."""
    for name in _databases(cursor, RUN_PREFIX):
        run = name.removeprefix(RUN_PREFIX).split("_")[0]
        if run.isdigit() and run != os.environ["TRACKER_TEST_RUN"] and not psutil.pid_exists(int(run)):
            _drop(cursor, name)


def _databases(cursor: Any, prefix: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [row[0] for row in cursor.fetchall()]


def _drop(cursor: Any, name: str) -> None:
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    except psycopg2.Error:
        # Another run is copying it at this moment; the next one drops it.
        return
    except Exception as error:
        if not isinstance(error.__cause__, psycopg2.Error):
            raise
