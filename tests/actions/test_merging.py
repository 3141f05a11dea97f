"""Two records become one: nothing that referred to the other is lost, its names and address live on."""

import datetime

import pytest
from psycopg2.extras import DateRange

from tests.cast import Cast
from tracker.actions.entering import enter
from tracker.actions.errors import NotAllowed, Refused
from tracker.actions.merging import merge, not_same
from tracker.actions.publishing import publish
from tracker.models import (
    Article,
    ArticleJurisdiction,
    Correction,
    Jurisdiction,
    Official,
    Organization,
    Outlet,
    Position,
    Redirect,
    Tenure,
)


@pytest.fixture
def twin(world: Cast) -> Official:
    """The mayor once more, under another spelling, with the same office."""
    official = enter(
        Official,
        by=world.curator,
        cited=world.story,
        name="Inés Calloway",
        sort_name="Calloway, Inés",
        wikidata_id="Q1",
    )
    enter(
        Tenure,
        by=world.curator,
        official=official,
        title="mayor",
        jurisdiction=world.chicago,
        during=DateRange(datetime.date(2025, 3, 4), datetime.date(2025, 3, 5)),
        observed_only=True,
        source=world.story,
    )
    publish(official, by=world.editor)
    return official


def test_everything_said_is_said_by_the_one_kept(world: Cast, twin: Official) -> None:
    utterance = world.quotation.utterance
    utterance.official, utterance.tenure = twin, twin.tenures.get()
    utterance.save()
    merge(world.mayor, twin, by=world.editor, reason="The same person")
    utterance.refresh_from_db()
    assert (utterance.official, utterance.tenure) == (world.mayor, world.mayor_tenure)
    assert not Official.objects.filter(pk=twin.pk).exists()


def test_other_name_id_and_address_live_on(world: Cast, twin: Official) -> None:
    kept = merge(world.mayor, twin, by=world.editor, reason="The same person")
    assert (kept.aliases, kept.wikidata_id) == (["Inés Calloway"], "Q1")
    assert Redirect.objects.get(kind="officials").old_slug == twin.slug
    assert Redirect.objects.get(kind="officials").new_slug == kept.slug
    assert Correction.objects.get().kind == "merged"


def test_merging_needs_an_editor_and_a_reason(world: Cast, twin: Official) -> None:
    with pytest.raises(NotAllowed):
        merge(world.mayor, twin, by=world.curator, reason="The same person")
    with pytest.raises(Refused, match="needs its reason"):
        merge(world.mayor, twin, by=world.editor, reason="")


def test_refused_merge_is_remembered(world: Cast, twin: Official) -> None:
    first = not_same(twin, world.mayor, by=world.editor, reason="Father and daughter")
    assert not_same(world.mayor, twin, by=world.editor) == first
    with pytest.raises(Refused, match="editor found these two to be different: Father and daughter"):
        merge(world.mayor, twin, by=world.editor, reason="The same person")


def test_public_record_is_not_merged_into_a_draft(world: Cast) -> None:
    draft = enter(Official, by=world.curator, name="Ines Calloway", sort_name="Calloway, Ines")
    with pytest.raises(Refused, match="the other way round"):
        merge(draft, world.mayor, by=world.editor, reason="The same person")


def test_two_kinds_are_never_the_same(world: Cast) -> None:
    with pytest.raises(Refused, match="cannot be the same"):
        merge(world.mayor, world.department, by=world.editor, reason="x")  # type: ignore[type-var]
    with pytest.raises(Refused, match="cannot be the same"):
        merge(world.figure, world.figure, by=world.editor, reason="x")
    with pytest.raises(Refused, match="one and the same"):
        merge(world.mayor, world.mayor, by=world.editor, reason="x")


def test_outlet_keeps_the_domain_it_published_under(world: Cast) -> None:
    old = enter(Outlet, by=world.curator, name="Courier", domain="courier.example")
    article = enter(Article, by=world.curator, headline="Old story", outlet=old)
    kept = merge(world.outlet, old, by=world.editor, reason="Renamed in 2020")
    article.refresh_from_db()
    assert (article.outlet, kept.former_domains) == (kept, ["courier.example"])


def test_known_text_is_merged_into_its_capture(world: Cast) -> None:
    known = enter(Article, by=world.curator, headline="The story, not captured", url="https://x.example/1")
    kept = merge(world.story, known, by=world.editor, reason="It was captured since")
    assert kept.url == world.story.url
    assert not Article.objects.filter(pk=known.pk).exists()


def test_capture_is_never_moved(world: Cast) -> None:
    with pytest.raises(Refused, match="captures, which can never be moved"):
        merge(world.release, world.story, by=world.editor, reason="x")


def test_text_does_not_come_to_rest_on_itself(world: Cast) -> None:
    with pytest.raises(Refused, match="cannot rest on itself"):
        merge(world.story, world.uncaptured, by=world.editor, reason="x")
    assert Article.objects.filter(pk=world.uncaptured.pk).exists()


def test_tie_that_both_had_is_kept_once(world: Cast) -> None:
    other = _jurisdiction(world)
    for place in (world.chicago, other):
        ArticleJurisdiction.objects.create(article=world.story, jurisdiction=place)
    merge(world.chicago, other, by=world.editor, reason="Entered twice")
    assert ArticleJurisdiction.objects.get(article=world.story).jurisdiction == world.chicago
    assert set(world.chicago.aliases.values_list("name", flat=True)) == {"Chicago City"}


def test_positions_of_a_merged_body_are_recorded_anew_and_the_old_kept(aged: Cast) -> None:
    world = aged
    body = enter(
        Organization,
        by=world.curator,
        cited=world.story,
        name="City Council of Chicago",
        kind="local_government",
    )
    publish(body, by=world.editor)
    merge(body, world.council, by=world.editor, reason="Entered twice")
    current = Position.objects.get(recorded__endswith=None)
    assert (current.body, current.state) == (body, "published")
    assert Position.objects.get(pk=world.position.pk).body_id == world.council.pk
    assert Organization.objects.get(pk=world.council.pk).state == "retracted"
    assert Redirect.objects.get().new_slug == body.slug


def _jurisdiction(world: Cast) -> Jurisdiction:
    return enter(
        Jurisdiction,
        by=world.curator,
        cited=world.release,
        name="Chicago City",
        full_name="City of Chicago",
        kind="municipality",
        state_code="IL",
        ocd_id="ocd-division/country:us/state:il/place:chicago_city",
    )
