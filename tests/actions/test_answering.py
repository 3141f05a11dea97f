"""Objections are settled by editors, in words; what was right leads to a line in the corrections log."""

import pytest

from tests.cast import Cast
from tracker.actions.answering import answer, reopen
from tracker.actions.correcting import correct
from tracker.actions.errors import NotAllowed, Overtaken, Refused
from tracker.models import Correction, CorrectionRequest


@pytest.fixture
def objection(world: Cast) -> CorrectionRequest:
    """A city objects to being listed."""
    return CorrectionRequest.objects.create(
        record_kind="lists",
        record_slug=world.edition.slug,
        jurisdiction=world.chicago,
        on_behalf_of="City of Chicago",
        message="The city is not what the list says.",
    )


def test_answer_is_kept_with_its_moment(world: Cast, objection: CorrectionRequest) -> None:
    done = answer(objection, by=world.editor, answer=" The list prints it. ", state="answered")
    assert (done.state, done.answer) == ("answered", "The list prints it.")
    assert done.answered_at is not None
    assert not Correction.objects.exists()


def test_curator_does_not_answer(world: Cast, objection: CorrectionRequest) -> None:
    with pytest.raises(NotAllowed):
        answer(objection, by=world.curator, answer="No.", state="answered")


@pytest.mark.parametrize("state", ["accepted", "answered", "refused"])
def test_nothing_is_settled_without_words(world: Cast, objection: CorrectionRequest, state: str) -> None:
    with pytest.raises(Refused, match="settled in words") as refused:
        answer(objection, by=world.editor, answer="  ", state=state)
    assert refused.value.field == "answer"


@pytest.mark.parametrize("state", ["open", "", "right"])
def test_answer_needs_an_outcome(world: Cast, objection: CorrectionRequest, state: str) -> None:
    with pytest.raises(Refused, match="what became of"):
        answer(objection, by=world.editor, answer="Yes.", state=state)


def test_right_objection_needs_its_correction(world: Cast, objection: CorrectionRequest) -> None:
    with pytest.raises(Refused, match="No correction names this objection") as refused:
        answer(objection, by=world.editor, answer="True.", state="accepted")
    assert refused.value.field == "summary"
    objection.refresh_from_db()
    assert objection.state == "open"


def test_right_objection_is_named_by_a_line_of_the_log(world: Cast, objection: CorrectionRequest) -> None:
    answer(objection, by=world.editor, answer="True.", state="accepted", summary="The line was misread.")
    line = Correction.objects.get()
    assert (line.request, line.record_kind, line.record_slug) == (objection, "lists", world.edition.slug)
    assert (line.summary, line.role) == ("The line was misread.", "editor")


def test_correction_made_before_for_the_objection_is_enough(
    world: Cast, objection: CorrectionRequest
) -> None:
    why = {"reason": "The city is right.", "summary": "The title was misspelt."}
    correct(world.instrument, {"title": "Other"}, by=world.editor, request=objection, **why)
    answer(objection, by=world.editor, answer="True.", state="accepted")
    assert Correction.objects.count() == 1


def test_objection_to_the_site_is_logged_as_such(world: Cast) -> None:
    objection = CorrectionRequest.objects.create(message="The methodology is unclear.")
    answer(objection, by=world.editor, answer="True.", state="accepted", summary="It says more now.")
    assert Correction.objects.get().record_title == "The site"


def test_objection_to_a_draft_names_no_draft_in_the_log(world: Cast) -> None:
    objection = CorrectionRequest.objects.create(
        record_kind="quotations", record_slug=world.draft_quotation.slug, message="Not so."
    )
    answer(objection, by=world.editor, answer="True.", state="accepted", summary="It is gone.")
    assert Correction.objects.get().record_slug == ""


def test_second_answer_to_one_version_is_overtaken(world: Cast, objection: CorrectionRequest) -> None:
    read = objection.version
    answer(objection, by=world.editor, answer="First.", state="answered", version=read)
    with pytest.raises(Overtaken):
        answer(objection, by=world.editor, answer="Second.", state="answered", version=read)
    objection.refresh_from_db()
    assert objection.answer == "First."


def test_answer_taken_back_opens_the_objection(world: Cast, objection: CorrectionRequest) -> None:
    answer(objection, by=world.editor, answer="First.", state="answered")
    reopened = reopen(objection, by=world.editor)
    assert (reopened.state, reopened.answer, reopened.answered_at) == ("open", "", None)
