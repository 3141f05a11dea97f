"""Handing in an address or a file. A duplicate is found here; the work itself is a job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction

from tracker.actions import store
from tracker.actions.errors import Refused
from tracker.actions.jobs import Wake, enqueue, retry
from tracker.actions.permissions import require_curator
from tracker.ingest.addresses import canonical_url
from tracker.ingest.article import MAX_FILE_BYTES
from tracker.ingest.decode import clean_text
from tracker.ingest.errors import AddressRefused
from tracker.models import Job, JobState, Submission, SubmissionState, Watch

INGEST = "ingest"
"""Kind of the job that reads a submission; its args are {"submission": id}."""

_UNFINISHED = (SubmissionState.RECEIVED, SubmissionState.WORKING)


@dataclass(frozen=True, slots=True)
class Submitted:
    """``is_new`` is False when the same was handed in before and is still being read, or is tried again.

    ``job`` is None when the submission failed at once: its ``reason`` says why.
    """

    submission: Submission
    job: Job | None
    is_new: bool


def submit_url(
    url: str, *, by: AbstractUser, wake: Wake | None = None, watch: Watch | None = None
) -> Submitted:
    """Hand in an address, however it is spelled. A malformed or forbidden one is kept as a failed submission.

    What failed for the same ``watch`` before is tried again instead: a source that fails for weeks leaves one.
    """
    require_curator(by, "hand in addresses and files")
    given = clean_text(url).strip()[:2000] or "(blank)"
    facts = {"url_as_given": given, "submitted_by": by, "watch": watch}
    try:
        address = canonical_url(url)
    except AddressRefused as refusal:
        failed = _failed_before(watch, url_as_given=given, url="")
        if failed is not None:
            Submission.objects.filter(pk=failed.pk).update(reason=refusal.message)
            failed.refresh_from_db()
            return Submitted(failed, None, is_new=False)
        failed = Submission.objects.create(**facts, state=SubmissionState.FAILED, reason=refusal.message)
        return Submitted(failed, None, is_new=True)
    return _submit({**facts, "url": address}, same={"url": address}, wake=wake)


def submit_file(content: bytes, name: str, *, by: AbstractUser, wake: Wake | None = None) -> Submitted:
    """Hand in a file. One too large to read is kept as a failed submission, without its bytes."""
    require_curator(by, "hand in addresses and files")
    plain_name = clean_text(PurePath(name.replace("\\", "/")).name).strip()[:255] or "file"
    digest = hashlib.sha256(content).hexdigest()
    facts = {"file_name": plain_name, "file_sha256": digest, "submitted_by": by}
    if len(content) > MAX_FILE_BYTES:
        reason = f"The file has {len(content) / 2**20:.0f} MB; at most {MAX_FILE_BYTES // 2**20} MB are read."
        failed = Submission.objects.create(**facts, state=SubmissionState.FAILED, reason=reason)
        return Submitted(failed, None, is_new=True)
    store.keep(content)
    return _submit(facts, same={"file_sha256": digest}, wake=wake)


def _submit(facts: dict[str, object], *, same: dict[str, str], wake: Wake | None) -> Submitted:
    """Submission and job together, unless ``same`` is being read already."""
    key = hashlib.sha256("".join(same.values()).encode()).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two people handing in one address at once: the second finds the first one's.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"submission {key}"])
        found = Submission.objects.filter(**same, state__in=_UNFINISHED).order_by("pk").first()
        if found is not None:
            return Submitted(found, _job_of(found), is_new=False)
        failed = _failed_before(facts.get("watch"), **same)
        job = _job_of(failed) if failed is not None else None
        if failed is not None and job is not None and job.state == JobState.FAILED:
            _try_again(failed, job, wake=wake)
            failed.refresh_from_db()
            return Submitted(failed, job, is_new=False)
        submission = Submission.objects.create(**facts)
        job = enqueue(INGEST, {"submission": submission.pk}, key=f"submission:{submission.pk}", wake=wake)
    return Submitted(submission, job, is_new=True)


def retry_submission(submission: Submission, *, wake: Wake | None = None) -> None:
    """Try a failed submission again. Raises Refused when it has not failed, or could never be read."""
    job = _job_of(submission)
    if job is None:
        raise Refused("There is nothing to try again.", hint="Hand it in anew, corrected.")
    with transaction.atomic():
        _try_again(submission, job, wake=wake)


def _try_again(submission: Submission, job: Job, *, wake: Wake | None) -> None:
    retry(job, wake=wake)
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.RECEIVED, reason="")


def _failed_before(watch: object, **same: str) -> Submission | None:
    """What the watch handed in before and could not be read; nothing without a watch."""
    if watch is None:
        return None
    failed = Submission.objects.filter(watch=watch, state=SubmissionState.FAILED, **same)
    return failed.order_by("-pk").first()


def _job_of(submission: Submission) -> Job | None:
    return Job.objects.filter(kind=INGEST, key=f"submission:{submission.pk}").order_by("-pk").first()
