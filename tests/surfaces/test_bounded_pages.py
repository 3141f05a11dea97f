"""Pages that show a part of long histories say so, and answer from the whole."""

import re

import pytest

from tests import cast
from tests.makers import make, source
from tests.surfaces.reading import get
from tracker.models import Announcement, AnnouncementEvent, Snapshot, Target
from tracker.surfaces import pages_enforcement, pages_sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed(monkeypatch) -> Announcement:
    """Funded for one target, then two later steps, on a page that shows two steps."""
    monkeypatch.setattr(pages_enforcement, "EVENTS", 2)
    made = make("announcements")
    target = Target.objects.create(announcement=made, class_as_printed="larger cities", source=source())
    steps = (
        ("funded", "2025-01-01", target),
        ("effective", "2025-02-01", None),
        ("enjoined", "2025-03-01", None),
    )
    for kind, happened_on, whose in steps:
        AnnouncementEvent.objects.create(
            announcement=made, kind=kind, happened_on=happened_on, target=whose, source=source()
        )
    return made


def test_newest_step_is_named_where_not_all_are_shown(client, followed):
    assert "Newest step in our books: enjoined" in get(client, f"/announcements/{followed.slug}/").decode()


def test_steps_left_out_are_counted(client, followed):
    assert "Newest 2 of 3 steps." in get(client, f"/announcements/{followed.slug}/").decode()


def test_target_keeps_its_newest_step_though_that_is_not_shown(client, followed):
    html = get(client, f"/announcements/{followed.slug}/").decode()
    assert re.search(r'data-label="Newest step">funded', html)


def test_passages_left_out_of_a_capture_are_counted(client, monkeypatch):
    cast.build()
    monkeypatch.setattr(pages_sources, "SHOWN", 1)
    pages = (
        get(client, f"/sources/{one.sha256}/").decode()
        for one in Snapshot.objects.filter(article__state="published")
    )
    assert any(re.search(r"The first 1 of [2-9] passages", html) for html in pages)
