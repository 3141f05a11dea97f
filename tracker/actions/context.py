"""Who acts, and why: written beside every row of history the act leaves, however the row was written."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db import connection, transaction
from pghistory import runtime

from tracker.actions.permissions import EDITOR, role_of

_in_act: ContextVar[bool] = ContextVar("in_act", default=False)

HOUSE_ACCOUNT = "tracker"
"""User name of the account that commands and workers act by. It cannot sign in."""


@contextlib.contextmanager
def by(user: AbstractUser, reason: str = "") -> Iterator[None]:
    """One act in one transaction: every row written inside, by raw SQL and COPY too, carries who and why.

    An act inside an act is part of it. The history row's context holds ``user`` (id), ``role`` and
    ``reason``, and what the request's middleware knew (``url``).
    """
    if _in_act.get():
        with transaction.atomic():
            yield
        return
    outer: Any = getattr(runtime._tracker, "value", None)
    if outer is not None:
        # A request has one context for all it does; an act must keep its own reason.
        del runtime._tracker.value
    token = _in_act.set(True)
    facts = {**(outer.metadata if outer else {}), "user": user.pk, "role": role_of(user), "reason": reason}
    try:
        with transaction.atomic(), pghistory.context(**facts):
            _tell_the_database()
            yield
            _tell_the_database(clear=True)
    finally:
        _in_act.reset(token)
        if outer is not None:
            runtime._tracker.value = outer


def house_account() -> AbstractUser:
    """The account commands and workers act by, with the rights of an editor and no way to sign in."""
    user, is_new = get_user_model().objects.get_or_create(
        username=HOUSE_ACCOUNT, defaults={"is_active": False, "first_name": "Tracker", "password": "!"}
    )
    if is_new or not user.groups.filter(name=EDITOR).exists():
        user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    return user


def _tell_the_database(*, clear: bool = False) -> None:
    """Set, or take back, the context for statements that go round Django's cursor, such as COPY."""
    known = runtime._tracker.value
    values = ["", ""] if clear else [str(known.id), json.dumps(known.metadata)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            values,
        )
