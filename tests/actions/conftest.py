"""The cast, and a folder for captures that ends with the test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.storage import storages
from django.db import connection

from tests import cast
from tests.actions.site import Site, serving


@pytest.fixture(autouse=True)
def capture_folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Captures of the test are written here and nowhere else."""
    folder = tmp_path / "captures"
    location = {"location": str(folder), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": location},
    }
    assert Path(storages["snapshots"].location) == folder
    yield folder


@pytest.fixture
def world(db: None) -> cast.Cast:
    """The cast inside the test's transaction."""
    return cast.build()


@pytest.fixture
def live_world(transactional_db: None) -> cast.Cast:
    """The cast, committed: for what needs several transactions."""
    return cast.build()


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty web site on the loopback address."""
    with serving() as running:
        yield running


@pytest.fixture
def aged(world: cast.Cast) -> cast.Cast:
    """The cast, its position recorded in an earlier transaction: a moment long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE tracker_position SET recorded = tstzrange('2025-03-05 00:00+00', NULL)")
        cursor.execute("SET LOCAL session_replication_role = origin")
    world.position.refresh_from_db()
    return world


@pytest.fixture
def environment(tmp_path: Path, transactional_db: None) -> dict[str, str]:
    """The environment of processes of their own: the test's database, a broker and a store for them alone,
    and leases so short that the work of a killed one is soon to be had."""
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
    # The embedded server listens on a socket, whose path is no host name.
    place = urlencode({"host": database["HOST"], "port": database["PORT"] or 5432})
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{login}@/{database['NAME']}?{place}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TRACKER_VAR": str(tmp_path / "var"),
        "JOB_LEASE_S": "3",
        "WORKER_CONCURRENCY": "2",
        "ALLOWED_HOSTS": "",
    }
