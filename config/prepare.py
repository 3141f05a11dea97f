"""Brings database, starter data, static files and the first account up to date, each only when something changed."""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import Error, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from config.embedded import EmbeddedError

OLDEST_POSTGRESQL = 14


class NotReadyError(Exception):
    """The tracker cannot be served; the message is one sentence."""


def prepare() -> None:
    """All steps, in order. Raises NotReadyError, EmbeddedError, OSError or what a migration raises."""
    _reach_database()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
    if settings.CACHES["shared"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    _load_starter_data()
    _collect_static_files()
    call_command("make_curator", unless_any=True)


def _reach_database() -> None:
    where = settings.DATABASES["default"]
    place = f"{where['NAME']} at {where.get('HOST') or 'localhost'}:{where.get('PORT') or 5432}"
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().split("\n")[0].rstrip(".")
        raise NotReadyError(f"The database {place} (DATABASE_URL) does not answer: {reason}.") from error
    version = connection.pg_version // 10_000
    if version < OLDEST_POSTGRESQL:
        raise NotReadyError(
            f"The database {place} is PostgreSQL {version}; {OLDEST_POSTGRESQL} or newer is needed."
        )


def _load_starter_data() -> None:
    app = get_commands().get("load_starter")
    if not app:
        return
    source = sys.modules[type(load_command_class(str(app), "load_starter")).__module__].__file__
    files = [
        Path(str(source)),
        *(path for path in (settings.BASE_DIR / "fixtures").rglob("*") if path.is_file()),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        cluster = cursor.fetchone()[0]
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        database = cursor.fetchone()[0]
    # Another database, or the same one made anew, has to be filled again.
    wanted = _digest([str(cluster), str(database), *(_content(path) for path in sorted(files))])
    stamp = settings.VAR_DIR / "starter.stamp"
    if _read(stamp) != wanted:
        _say("Loading the starter data …")
        call_command("load_starter", verbosity=0)
        stamp.write_text(wanted)


def _collect_static_files() -> None:
    found = [(path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([])]
    wanted = _digest(
        f"{name} {os.stat(path).st_size} {os.stat(path).st_mtime_ns}" for name, path in sorted(found)
    )
    stamp = settings.VAR_DIR / "static.stamp"
    if _read(stamp) != wanted or not settings.STATIC_ROOT.exists():
        _say("Collecting the static files …")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted)


def _content(path: Path) -> str:
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Exit code: 0, or 1 with one sentence on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        prepare()
    except (ImproperlyConfigured, NotReadyError, EmbeddedError, CommandError) as error:
        print(f"script/server: {error}", file=sys.stderr)
    except Error as error:
        print(f"script/server: The database refused a step: {str(error).strip()}", file=sys.stderr)
    except OSError as error:
        print(f"script/server: {error.filename or settings.VAR_DIR}: {error.strerror}.", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
