"""Printings compared word by word, and who rests on whom."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import make
from tracker.models import Article, Derivation, Quotation, Snapshot
from tracker.surfaces.pages_families import differences, family, first_captured, first_printed

WORDS = st.lists(
    st.sampled_from("the city will keep its own ordinance of law them 40 percent".split()), max_size=14
)


@given(WORDS, WORDS)
def test_both_printings_can_be_read_back_from_their_differences(here, there):
    pieces = differences(" ".join(here), " ".join(there))
    read = {
        side: " ".join(piece.words for piece in pieces if piece.kind in {"same", side}).split()
        for side in ("only_here", "only_there")
    }
    assert (read["only_here"], read["only_there"]) == (here, there)


def test_dropped_word_is_the_only_difference():
    pieces = differences("taken the cuffs off of deputies", "taken the cuffs off deputies")
    assert [(piece.kind, piece.words) for piece in pieces if piece.kind != "same"] == [("only_here", "of")]


def test_curly_and_straight_marks_are_no_difference():
    assert {piece.kind for piece in differences("It’s “our” city", "It's our city")} == {"same"}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("the rule of law,", "the rule of law."),
        ("We will stay", "we will stay"),
        ("so we stay", "so, we stay"),
    ],
)
def test_capitals_and_punctuation_are_no_difference(here, there):
    assert [(piece.kind, piece.words) for piece in differences(here, there)] == [("same", there)]


def test_bracket_put_in_is_a_difference():
    pieces = differences("uncomfortable for them", "uncomfortable for [the people there]")
    assert [piece.kind for piece in pieces] == ["same", "only_here", "only_there"]


def printing(number: int, *, published: str, precision: str = "day", captured: int = 1) -> Quotation:
    article = Article(published_on=datetime.date.fromisoformat(published), published_precision=precision)
    moment = datetime.datetime(2025, 3, captured, tzinfo=datetime.UTC)
    return Quotation(pk=number, snapshot=Snapshot(article=article, captured_at=moment))


def test_printing_published_first_is_named_only_where_the_dates_tell():
    early, late = printing(1, published="2025-03-02"), printing(2, published="2025-03-04")
    month = printing(3, published="2025-03-01", precision="month")
    assert first_printed([late, early]) == 1
    assert first_printed([late, early, month]) is None
    assert first_printed([early, printing(4, published="2025-03-02")]) is None


def test_earliest_capture_is_named_only_where_it_is_one():
    one, two = printing(1, published="2025-03-02"), printing(2, published="2025-03-02", captured=2)
    assert first_captured([two, one]) == 1
    assert first_captured([one, printing(3, published="2025-03-02")]) is None


def articles(number: int) -> list:
    return [make("articles", number=n) for n in range(1, number + 1)]


@pytest.mark.django_db
def test_articles_resting_on_one_text_are_one_independent_source():
    root, *others = articles(4)
    for other in others:
        Derivation.objects.create(article=other, source=root, kind="re_reports")
    found = family([other.pk for other in others])
    assert (found.printing, found.independent) == (3, 1)


@pytest.mark.django_db
def test_chain_is_followed_to_its_beginning_and_drawn_from_left_to_right():
    first, second, third = articles(3)
    Derivation.objects.create(article=second, source=first, kind="re_reports")
    Derivation.objects.create(article=third, source=second, kind="excerpts")
    found = family([third.pk], here=third.pk)
    assert [(node.article, node.level, node.is_root) for node in found.nodes] == [
        (first, 0, True),
        (second, 1, False),
        (third, 2, False),
    ]


@pytest.mark.django_db
def test_text_not_known_to_rest_on_another_is_its_own_source():
    one, two = articles(2)
    found = family([one.pk, two.pk])
    assert (found.printing, found.independent, found.is_drawn) == (2, 2, False)


@pytest.mark.django_db
def test_draft_text_counts_as_a_source_but_is_not_drawn():
    shown = make("articles", number=1)
    draft = make("articles", number=2, state="draft")
    Derivation.objects.create(article=shown, source=draft, kind="re_reports")
    found = family([shown.pk])
    assert found.independent == 1
    assert draft not in [node.article for node in found.nodes]


@pytest.mark.django_db
def test_independent_texts_are_counted_past_two_thousand_edges():
    child = make("articles", number=1)
    roots = Article.objects.bulk_create(
        Article(slug=f"root-{n}", headline=f"Root {n}", kind=child.kind, outlet=child.outlet)
        for n in range(2100)
    )
    Derivation.objects.bulk_create(Derivation(article=child, source=one, kind="re_reports") for one in roots)
    assert family([child.pk]).independent == 2100
