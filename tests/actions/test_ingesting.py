"""From an address or a file to proposals, through the real action; bad input ends in words and leaves nothing."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser

from tests.actions.site import Site
from tests.cast import user
from tracker.actions import store
from tracker.actions.deciding import reject, reject_many
from tracker.actions.ingesting import ingest
from tracker.actions.jobs import claim_job
from tracker.actions.proposing import propose
from tracker.actions.reading import EXTRACTOR, extract_from
from tracker.actions.submitting import Submitted, retry_submission, submit_file, submit_url
from tracker.ingest.article import read_article
from tracker.models import (
    Article,
    Job,
    JobState,
    Jurisdiction,
    Organization,
    Outlet,
    PageValidator,
    Proposal,
    ProposalState,
    Snapshot,
    Submission,
    SubmissionState,
)
from tracker.tasks import work

pytestmark = pytest.mark.django_db

BODY = (
    "Sheriff Olga Brandt said on Monday that her office would not change its rules. "
    "“We follow the law as it is written,” Brandt told the Harbor Ledger. "
    "The county has held 120 people since May, about 40 percent more than a year before."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Sheriff keeps rules</title>
<meta property="og:site_name" content="Harbor Ledger">
<meta property="article:published_time" content="2025-06-02T08:00:00Z"></head>
<body><article><h1>Sheriff keeps rules</h1><p>{BODY}</p><p>{BODY.replace("Monday", "Friday")}</p></article></body></html>"""


@pytest.fixture
def curator() -> AbstractUser:
    return user("curator", "curator")


def run(submitted: Submitted, site: Site | None = None) -> Submission:
    """Do the job of what was submitted; the submission afterwards."""
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk)
    assert lease is not None
    ingest(lease, **({"fetch": site.fetch} if site else {}))
    return Submission.objects.get(pk=submitted.submission.pk)


def nothing_stored() -> bool:
    return not (
        Article.objects.exists()
        or Snapshot.objects.exists()
        or Outlet.objects.exists()
        or Proposal.objects.exists()
    )


def test_page_becomes_capture_and_proposals(curator: AbstractUser, site: Site) -> None:
    submission = run(submit_url(site.put("/story", PAGE), by=curator), site)
    assert (submission.state, submission.reason) == (SubmissionState.READY, "")
    assert submission.article.headline == "Sheriff keeps rules"
    assert str(submission.article.published_on) == "2025-06-02"
    assert store.read(submission.snapshot.raw_sha256) == PAGE.encode()
    kinds = set(submission.proposals.values_list("kind", flat=True))
    assert {"article", "quotation", "figure"} <= kinds
    for proposal in submission.proposals.filter(kind="quotation"):
        text = submission.snapshot.text
        assert text[proposal.start : proposal.end] == proposal.payload["exact"]
    assert Job.objects.get(args={"submission": submission.pk}).state == JobState.DONE


def test_same_page_again_is_unchanged(curator: AbstractUser, site: Site) -> None:
    url = site.put("/story", PAGE)
    first = run(submit_url(url, by=curator), site)
    proposals = Proposal.objects.count()
    again = run(submit_url(url, by=curator), site)
    assert (again.state, again.snapshot) == (SubmissionState.UNCHANGED, first.snapshot)
    assert (Article.objects.count(), Snapshot.objects.count(), Proposal.objects.count()) == (1, 1, proposals)


def test_changed_page_is_a_new_capture_of_the_same_article(curator: AbstractUser, site: Site) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    site.put("/story", PAGE.replace("120 people", "130 people"))
    second = run(submit_url(site.url("/story"), by=curator), site)
    assert second.article == first.article
    assert second.snapshot != first.snapshot
    assert "120 people" in Snapshot.objects.get(pk=first.snapshot_id).text


