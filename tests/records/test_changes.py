"""What changed between two captures."""

import time

from hypothesis import given
from hypothesis import strategies as st

from tracker.records.changes import MAX_ALIGNED, Change, changes

BEFORE = "The board met. “We will not sign,” she said. Rain fell.\n\nIt was late."


def test_changed_sentence_is_gone_and_come():
    assert changes(BEFORE, BEFORE.replace("will not", "may")) == (
        Change("same", ("The board met.",)),
        Change("gone", ("“We will not sign,” she said.",)),
        Change("come", ("“We may sign,” she said.",)),
        Change("same", ("Rain fell.", "It was late.")),
    )


def test_blanks_and_line_ends_are_no_change():
    assert changes(BEFORE, BEFORE.replace("\n\n", "\n").replace(" fell", "   fell")) == (
        Change("same", ("The board met.", "“We will not sign,” she said.", "Rain fell.", "It was late.")),
    )


def test_text_that_is_gone_is_gone_whole():
    assert [change.kind for change in changes(BEFORE, "")] == ["gone"]
    assert changes("", "") == ()


@given(st.text(alphabet="ab. \n", max_size=80), st.text(alphabet="ab. \n", max_size=80))
def test_runs_hold_both_texts_in_their_order(before, after):
    found = changes(before, after)
    for text, other in ((before, "come"), (after, "gone")):
        words = " ".join(part for change in found if change.kind != other for part in change.sentences)
        assert words.split() == text.split()


def test_long_texts_are_compared_in_bounds():
    one = " ".join(f"Sentence {number} stays." for number in range(4 * MAX_ALIGNED))
    begun = time.process_time()
    found = changes(one, one.replace("Sentence 10 ", "Line 10 ").replace("Sentence 5990 ", "Line 5990 "))
    assert time.process_time() - begun < 6
    assert [change.kind for change in found] == ["same", "gone", "come", "same"]
