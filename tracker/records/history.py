"""The history of a public record as its readers see it: what changed since it was first published, when, why,
and in which role; never a name, and nothing from before.

It is read from the tables that triggers write, so what was changed by a command or plain SQL is there too.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Field, ForeignKey, Min, Model, OuterRef, QuerySet, Subquery

from tracker.models import (
    AnnouncementEvent,
    Article,
    ArticleJurisdiction,
    Citation,
    Derivation,
    InstrumentEvent,
    InstrumentJurisdiction,
    JurisdictionAlias,
    Listing,
    Position,
    QuotationJurisdiction,
    Snapshot,
    State,
    Target,
    Tenure,
)
from tracker.models.base import PublishedModel
from tracker.models.evidence import PUBLISHED_TARGETS

SHOWN = 100
"""Versions read of the record, and of each sort of row below it; the newest."""

STEPS = 20
"""Rows named of one act; an act on a whole list may hold thousands."""

_LONGEST_CHAIN = 20
"""Corrections of one position followed on either side."""

LONGEST = 400
"""Characters shown of a value."""

_HIDDEN = frozenset(
    # Working notes and machinery; where a passage stands says nothing beside the passage.
    "id version created_at updated_at published_at state note candidates start end prefix suffix recorded".split()
)
_SHOWN_NOTES = frozenset([Citation])
"""Models whose note is written for readers."""


@dataclasses.dataclass(frozen=True, slots=True)
class Below:
    """Rows that are part of what a record says. ``by``: their column of the record; ``named_by``: the columns
    that name such a row, the first that is filled."""

    model: type[Model]
    by: str
    noun: str
    named_by: tuple[str, ...]


_BELOW = {
    "article": (
        Below(ArticleJurisdiction, "article", "Place named", ("jurisdiction",)),
        Below(Derivation, "article", "Text it rests on", ("source",)),
    ),
    "quotation": (Below(QuotationJurisdiction, "quotation", "Place", ("jurisdiction",)),),
    "official": (Below(Tenure, "official", "Office", ("title",)),),
    "jurisdiction": (Below(JurisdictionAlias, "jurisdiction", "Other name", ("name",)),),
    "announcement": (
        Below(Target, "announcement", "Target", ("jurisdiction", "class_as_printed")),
        Below(AnnouncementEvent, "announcement", "Follow-up", ("kind",)),
    ),
    "listedition": (Below(Listing, "edition", "Line", ("as_printed",)),),
    "instrument": (
        Below(InstrumentJurisdiction, "instrument", "Place", ("jurisdiction",)),
        Below(InstrumentEvent, "instrument", "Step", ("kind",)),
    ),
}
_CITED_AS = {name.replace("_", ""): name for name in PUBLISHED_TARGETS}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as text; "blank" for nothing."""

    label: str
    before: str
    after: str


@dataclasses.dataclass(slots=True)
class Step:
    """One row written: what became of it, its name (blank for the record itself), and its changed fields."""

    what: str
    subject: str = ""
    changes: list[Change] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Act:
    """What was written together. ``role`` is blank when no person did it: a command did (``is_by_command``), or it
    was written past the application."""

    at: datetime.datetime
    role: str
    reason: str
    is_by_command: bool
    steps: list[Step]

    @property
    def shown(self) -> list[Step]:
        return self.steps[:STEPS]

    @property
    def more(self) -> int:
        """How many rows are not named."""
        return max(0, len(self.steps) - STEPS)


@dataclasses.dataclass(frozen=True, slots=True)
class History:
    """The newest acts first; ``is_whole`` unless older ones are left out."""

    acts: list[Act]
    is_whole: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Written:
    """One version of one row with the version before it, if any."""

    below: Below | None
    event: Any
    before: Any