@pytest.mark.parametrize(
    ("printed", "corrected"),
    [
        ("Sheriff keeps rules", "CORRECTED: Sheriff keeps rules"),
        ("</head>", '<meta name="author" content="Nora Finch"></head>'),
        ("2025-06-02T08", "2025-06-03T08"),
        ('lang="en"', 'lang="es"'),
    ],
)
def test_corrected_head_above_the_same_text_is_a_new_capture(
    printed: str, corrected: str, curator: AbstractUser, site: Site
) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    held = set(Proposal.objects.values_list("pk", flat=True))
    changed = PAGE.replace(printed, corrected)
    second = run(submit_url(site.put("/story", changed), by=curator), site)
    assert (second.state, second.article) == (SubmissionState.READY, first.article)
    assert second.snapshot != first.snapshot
    assert second.snapshot.sha256 == first.snapshot.sha256
    assert store.read(second.snapshot.raw_sha256) == changed.encode()
    # What the text says was proposed already; only what is stated about it is new, with this capture as evidence.
    added = Proposal.objects.exclude(pk__in=held)
    assert [(one.kind, one.snapshot) for one in added] == [("article", second.snapshot)]


@pytest.mark.parametrize(
    ("pages", "state", "note"),
    [
        ([PAGE, PAGE], "already held, unchanged", "The text says what it said"),
        ([PAGE, PAGE.replace('lang="en"', 'lang="es"')], "ready for review", "New capture, 1 proposal"),
        ([None], "read, no text at the address", "The answer is recorded"),
        ([None, None], "read, no text at the address", "The same answer as before"),
    ],
)
def test_end_of_the_work_is_told_behind_the_state_and_not_twice(
    pages: list[str | None], state: str, note: str, curator: AbstractUser, site: Site
) -> None:
    for page in pages:
        site.put("/story", page or "", status=200 if page else 410)
        submission = run(submit_url(site.url("/story"), by=curator), site)
    job = Job.objects.get(key=f"submission:{submission.pk}")
    assert (submission.get_state_display(), job.progress_note) == (state, note)


def test_head_put_back_is_proposed_again(curator: AbstractUser, site: Site) -> None:
    for page in (PAGE, PAGE.replace("Sheriff keeps", "CORRECTED: Sheriff keeps"), PAGE):
        submission = run(submit_url(site.put("/story", page), by=curator), site)
    proposed = submission.proposals.get()
    assert (proposed.kind, proposed.payload["headline"]) == ("article", "Sheriff keeps rules")


@pytest.mark.parametrize("is_decided", [False, True])
def test_head_of_an_earlier_capture_gives_way_and_stays_away(
    is_decided: bool, curator: AbstractUser, site: Site
) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    earlier = first.proposals.get(kind="article")
    if is_decided:
        reject(earlier, by=curator)
    before = set(first.proposals.exclude(pk=earlier.pk).values_list("pk", "state"))
    run(
        submit_url(site.put("/story", PAGE.replace("Sheriff keeps", "CORRECTED: Sheriff keeps")), by=curator),
        site,
    )
    heads = Proposal.objects.filter(kind="article").order_by("pk")
    expected = [ProposalState.REJECTED if is_decided else ProposalState.SUPERSEDED, ProposalState.OPEN]
    assert [one.state for one in heads] == expected
    assert set(first.proposals.exclude(pk=earlier.pk).values_list("pk", "state")) == before

    # A newer reading of the earlier capture does not open its head again.
    fields = read_article(PAGE.encode(), content_type="text/html", url=site.url("/story"))
    propose(
        first.snapshot,
        first,
        extraction=extract_from(fields),
        extractor=EXTRACTOR,
        version="later",
        fields=fields,
    )
    assert [one.state for one in heads.all()] == expected


