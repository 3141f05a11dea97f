"""The cast with one of every row the admin shows, and a client per role."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.files.storage import storages
from django.test import Client
from lxml import html

from tests import cast
from tracker.models import (
    Correction,
    CorrectionRequest,
    Job,
    NameDecision,
    NotSame,
    Redirect,
    SourceNotice,
    Watch,
)


@pytest.fixture(autouse=True)
def capture_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Captures and messages to workers of the test are written here and nowhere else."""
    location = {"location": str(tmp_path / "captures"), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": location},
    }
    assert Path(storages["snapshots"].location) == tmp_path / "captures"
    yield


@pytest.fixture
def world(db: None) -> cast.Cast:
    """The cast, and one of every row that only the admin shows."""
    world = cast.build()
    NameDecision.objects.create(maker=world.list_maker, as_printed="Chicgo", decided_by=world.curator)
    SourceNotice.objects.create(
        article=world.story,
        kind="changed",
        noticed_on=datetime.date(2025, 4, 1),
        detail="A word was dropped.",
    )
    CorrectionRequest.objects.create(
        record_kind="lists", record_slug=world.edition.slug, jurisdiction=world.chicago, message="Not so."
    )
    Correction.objects.create(
        record_kind="lists", record_slug="a", record_title="A", kind="corrected", summary="Said b, says c."
    )
    Redirect.objects.create(kind="officials", old_slug="rusk", new_slug="dale-rusk")
    NotSame.objects.create(kind="officials", first_id=1, second_id=2, decided_by=world.editor)
    Job.objects.create(kind="ingest", args={"submission": 0}, state="failed", error="The page is gone.")
    Watch.objects.create(name="A feed", url="https://wire.example/feed", kind="feed")
    return world


def as_(user: AbstractUser) -> Client:
    """A client signed in as ``user``."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def curator(world: cast.Cast) -> Client:
    return as_(world.curator)


@pytest.fixture
def editor(world: cast.Cast) -> Client:
    return as_(world.editor)


def typed(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would post from the form at ``url`` as it stands, with ``changes`` typed over."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    form = next(one for one in html.fromstring(answer.content).forms if one.get("id", "").endswith("_form"))
    data: dict[str, Any] = {}
    for name, value in form.form_values():
        data[name] = [*data[name], value] if isinstance(data.get(name), list) else value
    # Their templates are not posted by a browser that added no row.
    return {name: value for name, value in data.items() if "__prefix__" not in name} | changes
