"""Texts with the same words are proposed to rest on one another, and printings of the same words to be one."""

import datetime
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import STORY, Cast
from tracker import tasks
from tracker.actions.accepting import Refused
from tracker.actions.comparing import compare, sign_missing
from tracker.actions.deciding import accept, reject
from tracker.actions.printings import LOOKED_UP, offered_utterances, printed_elsewhere
from tracker.actions.proposing import propose
from tracker.admin.review_forms import form_for
from tracker.ingest import types
from tracker.models import (
    Article,
    CaptureSignature,
    Citation,
    Derivation,
    Proposal,
    Quotation,
    Snapshot,
    Submission,
)

COPY = STORY.replace("CHICAGO - ", "(Valley Herald) - ") + "\nThe council will vote in April.\n"
OTHER = """Rain is expected on Friday. The river board met for an hour and discussed the old weir at length. \
Nobody came to object, and the board will meet again when the water has fallen below the mark of last year.
"""
SAID = "Our deputies are not federal agents,"


def captured(world: Cast, text: str, **fields: Any) -> tuple[Submission, Snapshot]:
    return cast.capture(
        text,
        by=world.curator,
        name=f"{len(text)}.txt",
        **{"title": "Another text", "published_on": "2025-03-06", "published_precision": "day", **fields},
    )


def derivations() -> list[Proposal]:
    return list(Proposal.objects.filter(kind="derivation", extractor="comparison").order_by("pk"))


def quoted(world: Cast, text: str, words: str, *, speaker: str = "Ines Calloway", **fields: Any) -> Proposal:
    """``words`` proposed as a quotation of a new text."""
    submission, snapshot = captured(world, text, **fields)
    quote = types.Quote(
        cast.span(text, words), form="direct", confidence=0.97, speaker_confidence=0.9, speaker_name=speaker
    )
    propose(
        snapshot,
        submission,
        extraction=types.Extraction(text=text, quotes=(quote,)),
        extractor="tracker",
        version="1",
    )
    return Proposal.objects.get(snapshot=snapshot, kind="quotation")


def test_later_copy_is_proposed_to_rest_on_the_earlier_text(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY)
    assert compare(snapshot, submission) == 1
    (proposal,) = derivations()
    assert (proposal.snapshot, proposal.payload["source"]) == (snapshot, world.story.pk)
    assert proposal.payload["kind"] == "syndicates"
    assert proposal.confidence >= 0.8
    assert snapshot.text[proposal.start : proposal.end] in world.story_snapshot.text


def test_original_captured_after_its_copy_is_still_the_source(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY, published_on="2025-03-01")
    compare(snapshot, submission)
    (proposal,) = derivations()
    assert proposal.snapshot == world.story_snapshot
    assert proposal.payload["source"] == snapshot.article_id


def test_order_that_no_date_tells_is_a_doubtful_proposal(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY, published_on="")
    compare(snapshot, submission)
    assert derivations()[0].confidence < 0.6


def test_text_of_its_own_rests_on_nothing(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, OTHER)
    assert compare(snapshot, submission) == 0


