"""Lists and their lines, laws and orders, and what each body asserts about a jurisdiction.

Nothing here says what a place *is*. A status is somebody's dated assertion; makers may disagree.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from tracker.models.base import (
    ArrayField,
    PublishedModel,
    Versioned,
    date_field,
    iso_day,
    needs_citation,
    precision_field,
    tracked,
)
from tracker.models.people import IdRange, TextRange
from tracker.models.places import JurisdictionKind
from tracker.models.wording import in_own_words


class Dimension(models.TextChoices):
    """What a position is about. Definitions and values are in the codebook."""

    LISTED = "listed", "listed"
    DETAINERS = "detainers", "detainers"
    RELEASE_NOTICE = "release_notice", "notice of release"
    JAIL_ACCESS = "jail_access", "access to jails"
    INFORMATION_SHARING = "information_sharing", "information sharing"
    STATUS_INQUIRIES = "status_inquiries", "inquiries about status"
    AGREEMENT_287G = "agreement_287g", "287(g) agreement"
    DETENTION_CONTRACT = "detention_contract", "detention contract"
    SELF_LABEL = "self_label", "self-label"


class CodebookValue(models.Model):
    """One value a position may take on one dimension, in one version of the codebook."""

    codebook = models.CharField(max_length=20, help_text="Version of the codebook (2026.1).")
    dimension = models.CharField(max_length=20, choices=Dimension.choices, help_text="What it is about.")
    value = models.CharField(max_length=40, help_text="Code, in lower case.")
    label = models.CharField(max_length=120, help_text="Short neutral label shown to readers.")
    definition = models.TextField(help_text="When to use the value, with the evidence it asks for.")
    rank = models.PositiveSmallIntegerField(default=0, help_text="Order within the dimension.")

    class Meta:
        ordering = ["codebook", "dimension", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["codebook", "dimension", "value"], name="codebook_value_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.label}"


@tracked
class ListEdition(PublishedModel):
    """A list-maker's list as published on a day."""

    maker = models.ForeignKey(
        "tracker.Organization",
        on_delete=models.PROTECT,
        related_name="editions",
        help_text="Body that made the list.",
    )
    title = models.CharField(max_length=300, help_text="Title of the list, as printed.")
    published_on = models.DateField(db_index=True, help_text="Day this edition was published.")
    published_precision = precision_field("the publication date")
    withdrawn_on = date_field("Day the maker took it down; blank if it stands.")
    withdrawal_source = models.ForeignKey(
        "tracker.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawals_sourced",
        help_text="Text that says it was taken down.",
    )
    supersedes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        help_text="The maker's edition it replaces.",
    )
    label_as_printed = models.CharField(
        max_length=200, blank=True, help_text="The words the maker uses for what it lists."
    )
    criteria = models.TextField(
        blank=True,
        help_text="The maker's stated criteria, quoted or closely attributed; blank if not captured.",
    )
    scope_kinds = ArrayField(
        models.CharField(max_length=12, choices=JurisdictionKind.choices),
        default=list,
        blank=True,
        help_text="Kinds of jurisdiction the list covers; others are outside its scope.",
    )
    scope_states = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="States it covers; blank means all.",
    )
    is_partial = models.BooleanField(
        default=False, help_text="Only part of the edition is entered, so absence from it means nothing."
    )

    class Meta(PublishedModel.Meta):
        ordering = ["-published_on", "-id"]
        constraints = [
            *in_own_words("list_edition", "criteria"),
            models.UniqueConstraint(fields=["maker", "title", "published_on"], name="list_edition_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("published_on")),
                name="list_edition_withdrawn_after",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawal_source__isnull=False),
                name="list_edition_withdrawal_sourced",
            ),
        ]
        triggers = [*PublishedModel.Meta.triggers, needs_citation("list_edition_id")]

    def __str__(self) -> str:
        return f"{self.title} ({iso_day(self.published_on, self.published_precision)})"


class MatchState(models.TextChoices):
    """How far a printed line is tied to a jurisdiction."""

    MATCHED = "matched", "matched"
    AMBIGUOUS = "ambiguous", "ambiguous: waits for a person"
    UNMATCHED = "unmatched", "unmatched: waits for a person"
    NOT_A_JURISDICTION = "not_a_jurisdiction", "not a jurisdiction"


