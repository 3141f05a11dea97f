"""Entering a record by hand, with its source in the same step."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from tracker.actions import context
from tracker.actions.errors import Refused, explained
from tracker.actions.kinds import CITED_AS
from tracker.actions.passages import Passage
from tracker.actions.permissions import require_curator
from tracker.actions.slugs import create_record
from tracker.models import Article, Citation, Snapshot, Stance
from tracker.models.base import PublishedModel

Row = TypeVar("Row", bound=models.Model)


def enter(
    model: type[Row],
    *,
    by: AbstractUser,
    cited: Article | Snapshot | None = None,
    passage: Passage | None = None,
    reason: str = "",
    slug: str = "",
    **fields: Any,
) -> Row:
    """Create a draft, or a row below one, and cite ``cited`` for it; the new row.

    ``slug`` is a wish, made free if it is taken; blank makes one of the record's own words. Raises Refused.
    """
    require_curator(by, "enter records")
    with explained(), context.by(by, reason or f"Enter {model._meta.verbose_name}"):
        if issubclass(model, PublishedModel):
            words = slug or str(model(**fields))
            row: Any = create_record(model, words, **fields)
        else:
            row = model._default_manager.create(**fields)
        if cited is not None and model in CITED_AS:
            cite(row, cited, by=by, passage=passage, reason=reason)
    return row


def cite(
    record: models.Model,
    source: Article | Snapshot,
    *,
    by: AbstractUser,
    passage: Passage | None = None,
    stance: Stance = Stance.SUPPORTS,
    locator: str = "",
    note: str = "",
    reason: str = "",
) -> Citation:
    """Add a citation of ``source`` to ``record``; with a passage the source must be its capture."""
    require_curator(by, "cite sources")
    column = CITED_AS.get(type(record))
    if column is None:
        raise Refused(f"A {record._meta.verbose_name} is a source itself and needs no citation.")
    snapshot = source if isinstance(source, Snapshot) else None
    if passage is not None and snapshot is None:
        raise Refused(
            "A passage needs the capture it stands in.", field="snapshot", hint="Choose the capture."
        )
    article = snapshot.article if snapshot else source
    # Readers see why a public record was changed; the name of a draft is not theirs to read.
    with explained(), context.by(by, reason or "Cite a source"):
        return Citation.objects.create(
            article=article,
            snapshot=snapshot,
            stance=stance,
            locator=locator,
            note=note,
            **(passage.fields() if passage else {}),
            **{column: record},
        )
