"""Citations: the proof of any record, by real foreign keys, exactly one set."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Func, IntegerField, Q

from tracker.models.base import Versioned, tracked, verbatim

TARGETS = (
    "jurisdiction",
    "organization",
    "official",
    "tenure",
    "quotation",
    "list_edition",
    "listing",
    "instrument",
    "position",
    "announcement",
    "announcement_event",
    "figure",
    "derivation",
)
"""The kinds of row a citation can prove; each is a column of Citation."""

PUBLISHED_TARGETS = {
    "jurisdiction": "tracker_jurisdiction",
    "organization": "tracker_organization",
    "official": "tracker_official",
    "quotation": "tracker_quotation",
    "list_edition": "tracker_listedition",
    "instrument": "tracker_instrument",
    "position": "tracker_position",
    "announcement": "tracker_announcement",
    "figure": "tracker_figure",
}
"""Targets with a public state of their own, and their tables: these must keep a citation while published."""


class Stance(models.TextChoices):
    """What the cited text does for the record."""

    SUPPORTS = "supports", "supports"
    DISPUTES = "disputes", "disputes"
    MENTIONS = "mentions", "mentions"


class NumNonNulls(Func):
    """How many of the columns are set."""

    function = "num_nonnulls"
    output_field = IntegerField()


def _keep_one() -> str:
    """PL/pgSQL: after a citation left a published record, that record must still have another.

    The record's row is locked first: two transactions that each take one of its last two citations, or one
    that publishes while another takes the citation, then see each other.
    """
    checks = "".join(
        f"""
        IF OLD.{target}_id IS NOT NULL THEN
            SELECT state INTO is_now FROM {table} WHERE id = OLD.{target}_id FOR UPDATE;
            IF is_now = 'published'
               AND NOT EXISTS (SELECT 1 FROM tracker_citation WHERE {target}_id = OLD.{target}_id) THEN
                RAISE EXCEPTION 'This is the last citation of a published record; retract the record or add another first.'
                    USING ERRCODE = '23514', CONSTRAINT = 'last_citation';
            END IF;
        END IF;"""
        for target, table in PUBLISHED_TARGETS.items()
    )
    return checks + "\n        RETURN NULL;"


def _target(model: str, help_text: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"tracker.{model}",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="citations",
        help_text=help_text,
    )


@tracked
class Citation(Versioned):
    """A text that proves, disputes or mentions one record; with the passage when it is captured."""

    article = models.ForeignKey(
        "tracker.Article", on_delete=models.PROTECT, related_name="citations_of", help_text="The text cited."
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="citations",
        help_text="The capture cited; blank if the text is not captured.",
    )
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="First character of the passage, in code points from 0."
    )
    end = models.PositiveIntegerField(null=True, blank=True, help_text="One past the last character.")
    exact = models.TextField(blank=True, help_text="The passage, exactly as it stands in the capture.")
    prefix = models.CharField(max_length=64, blank=True, help_text="Characters just before.")
    suffix = models.CharField(max_length=64, blank=True, help_text="Characters just after.")
    locator = models.CharField(max_length=120, blank=True, help_text="Page, section or row, as printed.")
    stance = models.CharField(
        max_length=8,
        choices=Stance.choices,
        default=Stance.SUPPORTS,
        help_text="What it does for the record.",
    )
    note = models.CharField(max_length=400, blank=True, help_text="How the text was read, in neutral words.")

    jurisdiction = _target("Jurisdiction", "Jurisdiction it proves.")
    organization = _target("Organization", "Body it proves.")
    official = _target("Official", "Official it proves.")
    tenure = _target("Tenure", "Office it proves.")
    quotation = _target("Quotation", "Quotation it proves.")
    list_edition = _target("ListEdition", "List edition it proves.")
    listing = _target("Listing", "Line of a list it proves.")
    instrument = _target("Instrument", "Law or order it proves.")
    position = _target("Position", "Position it proves.")
    announcement = _target("Announcement", "Announcement it proves.")
    announcement_event = _target("AnnouncementEvent", "Follow-up it proves.")
    figure = _target("Figure", "Figure it proves.")
    derivation = _target("Derivation", "Derivation it proves.")

    class Meta(Versioned.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pk__isnull=True)
                | Q(models.lookups.Exact(NumNonNulls(*[F(f"{target}_id") for target in TARGETS]), 1)),
                name="citation_one_target",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None, exact="")
                | (Q(snapshot__isnull=False, start__isnull=False, end__gt=F("start")) & ~Q(exact="")),
                name="citation_span_whole",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            verbatim(optional=True),
            pgtrigger.Trigger(
                name="last_citation",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf(*[f"{target}_id" for target in TARGETS]),
                timing=pgtrigger.Deferred,
                func=_keep_one(),
                declare=[("is_now", "text")],
            ),
            pgtrigger.Trigger(
                name="own_capture",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", "snapshot_id"),
                condition=pgtrigger.Q(new__snapshot__isnull=False),
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM tracker_snapshot WHERE id = NEW.snapshot_id"
                    " AND article_id = NEW.article_id) THEN"
                    " RAISE EXCEPTION 'The capture cited is of another text.'"
                    " USING ERRCODE = '23514', CONSTRAINT = 'citation_own_capture'; END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"citation {self.pk}"

    @property
    def target(self) -> models.Model | None:
        """The record it proves; None before one is chosen."""
        return next((getattr(self, name) for name in TARGETS if getattr(self, f"{name}_id")), None)
