"""Saving in the admin: who and why, refusals in words, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.admin.conftest import as_, typed
from tracker.actions.correcting import correct_position
from tracker.actions.errors import Refused
from tracker.models import Citation, Correction, Official, Organization, Tenure, Watch


def change(record: Any) -> str:
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def draft(world: cast.Cast, **fields: Any) -> Official:
    return Official.objects.create(
        **{"name": "Nora Quill", "sort_name": "Quill, Nora", "slug": "nora-quill", **fields}
    )


def test_curator_saves_a_draft_and_history_knows_who_and_why(world: cast.Cast, curator: Client) -> None:
    official = draft(world)
    url = change(official)
    answer = curator.post(url, typed(curator, url, name="Nora B. Quill", reason="As the roll prints it"))
    assert answer.status_code == 302
    newest = official.events.order_by("-pgh_id").first()
    assert newest.name == "Nora B. Quill"
    facts = newest.pgh_context.metadata
    assert (facts["user"], facts["reason"]) == (world.curator.pk, "As the roll prints it")


def test_history_page_shows_what_changed_by_plain_sql(world: cast.Cast, curator: Client) -> None:
    official = draft(world)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_official SET name = 'N. Quill' WHERE id = %s", [official.pk])
    page = curator.get(reverse("admin:tracker_official_history", args=[official.pk])).content.decode()
    assert "<del>Nora Quill</del> → <ins>N. Quill</ins>" in page
    assert "written without a name" in page


def test_second_saver_sees_both_versions_and_loses_nothing(world: cast.Cast, curator: Client) -> None:
    official = draft(world)
    url = change(official)
    mine = typed(curator, url, name="Nora Quill of Cook", aliases="N. Quill", reason="Mine")
    editor = as_(world.editor)
    assert editor.post(url, typed(editor, url, name="Nora Ann Quill")).status_code == 302

    answer = curator.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "they saved “Nora Ann Quill”, you typed “Nora Quill of Cook”" in page
    official.refresh_from_db()
    assert official.name == "Nora Ann Quill"
    form = answer.context["adminform"].form
    assert form["name"].value() == "Nora Quill of Cook"
    assert form["aliases"].value() == "N. Quill"

    again = {**mine, "version_read": form["version_read"].value()}
    assert curator.post(url, again).status_code == 302
    official.refresh_from_db()
    assert (official.name, official.aliases) == ("Nora Quill of Cook", ["N. Quill"])


def test_editing_what_is_public_asks_for_reason_and_public_line(world: cast.Cast, editor: Client) -> None:
    url = change(world.director)
    answer = editor.post(url, typed(editor, url, name="Dale B. Rusk"))
    assert set(answer.context["adminform"].form.errors) == {"reason", "summary"}
    world.director.refresh_from_db()
    assert world.director.name == "Dale Rusk"


def test_correction_of_what_is_public_is_in_the_public_log(world: cast.Cast, editor: Client) -> None:
    url = change(world.director)
    line = "The middle initial was missing; it is added."
    editor.post(url, typed(editor, url, name="Dale B. Rusk", reason="Roll of the department", summary=line))
    assert Correction.objects.get(record_slug=world.director.slug).summary == line


def test_row_below_what_is_public_asks_for_a_reason(world: cast.Cast, editor: Client) -> None:
    url = change(world.mayor)
    data = typed(editor, url)
    name = next(key for key in data if key.startswith("tenures-0-title"))
    answer = editor.post(url, {**data, name: "Mayor of Chicago"})
    assert set(answer.context["adminform"].form.errors) == {"reason"}


def test_line_of_a_public_list_is_corrected_in_public(world: cast.Cast, editor: Client) -> None:
    url = change(world.listing)
    answer = editor.post(url, typed(editor, url, as_printed="City of Chicago"))
    assert set(answer.context["adminform"].form.errors) == {"reason", "summary"}
    world.listing.refresh_from_db()
    assert world.listing.as_printed == "Chicago"

    line = "The line was copied without “City of”; it is as printed now."
    data = typed(editor, url, as_printed="City of Chicago", reason="Checked", summary=line)
    assert editor.post(url, data).status_code == 302
    told = Correction.objects.get(record_slug=world.edition.slug)
    assert (told.record_kind, told.summary) == ("lists", line)


def test_row_added_to_what_is_public_is_told_in_public(world: cast.Cast, editor: Client) -> None:
    url = reverse("admin:tracker_listing_add")
    data = {
        **typed(editor, url),
        "edition": world.edition.pk,
        "as_printed": "Cook County",
        "line": 90,
        "match_state": "unmatched",
        "reason": "Line 90 was left out",
    }
    answer = editor.post(url, data)
    assert set(answer.context["adminform"].form.errors) == {"summary"}
    assert editor.post(url, {**data, "summary": "Line 90 was left out; it is added."}).status_code == 302
    assert Correction.objects.filter(record_slug=world.edition.slug).count() == 1


def test_address_of_what_was_public_cannot_be_changed(world: cast.Cast, editor: Client) -> None:
    url = change(world.director)
    data = {**typed(editor, url), "slug": "somebody-else", "reason": "So", "summary": "So"}
    editor.post(url, data)
    world.director.refresh_from_db()
    assert world.director.slug == "dale-rusk"


def test_refusal_of_the_database_stands_on_the_form(world: cast.Cast, curator: Client) -> None:
    url = reverse("admin:tracker_tenure_add")
    official = draft(world)
    tenure = {
        "official": official.pk,
        "title": "Clerk",
        "jurisdiction": world.cook.pk,
        "during_0": "2020-01-01",
        "during_1": "",
        "start_precision": "day",
        "end_precision": "day",
        "source": world.story.pk,
    }
    assert curator.post(url, tenure).status_code == 302
    answer = curator.post(url, {**tenure, "during_0": "2021-01-01"})
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert "already holds this post" in errors["during"][0]
    assert answer.context["adminform"].form["title"].value() == "Clerk"
    assert Tenure.objects.filter(official=official).count() == 1


def test_curator_cannot_add_an_office_to_a_public_official(world: cast.Cast, curator: Client) -> None:
    tenure = {
        "official": world.mayor.pk,
        "title": "Clerk",
        "jurisdiction": world.cook.pk,
        "during_0": "2020-01-01",
        "during_1": "2021-01-01",
        "start_precision": "day",
        "end_precision": "day",
        "source": world.story.pk,
        "reason": "The roll says so",
        "summary": "An office was missing; it is added.",
    }
    answer = curator.post(reverse("admin:tracker_tenure_add"), tenure)
    assert "Only an editor may" in str(answer.context["adminform"].form.errors)
    assert not Tenure.objects.filter(official=world.mayor, title="Clerk").exists()


def new_body(world: cast.Cast, **source: Any) -> dict[str, Any]:
    """The add form of a body with one source below it."""
    return {
        "name": "Prairie County Board",
        "kind": "local_government",
        "citations-TOTAL_FORMS": 1,
        "citations-INITIAL_FORMS": 0,
        "citations-0-article": world.story.pk,
        "citations-0-stance": "supports",
        **{f"citations-0-{name}": value for name, value in source.items()},
    }


def test_record_and_its_source_are_added_on_one_page(world: cast.Cast, curator: Client) -> None:
    url = reverse("admin:tracker_organization_add")
    assert curator.post(url, new_body(world, exact="at city hall")).status_code == 302
    body = Organization.objects.get(name="Prairie County Board")
    assert body.slug == "prairie-county-board"
    citation = body.citations.get()
    assert citation.snapshot == world.story_snapshot
    assert world.story_snapshot.text[citation.start : citation.end] == "at city hall"


def test_words_that_are_not_in_the_capture_are_refused_on_the_form(world: cast.Cast, curator: Client) -> None:
    url = reverse("admin:tracker_organization_add")
    answer = curator.post(url, new_body(world, exact="words nobody printed"))
    assert answer.status_code == 200
    assert "in no capture of this text" in answer.content.decode()
    assert not Organization.objects.filter(name="Prairie County Board").exists()


def test_words_that_stand_twice_are_refused_on_the_form(world: cast.Cast, curator: Client) -> None:
    url = reverse("admin:tracker_organization_add")
    answer = curator.post(url, new_body(world, exact="Calloway"))
    assert "more than once" in answer.content.decode()


def test_last_source_of_what_is_public_stays(world: cast.Cast, editor: Client) -> None:
    url = change(world.director)
    data = {**typed(editor, url), "reason": "Not needed", "citations-0-DELETE": "on"}
    answer = editor.post(url, data)
    assert answer.status_code == 200
    assert "citation" in str(answer.context["errors"])
    assert Citation.objects.filter(official=world.director).exists()


def test_names_are_typed_one_a_line(world: cast.Cast, curator: Client) -> None:
    official = draft(world)
    url = change(official)
    curator.post(url, typed(curator, url, aliases="Quill, Nora\r\n\r\n N. Quill "))
    official.refresh_from_db()
    assert official.aliases == ["Quill, Nora", "N. Quill"]


def test_no_form_shows_what_only_the_database_knows_before_there_is_a_row(
    world: cast.Cast, editor: Client
) -> None:
    for model in site._registry:
        name = model._meta.model_name
        if model._meta.app_label != "tracker" or not hasattr(model, "version"):
            continue
        answer = editor.get(reverse(f"admin:tracker_{name}_add"))
        assert "DatabaseDefault" not in answer.content.decode(), name
    html = editor.get(reverse("admin:tracker_watch_add")).content.decode()
    assert 'name="interval_minutes"' in html and "Next poll at" not in html
    shown = editor.get(reverse("admin:tracker_watch_change", args=[Watch.objects.get().pk])).content.decode()
    assert "Next poll at" in shown


def test_moments_stand_with_their_time_zone(world: cast.Cast, curator: Client) -> None:
    html = curator.get(reverse("admin:tracker_official_changelist")).content.decode()
    assert f"{world.mayor.updated_at:%Y-%m-%d %H:%M} UTC" in html


def test_value_of_a_position_is_chosen_from_the_codebook(world: cast.Cast, editor: Client) -> None:
    page = editor.get(reverse("admin:tracker_position_correct", args=[world.position.pk])).content.decode()
    assert f'<option value="{world.position.value}" selected>' in page
    assert f'<option value="{world.position.codebook}" selected>' in page
    assert "<optgroup" in page


def test_reason_that_readers_see_holds_no_contested_word_of_ours(world: cast.Cast, editor: Client) -> None:
    url = change(world.director)
    words = {"name": "Dale B. Rusk", "summary": "The initial was missing; it is added."}
    answer = editor.post(url, typed(editor, url, **words, reason="Checked the sanctuary text"))
    assert set(answer.context["adminform"].form.errors) == {"reason"}
    quoted = typed(editor, url, **words, reason="The list says “sanctuary”")
    assert editor.post(url, quoted).status_code == 302


def test_reason_of_a_corrected_position_holds_no_contested_word_of_ours(world: cast.Cast) -> None:
    with pytest.raises(Refused, match="contested") as refused:
        correct_position(
            world.position, {"value": "honors"}, by=world.editor, reason="A crackdown", summary="So."
        )
    assert refused.value.field == "reason"
