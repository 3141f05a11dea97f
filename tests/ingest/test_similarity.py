"""How alike texts are, and how printings of the same words differ."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.alterations import MAX_WORDS, TooLong, alterations, codes, printing_codes
from tracker.ingest.similarity import (
    BINS,
    bands,
    containment,
    estimate,
    printing_similarity,
    resemblance,
    shared_passages,
    shingles,
    signature,
    words,
)

STORY = " ".join(f"word{number}" for number in range(300))


def test_same_words_in_other_marks_are_the_same_text():
    assert shingles("“Don’t go,” she said, “to the old mill.”") == shingles(
        "Don't go she said to the OLD mill"
    )


def test_excerpt_is_contained_and_not_alike():
    whole, part = shingles(STORY), shingles(" ".join(STORY.split()[:60]))
    assert containment(part, whole) == 1
    assert resemblance(part, whole) < 0.25


def test_empty_texts_resemble_nothing():
    assert resemblance(shingles(""), shingles("—")) == 0
    assert estimate(signature(shingles("")), signature(shingles(STORY))) == 0
    assert bands(()) == ()


@pytest.mark.parametrize("changed", [10, 60, 150])
def test_signature_estimates_the_resemblance(changed):
    other = " ".join([f"other{n}" for n in range(changed)] + STORY.split()[changed:])
    exact = resemblance(shingles(STORY), shingles(other))
    assert estimate(signature(shingles(STORY)), signature(shingles(other))) == pytest.approx(exact, abs=0.19)


def test_signature_is_the_same_on_every_machine():
    found = signature(shingles("the council met on monday and voted"))
    assert len(found) == BINS
    assert found[:2] == (70847455762628982, 199347682507900257)


def test_near_duplicates_share_a_band_and_others_do_not():
    words = STORY.split()
    near = " ".join([*words[:150], "inserted", *words[150:]])
    far = " ".join(f"unlike{n}" for n in range(300))
    own = set(bands(signature(shingles(STORY))))
    assert own & set(bands(signature(shingles(near))))
    assert not own & set(bands(signature(shingles(far))))


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= printing_similarity(one, other) <= 1
    assert printing_similarity(one, other) == pytest.approx(printing_similarity(other, one))
    first, second = shingles(one), shingles(other)
    assert resemblance(first, second) == resemblance(second, first)
    assert estimate(signature(first), signature(first)) == (1 if first else 0)


def test_piece_of_a_quotation_is_another_printing_of_it():
    whole = "We have taken the lid off of the old pot and nobody knows why"
    assert printing_similarity(whole, "taken the lid off the old pot") > 0.8
    assert printing_similarity(whole, "it rained all day in the valley") < 0.5
    assert printing_similarity(whole, "the old pot") < 0.5


@pytest.mark.parametrize(
    ("first", "second", "code", "before", "after"),
    [
        ("taken the lid off of the pot", "taken the lid off the pot", "dropped_word", "of", ""),
        ("taken the lid off the pot", "taken the lid off of the pot", "added_word", "", "of"),
        ("make it hard for them", "make it hard for [the cooks]", "bracket", "them", "[the cooks]"),
        ("make it hard for them", "make it hard for cooks", "substitution", "them", "cooks"),
        ("what he has done is good", "what he has dine is good", "typo", "done", "dine"),
        ("the agents came", "the agent came", "substitution", "agents", "agent"),
        ("it rose 80 percent", "it rose 90 percent", "number_drift", "80", "90"),
        ("it rose 80 percent", "it rose up to 80 percent", "number_drift", "", "up to"),
        ("it rose about 80 percent", "it rose 80 percent", "number_drift", "about", ""),
        ("They left. Nobody knew", "They left, nobody knew", "merged", ". ", ", "),
        ("They left. Nobody knew", "They left and nobody knew", "merged", "", "and"),
        ("they left when the rain came down", "they left when", "truncated", "the rain came down", ""),
    ],
)  # fmt: skip
def test_difference_has_its_code_and_words(first, second, code, before, after):
    (found,) = alterations(first, second)
    assert (found.code, found.before.text, found.after.text) == (code, before, after)


def test_reporters_words_put_into_marks_are_a_paraphrase():
    assert codes("arrests had jumped", "arrests had jumped", first_in_marks=False) == ("paraphrase_in_marks",)
    assert codes("arrests had jumped", "arrests had jumped", second_in_marks=False) == ()


def test_marks_and_case_are_no_difference():
    assert alterations("“Don’t go,” she said.", "don't go she said") == ()


PRINTING = st.text(max_size=120) | st.lists(
    st.sampled_from(re.split(r"\|", "they|left|80|percent|up to|[cooks]|.|, |done|dine|and|The")), max_size=25
).map(" ".join)


@given(PRINTING, PRINTING)
def test_undoing_the_differences_gives_the_other_printing_back(first, second):
    """Replacing each ``before`` of the first by its ``after`` leaves the words of the second."""
    rebuilt, last = [], 0
    for found in alterations(first, second):
        assert first[found.before.start : found.before.end] == found.before.text
        assert second[found.after.start : found.after.end] == found.after.text
        if found.code == "merged" and not found.after.text.strip(" ,;:—-\n"):
            continue
        rebuilt += [first[last : found.before.start], " ", found.after.text, " "]
        last = found.before.end
    rebuilt.append(first[last:])
    assert alterations("".join(rebuilt), second) == () or codes("".join(rebuilt), second) == ("merged",)


def test_very_long_printings_are_refused():
    with pytest.raises(TooLong):
        alterations("a " * (MAX_WORDS + 1), "a")


@pytest.mark.parametrize("unit", ["A", "word ", "1 ", "[", "“"])
def test_hundred_thousand_characters_are_sketched_in_time(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        bands(signature(shingles(text)))
        return time.process_time() - started

    seconds(1_000)
    assert min(seconds(100_000) for _ in range(3)) < 9 * max(min(seconds(25_000) for _ in range(3)), 0.05)


def test_shared_passages_are_the_same_words_in_both_texts():
    one = "Nobody asked us. The county will keep its rule until the court has spoken, she said."
    other = "In May the board met: “The county will keep its rule until the court has spoken.” It rained."
    ((start, end, there, there_end),) = shared_passages(one, other)
    assert one[start:end] == "The county will keep its rule until the court has spoken"
    assert other[there:there_end] == one[start:end]


def test_few_words_in_common_are_no_shared_passage():
    assert shared_passages("the county will keep its rule", "the county will keep its rule") == ()


@given(st.text(alphabet="ab ’.", max_size=120), st.text(alphabet="ab ’.", max_size=120))
def test_shared_passages_fold_to_the_same_words(one, other):
    for start, end, there, there_end in shared_passages(one, other, at_least=2):
        assert words(one[start:end]) == words(other[there:there_end])


def test_shared_passages_of_long_repetitive_texts_are_found_fast():
    begun = time.process_time()
    shared_passages("round and " * 10_000, "and round " * 10_000)
    assert time.process_time() - begun < 9


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("We will keep it. Nobody asked us to. That is all.", "Nobody asked us to.", ()),
        ("Nobody asked us to.", "We will keep it. Nobody asked us to. That is all.", ()),
        ("We will keep it for many long years.", "We will keep it", ("truncated",)),
        ("First of all. We will keep the old rule here.", "We will keep the rule here.", ("dropped_word",)),
        (
            "We hold 300 people in the jail now.",
            "we hold 330 people in the jail",
            ("number_drift", "truncated"),
        ),
        ("They are not federal agents,", "They are not federal officers,", ("substitution",)),
        ("Nothing alike.", "Whatever else.", ()),
    ],
)
def test_only_the_part_both_printings_hold_is_compared(first, second, expected):
    assert printing_codes(first, second) == expected
