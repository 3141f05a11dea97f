"""Deciding a text's proposals in one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tracker.actions.deciding import RESULT_MODELS, claim
from tracker.admin.review_table import ROWS
from tracker.models import Article, Proposal, Quotation


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


def test_line_without_what_its_form_asks_for_is_not_ticked_beforehand(
    world: cast.Cast, curator: Client
) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="article", confidence=0.99, payload={"headline": "", "kind": "news"}
    )
    line = only_line(curator, world, tick="50")
    assert (line.missing, line.ticked) == (["Headline"], False)


def test_place_that_is_not_in_the_books_is_named_and_not_ticked(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="place",
        confidence=0.99,
        payload={"text": "Elmora", "geoid": "3499999", "name": "Elmora", "kind": "city", "state": "NJ"},
    )
    line = only_line(curator, world, tick="50")
    assert line.reading == ["Elmora, NJ (GEOID 3499999)"]
    assert (line.missing, line.ticked) == (["Jurisdiction in our books"], False)


INCOMPLETE = [
    ("official", {"name": "Dana Whitlow", "title": "Sheriff"}),
    ("place", {"text": "Franklin", "candidates": []}),
    ("derivation", {"kind": "re_reports", "source_name": "The Prairie Wire"}),
    (
        "announcement",
        {"kind": "hiring", "title": "To hire", "agency": "Nobody's Board", "announced_on": "2025"},
    ),
    ("article", {"headline": "A list", "kind": "news", "published_on": "2999-01"}),
]


@pytest.mark.parametrize(("kind", "payload"), INCOMPLETE)
def test_incomplete_line_is_rejected_with_others_and_never_accepted(
    world: cast.Cast, curator: Client, kind: str, payload: dict[str, Any]
) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind=kind, confidence=0.99, payload=payload)
    line = only_line(curator, world, tick="50")
    assert line.missing and not line.ticked
    assert f'value="{line.key}"' in curator.get(address(world)).content.decode()
    answer = curator.post(address(world), {"line": [line.key], "do": "accept"}, follow=True)
    assert "1 ticked proposal cannot be accepted" in answer.content.decode()
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"
    curator.post(address(world), {"line": [line.key], "do": "reject"})
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "rejected"


@pytest.mark.parametrize(
    ("kind", "printed", "read_as"),
    [
        (
            "quotation",
            {"speaker_name": "the DPO", "speaker_kind": "organization"},
            "Department of Public Order",
        ),
        ("quotation", {"speaker_name": "DPO"}, "Department of Public Order"),
        ("quotation", {"speaker_name": "ines calloway"}, "Ines Calloway"),
        ("quotation", {"speaker_name": "I. Calloway", "speaker_kind": "person"}, "Ines Calloway"),
        (
            "quotation",
            {"speaker_name": "Ines Calloway", "speaker_kind": "organization"},
            "Ines Calloway (as printed)",
        ),
        ("quotation", {"speaker_name": "Dana Whitlow"}, "Dana Whitlow (as printed)"),
        ("figure", {"speaker_name": "The DPO"}, "Department of Public Order"),
        ("figure", {"speaker_name": ""}, "claimed by the text itself"),
        ("announcement", {"agency": "DPO", "announced_on": "2025"}, "Department of Public Order"),
    ],
)
def test_line_says_whom_accepting_it_records(
    world: cast.Cast, curator: Client, kind: str, printed: dict[str, Any], read_as: str
) -> None:
    world.mayor.aliases = ["I. Calloway"]
    world.mayor.save()
    payload = {"form": "direct", "kind": "order", "title": "An order", "metric": "people", "unit": "people"}
    payload |= {"value_low": "1", "value_high": "1", "exact": world.open_proposal.payload["exact"], **printed}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind=kind, payload=payload)
    line = only_line(curator, world)
    assert read_as in line.reading
    curator.post(address(world), {"line": [line.key], "do": "accept"})
    decided = Proposal.objects.get(pk=world.open_proposal.pk)
    record = RESULT_MODELS[decided.result_kind].objects.get(pk=decided.result_id)
    spoken = getattr(record, "utterance", record)
    recorded = (
        spoken.official or getattr(spoken, "organization", None) or getattr(spoken, "speaker_label", "")
        if kind != "announcement"
        else spoken.announcer
    )
    assert str(recorded) == read_as.removesuffix(" (as printed)").replace(
        "claimed by the text itself", str(world.outlet)
    )


def test_place_accepting_would_record_is_complete(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="place", confidence=0.99, payload={"text": "Cicero", "geoid": "1714351", "name": "Cicero"}
    )
    line = only_line(curator, world)
    assert (line.reading, line.missing, line.ticked) == (
        ["Town of Cicero, IL (new in our books)"],
        [],
        True,
    )


def test_public_article_is_corrected_and_not_accepted(world: cast.Cast, curator: Client) -> None:
    payload = {"headline": "Another headline", "kind": "news", "language": "en", "published_on": "2025"}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="article", confidence=0.99, payload=payload
    )
    line = only_line(curator, world)
    assert (line.missing, line.ticked) == (
        ["a correction on the page of the article, which is public"],
        False,
    )


def test_text_published_on_a_day_to_come_has_no_tick(world: cast.Cast, curator: Client) -> None:
    payload = {"headline": "A list", "kind": "news", "language": "en", "published_on": "2999-01"}
    found = Proposal.objects.filter(pk=world.open_proposal.pk)
    found.update(kind="article", confidence=0.99, payload=payload)
    Article.objects.filter(pk=world.story.pk).update(state="draft")
    assert only_line(curator, world, tick="50").missing == ["a day that has come"]
    found.update(payload={**payload, "published_on": "2017"})
    assert only_line(curator, world, tick="50").ticked


def test_figure_is_read_with_its_thousands_marked(world: cast.Cast, curator: Client) -> None:
    payload = {"value_low": "1200", "value_high": "1500.5", "unit": "people", "baseline": "up from 731"}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind="figure", payload=payload)
    reading = only_line(curator, world).reading
    assert reading[0] == "1,200 to 1,500.5 people"
    assert "compared, as printed: “up from 731”" in reading


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
