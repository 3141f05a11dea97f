"""Which record a name or code in a payload means: exactly one, or none; never a guess between two."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Q
from django.db.models.functions import Upper

from tracker.actions.errors import Refused
from tracker.models import Jurisdiction, Official, Organization, Tenure
from tracker.models.base import PublishedModel

Record = TypeVar("Record", bound=PublishedModel)

ORGANIZATION_KIND = "organization"
"""Kind of a speaker, as extracted, that is a body and no person."""


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
    return officials_named([name]).get(name)


def officials_named(names: Iterable[str]) -> dict[str, Official]:
    """Each of ``names`` that means an official, as ``official_named``; one query for all."""
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    upper = [name.upper() for name in wanted]
    found = Official.objects.annotate(upper=Upper("name")).filter(
        Q(upper__in=upper) | Q(aliases__overlap=list(wanted))
    )
    known = [(one, {one.name.upper()}, set(one.aliases)) for one in found]
    return {
        name: meant[0]
        for name in wanted
        if len(meant := [one for one, same, also in known if name.upper() in same or name in also]) == 1
    }


def organization_named(name: str) -> Organization | None:
    """The only body of that name, short name or alias, with or without "the" and "U.S."; None if none or several."""
    return organizations_named([name]).get(name)


def organizations_named(names: Iterable[str]) -> dict[str, Organization]:
    """Each of ``names`` that means a body, as ``organization_named``; one query for all."""
    spelled = {name: written for name in names if (written := _spellings(name))}
    if not spelled:
        return {}
    wanted = {each for written in spelled.values() for each in written}
    upper = [each.upper() for each in wanted]
    found = Organization.objects.annotate(upper=Upper("name"), short=Upper("short_name")).filter(
        Q(upper__in=upper) | Q(short__in=upper) | Q(aliases__overlap=list(wanted))
    )
    known = [(one, {one.name.upper(), one.short_name.upper()}, set(one.aliases)) for one in found]
    return {
        name: meant[0]
        for name, written in spelled.items()
        if len(
            meant := [
                one
                for one, same, also in known
                if any(each.upper() in same or each in also for each in written)
            ]
        )
        == 1
    }


def _spellings(name: str) -> set[str]:
    plain = name.strip().removeprefix("The ").removeprefix("the ").replace("’", "'")
    return {plain, plain.removeprefix("U.S. "), f"U.S. {plain}"} if plain else set()


def speakers_of(payloads: Sequence[dict[str, Any]]) -> list[Official | Organization | None]:
    """Whom each payload's speaker stands for, in their order; None for who is kept as printed. Three queries."""
    names = [str(one.get("speaker_name") or "").strip() for one in payloads]
    slugs = {one["official"] for one in payloads if isinstance(one.get("official"), str)} - {""}
    by_slug = {one.slug: one for one in Official.objects.filter(slug__in=slugs)}
    officials = officials_named(
        name
        for name, one in zip(names, payloads, strict=True)
        if one.get("speaker_kind") != ORGANIZATION_KIND
    )
    bodies = organizations_named(names)
    return [
        by_slug.get(str(one.get("official") or ""))
        or (None if one.get("speaker_kind") == ORGANIZATION_KIND else officials.get(name))
        or bodies.get(name)
        for name, one in zip(names, payloads, strict=True)
    ]


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
