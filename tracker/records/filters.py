"""Filters that kinds share: several codes, several slugs, yes or no. Each takes any of its values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tracker.models import Redirect
from tracker.models.base import PublishedModel
from tracker.records.parameters import Clock
from tracker.records.state_names import STATE_NAMES

Condition = Callable[[list[Any]], Q]


class SeveralField(forms.Field):
    """A parameter that may be repeated; its cleaned value is a list."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return list(value or [])


class CodesField(SeveralField):
    """Values of a closed list of codes."""

    def __init__(self, *, codes: Callable[[], Sequence[tuple[str, str]]], **options: Any) -> None:
        self.codes = codes
        super().__init__(**options)

    def validate(self, value: list[str]) -> None:
        known = [str(code) for code, _ in self.codes()]
        if set(value) - set(known):
            shown = ", ".join(known) if len(known) <= 20 else f"{', '.join(known[:3])} …"
            raise ValidationError(f"must be one of: {shown}.")


class PatternField(SeveralField):
    """Values of one shape."""

    def __init__(self, *, pattern: str, expected: str, **options: Any) -> None:
        self.pattern, self.expected = re.compile(pattern, re.ASCII), expected
        super().__init__(**options)

    def validate(self, value: list[str]) -> None:
        if not all(self.pattern.fullmatch(one) for one in value):
            raise ValidationError(f"must be {self.expected}.")


SLUG = re.compile(r"[a-z0-9-]+", re.ASCII)

NAMESAKES = 12
"""Records named in a refusal when a name means several."""


def named(model: type[PublishedModel], name: str) -> QuerySet:
    """Published records whose name, in full and whatever its capitals, is this one.

    A place may be named with its state: "Franklin County, OH".
    """
    rows = model.objects.published().order_by("slug")
    fields = {field.name for field in model._meta.fields}
    place, _, state = name.rpartition(",")
    is_place = "state_code" in fields
    if is_place and place and len(state.strip()) == 2:
        name, rows = place.strip(), rows.filter(state_code=state.strip().upper())
    meant = Q()
    for field in sorted(fields & {"name", "full_name", "short_name", "domain", "title"}):
        meant |= Q(**{f"{field}__iexact": name})
    return rows.filter(meant)


class SlugsField(SeveralField):
    """Records of a kind that are published, cleaned to their ids, by slug; the slug of a merged record still
    works, and so does a name in full that only one of them bears."""

    def __init__(self, *, model: type[PublishedModel], kind: str, singular: str, **options: Any) -> None:
        self.model, self.kind, self.singular = model, kind, singular
        super().__init__(**options)

    def clean(self, value: Any) -> list[int]:
        slugs = self.to_python(value)
        found = self._ids(slugs)
        moved = [slug for slug in slugs if slug not in found]
        if moved:
            answers = dict(
                Redirect.objects.filter(kind=self.kind, old_slug__in=moved).values_list(
                    "old_slug", "new_slug"
                )
            )
            ids = self._ids(list(answers.values()))
            found |= {old: ids[new] for old, new in answers.items() if new in ids}
        for slug in slugs:
            if slug not in found:
                found[slug] = self._named(slug)
        return list(dict.fromkeys(found.values()))

    def _named(self, name: str) -> int:
        """The id of the one record somebody means by a name in full; several or none are refused."""
        rows = list(named(self.model, name)[: NAMESAKES + 1])
        if not rows:
            raise ValidationError(
                f"there is no {self.singular} “{name[:120]}”; give its name in full,"
                " or take the last part of its address."
            )
        if len(rows) > 1:
            more = " and others" if len(rows) > NAMESAKES else ""
            slugs = ", ".join(row.slug for row in rows[:NAMESAKES])
            raise ValidationError(f"“{name[:120]}” may mean {slugs}{more}; give one of these.")
        return rows[0].pk

    def _ids(self, slugs: list[str]) -> dict[str, int]:
        if not slugs:
            return {}
        return dict(self.model.objects.published().filter(slug__in=slugs).values_list("slug", "pk"))


