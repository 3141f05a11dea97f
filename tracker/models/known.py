"""The books as they stood at an earlier moment, for any query at all.

For every table with history there is a view of the same name in the schema ``known``: the version of each
row that was current at the moment the transaction asks about. Inside ``as_known(at)`` that schema is searched
first, so lists, details, filters and COPY run unchanged and read the past. What is only ever added (captures,
lines of the corrections log) has no history and needs none: its view leaves out what came later.

``known_at`` younger than the longest running write may still change, because a row's moment is the start of
the transaction that wrote it; from then on an answer about a past moment never changes.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

SCHEMA = "known"
CLOCK = "SELECT set_config('search_path', %s, true), set_config('tracker.known_at', %s, true)"

MOMENT = "tracker_known_at()"
"""The planner works this out beforehand and knows how many versions stand: it can read a list in order and stop."""

ONCE = "(SELECT tracker_known_at())"
"""Read once per query, not for every version looked at, but unknown to the planner."""

COUNTED_WHOLE = frozenset({"tracker_jurisdiction", "tracker_listedition", "tracker_listing"})
"""Tables whose histories are counted from end to end, by the comparison and the map: there ONCE is the faster."""

ONLY_ADDED = {"snapshot": "created_at", "correction": "made_at"}
"""Models whose rows never change, and the field that says since when each is in the books."""


def history_models(apps: Any) -> list[Any]:
    """History models of the tracker in an app registry, real or of a migration."""
    return sorted(
        (
            model
            for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
            if any(field.name == "superseded_at" for field in model._meta.get_fields())
        ),
        key=lambda model: model._meta.db_table,
    )


def drop_views(apps: Any, schema_editor: Any) -> None:
    """Drop every view, so that the tables below may be altered."""
    schema_editor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def create_views(apps: Any, schema_editor: Any) -> None:
    """Create one view per table with history. Run at the end of each migration that changes tables."""
    drop_views(apps, schema_editor)
    schema_editor.execute(f"CREATE SCHEMA {SCHEMA}")
    quote = schema_editor.quote_name
    for model in history_models(apps):
        table = model._meta.db_table
        tracked = model._meta.get_field("pgh_obj").remote_field.model._meta
        target = tracked.db_table
        # The row's id under the name it is indexed by: joins of the past find their version by it.
        columns = ", ".join(
            f"pgh_obj_id AS {quote(field.column)}"
            if field.column == tracked.pk.column
            else quote(field.column)
            for field in model._meta.local_concrete_fields
            if not field.name.startswith("pgh_") and field.name != "superseded_at"
        )
        moment = ONCE if target in COUNTED_WHOLE else MOMENT
        schema_editor.execute(
            f"CREATE VIEW {SCHEMA}.{quote(target)} AS SELECT {columns} FROM {quote(table)}"
            f" WHERE pgh_created_at <= {moment} AND (superseded_at IS NULL OR superseded_at > {moment})"
            " AND pgh_label <> 'delete'"
        )
    for name, since in ONLY_ADDED.items():
        table = apps.get_model("tracker", name)._meta.db_table
        schema_editor.execute(
            f"CREATE VIEW {SCHEMA}.{quote(table)} AS SELECT * FROM public.{quote(table)}"
            f" WHERE {quote(since)} <= {MOMENT}"
        )


_BEGAN: dict[tuple[str, ...], datetime.datetime] = {}
"""When the books of a database began, by where it is; kept once it lies an hour back, for it never changes then."""


def books_began(*, using: str = DEFAULT_DB_ALIAS) -> datetime.datetime | None:
    """The moment of the first entry in the books (aware, UTC); None while they are empty.

    One query, which looks up the first entry of each history; none in a process that has asked before.
    """
    at = connections[using].settings_dict
    where = tuple(str(at[part]) for part in ("HOST", "PORT", "NAME"))
    if where not in _BEGAN:
        began = _first_entry(using)
        if began is None or began > datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1):
            return began
        _BEGAN[where] = began
    return _BEGAN[where]


def _first_entry(using: str) -> datetime.datetime | None:
    first = " UNION ALL ".join(
        f"SELECT min(pgh_created_at) AS at FROM {connections[using].ops.quote_name(model._meta.db_table)}"
        for model in history_models(apps)
    )
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT min(at) FROM ({first}) AS firsts")
        return cursor.fetchone()[0]


@contextlib.contextmanager
def as_known(at: datetime.datetime | None, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Read the books as they stood at ``at`` (aware); None reads them as they stand now.

    Opens a transaction; everything read inside sees the past. Writing inside is refused by the views.
    """
    if at is None:
        yield
        return
    if at.tzinfo is None:
        raise ValueError("known_at needs a time zone")
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            # Inside another as_known, what that one reads comes back at the end.
            cursor.execute(
                "SELECT current_setting('search_path'), coalesce(current_setting('tracker.known_at', true), '')"
            )
            before = cursor.fetchone()
            cursor.execute(CLOCK, [f"{SCHEMA}, public", at.isoformat()])
        yield
        with connections[using].cursor() as cursor:
            cursor.execute(CLOCK, before)
