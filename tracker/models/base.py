"""What every public record shares: a slug, a public state, a version that stops lost updates, and history.

History is written by triggers into an event table per model (django-pghistory), so bulk writes, COPY and
raw SQL are recorded too. Each event also learns when it was superseded, which makes the books readable as
they stood at any moment (``tracker/models/known.py``).
"""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
import pghistory.models
import pgtrigger
from django.contrib.postgres.fields import ArrayField as ArrayField
from django.db import models
from django.db.models.functions import Now


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"


_LETTERS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def iso_day(day: datetime.date | None, precision: str) -> str:
    """A date in ISO 8601 as far as it is known: "2017-07-18", "2017-07", "2017"; blank for None."""
    return day.isoformat()[: _LETTERS[Precision(precision)]] if day else ""


def last_possible(day: datetime.date, precision: str) -> datetime.date:
    """The last day a date may be that is known in part: "July 2017" may be the 31st."""
    if precision == Precision.DAY:
        return day
    after = (day.month % 12) + 1 if precision == Precision.MONTH else 1
    year = day.year + (after == 1)
    return datetime.date(year, after, 1) - datetime.timedelta(days=1)


class State(models.TextChoices):
    """Whether the public sees a record."""

    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    RETRACTED = "retracted", "retracted"


class TrackedEvent(pghistory.models.Event):
    """One recorded version of a row, true in our books from ``pgh_created_at`` until ``superseded_at``."""

    superseded_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the next version of this row was recorded; blank if newest.",
    )

    class Meta:
        abstract = True


SUPERSEDE = pgtrigger.Trigger(
    name="supersede",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__pgh_label__in=["update", "delete"]),
    # A later event of the same transaction carries the same instant: the earlier one then held for no
    # time at all, and no question about the past may see it.
    func=pgtrigger.Func(
        """
        UPDATE {meta.db_table} SET superseded_at = NEW.pgh_created_at
         WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL;
        IF NEW.pgh_label = 'delete' THEN NEW.superseded_at := NEW.pgh_created_at; END IF;
        RETURN NEW;
        """
    ),
)

APPEND_ONLY = pgtrigger.Trigger(
    name="keep",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=pgtrigger.Func(
        """
        IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL
           AND to_jsonb(OLD) - 'superseded_at' = to_jsonb(NEW) - 'superseded_at' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'History is never changed or erased.'
            USING ERRCODE = '23514', CONSTRAINT = 'history_append_only';
        """
    ),
)


def refuse_truncate(constraint: str, sentence: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE of a table nothing may be erased from."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=f"RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514', CONSTRAINT = '{constraint}';",
    )


_CLOCK_FIELDS = ("pgh_created_at", "superseded_at", "pgh_label")


def _past_indexes(model: type[models.Model]) -> list[models.Index]:
    """The indexes of a public model again for its history: lists of the past are read in order as today's are."""
    if not _is_of_the_record(model):
        return []
    found = []
    for index in model._meta.indexes:
        named = f"{index.name}_past"[:30]
        if index.expressions:
            terms = [_of_past(term) for term in index.expressions]
            found.append(models.Index(*terms, name=named))
            continue
        fields = [f"{'-' if way else ''}{_past_name(name)}" for name, way in index.fields_orders]
        include = [_past_name(name) for name in index.include]
        # What an index answers alone today, it answers alone of the past, when it holds the clock as well.
        clock = _CLOCK_FIELDS if include else ()
        found.append(models.Index(fields=fields, include=[*include, *clock], name=named))
    if any(field.name == "slug" for field in model._meta.local_fields):
        found.append(models.Index(fields=["slug"], name=f"{model.__name__.lower()}_slug_past"[:30]))
    return found


def _is_of_the_record(model: type[models.Model]) -> bool:
    """Whether readers see its rows: a record, or what hangs on one."""
    above = (field.remote_field.model for field in model._meta.local_fields if field.remote_field)
    return any(isinstance(one, type) and issubclass(one, PublishedModel) for one in (model, *above))


def _past_name(name: str) -> str:
    """A column as its history names it: the row's id is kept as that of the row it is a version of."""
    return "pgh_obj" if name == "id" else name


def _of_past(term: Any) -> Any:
    """A term of an index, with the row's id as its history names it."""
    if isinstance(term, models.OrderBy):
        return models.OrderBy(
            _of_past(term.expression),
            descending=term.descending,
            nulls_first=term.nulls_first,
            nulls_last=term.nulls_last,
        )
    return models.F(_past_name(term.name))


def tracked(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: keep every version of the model's rows, with who and why."""
    name = model.__name__.lower()
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=TrackedEvent,
        model_name=f"{model.__name__}History",  # "…Event" would clash with the dated events of the domain
        obj_field=pghistory.ObjForeignKey(
            on_delete=models.DO_NOTHING,
            db_constraint=False,
            related_name="events",
            related_query_name="events",
        ),
        context_field=pghistory.ContextForeignKey(on_delete=models.DO_NOTHING, db_constraint=False),
        meta={
            "indexes": [
                models.Index(fields=["pgh_obj", "pgh_created_at"], name=f"{name}_ev_obj"[:30]),
                models.Index(fields=["pgh_created_at"], name=f"{name}_ev_at"[:30]),
                *_past_indexes(model),
            ],
            "triggers": [
                SUPERSEDE,
                APPEND_ONLY,
                refuse_truncate("history_append_only", "History is never changed or erased."),
            ],
        },
    )(model)


