"""A page is asked for again with what its server gave with it; captures go out as a web archive."""

import datetime
import gzip
import io
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.management import CommandError, call_command
from django.db import connection
from warcio.archiveiterator import ArchiveIterator

from tests.actions.site import Site
from tests.cast import CAPTURED_AT, STORY, STORY_URL, Cast, user
from tracker import tasks
from tracker.actions import store
from tracker.actions.ingesting import ingest
from tracker.actions.jobs import claim_job
from tracker.actions.recapturing import recapture_due
from tracker.actions.revisiting import fetch_again, remember
from tracker.actions.submitting import submit_file, submit_url
from tracker.ingest.fetch import Page
from tracker.models import Article, Job, PageValidator, Snapshot, Submission, SubmissionState

pytestmark = pytest.mark.django_db

BODY = "<p>Sheriff Olga Brandt said on Monday that her office would not change its rules. “We follow the law,” Brandt said.</p>"
PAGE = f"<!doctype html><html><head><title>Sheriff keeps rules</title></head><body><article>{BODY}</article></body></html>"


@pytest.fixture
def curator() -> AbstractUser:
    return user("curator", "curator")


def capture(site: Site, curator: AbstractUser, path: str = "/story") -> Submission:
    """The page handed in and read, for the first time or again."""
    submitted = submit_url(site.url(path), by=curator)
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk)
    assert lease is not None
    ingest(lease, fetch=site.fetch)
    return Submission.objects.get(pk=submitted.submission.pk)


def test_unchanged_page_is_not_sent_again(site: Site, curator: AbstractUser) -> None:
    site.put("/story", PAGE, ETag='"v1"', Last_Modified="Mon, 02 Jun 2025 08:00:00 GMT")
    assert capture(site, curator).state == SubmissionState.READY
    known = PageValidator.objects.get(url=site.url("/story"))
    assert (known.etag, known.last_modified) == ('"v1"', "Mon, 02 Jun 2025 08:00:00 GMT")
    site.put("/story", "", status=304)
    again = capture(site, curator)
    assert (again.state, again.reason) == (SubmissionState.UNCHANGED, "")
    assert Snapshot.objects.count() == 1


def test_changed_page_is_a_new_capture_with_a_new_validator(site: Site, curator: AbstractUser) -> None:
    site.put("/story", PAGE, ETag='"v1"')
    capture(site, curator)
    site.put("/story", PAGE.replace("would not", "would"), ETag='"v2"')
    assert capture(site, curator).state == SubmissionState.READY
    assert Snapshot.objects.count() == 2
    assert PageValidator.objects.get().etag == '"v2"'


def test_page_that_is_gone_is_asked_for_whole_afterwards(site: Site, curator: AbstractUser) -> None:
    site.put("/story", PAGE, ETag='"v1"')
    capture(site, curator)
    site.put("/story", "gone", status=410)
    capture(site, curator)
    assert not PageValidator.objects.exists()
    assert list(Snapshot.objects.order_by("pk").values_list("status", flat=True)) == [200, 410]


def test_lost_bytes_are_fetched_anew(site: Site, curator: AbstractUser) -> None:
    site.put("/story", PAGE, ETag='"v1"')
    capture(site, curator)
    PageValidator.objects.update(raw_sha256="0" * 64)
    asked: list[dict[str, str]] = []

    def fetch(url: str, **sent: str) -> Page:
        asked.append(sent)
        return Page(
            url, url, 304 if sent else 200, (), b"new", "text/html", CAPTURED_AT, not_modified=bool(sent)
        )

    assert fetch_again(site.url("/story"), fetch=fetch).content == b"new"
    assert asked == [{"etag": '"v1"', "last_modified": ""}, {}]


def test_validator_too_long_to_keep_is_none() -> None:
    page = Page("https://a.example/", "https://a.example/", 200, (("ETag", "x" * 301),), b"", "", CAPTURED_AT)
    remember("https://a.example/", page, held=Snapshot(raw_sha256="0" * 64))
    assert not PageValidator.objects.exists()


def test_published_text_is_captured_again_when_its_time_has_come(world: Cast) -> None:
    Submission.objects.update(created_at=CAPTURED_AT)
    day = datetime.timedelta(days=1)
    due = recapture_due(now=CAPTURED_AT + 31 * day, older_than=30 * day, limit=1)
    assert [one.submission.url for one in due] == [
        Article.objects.filter(state="published", snapshots__isnull=False).order_by("pk")[0].url
    ]
    rest = recapture_due(now=CAPTURED_AT + 31 * day, older_than=30 * day)
    assert STORY_URL in {one.submission.url for one in [*due, *rest]}
    assert recapture_due(now=CAPTURED_AT + 31 * day, older_than=30 * day) == []


def test_page_that_cannot_be_fetched_is_not_tried_again_at_once(world: Cast) -> None:
    Submission.objects.update(created_at=CAPTURED_AT)
    Article.objects.exclude(pk=world.story.pk).update(state="draft")
    month = datetime.timedelta(days=30)
    (first,) = recapture_due(now=CAPTURED_AT + month + month, older_than=month)
    Submission.objects.filter(pk=first.submission.pk).update(
        state="failed", reason="The server refused.", created_at=CAPTURED_AT + month + month
    )
    assert recapture_due(now=CAPTURED_AT + month + month, older_than=month) == []
    assert len(recapture_due(now=CAPTURED_AT + 4 * month, older_than=month)) == 1


