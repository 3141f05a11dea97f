"""Jurisdictions: the governments that policies and lists are about."""

from __future__ import annotations

from django.db import models

from tracker.models.base import PublishedModel, needs_citation, no_cycle, tracked


class JurisdictionKind(models.TextChoices):
    """Kinds of US jurisdiction we record."""

    STATE = "state", "state"
    COUNTY = "county", "county or equivalent"
    MUNICIPALITY = "municipality", "city, town or village"
    SUBDIVISION = "subdivision", "township or county subdivision"
    DISTRICT = "district", "federal district"
    TERRITORY = "territory", "territory"


@tracked
class Jurisdiction(PublishedModel):
    """A US state, county, municipality, district or territory. Its status is never a column here."""

    name = models.CharField(max_length=120, help_text="Short name, without kind or state (Chicago, Cook).")
    full_name = models.CharField(
        max_length=160, help_text="Name with its legal kind where it has one (Cook County, City of Chicago)."
    )
    kind = models.CharField(
        max_length=12, choices=JurisdictionKind.choices, db_index=True, help_text="Level of government."
    )
    state_code = models.CharField(
        max_length=2, db_index=True, help_text="USPS code of its state or territory."
    )
    ocd_id = models.CharField(
        max_length=200, unique=True, help_text="Open Civic Data division id, the public id of the area."
    )
    geoid = models.CharField(
        max_length=10,
        blank=True,
        db_index=True,
        help_text="US Census GEOID; blank where the Census gives none.",
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="Jurisdiction it lies in.",
    )
    same_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="also",
        help_text="The same government under another division (San Francisco is a city and a county).",
    )
    population = models.PositiveIntegerField(
        null=True, blank=True, help_text="Residents; blank if not known."
    )
    population_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Year the population is of; blank if the source gives none."
    )
    latitude = models.FloatField(null=True, blank=True, help_text="Degrees north (WGS 84) of an inner point.")
    longitude = models.FloatField(null=True, blank=True, help_text="Degrees east (WGS 84) of an inner point.")

    class Meta(PublishedModel.Meta):
        ordering = ["state_code", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ocd_id__regex=r"^ocd-division/country:us(/[a-z_]+:[^/ ]+)*$"),
                name="jurisdiction_ocd_id_form",
            ),
            models.CheckConstraint(
                condition=models.Q(geoid__regex=r"^([0-9]{2}|[0-9]{5}|[0-9]{7}|[0-9]{10}|)$"),
                name="jurisdiction_geoid_form",
            ),
            models.CheckConstraint(
                condition=models.Q(state_code__regex=r"^[A-Z]{2}$"), name="jurisdiction_state_form"
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")) | models.Q(parent=None),
                name="jurisdiction_not_own_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["state_code", "kind", "name"], name="jurisdiction_state_kind"),
            models.Index(fields=["state_code", "name", "id"], name="jurisdiction_order"),
            # Holds all that the comparison counts places by, so that all are counted from it alone.
            models.Index(fields=["id"], include=["state", "kind", "state_code"], name="jurisdiction_counted"),
        ]
        triggers = [
            *PublishedModel.Meta.triggers,
            needs_citation("jurisdiction_id"),
            no_cycle("jurisdiction_cycle", "id", "parent_id", "A jurisdiction cannot lie inside itself."),
        ]

    def __str__(self) -> str:
        stands_alone = self.kind in {"state", "territory"}
        return self.full_name if stands_alone else f"{self.full_name}, {self.state_code}"

    @property
    def label(self) -> str:
        """Name with its state, as readers write it: "Chicago, IL"; a state stands alone."""
        return str(self)


@tracked
class JurisdictionAlias(models.Model):
    """Another name a jurisdiction is printed under."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, related_name="aliases", help_text="The jurisdiction named so."
    )
    name = models.CharField(max_length=160, help_text="The other name, as printed.")

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "jurisdiction aliases"
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="jurisdiction_alias_once")
        ]

    def __str__(self) -> str:
        return self.name
