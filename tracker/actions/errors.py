"""What an action says when it refuses, and the sentence for everything the database refuses.

The database refuses first (constraints and triggers of ``tracker.models``); here each refusal is put into
one sentence that says what is wrong and how to mend it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError, IntegrityError, connection

from tracker.actions.sentences import SENTENCES, UNIQUE_COLUMNS


class Refused(Exception):
    """An action was not done, and nothing was changed.

    ``message`` says what is wrong, ``hint`` how to mend it (may be blank); ``field`` names the field at fault
    or is blank; ``constraint`` is the name of the database's refusal, or blank when an action refused.
    """

    def __init__(self, message: str, *, field: str = "", hint: str = "", constraint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.field = field
        self.hint = hint
        self.constraint = constraint


class Overtaken(Refused):
    """Somebody else saved or decided first; show both versions and let the person choose."""


class NotAllowed(Refused):
    """The person's role does not allow the action."""


def explaining(error: DatabaseError) -> Refused | None:
    """The refusal behind a database error in words; None when it is not a refusal but a fault."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or not isinstance(error, IntegrityError):
        return None
    name = diagnosis.constraint_name or ""
    if name in SENTENCES:
        sentence = SENTENCES[name]
        # A trigger's own sentence carries the numbers; ours is for constraints that have none.
        message = diagnosis.message_primary if sentence.is_trigger else sentence.message
        kind = Overtaken if name == "lost_update" else Refused
        return kind(message, field=sentence.field, hint=sentence.hint, constraint=name)
    if diagnosis.sqlstate == "23502":
        column = diagnosis.column_name or ""
        return Refused(f"“{_words(column)}” is missing.", field=column, hint="Fill it in.", constraint=name)
    if diagnosis.sqlstate == "23505":
        column = _unique_column(diagnosis.table_name or "", name)
        return Refused(
            f"Another {_words((diagnosis.table_name or '').removeprefix('tracker_'))}"
            f" has this {UNIQUE_COLUMNS.get(column, _words(column))} already.",
            field=column,
            hint="Use that one, or give another.",
            constraint=name,
        )
    if diagnosis.sqlstate in ("23503", "23001"):
        return Refused(
            "Other records rest on this one.",
            hint="Move or retract them first; what was published is never deleted.",
            constraint=name,
        )
    return None


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Inside, what the database refuses is raised as Refused.

    An act (``context.by``) inside has deferred constraints checked at its end, so those are explained too.
    """
    try:
        yield
    except IntegrityError as error:
        refusal = explaining(error)
        if refusal is None:
            raise
        raise refusal from error


def settle() -> None:
    """Have deferred constraints of the running transaction checked now, while we can still explain them."""
    if not connection.in_atomic_block or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _unique_column(table: str, constraint: str) -> str:
    return constraint.removeprefix(f"{table}_").removesuffix("_key").removesuffix("_uniq").removesuffix("_id")


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ") or "record"
