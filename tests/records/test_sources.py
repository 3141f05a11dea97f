"""How many sources a text finally rests on, in the lists of texts and of figures."""

import pytest

from tests.makers import make
from tests.makers import source as printing
from tracker.models import Article, Derivation
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db


def rests(article: Article, *sources: Article) -> None:
    for one in sources:
        Derivation.objects.create(article=article, source=one, kind="re_reports")


def independent(kind: str, slug: str) -> int:
    [row] = [row for row in RECORDS[kind].select({}).rows() if row["slug"] == slug]
    return row["independent_sources"]


def test_text_that_rests_on_nothing_is_its_own_source():
    make("articles", number=1)
    assert independent("articles", "articles-1") == 1


def test_two_ways_to_one_source_are_one_source():
    top, left, right, bottom = (make("articles", number=n) for n in range(1, 5))
    rests(left, top)
    rests(right, top)
    rests(bottom, left, right)
    assert independent("articles", bottom.slug) == 1


def test_text_that_rests_on_two_sources_counts_both():
    first, second, third = (make("articles", number=n) for n in range(1, 4))
    rests(third, first, second)
    assert independent("articles", third.slug) == 2


def test_figure_counts_the_sources_of_the_text_that_prints_it():
    figure = make("figures", number=1)
    rests(printing(), make("articles", number=1), make("articles", number=2))
    assert independent("figures", figure.slug) == 2