@pytest.mark.parametrize(
    ("printed", "noise"),
    [
        ("<article>", '<script>var visit = "8c1f";</script><article>'),
        ("</article>", '</article><aside class="ad">Buy boots.</aside>'),
        ("<article>", '<article data-visit="77">'),
        ("</head>", "<style>p { color: teal }</style></head>"),
    ],
)
def test_other_markup_around_the_same_text_is_held_already(
    printed: str, noise: str, curator: AbstractUser, site: Site, capture_folder: Path
) -> None:
    first = run(submit_url(site.put("/story", PAGE, ETag='"v1"'), by=curator), site)
    site.put("/story", PAGE.replace(printed, noise), ETag='"v2"')
    second = run(submit_url(site.url("/story"), by=curator), site)
    assert (second.state, second.snapshot) == (SubmissionState.UNCHANGED, first.snapshot)
    # No bytes are kept that no capture names, and the next time the server is asked with its newest validator.
    assert len([path for path in capture_folder.rglob("*") if path.is_file()]) == 1
    known = PageValidator.objects.get()
    assert (known.etag, known.raw_sha256) == ('"v2"', first.snapshot.raw_sha256)


def test_held_bytes_that_are_lost_are_captured_anew(
    curator: AbstractUser, site: Site, capture_folder: Path
) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    (capture_folder / store.name_of(first.snapshot.raw_sha256)).unlink()
    second = run(submit_url(site.put("/story", f"{PAGE} "), by=curator), site)
    assert (second.state, second.snapshot.pk > first.snapshot.pk) == (SubmissionState.REVIEWED, True)


def test_text_that_is_gone_is_recorded_as_absent(curator: AbstractUser, site: Site) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    site.put("/story", "gone", status=410)
    second = run(submit_url(site.url("/story"), by=curator), site)
    assert (second.state, second.article) == (SubmissionState.ABSENT, first.article)
    assert (second.snapshot.status, second.snapshot.text) == (410, "")
    assert second.reason == (
        "The text is not at its address any more: the publisher answers “gone” (status 410). That is recorded."
    )


@pytest.mark.parametrize(
    ("status", "words"), [(404, "not found"), (410, "gone"), (451, "withheld for legal reasons")]
)
def test_absence_of_what_was_never_held_is_a_capture_of_no_article(
    status: int, words: str, curator: AbstractUser, site: Site
) -> None:
    url = site.put("/story", "<p>Nothing.</p>", status=status, Server="Inkwell")
    first = run(submit_url(url, by=curator), site)
    assert (first.state, first.article) == (SubmissionState.ABSENT, None)
    assert first.reason.startswith(
        f"There is no text at this address: the publisher answers “{words}” (status {status})."
    )
    capture = first.snapshot
    assert (capture.status, capture.text, capture.final_url, capture.article) == (status, "", url, None)
    assert store.read(capture.raw_sha256) == b"<p>Nothing.</p>"
    assert Job.objects.get().state == JobState.DONE
    assert not (Article.objects.exists() or Outlet.objects.exists() or Proposal.objects.exists())

    site.put("/story", "<p>Nothing, answer 2.</p>", status=status)
    again = run(submit_url(url, by=curator), site)
    assert (again.state, again.snapshot) == (SubmissionState.ABSENT, capture)

    site.put("/story", PAGE)
    found = run(submit_url(url, by=curator), site)
    assert found.state == SubmissionState.READY
    assert list(found.article.snapshots.all()) == [found.snapshot]


def test_absence_is_recorded_anew_when_the_answer_is_another(curator: AbstractUser, site: Site) -> None:
    run(submit_url(site.put("/story", "", status=404), by=curator), site)
    run(submit_url(site.put("/other", "", status=404), by=curator), site)
    run(submit_url(site.put("/story", "", status=410), by=curator), site)
    seen = Snapshot.objects.order_by("pk").values_list("final_url", "status")
    assert list(seen) == [(site.url("/story"), 404), (site.url("/other"), 404), (site.url("/story"), 410)]