def history_of(record: PublishedModel) -> History:
    """The history of a published record. The number of queries depends on its kind alone."""
    model = type(record)
    chain = _chain(record)
    own_events = _events(model).filter(pgh_obj_id__in=chain, published_at__isnull=False)
    own, is_whole = _read(own_events, None)
    since = own_events.aggregate(first=Min("pgh_created_at"))["first"]
    written = _as_one(own, chain)
    # Sources are copied to the row that takes another's place: nobody added them.
    copied = _events(model).filter(pgh_obj_id__in=chain[1:], pgh_label="insert").values("pgh_created_at")
    for below in _rows_below(model):
        rows = _events(below.model).filter(**{f"{below.by}_id__in": chain}, pgh_created_at__gt=since)
        if len(chain) > 1:
            rows = rows.exclude(pgh_label="insert", pgh_created_at__in=copied)
        found, all_read = _read(rows, below)
        written += found
        is_whole = is_whole and all_read
    names = _Names(written, model)
    acts: dict[tuple[Any, datetime.datetime], Act] = {}
    for one in written:
        step = _step(one, model, names)
        if step is not None:
            acts.setdefault((one.event.pgh_context_id, one.event.pgh_created_at), _act(one)).steps.append(
                step
            )
    # Stable: acts of one moment stay in the order they were read.
    return History(sorted(acts.values(), key=lambda act: act.at, reverse=True), is_whole)


def _chain(record: PublishedModel) -> list[int]:
    """The rows that are one record to its readers, oldest first: correcting a position closes one row and opens
    another at the same moment."""
    if not isinstance(record, Position):
        return [record.pk]
    same = Position.objects.exclude(published_at=None).filter(body=record.body_id)
    chain, first, last = [record.pk], record.recorded.lower, record.recorded.upper
    for _ in range(_LONGEST_CHAIN):
        before = same.filter(recorded__endswith=first).first()
        if before is None:
            break
        chain.insert(0, before.pk)
        first = before.recorded.lower
    for _ in range(_LONGEST_CHAIN):
        after = same.filter(recorded__startswith=last).first() if last else None
        if after is None:
            break
        chain.append(after.pk)
        last = after.recorded.upper
    return chain


def _as_one(own: Sequence[_Written], chain: Sequence[int]) -> list[_Written]:
    """Versions of the rows of a chain, the first of each compared with the last of the row before it."""
    joined = []
    for one in own:
        place = chain.index(one.event.pgh_obj_id)
        if place and (one.before is None or one.before.published_at is None):
            earlier = [
                other.event
                for other in own
                if other.event.pgh_obj_id == chain[place - 1] and other.event.pgh_id < one.event.pgh_id
            ]
            one = dataclasses.replace(
                one, before=max(earlier, key=lambda event: event.pgh_id, default=one.before)
            )
        joined.append(one)
    return joined


def _rows_below(model: type[Model]) -> tuple[Below, ...]:
    name = str(model._meta.model_name)
    cited = (Below(Citation, _CITED_AS[name], "Source", ("article",)),) if name in _CITED_AS else ()
    return (*cited, *_BELOW.get(name, ()))


def _events(model: type[Model]) -> QuerySet:
    """All versions of all rows of a model."""
    history: Any = model._meta.get_field("events").related_model
    return history._default_manager.all()


