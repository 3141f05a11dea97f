"""Where quotations begin and end: marks of every shape, paragraphs, lost marks, hostile texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.extract import Speech
from tracker.ingest.quotes import find_quotes
from tracker.ingest.text import Doc


def quoted(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in find_quotes(Doc(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said. “Again.”", ["We won,", "Again."]),
        ('"We won," she said. "Again."', ["We won,", "Again."]),
        ("''We won,'' she said. ''Again.''", ["We won,", "Again."]),
        ("``We won,'' she said.", ["We won,"]),
        ("«We won», she said.", ["We won"]),
        ("„We won,” she said.", ["We won,"]),
        ("“He called it ‘a mess’ twice,” she said.", ["He called it ‘a mess’ twice,"]),
        ("“He called it “a mess” twice,” she said.", ["He called it “a mess” twice,"]),
        ('She said,"We won."Then she left.', ["We won."]),
        ("”We won,” she said.", ["We won,"]),
        ("It’s the mayors’ list, isn’t it?", []),
        ('The man, 6\'2" tall, said "no."', ["no."]),
        ("The word “” is empty and “...” too.", []),
    ],
)
def test_marks_of_every_shape_pair_up(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘We won’t go,’ she said. It wasn’t her house.", ["We won’t go,"]),
        # A fragment closes without punctuation; the next apostrophe is no mark.
        ("Their ‘list’ errs, Customs’ chief said.", ["list"]),
        ("She called it ‘worthless’ and he ‘garbage’.", ["worthless", "garbage"]),
        ("‘We don’t act for the agents’ sake,’ she said.", ["We don’t act for the agents’ sake,"]),
        ("The ‘safe cities’ have a duty. ‘No,’ she said.", ["safe cities", "No,"]),
        ("The '90s were over and the boys' toys gone. 'No,' she said.", ["No,"]),
        ("'Round 'em up,' he said.", []),
        # One opens inside another.
        (
            "''Bad lists,' as we call them, aren't helpful,' said Ann Petrie. 'No,' she added.",
            ["'Bad lists,' as we call them, aren't helpful,", "No,"],
        ),
    ],
)
def test_text_with_only_single_marks_is_read_by_them(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Speaker 1: Why now?\n\nSpeaker 2: Because the law says so.",
            ["Why now?", "Because the law says so."],
        ),
        (
            "Mullen: Why now?\n\nRadley: The law says so.\n\nMullen: And then?\n\nRadley: She can sue.",
            ["Why now?", "The law says so.", "And then?", "She can sue."],
        ),
        # A notice to the press speaks no lines.
        ("WHAT: A hearing with mayors\n\nDATE: Wednesday, March 5\n\nTIME: 10 a.m.\n\nLOCATION: Room 2", []),
        # Lists ask nothing.
        ("Date: May 2.\n\nPlace: Elmora.\n\nDate: May 3.\n\nPlace: Elmora.", []),
        (
            "Sheriff Tom Marsh spoke on a show.\n\nTom Marsh: I have numbers here. Holds are down, and they know it in town.",
            ["I have numbers here. Holds are down, and they know it in town."],
        ),
        # One label alone: named nowhere else, or nobody's "I".
        ("Tom Marsh: I have numbers here. Holds are down, and they know it in town.", []),
        ("Tom Marsh spoke.\n\nTom Marsh: The numbers are here. Holds are down, and they are in town.", []),
    ],
)
def test_turns_without_marks_are_quotations(text: str, expected: list[str]) -> None:
    assert [quote.span.text for quote in Speech(text).quotes] == expected


@pytest.mark.parametrize("before", [":", "So:", "He noted:", "Mayor Ann Petrie left. She noted:"])
def test_paragraph_behind_any_colon_is_read(before: str) -> None:
    block = "It is important that this ruling does not change a thing for anybody."
    found = [quote.form for quote in Speech(f"{before}\n\n{block}").quotes]
    assert found == (["block"] if "noted" in before else [])


def test_single_mark_left_open_goes_on_in_the_next_paragraph_or_is_none() -> None:
    quotes = find_quotes(Doc("‘We will sue.\n\n‘We will win,’ she said."))
    assert [(quote.open_ended, quote.continues) for quote in quotes] == [(True, False), (False, True)]
    assert quoted("‘We will sue.\n\nShe left.") == []
    assert quoted("‘We will sue.") == []


def test_single_marks_beside_double_ones_are_no_quotations_of_their_own() -> None:
    assert quoted("The ‘list’ was long. “Too long,” she said.") == ["Too long,"]


def test_paragraph_left_open_goes_on_in_the_next() -> None:
    quotes = find_quotes(Doc("“One, she said.\n\n“Two.”"))
    assert [(quote.open_ended, quote.continues) for quote in quotes] == [(True, False), (False, True)]


def test_paragraph_without_its_opening_mark_still_closes_the_quotation() -> None:
    assert quoted('"It was long.\n\nIt was very long indeed." Then she left.') == [
        "It was long.",
        "It was very long indeed.",
    ]


def test_lost_closing_mark_ends_at_the_tag() -> None:
    assert quoted('"We won, she said, "and they lost."') == ["We won,", "and they lost."]


def test_quotation_never_runs_into_a_paragraph_that_does_not_go_on() -> None:
    assert quoted("“We won.\n\nThe rest was silence.") == ["We won."]


@given(st.text(alphabet="\"“”‘’'« »ab.,\n A:-", max_size=120))
def test_quotations_lie_inside_the_text_in_order_and_hold_a_word(text: str) -> None:
    last = 0
    for quote in find_quotes(Doc(text)):
        assert last <= quote.start < quote.end <= len(text)
        assert any(char.isalnum() for char in text[quote.start : quote.end])
        last = quote.end


@given(st.lists(st.sampled_from(["We won", "No, never", "So it is", "Ask him"]), min_size=1, max_size=6))
def test_curly_and_straight_marks_give_the_same_words(words: list[str]) -> None:
    curly = " ".join(f"“{word},” she said." for word in words)
    straight = " ".join(f'"{word}," she said.' for word in words)
    assert quoted(curly) == quoted(straight) == [f"{word}," for word in words]


TRANSCRIPT = """REP. JO MARSH (R-TX): The counties will not cooperate.

