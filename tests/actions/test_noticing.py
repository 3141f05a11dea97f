"""Words that vanish from a source are brought to an editor; what rests on the old capture stays there."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tests.cast import STORY, STORY_URL, Cast
from tracker.actions.capturing import Captured, capture_file
from tracker.actions.correcting import correct
from tracker.actions.entering import cite
from tracker.actions.errors import NotAllowed, Refused
from tracker.actions.noticing import announce, check, check_all, notice_change, resolve, show_notice, waiting
from tracker.actions.submitting import submit_file
from tracker.ingest import types
from tracker.models import (
    AnnouncementEvent,
    Article,
    Correction,
    Derivation,
    NoticeCheck,
    Quotation,
    SourceNotice,
    Tenure,
)

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


DAY = datetime.date(2025, 4, 1)


def noticed(world: Cast, about: object = None, **fields: Any) -> SourceNotice:
    """A notice on the story, or on something else."""
    given = {"kind": "corrected", "noticed_on": DAY, "detail": "The outlet changed a number.", **fields}
    return announce(about or world.story, by=world.editor, **given)


def test_notice_on_a_text_waits_for_all_that_rests_on_it(world: Cast) -> None:
    left = waiting(noticed(world))
    assert left == {"quotations": 2, "figures": 1, "positions": 1, "instruments": 1, "officials": 2}


def test_notice_on_a_capture_an_edition_or_a_figure_is_one_on_its_text(world: Cast) -> None:
    of_capture, of_edition, of_figure = (
        noticed(world, about) for about in (world.story_snapshot, world.edition, world.figure)
    )
    assert (of_capture.article, of_capture.snapshot) == (world.story, world.story_snapshot)
    assert (of_edition.article, of_edition.snapshot) == (world.list_page, None)
    assert (of_figure.article, of_figure.snapshot) == (world.story, world.story_snapshot)


def test_edition_cited_to_two_texts_needs_to_be_told_which(world: Cast) -> None:
    cite(world.edition, world.release, by=world.curator)
    with pytest.raises(Refused, match="cited to 2 texts"):
        noticed(world, world.edition)


def test_only_an_editor_puts_a_notice_on_a_source(world: Cast) -> None:
    with pytest.raises(NotAllowed):
        announce(world.story, kind="corrected", noticed_on=DAY, detail="Changed.", by=world.curator)


def test_notice_without_words_is_refused(world: Cast) -> None:
    with pytest.raises(Refused, match="needs its words"):
        noticed(world, detail="  ")


def test_texts_that_rest_on_it_through_others_wait_too(world: Cast) -> None:
    third = Article.objects.create(slug="third", headline="A third text")
    Derivation.objects.create(article=third, source=world.story, kind="excerpts")
    assert waiting(noticed(world, world.uncaptured)) == {"articles": 2}


def test_line_a_follow_up_or_an_office_makes_its_record_wait(world: Cast) -> None:
    page = Article.objects.create(slug="page", headline="A page")
    world.listing.retracted_on, world.listing.retraction_source = DAY, page
    world.listing.save()
    Tenure.objects.filter(pk=world.mayor_tenure.pk).update(source=page)
    AnnouncementEvent.objects.update(source=page)
    assert waiting(noticed(world, page)) == {"lists": 1, "announcements": 1, "officials": 1}


def test_record_that_stands_waits_no_longer(world: Cast) -> None:
    notice = noticed(world)
    found = check(notice, world.figure, outcome="stands", by=world.curator, reason="The number is another.")
    assert (found.record_kind, found.record_id, found.decided_by) == (
        "figures",
        world.figure.pk,
        world.curator,
    )
    assert "figures" not in waiting(notice)


def test_record_is_looked_at_once_for_a_notice(world: Cast) -> None:
    notice = noticed(world)
    check(notice, world.figure, outcome="stands", by=world.curator)
    with pytest.raises(Refused, match="looked at already"):
        check(notice, world.figure, outcome="stands", by=world.curator)


def test_corrected_is_said_only_of_what_was_corrected(world: Cast) -> None:
    notice = noticed(world)
    with pytest.raises(Refused, match="was not changed since"):
        check(notice, world.instrument, outcome="corrected", by=world.curator)
    correct(world.instrument, {"title": "Other"}, by=world.editor, reason="So it says.", summary="Now Other.")
    check(notice, world.instrument, outcome="corrected", by=world.curator)
    assert "instruments" not in waiting(notice)


def test_retracting_from_a_notice_is_said_in_the_log(world: Cast) -> None:
    notice = noticed(world)
    check(notice, world.figure, outcome="retracted", by=world.editor, reason="The outlet took it back.")
    world.figure.refresh_from_db()
    line = Correction.objects.get()
    assert (world.figure.state, line.kind, line.summary) == (
        "retracted",
        "withdrawn",
        "The outlet took it back.",
    )


def test_curator_does_not_retract_from_a_notice(world: Cast) -> None:
    notice = noticed(world)
    with pytest.raises(NotAllowed):
        check(notice, world.figure, outcome="retracted", by=world.curator, reason="Gone.")
    assert not NoticeCheck.objects.exists()


def test_many_records_stand_at_once_for_one_reason(world: Cast) -> None:
    notice = noticed(world)
    check(notice, world.mayor, outcome="stands", by=world.curator)
    assert check_all(notice, kind="officials", by=world.editor, reason="Only a number was changed.") == 1
    assert "officials" not in waiting(notice)
    assert NoticeCheck.objects.filter(record_kind="officials").count() == 2


@pytest.mark.parametrize(("kind", "reason"), [("officials", " "), ("users", "Why not."), ("", "Why not.")])
def test_many_at_once_need_a_kind_and_a_reason(world: Cast, kind: str, reason: str) -> None:
    with pytest.raises(Refused):
        check_all(noticed(world), kind=kind, by=world.editor, reason=reason)
    assert not NoticeCheck.objects.exists()


def test_curator_does_not_say_it_of_many_at_once(world: Cast) -> None:
    with pytest.raises(NotAllowed):
        check_all(noticed(world), kind="officials", by=world.curator, reason="Only a number was changed.")


def test_record_that_rests_on_something_else_is_refused(world: Cast) -> None:
    with pytest.raises(Refused, match="does not rest on this source"):
        check(noticed(world), world.announcement, outcome="stands", by=world.curator)


def test_notice_is_resolved_when_nothing_waits(world: Cast) -> None:
    notice = noticed(world, world.list_page)
    with pytest.raises(Refused, match="1 record resting on this source was not looked at"):
        resolve(notice, by=world.editor)
    check(notice, world.edition, outcome="stands", by=world.curator)
    assert resolve(notice, by=world.editor).resolved_at is not None
    with pytest.raises(Refused, match="resolved already"):
        resolve(notice, by=world.editor)


def test_notice_is_shown_or_kept_back_by_an_editor(world: Cast) -> None:
    notice = noticed(world, is_public=False)
    assert show_notice(notice, is_public=True, by=world.editor).is_public
    with pytest.raises(NotAllowed):
        show_notice(notice, is_public=False, by=world.curator)
