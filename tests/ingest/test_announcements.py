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
        ("ICE announced its plan to hire 900 deportation officers.", "hiring", ICE),
        ("ICE served two subpoenas on the county over detainers.", "letter", ICE),
        ("ICE signed 287(g) agreements with three sheriffs.", "agreement", ICE),
        (
            "The Justice Department launched a sweeping lawsuit against the state over detainers.",
            "lawsuit",
            "Department of Justice",
        ),
        (
            "The Justice Department announced a lawsuit over the city’s sanctuary policies.",
            "lawsuit",
            "Department of Justice",
        ),
        (
            "The Justice Department has initiated legal action against the city over detainers.",
            "lawsuit",
            "Department of Justice",
        ),
        (
            "The Justice Department put a freeze on federal aid for sanctuary cities.",
            "funding_condition",
            "Department of Justice",
        ),
        (
            "The Justice Department barred federal grants from reaching sanctuary cities.",
            "funding_condition",
            "Department of Justice",
        ),
        (
            "The Justice Department announced strict grant conditions for sanctuary cities.",
            "funding_condition",
            "Department of Justice",
        ),
        (
            "The Elmora Highway Patrol has entered into a partnership with U.S. Immigration and Customs Enforcement.",
            "agreement",
            "Elmora Highway Patrol",
        ),
        (
            "The Elmora County Commissioners Court voted to sign an agreement with ICE.",
            "agreement",
            "Elmora County Commissioners Court",
        ),
        (
            "The Elmora County Board of Commissioners voted Tuesday to extend its contract with ICE.",
            "agreement",
            "Elmora County Board of Commissioners",
        ),
        (
            "The Elmora County Board of Supervisors voted to join a federal lawsuit over detainers.",
            "lawsuit",
            "Elmora County Board of Supervisors",
        ),
        (
            "Officials at the Department of Homeland Security sent letters to nine sanctuary cities.",
            "letter",
            "Department of Homeland Security",
        ),
        ("ICE’s field office in Elmora launched an operation against migrants.", "operation", ICE),
        ("The city was sued by the Justice Department over detainers.", "lawsuit", "Department of Justice"),
        (
            "The Justice Department sent letters to the mayors and will cut grants to sanctuary cities.",
            "funding_condition",
            "Department of Justice",
        ),
    ],
)
def test_act_has_its_kind_and_agency(text, kind, agency):
    found = next(one for one in find_announcements(text) if one.kind == kind)
    assert (found.agency, found.span.text) == (agency, text)


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
        ("Cook County will withdraw from the 287(g) program.", "agreement", "Cook County"),
        ("Cook County has left the 287(g) program.", "agreement", "Cook County"),
        ("Cook County opted out of its 287(g) agreement with ICE.", "agreement", "Cook County"),
        ("Cook County voted in favor of ending its contract with ICE.", "agreement", "Cook County"),
        ("Sheriff Al Roe said that Elmora County had left the U.S. Immigration and Customs Enforcement’s 287(g) program.", "agreement", "Elmora County"),
        ("ICE said Cook County ended its 287(g) agreement.", "agreement", "Cook County"),
        ("Texas and 25 other states sued the Department of Homeland Security.", "lawsuit", ""),
        ("Mayors met as ICE launched an operation against migrants.", "operation", "Immigration and Customs Enforcement"),
        ("The Justice Department told sheriffs it would withhold grants over detainers.", "funding_condition", "Department of Justice"),
        ("Sheriff Al Roe withdrew the county from 287(g).", "agreement", ""),
        ("Sheriff Al Roe announced Friday he has ended the jail’s 287(g) program.", "agreement", ""),
        ("Sheriff Al Roe wrote a memo to U.S. Immigration and Customs Enforcement announcing his decision to end the 287(g) program.", "agreement", ""),
        ("County officials plan to exit their contract with ICE.", "agreement", ""),
        ("All nine sheriffs in the state have signed agreements with ICE.", "agreement", ""),
        ("Sheriff Ida Poe announced after President Joe Poe’s speech that her jail would no longer honor detainers.", "guidance", ""),
        ("The sheriff told ICE it would no longer honor detainers.", "guidance", ""),
        ("The jail won’t honor ICE detainers, the sheriff said.", "guidance", ""),
        ("The sheriff ordered deputies not to honor ICE detainers.", "guidance", ""),
        ("Elmora County Executive Al Roe signed an executive order Wednesday.", "order", ""),
        ("Mayor Al Roe urged everybody to stay calm and signed an order on immigration.", "order", ""),
        # A name without an office is nobody's that announces, whoever is named before.
        ("ICE said Ann Poe filed suit over detention.", None, ""),
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
        # Agreements spoken of.
        "Under the 287(g) agreement, ICE trains deputies.",
        "Through the 287(g) program, the Biden administration is training sheriffs.",
        "The Justice Department met. The letter says the department’s 287(g) agreements are a burden.",
        "For nine years the jail has worked with ICE in the 287(g) program.",
        "ICE has 287(g) agreements with 40 counties.",
        "Sheriffs who signed 287(g) agreements with ICE met on Monday.",
        "The sheriff backed the growth of 287(g) in the state, ICE said.",
        # What others ask for, allow or forbid.
        "Ninety groups are calling on Homeland Security Secretary Ann Poe to review and rescind 287(g) agreements.",
        "The governor announced plans for a bill that would bar police from working with ICE under 287(g).",
        "The governor’s proposals include an order that would stop the county from entering an agreement with ICE.",
        "A new law bans jails from holding migrants or renewing contracts with ICE.",
        "State law requires sheriffs to sign agreements with ICE.",
        "Under the bill, sheriffs would sign agreements with ICE.",
        "Rep. Ida Poe’s bill, like two before it, would withhold grants from sanctuary cities.",
        "A judge barred the Justice Department from withholding grants from sanctuary cities.",
        "A judge said the Justice Department can’t deny grants to sanctuary cities.",
        "A judge ordered the sheriff to stop honoring detainers.",
        "It is illegal for the Justice Department to withhold grants from sanctuary cities.",
        "Nine states joined the city’s challenge to the Justice Department’s attempt to impose new conditions on police grants.",
        "The lawsuit accuses the Justice Department of withholding grants from sanctuary cities.",
        "The mayor backed ending the contract with ICE.",
        "The lawmakers allowed sanctuary cities to be sued by residents.",
        "Neighbors spread rumors that ICE will launch raids.",
        "The suit is new. “We have sued the county over detainers,” a lawyer for people held by ICE said.",
        "“We have sued the county over detainers,” said Ann Poe, the executive director of a legal clinic.",
        # In a quotation "we" is who speaks, no agency named before it.
        "ICE spoke of 90 counties.\n\n“We have cut off funding for cities that break the law,” said Ann Poe, a baker.",
        "The administration spoke. “The federal government does not have the authority to simply strip funding from deputies,” said Ann Poe.",
        # Which ones, what kind, what for.
        "A sanctuary jurisdiction is a city or county that adopts policies on detainers.",
        "Some cities, including Elmora, have enacted ordinances on immigration status.",
        "Sheriffs objected, and many have issued executive orders or signed laws on immigration.",
        "ELMORA — A bill, backed by ICE, would withhold grants from sanctuary cities.",
        "ICE published a report about agencies that did not honor detainers.",
        "The director of ICE complains too many counties are not honoring detainers.",
        "The jail told ICE before his release per our policy.",
        "ICE spoke of the release of revised detention guidance.",
        "The city’s adopted policies limit ICE.",
    ],
)
def test_other_denied_and_imagined_acts_are_left_out(text):
    assert find_announcements(text) == ()
    assert extract(text).announcements == ()


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


