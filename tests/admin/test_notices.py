"""Going through what rests on a noticed source: nothing is lost from view until a person said what they found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import as_, typed
from tests.cast import Cast
from tests.makers import make
from tracker.admin import notices
from tracker.models import Citation, Correction, NoticeCheck, SourceNotice


@pytest.fixture
def notice(world: Cast) -> SourceNotice:
    """On the story; it is public."""
    return SourceNotice.objects.get()


def page(client: Client, notice: SourceNotice) -> str:
    response = client.get(reverse("admin:notice", args=[notice.pk]))
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, notice: SourceNotice, do: str, record=None, kind: str = "", **more: str) -> str:
    """Press a button; the page that follows."""
    given = {"do": do, "kind": kind, "record": str(record.pk) if record else "", **more}
    url = reverse("admin:notice", args=[notice.pk])
    return client.post(url, given, follow=True).content.decode()


def test_what_rests_on_the_source_is_listed_by_kind(curator, notice, world):
    html = page(curator, notice)
    assert "Quotations that rest on it (2)" in html
    assert "Figures that rest on it (1)" in html
    assert "7 records to look at" in html
    assert f'href="/quotations/{world.quotation.slug}/"' in html


def test_record_that_stands_leaves_the_list_with_the_reason_kept(curator, notice, world):
    html = press(curator, notice, "stands", world.figure, "figures", reason="Another number.")
    assert "Figures that rest on it" not in html
    assert "Another number." in html
    assert NoticeCheck.objects.get().decided_by == world.curator


def test_editor_retracts_and_the_log_says_why(editor, notice, world):
    press(editor, notice, "retracted", world.figure, "figures", reason="The outlet took it back.")
    world.figure.refresh_from_db()
    assert world.figure.state == "retracted"
    assert Correction.objects.filter(summary="The outlet took it back.").exists()


def test_retracting_without_a_reason_changes_nothing(editor, notice, world):
    html = press(editor, notice, "retracted", world.figure, "figures")
    assert "A retraction needs its reason." in html
    assert not NoticeCheck.objects.exists()


def test_curator_sees_no_button_an_editor_has(curator, editor, notice):
    assert "Retract it" not in page(curator, notice)
    assert "Keep it to curators" not in page(curator, notice)
    assert "Retract it" in page(editor, notice)


def test_curator_cannot_hide_a_notice(curator, notice):
    assert "Only an editor may" in press(curator, notice, "hide")
    notice.refresh_from_db()
    assert notice.is_public


def test_editor_hides_and_shows(editor, notice):
    assert "do not see it yet" in press(editor, notice, "hide")
    assert "see it beside everything" in press(editor, notice, "show")


def test_notice_is_resolved_only_when_nothing_is_left(editor, notice, world):
    assert "not looked at yet" in press(editor, notice, "resolve")
    for kind, rows in (
        ("quotations", [world.quotation, world.draft_quotation]),
        ("figures", [world.figure]),
        ("positions", [world.position]),
        ("instruments", [world.instrument]),
        ("officials", [world.mayor, world.director]),
    ):
        for row in rows:
            press(editor, notice, "stands", row, kind)
    html = press(editor, notice, "resolve")
    assert "Resolved." in html
    notice.refresh_from_db()
    assert notice.resolved_at is not None


@pytest.mark.parametrize(
    ("kind", "record"),
    [("figures", "0"), ("figures", "x"), ("figures", "9" * 30), ("users", "1"), ("", "")],
)
def test_record_that_is_not_there_is_said_to_be(curator, notice, kind, record):
    url = reverse("admin:notice", args=[notice.pk])
    html = curator.post(url, {"do": "stands", "kind": kind, "record": record}, follow=True).content.decode()
    assert "is not there any more" in html


def test_editor_says_of_a_whole_kind_that_it_stands(editor, curator, notice):
    assert "All 2 stand" not in page(curator, notice)
    assert "All 2 stand" in page(editor, notice)
    html = press(editor, notice, "all", None, "officials", reason="Only a number was changed.")
    assert "2 officials: they stand." in html
    assert "Officials that rest on it" not in html


def test_unknown_button_changes_nothing(curator, notice, world):
    assert "Choose what to do." in press(curator, notice, "erase", world.figure, "figures")


def test_unknown_notice_is_404(curator, notice):
    assert curator.get(reverse("admin:notice", args=[notice.pk + 1])).status_code == 404


def test_list_of_notices_leads_to_what_rests_on_each(curator, notice):
    html = curator.get(reverse("admin:tracker_sourcenotice_changelist")).content.decode()
    assert reverse("admin:notice", args=[notice.pk]) in html


def test_new_notice_leads_to_what_rests_on_its_source(world):
    client = as_(world.editor)
    response = client.post(
        reverse("admin:tracker_sourcenotice_add"),
        {"article": world.release.pk, "kind": "withdrawn", "noticed_on": "2025-05-01", "detail": "Taken down.",
         "is_public": "on"},
    )  # fmt: skip
    made = SourceNotice.objects.get(article=world.release)
    assert response["Location"] == reverse("admin:notice", args=[made.pk])


def test_long_list_is_cut_and_queries_do_not_grow(curator, notice, world, monkeypatch):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(curator, notice)
        return len(captured)

    few = queries()
    for number in range(10):
        Citation.objects.create(article=world.story, instrument=make("instruments", number=number))
    assert queries() == few
    monkeypatch.setattr(notices, "SHOWN", 3)
    assert "The first 3; the next appear as these are looked at." in page(curator, notice)


def about(record) -> str:
    return reverse(f"admin:tracker_{record._meta.model_name}_notice", args=[record.pk])


@pytest.mark.parametrize("name", ["story", "story_snapshot", "edition", "figure"])
def test_each_source_is_marked_where_it_is_edited(editor, world, name):
    record = getattr(world, name)
    form = editor.get(about(record)).context["form"]
    given = {
        "article": form.fields["article"].initial.pk,
        "kind": "withdrawn",
        "noticed_on": "2025-04-02",
        "detail": "The publisher took it back.",
        "is_public": "on",
    }
    answer = editor.post(about(record), given)
    made = SourceNotice.objects.exclude(detail="A word was dropped.").get()
    assert answer.url == reverse("admin:notice", args=[made.pk])
    assert (made.article_id, made.kind, made.is_public) == (given["article"], "withdrawn", True)
    change = reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])
    assert about(record) in editor.get(change).content.decode()


def test_source_is_not_marked_without_words_or_by_a_curator(editor, curator, world):
    answer = editor.post(about(world.story), {"kind": "withdrawn", "noticed_on": "2025-04-02"})
    assert answer.status_code == 409
    assert {"article", "detail"} <= set(answer.context["form"].errors)
    assert curator.get(about(world.story)).status_code == 403
    assert SourceNotice.objects.count() == 1


def test_form_has_what_its_calendar_is_drawn_with(editor, world):
    for address in (about(world.story), reverse("admin:tracker_position_correct", args=[world.position.pk])):
        html = editor.get(address).content.decode()
        assert html.index("admin/js/core.") < html.index("DateTimeShortcuts.")
        assert "admin/css/widgets." in html


def test_list_just_withdrawn_leads_to_what_rests_on_it(editor, world):
    url = reverse("admin:tracker_listedition_change", args=[world.edition.pk])
    data = typed(
        editor,
        url,
        withdrawn_on="2025-06-01",
        withdrawal_source=world.list_page.pk,
        reason="Taken down",
        summary="The maker took the list down; the day is added.",
    )
    answer = editor.post(url, data)
    assert answer.url == about(world.edition)
    form = editor.get(answer.url).context["form"]
    assert form["kind"].value() == "withdrawn"
    assert "withdrew" in form["detail"].value()


def test_refused_retraction_keeps_what_was_typed(editor, notice, world):
    words = "The sanctuary figure was wrong."
    html = press(editor, notice, "retracted", world.figure, "figures", reason=words)
    assert "contested" in html and words in html
    url = reverse("admin:tracker_figure_retract", args=[world.figure.pk])
    answer = editor.post(url, {"reason": words})
    assert answer.status_code == 409
    assert f'value="{words}"' in answer.content.decode()
    assert "(published)" in answer.content.decode()