@tracked
class Listing(Versioned):
    """One line of a list edition, as printed."""

    edition = models.ForeignKey(
        ListEdition, on_delete=models.PROTECT, related_name="listings", help_text="Edition it is a line of."
    )
    line = models.PositiveIntegerField(help_text="Place in the edition, from 1.")
    as_printed = models.CharField(max_length=200, help_text="Name on the line, as printed, errors included.")
    state_as_printed = models.CharField(max_length=60, blank=True, help_text="State on the line, as printed.")
    kind_as_printed = models.CharField(max_length=60, blank=True, help_text="Kind on the line, as printed.")
    label_as_printed = models.CharField(
        max_length=200, blank=True, help_text="What the maker says of it on this line, as printed."
    )
    match_state = models.CharField(
        max_length=20,
        choices=MatchState.choices,
        default=MatchState.UNMATCHED,
        help_text="How far it is matched.",
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings",
        help_text="Jurisdiction it means; only once matched.",
    )
    candidates = models.JSONField(
        default=list, blank=True, help_text="OCD ids it may mean, best first; empty once matched."
    )
    retracted_on = date_field("Day the maker took back this line; blank if it stands.")
    retraction_source = models.ForeignKey(
        "tracker.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="retractions_sourced",
        help_text="Text in which the maker took it back.",
    )

    class Meta(Versioned.Meta):
        ordering = ["edition", "line", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "line"], name="listing_line_once"),
            models.UniqueConstraint(
                fields=["edition", "jurisdiction", "label_as_printed"],
                condition=Q(jurisdiction__isnull=False),
                name="listing_jurisdiction_once",
            ),
            models.CheckConstraint(
                condition=Q(match_state="matched", jurisdiction__isnull=False)
                | (~Q(match_state="matched") & Q(jurisdiction__isnull=True)),
                name="listing_matched_has_jurisdiction",
            ),
            models.CheckConstraint(
                condition=Q(retracted_on__isnull=True) | Q(retraction_source__isnull=False),
                name="listing_retraction_sourced",
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "edition"], name="listing_place_edition"),
            # Holds all that the comparison counts by, so that whole editions are counted from it alone.
            models.Index(
                fields=["edition", "jurisdiction"],
                include=["retracted_on", "match_state", "id"],
                name="listing_edition_place",
            ),
        ]

    def __str__(self) -> str:
        return self.as_printed


