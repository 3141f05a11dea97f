"""The cast, and a folder for captures that ends with the test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
