"""Publishing brings what a record rests on; retracting takes what rests on it; both say who and why."""

import pytest

from tests.cast import STORY, Cast
from tracker.actions.entering import enter
from tracker.actions.errors import NotAllowed, Overtaken, Refused
from tracker.actions.publishing import publish, publish_all, retract
from tracker.models import Article, Correction, Official, Outlet, Quotation, State


def test_curator_cannot_publish(world: Cast) -> None:
    with pytest.raises(NotAllowed, match="Only an editor may publish"):
        publish(world.draft_quotation, by=world.curator)
    assert Quotation.objects.get(pk=world.draft_quotation.pk).state == State.DRAFT


def test_curator_cannot_retract(world: Cast) -> None:
    with pytest.raises(NotAllowed, match="Only an editor may retract"):
        retract(world.quotation, by=world.curator, reason="Wrong")


def test_publishing_brings_article_outlet_and_official_along(world: Cast) -> None:
    published = publish(world.draft_quotation, by=world.editor)
    assert world.director.is_published  # with the figure of the cast
    assert published == [world.draft_quotation]
    assert {type(record).__name__ for record in (world.story, world.outlet) if record.is_published} == {
        "Article",
        "Outlet",
    }


def test_first_publishing_says_all_that_became_public(world: Cast) -> None:
    outlet = enter(Outlet, by=world.curator, name="New", domain="new.example")
    article = enter(Article, by=world.curator, headline="News", outlet=outlet)
    assert publish(article, by=world.editor) == [outlet, article]


def test_publishing_twice_does_nothing(world: Cast) -> None:
    before = Quotation.objects.get(pk=world.quotation.pk).version
    assert publish(world.quotation, by=world.editor) == []
    assert Quotation.objects.get(pk=world.quotation.pk).version == before


def test_record_without_a_source_cannot_be_published(world: Cast) -> None:
    official = enter(Official, by=world.curator, name="No Source", sort_name="Source, No")
    with pytest.raises(Refused) as refused:
        publish(official, by=world.editor)
    assert refused.value.constraint == "needs_citation"
    assert Official.objects.get(pk=official.pk).state == State.DRAFT


def test_publishing_names_what_it_rests_on_when_that_has_no_source(world: Cast) -> None:
    official = enter(Official, by=world.curator, name="No Source", sort_name="Source, No")
    utterance = world.draft_quotation.utterance
    utterance.official, utterance.tenure = official, None
    utterance.save()
    with pytest.raises(Refused, match="rests on the official “No Source”, which has no source yet"):
        publish(world.draft_quotation, by=world.editor)
    assert Quotation.objects.get(pk=world.draft_quotation.pk).state == State.DRAFT


def test_nothing_is_published_on_top_of_a_retracted_record(world: Cast) -> None:
    retract(world.director, by=world.editor, reason="Not an official", with_dependents=True)
    with pytest.raises(Refused, match="which is retracted"):
        publish(world.draft_quotation, by=world.editor)


def test_publishing_an_old_version_is_overtaken(world: Cast) -> None:
    seen = world.draft_quotation.version
    world.draft_quotation.save()
    with pytest.raises(Overtaken):
        publish(world.draft_quotation, by=world.editor, version=seen)


def test_publishing_many_is_all_or_nothing(world: Cast) -> None:
    bad = enter(Official, by=world.curator, name="No Source", sort_name="Source, No")
    with pytest.raises(Refused):
        publish_all([world.draft_quotation, bad], by=world.editor)
    assert Quotation.objects.get(pk=world.draft_quotation.pk).state == State.DRAFT


def test_retraction_needs_a_reason(world: Cast) -> None:
    with pytest.raises(Refused, match="needs its reason"):
        retract(world.quotation, by=world.editor, reason=" ")


def test_retraction_is_in_the_public_log_with_role_and_reason(world: Cast) -> None:
    retract(world.quotation, by=world.editor, reason="The words are somebody else's.")
    line = Correction.objects.get()
    assert (line.record_kind, line.record_slug, line.kind) == (
        "quotations",
        world.quotation.slug,
        "withdrawn",
    )
    assert (line.role, line.made_by, line.summary) == (
        "editor",
        world.editor,
        "The words are somebody else's.",
    )


def test_retracting_an_article_names_what_rests_on_it(world: Cast) -> None:
    with pytest.raises(Refused) as refused:
        retract(world.story, by=world.editor, reason="Invented")
    assert "quotation “Our deputies are not federal agents,”" in str(refused.value)
    assert Article.objects.get(pk=world.story.pk).is_published


def test_retracting_an_article_with_all_that_rests_on_it(world: Cast) -> None:
    retracted = retract(world.story, by=world.editor, reason="Invented", with_dependents=True)
    assert {"quotation", "figure", "official", "article"} <= {
        str(record._meta.verbose_name) for record in retracted
    }
    assert not Quotation.objects.published().exists()
    assert Correction.objects.count() == len(retracted)


def test_retracted_record_can_be_published_again_and_keeps_its_first_day(world: Cast) -> None:
    first = world.quotation.published_at
    retract(world.quotation, by=world.editor, reason="In doubt")
    publish(world.quotation, by=world.editor, reason="Doubt settled")
    again = Quotation.objects.get(pk=world.quotation.pk)
    assert (again.state, again.published_at) == (State.PUBLISHED, first)


def test_draft_cannot_be_retracted(world: Cast) -> None:
    with pytest.raises(Refused, match="is not public"):
        retract(world.draft_quotation, by=world.editor, reason="Wrong")


def test_capture_keeps_its_text_whatever_is_retracted(world: Cast) -> None:
    retract(world.story, by=world.editor, reason="Invented", with_dependents=True)
    assert world.story.snapshots.get().text == STORY
