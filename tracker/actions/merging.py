"""Two records of one thing become one; addresses and names of the other live on."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, models, transaction

from tracker.actions import context
from tracker.actions.correcting import redirect, restate
from tracker.actions.errors import Refused, explained, explaining
from tracker.actions.kinds import KINDS, kind_of
from tracker.actions.permissions import require_editor
from tracker.actions.publishing import log_correction, publish
from tracker.actions.quoting import quoted
from tracker.models import (
    Article,
    ArticleJurisdiction,
    CorrectionKind,
    InstrumentJurisdiction,
    Jurisdiction,
    JurisdictionAlias,
    NotSame,
    Official,
    Organization,
    Outlet,
    Position,
    QuotationJurisdiction,
    State,
    Tenure,
    Utterance,
)
from tracker.models.base import PublishedModel

Record = TypeVar("Record", bound=PublishedModel)

MERGEABLE: tuple[type[PublishedModel], ...] = (Official, Organization, Outlet, Jurisdiction, Article)
"""Kinds of which one thing may have been entered twice. The others are what a text says, word by word."""

# Rows that only tie two records: when the kept record is tied already, the second tie says nothing new.
_TIES = (ArticleJurisdiction, QuotationJurisdiction, InstrumentJurisdiction, JurisdictionAlias)

_FILLED_IN = ("bioguide_id", "wikidata_id", "ocd_person_id", "website", "short_name", "geoid", "url")


def merge(keep: Record, drop: Record, *, by: AbstractUser, reason: str) -> Record:
    """Move all that refers to ``drop`` to ``keep``, keep its names and its address as a redirect, and end it.

    Positions recorded of ``drop`` are closed and recorded anew of ``keep``.
    ``reason`` is public when ``drop`` was. Nothing is merged when anything cannot be moved: Refused says
    what. Returns ``keep``.
    """
    require_editor(by, "merge records")
    _check(keep, drop, reason=reason)
    with explained(), context.by(by, reason):
        locked = list(
            type(keep)
            ._default_manager.select_for_update(of=("self",))
            .filter(pk__in=[keep.pk, drop.pk])
            .order_by("pk")
        )
        if len(locked) != 2:
            raise Refused("One of the two is gone.", hint="Look whether they were merged already.")
        keep, drop = sorted(locked, key=lambda record: record.pk != keep.pk)
        _move_references(keep, drop, by=by)
        # Either may have referred to the other, and was saved just now.
        keep.refresh_from_db()
        drop.refresh_from_db()
        was_public = drop.published_at is not None
        if was_public:
            redirect(drop, old=drop.slug, new=keep.slug)
        _keep_names(keep, drop)
        spare = {name: getattr(drop, name) for name in _FILLED_IN if getattr(drop, name, None)}
        title = str(drop)
        _end(drop)
        for name, value in spare.items():
            if not getattr(keep, name):
                setattr(keep, name, value)
        keep.save()
        if was_public:
            log_correction(
                keep, kind=CorrectionKind.MERGED, summary=f"Merged with {quoted(title)}. {reason}", by=by
            )
    keep.refresh_from_db()
    return keep


def not_same(first: Record, second: Record, *, by: AbstractUser, reason: str = "") -> NotSame:
    """Remember that a person found the two to be different; saying so twice changes nothing."""
    require_editor(by, "decide about merging")
    _check_pair(first, second)
    low, high = sorted([first.pk, second.pk])
    with explained(), context.by(by, reason or "Found to be different"):
        decision, _ = NotSame.objects.get_or_create(
            kind=kind_of(first),
            first_id=low,
            second_id=high,
            defaults={"decided_by": by, "reason": reason[:300]},
        )
    return decision


def _check_pair(keep: PublishedModel, drop: PublishedModel) -> None:
    if type(keep) is not type(drop) or type(keep) not in MERGEABLE:
        kinds = ", ".join(name for name, model in KINDS.items() if model in MERGEABLE)
        raise Refused("These two cannot be the same.", hint=f"Two of one kind may be merged: {kinds}.")
    if keep.pk == drop.pk:
        raise Refused("This is one and the same record.", hint="Choose the other one.")


def _check(keep: PublishedModel, drop: PublishedModel, *, reason: str) -> None:
    _check_pair(keep, drop)
    if not reason.strip():
        raise Refused(
            "A merge needs its reason.", field="reason", hint="Say how one knows they are the same."
        )
    low, high = sorted([keep.pk, drop.pk])
    decision = NotSame.objects.filter(kind=kind_of(keep), first_id=low, second_id=high).first()
    if decision is not None:
        raise Refused(
            f"{decision.decided_by} found these two to be different: {decision.reason or 'no reason given'}.",
            hint="Take back that decision first.",
        )
    if isinstance(drop, Article) and drop.snapshots.exists():
        raise Refused(
            f"“{drop}” has captures, which can never be moved to another article.",
            hint="Keep that one and merge the other into it, or record that one rests on the other.",
        )
    if drop.state == State.PUBLISHED and keep.state != State.PUBLISHED:
        raise Refused(f"“{drop}” is public and “{keep}” is not.", hint="Merge the other way round.")


def _move_references(keep: Record, drop: Record, *, by: AbstractUser) -> None:
    for relation in drop._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if relation.many_to_many or hasattr(model, "pgh_id") or name.startswith("pgh_"):
            continue
        for row in model._default_manager.filter(**{name: drop}).order_by("pk"):
            _move(row, name, keep, by=by)


def _move(row: models.Model, name: str, keep: PublishedModel, *, by: AbstractUser) -> None:
    if isinstance(row, Position) and row.published_at is not None:
        _move_position(row, name, keep, by=by)
        return
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{name: keep})
    except IntegrityError as error:
        if isinstance(row, _TIES):
            row.delete()
        elif isinstance(row, Tenure) and name == "official":
            _fold_tenure(row, keep)
        else:
            refusal = explaining(error)
            what = f"{row._meta.verbose_name} “{row}”"
            raise Refused(
                f"The {what} cannot be moved: {refusal.message if refusal else error}",
                hint="Settle that first, then merge.",
            ) from error


def _move_position(row: Position, name: str, keep: PublishedModel, *, by: AbstractUser) -> None:
    """A published position is never rewritten: the one in force is closed and said again of ``keep``."""
    if row.recorded.upper is None and row.state == State.PUBLISHED:
        publish(restate(row, {name: keep}), by=by)


def _end(drop: PublishedModel) -> None:
    """Delete the merged record; if positions our books once held name it, it stays as a retracted shell."""
    if isinstance(drop, Organization | Jurisdiction) and drop.positions.exists():
        for name in _FILLED_IN:
            if getattr(drop, name, None):
                setattr(drop, name, "")
        drop.state = State.RETRACTED
        drop.save()
    else:
        drop.delete()


def _fold_tenure(tenure: Tenure, keep: PublishedModel) -> None:
    """The kept official holds that post already: what was said in it is tied to the term that stays."""
    stays = (
        Tenure.objects.filter(
            official=keep.pk,
            title__iexact=tenure.title,
            organization=tenure.organization,
            jurisdiction=tenure.jurisdiction,
            during__overlap=tenure.during,
        )
        .order_by("observed_only", "pk")
        .first()
    )
    if stays is None:
        raise Refused(f"The office “{tenure}” cannot be moved.", hint="Settle its dates first, then merge.")
    Utterance.objects.filter(tenure=tenure).update(tenure=stays)
    tenure.citations.update(tenure=stays)  # type: ignore[attr-defined]
    tenure.delete()


def _keep_names(keep: PublishedModel, drop: PublishedModel) -> None:
    """Every name ``drop`` was found by still finds ``keep``."""
    if isinstance(keep, Official | Organization) and isinstance(drop, Official | Organization):
        names = [drop.name, *drop.aliases]
        known = {keep.name, *keep.aliases}
        keep.aliases = [*keep.aliases, *dict.fromkeys(name for name in names if name not in known)]
    elif isinstance(keep, Outlet) and isinstance(drop, Outlet):
        known = {keep.domain, *keep.former_domains}
        more = [domain for domain in (drop.domain, *drop.former_domains) if domain not in known]
        keep.former_domains = [*keep.former_domains, *more]
    elif isinstance(keep, Jurisdiction) and isinstance(drop, Jurisdiction):
        for name in {drop.name, drop.full_name} - {keep.name, keep.full_name}:
            JurisdictionAlias.objects.get_or_create(jurisdiction=keep, name=name)