def test_page_that_is_back_proposes_nothing_that_was_decided(curator: AbstractUser, site: Site) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    reject_many(first.proposals.all(), by=curator)
    for body, status in (("gone", 410), (PAGE, 200)):
        site.put("/story", body, status=status)
        back = run(submit_url(site.url("/story"), by=curator), site)
    assert (back.state, back.reason) == (SubmissionState.REVIEWED, "")
    assert back.snapshot not in (None, first.snapshot)
    assert not Proposal.objects.filter(state="open").exists()


def test_only_what_changed_in_a_page_is_proposed_again(curator: AbstractUser, site: Site) -> None:
    first = run(submit_url(site.put("/story", PAGE), by=curator), site)
    reject_many(first.proposals.all(), by=curator)
    changed = "Sheriff changes rules"
    site.put("/story", PAGE.replace("Sheriff keeps rules", changed).replace("as it is", "as it was"))
    second = run(submit_url(site.url("/story"), by=curator), site)
    assert second.state == SubmissionState.READY
    opened = Proposal.objects.filter(state="open")
    assert set(opened.values_list("snapshot", flat=True)) == {second.snapshot_id}
    told = {one.payload.get("headline") or one.payload["exact"] for one in opened}
    assert told == {changed, "We follow the law as it was written,"}


def test_same_file_twice_is_one_article(curator: AbstractUser) -> None:
    first = run(submit_file(BODY.encode(), "story.txt", by=curator))
    second = run(submit_file(BODY.encode(), "renamed.txt", by=curator))
    assert first.article == second.article
    assert (second.state, Snapshot.objects.count()) == (SubmissionState.UNCHANGED, 1)


def test_saved_page_belongs_to_the_article_whose_address_it_states(curator: AbstractUser) -> None:
    saved = PAGE.replace(
        "<head>", '<head><link rel="canonical" href="https://harborledger.example/s?utm_id=1">'
    )
    submission = run(submit_file(saved.encode(), "saved.html", by=curator))
    assert submission.article.url == "https://harborledger.example/s"
    assert (submission.article.outlet.domain, submission.article.outlet.name) == (
        "harborledger.example",
        "Harbor Ledger",
    )


def test_no_page_speaks_for_another_site(curator: AbstractUser, site: Site) -> None:
    page = PAGE.replace("<head>", '<head><link rel="canonical" href="https://harborledger.example/s">')
    submission = run(submit_url(site.put("/copy", page), by=curator), site)
    assert submission.article.url == site.url("/copy")


# --- what a page and the books say of the outlet reaches the extractor


LINKED = """<html><head><title>County keeps its rules</title><link rel="canonical" href="https://elmoragazette.example/9">
<meta property="og:site_name" content="{name}"></head><body><nav><a href="https://elmorapost.example/">Elmora Post</a>
</nav><article><h1>County keeps its rules</h1>
<p>Sheriff Olga Brandt told the Elmora Gazette that Franklin County had been listed by mistake and wants it mended.</p>
<p>The list was <a href="https://elmorapost.example/list?utm_source=x">first reported by</a> the Elmora Post on Monday
in two long stories about it.</p></article></body></html>"""


def proposed(submission: Submission, kind: str) -> list[dict[str, object]]:
    return [one.payload for one in submission.proposals.filter(kind=kind).order_by("start")]


@pytest.mark.parametrize(("printed", "recorded"), [("Elmora Gazette", ""), ("", "Elmora Gazette")])
def test_source_is_proposed_with_its_linked_address_and_the_outlet_is_none_of_its_own(
    printed: str, recorded: str, curator: AbstractUser
) -> None:
    if recorded:
        Outlet.objects.create(slug="gazette", name=recorded, domain="elmoragazette.example")
    submission = run(submit_file(LINKED.format(name=printed).encode(), "a.html", by=curator))
    assert proposed(submission, "derivation") == [
        {
            "kind": "re_reports",
            "source_name": "Elmora Post",
            "source_url": "https://elmorapost.example/list",
            "stated_as": "first reported by the Elmora Post",
        }
    ]