class AnyOf(django_filters.Filter):
    """Rows for which the condition of the given values holds; ``where`` is a field path or makes a Q."""

    field_class = SeveralField

    def __init__(self, *, where: str | Condition, help_text: str, label: str = "", **options: Any) -> None:
        self.where = where
        self.help_text = help_text
        super().__init__(label=label, **options)

    def filter(self, queryset: QuerySet, value: list[Any]) -> QuerySet:
        if not value:
            return queryset
        return queryset.filter(
            self.where(value) if callable(self.where) else Q(**{f"{self.where}__in": value})
        )


class Codes(AnyOf):
    """A closed list of codes (Django choices, or a function giving pairs of code and label)."""

    field_class = CodesField

    def __init__(self, choices: Any, **options: Any) -> None:
        # A function is asked anew each time: its values may be rows of the database.
        self.is_closed = hasattr(choices, "choices")
        self.codes = (lambda: choices.choices) if self.is_closed else choices
        super().__init__(codes=self.codes, **options)

    def name_of(self, value: str) -> str:
        return str(dict(self.codes()).get(value, value))


class Pattern(AnyOf):
    """Values of one shape, such as a state's code."""

    field_class = PatternField


class Slugs(AnyOf):
    """Slugs of records of a kind."""

    field_class = SlugsField

    def __init__(self, model: type[PublishedModel], *, kind: str, singular: str, **options: Any) -> None:
        self.model, self.kind, self.singular = model, kind, singular
        super().__init__(model=model, kind=kind, singular=singular, **options)

    def name_of(self, value: str) -> str:
        found = self.model.objects.published().filter(slug=value).first()
        return str(found or value)

    def slug_of(self, value: str) -> str:
        """The slug of the one record somebody names in full; any other value as it is."""
        if SLUG.fullmatch(value):
            return value
        rows = list(named(self.model, value)[:2])
        return rows[0].slug if len(rows) == 1 else value


class SlugsOnDay(Slugs):
    """Slugs of records of a kind, where what holds depends on the day: ``holds`` takes ids and the day."""

    def __init__(
        self, model: type[PublishedModel], *, holds: Callable[[list[int], datetime.date], Q], **options: Any
    ) -> None:
        self.holds = holds
        super().__init__(model, where="", **options)

    def filter(self, queryset: QuerySet, value: list[int]) -> QuerySet:
        return queryset.filter(self.holds(value, self.parent.clock.day)) if value else queryset


class YesNoField(forms.Field):
    """yes or no."""

    def clean(self, value: Any) -> bool | None:
        if value in {None, ""}:
            return None
        if value not in {"yes", "no"}:
            raise ValidationError("must be yes or no.")
        return value == "yes"


class YesNo(django_filters.Filter):
    """Rows for which a condition holds, or does not."""

    field_class = YesNoField

    def __init__(self, *, where: Q, help_text: str, **options: Any) -> None:
        self.where = where
        self.help_text = help_text
        super().__init__(**options)

    def filter(self, queryset: QuerySet, value: bool | None) -> QuerySet:
        if value is None:
            return queryset
        return queryset.filter(self.where if value else ~self.where)


class StatesField(SeveralField):
    """USPS codes."""

    def validate(self, value: list[str]) -> None:
        if refusal := no_states(value):
            raise ValidationError(refusal)


class States(AnyOf):
    """USPS codes of states, the federal district and territories."""

    field_class = StatesField

    def name_of(self, value: str) -> str:
        return STATE_NAMES.get(value, value)


def no_states(codes: Sequence[str]) -> str:
    """A sentence naming the values that are no state's code, and all that are; blank if every one is."""
    wrong = [code for code in codes if code not in STATE_NAMES]
    if not wrong:
        return ""
    named = ", ".join(f"“{code[:20]}”" for code in wrong[:NAMESAKES])
    return f"must be a state's two capital letters, not {named}; one of: {', '.join(sorted(STATE_NAMES))}."


def states(where: str | Condition, help_text: str) -> States:
    """Filter on USPS codes."""
    return States(where=where, help_text=help_text)


class Filters(django_filters.FilterSet):
    """A kind's own filters; names outside it are refused by the caller, who knows the shared ones too."""

    def __init__(self, data: Mapping[str, Any], *, queryset: QuerySet, clock: Clock) -> None:
        self.clock = clock
        super().__init__(data, queryset=queryset)
