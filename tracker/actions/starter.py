"""Loading the starter data: facts with sources, entered as a curator would, never over a curator's work.

Loading is idempotent. A row is added once, changed when its fixture changed, and left alone as soon as a
person edited, renamed or removed it: who last wrote a row is read from its history. All or nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pghistory
import pghistory.models
from django.db import models, transaction
from django.db.models import Q

from tracker.actions import store
from tracker.actions.bulk import prepare_bulk
from tracker.actions.fixtures import FOLDER, FixtureError, Row, rows
from tracker.models import Citation, State

REASON = "starter data"
STAMP_NAMESPACE = uuid.UUID("5b0d7f0e-5a40-5d0a-9b86-3a6a3c1f2a11")


class Unknown(LookupError):
    """A name that no row loaded so far bears."""


class Removed(LookupError):
    """A name whose record a curator has removed since."""


class Books:
    """Ids of everything loaded so far, by kind of record and the name the fixtures use for it."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[str, int | None]] = {}
        self.tenures: dict[int, list[Any]] = {}

    def learn(self, kind: str, name: str, pk: int | None) -> None:
        """Remember what a name stands for; None: for a record that was removed."""
        self._ids.setdefault(kind, {})[name] = pk

    def id(self, kind: str, row: Row, column: str) -> int | None:
        """Id of the record a cell names; None for a blank cell. Raises Unknown."""
        name = row.text(column)
        return self.named(kind, name) if name else None

    def required(self, kind: str, row: Row, column: str) -> int:
        """Id of the record a cell names. Raises FixtureError for a blank cell, Unknown for a strange name."""
        return self.named(kind, row.required(column))

    def named(self, kind: str, name: str) -> int:
        """Id of the record a name stands for. Raises Unknown, or Removed."""
        try:
            pk = self._ids[kind][name]
        except KeyError:
            raise Unknown(f"a known {kind}, not {name!r}") from None
        if pk is None:
            raise Removed(name)
        return pk

    def tenure_on(self, official_id: int | None, day: datetime.date | None) -> int | None:
        """The one office an official held on a day; None when none or several are known."""
        if official_id is None or day is None:
            return None
        held = [
            tenure.pk
            for tenure in self.tenures.get(official_id, [])
            if tenure.during.lower <= day and (tenure.during.upper is None or day < tenure.during.upper)
        ]
        return held[0] if len(held) == 1 else None


@dataclass(frozen=True)
class Kind:
    """How the rows of one fixture file become rows of one table.

    ``build`` gives the values of one row, by attribute name. ``key`` are the attributes by which a row is
    found again; ``also`` is a second unique attribute. ``cites`` is the column of Citation that proves the
    row; the articles are named in the fixture's ``source`` column, ``passage`` adds where the words stand.
    ``name`` is what other fixtures call it. ``stored`` gives the bytes that go to the store of captures.
    """

    title: str
    file: str
    model: type[models.Model]
    key: tuple[str, ...]
    build: Callable[[Row, Books], Iterable[dict[str, Any]]]
    name: Callable[[Row], str] = lambda row: row.text("slug")
    also: str = ""
    cites: str = ""
    passage: Callable[[models.Model], dict[str, Any]] | None = None
    stored: Callable[[Any], bytes] | None = None

    @property
    def kind(self) -> str:
        return self.model._meta.model_name

    def key_of(self, values: Mapping[str, Any] | models.Model) -> tuple[Any, ...]:
        return tuple(_value(values, name) for name in self.key)


@dataclass
class Count:
    """What a load did to one table; ``skipped`` says in words what was left to the curators."""

    added: int = 0
    changed: int = 0
    same: int = 0
    skipped: list[str] = field(default_factory=list)


