"""What rests on a source that was corrected, withdrawn or changed, and what a person found of each."""

from __future__ import annotations

from django.conf import settings
from django.db import connections, models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from tracker.models.base import State, tracked

_DOWN = """
WITH RECURSIVE down(id) AS (
    SELECT article_id FROM tracker_derivation WHERE source_id = %s
    UNION
    SELECT edge.article_id FROM tracker_derivation AS edge JOIN down ON edge.source_id = down.id
) SELECT id FROM down
"""

RESTING = {
    "quotations": ("snapshot__article", "citations__article"),
    "figures": ("article", "citations__article"),
    "positions": ("citations__article",),
    "lists": (
        *("citations__article", "withdrawal_source"),
        *("listings__retraction_source", "listings__citations__article"),
    ),
    "instruments": ("citations__article", "events_dated__source"),
    "announcements": (
        *("citations__article", "targets__source"),
        *("events_dated__source", "events_dated__citations__article"),
    ),
    "officials": ("citations__article", "tenures__source", "tenures__citations__article"),
    "organizations": ("citations__article",),
    "jurisdictions": ("citations__article",),
    "articles": (),
}
"""Kind to the query paths that lead from a record to a text it rests on. Texts rest on texts by derivation."""


class CheckOutcome(models.TextChoices):
    """What a person found of a record after its source changed."""

    STANDS = "stands", "looked at: it stands"
    CORRECTED = "corrected", "corrected"
    RETRACTED = "retracted", "retracted"


@tracked
class NoticeCheck(models.Model):
    """One record that rests on a source with a notice, looked at by a person."""

    notice = models.ForeignKey(
        "tracker.SourceNotice", on_delete=models.PROTECT, related_name="checks", help_text="The notice."
    )
    record_kind = models.CharField(max_length=20, help_text="Kind of the record, as in addresses.")
    record_id = models.BigIntegerField(help_text="Id of the record.")
    outcome = models.CharField(max_length=10, choices=CheckOutcome.choices, help_text="What was found.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why, in a sentence.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who looked."
    )
    decided_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When (UTC).")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "record_kind", "record_id"], name="notice_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}: {self.get_outcome_display()}"


def resting_on(model: type[models.Model], kind: str, article_id: int) -> QuerySet:
    """Rows of a public kind that rest on a text, drafts included, what was retracted not.

    Texts rest on it directly or through others; everything else cites it, stands in it, or has a part that does.
    """
    rows = model._default_manager.exclude(state=State.RETRACTED)
    if kind == "articles":
        with connections[rows.db].cursor() as cursor:
            cursor.execute(_DOWN, [article_id])
            return rows.filter(pk__in=[row[0] for row in cursor.fetchall()])
    condition = Q()
    for path in RESTING[kind]:
        # One subquery per path: joined together they would multiply each other's rows.
        condition |= Q(pk__in=model._default_manager.filter(**{path: article_id}).values("pk"))
    return rows.filter(condition)
