"""Curators see what changed between two captures, and which quotations that touches."""

import datetime
import hashlib

from django.test import Client
from django.urls import reverse

from tests.cast import STORY, Cast
from tracker.models import Snapshot, Submission


def captured_again(world: Cast, text: str) -> Snapshot:
    return Snapshot.objects.create(
        article=world.story,
        captured_at=datetime.datetime(2025, 3, 9, 8, 0, tzinfo=datetime.UTC),
        raw_sha256="0" * 64,
        raw_size=len(text),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text_length=len(text),
    )


def test_changed_sentences_and_lost_quotations_are_shown(world: Cast, curator: Client) -> None:
    newest = captured_again(
        world, STORY.replace("Our deputies are not federal agents,", "No <b>comment</b>,")
    )
    page = curator.get(f"/admin/captures/{newest.pk}/changes/").content.decode()
    assert "<ins>“No &lt;b&gt;comment&lt;/b&gt;,” Calloway told reporters at city hall.</ins>" in page
    assert "<del>“Our deputies are not federal agents,” Calloway told reporters at city hall.</del>" in page
    assert f"/admin/tracker/quotation/{world.quotation.pk}/change/" in page


def test_first_capture_has_nothing_before_it(world: Cast, curator: Client) -> None:
    page = curator.get(f"/admin/captures/{world.story_snapshot.pk}/changes/").content.decode()
    assert "There is no earlier capture" in page


def test_capture_of_another_text_is_not_compared(world: Cast, curator: Client) -> None:
    newest = captured_again(world, STORY + "More.")
    other = Snapshot.objects.filter(article=world.release).get()
    for against in (other.pk, "x", "9" * 30):
        assert curator.get(f"/admin/captures/{newest.pk}/changes/?against={against}").status_code == 404


def test_captures_lead_to_their_changes(world: Cast, curator: Client) -> None:
    page = curator.get("/admin/tracker/snapshot/").content.decode()
    assert f"/admin/captures/{world.story_snapshot.pk}/changes/" in page


def test_absence_of_no_article_is_listed_and_opened_and_has_no_changes(world: Cast, curator: Client) -> None:
    absent = Snapshot.objects.create(
        captured_at=datetime.datetime(2025, 3, 9, 8, 0, tzinfo=datetime.UTC),
        status=410,
        final_url="https://nowhere.example/",
        headers=[["Server", "Inkwell"]],
        raw_sha256="0" * 64,
        raw_size=0,
        sha256=hashlib.sha256(b"").hexdigest(),
        text_length=0,
    )
    submission = Submission.objects.create(
        url_as_given=absent.final_url,
        url=absent.final_url,
        state="absent",
        reason="There is no text at this address.",
        snapshot=absent,
    )
    assert f"/admin/tracker/snapshot/{absent.pk}/" in curator.get("/admin/tracker/snapshot/").content.decode()
    page = curator.get(f"/admin/tracker/snapshot/{absent.pk}/change/").content.decode()
    assert "https://nowhere.example/" in page and "Inkwell" in page
    assert curator.get(f"/admin/captures/{absent.pk}/changes/").status_code == 404
    page = curator.get(reverse("admin:submission", args=[submission.pk])).content.decode()
    assert "There is no text at this address." in page
    assert "errornote" not in page and "Try again" not in page


def test_changes_are_for_staff(world: Cast) -> None:
    assert Client().get(f"/admin/captures/{world.story_snapshot.pk}/changes/").status_code == 302
