"""When the books began is asked of the database until it cannot change any more."""

import datetime

import pytest

from tracker.models import known

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ago", "times"), [(datetime.timedelta(hours=2), 1), (datetime.timedelta(0), 3)])
def test_beginning_is_kept_once_it_lies_back(ago, times, monkeypatch):
    asked = []
    began = datetime.datetime.now(datetime.UTC) - ago
    monkeypatch.setattr(known, "_BEGAN", {})
    monkeypatch.setattr(known, "_first_entry", lambda using: asked.append(using) or began)
    assert [known.books_began() for _ in range(3)] == [began] * 3
    assert len(asked) == times
