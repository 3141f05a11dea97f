"""Single values of a payload as a person left them in a form: checked, or refused by the field's name."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from tracker.actions.errors import Refused

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_LARGEST = Decimal(10) ** 16


def choice(choices: type[models.TextChoices], value: Any, *, field: str) -> str:
    """One of ``choices``; blank only where that is one of them. Raises Refused."""
    value = str(value or "")
    if value not in choices.values:
        allowed = ", ".join(each or "blank" for each in choices.values)
        raise Refused(
            f"“{value}” is not a {field} we record.", field=field, hint=f"Choose one of: {allowed}."
        )
    return value


def number(payload: dict[str, Any], field: str) -> Decimal:
    """A number as written in digits, small enough for the tables. Raises Refused."""
    try:
        value = Decimal(str(payload[field]))
    except (KeyError, InvalidOperation) as error:
        raise Refused(
            f"“{payload.get(field, '')}” is not a number.", field=field, hint="Write digits."
        ) from error
    if not value.is_finite() or abs(value) >= _LARGEST:
        raise Refused(f"“{value}” is too large a number.", field=field, hint="Check its unit.")
    return value


def whole(payload: dict[str, Any], field: str, otherwise: int) -> int:
    """A whole number, or ``otherwise`` when the field is not there or blank. Raises Refused."""
    value = payload.get(field)
    if value is None or value == "":
        return otherwise
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Refused(f"“{value}” is not a whole number.", field=field, hint="Write digits.") from error


def sort_name(name: str) -> str:
    """Family name first: "Thomas D. Homan" sorts as "Homan, Thomas D."; a suffix stays at the end."""
    words = name.split()
    tail: list[str] = []
    while len(words) > 1 and words[-1].rstrip(".").casefold() in _SUFFIXES:
        tail.insert(0, words.pop())
    if len(words) < 2:
        return name
    return " ".join([f"{words[-1].rstrip(',')},", *words[:-1], *tail])
