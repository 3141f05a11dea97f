"""Capturing published texts again on schedule, so that a change or a removal is noticed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q

from tracker.actions import context
from tracker.actions.jobs import Wake
from tracker.actions.submitting import Submitted, submit_url
from tracker.models import Article, State, Submission


def recapture_due(
    *, now: datetime, older_than: timedelta, limit: int = 100, wake: Wake | None = None
) -> list[Submitted]:
    """Hand in the addresses of published articles last looked at before ``now - older_than``, oldest first."""
    before = now - older_than
    house = context.house_account()
    # Handed in, whatever came of it: a page that cannot be fetched is not tried again every hour.
    tried = Submission.objects.filter(
        Q(url=OuterRef("url")) | Q(article=OuterRef("pk")), created_at__gte=before
    )
    due = (
        Article.objects.filter(state=State.PUBLISHED, url__isnull=False)
        .annotate(captured_at=Max("snapshots__captured_at"))
        # Without a capture the text is only known of: capturing it is a person's choice.
        .filter(~Exists(tried), captured_at__lt=before)
        .order_by("captured_at", "pk")[:limit]
    )
    return [submit_url(article.url, by=house, wake=wake) for article in due if article.url]
