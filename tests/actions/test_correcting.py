"""Corrections in public leave a trace; positions keep both what our books said and what they say."""

import datetime

import pytest
from django.db import connection
from psycopg2.extras import DateRange

from tests.cast import Cast
from tracker import search
from tracker.actions.correcting import correct, correct_position
from tracker.actions.errors import NotAllowed, Overtaken, Refused
from tracker.models import Article, Correction, Instrument, Position, Redirect
from tracker.models.known import as_known

WHY = {"reason": "The ordinance says so", "summary": "The title was misspelt; it is as printed now."}


def test_curator_corrects_a_draft_without_ceremony(world: Cast) -> None:
    correct(_draft(), {"headline": "Better"}, by=world.curator, reason="")
    assert Article.objects.get(slug="a-draft").headline == "Better"
    assert not Correction.objects.exists()


def _draft() -> Article:
    return Article.objects.create(slug="a-draft", headline="Worse")


def test_curator_does_not_correct_what_is_public(world: Cast) -> None:
    with pytest.raises(NotAllowed):
        correct(world.instrument, {"title": "Other"}, by=world.curator, **WHY)


def test_public_correction_is_in_the_log(world: Cast) -> None:
    correct(world.instrument, {"title": "Ordinance on deputies"}, by=world.editor, **WHY)
    line = Correction.objects.get()
    assert (line.record_kind, line.kind, line.summary) == ("instruments", "corrected", WHY["summary"])
    assert Instrument.objects.get().title == "Ordinance on deputies"


def test_public_correction_needs_its_summary(world: Cast) -> None:
    with pytest.raises(Refused, match="needs its summary"):
        correct(world.instrument, {"title": "Other"}, by=world.editor, reason="x", summary=" ")


def test_second_corrector_of_one_version_is_overtaken(world: Cast) -> None:
    stale = Instrument.objects.get()
    correct(world.instrument, {"title": "First"}, by=world.editor, **WHY)
    with pytest.raises(Overtaken):
        correct(stale, {"title": "Second"}, by=world.editor, **WHY)
    assert Instrument.objects.get().title == "First"


@pytest.mark.parametrize("field", ["state", "version", "published_at", "id", "no_such_field"])
def test_what_actions_keep_is_not_corrected_by_hand(world: Cast, field: str) -> None:
    with pytest.raises(Refused, match="cannot be changed here"):
        correct(world.instrument, {field: 1}, by=world.editor, **WHY)


def test_changed_address_forwards_and_never_in_a_chain(world: Cast) -> None:
    first = world.instrument.slug
    correct(world.instrument, {"slug": "second"}, by=world.editor, **WHY)
    correct(world.instrument, {"slug": "third"}, by=world.editor, **WHY)
    assert dict(Redirect.objects.values_list("old_slug", "new_slug")) == {first: "third", "second": "third"}
    correct(world.instrument, {"slug": first}, by=world.editor, **WHY)
    assert dict(Redirect.objects.values_list("old_slug", "new_slug")) == {"second": first, "third": first}


def database_now() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def corrected(world: Cast, **changes: object) -> Position:
    return correct_position(world.position, changes, by=world.editor, **WHY)


def test_corrected_position_is_closed_and_kept(aged: Cast) -> None:
    new = corrected(aged, value="honors")
    old = Position.objects.get(pk=aged.position.pk)
    assert (old.value, new.value) == ("declines", "honors")
    assert old.recorded.upper == new.recorded.lower
    assert (new.recorded.upper, new.state) == (None, "published")
    assert Position.objects.filter(recorded__endswith=None).get() == new


def test_search_counts_a_corrected_position_once(aged: Cast) -> None:
    before = search.ranked("positions", aged.position.dimension)
    new = corrected(aged, value="honors")
    after = search.ranked("positions", aged.position.dimension)
    assert (before.ids, before.total) == ((aged.position.pk,), 1)
    assert (after.ids, after.total) == ((new.pk,), 1)


def test_corrected_position_takes_its_citations_along(aged: Cast) -> None:
    new = corrected(aged, value="honors")
    assert new.citations.get().exact == aged.position.citations.get().exact


def test_books_still_know_what_they_said_before(live_world: Cast) -> None:
    before = database_now()
    new = corrected(live_world, value="honors")
    with as_known(before):
        assert [row.value for row in Position.objects.filter(recorded__endswith=None)] == ["declines"]
    assert Position.objects.get(recorded__endswith=None) == new


def test_position_is_corrected_only_where_it_stands(aged: Cast) -> None:
    corrected(aged, value="honors")
    with pytest.raises(Refused, match="corrected already"):
        corrected(aged, value="declines")


def test_ended_position_makes_room_for_the_next(aged: Cast) -> None:
    new = corrected(
        aged,
        valid=DateRange(datetime.date(2012, 1, 1), datetime.date(2020, 1, 1)),
        end_precision="year",
    )
    assert new.valid.upper == datetime.date(2020, 1, 1)


def test_correcting_a_public_position_never_rewrites_it(aged: Cast) -> None:
    new = correct(aged.position, {"value": "honors"}, by=aged.editor, **WHY)
    assert new.pk != aged.position.pk
    assert Position.objects.get(pk=aged.position.pk).value == "declines"


def test_value_outside_the_codebook_is_refused(aged: Cast) -> None:
    with pytest.raises(Refused, match="codebook has no such value"):
        corrected(aged, value="sanctuary")
    assert Position.objects.get().recorded.upper is None
