"""Numbers somebody claimed, with everything the claim leaves out shown as missing."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from tracker.models.base import (
    PublishedModel,
    date_field,
    needs_citation,
    precision_field,
    tracked,
    verbatim,
)


class FigureDirection(models.TextChoices):
    """Which way a change is claimed to go."""

    UP = "up", "up"
    DOWN = "down", "down"
    NONE = "", "no change claimed"


@tracked
class Figure(PublishedModel):
    """A number somebody claimed: value, unit, hedge, metric, period, baseline, and who said it. No verdict."""

    value_low = models.DecimalField(
        max_digits=20, decimal_places=4, help_text="Lower end of the value claimed."
    )
    value_high = models.DecimalField(
        max_digits=20, decimal_places=4, help_text="Upper end; the same as the lower for a single value."
    )
    unit = models.CharField(max_length=60, help_text="percent, agents, arrests, dollars …")
    hedge = models.CharField(max_length=60, blank=True, help_text="Hedging words as printed (almost, up to).")
    direction = models.CharField(
        max_length=4,
        choices=FigureDirection.choices,
        default=FigureDirection.NONE,
        blank=True,
        help_text="Which way a change is claimed to go; blank for a level.",
    )
    metric = models.CharField(max_length=200, help_text="What is counted, close to the words printed.")
    measure = models.SlugField(
        max_length=80,
        blank=True,
        db_index=True,
        help_text="Common name that puts figures on one metric side by side.",
    )
    period = models.CharField(max_length=160, blank=True, help_text="Period as printed; blank: not stated.")
    baseline = models.CharField(
        max_length=160, blank=True, help_text="What a change is compared with, as printed; blank: not stated."
    )
    population = models.CharField(
        max_length=160,
        blank=True,
        help_text="Whom or what it is counted among, as printed; blank: not stated.",
    )
    official = models.ForeignKey(
        "tracker.Official",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Official who claimed it.",
    )
    organization = models.ForeignKey(
        "tracker.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Body that claimed or published it.",
    )
    speaker_label = models.CharField(
        max_length=200, blank=True, help_text="Who claimed it, as printed, when no record stands for them."
    )
    is_official_series = models.BooleanField(
        default=False, help_text="A value of a series the body itself publishes, not a remark about one."
    )
    claimed_on = date_field("Day it was claimed or published; blank if not known.", db_index=True)
    claimed_precision = precision_field("that day")
    article = models.ForeignKey(
        "tracker.Article",
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Text that prints it.",
    )
    announcement = models.ForeignKey(
        "tracker.Announcement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Announcement it is part of.",
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Jurisdiction it is about.",
    )
    responds_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="responses",
        help_text="Figure it stands beside, on the same question.",
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="Capture it stands in; blank if not captured.",
    )
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="First character, in code points from 0."
    )
    end = models.PositiveIntegerField(null=True, blank=True, help_text="One past the last character.")
    exact = models.TextField(blank=True, help_text="The words, exactly as they stand in the capture.")
    prefix = models.CharField(max_length=64, blank=True, help_text="Characters just before.")
    suffix = models.CharField(max_length=64, blank=True, help_text="Characters just after.")

    class Meta(PublishedModel.Meta):
        ordering = [F("claimed_on").desc(nulls_last=True), "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value_low__lte=F("value_high")), name="figure_low_not_above_high"
            ),
            models.CheckConstraint(
                condition=Q(snapshot=None, start=None, end=None, exact="")
                | (Q(snapshot__isnull=False, start__isnull=False, end__gt=F("start")) & ~Q(exact="")),
                name="figure_span_whole",
            ),
            models.CheckConstraint(
                condition=Q(official__isnull=False) | Q(organization__isnull=False) | ~Q(speaker_label=""),
                name="figure_has_claimant",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "start", "end"],
                condition=Q(snapshot__isnull=False),
                name="figure_span_once",
            ),
        ]
        triggers = [*PublishedModel.Meta.triggers, needs_citation("figure_id"), verbatim(optional=True)]

    def __str__(self) -> str:
        low, high = (f"{Decimal(value).normalize():f}" for value in (self.value_low, self.value_high))
        value = low if low == high else f"{low} to {high}"
        return f"{self.hedge} {value} {self.unit}".strip()
