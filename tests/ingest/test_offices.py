"""The office printed beside a name. Every person and place here is invented."""

import pytest

from tracker.ingest.extract import extract


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Ann Petrie, acting director of U.S. Immigration and Customs Enforcement, left.",
            "acting director of U.S. Immigration and Customs Enforcement",
        ),
        ("The attorney general, Ann Petrie, left.", "attorney general"),
        ("The FBI director, Ann Petrie, left.", "FBI director"),
        ("Elmora’s governor, Ann Petrie, left.", "Elmora’s governor"),
        ("Reps. Ann Petrie and Lou Barret left.", "Rep."),
        (
            "Ann Petrie, acting Department of Homeland Security secretary, left.",
            "acting Department of Homeland Security secretary",
        ),
        ("They met border czar Ann Petrie there.", "border czar"),
        ("Ann Petrie, the four-term mayor of Elmora, left.", "four-term mayor of Elmora"),
        ("Ann Petrie (the county's sheriff) left.", "county's sheriff"),
        (
            "Ann Petrie, a former deputy national security adviser, left.",
            "former deputy national security adviser",
        ),
        ("Ann Petrie, spokeswoman for the agency, left.", "spokeswoman for the agency"),
        (
            "Ann Petrie, R-Ohio, chair of the House Rules Committee, left.",
            "chair of the House Rules Committee",
        ),
        (
            "Ann Petrie, president of the Elmora Sheriffs’ Association, left.",
            "president of the Elmora Sheriffs’ Association",
        ),
        (
            "House Committee on Order and Reform Chairman Ann Petrie left.",
            "House Committee on Order and Reform Chairman",
        ),
        ("Secretary of Homeland Security Ann Petrie left.", "Secretary of Homeland Security"),
        ("Mayor Ann Petrie left. Petrie, the mayor of Elmora, returned.", "mayor of Elmora"),
        ("Council Member Ann Petrie left.", "Council Member"),
        ("County Executive Lou Barret and Council Members Ann Petrie and Bo Lund left.", "Council Member"),
        ("Alds. Lou Barret (3rd) and Ann Petrie (15th) left.", "Ald."),
        ("Sens. Lou Barret, D-Ohio, and Ann Petrie, R-Texas, left.", "Sen."),
        ("State Attorneys General Lou Barret of Ohio and Ann Petrie of Iowa left.", "State Attorney General"),
        ("Sheriffs Lou Barret and Bo Lund left with Ann Petrie.", ""),
        ("Sheriffs Lou Barret and Bo Lund left and resident Ann Petrie, too.", ""),
        # Nobody's office: kin, parties, what others hold.
        ("Ann Petrie, a Democrat, left.", ""),
        ("Ann Petrie, the mayor's brother, left.", ""),
        ("Ann Petrie, whose office said the mayor was away, left.", ""),
        ("Ann Petrie, Sheriff Lou Barret and others left.", ""),
        ("Ms. Ann Petrie left.", ""),
    ],
)
def test_title_is_the_office_printed_beside_the_name(text: str, title: str) -> None:
    person = next(person for person in extract(text).people if person.name == "Ann Petrie")
    assert person.title == title


def test_speaker_of_a_quotation_has_the_office_printed_anywhere_in_the_text() -> None:
    (quote,) = extract("“No,” Petrie said. Ann Petrie, the sheriff of Elmora County, was angry.").quotes
    assert (quote.speaker_name, quote.speaker_title) == ("Ann Petrie", "sheriff of Elmora County")
