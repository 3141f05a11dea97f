"""Whom "he", "she", "the senator" and a lone surname mean. Every person here is invented."""

import pytest

from tracker.ingest.extract import Speech
from tracker.ingest.speakers import ABSTAIN


def speakers(text: str) -> list[str]:
    return [quote.speaker_name for quote in Speech(text).quotes if quote.form != "scare"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruth Haney met John Mull on Monday. “It went well,” she said.", "Ruth Haney"),
        ("Ruth Haney met John Mull on Monday. “It went well,” he said.", "John Mull"),
        ("John Mull said Paul Quist had lied to voters.\n\n“It is sad,” he said.", "John Mull"),
        ("Paul Quist was in the room. As for John Mull, he said he was “in no hurry at all.”", "John Mull"),
        ("Ned Cole asked John Mull about the list. “I wrote it,” he told Cole.", "John Mull"),
        ("John Mull’s lawyer, Paul Quist, arrived late. “The train broke down,” he said.", "Paul Quist"),
        ("Spokeswoman Robin Vale declined to comment. “Not today,” she said.", "Robin Vale"),
    ],
)
def test_pronoun_takes_the_subject_of_its_gender(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


def test_name_inside_a_quotation_is_no_antecedent() -> None:
    text = "“Paul Quist is wrong,” John Mull said.\n\n“Very wrong,” he said."
    assert speakers(text) == ["John Mull", "John Mull"]


def test_he_added_is_the_speaker_before() -> None:
    text = "“We won,” John Mull said of Paul Quist, who stood beside Ned Cole. “Twice,” he added."
    assert speakers(text) == ["John Mull", "John Mull"]


def test_pronoun_without_anybody_to_mean_stays_blank() -> None:
    assert speakers("“We won,” he said.") == [""]


def test_office_in_a_description_finds_its_holder() -> None:
    text = (
        "Sen. Ruth Haney and Gov. Paul Quist spoke on Monday in Arden.\n\n"
        "“It is late,” the governor said.\n\n“It is not,” the senator said."
    )
    assert speakers(text) == ["Paul Quist", "Ruth Haney"]


def test_description_before_the_name_is_read_from_the_next_paragraph() -> None:
    text = (
        "The town’s top lawyer revealed Monday that the case is “as good as won.”\n\n"
        "Ruth Haney, the attorney who leads the case, said she would file it in May."
    )
    assert speakers(text) == ["Ruth Haney"]


def test_two_people_of_one_surname_stay_two() -> None:
    text = (
        "“He is out,” Ann Mull said. “I am in,” said Paul Mull.\n\n"
        "“Good,” Ms. Mull said.\n\n“Fine,” Mr. Mull said."
    )
    assert speakers(text) == ["Ann Mull", "Paul Mull", "Ann Mull", "Paul Mull"]


def test_fullest_name_of_the_text_is_given() -> None:
    text = "Thomas Q. Varga leads the office. “We are ready,” Varga said. “So am I,” Tom Varga said later."
    assert set(speakers(text)) == {"Thomas Q. Varga"}


def test_people_are_listed_with_every_mention() -> None:
    text = "Mayor Ruth Whitfield spoke. Whitfield left. “Bye,” she said."
    (person,) = Speech(text).people
    assert (person.name, person.title, person.gender) == ("Ruth Whitfield", "Mayor", "f")
    assert [mention.text for mention in person.mentions] == ["Ruth Whitfield", "Whitfield"]


def test_he_added_is_the_speaker_before_even_when_another_acted_between() -> None:
    text = "“We won,” John Mull said. Paul Quist nodded and left the room with Ned Cole. “Twice,” he added."
    assert speakers(text) == ["John Mull", "John Mull"]


def test_name_under_the_threshold_is_left_blank_and_says_how_unsure_it_was() -> None:
    text = (
        "Ned Cole and John Mull were there.\n\nPaul Quist and Al Ortiz were there.\n\n"
        "It was late. It was cold. It was dark.\n\n“Enough of this,” he said.\n\n“Go home.”"
    )
    last = Speech(text).quotes[-1]
    assert (last.speaker_name, last.official) == ("", "")
    assert 0 < last.speaker_confidence < ABSTAIN


def test_unlisted_name_joins_its_surname_though_the_headline_comes_first() -> None:
    text = (
        "Skaporn: We will stay\n\nRiwi Skaporn spoke in Arden on Monday. Skaporn opened the meeting.\n\n"
        "“We will stay,” Skaporn said."
    )
    assert speakers(text) == ["Riwi Skaporn"]


def test_name_that_only_articles_repeat_is_no_person() -> None:
    (lantern,) = Speech("The Hollow Lantern opened on Monday. Voters met at the Lantern.").cast.entities
    assert (lantern.name, lantern.kind) == ("Hollow Lantern", "")


def test_gender_of_an_unlisted_name_is_read_from_its_pronouns() -> None:
    text = (
        "Riwi Skaporn thanked her parents and the voters of Arden. Skaporn never mentioned Paul Quist.\n\n"
        "“We will stay,” she said.\n\n“We will go,” he said."
    )
    assert speakers(text) == ["Riwi Skaporn", "Paul Quist"]


def test_pronoun_between_two_people_settles_no_gender() -> None:
    text = "Riwi Skaporn thanked Jomai Keabrun and his parents. Ruth Haney left.\n\n“We will stay,” she said."
    assert speakers(text) == ["Ruth Haney"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Enid Houston spoke in Houston.", {"Enid Houston": "person", "Houston": "place"}),
        ("Grace Church and Hal Park are near.", {"Grace Church": "organization", "Hal Park": "place"}),
    ],
)
def test_place_or_body_keeps_its_kind_beside_a_namesake(text: str, kinds: dict[str, str]) -> None:
    assert {entity.name: entity.kind for entity in Speech(text).cast.entities} == kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A surname alone is somebody where it does something.
        (
            "Mayor Carl Dalton sued in August.\n\nIn his ruling on Friday, Werner largely agreed.\n\n“So it is,” he wrote.",
            ["Werner"],
        ),
        # Dana is no proof of a gender: the nearer sentence decides.
        (
            "Attorney General Carl Dalton sued on Monday.\n\nUS Rep. Dana Olcott urged the board to fight it.\n\n“They come by the million,” he said.",
            ["Dana Olcott"],
        ),
        (
            "Mayor Tim Dole left in May.\n\nJoining them was Sheriff Rob Lund, who never had such power. “I am here,” he said.",
            ["Rob Lund"],
        ),
        (
            "While Gov. Tim Dole keeps his promises, Chairman Rob Lund said that mayors err. “They must come,” he said.",
            ["Rob Lund"],
        ),
        (
            "Judge Hal Werner wrote that Mayor Carl Dalton had erred. The judge blocked Dalton, writing that there was “no reason to think so.”",
            ["Hal Werner"],
        ),
    ],
)
def test_pronoun_means_whom_the_sentence_before_is_about(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_statement_of_many_paragraphs_stays_its_speakers() -> None:
    paragraphs = "\n\n".join(f"“It lists {number} towns that never asked.”" for number in range(20, 28))
    text = f"Director Tom Cobb issued the following statement:\n\n{paragraphs}"
    assert speakers(text) == ["Tom Cobb"] * 8
