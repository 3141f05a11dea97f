"""The settings of the tests: the product's own, with a folder and a database of their own."""

import os
from pathlib import Path

# Before the product's settings are read; commands that tests start inherit it.
os.environ.setdefault("TRACKER_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
# The workers of one run share its number; two runs at once stay out of each other's way.
os.environ.setdefault("TRACKER_TEST_RUN", str(os.getpid()))

from config.settings import *  # noqa: F403
from config.settings import DATABASES, LOGGING, STORAGES, VAR_DIR

DATABASES["default"]["TEST"] = {"NAME": f"test_tracker_{os.environ['TRACKER_TEST_RUN']}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0

# No collectstatic before the tests.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["snapshots"]["OPTIONS"] = {"location": str(VAR_DIR / "snapshots"), "allow_overwrite": False}
STORAGES["snapshots"]["BACKEND"] = "django.core.files.storage.FileSystemStorage"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# A page kept would hide what a test looks at; tests/test_kept_pages.py turns it on.
PAGES_KEPT = 0

# The product's hasher is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# pytest captures through the root logger; lines on standard error would be noise.
LOGGING["root"] = {"handlers": [], "level": "INFO"}
