"""What stands around an article is taken off, read where it says author or day, and never a quotation."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.furniture import Head, without_furniture

TEXT = "The board heard four hours of testimony on Wednesday about the rule."


def taken(*blocks: str, title: str = "", bylines: tuple[str, ...] = ()) -> tuple[list[str], Head]:
    return without_furniture(blocks, title=title, bylines=bylines)


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Quillfeather",
        "By ANA QUILLFEATHER and BO LIM, Staff Writers",
        "Ana Quillfeather",
        "Ana Quillfeather and Bo Lim, staff writers",
        "June 3, 2025",
        "Posted July 1, 2025 at 8:10 PM PDT",
        "Updated: Tuesday, Feb. 20, 2025, 9 a.m. EST",
        "Staff writer",
        "Release Date:",
        "View in browser",
        "Board weighs the rule",
    ],
)
def test_line_above_the_text_is_taken_off(line: str) -> None:
    blocks, _ = taken(line, TEXT, title="Board weighs the rule", bylines=("Ana Quillfeather", "Bo Lim"))
    assert blocks == [TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the board had heard enough.",
        "By the numbers",
        "June 3, 2025, was the last day of the old rule",
        "Ana Quillfeather was not there",
        "May was quiet",
        "What comes next",
        "“By Friday,” she said",
    ],
)
def test_line_of_the_text_stays(line: str) -> None:
    assert taken(line, TEXT, bylines=("Ana Quillfeather",))[0] == [line, TEXT]


def test_author_and_day_are_read_from_the_lines_taken_off() -> None:
    _, head = taken("By Leopold Vasquez-Thorne | October 7, 2025", TEXT)
    assert head.names == ("Leopold Vasquez-Thorne",)
    assert head.published is not None and head.published.value == "2025-10-07"


def test_day_of_an_update_is_not_the_day_of_publication() -> None:
    _, head = taken("Updated February 20, 2025", "Published February 18, 2025", TEXT)
    assert head.published is not None and head.published.value == "2025-02-18"


@pytest.mark.parametrize(
    "line",
    [
        "Reach Ana Quillfeather at aq@ledger.example.",
        "You get this letter because you asked for it. Unsubscribe or change how often it comes.",
        "© 2025 Ledger. All rights reserved.",
        "Media contact",
        "press@bureau.example, 202-555-0143",
        "Return to top",
    ],
)
def test_line_below_the_text_is_taken_off(line: str) -> None:
    assert taken(TEXT, line)[0] == [TEXT]


def test_quotation_below_the_text_stays_whatever_it_says() -> None:
    last = "“Unsubscribe,” he said, “and reach me at home.”"
    assert taken(TEXT, last)[0] == [TEXT, last]


def test_page_of_nothing_else_is_left_as_it_is() -> None:
    assert taken("By Ana Quillfeather", "June 3, 2025") == (["By Ana Quillfeather", "June 3, 2025"], Head())


@given(
    st.lists(st.text(max_size=200), max_size=12),
    st.text(max_size=30),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_any_blocks_lose_only_some_at_either_end(blocks: list[str], title: str, bylines: list[str]) -> None:
    kept, _ = without_furniture(blocks, title=title, bylines=bylines)
    starts = [at for at in range(len(blocks) + 1) if blocks[at : at + len(kept)] == kept]
    assert starts and (kept or not blocks)


@pytest.mark.parametrize(
    "piece", ["by Ana ", "June 3, 2025 ", "reach @ ", "unsubscribe ", "(202) ", "a@a.", "and by ", "1 "]
)
def test_long_lines_are_looked_at_in_bounded_time(piece: str) -> None:
    begun = time.process_time()
    for length in (150, 390, 100_000):
        block = (piece * (length // len(piece) + 1))[:length]
        without_furniture([block, block, TEXT, block, block], title="", bylines=["Ana"])
    assert time.process_time() - begun < 3
