"""Who acts, and why: written beside every row of history the act leaves, however the row was written."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db import connection, transaction
from pghistory import runtime

from tracker.actions.errors import settle
from tracker.actions.permissions import EDITOR, role_of

_in_act: ContextVar[bool] = ContextVar("in_act", default=False)

HOUSE_ACCOUNT = "tracker"
"""User name of the account that commands and workers act by. It cannot sign in."""


@contextlib.contextmanager
def by(user: AbstractUser, reason: str = "") -> Iterator[None]:
    """One act in one transaction: every row written inside, by raw SQL and COPY too, carries who and why.

    What the database checks at commit is checked at the end of the act. An act inside an act is part of it. The history row's context holds ``user`` (id), ``role`` and
    ``reason``, and what the request's middleware knew (``url``).
    """
    if _in_act.get():
        with transaction.atomic():
            yield
        return
    token = _in_act.set(True)
    try:
        facts = {"user": user.pk, "role": role_of(user), "reason": reason}
        with transaction.atomic():
            with _own_context(facts):
                _tell_the_database()
                yield
                settle()
            # Outside the context, or the driver would be told of it once more.
            _forget_in_the_database()
    finally:
        _in_act.reset(token)


@contextlib.contextmanager
def _own_context(facts: dict[str, Any]) -> Iterator[None]:
    """A context of its own, even within a request, which has a single one for all it does."""
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(**facts):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata={**outer.metadata, **facts})
    try:
        yield
    finally:
        runtime._tracker.value = outer


def house_account() -> AbstractUser:
    """The account commands and workers act by, with the rights of an editor and no way to sign in."""
    user, is_new = get_user_model().objects.get_or_create(
        username=HOUSE_ACCOUNT, defaults={"is_active": False, "first_name": "Tracker", "password": "!"}
    )
    if is_new or not user.groups.filter(name=EDITOR).exists():
        user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    return user


def _tell_the_database() -> None:
    """Set the context for statements that go round Django's cursor, such as COPY."""
    known = runtime._tracker.value
    _set_context(str(known.id), json.dumps(known.metadata))


def _forget_in_the_database() -> None:
    """What is written later in the same transaction is no part of the act."""
    _set_context("", "")


def _set_context(identifier: str, metadata: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [identifier, metadata],
        )
