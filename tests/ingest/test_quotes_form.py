"""Words of somebody, fragments of them, blocks and marks that quote nobody."""

import pytest

from tracker.ingest.extract import Speech
from tracker.ingest.lines import extraction_line
from tracker.ingest.types import Extraction


def forms(text: str) -> list[tuple[str, str]]:
    return [(quote.span.text, quote.form) for quote in Speech(text).quotes]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“We are not changing a thing,” Dana Whitfield said.", "direct"),
        ("Dana Whitfield said the order “commandeers” her officers.", "partial"),
        ("Dana Whitfield called the list “absurd.”", "partial"),
        ("Dana Whitfield said the list was “riddled with errors.”", "partial"),
        ("Ned Cole promised a “sanctuary” crackdown in the fall.", "scare"),
        ("The so-called “shield” towns met on Monday.", "scare"),
        ("Dana Whitfield said on “Face the County” that she would run.", "scare"),
        ("She wrote a book, “The Long Way Home to Arden,” about it.", "scare"),
        ("The group, known as “Neighbors First,” did not answer.", "scare"),
        ("Dana Whitfield read “The Long Way Home” on the flight.", "scare"),
        ("A sign read “Leave Us Alone” outside.", "direct"),
        ("Dana Whitfield signed the “Safe Towns Act,” which takes effect in May.", "scare"),
        ("Dana Whitfield called it the “Safe Towns Act.”", "scare"),
    ],
)
def test_form_tells_words_from_marks(text: str, form: str) -> None:
    ((_, found),) = forms(text)
    assert found == form


def test_scare_quotation_names_no_speaker() -> None:
    (quote,) = Speech("Ned Cole promised a “sanctuary” crackdown in the fall.").quotes
    assert (quote.form, quote.speaker_name, quote.mention) == ("scare", "", None)


def test_scare_quotations_stay_out_of_the_line_of_the_commands() -> None:
    text = "Ned Cole promised a “sanctuary” crackdown. “It is time,” he said."
    line = extraction_line(Extraction(text=text, quotes=Speech(text).quotes))
    assert [quote["quote_text"] for quote in line["quotes"]] == ["It is time,"]


def test_transcript_turns_are_quotations_of_their_labels() -> None:
    text = "Chris Warner sat down with Sheriff Lou Barret.\n\nWARNER: Why now?\n\nBARRET: Because it is time."
    found = [(quote.span.text, quote.speaker_name) for quote in Speech(text).quotes]
    assert found == [("Why now?", "Chris Warner"), ("Because it is time.", "Lou Barret")]


def test_labels_in_small_letters_are_turns_when_two_people_take_them() -> None:
    text = "\n\n".join(
        ["Emma Calder: Why now?", "Oliver Barret: It is time.", "Calder: Is it?", "Barret: I think so."]
    )
    found = [(quote.span.text, quote.speaker_name) for quote in Speech(text).quotes]
    assert found == [
        ("Why now?", "Emma Calder"),
        ("It is time.", "Oliver Barret"),
        ("Is it?", "Emma Calder"),
        ("I think so.", "Oliver Barret"),
    ]


def test_turn_with_marks_in_it_is_its_speakers_as_a_whole() -> None:
    said = ["Why?", "“Obstruct” is a legal word. He said “no.”", "Is it?", "It is.", "Thank you."]
    names = ["WARNER", "BARRET", "WARNER", "BARRET", "WARNER"]
    text = "\n\n".join(f"{name}: {words}" for name, words in zip(names, said, strict=True))
    found = [(quote.span.text, quote.speaker_name) for quote in Speech(text).quotes]
    assert found == [(words, name.title()) for words, name in zip(said, names, strict=True)]


def test_headings_with_a_colon_are_no_turns() -> None:
    lines = ["Date: March 3", "Place: City hall", "Date: April 4", "Place: The library", "Host: Emma Calder"]
    assert forms("\n\n".join(lines)) == []


def test_one_label_alone_makes_no_transcript() -> None:
    assert forms("CORRECTION: An earlier story gave the wrong date.\n\nThe rest is right.") == []


def test_block_behind_a_colon_belongs_to_who_handed_over() -> None:
    text = (
        "Sheriff Lou Barret said in a statement:\n\n"
        "My deputies follow the law as it is written and they will go on doing so."
    )
    (quote,) = Speech(text).quotes
    assert (quote.form, quote.speaker_name) == ("block", "Lou Barret")


def test_list_behind_a_colon_is_no_block() -> None:
    text = "Here are three towns on the list:\n\nArden is the largest of them and the oldest in the state."
    assert forms(text) == []


def test_pull_quote_is_not_said_twice() -> None:
    words = "Our efforts have been too small for the number of people who came"
    text = f"“{words} this year,” Dana Whitfield said.\n\n“{words}.\n\nThe rest followed."
    assert [quote.span.text for quote in Speech(text).quotes] == [f"{words} this year,"]


def test_entry_of_a_list_of_sources_is_nobodys_words() -> None:
    assert forms("“Town named in list” — The Arden Courier, May 15, 2008") == [
        ("Town named in list", "scare")
    ]
