"""Counts of common words are kept by the periodic work, and by nothing else."""

import pytest
from django.db import connection

from config.celery import app
from tests.makers import make
from tracker.tasks import count_words

pytestmark = pytest.mark.django_db


def test_periodic_work_counts_common_words() -> None:
    assert "tracker.tasks.count_words" in {entry["task"] for entry in app.conf.beat_schedule.values()}
    for number in range(100):
        make("outlets", number=number, words=f"Gazette {number}")
    count_words()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT documents FROM tracker_searchfrequency WHERE kind = 'outlets' AND lexeme = 'gazett'"
        )
        assert cursor.fetchone() == (100,)