In fact, Mr. Rusk, were they honoring detainers?

DALE RUSK, ACTING DIRECTOR, U.S. BUREAU OF FIELD OFFICES: They were not.

MARSH: This is a violation.

(CROSSTALK)

RUSK: Yes.

MARSH: Thank you.

Return to the front page
"""


def test_transcript_gives_each_paragraph_to_the_turn_it_belongs_to() -> None:
    said = [(quote.speaker_name, quote.span.text) for quote in Speech(TRANSCRIPT).quotes]
    assert said == [
        ("Jo Marsh", "The counties will not cooperate."),
        ("Jo Marsh", "In fact, Mr. Rusk, were they honoring detainers?"),
        ("Dale Rusk", "They were not."),
        ("Jo Marsh", "This is a violation."),
        ("Dale Rusk", "Yes."),
        ("Jo Marsh", "Thank you."),
    ]


def test_story_between_two_turns_stays_the_reporters() -> None:
    text = "MARSH: The counties will not.\n\nShe left the room then.\n\nRUSK: They were not.\n"
    assert [quote.span.text for quote in Speech(text).quotes] == ["The counties will not.", "They were not."]


@pytest.mark.parametrize(
    "slogans", ["“Peace Through Work,” “Law and Order”", "“Peace Through Work” and “Law and Order”"]
)
def test_slogans_repeated_are_words_said(slogans: str) -> None:
    found = Speech(f"All they do is repeat, 10,000 times, {slogans} to the crowd.").quotes
    assert [quote.form for quote in found] == ["direct", "direct"]