LOST_UPDATE = pgtrigger.Trigger(
    name="version",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    # An UPDATE must carry the version it read. One that names no version carries the current one.
    func=pgtrigger.Func(
        """
        IF NEW.version IS DISTINCT FROM OLD.version THEN
            RAISE EXCEPTION 'Somebody else saved this % since you opened it (yours is version %, theirs is %).',
                '{meta.verbose_name}', NEW.version, OLD.version
                USING ERRCODE = '23514', CONSTRAINT = 'lost_update';
        END IF;
        NEW.version := OLD.version + 1;
        NEW.updated_at := now();
        RETURN NEW;
        """
    ),
)


class Versioned(models.Model):
    """A row two people may edit: the second saver of the same version is refused, never silently the winner."""

    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counts saves; a save must carry the version it read."
    )
    created_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When the row was first entered (UTC)."
    )
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When the row was last changed (UTC)."
    )

    class Meta:
        abstract = True
        triggers = [LOST_UPDATE]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, carrying the version that was read, and follow the database's count."""
        adding = self._state.adding
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)
        if not adding:
            self.version += 1


class RecordQuerySet(models.QuerySet):
    """Reads shared by all public kinds."""

    def published(self) -> RecordQuerySet:
        """Rows the public may see: the only meaning of "public" in the code."""
        return self.filter(state=State.PUBLISHED)


class PublishedModel(Versioned):
    """A record of a public kind."""

    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Last part of the record's address; stays the same once published.",
    )
    state = models.CharField(
        max_length=10,
        choices=State.choices,
        default=State.DRAFT,
        db_index=True,
        editable=False,
        help_text="draft, published or retracted; changed by publishing and retracting only.",
    )
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was first published (UTC)."
    )
    note = models.TextField(
        blank=True, help_text="Working note for curators, in neutral words; never shown to the public."
    )

    objects = RecordQuerySet.as_manager()

    class Meta(Versioned.Meta):
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


def needs_citation(column: str) -> pgtrigger.Trigger:
    """Refuse, at commit, a published row that no citation supports. ``column``: its column in Citation."""
    return pgtrigger.Trigger(
        name="needs_citation",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__state="published"),
        func=pgtrigger.Func(
            f"""
            IF EXISTS (SELECT 1 FROM {{meta.db_table}} WHERE id = NEW.id AND state = 'published')
               AND NOT EXISTS (SELECT 1 FROM tracker_citation WHERE {column} = NEW.id) THEN
                RAISE EXCEPTION 'Published without a citation: {{meta.verbose_name}} %. Add its source first.', NEW.slug
                    USING ERRCODE = '23514', CONSTRAINT = 'needs_citation';
            END IF;
            RETURN NULL;
            """
        ),
    )


def no_cycle(constraint: str, child: str, parent: str, sentence: str) -> pgtrigger.Trigger:
    """Refuse an edge that closes a circle. An advisory lock makes two concurrent writers queue."""
    return pgtrigger.Trigger(
        name="no_cycle",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(child, parent),
        func=pgtrigger.Func(
            f"""
            IF NEW.{parent} IS NULL THEN RETURN NULL; END IF;
            PERFORM pg_advisory_xact_lock(hashtext('{{meta.db_table}}'));
            IF EXISTS (
                WITH RECURSIVE up(id) AS (
                    SELECT NEW.{parent}
                    UNION
                    SELECT edge.{parent} FROM {{meta.db_table}} edge JOIN up ON edge.{child} = up.id
                     WHERE edge.{parent} IS NOT NULL
                ) SELECT 1 FROM up WHERE id = NEW.{child}
            ) THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514', CONSTRAINT = '{constraint}';
            END IF;
            RETURN NULL;
            """
        ),
    )


def verbatim(*, optional: bool) -> pgtrigger.Trigger:
    """Refuse a span whose words, or the words around it, are not the capture's own, to the character."""
    guard = "IF NEW.start IS NULL THEN RETURN NULL; END IF;" if optional else ""
    return pgtrigger.Trigger(
        name="verbatim",
        when=pgtrigger.After,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("snapshot_id", "start", "end", "exact", "prefix", "suffix"),
        func=pgtrigger.Func(
            f"""
            {guard}
            SELECT s.text INTO STRICT captured FROM tracker_snapshot s WHERE s.id = NEW.snapshot_id;
            IF substr(captured, NEW.start + 1, NEW."end" - NEW.start) IS DISTINCT FROM NEW.exact THEN
                RAISE EXCEPTION 'These words are not at characters % to % of the capture.', NEW.start, NEW."end"
                    USING ERRCODE = '23514', CONSTRAINT = 'verbatim';
            END IF;
            IF right(substr(captured, 1, NEW.start), char_length(NEW.prefix)) IS DISTINCT FROM NEW.prefix
               OR substr(captured, NEW."end" + 1, char_length(NEW.suffix)) IS DISTINCT FROM NEW.suffix THEN
                RAISE EXCEPTION 'The words before or after the span differ from the capture.'
                    USING ERRCODE = '23514', CONSTRAINT = 'verbatim';
            END IF;
            RETURN NULL;
            """
        ),
        declare=[("captured", "text")],
    )


def date_field(help_text: str, **options: Any) -> models.DateField:
    """A calendar date; unknown parts are the first of the month or year, and the precision beside says so."""
    return models.DateField(null=True, blank=True, help_text=help_text, **options)


def precision_field(of: str) -> models.CharField:
    """The precision of the date field named ``of``."""
    return models.CharField(
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=f"How much of {of} is known: day, month or year.",
    )
