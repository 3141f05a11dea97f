"""What waits for a person, with counts and where to go."""

from __future__ import annotations

import dataclasses

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from tracker.models import (
    CorrectionRequest,
    Job,
    Listing,
    Proposal,
    SourceNotice,
    State,
    Submission,
    SubmissionState,
    Watch,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work that waits."""

    label: str
    count: int
    url: str


def to_publish() -> QuerySet[Submission]:
    """Texts decided upon and not public yet: what an editor looks for."""
    # A later capture that brought nothing new has no proposals, and nothing to publish from.
    return Submission.objects.filter(
        Exists(Proposal.objects.filter(submission=OuterRef("pk"))),
        state=SubmissionState.REVIEWED,
        article__state=State.DRAFT,
    )


def what_waits() -> list[Waiting]:
    """Everything that waits, in the order it should be looked at; counts of zero are left in, as rest."""
    changelist = "admin:tracker_{}_changelist".format
    return [
        Waiting(
            "proposals to decide", Proposal.objects.filter(state="open").count(), reverse("admin:review")
        ),
        Waiting("decided texts to publish", to_publish().count(), reverse("admin:review") + "#ready"),
        Waiting(
            "objections to answer",
            CorrectionRequest.objects.filter(state="open").count(),
            reverse(changelist("correctionrequest")) + "?state__exact=open",
        ),
        Waiting(
            "names on lists to match",
            Listing.objects.filter(match_state__in=["ambiguous", "unmatched"]).count(),
            reverse("admin:names"),
        ),
        Waiting(
            "failed jobs",
            Job.objects.filter(state="failed").count(),
            reverse(changelist("job")) + "?state__exact=failed",
        ),
        Waiting(
            "failing watches",
            Watch.objects.filter(is_active=True, failures__gt=0).count(),
            reverse(changelist("watch")) + "?failures__gt=0",
        ),
        Waiting(
            "changed or withdrawn sources",
            SourceNotice.objects.filter(resolved_at=None).count(),
            reverse(changelist("sourcenotice")) + "?resolved_at__isnull=True",
        ),
    ]