def test_recapture_runs_by_itself_unless_switched_off(world: Cast, settings, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "wake", lambda job: None)
    Submission.objects.update(created_at=CAPTURED_AT)
    jobs = Job.objects.count()
    settings.RECAPTURE_DAYS = 0
    tasks.recapture()
    assert Job.objects.count() == jobs
    settings.RECAPTURE_DAYS = 30
    tasks.recapture()
    assert Job.objects.count() > jobs


def test_captures_are_exported_as_a_web_archive(world: Cast, tmp_path: Path) -> None:
    file = tmp_path / "captures.warc.gz"
    out = io.StringIO()
    call_command("export_warc", str(file), stdout=out)
    assert f"{Snapshot.objects.count()} captures" in out.getvalue()
    with gzip.open(file) as unpacked:
        records = {
            record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
            for record in ArchiveIterator(unpacked)
            if record.rec_type == "resource"
        }
    # The cast came as files.
    assert records[f"urn:sha256:{world.story_snapshot.raw_sha256}"] == STORY.encode()
    assert STORY_URL not in records
    assert [path.name for path in tmp_path.glob("*.warc*")] == ["captures.warc.gz"]


def exported(tmp_path: Path) -> list[tuple[str, str, str, bytes]]:
    """Kind, target, status and headers, and content of each record of the archive but its first."""
    file = tmp_path / "captures.warc"
    call_command("export_warc", str(file), stdout=io.StringIO())
    with file.open("rb") as archive:
        return [
            (
                record.rec_type,
                record.rec_headers["WARC-Target-URI"],
                str(record.http_headers or ""),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(archive)
            if record.rec_type != "warcinfo"
        ]


def test_fetched_page_is_exported_with_the_headers_that_came(
    site: Site, curator: AbstractUser, tmp_path: Path
) -> None:
    sent = {
        "ETag": '"v1"',
        "Server": "Inkwell",
        "Set_Cookie": "visit=8",
        "X_Request_Id": "77",
        "Vary": "x" * 3000,
    }
    url = site.put("/story", PAGE, **sent)
    gone = site.put("/gone", "gone", status=410, Server="Inkwell")
    capture(site, curator)
    capture(site, curator, "/gone")
    (first, second) = exported(tmp_path)
    assert (first[0], first[1], first[3]) == ("response", url, PAGE.encode())
    assert first[2].startswith("HTTP/1.1 200 OK")
    for kept in ('ETag: "v1"', "Server: Inkwell", "Content-Type: text/html; charset=utf-8", "Date: "):
        assert kept in first[2]
    for left_out in ("visit=8", "77", "xxx"):
        assert left_out not in first[2]
    assert (second[0], second[1], second[3]) == ("response", gone, b"gone")
    assert second[2].startswith("HTTP/1.1 410 Gone")


def test_file_with_an_address_was_not_fetched_from_it(tmp_path: Path, curator: AbstractUser) -> None:
    saved = PAGE.replace("<head>", '<head><link rel="canonical" href="https://harborledger.example/s">')
    submitted = submit_file(saved.encode(), "saved.html", by=curator)
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk)
    assert lease is not None
    ingest(lease)
    urn = f"urn:sha256:{submitted.submission.file_sha256}"
    assert exported(tmp_path) == [
        ("resource", urn, "", saved.encode()),
        (
            "metadata",
            urn,
            "",
            b"file-name: saved.html\r\ntext-published-at: https://harborledger.example/s\r\n",
        ),
    ]


def test_file_is_exported_as_what_it_is(tmp_path: Path, curator: AbstractUser) -> None:
    # The name of the second says nothing, and its bytes are no mark-up.
    for content, name in ((PAGE, "saved.html"), ("A plain note on the jail. " * 20, "note")):
        submitted = submit_file(content.encode(), name, by=curator)
        assert submitted.job is not None
        lease = claim_job(submitted.job.pk)
        assert lease is not None
        ingest(lease)
    file = tmp_path / "captures.warc"
    call_command("export_warc", str(file), stdout=io.StringIO())
    with file.open("rb") as archive:
        types = [
            record.rec_headers["Content-Type"]
            for record in ArchiveIterator(archive)
            if record.rec_type == "resource"
        ]
    assert types == ["text/html", "text/plain"]


def test_capture_whose_headers_were_not_kept_says_what_is_known(
    site: Site, curator: AbstractUser, tmp_path: Path
) -> None:
    """As all captures before headers were kept, and a page the server only called unchanged."""
    url = site.put("/story", PAGE, ETag='"v1"')
    first = capture(site, curator).snapshot
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE tracker_snapshot SET text = '', text_length = 0, sha256 = encode(sha256(''), 'hex')"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    site.put("/story", "", status=304)
    second = capture(site, curator).snapshot
    assert (second.pk != first.pk, second.headers, second.raw_sha256) == (True, None, first.raw_sha256)
    records = exported(tmp_path)
    assert [(kind, target) for kind, target, _, _ in records] == [
        ("response", url),
        ("resource", url),
        ("metadata", url),
    ]
    assert records[2][3].startswith(b"http-status: 200\r\nnote: The headers of the answer were not kept.\r\n")


def test_web_archive_of_certain_days_holds_only_those(world: Cast, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export_warc", str(tmp_path / "none.warc"), "--since=2025-03-05", stdout=out)
    assert out.getvalue().startswith("0 captures")


def test_missing_bytes_leave_no_half_archive(world: Cast, tmp_path: Path, capture_folder: Path) -> None:
    (capture_folder / store.name_of(world.story_snapshot.raw_sha256)).unlink()
    with pytest.raises(CommandError, match="is missing"):
        call_command("export_warc", str(tmp_path / "captures.warc"))
    assert list(tmp_path.glob("*.warc*")) == list(tmp_path.glob(".*warc*")) == []
