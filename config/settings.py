"""All settings, read from the environment; every variable is listed in docs/deploying.md."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import variables
from config.embedded import USER as EMBEDDED_USER
from config.embedded import server as embedded_server

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(variables.text("TRACKER_VAR", default=str(BASE_DIR / "var"))).resolve()

# --- Who may reach the site, and how

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
PUBLIC_HOSTS = variables.words("ALLOWED_HOSTS")
if "*" in PUBLIC_HOSTS:
    raise variables.refusal("ALLOWED_HOSTS", "must name the hosts this site answers to, not *")
ALLOWED_HOSTS = PUBLIC_HOSTS or LOOPBACK

SITE_URL = variables.site_url(
    "SITE_URL",
    # Commands beside script/server write the addresses its pages have, whatever its port.
    default=f"https://{PUBLIC_HOSTS[0].lstrip('.')}"
    if PUBLIC_HOSTS
    else variables.served_at(VAR_DIR / "server.lock", default="http://127.0.0.1:8000"),
)
HTTPS = SITE_URL.startswith("https://")

DEBUG = variables.switch("DEBUG", default=False)
if DEBUG and PUBLIC_HOSTS:
    raise variables.refusal("DEBUG", "must be off when ALLOWED_HOSTS names a host")

# Number of proxies of our own in front: their X-Forwarded-For and X-Forwarded-Proto are believed, no others.
TRUSTED_PROXIES = variables.integer("TRUSTED_PROXIES", default=0, least=0, most=5)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Several hosts behind one name must share the key, so it is not made up when both are given.
if variables.text("DATABASE_URL") and PUBLIC_HOSTS and not variables.text("SECRET_KEY"):
    raise variables.refusal("SECRET_KEY", "must be set when DATABASE_URL and ALLOWED_HOSTS are", hide=True)
SECRET_KEY = variables.generated(
    "SECRET_KEY", make=lambda: secrets.token_urlsafe(50), path=VAR_DIR / "secret_key"
)
if len(SECRET_KEY) < 50:
    raise variables.refusal("SECRET_KEY", "must be 50 characters or longer", hide=True)

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = (
    variables.integer("HSTS_SECONDS", default=31_536_000, least=0, most=63_072_000) if HTTPS else 0
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_AGE = 8 * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- The application

INSTALLED_APPS = [
    "tracker.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "csp",
    "tracker.apps.TrackerConfig",
]

MIDDLEWARE = [
    "config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.SharedCaches",
    "config.middleware.PublicSide",
    "config.kept_pages.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "config.middleware.DatabaseAway",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        # For rows of large tables, named "rows/….jinja": several times faster there than Django's templates.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "config.rows.environment"},
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The database


def _connection(found: dict[str, Any]) -> dict[str, Any]:
    """The settings of a PostgreSQL server, with the habits every connection of ours has."""
    options = {"connect_timeout": 5, **found.get("OPTIONS", {})}
    # Every trigger of ours asks for this setting; while it does not exist, asking costs a caught exception
    # (four fifths of the time of a bulk write). Behind PgBouncer: ignore_startup_parameters = options.
    options["options"] = f"{options.get('options', '')} -c pgtrigger.ignore={{}}".strip()
    habits = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {**habits, **found, "OPTIONS": options}


EMBEDDED_DATABASE = not variables.text("DATABASE_URL")
if EMBEDDED_DATABASE:
    _server = embedded_server(VAR_DIR / "postgres")
    _default = {
        "ENGINE": "config.embedded_engine",
        "NAME": "tracker",
        "USER": EMBEDDED_USER,
        "HOST": _server.host,
        "PORT": _server.port,
        "EMBEDDED_FOLDER": str(_server.folder),
    }
else:
    _default = variables.database("DATABASE_URL")
DATABASES = {"default": _connection(_default)}

_replica = variables.database("DATABASE_REPLICA_URL")
if _replica:
    DATABASES["replica"] = {**_connection(_replica), "TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["config.replica.PublicReadsFromReplica"]

# A public page whose query runs longer is answered with 503 and advice; 0 sets no limit.
PUBLIC_STATEMENT_TIMEOUT_MS = variables.integer(
    "PUBLIC_STATEMENT_TIMEOUT_MS", default=5000, least=0, most=600_000
)

# Public pages kept in each web process for as long as nothing is written; 0 keeps none.
PAGES_KEPT = variables.integer("PAGES_KEPT", default=500, least=0, most=100_000)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What every process must see alike, such as rate limits.
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Django throws entries away beyond 300: a flood of made-up names would wash the limits out.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Whole public pages, in each web process; see config.kept_pages.
    "pages": {
        "BACKEND": "config.kept_pages.PageCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT},
    },
}

# --- Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG


def _snapshot_storage(value: str) -> dict[str, Any]:
    """Django's storage for captures: a folder, or s3://bucket/prefix with the package django-storages."""
    if "://" not in value:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(Path(value).resolve()), "allow_overwrite": False},
        }
    parts = urlsplit(value)
    if parts.scheme != "s3" or not parts.netloc:
        raise variables.refusal("SNAPSHOT_STORAGE", "must be a folder or s3://bucket/prefix")
    if not find_spec("storages") or not find_spec("boto3"):
        raise variables.refusal("SNAPSHOT_STORAGE", "needs the packages of pip install django-storages[s3]")
    options = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "file_overwrite": False}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "staticfiles": {
        # Names with hashes need collectstatic, which a developer should not.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "snapshots": _snapshot_storage(variables.text("SNAPSHOT_STORAGE", default=str(VAR_DIR / "snapshots"))),
}

GAZETTEER_FILE = variables.text("GAZETTEER_FILE")
if GAZETTEER_FILE and not os.access(GAZETTEER_FILE, os.R_OK):
    raise variables.refusal("GAZETTEER_FILE", "must be a file that can be read")

FETCH_USER_AGENT = variables.text("FETCH_USER_AGENT", default=f"SanctuaryPolicyTracker/0.1 (+{SITE_URL})")

# --- Background work: the state of a job lives in PostgreSQL, the broker only wakes the worker

CELERY_BROKER_URL = variables.text("CELERY_BROKER_URL", default="filesystem://localhost")
_broker = variables.split("CELERY_BROKER_URL", CELERY_BROKER_URL, hide=True).scheme
if _broker not in {"filesystem", "amqp", "amqps", "redis", "rediss"}:
    raise variables.refusal(
        "CELERY_BROKER_URL", "must begin with amqp://, amqps://, redis:// or rediss://", hide=True
    )
if _broker.startswith("redis") and not find_spec("redis"):
    raise variables.refusal("CELERY_BROKER_URL", "needs the package of pip install redis", hide=True)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if _broker == "filesystem":
    _messages = str(VAR_DIR / "broker" / "messages")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _messages,
        "data_folder_out": _messages,
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = variables.integer("WORKER_CONCURRENCY", default=2, least=1, most=64)
CELERY_TIMEZONE = "UTC"
# A worker silent for so long is taken for dead, and a message unanswered for so long for lost.
JOB_LEASE_S = variables.integer("JOB_LEASE_S", default=90, least=2, most=3600)
# Days after which a published text is captured again; 0: only by hand.
RECAPTURE_DAYS = variables.integer("RECAPTURE_DAYS", default=30, least=0, most=3650)

# --- Logs: one JSON object a line on standard error

LOG_LEVEL = variables.choice("LOG_LEVEL", default="INFO", of=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers would write each line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