def load_starter(
    kinds: Iterable[Kind], *, now: datetime.datetime, folder: Path = FOLDER
) -> dict[str, Count] | None:
    """Load all fixtures in one transaction and return what was done per kind.

    None when exactly these fixtures were loaded before. ``now`` (aware) becomes the day of publication of
    new rows. Raises FixtureError.
    """
    stamp = uuid.uuid5(STAMP_NAMESPACE, _digest(folder))
    if pghistory.models.Context.objects.filter(pk=stamp).exists():
        return None
    books, counts = Books(), {}
    with transaction.atomic(), pghistory.context(reason=REASON):
        prepare_bulk("tracker_citation")
        for kind in kinds:
            counts[kind.title] = _load(kind, books, now=now, folder=folder)
        totals = {title: count.added for title, count in counts.items()}
        pghistory.models.Context.objects.create(pk=stamp, metadata={"reason": REASON, "added": totals})
    return counts


def _digest(folder: Path) -> str:
    """Hash of all fixture files: names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _load(kind: Kind, books: Books, *, now: datetime.datetime, folder: Path) -> Count:
    """Load one kind, in as many rounds as rows name other rows of the same file."""
    count = Count()
    waiting = list(rows(kind.file, folder=folder))
    while waiting:
        ready, later, fault = [], [], None
        for row in waiting:
            try:
                ready.extend((row, values) for values in kind.build(row, books))
            except Removed as error:
                count.skipped.append(f"{kind.file}, line {row.line}: a curator removed {error}")
            except Unknown as error:
                later.append(row)
                fault = fault or FixtureError(row.file, row.line, "(reference)", str(error))
        if not ready and fault:
            raise fault
        _write(kind, ready, books, count, now=now)
        waiting = later
    return count


def _write(
    kind: Kind, ready: list[tuple[Row, dict[str, Any]]], books: Books, count: Count, *, now: datetime.datetime
) -> None:
    """Add the new rows, change the changed ones, cite them all."""
    found = _existing(kind, [values for _, values in ready])
    touched = _seen_in_history(kind, [values for _, values in ready if kind.key_of(values) not in found])
    fresh, changed = [], []
    for row, values in ready:
        key = kind.key_of(values)
        record = found.get(key) or found.get((kind.also, values.get(kind.also)))
        if record is None and key in touched:
            count.skipped.append(f"{kind.file}, line {row.line}: renamed or removed by a curator")
            books.learn(kind.kind, kind.name(row), touched[key])
        elif record is None:
            record = kind.model(**values)
            if hasattr(record, "published_at"):
                record.state, record.published_at = State.PUBLISHED, now
            found[key] = record
            fresh.append(record)
        elif record.pk and _differs(record, values):
            changed.append((row, record, values))
        else:
            count.same += 1
    if kind.stored:
        for record in fresh:
            store.keep(kind.stored(record))
    kind.model.objects.bulk_create(fresh, batch_size=2000)
    count.added += len(fresh)
    _change(kind, changed, count)
    for row, values in ready:
        record = found.get(kind.key_of(values)) or found.get((kind.also, values.get(kind.also)))
        if record is not None:
            books.learn(kind.kind, kind.name(row), record.pk)
    if kind.kind == "tenure":
        for record in found.values():
            books.tenures.setdefault(record.official_id, []).append(record)
    if kind.cites:
        _cite(kind, [(row, found.get(kind.key_of(values))) for row, values in ready], books)


def _existing(kind: Kind, wanted: list[dict[str, Any]]) -> dict[tuple[Any, ...], models.Model]:
    """Rows already in the table, by key and by the second unique attribute."""
    column = kind.key[0]
    query = kind.model.objects.filter(_one_of(column, wanted))
    if kind.also:
        second = {values[kind.also] for values in wanted if values[kind.also]}
        query = query | kind.model.objects.filter(**{f"{kind.also}__in": second})
    found: dict[tuple[Any, ...], models.Model] = {}
    for record in query:
        found[kind.key_of(record)] = record
        if kind.also and getattr(record, kind.also):
            found[(kind.also, getattr(record, kind.also))] = record
    return found


def _history(model: type[models.Model]) -> type[models.Model] | None:
    """The table of a model's earlier versions; None for tables whose rows never change."""
    names = {relation.name for relation in model._meta.related_objects}
    return model._meta.get_field("events").related_model if "events" in names else None


