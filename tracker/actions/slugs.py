"""Addresses of new records: readable, short, and never one that was used before."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tracker.actions.kinds import KINDS
from tracker.models import Redirect
from tracker.models.base import PublishedModel

MAX_SLUG_CHARS = 90
_TRIES = 5

Record = TypeVar("Record", bound=PublishedModel)


def slug_base(*parts: object) -> str:
    """Words of ``parts`` as a slug of at most MAX_SLUG_CHARS, cut between words; "record" if none are left."""
    whole = slugify(" ".join(str(part) for part in parts if part))
    if len(whole) <= MAX_SLUG_CHARS:
        return whole or "record"
    return whole[: MAX_SLUG_CHARS + 1].rpartition("-")[0] or whole[:MAX_SLUG_CHARS]


def free_slug(model: type[PublishedModel], *parts: object) -> str:
    """A slug from ``parts`` that no record of ``model`` has or had: with -2, -3 … where needed."""
    base = slug_base(*parts)
    pattern = rf"^{re.escape(base)}(-[0-9]+)?$"
    kind = next((name for name, of in KINDS.items() if of is model), "")
    taken = set(model._default_manager.filter(slug__regex=pattern).values_list("slug", flat=True))
    taken |= set(
        Redirect.objects.filter(kind=kind, old_slug__regex=pattern).values_list("old_slug", flat=True)
    )
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def create_record(model: type[Record], *slug_parts: object, **fields: Any) -> Record:
    """Create a draft under a free slug. Two writers that pick one slug at once: the second takes the next."""
    for attempt in range(_TRIES):
        slug = free_slug(model, *slug_parts)
        try:
            with transaction.atomic():
                return model._default_manager.create(slug=slug, **fields)
        except IntegrityError as error:
            diagnosis = getattr(error.__cause__, "diag", None)
            is_slug = diagnosis is not None and str(diagnosis.constraint_name).endswith("_slug_key")
            if not is_slug or attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")
