"""What was said: the speech act, and each printing of its words."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q

from tracker.models.base import (
    ArrayField,
    PublishedModel,
    Versioned,
    date_field,
    last_possible,
    needs_citation,
    precision_field,
    tracked,
    verbatim,
)
from tracker.models.wording import in_own_words


@tracked
class Utterance(Versioned):
    """One speech act: who, in what office, on what day, where. Groups every printing of the same words."""

    official = models.ForeignKey(
        "tracker.Official",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="utterances",
        help_text="The official who spoke; blank for bodies, private and unnamed speakers.",
    )
    organization = models.ForeignKey(
        "tracker.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="utterances",
        help_text="The body that spoke, when no official is named.",
    )
    tenure = models.ForeignKey(
        "tracker.Tenure",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="utterances",
        help_text="The office the official held on that day.",
    )
    speaker_label = models.CharField(
        max_length=200,
        blank=True,
        help_text="How the speaker is printed; the only trace kept of private and unnamed speakers.",
    )
    said_on = date_field("Day the words were said; blank if not known.", db_index=True)
    said_precision = precision_field("the day of speaking")
    occasion = models.CharField(
        max_length=300, blank=True, help_text="Where and to whom: interview, hearing, press release."
    )

    class Meta(Versioned.Meta):
        ordering = ["-said_on", "-id"]
        indexes = [
            # Lists of quotations walk it, newest first.
            models.Index(
                models.F("said_on").desc(nulls_last=True), models.F("id").desc(), name="utterance_newest"
            )
        ]
        constraints = [
            *in_own_words("utterance", "occasion"),
            models.CheckConstraint(
                condition=Q(official__isnull=False) | Q(organization__isnull=False) | ~Q(speaker_label=""),
                name="utterance_has_speaker",
            ),
            models.CheckConstraint(
                condition=Q(tenure__isnull=True) | Q(official__isnull=False),
                name="utterance_office_has_holder",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.official or self.organization or self.speaker_label}, {self.said_on or 'day not known'}"
        )


class QuotationForm(models.TextChoices):
    """How the words are printed."""

    DIRECT = "direct", "direct quotation"
    PARTIAL = "partial", "partial quotation"
    BLOCK = "block", "block quotation"
    INDIRECT = "indirect", "indirect speech"


class Alteration(models.TextChoices):
    """How one printing of an utterance differs from its siblings."""

    DROPPED_WORD = "dropped_word", "words dropped"
    ADDED_WORD = "added_word", "words added"
    SUBSTITUTION = "substitution", "words substituted"
    BRACKET = "bracket", "bracketed insertion"
    TYPO = "typo", "typing error"
    MERGED = "merged", "separate sentences joined"
    PARAPHRASE_IN_MARKS = "paraphrase_in_marks", "paraphrase printed in quotation marks"
    NUMBER_DRIFT = "number_drift", "a number differs"
    TRUNCATED = "truncated", "cut short"


@tracked
class Quotation(PublishedModel):
    """An utterance's words as one outlet printed them, character for character in a capture."""

    utterance = models.ForeignKey(
        Utterance, on_delete=models.PROTECT, related_name="quotations", help_text="The speech act it prints."
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        on_delete=models.PROTECT,
        related_name="quotations",
        help_text="Capture it stands in.",
    )
    start = models.PositiveIntegerField(help_text="First character, counted in code points from 0.")
    end = models.PositiveIntegerField(help_text="One past the last character.")
    exact = models.TextField(help_text="The words, exactly as they stand in the capture.")
    prefix = models.CharField(
        max_length=64, blank=True, help_text="Characters just before, for finding it again."
    )
    suffix = models.CharField(max_length=64, blank=True, help_text="Characters just after.")
    form = models.CharField(
        max_length=10, choices=QuotationForm.choices, help_text="How the words are printed."
    )
    alterations = ArrayField(
        models.CharField(max_length=20, choices=Alteration.choices),
        default=list,
        blank=True,
        help_text="How it differs from other printings of the same words.",
    )
    jurisdictions = models.ManyToManyField(
        "tracker.Jurisdiction",
        through="tracker.QuotationJurisdiction",
        related_name="quotations",
        help_text="Jurisdictions the words are about.",
    )

    class Meta(PublishedModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="quotation_span_forward"),
            models.UniqueConstraint(fields=["snapshot", "start", "end"], name="quotation_once"),
        ]
        triggers = [
            *PublishedModel.Meta.triggers,
            needs_citation("quotation_id"),
            verbatim(optional=False),
        ]

    def __str__(self) -> str:
        return self.exact if len(self.exact) <= 80 else self.exact[:79] + "…"

    @property
    def printed_by(self) -> datetime.date:
        """The last day on which it may first have been printed: that of its text, else of the capture."""
        article = self.snapshot.article
        if article.published_on is None:
            return self.snapshot.captured_at.date()
        return last_possible(article.published_on, article.published_precision)


@tracked
class QuotationJurisdiction(models.Model):
    """A jurisdiction that a quotation is about."""

    quotation = models.ForeignKey(
        Quotation, on_delete=models.CASCADE, related_name="places", help_text="The quotation."
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        on_delete=models.PROTECT,
        related_name="mentions",
        help_text="What it is about.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["quotation", "jurisdiction"], name="quotation_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.quotation_id} about {self.jurisdiction_id}"


@tracked
class ArticleJurisdiction(models.Model):
    """A jurisdiction that an article names, where it names it."""

    article = models.ForeignKey(
        "tracker.Article", on_delete=models.CASCADE, related_name="places", help_text="The text."
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        on_delete=models.PROTECT,
        related_name="article_mentions",
        help_text="The jurisdiction it names.",
    )
    as_printed = models.CharField(max_length=200, blank=True, help_text="How the text names it.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["article", "jurisdiction"], name="article_place_once")]

    def __str__(self) -> str:
        return f"{self.article_id} names {self.jurisdiction_id}"
