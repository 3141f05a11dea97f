"""Deciding a text's proposals in one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tracker.actions.deciding import claim
from tracker.admin.review_table import ROWS
from tracker.models import Proposal, Quotation


def address(world: cast.Cast) -> str:
    return reverse("admin:review_table", args=[world.submission.pk])


def only_line(client: Client, world: cast.Cast, **asked: Any) -> Any:
    (line,) = client.get(address(world), asked).context["lines"]
    return line


def test_words_stand_in_their_line_with_what_they_were_read_as(world: cast.Cast, curator: Client) -> None:
    line = only_line(curator, world)
    text = world.story_snapshot.text
    assert line.words == "They answer to this city."
    assert f"{line.before}{line.words}{line.after}" in text
    assert "\n" not in line.before + line.after
    assert line.reading[0] == str(world.mayor)


@pytest.mark.parametrize(
    ("confidence", "asked", "ticked"), [(0.95, "", True), (0.6, "", False), (0.6, "50", True)]
)
def test_sure_lines_are_ticked_beforehand(
    world: cast.Cast, curator: Client, confidence: float, asked: str, ticked: bool
) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(confidence=confidence)
    assert only_line(curator, world, tick=asked).ticked is ticked


def test_line_without_what_its_form_asks_for_has_no_tick(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="article", confidence=0.99, payload={"headline": "", "kind": "news"}
    )
    line = only_line(curator, world, tick="50")
    assert (line.missing, line.ticked) == (["Headline"], False)
    assert b'name="line"' not in curator.get(address(world)).content


def test_place_that_is_not_in_the_books_is_named_and_has_no_tick(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="place",
        confidence=0.99,
        payload={"text": "Elmora", "geoid": "3499999", "name": "Elmora", "kind": "city", "state": "NJ"},
    )
    line = only_line(curator, world, tick="50")
    assert line.reading == ["Elmora, NJ (GEOID 3499999)"]
    assert (line.missing, line.ticked) == (["Jurisdiction in our books"], False)


def test_text_published_on_a_day_to_come_has_no_tick(world: cast.Cast, curator: Client) -> None:
    payload = {"headline": "A list", "kind": "news", "language": "en", "published_on": "2999-01"}
    found = Proposal.objects.filter(pk=world.open_proposal.pk)
    found.update(kind="article", confidence=0.99, payload=payload)
    assert only_line(curator, world, tick="50").missing == ["a day that has come"]
    found.update(payload={**payload, "published_on": "2017"})
    assert only_line(curator, world, tick="50").ticked


def test_figure_is_read_with_its_thousands_marked(world: cast.Cast, curator: Client) -> None:
    payload = {"value_low": "1200", "value_high": "1500.5", "unit": "people"}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind="figure", payload=payload)
    assert only_line(curator, world).reading[0] == "1,200 to 1,500.5 people"


def test_ticked_lines_are_accepted(world: cast.Cast, curator: Client) -> None:
    line = only_line(curator, world)
    answer = curator.post(address(world), {"line": [line.key], "do": "accept"})
    assert answer.url == reverse("admin:review_submission", args=[world.submission.pk])
    assert Quotation.objects.filter(exact="They answer to this city.").count() == 1


def test_ticked_lines_are_rejected_with_their_reason(world: cast.Cast, curator: Client) -> None:
    line = only_line(curator, world)
    curator.post(address(world), {"line": [line.key], "do": "reject", "reason": "Not his words"})
    world.open_proposal.refresh_from_db()
    assert (world.open_proposal.state, world.open_proposal.reason) == ("rejected", "Not his words")


def test_line_that_changed_since_it_was_shown_stays_open(world: cast.Cast, curator: Client) -> None:
    line = only_line(curator, world)
    world.open_proposal.refresh_from_db()
    world.open_proposal.confidence = 0.5
    world.open_proposal.save()
    answer = curator.post(address(world), {"line": [line.key], "do": "accept"}, follow=True)
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"
    assert "changed since you opened it" in answer.content.decode()


def test_line_another_person_looks_at_stays_open(world: cast.Cast, curator: Client, editor: Client) -> None:
    line = only_line(curator, world)
    answer = editor.post(address(world), {"line": [line.key], "do": "accept"}, follow=True)
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"
    html = answer.content.decode()
    assert "Curator is looking at this proposal" in html
    assert "Left open: quotation “They answer to this city.”." in html


@pytest.mark.parametrize("line", ["", "x", "1", "1:x", "9" * 30 + ":1", "-1:1", "²:1"])
def test_what_is_no_line_decides_nothing(world: cast.Cast, curator: Client, line: str) -> None:
    answer = curator.post(address(world), {"line": [line], "do": "accept"}, follow=True)
    assert "nothing is decided" in answer.content.decode()


def test_line_of_another_text_is_not_decided_here(world: cast.Cast, curator: Client) -> None:
    proposal = Proposal.objects.get(pk=world.open_proposal.pk)
    elsewhere = reverse("admin:review_table", args=[other_submission(world)])
    curator.post(elsewhere, {"line": [f"{proposal.pk}:{proposal.version}"], "do": "accept"})
    proposal.refresh_from_db()
    assert proposal.state == "open"


def other_submission(world: cast.Cast) -> int:
    copy = world.submission
    copy.pk = None
    copy._state.adding = True
    copy.url = "https://elsewhere.example/other"
    copy.save()
    return copy.pk


def test_table_costs_the_same_for_many_lines_and_says_what_it_leaves_out(
    world: cast.Cast, curator: Client
) -> None:
    curator.get(address(world))
    with CaptureQueriesContext(connection) as before:
        curator.get(address(world))
    Proposal.objects.bulk_create(
        Proposal(
            submission=world.submission,
            snapshot=world.story_snapshot,
            kind="place",
            start=number % 20,
            end=number % 20 + 7,
            fingerprint=f"{number:064}",
            payload={"text": "Chicago", "geoid": "1714000", "candidates": []},
            confidence=0.5,
            extractor="by hand",
            extractor_version="1",
        )
        for number in range(ROWS + 5)
    )
    claim(world.submission.proposals.all(), by=world.curator)
    with CaptureQueriesContext(connection) as after:
        page = curator.get(address(world))
    assert len(after) <= len(before) + 1
    assert len(page.context["lines"]) == ROWS
    assert f"the first {ROWS} here" in page.content.decode()
