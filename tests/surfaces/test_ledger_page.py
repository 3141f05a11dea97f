"""A figure's page: claims side by side, official counts worked out, and what the claim rests on."""

import pytest

from tests.makers import make, source
from tests.surfaces.reading import get
from tracker.models import Derivation, Figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    """A claimed change, and the two official counts it is about."""
    claimed, first, second = (make("figures", number=n, words=f"arrests {n}") for n in (1, 2, 3))
    Figure.objects.filter(pk=claimed.pk).update(measure="arrests-change", unit="percent", direction="up")
    for figure, value, period in ((first, 200, "May 2016"), (second, 250, "May 2017")):
        Figure.objects.filter(pk=figure.pk).update(
            measure="arrests",
            unit="arrests",
            direction="",
            value_low=value,
            value_high=value,
            period=period,
            is_official_series=True,
        )
    return claimed


def test_change_is_shown_with_its_arithmetic(client, claim):
    html = get(client, "/figures/figures-1/").decode()
    assert "(250 − 200) ÷ 200" in html
    assert "+25.0 %" in html


def test_counts_stand_beside_the_claimed_change(client, claim):
    html = get(client, "/figures/figures-1/").decode()
    assert all(f"/figures/figures-{n}/" in html for n in (2, 3))


def test_unpublished_count_is_no_base(client, claim):
    Figure.objects.filter(slug="figures-2").update(state="retracted")
    assert "÷" not in get(client, "/figures/figures-1/").decode()


def test_source_of_the_article_that_prints_a_figure_is_shown(client, claim):
    Derivation.objects.create(article=source(), source=make("articles", number=5), kind="re_reports")
    assert "1 article, 1 independent source" in get(client, "/figures/figures-1/").decode()


@pytest.mark.parametrize("words", ["12,345 agents", "12345 agents", "agents 12,345"])
def test_figure_is_found_by_its_value(client, words):
    figure = make("figures", number=1, words="new agents")
    Figure.objects.filter(pk=figure.pk).update(value_low=12345, value_high=12345, unit="agents")
    assert "/figures/figures-1/" in get(client, f"/search/?q={words}").decode()
