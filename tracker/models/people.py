"""Organizations, public officials and the offices they held."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q

from tracker.models.base import ArrayField, PublishedModel, needs_citation, no_cycle, precision_field, tracked


class Twice(Func):
    """A function whose SQL names its one expression twice, with its parameters twice."""

    arity = 1

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """The SQL; forms ask with a typed value as a parameter, the schema with a column and none."""
        sql, params = super().as_sql(compiler, connection, **extra)
        return sql, [*params, *params]


class IdRange(Twice):
    """One id as a one-value range, so that an exclusion over ids needs no extension."""

    # A blank id counts as 0, so that rows without one are compared too.
    template = "int8range(COALESCE(%(expressions)s, 0), COALESCE(%(expressions)s, 0), '[]')"


class TextRange(Twice):
    """One text's hash as a one-value range, for the same reason; letter case does not tell texts apart."""

    template = (
        "int8range(hashtextextended(lower(%(expressions)s), 0),"
        " hashtextextended(lower(%(expressions)s), 0), '[]')"
    )


class OrganizationKind(models.TextChoices):
    """What sort of body it is; never a political score."""

    AGENCY = "agency", "federal agency"
    EXECUTIVE = "executive", "executive office"
    LEGISLATURE = "legislature", "legislature"
    COURT = "court", "court"
    LAW_ENFORCEMENT = "law_enforcement", "state or local law enforcement"
    LOCAL_GOVERNMENT = "local_government", "state or local government"
    ADVOCACY = "advocacy", "advocacy organization"
    RESEARCH = "research", "research organization"
    OTHER = "other", "other body"


@tracked
class Organization(PublishedModel):
    """An agency, list-maker, court, advocacy or research body, or local government."""

    name = models.CharField(max_length=200, help_text="Full name, as the body writes it.")
    short_name = models.CharField(max_length=60, blank=True, help_text="Abbreviation in common use (ICE).")
    kind = models.CharField(
        max_length=20, choices=OrganizationKind.choices, help_text="What sort of body it is."
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="Body it is part of.",
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organizations",
        help_text="Jurisdiction it governs or serves; blank for federal and private bodies.",
    )
    aliases = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Other names it is printed under.",
    )
    website = models.URLField(max_length=500, blank=True, help_text="Its own site (http or https).")

    class Meta(PublishedModel.Meta):
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "parent"], name="organization_name_once", nulls_distinct=False
            )
        ]
        triggers = [
            *PublishedModel.Meta.triggers,
            needs_citation("organization_id"),
            no_cycle("organization_cycle", "id", "parent_id", "A body cannot be part of itself."),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Official(PublishedModel):
    """A person recorded because, and only as far as, they act in a public office."""

    name = models.CharField(max_length=160, help_text="Full name in common use.")
    sort_name = models.CharField(max_length=160, help_text="Name for sorting: family name first.")
    aliases = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, help_text="Other names printed for them."
    )
    bioguide_id = models.CharField(
        max_length=10, blank=True, help_text="Id in the Biographical Directory of Congress."
    )
    wikidata_id = models.CharField(max_length=16, blank=True, help_text="Wikidata item (Q and digits).")
    ocd_person_id = models.CharField(max_length=80, blank=True, help_text="Open Civic Data person id.")

    class Meta(PublishedModel.Meta):
        ordering = ["sort_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bioguide_id"], condition=~Q(bioguide_id=""), name="official_bioguide_once"
            ),
            models.UniqueConstraint(
                fields=["wikidata_id"], condition=~Q(wikidata_id=""), name="official_wikidata_once"
            ),
            models.CheckConstraint(
                condition=Q(wikidata_id__regex=r"^(Q[0-9]+|)$"), name="official_wikidata_form"
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="official_order")]
        triggers = [*PublishedModel.Meta.triggers, needs_citation("official_id")]

    def __str__(self) -> str:
        return self.name


@tracked
class Tenure(models.Model):
    """An office somebody held, over a range of days, on a source's word."""

    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="tenures", help_text="Who held the office."
    )
    title = models.CharField(max_length=200, help_text="Title of the office, as its body writes it.")
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tenures",
        help_text="Body the office belongs to.",
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tenures",
        help_text="Jurisdiction the office governs; blank for federal offices.",
    )
    during = DateRangeField(help_text="Days in office: first day included, last excluded; open if not known.")
    start_precision = precision_field("the first day")
    end_precision = precision_field("the last day")
    is_acting = models.BooleanField(default=False, help_text="Held in an acting capacity.")
    observed_only = models.BooleanField(
        default=False,
        help_text="The source shows the office held on the first day only; when it began and ended is not known.",
    )
    source = models.ForeignKey(
        "tracker.Article",
        on_delete=models.PROTECT,
        related_name="tenures_sourced",
        help_text="Text that says so.",
    )

    class Meta:
        ordering = ["official", "during", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(during__isempty=False), name="tenure_not_empty"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(jurisdiction__isnull=False),
                name="tenure_has_body",
            ),
            ExclusionConstraint(
                name="tenure_no_overlap",
                expressions=[
                    (IdRange("official"), RangeOperators.OVERLAPS),
                    (IdRange("organization"), RangeOperators.OVERLAPS),
                    (IdRange("jurisdiction"), RangeOperators.OVERLAPS),
                    (TextRange("title"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        body = self.organization or self.jurisdiction
        acting = "acting " if self.is_acting else ""
        return f"{acting}{self.title}, {body}"
