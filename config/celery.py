"""The Celery application, and the whole list of periodic work."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tracker"])

# Seconds between two runs. The sweep sends again what a lost message or a killed worker left behind.
app.conf.beat_schedule = {
    "sweep": {"task": "tracker.tasks.sweep", "schedule": 10.0},
    "poll watches": {"task": "tracker.tasks.poll_watches", "schedule": 60.0},
    "sign captures": {"task": "tracker.tasks.sign_captures", "schedule": 600.0},
    "recapture": {"task": "tracker.tasks.recapture", "schedule": 3600.0},
    "count words": {"task": "tracker.tasks.count_words", "schedule": 6 * 3600.0},
}
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "broker" / "beat")

for option in ("data_folder_in", "control_folder"):
    if option in settings.CELERY_BROKER_TRANSPORT_OPTIONS:
        Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[option]).mkdir(parents=True, exist_ok=True)
