"""What editors and curators settle in the admin beside the review: positions, merges, names, objections, input."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import cast
from tracker.actions.watching import POLL
from tracker.models import (
    Correction,
    Job,
    NameDecision,
    NotSame,
    Official,
    Position,
    Redirect,
    State,
    Submission,
    Watch,
)


@pytest.fixture(autouse=True)
def _worker_away(settings: Any, tmp_path: Any) -> None:
    """Messages to workers go to a folder of the test."""
    from config.celery import app

    folder = str(tmp_path / "broker")
    (tmp_path / "broker").mkdir()
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": folder,
    }


# -- positions


def corrected(world: cast.Cast, **changes: Any) -> dict[str, Any]:
    facts = {
        "value": "declines",
        "stated_as": world.position.stated_as,
        "valid_0": "2012-01-01",
        "valid_1": "",
        "start_precision": "year",
        "end_precision": "day",
        "dimension": "detainers",
        "codebook": "2026.1",
        "body": world.council.pk,
        "jurisdiction": world.chicago.pk,
        "version": world.position.version,
        "reason": "The ordinance was misread",
        "summary": "It said declines; the ordinance says honors.",
    }
    return {**facts, **changes}


def correcting(world: cast.Cast) -> str:
    return reverse("admin:tracker_position_correct", args=[world.position.pk])


def test_corrected_position_closes_the_old_and_records_the_new(world: cast.Cast, editor: Client) -> None:
    answer = editor.post(correcting(world), corrected(world, value="honors"))
    new = Position.objects.get(value="honors")
    assert answer["Location"] == reverse("admin:tracker_position_change", args=[new.pk])
    world.position.refresh_from_db()
    assert (world.position.value, world.position.recorded.upper) == ("declines", new.recorded.lower)
    assert (new.state, new.recorded.upper) == (State.PUBLISHED, None)
    assert Correction.objects.get(record_slug=new.slug).summary.startswith("It said declines")


def test_correction_without_its_public_line_is_refused_and_kept(world: cast.Cast, editor: Client) -> None:
    answer = editor.post(correcting(world), corrected(world, value="honors", summary=""))
    assert answer.status_code == 409
    assert answer.context["forms"][0]["value"].value() == "honors"
    assert not Position.objects.filter(value="honors").exists()


def test_correction_that_changes_nothing_is_refused(world: cast.Cast, editor: Client) -> None:
    answer = editor.post(correcting(world), corrected(world))
    assert "Nothing was changed" in answer.content.decode()


def test_form_of_a_public_position_shows_its_facts_only(world: cast.Cast, editor: Client) -> None:
    url = reverse("admin:tracker_position_change", args=[world.position.pk])
    fields = editor.get(url).context["adminform"].form.fields
    assert {"value", "valid", "body", "stated_as"}.isdisjoint(fields)


# -- merging


def merging(*officials: Official, **typed: Any) -> dict[str, Any]:
    return {"action": "merge_selected", "_selected_action": [one.pk for one in officials], **typed}


def twin(world: cast.Cast) -> Official:
    return Official.objects.create(name="D. Rusk", sort_name="Rusk, D.", slug="d-rusk")


OFFICIALS = "/admin/tracker/official/"


def test_two_records_of_one_person_become_one(world: cast.Cast, editor: Client) -> None:
    drop = twin(world)
    ask = editor.post(OFFICIALS, merging(world.director, drop))
    assert "Which one stays?" in ask.content.decode()
    done = merging(world.director, drop, do="merge", keep=world.director.pk, reason="One appointment")
    assert editor.post(OFFICIALS, done).status_code == 302
    assert not Official.objects.filter(pk=drop.pk).exists()
    world.director.refresh_from_db()
    assert "D. Rusk" in world.director.aliases


def test_merging_the_public_one_away_is_refused_in_words(world: cast.Cast, editor: Client) -> None:
    drop = twin(world)
    answer = editor.post(OFFICIALS, merging(world.director, drop, do="merge", keep=drop.pk, reason="One"))
    assert answer.status_code == 409
    assert "Merge the other way round" in answer.content.decode()
    assert not Redirect.objects.filter(old_slug="dale-rusk").exists()


def test_two_found_to_differ_are_remembered_and_not_merged_later(world: cast.Cast, editor: Client) -> None:
    other = twin(world)
    editor.post(OFFICIALS, merging(world.director, other, do="not_same", reason="Born 1950 and 1980"))
    assert NotSame.objects.filter(first_id=min(world.director.pk, other.pk)).exists()
    later = merging(world.director, other, do="merge", keep=world.director.pk, reason="Same name")
    assert "Born 1950 and 1980" in editor.post(OFFICIALS, later).content.decode()


# -- names on lists


def test_name_is_decided_in_one_click_and_remembered(world: cast.Cast, curator: Client) -> None:
    line = world.ambiguous_listing
    curator.post(reverse("admin:names"), {"line": line.pk, "jurisdiction": world.cook.pk})
    line.refresh_from_db()
    assert (line.match_state, line.jurisdiction) == ("matched", world.cook)
    assert NameDecision.objects.get(as_printed="Franklin County").jurisdiction == world.cook


def test_line_that_names_no_place_is_said_to(world: cast.Cast, curator: Client) -> None:
    line = world.ambiguous_listing
    curator.post(reverse("admin:names"), {"line": line.pk, "jurisdiction": "none"})
    line.refresh_from_db()
    assert line.match_state == "not_a_jurisdiction"


def test_place_beside_the_candidates_is_found_by_name(world: cast.Cast, curator: Client) -> None:
    line = world.ambiguous_listing
    url = reverse("admin:name", args=[line.pk])
    assert curator.post(url, {"jurisdiction": world.illinois.pk}).status_code == 302
    line.refresh_from_db()
    assert line.jurisdiction == world.illinois


@pytest.mark.parametrize("chosen", ["", "0", "x", "9" * 30])
def test_strange_choice_decides_nothing(world: cast.Cast, curator: Client, chosen: str) -> None:
    line = world.ambiguous_listing
    answer = curator.post(reverse("admin:names"), {"line": line.pk, "jurisdiction": chosen}, follow=True)
    assert "Choose a place" in answer.content.decode()
    line.refresh_from_db()
    assert line.match_state == "ambiguous"


# -- what comes in


def test_addresses_become_submissions_one_each(
    world: cast.Cast, curator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    before = Submission.objects.count()
    with django_capture_on_commit_callbacks(execute=True) as woken:
        curator.post(reverse("admin:add"), {"addresses": "https://a.example/1\r\n\r\nhttps://b.example/2"})
    assert Submission.objects.count() == before + 2
    assert len(woken) >= 2


def test_what_is_refused_at_once_is_not_said_to_be_read(world: cast.Cast, curator: Client) -> None:
    given = ["https://a.example/1", "ftp://b.example/2", "https://c.example/3", "https://u:p@d.example/4"]
    page = curator.post(reverse("admin:add"), {"addresses": "\n".join(given)}, follow=True).content.decode()
    assert "2 submissions are being read." in page
    for failed in Submission.objects.filter(state="failed", url_as_given__in=given):
        assert f"Not read: {failed} – {failed.reason}" in page
    page = curator.post(
        reverse("admin:add"), {"addresses": "\n".join(given[1::2])}, follow=True
    ).content.decode()
    assert "being read." not in page
    page = curator.post(
        reverse("admin:add"), {"addresses": "\n".join(given[:2])}, follow=True
    ).content.decode()
    assert "1 submission is being read." in page


def test_pasted_text_leads_to_its_progress(world: cast.Cast, curator: Client) -> None:
    answer = curator.post(reverse("admin:add"), {"text": "“Nothing,” he said.", "name": "Minutes"})
    made = Submission.objects.latest("pk")
    assert answer["Location"] == reverse("admin:submission", args=[made.pk])
    assert made.file_name == "Minutes.txt"
    assert curator.get(answer["Location"])["Refresh"] == "2"


def test_file_becomes_a_submission(world: cast.Cast, curator: Client) -> None:
    curator.post(reverse("admin:add"), {"file": SimpleUploadedFile("page.html", b"<p>Nothing.</p>")})
    assert Submission.objects.latest("pk").file_name == "page.html"


def test_empty_form_asks_for_something(world: cast.Cast, curator: Client) -> None:
    answer = curator.post(reverse("admin:add"), {"addresses": " "})
    assert "Give an address" in answer.content.decode()


def test_forbidden_address_fails_in_words_and_can_be_tried_again(world: cast.Cast, curator: Client) -> None:
    answer = curator.post(reverse("admin:add"), {"addresses": "ftp://files.example/a"}, follow=True)
    page = answer.content.decode()
    assert Submission.objects.latest("pk").reason in page
    assert "Try again" in page


def test_failed_job_is_queued_again(world: cast.Cast, curator: Client) -> None:
    job = Job.objects.get(state="failed")
    curator.post("/admin/tracker/job/", {"action": "retry_selected", "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert job.state == "queued"


def test_watch_is_looked_at_now(world: cast.Cast, editor: Client) -> None:
    watch = Watch.objects.get()
    editor.post("/admin/tracker/watch/", {"action": "look_now", "_selected_action": [watch.pk]})
    assert Job.objects.filter(kind=POLL, state="queued").count() == 1


def test_index_counts_what_waits(world: cast.Cast, curator: Client) -> None:
    waiting = {one.label: one.count for one in curator.get("/admin/").context["waiting"]}
    assert waiting == {
        "proposals to decide": 1,
        "objections to answer": 1,
        "decided texts to publish": 0,
        "names on lists to match": 1,
        "failed jobs": 1,
        "failing watches": 0,
        "changed or withdrawn sources": 1,
    }
