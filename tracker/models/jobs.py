"""Background work: its state lives here, so that a killed worker loses nothing and does nothing twice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tracker.models.base import Versioned, tracked


class JobState(models.TextChoices):
    """How far a job has come."""

    QUEUED = "queued", "queued"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Job(models.Model):
    """One piece of background work. The broker only wakes workers; this row says what is to be done."""

    kind = models.CharField(
        max_length=40, db_index=True, help_text="What is to be done (ingest, recapture …)."
    )
    args = models.JSONField(default=dict, blank=True, help_text="What it is to be done to.")
    key = models.CharField(
        max_length=200, blank=True, help_text="Two unfinished jobs of a kind with one key are the same job."
    )
    state = models.CharField(
        max_length=8, choices=JobState.choices, default=JobState.QUEUED, help_text="How far it has come."
    )
    run_at = models.DateTimeField(db_default=Now(), help_text="Not before this moment (UTC).")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")
    max_attempts = models.PositiveSmallIntegerField(default=4, help_text="After so many it is failed.")
    lease_until = models.DateTimeField(
        null=True, blank=True, help_text="A worker holds it until then; after that another may take it."
    )
    token = models.UUIDField(null=True, blank=True, help_text="Proves who holds the lease.")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent done.")
    progress_note = models.CharField(max_length=200, blank=True, help_text="What is being done, in words.")
    error = models.TextField(blank=True, help_text="Why the last attempt failed, in words.")
    created_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When it was asked for (UTC)."
    )
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When a worker was last woken for it (UTC)."
    )
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it was done or failed (UTC).")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False, token__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="job_failure_explained"),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="job_unfinished_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "run_at"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class WatchKind(models.TextChoices):
    """What sort of address is watched."""

    FEED = "feed", "RSS or Atom feed"
    SITEMAP = "sitemap", "sitemap"
    PAGE = "page", "page: captured again on schedule"


@tracked
class Watch(Versioned):
    """A feed, sitemap or page looked at on a schedule; new items become submissions."""

    name = models.CharField(max_length=160, help_text="What it is, for curators.")
    url = models.URLField(max_length=1000, unique=True, help_text="Address of the feed, sitemap or page.")
    kind = models.CharField(max_length=8, choices=WatchKind.choices, help_text="What sort of address it is.")
    is_active = models.BooleanField(default=True, help_text="Looked at on schedule.")
    interval_minutes = models.PositiveIntegerField(default=60, help_text="Minutes between looks.")
    words = models.CharField(
        max_length=300, blank=True, help_text="Only items whose title has one of these words; blank: all."
    )
    etag = models.CharField(
        max_length=300, blank=True, editable=False, help_text="Validator of the last answer."
    )
    last_modified = models.CharField(
        max_length=60, blank=True, editable=False, help_text="Last-Modified of the last answer."
    )
    failures = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Failures in a row; each one doubles the wait."
    )
    last_error = models.TextField(blank=True, editable=False, help_text="Why the last look failed, in words.")
    last_success_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Last good look (UTC)."
    )
    next_poll_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="Next look not before this moment (UTC)."
    )

    class Meta(Versioned.Meta):
        ordering = ["name", "id"]
        verbose_name_plural = "watches"
        constraints = [
            models.CheckConstraint(condition=Q(interval_minutes__gte=5), name="watch_interval_polite"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="watch_url_http"),
        ]

    def __str__(self) -> str:
        return self.name


class RobotsRule(models.Model):
    """A site's robots.txt as last read, so that we ask for it once and keep to it."""

    host = models.CharField(max_length=255, unique=True, help_text="Scheme, host and port.")
    body = models.TextField(blank=True, help_text="robots.txt as read; blank: none.")
    read_at = models.DateTimeField(db_default=Now(), help_text="When it was read (UTC).")
    next_request_at = models.DateTimeField(
        null=True, blank=True, help_text="Next request to the host not before this moment (UTC)."
    )

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host
