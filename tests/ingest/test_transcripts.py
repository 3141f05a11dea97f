"""Speech printed as turns. Every person, place and outlet here is invented."""

import pytest

from tracker.ingest.extract import Speech

Turns = list[tuple[str, str]]


def turns(text: str) -> Turns:
    return [(quote.speaker_name, quote.span.text) for quote in Speech(text).quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "HANLON-GREY: So it got us thinking.\n\nKASTNER: Us too.\n\nHANLON-GREY: Did it?",
            [("Hanlon-Grey", "So it got us thinking."), ("Kastner", "Us too."), ("Hanlon-Grey", "Did it?")],
        ),
        (
            "State lawmaker Destin Hall is against it.\nDESTIN HALL: I cannot believe it.\nKASTNER: He was there.\nHALL: I was.",
            [
                ("Destin Hall", "I cannot believe it."),
                ("Kastner", "He was there."),
                ("Destin Hall", "I was."),
            ],
        ),
        (
            "MARY CHURCH: Good.\nROB O'HARA: Fine.\nJIM MCKAY: So be it.\nUNIDENTIFIED SPEAKER: No!",
            [("Mary Church", "Good."), ("Rob O'Hara", "Fine."), ("Jim McKay", "So be it."), ("", "No!")],
        ),
        # The label fills its line.
        (
            "LOU BARRET, HOST:\nThe county keeps its rule. Ed Cole joins us.\nED COLE: Good morning.",
            [("Lou Barret", "The county keeps its rule. Ed Cole joins us."), ("Ed Cole", "Good morning.")],
        ),
        (
            "Ann Barret:\n\nThe county left today.\n\nRob Cole:\n\nAnn, the letters frightened them.",
            [("Ann Barret", "The county left today."), ("Rob Cole", "Ann, the letters frightened them.")],
        ),
        # What "we" say between two turns goes on with the first.
        (
            "ROB COLE: I run the jail.\n\nWe let nobody out last week.\n\nANN BARRET: Thank you.",
            [
                ("Rob Cole", "I run the jail."),
                ("Rob Cole", "We let nobody out last week."),
                ("Ann Barret", "Thank you."),
            ],
        ),
        # As the Congressional Record prints it.
        (
            "Mr. COLE of Ohio. Madam Speaker, I ask for five days.\nThe SPEAKER pro tempore. Is there objection?\nMr. COLE. I thank the Chair.",
            [
                ("Cole", "Madam Speaker, I ask for five days."),
                ("", "Is there objection?"),
                ("Cole", "I thank the Chair."),
            ],
        ),
        # One label alone, with an office.
        (
            "ACTING DIRECTOR HOLLOWAY: Good morning to all. Laws like these make us all less safe.",
            [("Holloway", "Good morning to all. Laws like these make us all less safe.")],
        ),
        ("ACTING DIRECTOR HOLLOWAY: The numbers of the whole year are in the table below.", []),
        # Questions often asked, and whom to ask.
        ("Q: What is a hold?\nA: A hold is a request to keep a person for two days.", []),
        (
            "Q: What did you say?\nA: I told them to leave.",
            [("", "What did you say?"), ("", "I told them to leave.")],
        ),
        ("CONTACT:\nNWIP: Ann Barret, media@nwip.example\nLRCO: Rob Cole, 555-555-0100", []),
    ],
)
def test_turns_are_their_labels_words(text: str, expected: Turns) -> None:
    assert turns(text) == expected


def test_turn_of_many_paragraphs_stays_its_speakers() -> None:
    going_on = [f"The {number}th county did as it was told." for number in range(4, 30)]
    text = "\n\n".join(["COLE: I begin.", *going_on, "BARRET: So.", *["COLE: Yes.", "BARRET: No."] * 6])
    found = turns(text)
    assert [name for name, _ in found[: len(going_on) + 2]] == ["Cole"] * (len(going_on) + 1) + ["Barret"]


def test_initials_of_a_body_keep_their_capitals() -> None:
    assert turns("XQRT: We asked.\n\nBARRET: They did.") == [("XQRT", "We asked."), ("Barret", "They did.")]


def test_label_is_a_person_beside_a_body_of_that_name() -> None:
    text = "Lockheed Martin made the cameras.\n\nMARTIN: Why?\n\nCOLE: They are cheap."
    assert [quote.speaker_kind for quote in Speech(text).quotes] == ["person", "person"]
