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
        # A present tense makes a clause; behind "that" and a pronoun any verb does.
        ("Officials said the law protects families.", "the law protects families", ""),
        ("Ned Cole said that the policy undermines trust.", "that the policy undermines trust", "Ned Cole"),
        ("Ned Cole said that critics misread it.", "that critics misread it", "Ned Cole"),
        ("Ned Cole said he bunks with five others.", "he bunks with five others", "Ned Cole"),
        ("Ned Cole said officers still work with them.", "officers still work with them", "Ned Cole"),
        ("Ned Cole said he's ready to sue.", "he's ready to sue", "Ned Cole"),
        ("Ned Cole says his family assumed it was so.", "his family assumed it was so", "Ned Cole"),
        ("Ned Cole said the rule limits what deputies do.", "the rule limits what deputies do", "Ned Cole"),
        # The verb may be in the present, or "make clear".
        ("Ned Cole states the policy is wrong.", "the policy is wrong", "Ned Cole"),
        ("The letter the council passed states the county will pay.", "the county will pay", ""),
        ("Ned Cole complains the policy is wrong.", "the policy is wrong", "Ned Cole"),
        ("Ned Cole estimated the work would take a year.", "the work would take a year", "Ned Cole"),
        ("Ned Cole made it clear Tuesday that the town would pay.", "that the town would pay", "Ned Cole"),
        # "that" may be the subject, and an aside may follow it or stand before it.
        ("Ned Cole said that is not true of the town.", "that is not true of the town", "Ned Cole"),
        ("Ned Cole said that, in law, the town is free.", "that, in law, the town is free", "Ned Cole"),
        (
            "Ned Cole said that under the law the town is free.",
            "that under the law the town is free",
            "Ned Cole",
        ),
        ("Ned Cole said that he'd go too.", "that he'd go too", "Ned Cole"),
        (
            "Ned Cole said that unnamed leaders agree with him.",
            "that unnamed leaders agree with him",
            "Ned Cole",
        ),
        ("Ned Cole said that funds were frozen.", "that funds were frozen", "Ned Cole"),
        ("Ned Cole said, for the first time, that the town was free.", "that the town was free", "Ned Cole"),
        # When, where and to whom.
        ("Ned Cole said in 2023, the town was free.", "the town was free", "Ned Cole"),
        ("Ned Cole said on Monday, the town is free.", "the town is free", "Ned Cole"),
        ("Ned Cole said in court he would sue.", "he would sue", "Ned Cole"),
        ("Ned Cole told reporters late today that he favors it.", "that he favors it", "Ned Cole"),
        ("Ned Cole told families they would be safe.", "they would be safe", "Ned Cole"),
        (
            "Ned Cole told Elmora News Face of the Hour this week that it was so.",
            "that it was so",
            "Ned Cole",
        ),
        # A relative clause inside the noun phrase takes the nearer verb.
        ("Ned Cole said officers who want it can come.", "officers who want it can come", "Ned Cole"),
        ("Ned Cole said the law she wrote would pass.", "the law she wrote would pass", "Ned Cole"),
        # What belongs to the clause and what does not.
        (
            "The agency said it was, by its agents (RTA), following up on letters.",
            "it was, by its agents (RTA), following up on letters",
            "",
        ),
        (
            "Three sheriffs who have promised to leave the program will soon take office.",
            "to leave the program",
            "",
        ),
        (
            "Ned Cole predicted that the suit would fail and criticized the mayor.",
            "that the suit would fail",
            "Ned Cole",
        ),
        (
            "Ned Cole said that the man lied and told agents he was a citizen.",
            "that the man lied and told agents he was a citizen",
            "Ned Cole",
        ),
        (
            "Ned Cole said no money should go to cities and states that agree.",
            "no money should go to cities and states that agree",
            "Ned Cole",
        ),
        (
            "Arden has been a refuge for long, and according to Ned Cole, it is falling short.",
            "it is falling short",
            "Ned Cole",
        ),
        (
            "Arden is a refuge, and Elmora is one too, according to Ned Cole.",
            "Arden is a refuge, and Elmora is one too",
            "Ned Cole",
        ),
        ("Sales were great, Ned Cole said, wiping his face.", "Sales were great", "Ned Cole"),
        ("In May, Ned Cole said, the town sued.", "the town sued", "Ned Cole"),
        ("When it was published, Ned Cole said, the town sued.", "the town sued", "Ned Cole"),
        (
            "At the center is Sheriff Sally Hart announcing that jails would close.",
            "that jails would close",
            "Sally Hart",
        ),
    ],
)
def test_reported_clause_and_its_speaker(text: str, clause: str, speaker: str) -> None:
    assert reported(text) == [(clause, speaker)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "Ned Cole argued that towns can still hide it and said the tally would last.",
            ["that towns can still hide it", "the tally would last"],
        ),
        (
            "Ned Cole said he was not aware of a plan but noted that the base is near.",
            ["he was not aware of a plan", "that the base is near"],
        ),
        (
            "Members said that they share concerns, but they said the board lacks the power.",
            ["that they share concerns", "the board lacks the power"],
        ),
        (
            "Dana Whitfield said the list is wrong, and Ned Cole said it is right.",
            ["the list is wrong", "it is right"],
        ),
    ],
)
def test_a_second_verb_of_saying_ends_the_first_clause(text: str, clauses: list[str]) -> None:
    assert [clause for clause, _ in reported(text)] == clauses


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("The rise in arrests, Ned Cole said, is due to it.", ["The rise in arrests", "is due to it"]),
        ("The move, Ned Cole said Monday, stems from threats.", ["The move", "stems from threats"]),
        (
            "The growth in the detained population, advocates say, goes against the law.",
            ["The growth in the detained population", "goes against the law"],
        ),
        (
            "If the list comes out, Ned Cole said, the town will sue.",
            ["If the list comes out", "the town will sue"],
        ),
    ],
)
def test_both_halves_around_a_tag_are_one_utterance(text: str, halves: list[str]) -> None:
    found = Speech(text).indirect
    assert [quote.span.text for quote in found] == halves
    assert len({quote.group for quote in found}) == 1


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
        # A noun phrase is no clause.
        "Prosecutors announced a federal suit over its policy of arresting people on civil matters.",
        "Ned Cole, who announced his consent to allow it in the state, was there.",
        "Ned Cole stressed his commitment to guarding personal data from unrestrained use.",
        "Ned Cole announced updates about how jails will take part in it.",
        "Ned Cole reported his efforts last year to ensure that towns were removed.",
        "Ned Cole said a few things about whether he would go.",
        "Ned Cole announced new rules and has made proposals.",
        "Ned Cole announced plans to bring a bill that would ban it.",
        "Ned Cole announced a raid carried out in May.",
        "Ned Cole, who wrote SB 54, warned cities going against it.",
        "Ned Cole wrote that letter in May.",
        "Ned Cole said that to reporters in May.",
        "Ned Cole said that day in May.",
        "Ned Cole praised the book she wrote that helped the town.",
        # What was not said.
        "Ned Cole was unable to say the effect it would have on the county.",
        "Ned Cole declined to say that the city would sue.",
        "Ned Cole did not say whether the city would sue.",
        # "states" the noun.
        "There are now 52 agencies in 14 states that have joined the program.",
        "Ned Cole wrote to the 12 states that refuse to help.",
        "Ned Cole knows that when cities and states refuse to help, all lose.",
        "Ned Cole struck populist notes similar to those Dana Whitfield had sounded.",
        "Ned Cole cited reports that had been lost.",
        "The Arden Raiders of the United States Football League won.",
        # What only leads up to it, and a piece without its subject.
        "Asked why the list was gone, a senior official said in a letter that the list “is under review.”",
        "When he first described the wall, Ned Cole said, “We will build it.”",
        "The agency named detainers that it said had been refused by the police.",
        "It became clear that the town would pay.",
    ],
)
def test_what_is_no_reported_clause_is_left_alone(text: str) -> None:
    assert reported(text) == []


def test_reported_speech_is_a_form_of_its_own_with_less_confidence_than_a_quotation() -> None:
    speech = Speech("Dana Whitfield said the city would sue. “We will win,” she said.")
    (quote,), (clause,) = speech.quotes, speech.indirect
    assert clause.form == "indirect"
    assert clause.confidence < quote.confidence
