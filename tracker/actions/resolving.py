"""Which record a name or code in a payload means: exactly one, or none; never a guess between two."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db.models import Q

from tracker.actions.errors import Refused
from tracker.models import Jurisdiction, Official, Organization, Tenure
from tracker.models.base import PublishedModel

Record = TypeVar("Record", bound=PublishedModel)


def given(model: type[Record], value: Any, *, field: str) -> Record | None:
    """The record a form or payload names by id, slug or itself; blank is None. Raises Refused if there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, model):
        return value
    by_id = isinstance(value, int) or (isinstance(value, str) and value.isdigit())
    found = model._default_manager.filter(Q(pk=int(value)) if by_id else Q(slug=value)).first()
    if found is None:
        raise Refused(
            f"There is no {model._meta.verbose_name} “{value}”.",
            field=field,
            hint="Choose one from the list.",
        )
    return found


def official_named(name: str) -> Official | None:
    """The only official of that name or alias, letter case aside; None if there are none or several."""
    if not name:
        return None
    found = Official.objects.filter(Q(name__iexact=name) | Q(aliases__contains=[name])).order_by("pk")[:2]
    return found[0] if len(found) == 1 else None


def organization_named(name: str) -> Organization | None:
    """The only body of that name, short name or alias, with or without "the" and "U.S."; None if none or several."""
    plain = name.strip().removeprefix("The ").removeprefix("the ").replace("’", "'")
    if not plain:
        return None
    same = Q()
    for written in {plain, plain.removeprefix("U.S. "), f"U.S. {plain}"}:
        same |= Q(name__iexact=written) | Q(short_name__iexact=written) | Q(aliases__contains=[written])
    found = Organization.objects.filter(same).order_by("pk")[:2]
    return found[0] if len(found) == 1 else None


def jurisdiction_of(geoid: str) -> Jurisdiction | None:
    """The jurisdiction with that Census GEOID; None if blank or not in the gazetteer."""
    return Jurisdiction.objects.filter(geoid=geoid).order_by("pk").first() if geoid else None


def tenure_held(official: Official, day: datetime.date | None) -> Tenure | None:
    """The office held on ``day``: the only one, or the one that governs when it is certain; None if unclear.

    A tenure seen on a single day only is taken when no other covers the day.
    """
    if day is None:
        return None
    held = list(
        Tenure.objects.filter(official=official, during__contains=day).order_by("observed_only", "pk")
    )
    full = [tenure for tenure in held if not tenure.observed_only]
    if len(full) == 1:
        return full[0]
    return held[0] if len(held) == 1 else None
