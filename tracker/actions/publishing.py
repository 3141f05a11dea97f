"""Publishing and retracting: the only two ways a record's public state changes."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db.models.functions import Coalesce, Now

from tracker.actions import context
from tracker.actions.errors import Overtaken, Refused, explained
from tracker.actions.kinds import CITED_AS, kind_of
from tracker.actions.permissions import require_editor, role_of
from tracker.actions.resting import published_on_top_of, rests_on
from tracker.models import Correction, CorrectionKind, CorrectionRequest, Figure, Position, State
from tracker.models.base import PublishedModel

_NAMED = 5


def publish(
    record: PublishedModel, *, by: AbstractUser, reason: str = "", version: int | None = None
) -> list[PublishedModel]:
    """Make ``record`` public, and first what it rests on; returns all that became public, ``record`` last.

    Publishing what is public already does nothing. ``version`` is the one the editor looked at, if known.
    Raises NotAllowed for a curator, Overtaken, or Refused: what it rests on is retracted or has no source.
    """
    require_editor(by, "publish")
    done: list[PublishedModel] = []
    with explained(), context.by(by, reason or f"Publish {record}"):
        _check_version(record, version)
        _publish(record, on_behalf_of=None, seen=set(), done=done)
    record.refresh_from_db()
    return done


def publish_all(
    records: Iterable[PublishedModel], *, by: AbstractUser, reason: str = ""
) -> list[PublishedModel]:
    """Publish all of ``records`` with what they rest on, or none; returns all that became public."""
    require_editor(by, "publish")
    done: list[PublishedModel] = []
    seen: set[tuple[type, int]] = set()
    with explained(), context.by(by, reason or "Publish several records"):
        for record in records:
            _publish(record, on_behalf_of=None, seen=seen, done=done)
    return done


def retract(
    record: PublishedModel,
    *,
    by: AbstractUser,
    reason: str,
    with_dependents: bool = False,
    version: int | None = None,
    request: CorrectionRequest | None = None,
) -> list[PublishedModel]:
    """Take ``record`` off every public page and say so in the corrections log; nothing is deleted.

    ``reason`` is public, in neutral words. Published records that would stand on nothing without it are
    retracted with it when ``with_dependents``, else they are named in a Refused. Returns all retracted.
    """
    require_editor(by, "retract")
    if not reason.strip():
        raise Refused(
            "A retraction needs its reason.", field="reason", hint="Say what is wrong, in neutral words."
        )
    if record.state != State.PUBLISHED:
        raise Refused(f"“{record}” is not public.", hint="Only what is public can be retracted.")
    done: list[PublishedModel] = []
    with explained(), context.by(by, reason):
        _check_version(record, version)
        _retract(
            record,
            by=by,
            reason=reason,
            with_dependents=with_dependents,
            request=request,
            done=done,
            seen=set(),
        )
    record.refresh_from_db()
    return done


def log_correction(
    record: PublishedModel,
    *,
    kind: CorrectionKind,
    summary: str,
    by: AbstractUser,
    request: CorrectionRequest | None = None,
) -> Correction:
    """Add a line to the public corrections log. ``summary`` says what was wrong and what it says now."""
    return Correction.objects.create(
        record_kind=kind_of(record),
        record_slug=record.slug,
        record_title=_called(record)[:300],
        kind=kind,
        summary=summary.strip(),
        role=role_of(by) or "editor",
        made_by=by,
        request=request,
    )


def _called(record: PublishedModel) -> str:
    """What the log calls a record, so that it says by itself who asserts or claims what."""
    if isinstance(record, Position):
        return f"{record.body} on {record.jurisdiction}: {record.get_dimension_display()}"
    if isinstance(record, Figure):
        return f"{record}: {record.metric}"
    return str(record)


def _publish(
    record: PublishedModel,
    *,
    on_behalf_of: PublishedModel | None,
    seen: set[tuple[type, int]],
    done: list[PublishedModel],
) -> None:
    if (type(record), record.pk) in seen or record.state == State.PUBLISHED:
        return
    seen.add((type(record), record.pk))
    if on_behalf_of is not None:
        _check_publishable(record, on_behalf_of=on_behalf_of)
    for below in rests_on(record):
        _publish(below, on_behalf_of=record, seen=seen, done=done)
    type(record)._default_manager.filter(pk=record.pk).update(
        state=State.PUBLISHED, published_at=Coalesce("published_at", Now())
    )
    record.state = State.PUBLISHED
    done.append(record)


def _check_publishable(record: PublishedModel, *, on_behalf_of: PublishedModel) -> None:
    """What another record needs is published with it, unless a person must look at it first."""
    name = f"{record._meta.verbose_name} “{record}”"
    if record.state == State.RETRACTED:
        raise Refused(
            f"“{on_behalf_of}” rests on the {name}, which is retracted.",
            hint="Publish that again first, or change what this rests on.",
        )
    column = CITED_AS.get(type(record))
    if column and not record.citations.exists():  # type: ignore[attr-defined]
        raise Refused(
            f"“{on_behalf_of}” rests on the {name}, which has no source yet.",
            hint=f"Cite the text that proves that {record._meta.verbose_name}, then publish.",
        )


def _retract(
    record: PublishedModel,
    *,
    by: AbstractUser,
    reason: str,
    with_dependents: bool,
    request: CorrectionRequest | None,
    done: list[PublishedModel],
    seen: set[tuple[type, int]],
) -> None:
    if (type(record), record.pk) in seen:
        return
    seen.add((type(record), record.pk))
    above = {(type(found), found.pk): found for found in published_on_top_of(record)}
    above = {key: found for key, found in above.items() if key not in seen}
    if above and not with_dependents:
        names = "; ".join(f"{one._meta.verbose_name} “{one}”" for one in list(above.values())[:_NAMED])
        more = f" and {len(above) - _NAMED} more" if len(above) > _NAMED else ""
        raise Refused(
            f"{len(above)} published records rest on this one: {names}{more}.",
            hint="Retract them too, or give them another source first.",
        )
    for found in above.values():
        _retract(found, by=by, reason=reason, with_dependents=True, request=request, done=done, seen=seen)
    type(record)._default_manager.filter(pk=record.pk).update(state=State.RETRACTED)
    record.state = State.RETRACTED
    log_correction(record, kind=CorrectionKind.WITHDRAWN, summary=reason, by=by, request=request)
    done.append(record)


def _check_version(record: PublishedModel, version: int | None) -> None:
    """Lock the record; refuse when it was saved since it was looked at."""
    now = type(record)._default_manager.select_for_update().get(pk=record.pk)
    record.state = now.state
    if version is not None and now.version != version:
        raise Overtaken(
            f"Somebody else saved this {record._meta.verbose_name} since you opened it.",
            hint="Look at it again, then decide.",
        )
