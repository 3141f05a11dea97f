"""Speech reported without marks: which clause, whose, and what is left alone."""

import pytest

from tracker.ingest.extract import Speech


def reported(text: str) -> list[tuple[str, str]]:
    return [(quote.span.text, quote.speaker_name) for quote in Speech(text).indirect]


@pytest.mark.parametrize(
    ("text", "clause", "speaker"),
    [
        ("Dana Whitfield said that the city would sue.", "that the city would sue", "Dana Whitfield"),
        ("Dana Whitfield said the city would sue.", "the city would sue", "Dana Whitfield"),
        ("The city would sue, Dana Whitfield said.", "The city would sue", "Dana Whitfield"),
        ("The city would sue, said Dana Whitfield, the mayor.", "The city would sue", "Dana Whitfield"),
        (
            "According to Dana Whitfield, the city was ready.",
            "the city was ready",
            "Dana Whitfield",
        ),
        ("The city was ready, according to Dana Whitfield.", "The city was ready", "Dana Whitfield"),
        (
            "Dana Whitfield, the mayor, said in an interview on Monday that the city would sue.",
            "that the city would sue",
            "Dana Whitfield",
        ),
        (
            "Dana Whitfield told reporters that the city would sue, adding nothing more.",
            "that the city would sue",
            "Dana Whitfield",
        ),
        ("Dana Whitfield has promised to sue the state.", "to sue the state", "Dana Whitfield"),
        (
            "After all, Dana Whitfield argued, the city had won before.",
            "the city had won before",
            "Dana Whitfield",
        ),
        ("While Ned Cole said the list was wrong, few agreed.", "the list was wrong", "Ned Cole"),
        ("Officials said the list was wrong.", "the list was wrong", ""),
        # A number's comma ends no clause.
        (
            "When asked, Ned Cole said that some 600,000 people had left.",
            "that some 600,000 people had left",
            "Ned Cole",
        ),
        ("Ned Cole warned the city would lose.", "the city would lose", "Ned Cole"),
        ("Ned Cole said when asked about it that it was wrong.", "that it was wrong", "Ned Cole"),
        ("Ned Cole announced this week it will stop.", "it will stop", "Ned Cole"),
        ("Initial reports suggested that there was smoke.", "that there was smoke", ""),
        ("Officials said they cannot discuss it.", "they cannot discuss it", ""),
    ],
)
def test_reported_clause_and_its_speaker(text: str, clause: str, speaker: str) -> None:
    assert reported(text) == [(clause, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "The secretary of state visited the city on Monday.",
        "Ann Petrie, the mayor of Elmora, argued the list “lacks any sense.”",
        "Ned Cole emphasized a significant increase in agents, smiling.",
        "Ned Cole accused her of harm after warning the public last month of a raid that was planned.",
        "The suit was the latest warning shot at cities that have such rules.",
        "Only time will tell if the list will last.",
        "“We lost,” Ned Cole said after the ruling was announced in May.",
        "Ned Cole won, so say thinkers I interviewed that were there.",
        "“We will sue,” said Dana Whitfield, who was elected in May.",
        "Dana Whitfield said the city was “ready to sue.”",
        "A report on the city is due in May.",
        "The alleged leader was at home.",
        "During the meeting, Ned Cole asked Dana Whitfield for the list.",
    ],
)
def test_what_is_no_reported_clause_is_left_alone(text: str) -> None:
    assert reported(text) == []


def test_reported_speech_is_a_form_of_its_own_with_less_confidence_than_a_quotation() -> None:
    speech = Speech("Dana Whitfield said the city would sue. “We will win,” she said.")
    (quote,), (clause,) = speech.quotes, speech.indirect
    assert clause.form == "indirect"
    assert clause.confidence < quote.confidence
