"""The history of a row as people read it: who changed what, when and why, newest first."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

SHOWN = 200
_SILENT = frozenset(["id", "version", "created_at", "updated_at"])


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as text."""

    label: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One recorded version. ``who`` is a user name, or how it was written when no person is known."""

    at: datetime.datetime
    label: str
    who: str
    role: str
    reason: str
    changes: list[Change]


def versions(record: models.Model) -> list[Version]:
    """The newest SHOWN versions of a record. Two queries, however many versions."""
    events = list(record.events.select_related("pgh_context").order_by("-pgh_id")[: SHOWN + 1])  # type: ignore[attr-defined]
    users = dict(
        get_user_model()
        .objects.filter(pk__in={_facts(event).get("user") for event in events} - {None})
        .values_list("pk", "username")
    )
    made = []
    for event, before in zip(events, [*events[1:], None], strict=True):
        facts = _facts(event)
        made.append(
            Version(
                at=event.pgh_created_at,
                label={"insert": "entered", "update": "changed", "delete": "deleted"}.get(
                    event.pgh_label, event.pgh_label
                ),
                who=users.get(facts.get("user"), "written without a name"),
                role=facts.get("role", ""),
                reason=facts.get("reason", ""),
                changes=_changes(record, before, event) if event.pgh_label == "update" else [],
            )
        )
    return made[:SHOWN]


def _facts(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context_id and event.pgh_context else {}


def _changes(record: models.Model, before: Any, after: Any) -> list[Change]:
    if before is None:
        return []
    return [
        Change(
            str(field.verbose_name),
            _text(getattr(before, field.attname)),
            _text(getattr(after, field.attname)),
        )
        for field in record._meta.concrete_fields
        if field.name not in _SILENT and getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _text(value: Any) -> str:
    if value in (None, "", []):
        return "blank"
    text = str(value)
    return text if len(text) <= 300 else text[:299] + "…"