def test_statement_linked_elsewhere_later_is_not_proposed_again(curator: AbstractUser) -> None:
    page = LINKED.format(name="Elmora Gazette")
    run(submit_file(page.encode(), "a.html", by=curator))
    first = Proposal.objects.get(kind="derivation")
    for link in ("https://elmorapost.example/other", "#"):
        again = page.replace("https://elmorapost.example/list?utm_source=x", link)
        run(submit_file(again.encode(), "a.html", by=curator))
    assert Proposal.objects.get(kind="derivation") == first


@pytest.mark.parametrize(
    ("home", "website", "geoid"),
    [
        ("PA", "", "42055"),
        ("", "https://www.elmoragazette.example/sheriff", "42055"),
        ("OH", "https://elmoragazette.example/", "39049"),
        ("", "https://elmoragazette.example.org/", ""),
        ("", "", ""),
    ],
)
def test_state_the_outlet_reports_from_tells_namesakes_apart(
    home: str, website: str, geoid: str, curator: AbstractUser
) -> None:
    Outlet.objects.create(slug="gazette", name="Gazette", domain="elmoragazette.example", home_state=home)
    place = Jurisdiction.objects.create(
        slug="elmora-pa",
        name="Elmora",
        full_name="Elmora",
        kind="county",
        state_code="PA",
        ocd_id="ocd-division/country:us/state:pa/county:elmora",
    )
    Organization.objects.create(
        slug="elmora-sheriff",
        name="Elmora Sheriff",
        kind="law_enforcement",
        jurisdiction=place,
        website=website,
    )
    submission = run(submit_file(LINKED.format(name="").encode(), "a.html", by=curator))
    assert [place["geoid"] for place in proposed(submission, "place")] == [geoid]


# --- bad input: the submission is failed with the reason in words, nothing is half stored, the next one runs


def failed_file(content: bytes, name: str, curator: AbstractUser) -> str:
    """The reason for which the file is refused; nothing of it is stored and a good one runs after it."""
    submitted = submit_file(content, name, by=curator)
    submission = run(submitted) if submitted.job else submitted.submission
    assert submission.state == SubmissionState.FAILED
    assert nothing_stored()
    assert run(submit_file(BODY.encode(), "good.txt", by=curator)).state == SubmissionState.READY
    return submission.reason


def test_empty_file(curator: AbstractUser) -> None:
    assert failed_file(b"", "empty.txt", curator).endswith(".")


def test_binary_file(curator: AbstractUser) -> None:
    assert "text" in failed_file(os.urandom(50_000), "x.bin", curator).casefold()


def test_image(curator: AbstractUser) -> None:
    assert "PNG image" in failed_file(b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "x.png", curator)


def test_file_of_50_mb(curator: AbstractUser, capture_folder: Path) -> None:
    reason = failed_file(b"a" * 50 * 2**20, "big.txt", curator)
    assert reason == "The file has 50 MB; at most 10 MB are read."
    assert len([path for path in capture_folder.rglob("*") if path.is_file()]) == 1  # of the good one


def test_nested_tags(curator: AbstractUser) -> None:
    page = "<html><body>" + "<div>" * 30_000 + BODY + "</div>" * 30_000 + "</body></html>"
    assert "nests its elements too deeply" in failed_file(page.encode(), "deep.html", curator)


def test_wrong_charset_is_read_by_its_bytes(curator: AbstractUser) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="ascii">')
    submission = run(submit_file(page.encode("utf-8"), "wrong.html", by=curator))
    assert submission.state == SubmissionState.READY
    assert "“We follow the law as it is written,”" in submission.snapshot.text


def test_nul_bytes_do_not_reach_the_database(curator: AbstractUser) -> None:
    submission = run(submit_file(BODY.replace("law", "l\0aw").encode(), "nul.txt", by=curator))
    assert submission.state == SubmissionState.READY
    assert "We follow the law" in submission.snapshot.text


