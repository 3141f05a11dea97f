"""Announcements of enforcement, whom they aim at, and what became of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tracker.models.base import PublishedModel, iso_day, needs_citation, precision_field, tracked
from tracker.models.wording import in_own_words


class AnnouncementKind(models.TextChoices):
    """What sort of act was announced."""

    ORDER = "order", "order"
    DEPLOYMENT = "deployment", "deployment"
    HIRING = "hiring", "hiring"
    OPERATION = "operation", "operation"
    FUNDING_CONDITION = "funding_condition", "funding condition"
    LETTER = "letter", "letter"
    LAWSUIT = "lawsuit", "lawsuit"
    LIST = "list", "list"
    AGREEMENT = "agreement", "agreement"
    GUIDANCE = "guidance", "guidance or memo"


@tracked
class Announcement(PublishedModel):
    """An act an agency or government announced."""

    kind = models.CharField(
        max_length=20, choices=AnnouncementKind.choices, db_index=True, help_text="What sort of act it is."
    )
    title = models.CharField(max_length=300, help_text="Title as printed, or a neutral description.")
    announcer = models.ForeignKey(
        "tracker.Organization",
        on_delete=models.PROTECT,
        related_name="announcements",
        help_text="Agency or government that announced it.",
    )
    official = models.ForeignKey(
        "tracker.Official",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announcements",
        help_text="Official who announced it, if one is named.",
    )
    announced_on = models.DateField(db_index=True, help_text="Day it was announced.")
    announced_precision = precision_field("that day")
    detail = models.TextField(blank=True, help_text="Citation numbers and facts, in neutral words.")

    class Meta(PublishedModel.Meta):
        ordering = ["-announced_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="announcement_has_title"),
            *in_own_words("announcement", "detail"),
        ]
        triggers = [*PublishedModel.Meta.triggers, needs_citation("announcement_id")]

    def __str__(self) -> str:
        return self.title


@tracked
class Target(models.Model):
    """Whom an announcement aims at: one jurisdiction, or a class as printed."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="targets", help_text="The announcement."
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
        help_text="The jurisdiction aimed at.",
    )
    class_as_printed = models.CharField(
        max_length=200, blank=True, help_text="The class aimed at, as printed (300-plus cities)."
    )
    detail = models.CharField(max_length=300, blank=True, help_text="What is said of this target.")
    source = models.ForeignKey(
        "tracker.Article",
        on_delete=models.PROTECT,
        related_name="targets_sourced",
        help_text="Text that says so.",
    )

    class Meta:
        ordering = ["announcement", "id"]
        constraints = [
            *in_own_words("target", "detail"),
            models.CheckConstraint(
                condition=Q(jurisdiction__isnull=False, class_as_printed="")
                | (Q(jurisdiction__isnull=True) & ~Q(class_as_printed="")),
                name="target_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["announcement", "jurisdiction", "class_as_printed"],
                name="target_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.class_as_printed or str(self.jurisdiction)


class AnnouncementEventKind(models.TextChoices):
    """What became of an announcement."""

    FUNDED = "funded", "funded"
    EFFECTIVE = "effective", "took effect"
    IMPLEMENTED = "implemented", "implemented"
    ENJOINED = "enjoined", "enjoined"
    NARROWED = "narrowed", "narrowed"
    RESCINDED = "rescinded", "rescinded"
    UPHELD = "upheld", "upheld"
    NO_EVIDENCE = "no_evidence", "no evidence found"
    OTHER = "other", "other"


@tracked
class AnnouncementEvent(models.Model):
    """A dated, sourced step in what became of an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="events_dated", help_text="The announcement."
    )
    kind = models.CharField(max_length=12, choices=AnnouncementEventKind.choices, help_text="What happened.")
    happened_on = models.DateField(
        help_text="Day it happened; for “no evidence found”, the day the search was made."
    )
    happened_precision = precision_field("that day")
    detail = models.CharField(max_length=400, blank=True, help_text="Detail in neutral words.")
    searched = models.TextField(
        blank=True, help_text="For “no evidence found”: what was searched, so that others can repeat it."
    )
    target = models.ForeignKey(
        Target,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="events_dated",
        help_text="The target it concerns; blank: the whole announcement.",
    )
    source = models.ForeignKey(
        "tracker.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announcement_events",
        help_text="Text that says so; blank only for “no evidence found”.",
    )

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            *in_own_words("announcement_event", "detail", "searched"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | (Q(kind="no_evidence") & ~Q(searched="")),
                name="announcement_event_sourced",
            ),
            models.UniqueConstraint(
                fields=["announcement", "kind", "happened_on", "target", "detail"],
                name="announcement_event_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {iso_day(self.happened_on, self.happened_precision)}"
