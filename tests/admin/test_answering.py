"""An editor answers an objection on one page: what was said, the record beside it, our words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tracker.models import Correction, CorrectionRequest


@pytest.fixture
def objection(world: Cast) -> CorrectionRequest:
    """Chicago objects to the list."""
    return CorrectionRequest.objects.get()


def address(objection: CorrectionRequest) -> str:
    return reverse("admin:tracker_correctionrequest_change", args=[objection.pk])


def answered(client: Client, objection: CorrectionRequest, **given: str):
    """Save the form with what is given."""
    typed = {"version": "1", "state": "answered", "answer": "See line 1.", "summary": "", **given}
    return client.post(address(objection), typed)


def test_page_shows_what_was_said_and_the_record(editor, objection, world):
    html = editor.get(address(objection)).content.decode()
    assert "Not so." in html
    assert f'href="/lists/{world.edition.slug}/"' in html


def test_answer_is_shown_beside_the_record_and_the_place(editor, objection, world):
    assert answered(editor, objection).status_code == 302
    for page in (f"/lists/{world.edition.slug}/", f"/jurisdictions/{world.chicago.slug}/", "/corrections/"):
        assert "See line 1." in Client().get(page).content.decode()


def test_objection_is_not_settled_without_an_answer(editor, objection):
    response = answered(editor, objection, answer=" ")
    assert "answer" in response.context["form"].errors
    objection.refresh_from_db()
    assert objection.state == "open"


def test_right_objection_asks_for_the_line_of_the_log(editor, objection):
    response = answered(editor, objection, state="accepted")
    assert "summary" in response.context["form"].errors
    answered(editor, objection, state="accepted", summary="It said a, it says b.")
    assert Correction.objects.filter(request=objection, summary="It said a, it says b.").exists()


def test_objection_that_is_not_published_is_seen_by_no_reader(editor, objection, world):
    answered(editor, objection, state="refused", answer="It names a private person.")
    for page in (f"/lists/{world.edition.slug}/", "/corrections/", "/corrections.atom"):
        assert "private person" not in Client().get(page).content.decode()


def test_second_editor_sees_the_first_answer_and_loses_nothing(editor, objection):
    answered(editor, objection, answer="First.")
    response = answered(editor, objection, answer="Second.")
    html = response.content.decode()
    assert response.status_code == 409
    assert "Theirs: “First.”" in html
    assert "Second." in html


def test_objection_is_opened_again(editor, objection):
    answered(editor, objection)
    editor.post(address(objection), {"do": "reopen"})
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == ("open", "")


def test_curator_reads_and_does_not_answer(curator, objection):
    assert "Save the answer" not in curator.get(address(objection)).content.decode()
    assert answered(curator, objection).status_code == 403


def test_unknown_objection_leads_back(editor, objection):
    url = reverse("admin:tracker_correctionrequest_change", args=[objection.pk + 1])
    assert editor.get(url).status_code == 302
