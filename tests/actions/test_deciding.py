"""A person decides: what accepting writes, what rejecting keeps, who was first, and how to take it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import CAPTURED_AT, STORY, STORY_URL, Cast, capture, span
from tests.cast import user as make_user
from tracker.actions.correcting import correct
from tracker.actions.deciding import accept, accept_many, claim, reject, undo
from tracker.actions.entering import enter
from tracker.actions.errors import NotAllowed, Overtaken, Refused
from tracker.actions.gazetteer import DATA_SET_SLUG
from tracker.actions.payloads import Suggestion
from tracker.actions.publishing import publish, publish_all, retract
from tracker.models import (
    Announcement,
    Article,
    ArticleJurisdiction,
    Citation,
    Derivation,
    Figure,
    Jurisdiction,
    Official,
    Proposal,
    ProposalState,
    Quotation,
    Submission,
    SubmissionState,
    Utterance,
)


def proposal(world: Cast, kind: str, words: str, /, **payload: Any) -> Proposal:
    """An open proposal of ``kind`` whose evidence is where ``words`` stand in the story."""
    where = span(STORY, words)
    one = Suggestion(kind, where.start, where.end, payload, 0.9)
    return Proposal.objects.create(
        snapshot=world.story_snapshot,
        submission=world.submission,
        kind=kind,
        start=where.start,
        end=where.end,
        fingerprint=one.fingerprint,
        payload=payload,
        confidence=0.9,
        extractor="test",
        extractor_version="1",
    )


def test_accepted_quotation_is_verbatim_with_its_context(world: Cast) -> None:
    quotation = world.quotation
    assert STORY[quotation.start : quotation.end] == quotation.exact == "Our deputies are not federal agents,"
    assert STORY[: quotation.start].endswith(quotation.prefix)
    assert len(quotation.prefix) == len(quotation.suffix) == 32
    assert STORY[quotation.end :].startswith(quotation.suffix)


def test_accepted_quotation_is_cited_with_its_passage(world: Cast) -> None:
    citation = Citation.objects.get(quotation=world.quotation)
    assert (citation.article, citation.snapshot) == (world.story, world.story_snapshot)
    assert citation.exact == world.quotation.exact


def test_accepted_quotation_has_the_office_held_that_day(world: Cast) -> None:
    utterance = world.quotation.utterance
    assert (utterance.official, utterance.tenure) == (world.mayor, world.mayor_tenure)
    assert str(utterance.said_on) == "2025-03-04"


def test_pieces_of_one_quotation_share_its_utterance(world: Cast) -> None:
    piece = accept(world.open_proposal, by=world.curator)
    assert isinstance(piece, Quotation)
    assert piece.utterance == world.quotation.utterance


def test_reported_words_are_no_piece_of_the_quotation_with_their_number(world: Cast) -> None:
    found = proposal(
        world, "quotation", "keep its ordinance", form="indirect", speaker_name="Ines Calloway", group=1
    )
    quotation = accept(found, by=world.curator)
    assert isinstance(quotation, Quotation)
    assert quotation.utterance != world.quotation.utterance


def test_private_speaker_is_kept_as_printed_only(world: Cast) -> None:
    found = proposal(
        world,
        "quotation",
        "keep its ordinance",
        form="direct",
        speaker_name="Nobody Known",
        speaker_kind="person",
    )
    officials = Official.objects.count()
    quotation = accept(found, by=world.curator)
    assert isinstance(quotation, Quotation)
    assert (quotation.utterance.official, quotation.utterance.speaker_label) == (None, "Nobody Known")
    assert Official.objects.count() == officials


def test_speaker_printed_as_a_body_is_that_body(world: Cast) -> None:
    found = proposal(
        world,
        "quotation",
        "plans to hire 500 officers",
        form="indirect",
        speaker_name="The Department of Public Order",
        speaker_kind="organization",
    )
    quotation = accept(found, by=world.curator)
    assert isinstance(quotation, Quotation)
    assert quotation.utterance.organization == world.department


def test_quotation_without_any_speaker_is_refused(world: Cast) -> None:
    found = proposal(world, "quotation", "keep its ordinance", form="direct")
    with pytest.raises(Refused, match="Nobody is named as the speaker") as refused:
        accept(found, by=world.curator)
    assert refused.value.field == "speaker_label"
    found.refresh_from_db()
    assert found.state == ProposalState.OPEN


def test_span_may_be_mended_but_stays_verbatim(world: Cast) -> None:
    where = span(STORY, "would keep its ordinance")
    found = proposal(world, "quotation", "keep its ordinance", form="partial", speaker_label="the mayor")
    quotation = accept(found, by=world.curator, changes={"start": where.start})
    assert isinstance(quotation, Quotation)
    assert quotation.exact == "would keep its ordinance"
    assert found.payload.get("start") is None
    assert found.accepted_payload["start"] == where.start


def test_same_words_are_not_recorded_twice(world: Cast) -> None:
    found = proposal(world, "quotation", world.quotation.exact, form="direct", speaker_label="x")
    with pytest.raises(Refused, match="recorded already"):
        accept(found, by=world.curator)


def recaptured(world: Cast, words: str, kind: str = "quotation", /, **payload: Any) -> Proposal:
    """An open proposal where ``words`` stand in a later capture of the story, broken into lines otherwise."""
    text = "Updated. " + STORY.replace(" federal", "\nfederal")
    _, snapshot = capture(text, by=world.curator, canonical_url=STORY_URL, at=CAPTURED_AT + timedelta(days=9))
    found = proposal(world, kind, words.replace("\n", " "), **payload)
    where = span(text, words)
    Proposal.objects.filter(pk=found.pk).update(snapshot=snapshot, start=where.start, end=where.end)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize("speaker", [{"speaker_name": "Ines Calloway"}, {"speaker_label": "INES CALLOWAY"}])
def test_words_of_one_speaker_are_not_recorded_from_two_captures(
    world: Cast, speaker: dict[str, str]
) -> None:
    found = recaptured(world, "Our deputies are not\nfederal agents,", form="direct", **speaker)
    with pytest.raises(Refused, match="recorded from this text already") as refused:
        accept(found, by=world.curator)
    assert refused.value.field == "said_on"
    found.refresh_from_db()
    assert (found.state, Quotation.objects.filter(exact__startswith="Our").count()) == ("open", 1)


@pytest.mark.parametrize(
    "changes",
    [{"said_on": "2025-03-05"}, {"occasion": "A second hearing"}, {"speaker_label": "A clerk"}],
)
def test_words_said_by_another_or_another_time_are_recorded(world: Cast, changes: dict[str, str]) -> None:
    found = recaptured(
        world, "Our deputies are not\nfederal agents,", form="direct", speaker_name="Ines Calloway"
    )
    assert accept(found, by=world.curator, changes=changes).pk != world.quotation.pk


def test_retracted_words_may_be_recorded_anew(world: Cast) -> None:
    retract(world.quotation, by=world.editor, reason="Cut wrongly")
    found = recaptured(
        world, "Our deputies are not\nfederal agents,", form="direct", speaker_name="Ines Calloway"
    )
    assert isinstance(accept(found, by=world.curator), Quotation)


@pytest.mark.parametrize(("changes", "is_new"), [({}, False), ({"period": "since 2024"}, True)])
def test_claim_is_recorded_from_an_article_once(world: Cast, changes: dict[str, str], is_new: bool) -> None:
    claim_made = {
        "value_low": "40",
        "value_high": "40.0",
        "unit": "percent",
        "hedge": "almost",
        "direction": "up",
        "metric": "arrests",
        "period": "since January",
        "speaker_name": "Dale Rusk",
    }
    found = recaptured(world, "almost 40 percent", "figure", **claim_made)
    if is_new:
        assert isinstance(accept(found, by=world.curator, changes=changes), Figure)
        return
    with pytest.raises(Refused, match="recorded from this text already"):
        accept(found, by=world.curator, changes=changes)


def test_act_is_announced_once_in_an_article(world: Cast) -> None:
    told = {"kind": "hiring", "title": "To hire", "agency": "DPO", "announced_on": "2025-03-03"}
    accept(proposal(world, "announcement", "plans to hire 500", **told), by=world.curator)
    with pytest.raises(Refused, match="recorded from this text already"):
        accept(recaptured(world, "plans to hire", "announcement", **told), by=world.curator)


def test_public_article_is_not_changed_by_a_proposal(world: Cast) -> None:
    found = proposal(world, "article", "CHICAGO", headline="Another headline", kind="news")
    with pytest.raises(Refused, match="public already"):
        accept(found, by=world.curator)


@pytest.mark.parametrize(
    ("differing", "is_accepted"),
    [
        ({}, True),
        ({"headline": "City may keep its ordinance"}, False),
        ({"byline": "Nora Finch"}, False),
        ({"published_on": "2025-03"}, False),
        ({"language": "es"}, False),
        ({"kind": "report"}, False),
    ],
)
def test_head_a_public_article_has_already_is_accepted(
    differing: dict[str, str], is_accepted: bool, world: Cast
) -> None:
    story = world.story
    stated = {"headline": "City will keep its ordinance", "byline": "Rob Whitlow"}
    correct(story, stated, by=world.editor, reason="Corrected there", summary="The headline was corrected.")
    story.refresh_from_db()
    day = str(story.published_on)
    stated |= {"published_on": day, "language": story.language, "kind": story.kind}
    found = proposal(world, "article", "CHICAGO", **{**stated, **differing})
    version = story.version
    if is_accepted:
        assert accept(found, by=world.curator) == story
        assert (found.state, found.result_id) == (ProposalState.ACCEPTED, story.pk)
        undo(found, by=world.curator)
        assert found.state == ProposalState.OPEN
    else:
        with pytest.raises(Refused, match="public already"):
            accept(found, by=world.curator)
    story.refresh_from_db()
    assert (story.version, story.headline) == (version, "City will keep its ordinance")


def test_official_is_recorded_with_the_office_the_text_shows(world: Cast) -> None:
    found = proposal(world, "official", "Dale Rusk", name="Ana Lind", title="Sheriff")
    official = accept(found, by=world.curator, changes={"jurisdiction": "cook-county-il"})
    assert isinstance(official, Official)
    tenure = official.tenures.get()
    assert (official.sort_name, tenure.title, tenure.observed_only) == ("Lind, Ana", "Sheriff", True)
    assert tenure.source == world.story
    assert official.citations.get().exact == "Dale Rusk"


def whitlow(world: Cast) -> tuple[Quotation, Figure, Quotation, Proposal]:
    """Two drafts of an official not recorded yet, one of a namesake by family name, and her proposal."""
    said = {"form": "direct", "speaker_kind": "person"}
    hers = proposal(world, "quotation", "keep its ordinance", speaker_name="Dana Whitlow", **said)
    other = proposal(world, "quotation", "the Prairie Wire", speaker_name="Rob Whitlow", **said)
    number = {"value_low": "500", "value_high": "500", "unit": "officers", "metric": "officers"}
    figure = proposal(world, "figure", "500 officers", speaker_name="Dana Whitlow", **number)
    made = [accept(one, by=world.curator) for one in (hers, figure, other)]
    return *made, proposal(world, "official", "Mayor", name="Dana Whitlow", title="Sheriff")  # type: ignore[return-value]


def test_new_official_is_given_the_drafts_printed_under_the_name(world: Cast) -> None:
    quotation, figure, other, found = whitlow(world)
    official = accept(found, by=world.curator, changes={"jurisdiction": "cook-county-il"})
    for one in (quotation.utterance, figure, other.utterance):
        one.refresh_from_db()
    utterance = quotation.utterance
    assert (utterance.official, utterance.speaker_label) == (official, "")
    assert utterance.tenure.title == "Sheriff"
    assert (figure.official, figure.speaker_label) == (official, "")
    assert (other.utterance.official, other.utterance.speaker_label) == (None, "Rob Whitlow")


def test_what_is_public_keeps_its_speaker_as_printed(world: Cast) -> None:
    quotation, figure, _, found = whitlow(world)
    publish_all([quotation, figure], by=world.editor)
    accept(found, by=world.curator, changes={"jurisdiction": "cook-county-il"})
    quotation.utterance.refresh_from_db()
    figure.refresh_from_db()
    assert quotation.utterance.speaker_label == figure.speaker_label == "Dana Whitlow"


def test_undone_official_leaves_the_drafts_as_printed(world: Cast) -> None:
    quotation, figure, _, found = whitlow(world)
    accept(found, by=world.curator, changes={"jurisdiction": "cook-county-il"})
    undo(found, by=world.curator)
    assert not Official.objects.filter(name="Dana Whitlow").exists()
    quotation.utterance.refresh_from_db()
    figure.refresh_from_db()
    assert quotation.utterance.speaker_label == figure.speaker_label == "Dana Whitlow"


@pytest.mark.parametrize("is_known", [False, True])
def test_official_whose_words_were_accepted_since_is_not_taken_back(is_known: bool, world: Cast) -> None:
    known = enter(Official, by=world.curator, name="Ana Lind", sort_name="Lind, Ana")
    found = proposal(world, "official", "Dale Rusk", name="Ana Lind", title="Sheriff")
    changes = {"jurisdiction": "cook-county-il", "official": known.pk if is_known else None}
    official = accept(found, by=world.curator, changes=changes)
    assert isinstance(official, Official)
    words = proposal(world, "quotation", "keep its ordinance", form="direct", speaker_kind="person")
    accept(words, by=world.curator, changes={"official": official})
    with pytest.raises(
        Refused, match=r"Other records rest on “Ana Lind” already\. Undo or change those first\."
    ):
        undo(found, by=world.curator)
    assert (official.tenures.count(), official.citations.count()) == (1, 1)
    assert Proposal.objects.get(pk=found.pk).state == ProposalState.ACCEPTED
    undo(words, by=world.curator)
    undo(found, by=world.curator)
    assert not official.tenures.exists()
    assert Official.objects.filter(pk=official.pk).exists() is is_known


def test_person_without_a_public_office_is_never_recorded(world: Cast) -> None:
    found = proposal(world, "official", "Dale Rusk", name="Ana Lind", title="Sheriff")
    with pytest.raises(Refused, match="Only holders of a public office are recorded"):
        accept(found, by=world.curator)
    assert not Official.objects.filter(name="Ana Lind").exists()


def test_place_ties_the_article_to_the_jurisdiction(world: Cast) -> None:
    found = proposal(world, "place", "CHICAGO", text="CHICAGO", geoid="1714000")
    mention = accept(found, by=world.curator)
    assert isinstance(mention, ArticleJurisdiction)
    assert (mention.article, mention.jurisdiction, mention.as_printed) == (
        world.story,
        world.chicago,
        "CHICAGO",
    )


def test_ambiguous_place_waits_for_a_choice(world: Cast) -> None:
    found = proposal(world, "place", "CHICAGO", text="CHICAGO", geoid="")
    with pytest.raises(Refused, match="not settled which jurisdiction"):
        accept(found, by=world.curator)
    assert accept(found, by=world.curator, changes={"jurisdiction": world.cook.pk}) is not None


def test_place_that_is_known_nowhere_is_named(world: Cast) -> None:
    found = proposal(world, "place", "CHICAGO", text="Elmora", geoid="3499999", name="Elmora")
    with pytest.raises(Refused, match="GEOID 3499999"):
        accept(found, by=world.curator)


@pytest.mark.parametrize(
    ("geoid", "named", "recorded"),
    [
        ("1714351", "Town of Cicero, IL", ["1714351"]),
        ("0667000", "City of San Francisco, CA", ["06", "06075", "0667000"]),
    ],
)
def test_place_only_extraction_knows_is_recorded_with_its_source(
    world: Cast, geoid: str, named: str, recorded: list[str]
) -> None:
    before = set(Jurisdiction.objects.values_list("pk", flat=True))
    found = proposal(world, "place", "CHICAGO", text="CHICAGO", geoid=geoid)
    mention = accept(found, by=world.curator)
    assert isinstance(mention, ArticleJurisdiction)
    assert str(mention.jurisdiction) == named
    made = Jurisdiction.objects.exclude(pk__in=before)
    assert sorted(made.values_list("geoid", flat=True)) == recorded
    for place in made:
        assert (place.state, place.citations.get().article.slug) == ("draft", DATA_SET_SLUG)
        assert place.parent is not None or len(place.geoid) == 2
    assert mention.jurisdiction.same_as == made.filter(geoid="06075").first()
    publish(mention.jurisdiction, by=world.editor)
    assert not made.filter(state="draft").exists()


def test_undo_takes_back_the_place_recorded_with_it(world: Cast) -> None:
    before = Jurisdiction.objects.count()
    first = proposal(world, "place", "CHICAGO", text="CHICAGO", geoid="0667000")
    accept(first, by=world.curator)
    second = proposal(world, "place", "city hall", text="Oakland", geoid="0653000")
    accept(second, by=world.curator)
    undo(first, by=world.curator)
    # The state stays: Oakland lies in it.
    assert Jurisdiction.objects.count() == before + 2
    assert not ArticleJurisdiction.objects.filter(as_printed="CHICAGO").exists()


def test_figure_keeps_hedge_and_span_and_who_claimed_it(world: Cast) -> None:
    figure = world.figure
    assert (figure.exact, figure.hedge, figure.official) == ("almost 40 percent", "almost", world.director)
    assert (figure.value_low, figure.value_high, figure.baseline) == (40, 40, "")


def test_figure_nobody_is_named_for_is_the_outlets_claim(world: Cast) -> None:
    found = proposal(
        world, "figure", "500 officers", value_low="500", value_high="500", unit="officers", metric="hires"
    )
    figure = accept(found, by=world.curator)
    assert isinstance(figure, Figure)
    assert figure.speaker_label == "Lakefront Courier"


def test_announcement_needs_its_announcer_and_day(world: Cast) -> None:
    found = proposal(
        world, "announcement", "plans to hire 500 officers", kind="hiring", title="500 officers", agency="Who"
    )
    with pytest.raises(Refused, match="who announced it"):
        accept(found, by=world.curator)
    with pytest.raises(Refused, match="day it was announced"):
        accept(found, by=world.curator, changes={"announcer": world.department.slug})
    announcement = accept(
        found,
        by=world.curator,
        changes={
            "announcer": world.department.slug,
            "announced_on": "2025-03",
            "targets": [{"text": "Chicago", "geoid": "1714000"}, {"text": "300-plus cities"}],
        },
    )
    assert isinstance(announcement, Announcement)
    assert announcement.announced_precision == "month"
    assert {str(target) for target in announcement.targets.all()} == {
        "City of Chicago, IL",
        "300-plus cities",
    }


def test_derivation_records_its_source_as_known_but_not_captured(world: Cast) -> None:
    found = proposal(
        world,
        "derivation",
        "As the Prairie Wire reported first",
        kind="re_reports",
        source_name="Prairie Wire",
        source_url="https://prairiewire.example/other?utm_source=x",
        stated_as="As the Prairie Wire reported first",
    )
    derivation = accept(found, by=world.curator)
    assert isinstance(derivation, Derivation)
    assert derivation.source.url == "https://prairiewire.example/other"
    assert not derivation.source.snapshots.exists()
    assert derivation.source.outlet.name == "The Prairie Wire"


def test_second_decision_is_told_who_was_first(world: Cast) -> None:
    reject(world.open_proposal, by=world.curator, reason="Not theirs")
    with pytest.raises(Overtaken, match="rejected already by curator"):
        accept(world.open_proposal, by=world.editor)


def test_decision_on_an_old_version_is_overtaken(world: Cast) -> None:
    seen = world.open_proposal.version
    claim([world.open_proposal], by=world.curator)
    with pytest.raises(Overtaken, match="changed since you opened it"):
        accept(world.open_proposal, by=world.curator, version=seen)


def test_claimed_proposal_is_left_to_whoever_looks_at_it(world: Cast) -> None:
    assert claim([world.open_proposal], by=world.curator) == 1
    assert claim([world.open_proposal], by=world.editor) == 0
    with pytest.raises(Overtaken, match="curator is looking at this proposal"):
        accept(world.open_proposal, by=world.editor)


def test_claim_runs_out(world: Cast) -> None:
    claim([world.open_proposal], by=world.curator)
    Proposal.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    assert claim([world.open_proposal], by=world.editor) == 1


def test_stranger_decides_nothing(world: Cast) -> None:
    stranger = make_user("stranger")
    with pytest.raises(NotAllowed):
        accept(world.open_proposal, by=stranger)
    with pytest.raises(NotAllowed):
        reject(world.open_proposal, by=stranger)


def test_one_refused_does_not_stop_the_others(world: Cast) -> None:
    bad = proposal(world, "place", "CHICAGO", text="CHICAGO", geoid="")
    outcomes = accept_many([bad, world.open_proposal], by=world.curator)
    assert [outcome.refusal is None for outcome in outcomes] == [False, True]


def test_last_decision_ends_the_submission(world: Cast) -> None:
    Submission.objects.filter(pk=world.submission.pk).update(state=SubmissionState.READY)
    reject(world.open_proposal, by=world.curator)
    assert Submission.objects.get(pk=world.submission.pk).state == SubmissionState.REVIEWED
    undo(world.open_proposal, by=world.curator)
    assert Submission.objects.get(pk=world.submission.pk).state == SubmissionState.READY


def test_undo_takes_back_all_that_accepting_wrote(world: Cast) -> None:
    before = [model.objects.count() for model in (Quotation, Citation, Utterance)]
    found = proposal(world, "quotation", "keep its ordinance", form="direct", speaker_label="the mayor")
    accept(found, by=world.curator)
    undo(found, by=world.curator)
    assert [model.objects.count() for model in (Quotation, Citation, Utterance)] == before
    assert (found.state, found.accepted_payload, found.decided_by) == (ProposalState.OPEN, None, None)


def test_undo_never_touches_what_is_public(world: Cast) -> None:
    found = proposal(world, "quotation", "keep its ordinance", form="direct", speaker_label="the mayor")
    quotation = accept(found, by=world.curator)
    assert isinstance(quotation, Quotation)
    publish(quotation, by=world.editor)
    with pytest.raises(Refused, match="Retract it instead"):
        undo(found, by=world.curator)


def test_undo_of_article_fields_restores_them(world: Cast) -> None:
    submission, snapshot = capture("Some other text, long enough.", by=world.curator, name="note.txt")
    found = Proposal.objects.create(
        snapshot=snapshot,
        submission=submission,
        kind="article",
        start=0,
        end=0,
        fingerprint="f",
        payload={"headline": "A better headline", "published_on": "2024-05", "kind": "report"},
        confidence=0.5,
        extractor="test",
        extractor_version="1",
    )
    article = accept(found, by=world.curator)
    assert isinstance(article, Article)
    assert (article.slug, article.published_precision) == ("a-better-headline", "month")
    undo(found, by=world.curator)
    article.refresh_from_db()
    assert (article.headline, article.published_on, article.kind) == ("note", None, "news")
