"""What came in, what the machine suggests, what readers object to, and what we corrected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tracker.models.base import Versioned, tracked
from tracker.models.wording import in_own_words


class SubmissionState(models.TextChoices):
    """How far a submission has come."""

    RECEIVED = "received", "received"
    WORKING = "working", "being read"
    READY = "ready", "ready for review"
    UNCHANGED = "unchanged", "already held, unchanged"
    ABSENT = "absent", "read, no text at the address"
    REVIEWED = "reviewed", "reviewed"
    FAILED = "failed", "failed"


class Submission(Versioned):
    """An address or a file somebody, or a feed, handed in."""

    url = models.URLField(
        max_length=1000, blank=True, help_text="Address, in canonical form; blank for a file."
    )
    url_as_given = models.CharField(max_length=2000, blank=True, help_text="Address as it was typed.")
    file_name = models.CharField(
        max_length=255, blank=True, help_text="Name of the file; blank for an address."
    )
    file_sha256 = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the file, in hexadecimal."
    )
    state = models.CharField(
        max_length=10,
        choices=SubmissionState.choices,
        default=SubmissionState.RECEIVED,
        db_index=True,
        help_text="How far it has come.",
    )
    reason = models.TextField(
        blank=True, help_text="Why it failed, or what the address answered, in words; blank otherwise."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="Who handed it in; blank for a feed or a command.",
    )
    watch = models.ForeignKey(
        "tracker.Watch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
        help_text="Feed or watch list it came from.",
    )
    article = models.ForeignKey(
        "tracker.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="The text it turned out to be.",
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="The capture it led to.",
    )

    class Meta(Versioned.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(url_as_given="") & Q(file_name="")) | (Q(url_as_given="") & ~Q(file_name="")),
                name="submission_address_or_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="submission_failure_explained"
            ),
        ]

    def __str__(self) -> str:
        return self.url_as_given or self.file_name


class ProposalKind(models.TextChoices):
    """What a proposal would add."""

    ARTICLE = "article", "article"
    QUOTATION = "quotation", "quotation"
    OFFICIAL = "official", "official"
    PLACE = "place", "place"
    FIGURE = "figure", "figure"
    ANNOUNCEMENT = "announcement", "announcement"
    DERIVATION = "derivation", "derivation"


class ProposalState(models.TextChoices):
    """What a person decided."""

    OPEN = "open", "open"
    ACCEPTED = "accepted", "accepted"
    REJECTED = "rejected", "rejected"
    SUPERSEDED = "superseded", "superseded"


@tracked
class Proposal(Versioned):
    """Something the machine read in a capture and suggests; a person decides."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="proposals", help_text="What it came from."
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="Capture it was read in.",
    )
    kind = models.CharField(max_length=12, choices=ProposalKind.choices, help_text="What it would add.")
    start = models.PositiveIntegerField(help_text="First character of its evidence, in code points from 0.")
    end = models.PositiveIntegerField(help_text="One past the last character.")
    fingerprint = models.CharField(
        max_length=64, help_text="Same capture, same fingerprint: the same proposal, never made twice."
    )
    payload = models.JSONField(help_text="As extracted; never changed.")
    accepted_payload = models.JSONField(
        null=True, blank=True, help_text="As a person accepted it; blank until then."
    )
    extractor = models.CharField(max_length=40, help_text="Extractor that made it.")
    extractor_version = models.CharField(max_length=20, help_text="Its version.")
    confidence = models.FloatField(help_text="Probability that it is right, 0 to 1.")
    state = models.CharField(
        max_length=10,
        choices=ProposalState.choices,
        default=ProposalState.OPEN,
        db_index=True,
        help_text="What was decided.",
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="claimed_proposals",
        help_text="Who is looking at it.",
    )
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when (UTC).")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decided_proposals",
        help_text="Who decided.",
    )
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When (UTC).")
    reason = models.CharField(max_length=400, blank=True, help_text="Why, when rejected or changed.")
    result_kind = models.CharField(max_length=20, blank=True, help_text="Kind of record it became.")
    result_id = models.BigIntegerField(null=True, blank=True, help_text="Id of the record it became.")

    class Meta(Versioned.Meta):
        ordering = ["snapshot", "start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "kind", "fingerprint"], name="proposal_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="proposal_span_forward"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="proposal_confidence_range"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "kind", "-confidence"], name="proposal_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.start}"


