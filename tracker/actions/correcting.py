"""Correcting what is recorded, in public where it is public."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db.models import F, Func, Model
from django.db.models.functions import Now

from tracker.actions import context
from tracker.actions.errors import Overtaken, Refused, explained
from tracker.actions.kinds import kind_of
from tracker.actions.permissions import require_curator, require_editor
from tracker.actions.publishing import log_correction, publish
from tracker.actions.slugs import create_record
from tracker.models import (
    Citation,
    CorrectionKind,
    CorrectionRequest,
    Position,
    Redirect,
    State,
)
from tracker.models.base import PublishedModel, Versioned
from tracker.models.wording import contested_in

Row = TypeVar("Row", bound=Versioned)

_KEPT_BY_ACTIONS = frozenset(
    ["id", "state", "version", "created_at", "updated_at", "published_at", "recorded"]
)


def correct(
    record: Row,
    changes: dict[str, Any],
    *,
    by: AbstractUser,
    reason: str,
    summary: str = "",
    version: int | None = None,
    request: CorrectionRequest | None = None,
) -> Row:
    """Change fields of ``record``; what is public needs an editor and a line in the corrections log.

    ``changes`` maps field names to values. ``summary`` is that line: what was wrong, what it says now.
    ``version`` is the one the person looked at; blank takes that of ``record``. A changed address leaves a
    redirect. Returns the record as saved; a published position is closed and a new one returned.
    Raises NotAllowed, Overtaken, Refused.
    """
    _check_fields(record, changes)
    is_public = isinstance(record, PublishedModel) and record.published_at is not None
    if is_public:
        require_editor(by, "correct what is public")
        _check_words(reason=reason, summary=summary)
    else:
        require_curator(by, "correct records")
    if isinstance(record, Position) and is_public:
        return correct_position(  # type: ignore[return-value]
            record, changes, by=by, reason=reason, summary=summary, version=version, request=request
        )
    with explained(), context.by(by, reason or "Correct a draft"):
        locked = _locked(record, version if version is not None else record.version)
        if (
            isinstance(locked, PublishedModel)
            and is_public
            and changes.get("slug", locked.slug) != locked.slug
        ):
            redirect(locked, old=locked.slug, new=changes["slug"])
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save()
        if isinstance(locked, PublishedModel) and is_public:
            log_correction(locked, kind=CorrectionKind.CORRECTED, summary=summary, by=by, request=request)
    record.refresh_from_db()
    return record


def correct_position(
    position: Position,
    changes: dict[str, Any],
    *,
    by: AbstractUser,
    reason: str,
    summary: str,
    version: int | None = None,
    request: CorrectionRequest | None = None,
) -> Position:
    """Close what our books said and record what they say from now on; both stay. Returns the new position.

    The new one carries the citations of the old one. Raises Refused when it is closed already.
    """
    require_editor(by, "correct what is public")
    _check_fields(position, changes)
    _check_words(reason=reason, summary=summary)
    with explained(), context.by(by, reason):
        old = _locked(position, version if version is not None else position.version)
        if old.recorded.upper is not None:
            raise Refused("This position was corrected already.", hint="Correct the one that took its place.")
        if old.state != State.PUBLISHED:
            raise Refused("Only a public position is corrected this way.", hint="Publish it first.")
        new = restate(old, changes)
        publish(new, by=by, reason=reason)
        log_correction(new, kind=CorrectionKind.CORRECTED, summary=summary, by=by, request=request)
    position.refresh_from_db()
    new.refresh_from_db()
    return new


def restate(old: Position, changes: dict[str, Any]) -> Position:
    """Close ``old`` at this moment and record a draft with ``changes`` from the very same moment on."""
    Position.objects.filter(pk=old.pk).update(
        recorded=Func(
            Func(F("recorded"), function="lower"),
            Now(),
            function="tstzrange",
            output_field=Position._meta.get_field("recorded"),
        )
    )
    old.refresh_from_db(fields=["recorded"])
    closed = old.recorded
    kept = {
        field.attname: getattr(old, field.attname)
        for field in Position._meta.concrete_fields
        if field.name not in _KEPT_BY_ACTIONS and field.name != "slug"
    }
    # A field may be given as a record or as an id; both are kept under the id's name.
    given = {}
    for name, value in changes.items():
        attname = Position._meta.get_field(name).attname
        given[attname] = value.pk if isinstance(value, Model) else value
    open_since = type(closed)(closed.upper, None)
    new = create_record(Position, old.slug, **{**kept, **given, "recorded": open_since})
    for citation in old.citations.all():  # type: ignore[attr-defined]
        copied = {
            field.attname: getattr(citation, field.attname)
            for field in Citation._meta.concrete_fields
            if field.name not in _KEPT_BY_ACTIONS
        }
        Citation.objects.create(**{**copied, "position_id": new.pk})
    return new


def redirect(record: PublishedModel, *, old: str, new: str) -> None:
    """Let the address ``old`` forward to ``new``, and what forwarded to ``old`` too."""
    kind = kind_of(record)
    Redirect.objects.filter(kind=kind, old_slug=new).delete()
    Redirect.objects.filter(kind=kind, new_slug=old).update(new_slug=new)
    Redirect.objects.create(kind=kind, old_slug=old, new_slug=new)


def _check_fields(record: Model, changes: dict[str, Any]) -> None:
    known = {field.name for field in record._meta.concrete_fields} - _KEPT_BY_ACTIONS
    strange = sorted(set(changes) - known)
    if strange:
        raise Refused(f"“{strange[0]}” cannot be changed here.", field=strange[0], hint="Leave it as it is.")
    if not changes:
        raise Refused("Nothing was changed.", hint="Change a field, or leave the record as it is.")


def _check_words(*, reason: str, summary: str) -> None:
    for field, words in (("reason", reason), ("summary", summary)):
        if not words.strip():
            raise Refused(
                f"A correction in public needs its {field}.",
                field=field,
                hint="Say what was wrong and what it says now, in neutral words.",
            )
        if word := contested_in(words):
            raise Refused(
                f"“{word}” is contested and stands here as our own word.",
                field=field,
                hint="Say it without the word, or quote whose word it is between “ and ”.",
            )


def _locked(record: Row, version: int) -> Row:
    locked = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.version != version:
        raise Overtaken(
            f"Somebody else saved this {record._meta.verbose_name} since you opened it.",
            hint="Compare both versions and save again what you still want to change.",
        )
    return locked