def test_reason_of_a_suit_is_not_an_act_of_its_own():
    text = "The Justice Department sued the city for implementing sanctuary policies."
    assert [found.kind for found in find_announcements(text)] == ["lawsuit"]


def test_joined_verb_has_the_subject_of_the_first():
    text = "The administration froze grants to sanctuary cities and sued two of them."
    assert [found.agency for found in find_announcements(text)] == ["White House", "White House"]


def test_addressee_of_a_letter_did_not_announce_it():
    assert only("Lawmakers sent a letter about immigration to the Justice Department.").agency == ""


def test_title_is_the_printed_name_or_the_clause():
    assert only("ICE said Operation Quiet River led to arrests of aliens.").title == "Operation Quiet River"
    assert only("ICE plans to hire 900 agents, who will detain people.").title == "hire 900 agents"
    assert only("Elmora County left the 287(g) program.").title == "left the 287(g) program"


def test_title_of_a_clause_before_the_main_one_ends_with_it():
    text = "When the president ordered the government to withhold funds from sanctuary cities, Ann Poe wept."
    assert only(text).title == "withhold funds from sanctuary cities"


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


def test_day_behind_a_mayor_is_no_month():
    text = "The Justice Department sued Mayor Al Roe over detainers on Monday."
    assert only(text, published_on="2017-07-19").announced_on == "2017-07-17"


def test_day_of_the_act_to_come_is_not_the_day_of_its_announcement():
    assert only("ICE will hire 900 agents on Friday.", published_on="2017-07-19").announced_on == ""
    text = "ICE will hire 900 agents on Friday, it said Tuesday."
    assert only(text, published_on="2017-07-19").announced_on == "2017-07-18"


@pytest.mark.parametrize(
    "text",
    [
        "The Justice Department published a list of counties that hold immigrants, but dropped it in April.",
        "The president signed an executive order on immigration in November of that year.",
        "ELMORA, July 3 — The Justice Department sued the city over detainers.",
        "After the vote on Monday, the Justice Department sued the city over detainers.",
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
        "sued a and ",
        "“We sued ICE. ",
        '"We sued ICE. ',
        "the Ann Poe sued ",
        "bill that would allow ICE to stop ICE from signing 287(g) ",
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
        (
            "Attorney General Ann Poe on May 14 sent letters to nine sanctuary cities. The Justice Department set no day.",
            "Department of Justice",
        ),
        (
            "Attorney General Ann Poe froze all federal grants to sanctuary cities on Monday.",
            "Department of Justice",
        ),
        (
            "US Attorney General Ann Poe announced a lawsuit over sanctuary cities. The state attorney general wept.",
            "Department of Justice",
        ),
        # A state's, if the text speaks of one or the suit is against an agency.
        (
            "The state attorney general is new. Attorney General Ann Poe sent letters to federal officials in sanctuary cities.",
            "",
        ),
        ("Attorney General Ann Poe sued the Justice Department over immigration grants.", ""),
        (
            "“We have sued the city over its sanctuary law,” said U.S. Attorney General Ann Poe.",
            "Department of Justice",
        ),
        ("“We have sued ICE over detention,” said Mayor Ann Poe.", ""),
        ("“We have sued ICE over detention,” the mayor said.", ""),
        (
            "ICE spoke. “We will sue the county over detainers,” the Justice Department said.",
            "Department of Justice",
        ),
        (
            "ICE spoke. “We have sued the county,” a Justice Department spokesman said.",
            "Department of Justice",
        ),
        (
            "ICE spoke. In a letter to Gov. Ida Poe, the department said it had ended grants to the state.",
            ICE,
        ),
        ("ICE spoke. Gov. Ida Poe said the department had ended grants to the county.", ""),
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