def _seen_in_history(kind: Kind, missing: list[dict[str, Any]]) -> dict[tuple[Any, ...], int | None]:
    """Keys that some row once bore, with its id if it lives: a person has renamed or removed it since."""
    history = _history(kind.model)
    if history is None or not missing:
        return {}
    column = kind.key[0]
    bore = {
        kind.key_of(event): event.pgh_obj_id for event in history.objects.filter(_one_of(column, missing))
    }
    living = set(kind.model.objects.filter(pk__in=bore.values()).values_list("pk", flat=True))
    return {key: pk if pk in living else None for key, pk in bore.items()}


def _change(kind: Kind, changed: list[tuple[Row, models.Model, dict[str, Any]]], count: Count) -> None:
    """Bring rows up to date that nobody but this loader has written."""
    writers: dict[int, str] = {}
    history = _history(kind.model)
    if changed and history is not None:
        events = history.objects.filter(pgh_obj_id__in=[record.pk for _, record, _ in changed])
        for pk, metadata in events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_context__metadata"):
            writers[pk] = (metadata or {}).get("reason", "")
    for row, record, values in changed:
        if writers.get(record.pk) != REASON:
            count.skipped.append(f"{kind.file}, line {row.line}: edited by a curator since")
            continue
        for name, value in values.items():
            if name != "slug":
                setattr(record, name, value)
        record.save()
        count.changed += 1


def _cite(kind: Kind, cited: list[tuple[Row, models.Model | None]], books: Books) -> None:
    """Add the citations that a fixture's ``source`` column names and the books lack."""
    target = f"{kind.cites}_id"
    wanted = {
        (article, record.pk): record
        for row, record in cited
        if record is not None
        for article in _sources(row, books)
    }
    present = set(
        Citation.objects.filter(**{f"{target}__in": {pk for _, pk in wanted}}).values_list(
            "article_id", target
        )
    )
    if len(present) < len(wanted):
        lacking = {pk for article, pk in wanted if (article, pk) not in present}
        events = _history(Citation).objects.filter(**{f"{target}__in": lacking})
        present |= set(events.values_list("article_id", target))
    Citation.objects.bulk_create(
        Citation(article_id=article, **{target: pk}, **(kind.passage(record) if kind.passage else {}))
        for (article, pk), record in wanted.items()
        if (article, pk) not in present
    )


def _sources(row: Row, books: Books) -> list[int]:
    """Ids of the articles a row cites. Raises FixtureError when it names none or an unknown one."""
    names = row.many("source")
    if not names:
        raise row.error("source", "at least one source")
    try:
        return [books.named("article", name) for name in names]
    except Unknown as error:
        raise row.error("source", str(error)) from None


def first_source(row: Row, books: Books) -> int:
    """Id of the article that a row rests on first of all."""
    return _sources(row, books)[0]


def _value(values: Mapping[str, Any] | models.Model, name: str) -> Any:
    """An attribute, or the lower bound of a range for a name ending in ``__lower``."""
    name, _, bound = name.partition("__")
    value = values[name] if isinstance(values, Mapping) else getattr(values, name)
    return value.lower if bound == "lower" else value


def _one_of(column: str, wanted: list[dict[str, Any]]) -> Q:
    """Rows whose column has one of the wanted values, blank being one of them."""
    values = {values[column] for values in wanted}
    query = Q(**{f"{column}__in": values - {None}})
    return query | Q(**{f"{column}__isnull": True}) if None in values else query


def _differs(record: models.Model, values: Mapping[str, Any]) -> bool:
    """Whether a row says something else than its fixture. An address, once given, stays."""
    return any(getattr(record, name) != value for name, value in values.items() if name != "slug")