@tracked
class NameDecision(models.Model):
    """A person's decision what a printed name means on a maker's lists, remembered for the next edition."""

    maker = models.ForeignKey(
        "tracker.Organization",
        on_delete=models.PROTECT,
        related_name="name_decisions",
        help_text="List-maker.",
    )
    as_printed = models.CharField(max_length=200, help_text="Name as printed.")
    state_as_printed = models.CharField(max_length=60, blank=True, help_text="State as printed.")
    kind_as_printed = models.CharField(max_length=60, blank=True, help_text="Kind as printed.")
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="name_decisions",
        help_text="What it means; blank: it is not a jurisdiction.",
    )
    decided_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+", help_text="Who decided."
    )
    decided_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When (UTC).")
    reason = models.CharField(max_length=300, blank=True, help_text="Why, in a sentence.")

    class Meta:
        ordering = ["maker", "as_printed", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["maker", "as_printed", "state_as_printed", "kind_as_printed"],
                name="name_decision_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_printed}, {self.state_as_printed}"


class InstrumentKind(models.TextChoices):
    """What sort of legal text or agreement it is."""

    STATUTE = "statute", "statute"
    ORDINANCE = "ordinance", "ordinance"
    RESOLUTION = "resolution", "resolution"
    EXECUTIVE_ORDER = "executive_order", "executive order"
    DIRECTIVE = "directive", "directive or policy"
    AGREEMENT_287G = "agreement_287g", "287(g) agreement"
    COURT_CASE = "court_case", "court case"
    COURT_RULING = "court_ruling", "court ruling"
    CONSTITUTION = "constitution", "constitutional provision"


class Direction(models.TextChoices):
    """What the text does to cooperation with federal enforcement, by its own terms."""

    LIMITS = "limits", "limits cooperation"
    REQUIRES = "requires", "requires or enables cooperation"
    CONDITIONS = "conditions", "attaches conditions"
    DECIDES = "decides", "decides a dispute"
    OTHER = "other", "other"


@tracked
class Instrument(PublishedModel):
    """A law, ordinance, order, directive, 287(g) agreement, court case or ruling."""

    kind = models.CharField(
        max_length=16, choices=InstrumentKind.choices, help_text="What sort of text it is."
    )
    title = models.CharField(max_length=300, help_text="Title or caption, as printed.")
    citation_text = models.CharField(
        max_length=200, blank=True, help_text="Legal citation, bill or docket number, as printed."
    )
    direction = models.CharField(
        max_length=10,
        choices=Direction.choices,
        default=Direction.OTHER,
        help_text="What it does to cooperation with federal enforcement, by its own terms (see the codebook).",
    )
    issuer = models.ForeignKey(
        "tracker.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instruments",
        help_text="Body that adopted, signed or decided it; the court for cases and rulings.",
    )
    adopted_on = date_field(
        "Day it was adopted, signed, filed or decided; blank if not known.", db_index=True
    )
    adopted_precision = precision_field("that day")
    jurisdictions = models.ManyToManyField(
        "tracker.Jurisdiction",
        through="tracker.InstrumentJurisdiction",
        related_name="instruments",
        help_text="Jurisdictions whose law it is, or who are parties.",
    )

    class Meta(PublishedModel.Meta):
        ordering = [F("adopted_on").desc(nulls_last=True), "-id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="instrument_has_title")]
        triggers = [*PublishedModel.Meta.triggers, needs_citation("instrument_id")]

    def __str__(self) -> str:
        return self.title


@tracked
class InstrumentJurisdiction(models.Model):
    """A jurisdiction an instrument belongs to, or that is a party to it."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="places", help_text="The instrument."
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        on_delete=models.PROTECT,
        related_name="instrument_places",
        help_text="The jurisdiction.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "jurisdiction"], name="instrument_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} of {self.jurisdiction_id}"


class InstrumentEventKind(models.TextChoices):
    """What happened to an instrument."""

    INTRODUCED = "introduced", "introduced"
    ADOPTED = "adopted", "adopted"
    SIGNED = "signed", "signed"
    EFFECTIVE = "effective", "took effect"
    AMENDED = "amended", "amended"
    FILED = "filed", "filed"
    ENJOINED = "enjoined", "enjoined"
    UPHELD = "upheld", "upheld"
    REVERSED = "reversed", "reversed"
    DISMISSED = "dismissed", "dismissed or closed"
    REPEALED = "repealed", "repealed or rescinded"
    VETOED = "vetoed", "vetoed"
    REJECTED = "rejected", "rejected"
    OTHER = "other", "other"


@tracked
class InstrumentEvent(models.Model):
    """A dated, sourced step in the life of an instrument."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="events_dated", help_text="The instrument."
    )
    kind = models.CharField(max_length=12, choices=InstrumentEventKind.choices, help_text="What happened.")
    happened_on = models.DateField(help_text="Day it happened.")
    happened_precision = precision_field("that day")
    detail = models.CharField(max_length=300, blank=True, help_text="Detail in neutral words.")
    source = models.ForeignKey(
        "tracker.Article",
        on_delete=models.PROTECT,
        related_name="instrument_events",
        help_text="Text that says so.",
    )

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            *in_own_words("instrument_event", "detail"),
            models.UniqueConstraint(
                fields=["instrument", "kind", "happened_on"], name="instrument_event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {iso_day(self.happened_on, self.happened_precision)}"


@tracked
class Position(PublishedModel):
    """What one body asserts about one jurisdiction on one dimension, on two clocks.

    ``valid`` is when it was so in the world, by that body's word; ``recorded`` is when our books said it.
    A correction closes ``recorded`` and adds a row; it never changes a value.
    """

    body = models.ForeignKey(
        "tracker.Organization",
        on_delete=models.PROTECT,
        related_name="positions",
        help_text="Who asserts it.",
    )
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        on_delete=models.PROTECT,
        related_name="positions",
        help_text="About which place.",
    )
    dimension = models.CharField(
        max_length=20, choices=Dimension.choices, db_index=True, help_text="On which question."
    )
    value = models.CharField(max_length=40, help_text="Value from the codebook.")
    codebook = models.CharField(max_length=20, default="2026.1", help_text="Version of the codebook.")
    stated_as = models.CharField(max_length=500, blank=True, help_text="The body's own words, as printed.")
    valid = DateRangeField(help_text="Days it held, by the body's word: first included, last excluded.")
    start_precision = precision_field("the first day")
    end_precision = precision_field("the last day")
    recorded = DateTimeRangeField(
        db_default=Func(Now(), None, function="tstzrange"),
        editable=False,
        help_text="When our books said so; open while they still do.",
    )

    class Meta(PublishedModel.Meta):
        ordering = ["jurisdiction", "dimension", "body", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid__isempty=False), name="position_valid_not_empty"),
            models.CheckConstraint(condition=Q(recorded__isempty=False), name="position_recorded_not_empty"),
            ExclusionConstraint(
                name="position_one_voice",
                expressions=[
                    (IdRange("body"), RangeOperators.OVERLAPS),
                    (IdRange("jurisdiction"), RangeOperators.OVERLAPS),
                    (TextRange("dimension"), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="retracted"),
            ),
        ]
        triggers = [
            *PublishedModel.Meta.triggers,
            needs_citation("position_id"),
            pgtrigger.Trigger(
                name="never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
                func=pgtrigger.Func(
                    """
                    IF (NEW.body_id, NEW.jurisdiction_id, NEW.dimension, NEW.value, NEW.codebook, NEW.stated_as, NEW.valid)
                       IS DISTINCT FROM
                       (OLD.body_id, OLD.jurisdiction_id, OLD.dimension, OLD.value, OLD.codebook, OLD.stated_as, OLD.valid)
                       OR lower(NEW.recorded) IS DISTINCT FROM lower(OLD.recorded)
                       OR (NOT upper_inf(OLD.recorded) AND NEW.recorded IS DISTINCT FROM OLD.recorded) THEN
                        RAISE EXCEPTION 'A published position is never rewritten: close it and record a new one.'
                            USING ERRCODE = '23514', CONSTRAINT = 'position_never_rewritten';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.value}"
