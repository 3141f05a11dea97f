"""Words that vanish from a source are brought to an editor; what rests on the old capture stays there."""

import datetime
from dataclasses import replace

import pytest

from tests.cast import STORY, STORY_URL, Cast
from tracker.actions.capturing import Captured, capture_file
from tracker.actions.noticing import notice_change
from tracker.actions.submitting import submit_file
from tracker.ingest import types
from tracker.models import Quotation, SourceNotice

LATER = datetime.datetime(2025, 3, 9, 8, 0, tzinfo=datetime.UTC)


def captured_again(world: Cast, text: str) -> Captured:
    """The story as it stands five days later."""
    submission = submit_file(text.encode(), "ordinance.html", by=world.curator).submission
    fields = types.ArticleFields(text=text, canonical_url=STORY_URL)
    return capture_file(submission, text.encode(), fields, captured_at=LATER)


def test_vanished_words_are_noticed_and_not_yet_public(world: Cast) -> None:
    captured = captured_again(world, STORY.replace("Our deputies are not federal agents,", "No comment,"))
    notice = notice_change(captured)
    assert notice is not None
    assert (notice.article, notice.kind, notice.is_public) == (world.story, "changed", False)
    assert notice.detail == (
        "A passage cited from an earlier capture is not in the capture of 2025-03-09:"
        " “Our deputies are not federal agents,”"
    )


def test_quotation_stays_anchored_in_the_capture_it_was_read_in(world: Cast) -> None:
    notice_change(captured_again(world, "Something else altogether."))
    quotation = Quotation.objects.get(pk=world.quotation.pk)
    assert (quotation.snapshot, quotation.exact) == (world.story_snapshot, world.quotation.exact)


@pytest.mark.parametrize(
    "text", [STORY + "\nCorrected: the meeting was on Tuesday.", STORY.replace("\n\n", " \n"), "  " + STORY]
)
def test_change_that_leaves_the_cited_words_is_no_notice(world: Cast, text: str) -> None:
    assert notice_change(captured_again(world, text)) is None


def test_text_that_is_gone_takes_all_its_words_along(world: Cast) -> None:
    captured = captured_again(world, "")
    notice = notice_change(captured)
    assert notice is not None
    assert "passages cited from an earlier capture are not in" in notice.detail


def test_unchanged_capture_is_looked_at_once(world: Cast) -> None:
    captured = captured_again(world, "Something else altogether.")
    assert notice_change(captured) is not None
    assert notice_change(replace(captured, is_new=False)) is None
    assert SourceNotice.objects.count() == 1