def test_excerpt_with_much_of_its_own_is_told_from_a_copy(world: Cast) -> None:
    sign_missing()
    story = " ".join(
        f"Line {number} of the long report says what line {number} says." for number in range(40)
    )
    one, first = captured(world, story, published_on="2025-03-05", title="Report")
    compare(first, one)
    submission, snapshot = captured(world, story[: len(story) // 2] + "\n\nMore in the report itself.")
    compare(snapshot, submission)
    assert derivations()[-1].payload["kind"] == "excerpts"


def test_capture_is_compared_once(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY)
    compare(snapshot, submission)
    assert compare(snapshot, submission) == 0
    assert len(derivations()) == 1


def test_rejected_link_is_not_proposed_for_the_next_capture(world: Cast) -> None:
    sign_missing()
    url = "https://valleyherald.example/ordinance"
    submission, snapshot = captured(world, COPY, canonical_url=url)
    compare(snapshot, submission)
    reject(derivations()[0], by=world.curator, reason="Both had the release.")
    again, later = captured(world, COPY + "Updated.", canonical_url=url)
    assert later.article == snapshot.article
    assert compare(later, again) == 0


def test_recorded_link_is_not_proposed(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY)
    Derivation.objects.create(article=snapshot.article, source=world.story, kind="re_reports")
    assert compare(snapshot, submission) == 0


def test_reading_again_leaves_what_comparing_proposed(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY)
    compare(snapshot, submission)
    propose(
        snapshot,
        submission,
        extraction=types.Extraction(text=COPY, quotes=()),
        extractor="tracker",
        version="2",
    )
    assert derivations()[0].state == "open"


def test_accepted_link_is_proved_by_the_passage_in_both_texts(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY)
    compare(snapshot, submission)
    derivation = accept(derivations()[0], by=world.curator)
    assert isinstance(derivation, Derivation)
    assert (derivation.article, derivation.source) == (snapshot.article, world.story)
    cited = Citation.objects.filter(derivation=derivation)
    assert {one.article for one in cited} == {snapshot.article, world.story}
    assert len({" ".join(one.exact.split()).strip("“”.") for one in cited}) == 1


def test_shared_quotations_hint_at_a_common_text(world: Cast) -> None:
    sign_missing()
    words = "We will keep the rule that this city has had for as long as anybody here can remember it,"
    more = "and whoever wants to change it may come to the hall and say so to the people who live here"
    texts = [
        f"In the north there was wind. “{words}” the mayor said, “{more}.”",
        f"“{words}” it was heard at the hall, after a long day of talks on other things, “{more},” and no more.",
    ]
    for number, text in enumerate(texts):
        submission, snapshot = captured(
            world, text, published_on=f"2025-03-0{number + 5}", title=f"T{number}"
        )
        quotes = tuple(
            types.Quote(cast.span(text, each), form="direct", confidence=0.9, speaker_confidence=0.9)
            for each in (words, more)
        )
        extraction = types.Extraction(text=text, quotes=quotes)
        propose(snapshot, submission, extraction=extraction, extractor="tracker", version="1")
        compare(snapshot, submission)
    (proposal,) = derivations()
    assert proposal.snapshot == snapshot
    assert snapshot.text[proposal.start : proposal.end] == more


def test_printing_names_the_utterance_recorded_from_another_article(world: Cast) -> None:
    proposal = quoted(
        world, "“Our deputies are not federal officers,” she said.", SAID.replace("agents", "officers")
    )
    assert proposal.payload["utterance"] == world.quotation.utterance_id


def test_accepted_printing_joins_the_family_and_its_difference_is_coded(world: Cast) -> None:
    proposal = quoted(
        world, "“Our deputies are not federal officers,” she said.", "Our deputies are not federal officers,"
    )
    quotation = accept(proposal, by=world.curator)
    assert isinstance(quotation, Quotation)
    quotation.refresh_from_db()
    assert quotation.utterance == world.quotation.utterance
    assert quotation.alterations == ["substitution"]
    assert Quotation.objects.get(pk=world.quotation.pk).alterations == []


def test_curator_may_say_that_it_is_another_utterance(world: Cast) -> None:
    proposal = quoted(world, f"“{SAID}” she said.", SAID)
    quotation = accept(proposal, by=world.curator, changes={"utterance": ""})
    assert isinstance(quotation, Quotation)
    assert quotation.utterance != world.quotation.utterance


def test_same_words_of_somebody_else_are_not_joined(world: Cast) -> None:
    assert "utterance" not in quoted(world, f"“{SAID}” said Rusk.", SAID, speaker="Dale Rusk").payload


def test_same_words_a_year_later_are_offered_and_not_chosen(world: Cast) -> None:
    proposal = quoted(world, f"“{SAID}” she said.", SAID, published_on="2026-03-04")
    assert "utterance" not in proposal.payload
    assert [utterance for utterance, _ in offered_utterances(proposal)] == [world.quotation.utterance_id]


def test_review_form_offers_what_was_accepted_since_the_proposal(world: Cast) -> None:
    words = "The river will be the river whatever anybody decides in this hall tonight"
    first = quoted(world, f"“{words},” she said.", words, title="One")
    second = quoted(world, f"It rained. “{words},” she said.", words, title="Two")
    assert "utterance" not in second.payload
    quotation = accept(first, by=world.curator)
    assert isinstance(quotation, Quotation)
    form = form_for(second)
    assert form.initial["utterance"] == quotation.utterance_id
    data = {
        form.add_prefix(name): value for name, value in form.initial.items() if isinstance(value, str | int)
    }
    posted = form_for(second, data)
    assert posted.is_valid(), posted.errors
    assert accept(second, by=world.curator, changes=posted.changes()).utterance == quotation.utterance  # type: ignore[attr-defined]


def test_utterance_nobody_offered_is_refused_by_the_form(world: Cast) -> None:
    proposal = quoted(world, f"“{SAID}” she said.", SAID)
    form = form_for(proposal, {f"p{proposal.pk}-utterance": "0", f"p{proposal.pk}-form": "direct"})
    assert not form.is_valid()
    with pytest.raises(Refused):
        accept(proposal, by=world.curator, changes={"utterance": "9999999"})


def test_short_words_and_retracted_quotations_are_no_printings(world: Cast) -> None:
    assert printed_elsewhere(["Our deputies are"], article=0) == []
    assert len(printed_elsewhere([SAID], article=0)) == 1
    Quotation.objects.filter(pk=world.quotation.pk).update(state="retracted")
    assert printed_elsewhere([SAID], article=0) == []


def test_text_of_countless_quotations_is_looked_up_in_bounds(world: Cast) -> None:
    passages = ["nothing that anybody here has said"] * LOOKED_UP + [SAID]
    assert printed_elsewhere(passages, article=0) == []


def test_capture_without_text_is_not_signed(world: Cast) -> None:
    submission, snapshot = captured(world, COPY)
    gone = Snapshot.objects.create(
        article=snapshot.article,
        captured_at=datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC),
        status=404,
        raw_sha256="0" * 64,
        raw_size=0,
        text="",
        sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        text_length=0,
    )
    assert compare(gone, submission) == 0
    assert not CaptureSignature.objects.filter(pk=gone.pk).exists()


def test_review_screen_says_what_a_link_rests_on(world: Cast) -> None:
    sign_missing()
    submission, snapshot = captured(world, COPY, title="<b>Copy</b>")
    compare(snapshot, submission)
    client = Client()
    client.force_login(world.curator)
    page = client.get(f"/admin/review/{submission.pk}/").content.decode()
    assert "Found by comparing captures" in page
    assert "Lakefront Courier" in page


def test_captures_of_starter_data_are_signed_by_the_worker(world: Cast) -> None:
    tasks.sign_captures()
    assert not Snapshot.objects.filter(signature=None).exclude(text="").exists()


def test_missing_signatures_are_made_once(world: Cast) -> None:
    with_text = Snapshot.objects.exclude(text="").count()
    assert sign_missing() == with_text > 0
    assert sign_missing() == 0
    assert Article.objects.count() > 0
