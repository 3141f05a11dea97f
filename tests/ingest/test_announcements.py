"""Acts announced by agencies and governments."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest import gazetteer
from tracker.ingest.announcements import find_announcements
from tracker.ingest.extract import extract
from tracker.ingest.places import find_places
from tracker.ingest.types import Announcement

ICE = "Immigration and Customs Enforcement"


def only(text: str, **options: object) -> Announcement:
    (found,) = find_announcements(text, **options)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "agency"),
    [
        ("ICE plans to hire 900 more deportation officers.", "hiring", ICE),
        ("The president signed an executive order on immigration.", "order", "White House"),
        ("The Justice Department sued the city over its sanctuary law.", "lawsuit", "Department of Justice"),
        (
            "The Justice Department filed a lawsuit against Elmora over detainers.",
            "lawsuit",
            "Department of Justice",
        ),
        ("DHS published a list of sanctuary jurisdictions.", "list", "Department of Homeland Security"),
        (
            "The Justice Department sent letters to nine sanctuary jurisdictions.",
            "letter",
            "Department of Justice",
        ),
        (
            "The Justice Department will withhold grants from sanctuary cities.",
            "funding_condition",
            "Department of Justice",
        ),
        (
            "The Elmora County Sheriff’s Office signed a 287(g) agreement.",
            "agreement",
            "Elmora County Sheriff’s Office",
        ),
        (
            "Homeland Security is sending 100 Border Patrol agents to Elmora.",
            "deployment",
            "Department of Homeland Security",
        ),
        ("ICE is hiring 10,000 more, its chief said.", "hiring", ICE),
        (
            "The Elmora Department of Public Safety has signed a memorandum of agreement with ICE.",
            "agreement",
            "Elmora Department of Public Safety",
        ),
        (
            "The Department of Justice sued the city over its rules for detention.",
            "lawsuit",
            "Department of Justice",
        ),
        ("ICE officers launched a four-day operation against migrants.", "operation", ICE),
        ("ICE said Operation Quiet River led to arrests of aliens.", "operation", ICE),
    ],
)
def test_act_has_its_kind_and_agency(text, kind, agency):
    found = only(text)
    assert (found.kind, found.agency, found.span.text) == (kind, agency, text)


@pytest.mark.parametrize(
    ("text", "kind", "agency"),
    [
        ("President Biden signed an order on asylum.", "order", "White House"),
        ("The Elmora City Council adopted an ordinance on immigration status.", "order", "Elmora City Council"),
        ("Gov. Ida Poe signed House Bill 9 into law, banning sanctuary cities.", "order", ""),
        ("Mayor Al Roe issued a directive on immigration status.", "order", ""),
        ("DHS issued two memos on border security.", "guidance", "Department of Homeland Security"),
        ("The Elmora County Board voted to bar deputies from complying with ICE detainers.", "guidance", "Elmora County Board"),
        ("Sheriff Ida Poe announced that the jail will no longer honor detainers.", "guidance", ""),
        ("ICE is cutting funding for detention in the county.", "funding_condition", ICE),
        ("It will be costly for migrants, but CBP said it would add 500 agents.", "hiring", "Customs and Border Protection"),
        ("Texas sued the Department of Homeland Security.", "lawsuit", "Texas"),
        ("The city of Chicago filed suit over immigration grants.", "lawsuit", "Chicago"),
        ("Cook County ended its 287(g) agreement with ICE.", "agreement", "Cook County"),
        ("The governor deployed the National Guard to the border.", "deployment", ""),
        ("A hundred agents will be added at the border.", None, ""),
        ("The Justice Department imposed new conditions on police grants over immigration.", "funding_condition", "Department of Justice"),
        ("The Elmora City Council voted to rescind a resolution on immigration.", "order", "Elmora City Council"),
        ("Cook County ended its agreement with ICE.", "agreement", "Cook County"),
    ],
)  # fmt: skip
def test_subject_of_the_act_is_its_announcer(text, kind, agency):
    places = find_places(text, gazetteer=gazetteer.load())
    found = find_announcements(text, places=places)
    assert [(one.kind, one.agency) for one in found] == ([(kind, agency)] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        "The company filed a lawsuit against its supplier.",
        "She sent a letter to her aunt.",
        "The Justice Department did not sue the city over its sanctuary law.",
        "The sheriff refused to sign a 287(g) memorandum of understanding, not an order.",
        "Readers sent letters to the editor about immigration.",
        "The band released a list of songs.",
        "ICE has no plans to hire more agents.",
        "ICE denied that it had conducted raids in Austin.",
        "If Congress agreed, ICE would hire 900 agents.",
        "ICE might send agents to Chicago.",
        "The judge blocked a directive from President Lee Poe to withhold funds from sanctuary cities.",
        "The court said the White House has no right to cut off funding to sanctuary cities.",
        "The funds at issue under the immigration order were small, the Justice Department said.",
        "Critics want the administration to cut off funding to sanctuary cities.",
        "Lawmakers urged ICE to hire more agents.",
        "A bill that would withhold funds from sanctuary cities died in the Senate.",
        "The judge blocked the order that cut off funding to sanctuary cities.",
        "During the campaign, the president promised to cut off funding to sanctuary cities.",
        "The filmmaker sent a letter to his mother about immigration.",
        "The company hired three officers to guard its immigration museum.",
        "Immigrants filed complaints about conditions at the jail.",
        "Protesters threatened to file a lawsuit over deportation.",
        "Siblings of refugees the agency saw were approved under the existing guidelines.",
        "The state sheriff objected to immigration conditions on police grants.",
        "Senator Poe said she will release an immigration policy.",
    ],
)
def test_other_denied_and_imagined_acts_are_left_out(text):
    assert find_announcements(text) == ()


def test_act_told_with_an_old_year_is_background():
    text = "In {}, the Justice Department sued the city over its sanctuary law."
    old = only(text.format(1996), published_on="2017-07-19")
    assert (old.announced_on, old.confidence) == ("1996", 0.56)
    assert only(text.format(2017), published_on="2017-07-19").confidence == 0.8


def test_wished_act_is_less_sure_than_announced_act():
    wished = only("The governor threatened to cut off grants to sanctuary cities.")
    assert wished.confidence < only("The Justice Department cut off grants to sanctuary cities.").confidence


def test_agency_of_the_text_stands_in_with_less_confidence():
    found = only("ICE met on Monday.\n\nIts director will hire 900 agents to detain people.")
    assert (found.agency, found.rule) == (ICE, "hiring:text")


def test_addressee_of_a_letter_did_not_announce_it():
    assert only("Lawmakers sent a letter about immigration to the Justice Department.").agency == ""


def test_title_is_the_printed_name_or_the_clause():
    assert only("ICE said Operation Quiet River led to arrests of aliens.").title == "Operation Quiet River"
    assert only("ICE plans to hire 900 agents, who will detain people.").title == "hire 900 agents"


@pytest.mark.parametrize(
    ("when", "published_on", "announced_on"),
    [
        ("on Tuesday", "2017-07-19", "2017-07-18"),
        ("on Wednesday", "2017-07-19", "2017-07-19"),
        ("yesterday", "2017-07-01", "2017-06-30"),
        ("on July 18, 2017,", "", "2017-07-18"),
        ("on July 18", "2017-07-19", "2017-07-18"),
        ("on Dec. 30", "2018-01-02", "2017-12-30"),
        ("in May 2017", "", "2017-05"),
        ("in 2017", "", "2017"),
        ("on Tuesday", "", ""),
        ("on Tuesday", "2017-07", ""),
        ("on February 31, 2017,", "", ""),
        ("soon", "2017-07-19", ""),
        ("last Wednesday", "2017-07-19", "2017-07-12"),
        ("two days ago", "2017-07-19", "2017-07-17"),
        ("two weeks ago", "2017-07-19", ""),
        ("last month", "2017-01-19", "2016-12"),
        ("this year", "2017-07-19", "2017"),
        ("in February", "2017-07-19", "2017-02"),
        ("in late September", "2017-07-19", "2016-09"),
    ],
)
def test_date_is_resolved_to_what_is_known(when, published_on, announced_on):
    text = f"The Justice Department {when} sued the city over its sanctuary law."
    assert only(text, published_on=published_on).announced_on == announced_on


def test_day_of_the_act_to_come_is_not_the_day_of_its_announcement():
    assert only("ICE will hire 900 agents on Friday.", published_on="2017-07-19").announced_on == ""
    text = "ICE will hire 900 agents on Friday, it said Tuesday."
    assert only(text, published_on="2017-07-19").announced_on == "2017-07-18"


@pytest.mark.parametrize(
    "text",
    [
        "The Justice Department published a list of counties that hold immigrants, but dropped it in April.",
        "The president signed an executive order on immigration in November of that year.",
    ],
)
def test_day_of_another_clause_or_year_is_not_the_acts(text):
    assert only(text, published_on="2017-07-19").announced_on == ""


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("The Justice Department sent letters to nine cities.", ["nine cities"]),
        ("The Justice Department sent letters to more than 30 cities and counties.", ["more than 30 cities and counties"]),
        ("ICE published a list of counties that decline detainers on Monday.", ["counties that decline detainers"]),
    ],
)  # fmt: skip
def test_class_is_a_target_as_printed(text, targets):
    assert [span.text for span in only(text).targets] == targets


def test_targets_are_classes_and_given_places():
    text = "DHS will send agents to Chicago, Denver and 300-plus sanctuary cities and counties."
    places = find_places(text, gazetteer=gazetteer.load())
    printed = [span.text for span in only(text, places=places).targets]
    assert printed == ["Chicago", "Denver", "300-plus sanctuary cities and counties"]


def test_two_acts_of_different_kinds_in_a_sentence_are_two():
    text = "The Justice Department sued the city and will withhold grants from sanctuary counties."
    assert [found.kind for found in find_announcements(text)] == ["funding_condition", "lawsuit"]


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(re.split(r"\|", "ICE|sued|signed|an order|. The|sent|letters|list of|\n|hire|agents|Feb. 31|on Monday|sanctuary cities|cut off|not")),
        max_size=30,
    ).map(" ".join)
)  # fmt: skip
def test_any_text_gives_verbatim_spans_in_order(text):
    last = 0
    for found in find_announcements(text, published_on="2017-07-19"):
        assert text[found.span.start : found.span.end] == found.span.text != ""
        assert found.span.start >= last
        assert all(text[t.start : t.end] == t.text for t in found.targets)
        assert found.title
        last = found.span.start


@pytest.mark.parametrize(
    "unit",
    [
        "if ICE sued Texas ",
        "ICE sued aliens ",
        "will not honor detainers ",
        "send ",
        "sued ICE ",
        "A",
        "sign order. ",
        "sign a ",
        "ICE ",
        "sanctuary cities ",
        "sent agents.\n",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        find_announcements(text)
        return time.process_time() - started

    seconds(1_000)
    assert min(seconds(60_000) for _ in range(3)) < 9 * max(
        min(seconds(15_000) for _ in range(3)), 0.05
    )  # linear is 4, quadratic 16


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "Homeland Security Secretary Ann Poe left. On Monday Poe sent letters to nine sanctuary cities.",
            "Department of Homeland Security",
        ),
        (
            "U.S. Attorney General Ann Poe spoke. Poe sued the county over its sanctuary law.",
            "Department of Justice",
        ),
        # Of which state, the text does not say.
        ("The attorney general, Ann Poe, spoke. Poe sued the county over its sanctuary law.", ""),
    ],
)
def test_person_in_office_acts_for_the_agency_the_title_names(text, agency):
    (found,) = extract(text).announcements
    assert found.agency == agency


def test_person_in_no_office_announces_nothing():
    assert not extract("Ann Poe, a baker, spoke. Poe sued the county over its sanctuary law.").announcements


def test_what_a_directive_of_an_officer_asks_for_is_not_done_by_him():
    text = "The judge blocked a directive from President Lee Poe to withhold funds from sanctuary cities."
    assert not extract(text).announcements