def _read(rows: QuerySet, below: Below | None) -> tuple[list[_Written], bool]:
    """The newest versions, each with the one before it, and whether these are all. Two queries."""
    earlier = rows.model._default_manager.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    found = list(
        rows.annotate(before_id=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .select_related("pgh_context")
        .order_by("-pgh_id")[: SHOWN + 1]
    )
    before = rows.model._default_manager.in_bulk([event.before_id for event in found if event.before_id])
    written = [_Written(below, event, before.get(event.before_id)) for event in found[:SHOWN]]
    return written, len(found) <= SHOWN


def _act(one: _Written) -> Act:
    context = one.event.pgh_context
    facts = (context.metadata or {}) if context else {}
    role, reason = facts.get("role", ""), facts.get("reason", "")
    return Act(one.event.pgh_created_at, role, reason, is_by_command=bool(reason and not role), steps=[])


def _step(one: _Written, model: type[Model], names: _Names) -> Step | None:
    """What a version says in words; None when nothing a reader sees was changed."""
    if one.below is None:
        return _own_step(one, model, names)
    below, event = one.below, one.event
    subject = next((text for text in (names.text(below.model, f, event) for f in below.named_by) if text), "")
    if event.pgh_label == "update" and one.before is not None:
        changes = list(_changes(below.model, one, names))
        return Step(f"{below.noun} changed", subject, changes) if changes else None
    return Step(f"{below.noun} {'removed' if event.pgh_label == 'delete' else 'added'}", subject)


def _own_step(one: _Written, model: type[Model], names: _Names) -> Step | None:
    event, before = one.event, one.before
    if before is None or before.published_at is None:
        return Step("First published")
    changes = list(_changes(model, one, names))
    if event.state != before.state:
        return Step("Retracted" if event.state == State.RETRACTED else "Published again", "", changes)
    return Step("Changed", "", changes) if changes else None


def _changes(model: type[Model], one: _Written, names: _Names) -> Iterator[Change]:
    for field in _told(model):
        if getattr(one.before, field.attname) != getattr(one.event, field.attname):
            yield Change(
                str(field.verbose_name),
                names.text(model, field.name, one.before) or "blank",
                names.text(model, field.name, one.event) or "blank",
            )


def _told(model: type[Model]) -> list[Field]:
    """Fields whose changes readers are told."""
    hidden = _HIDDEN - {"note"} if model in _SHOWN_NOTES else _HIDDEN
    return [field for field in model._meta.concrete_fields if field.name not in hidden]


class _Names:
    """What the rows that versions refer to are called, read once per model."""

    def __init__(self, written: Iterable[_Written], model: type[Model]) -> None:
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for one in written:
            of = one.below.model if one.below else model
            for field in _told(of):
                if isinstance(field, ForeignKey):
                    ids = {getattr(row, field.attname) for row in (one.event, one.before) if row is not None}
                    wanted[field.related_model] |= ids - {None}  # type: ignore[index]
        self._names = {of: dict(_called(of, ids)) for of, ids in wanted.items() if ids}

    def text(self, model: type[Model], name: str, row: Any) -> str:
        """A field of a version as readers see it; blank for nothing."""
        field = model._meta.get_field(name)
        value = getattr(row, field.attname)
        if value in (None, "", []):
            return ""
        if isinstance(field, ForeignKey):
            return self._names.get(field.related_model, {}).get(value, "not public")  # type: ignore[call-overload]
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        text = _plain(value)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _called(model: type[Model], ids: set[int]) -> Iterator[tuple[int, str]]:
    """Names of rows; of a public kind only those that are public, of other models their number."""
    if issubclass(model, PublishedModel):
        field = "headline" if model is Article else _NAMED_BY.get(str(model._meta.model_name), "slug")
        yield from model._default_manager.filter(pk__in=ids, state=State.PUBLISHED).values_list("pk", field)
    elif model is Snapshot:
        rows = model._default_manager.filter(pk__in=ids).values_list("pk", "sha256")
        yield from ((pk, f"capture {sha256[:12]}") for pk, sha256 in rows)
    else:
        yield from ((pk, f"{model._meta.verbose_name} {pk}") for pk in ids)


_NAMED_BY = {
    "outlet": "name",
    "organization": "name",
    "official": "name",
    "jurisdiction": "full_name",
    "announcement": "title",
    "listedition": "title",
    "instrument": "title",
}


def _plain(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    if hasattr(value, "lower") and hasattr(value, "upper_inc"):
        return f"from {_end(value.lower)} to before {_end(value.upper)}"
    return str(value)


def _end(bound: Any) -> str:
    return "open" if bound is None else _plain(bound)
