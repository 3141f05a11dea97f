"""Curators see what changed between two captures, and which quotations that touches."""

import datetime
import hashlib

from django.test import Client

from tests.cast import STORY, Cast
from tracker.models import Snapshot


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


def test_changes_are_for_staff(world: Cast) -> None:
    assert Client().get(f"/admin/captures/{world.story_snapshot.pk}/changes/").status_code == 302
