"""How far two lists agree: pure arithmetic, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.records.agreement import agreements, wilson
from tracker.records.status import LEAVES_OFF, LISTS, VERDICTS, WORDS, verdict

CODES = st.sampled_from(sorted(WORDS))
TRIALS = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_interval_of_a_published_example_is_met():
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, method 3.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(TRIALS)
def test_interval_holds_the_share_and_stays_between_nothing_and_all(pair):
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


@given(TRIALS)
def test_interval_of_the_opposite_is_mirrored(pair):
    successes, trials = pair
    low, high = wilson(successes, trials)
    other = wilson(trials - successes, trials)
    assert (low, high) == pytest.approx((1 - other[1], 1 - other[0]))


def test_share_of_no_trial_is_refused():
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


def test_places_on_neither_list_do_not_count_as_agreement():
    [pair] = agreements(2, [(("not_listed", "not_listed"), 500), (("listed", "listed"), 1)])
    assert (pair.places, pair.both) == (1, 1)


def test_place_a_maker_is_silent_about_counts_for_no_pair_with_it():
    pairs = agreements(3, [(("listed", "silent", "not_listed"), 7)])
    assert [(pair.first, pair.second, pair.places) for pair in pairs] == [(0, 1, 0), (0, 2, 7), (1, 2, 0)]


def test_line_taken_back_differs_from_a_list_that_prints_the_place():
    [pair] = agreements(2, [(("retracted", "listed"), 3)])
    assert (pair.both, pair.first_only, pair.second_only) == (0, 0, 3)


def test_pair_with_a_list_entered_in_part_has_counts_and_no_share():
    rows = [(("listed", "listed"), 3), (("listed", "not_listed"), 8), (("silent", "listed"), 5)]
    [pair] = agreements(2, [*rows, (("silent", "not_listed"), 90)], partial=[0])
    assert (pair.both, pair.first_only, pair.second_only) == (3, 8, 0)
    assert (pair.partial, pair.unheard) == ((0,), 5)
    assert (pair.share, pair.interval) == (None, None)


def test_partial_list_takes_no_share_from_pairs_without_it():
    pairs = agreements(3, [(("listed", "listed", "silent"), 4)], partial=[2])
    assert [(pair.share, pair.partial, pair.unheard) for pair in pairs] == [
        (1.0, (), 0),
        (None, (2,), 4),
        (None, (2,), 4),
    ]


@given(st.lists(CODES, min_size=1, max_size=6))
def test_makers_disagree_exactly_when_a_pair_of_them_does(codes):
    pairs = agreements(len(codes), [(codes, 1)])
    differs = any(pair.first_only or pair.second_only for pair in pairs)
    assert (verdict(codes) == "disagree") == differs


@given(st.lists(CODES, max_size=6), CODES)
def test_maker_that_says_nothing_changes_no_verdict(codes, more):
    if more not in LISTS | LEAVES_OFF:
        assert verdict([*codes, more]) == verdict(codes)


@given(st.lists(CODES, max_size=6))
def test_verdict_does_not_depend_on_the_order_of_makers(codes):
    assert verdict(codes) == verdict(codes[::-1])
    assert verdict(codes) in VERDICTS