class RequestState(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", "open"
    ACCEPTED = "accepted", "accepted: corrected"
    ANSWERED = "answered", "answered: record stands"
    REFUSED = "refused", "not published"


@tracked
class CorrectionRequest(Versioned):
    """An objection by a reader, an official or a listed place, with our answer beside it."""

    record_kind = models.CharField(max_length=20, blank=True, help_text="Kind of record it is about.")
    record_slug = models.CharField(max_length=120, blank=True, help_text="Slug of the record it is about.")
    jurisdiction = models.ForeignKey(
        "tracker.Jurisdiction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objections",
        help_text="Jurisdiction that objects or is spoken for.",
    )
    name = models.CharField(max_length=120, blank=True, help_text="Who asks, as they wish to be shown.")
    email = models.EmailField(blank=True, help_text="For our answer; never shown.")
    on_behalf_of = models.CharField(max_length=200, blank=True, help_text="Office or body they speak for.")
    message = models.TextField(max_length=5000, help_text="What is wrong, and how one can know.")
    evidence_url = models.URLField(max_length=1000, blank=True, help_text="Where it can be checked.")
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.OPEN, help_text="What became of it."
    )
    answer = models.TextField(blank=True, help_text="Our answer, shown beside the objection.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When it was answered (UTC).")
    sender_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="Keyed hash of the sender's address, to limit floods; rotated daily.",
    )

    class Meta(Versioned.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            *in_own_words("correction_request", "answer"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(answer=""), name="correction_request_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_slug}".strip() or f"request {self.pk}"


class CorrectionKind(models.TextChoices):
    """What was changed in public."""

    CORRECTED = "corrected", "corrected"
    WITHDRAWN = "withdrawn", "withdrawn"
    MERGED = "merged", "merged"
    CLARIFIED = "clarified", "clarified"


class Correction(models.Model):
    """A line of the public corrections log. Only ever added."""

    record_kind = models.CharField(max_length=20, help_text="Kind of record corrected.")
    record_slug = models.CharField(max_length=120, help_text="Its slug at the time.")
    record_title = models.CharField(max_length=300, help_text="How it was named at the time.")
    kind = models.CharField(max_length=10, choices=CorrectionKind.choices, help_text="What sort of change.")
    summary = models.TextField(help_text="What was wrong, what it says now, in neutral words.")
    role = models.CharField(max_length=20, default="editor", help_text="Role of the person who changed it.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="Who changed it; shown to staff only.",
    )
    made_at = models.DateTimeField(db_default=Now(), db_index=True, help_text="When (UTC).")
    request = models.ForeignKey(
        CorrectionRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="Objection that led to it, if any.",
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = in_own_words("correction", "summary")

    def __str__(self) -> str:
        return f"{self.record_title}: {self.get_kind_display()}"


class NoticeKind(models.TextChoices):
    """What a source said, or we found, about itself."""

    CORRECTED = "corrected", "corrected by its publisher"
    WITHDRAWN = "withdrawn", "withdrawn by its publisher"
    CHANGED = "changed", "changed since captured"
    UNRELIABLE = "unreliable", "found unreliable"


@tracked
class SourceNotice(Versioned):
    """A source was corrected, withdrawn or changed: everything resting on it is labelled and queued."""

    article = models.ForeignKey(
        "tracker.Article", on_delete=models.PROTECT, related_name="notices", help_text="The text concerned."
    )
    snapshot = models.ForeignKey(
        "tracker.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices",
        help_text="The capture concerned; blank: the whole text.",
    )
    kind = models.CharField(max_length=10, choices=NoticeKind.choices, help_text="What happened to it.")
    noticed_on = models.DateField(help_text="Day it happened, or was found.")
    detail = models.CharField(max_length=400, help_text="What happened, in neutral words.")
    source = models.ForeignKey(
        "tracker.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices_sourced",
        help_text="Text that says so, if another does.",
    )
    is_public = models.BooleanField(
        default=True, help_text="Shown beside everything that rests on the source."
    )
    resolved_at = models.DateTimeField(
        null=True, blank=True, help_text="When all that rests on it was looked at."
    )

    class Meta(Versioned.Meta):
        ordering = ["-noticed_on", "-id"]
        constraints = in_own_words("source_notice", "detail")

    def __str__(self) -> str:
        return f"{self.article}: {self.get_kind_display()}"


@tracked
class Redirect(models.Model):
    """An address that moved: slugs of merged or renamed records never vanish."""

    kind = models.CharField(max_length=20, help_text="Kind of record.")
    old_slug = models.CharField(max_length=120, help_text="Slug that was published.")
    new_slug = models.CharField(max_length=120, help_text="Slug that answers for it now.")
    created_at = models.DateTimeField(db_default=Now(), editable=False, help_text="Since when (UTC).")

    class Meta:
        ordering = ["kind", "old_slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "old_slug"], name="redirect_once"),
            models.CheckConstraint(condition=~Q(old_slug=F("new_slug")), name="redirect_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.old_slug} → {self.new_slug}"


@tracked
class NotSame(models.Model):
    """Two records a person looked at and found to be different: the merge is not offered again."""

    kind = models.CharField(max_length=20, help_text="Kind of record.")
    first_id = models.BigIntegerField(help_text="Smaller id of the two.")
    second_id = models.BigIntegerField(help_text="Larger id of the two.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who decided."
    )
    decided_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When (UTC).")
    reason = models.CharField(max_length=300, blank=True, help_text="Why, in a sentence.")

    class Meta:
        ordering = ["kind", "first_id", "second_id"]
        verbose_name_plural = "not the same"
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="not_same_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"
