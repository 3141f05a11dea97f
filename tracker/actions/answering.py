"""Answering objections of readers and listed places, in words and in public."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db.models.functions import Now

from tracker.actions import context
from tracker.actions.errors import Overtaken, Refused, explained
from tracker.actions.kinds import KINDS
from tracker.actions.permissions import require_editor, role_of
from tracker.actions.publishing import log_correction
from tracker.models import Correction, CorrectionKind, CorrectionRequest, RequestState
from tracker.models.base import PublishedModel

SITE = "The site"
"""What a line of the log is about when the objection names no record that is public."""


def answer(
    request: CorrectionRequest,
    *,
    by: AbstractUser,
    answer: str,
    state: RequestState,
    summary: str = "",
    version: int | None = None,
) -> CorrectionRequest:
    """Settle an objection, or answer it anew. The answer is shown beside it, except when ``state`` is refused.

    ``accepted`` says that it led to a correction: a line of the corrections log that names this objection,
    or ``summary``, from which that line is made (what was wrong, what it says now). ``version`` is the one
    the editor looked at. Raises NotAllowed, Overtaken, or Refused naming the field at fault.
    """
    require_editor(by, "answer objections")
    words = answer.strip()
    if not words:
        raise Refused(
            "An objection is settled in words.",
            field="answer",
            hint="Say what was decided and why; it is shown beside the objection.",
        )
    if state not in (RequestState.ACCEPTED, RequestState.ANSWERED, RequestState.REFUSED):
        raise Refused("Say what became of the objection.", field="state", hint="Choose one of the three.")
    with explained(), context.by(by, "Answer an objection"):
        locked = CorrectionRequest.objects.select_for_update().get(pk=request.pk)
        if version is not None and locked.version != version:
            raise Overtaken(
                "Somebody else answered this objection since you opened it.",
                hint="Read their answer; save again to put yours in its place.",
            )
        if state == RequestState.ACCEPTED:
            _see_to_the_log(locked, summary=summary, by=by)
        locked.answer, locked.state = words, state
        locked.answered_at = Now()  # type: ignore[assignment]
        locked.save()
    request.refresh_from_db()
    return request


def reopen(request: CorrectionRequest, *, by: AbstractUser) -> CorrectionRequest:
    """Take an answer back: the objection is open again and shown to nobody until it is answered."""
    require_editor(by, "open an objection again")
    with explained(), context.by(by, "Open an objection again"):
        request.state, request.answer, request.answered_at = RequestState.OPEN, "", None
        request.save()
    return request


def record_of(request: CorrectionRequest) -> PublishedModel | None:
    """The public record an objection is about, else the place that objects; None when it is about the site."""
    model = KINDS.get(request.record_kind)
    found = model._default_manager.filter(slug=request.record_slug).first() if model else None
    found = found or request.jurisdiction
    return found if found is not None and found.published_at is not None else None


def _see_to_the_log(request: CorrectionRequest, *, summary: str, by: AbstractUser) -> None:
    """An objection that was right has a line in the corrections log that names it."""
    if not summary.strip():
        if request.corrections.exists():  # type: ignore[attr-defined]
            return
        raise Refused(
            "No correction names this objection yet.",
            field="summary",
            hint="Say what was wrong and what it says now; that line goes into the corrections log.",
        )
    record = record_of(request)
    if record is not None:
        log_correction(record, kind=CorrectionKind.CORRECTED, summary=summary, by=by, request=request)
        return
    Correction.objects.create(
        record_kind="",
        record_slug="",
        record_title=SITE,
        kind=CorrectionKind.CORRECTED,
        summary=summary.strip(),
        role=role_of(by),
        made_by=by,
        request=request,
    )