def failed_url(url: str, curator: AbstractUser, site: Site | None = None) -> str:
    """The reason for which the address is refused; nothing of it is stored and a good file runs after it."""
    submitted = submit_url(url, by=curator)
    submission = run(submitted, site) if submitted.job else submitted.submission
    assert submission.state == SubmissionState.FAILED
    assert nothing_stored()
    assert run(submit_file(BODY.encode(), "good.txt", by=curator)).state == SubmissionState.READY
    return submission.reason


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/x", "http://169.254.169.254/", "http://[::1]/", "http://127.1/"]
)
def test_private_address(url: str, curator: AbstractUser) -> None:
    assert failed_url(url, curator).endswith(".")


@pytest.mark.parametrize(
    "url", ["", "ftp://example.com/x", "javascript:alert(1)", "http://", "http://u:p@e.com/"]
)
def test_address_that_is_none(url: str, curator: AbstractUser) -> None:
    assert failed_url(url, curator).startswith("The address")


def test_page_that_is_not_for_us(curator: AbstractUser, site: Site) -> None:
    reason = failed_url(site.put("/paid", "", status=402), curator, site)
    assert reason == "The site does not let us read this page (status 402)."


def test_redirect_loop(curator: AbstractUser, site: Site) -> None:
    site.put("/a", "", status=302, Location="/b")
    site.put("/b", "", status=302, Location="/a")
    assert failed_url(site.url("/a"), curator, site) == "The address forwards in a circle."


def test_redirect_to_a_private_address(curator: AbstractUser, site: Site) -> None:
    site.put("/a", "", status=302, Location="http://10.0.0.1/")
    assert failed_url(site.url("/a"), curator, site).endswith(".")


def test_site_in_trouble_is_asked_again_later(curator: AbstractUser, site: Site) -> None:
    site.put("/a", "later", status=503, Retry_After="120")
    submission = run(submit_url(site.url("/a"), by=curator), site)
    job = Job.objects.get()
    assert (submission.state, job.state) == (SubmissionState.RECEIVED, JobState.QUEUED)
    assert "503" in submission.reason
    assert (job.run_at - job.created_at).total_seconds() > 100


def test_full_disk_leaves_no_half_file(
    curator: AbstractUser, site: Site, capture_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(handle: int) -> None:
        raise OSError(28, "No space left on device")

    submitted = submit_url(site.put("/story", PAGE), by=curator)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", no_space)
        submission = run(submitted, site)
    assert "No space left on device" in submission.reason
    assert [path for path in capture_folder.rglob("*") if path.is_file()] == []
    assert nothing_stored()


def test_failed_submission_can_be_tried_again(curator: AbstractUser, site: Site) -> None:
    failed = run(submit_url(site.put("/later", "", status=403), by=curator), site)
    assert failed.state == SubmissionState.FAILED
    site.put("/later", PAGE)
    retry_submission(failed)
    lease = claim_job(Job.objects.get().pk)
    assert lease is not None
    ingest(lease, fetch=site.fetch)
    failed.refresh_from_db()
    assert (failed.state, failed.reason) == (SubmissionState.READY, "")


def test_unknown_kind_of_job_fails_in_words() -> None:
    job = Job.objects.create(kind="from the future")
    lease = claim_job(job.pk)
    assert lease is not None
    work(lease)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "This version knows no job “from the future”.")


def test_worker_that_lost_its_lease_writes_nothing(curator: AbstractUser, site: Site) -> None:
    submitted = submit_url(site.put("/story", PAGE), by=curator)
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk, lease_s=0)
    second = claim_job(submitted.job.pk)
    assert lease is not None
    assert second is not None
    work(lease)
    assert nothing_stored()
    ingest(second, fetch=site.fetch)
    assert Article.objects.count() == 1
