"""Which names are read as places, and which jurisdiction each is."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest import gazetteer
from tracker.ingest.places import find_places
from tracker.ingest.types import Person, Span

GAZETTEER = gazetteer.load()
SHARED = Path(__file__).parents[3] / "shared" / "quotes" / "data"
PIECES = re.split(
    r"\|",
    "Washington|New York|,|D.C.|Ohio|San|.|Jose|Cook|County|counties|of|Gwinnett|Sheriff|State|and|St|Clinton|in|(Ill.)|—|\n|’s|-|A|Sen.|Upper|N.Y.",
)


def geoids(text: str, **options: object) -> list[tuple[str, str]]:
    return [(p.span.text, p.geoid) for p in find_places(text, gazetteer=GAZETTEER, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officers met in Chicago on Friday.", [("Chicago", "1714000")]),
        ("In Ohio, Mayor Ann Poe of Columbus said no.", [("Ohio", "39"), ("Columbus", "3918000")]),
        (
            "In Ohio, the cities of Kent, Elyria and Lorain agreed.",
            [("Ohio", "39"), ("Kent", "3939872"), ("Elyria", "3925256"), ("Lorain", "3944856")],
        ),
        ("They moved to Portland, Maine, last year.", [("Portland", "2360545"), ("Maine", "23")]),
        ("They moved to Portland, Ore., last year.", [("Portland", "4159000")]),
        ("A jail in Elkton (Md.) closed.", [("Elkton", "2425800")]),
        ("Cook County commissioners in Chicago voted.", [("Cook County", "17031"), ("Chicago", "1714000")]),
        ("The Maricopa County sheriff agreed.", [("Maricopa County", "04013")]),
        ("Prince George's County agreed.", [("Prince George's County", "24033")]),
        ("Miami-Dade County changed its rule.", [("Miami-Dade County", "12086")]),
        ("Deputies in Orleans Parish refused.", [("Orleans Parish", "22071")]),
        ("The St. Louis police refused.", [("St. Louis", "2965000")]),
        ("Saint Louis police refused.", [("Saint Louis", "2965000")]),
        ("He was held in Brooklyn.", [("Brooklyn", "36047")]),
        ("She works in Washington, D.C., now.", [("Washington, D.C.", "11")]),
        ("Washington state sued.", [("Washington", "53")]),
        ("New York City sued.", [("New York City", "3651000")]),
        ("The New York Legislature voted.", [("New York", "36")]),
        ("Wisconsin’s law changed.", [("Wisconsin", "55")]),
        ("Puerto Rico objected.", [("Puerto Rico", "72")]),
        (
            "Los Angeles, New York and Chicago.",
            [("Los Angeles", "0644000"), ("New York", "3651000"), ("Chicago", "1714000")],
        ),
        (
            "From Ithaca, N.Y. Burlington, Vermont, too.",
            [("Ithaca", "3638077"), ("Burlington", "5010675"), ("Vermont", "50")],
        ),
        (
            "Jim Roe did. Nassau and Suffolk counties in New York did.",
            [("Nassau", "36059"), ("Suffolk", "36103"), ("New York", "")],
        ),
        ("He left Washington, DC.", [("Washington, DC", "11")]),
        ("Texas and Minnesota met in Austin.", [("Texas", "48"), ("Minnesota", "27"), ("Austin", "4805000")]),
        ("A shelter in Seattle, Washington, closed.", [("Seattle", "5363000"), ("Washington", "53")]),
        (
            "A jail in Saratoga Springs, New York and a court.",
            [("Saratoga Springs", "3665255"), ("New York", "36")],
        ),
        ("He spoke in East Haven, Conn., today.", [("East Haven", "0900922910")]),
        # A state without its comma.
        ("A court in Clackamas County Oregon ruled.", [("Clackamas County", "41005")]),
        ("The council in Austin TX voted.", [("Austin", "4805000")]),
        # What the text itself calls cities.
        (
            "The state’s two largest cities, Charlotte and Raleigh, objected.",
            [("Charlotte", "3712000"), ("Raleigh", "3755000")],
        ),
        (
            "Cities such as Somerville, Cambridge and Chelsea sued in Massachusetts.",
            [
                ("Somerville", "2562535"),
                ("Cambridge", "2511000"),
                ("Chelsea", "2513205"),
                ("Massachusetts", "25"),
            ],
        ),
        (
            "Somerville, Cambridge and Chelsea sued. Massachusetts joined.",
            [
                ("Somerville", "2562535"),
                ("Cambridge", "2511000"),
                ("Chelsea", "2513205"),
                ("Massachusetts", "25"),
            ],
        ),
        (
            "In Massachusetts, Boston, Cambridge, Chelsea and Lawrence did. Newton and Salem did not.",
            [
                ("Massachusetts", "25"),
                ("Boston", "2507000"),
                ("Cambridge", "2511000"),
                ("Chelsea", "2513205"),
                ("Lawrence", "2534550"),
                ("Newton", "2545560"),
                ("Salem", "2559105"),
            ],
        ),
        (
            "Three cities—Adelanto, McFarland, and Carlsbad—left in California.",
            [
                ("Adelanto", "0600296"),
                ("McFarland", "0644826"),
                ("Carlsbad", "0611194"),
                ("California", "06"),
            ],
        ),
        (
            "Mecklenburg County (Charlotte), North Carolina, left.",
            [("Mecklenburg County", "37119"), ("Charlotte", "3712000"), ("North Carolina", "37")],
        ),
        (
            "Los Alamitos objected. It is in Ohio, not Los Alamitos, a California city of 12,000.",
            [("Los Alamitos", "0643224"), ("Ohio", "39"), ("Los Alamitos", "0643224"), ("California", "06")],
        ),
        (
            "Los Alamitos, a small city near Anaheim, objected.",
            [("Los Alamitos", "0643224"), ("Anaheim", "0602000")],
        ),
        ("Los Alamitos voted to object.", [("Los Alamitos", "0643224")]),
        ("Officers met in NYC.", [("NYC", "3651000")]),
        ("Under Colorado law he may not.", [("Colorado", "08")]),
        # What is a municipality's own names it, however small it is.
        ("The Alameda City Council voted.", [("Alameda", "0600562")]),
        (
            "The Somerville City Council and the Cambridge Police Department agreed. Massachusetts joined.",
            [("Somerville", "2562535"), ("Cambridge", "2511000"), ("Massachusetts", "25")],
        ),
        (
            "He leads Mecklenburg County, which includes Charlotte.",
            [("Mecklenburg County", "37119"), ("Charlotte", "3712000")],
        ),
        (
            "The University of Arkansas, Fayetteville, closed; in Fayetteville too.",
            [("Fayetteville", "0523290")] * 2,
        ),
    ],
)
def test_place_is_found_with_its_geoid(text, expected):
    assert geoids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Washington Examiner said so.",
        "It is a showdown with the president’s Washington.",
        "Sen. Houston declined to answer.",
        "Ada Clinton spoke first. Clinton then left.",
        "Donald said the list was wrong.",
        "He studied at the University of Iowa.",
        "He taught at Texas A&M for a year.",
        "She wrote for The Globe and Mail of The Bronxville.",
        "The Boston Globe reported it.",
        "The White House said nothing.",
        "A meeting in Paris ended without a result.",
        "Rep. Jane Doe, R-Texas, voted no.",
        "Police in Southern California disagreed about the region.",
        "A Chicago-based firm bid.",
        "The army left Georgia after talks with Russia ended.",
        "Reading the order took an hour. Liberty matters.",
        "Troy and Lawrence objected. Newton and Essex objected.",
        "In many communities, Jackson said, people fear it.",
        "In the cities, Charlotte Roe said, people fear it.",
    ],
)
def test_name_that_is_not_a_place_is_left_alone(text):
    assert geoids(text) == []


def test_two_franklin_counties_wait_for_a_person():
    place = find_places("Franklin County was on the list.", gazetteer=GAZETTEER)[0]
    assert place.geoid == ""
    assert len(place.candidates) > 5
    assert {c.name for c in place.candidates} == {"Franklin"}


def test_state_of_the_paragraph_settles_a_county():
    assert ("Franklin County", "39049") in geoids("The Ohio sheriffs met. Franklin County was on the list.")


def test_state_in_another_paragraph_settles_a_county_with_less_confidence():
    near, far = (
        next(p for p in find_places(text, gazetteer=GAZETTEER) if p.span.text == "Franklin County")
        for text in ("Ohio met. Franklin County too.", "Ohio met.\n\nFranklin County too.")
    )
    assert near.geoid == far.geoid == "39049"
    assert near.confidence > far.confidence


def test_outlet_state_settles_what_the_text_does_not():
    assert geoids("Franklin County was listed.", home_state="PA") == [("Franklin County", "42055")]


def test_two_named_states_leave_a_county_open_whatever_the_outlet():
    assert geoids("Ohio and Indiana met on Franklin County.", home_state="PA")[-1] == ("Franklin County", "")


def test_far_larger_namesake_elsewhere_keeps_a_city_open():
    assert geoids("Minnesota officials met in Austin.") == [("Minnesota", "27"), ("Austin", "")]


def test_name_settled_once_stays_settled():
    found = geoids("He lives in Springfield, Ill., today. Springfield changed its rule.")
    assert found == [("Springfield", "1772000"), ("Springfield", "1772000")]


def test_name_settled_in_two_ways_is_open_by_itself():
    found = geoids("Aurora, Colo., and Aurora, Ill., joined. Officers in Aurora paid.")
    assert found == [("Aurora", "0804000"), ("Aurora", "1703012"), ("Aurora", "")]


def test_springfield_alone_is_open_with_candidates():
    place = find_places("Officers met in Springfield.", gazetteer=GAZETTEER)[0]
    assert (place.geoid, len(place.candidates) > 3) == ("", True)


def test_new_york_beside_cities_is_the_city():
    assert geoids("Rallies in Chicago, Boston and New York.")[-1] == ("New York", "3651000")


def test_new_york_beside_states_is_the_state():
    assert geoids("Governors of Ohio, Vermont and New York met.")[-1] == ("New York", "36")


def test_new_york_without_a_hint_is_open():
    place = find_places("She came from New York.", gazetteer=GAZETTEER)[0]
    assert place.geoid == ""
    assert {c.geoid for c in place.candidates} >= {"36", "3651000"}


def test_counties_in_a_row_are_counties():
    found = geoids("Virginia officials said Fairfax and Arlington counties disagreed.")
    assert found == [("Virginia", "51"), ("Fairfax", "51059"), ("Arlington", "51013")]


def test_baltimore_county_is_not_the_city():
    assert geoids("Baltimore County objected; Baltimore did not.") == [
        ("Baltimore County", "24005"),
        ("Baltimore", "2404000"),
    ]


def test_dateline_helps_to_choose_and_is_not_a_mention():
    assert geoids("COLUMBUS, Ohio (AP) — Franklin County was listed.")[-1] == ("Franklin County", "39049")
    assert "COLUMBUS" not in dict(geoids("COLUMBUS, Ohio (AP) — Franklin County was listed."))


def test_town_unknown_to_the_gazetteer_beside_new_york_is_no_error():
    found = geoids("They met in New York and Upper Nowhere, N.Y., today.")
    assert found == [("New York", ""), ("Upper Nowhere", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Poe, of Upper Nowhere, New York, agreed.",
        "Mayor Ann Poe of Upper Nowhere, N.Y., agreed.",
        "The City of Upper Nowhere, New York, agreed.",
    ],
)
def test_place_unknown_to_the_gazetteer_is_declared_behind_of(text):
    assert dict(geoids(text))["Upper Nowhere"] == ""


def test_department_before_a_row_of_states_is_no_place():
    text = "The Department of Homeland Security, New York, Ohio and Iowa, then the bureau of Upper Nowhere, N.Y., agreed."
    assert dict(geoids(text)) == {"New York": "36", "Ohio": "39", "Iowa": "19", "Upper Nowhere": ""}


def test_place_unknown_to_the_gazetteer_is_declared_by_its_state():
    place = find_places("She is from Upper Nowhere, N.Y., she said.", gazetteer=GAZETTEER)[0]
    assert (place.span.text, place.state, place.geoid) == ("Upper Nowhere", "NY", "")


def test_people_given_by_the_caller_are_not_places():
    text = "The list arrived late. Denver objected."
    person = Person("Ann Denver", mentions=(Span(23, 29, "Denver"),))
    assert ("Denver", "0820000") in geoids(text)
    assert geoids(text, people=(person,)) == []


def test_place_inside_the_mention_of_an_office_stays_a_place():
    text = "The Ohio senator objected."
    person = Person("Ann Poe", mentions=(Span(0, 16, "The Ohio senator"),))
    assert geoids(text, people=(person,)) == [("Ohio", "39")]


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(PIECES),
        max_size=40,
    ).map(" ".join)
)
def test_any_text_gives_verbatim_spans_in_order(text):
    last = 0
    for place in find_places(text, gazetteer=GAZETTEER):
        assert text[place.span.start : place.span.end] == place.span.text != ""
        assert place.span.start >= last
        assert 0 < place.confidence <= 1
        assert not (place.geoid and place.candidates)
        last = place.span.end


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "New York ",
        "San ",
        "A. ",
        "Cook and ",
        "Ohio, ",
        "counties ",
        "1",
        "\n",
        "“",
        "Mc'",
        "Aurora Ohio in Utah, ",
        "Franklin County, Ohio\n",
        "In Cobb and Wake counties of Ohio and Lake ",
        "Gwinnett County in Gwinnett ",
        "Bexar Sheriff and Wayne County of Dallas District Attorney ",
        "Washington, Ohio and ",
        "state of New York, New York, New York police ",
        "In Ohio, Salem and Newton. ",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        find_places(text, gazetteer=GAZETTEER)
        return time.process_time() - started

    seconds(1_000)
    assert min(seconds(60_000) for _ in range(3)) < 9 * max(
        min(seconds(15_000) for _ in range(3)), 0.05
    )  # linear is 4, quadratic 16


def test_development_set_is_read_as_well_as_before():
    if not SHARED.exists():
        pytest.skip("development texts are not on this machine")
    texts = {d["doc_id"]: d["text"] for d in map(json.loads, (SHARED / "polnear_dev.jsonl").open())}
    hits = found = wanted = 0
    for line in map(json.loads, (SHARED / "places_silver_dev.jsonl").open()):
        gold = [(g["start"], g["end"], bool(g.get("optional"))) for g in line["places"]]
        spans = [p.span for p in find_places(texts[line["doc_id"]], gazetteer=GAZETTEER)]
        spans = [s for s in spans if not any(o and s.start < b and a < s.end for a, b, o in gold)]
        found += len(spans)
        wanted += sum(not o for _, _, o in gold)
        hits += sum(any(s.start < b and a < s.end for s in spans) for a, b, o in gold if not o)
    assert 200 * hits / (found + wanted) >= 90


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The suit was filed in San Francisco.", [("San Francisco", "0667000")]),
        ("San Francisco County holds it.", [("San Francisco County", "06075")]),
        ("Baltimore, Md., is an independent city.", [("Baltimore", "2404000")]),
        ("Officials in the District of Columbia met.", [("District of Columbia", "11")]),
        ("Officials in Washington, D.C., met.", [("Washington, D.C.", "11")]),
        ("New York Mayor Al Roe spoke.", [("New York", "3651000")]),
        ("The state of New York sued.", [("New York", "36")]),
        ("St. Louis County is not St. Louis.", [("St. Louis County", "29189"), ("St. Louis", "2965000")]),
        ("Guam and Puerto Rico sued.", [("Guam", "66"), ("Puerto Rico", "72")]),
        ("West Virginia and Virginia sued.", [("West Virginia", "54"), ("Virginia", "51")]),
        ("Ohio, Florida and Iowa joined.", [("Ohio", "39"), ("Florida", "12"), ("Iowa", "19")]),
        ("Aurora, Colo., and Aurora, Ill., joined.", [("Aurora", "0804000"), ("Aurora", "1703012")]),
        ("Cook County ended it.", [("Cook County", "17031")]),
        ("The county of Los Angeles sued.", [("Los Angeles", "06037")]),
        ("The City and County of San Francisco sued.", [("San Francisco", "0667000")]),
        ("The Maryland county of Montgomery agreed.", [("Maryland", "24"), ("Montgomery", "24031")]),
        ("In Tennessee, the city of Franklin voted.", [("Tennessee", "47"), ("Franklin", "4727740")]),
        ("Joy Roe, 50, of Houston said so.", [("Houston", "4835000")]),
        ("Joy Roe, 50, of Sodus in upstate New York said so.", [("Sodus", ""), ("New York", "36")]),
        ("Palo Alto joined.", [("Palo Alto", "0655282")]),
    ],
)
def test_city_county_and_state_of_one_name_are_told_apart(text, expected):
    assert geoids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Names that share one word for county.
        ("In Buncombe and Wake counties, sheriffs left.", [("Buncombe", "37021"), ("Wake", "37183")]),
        (
            "In Durham and Wake counties in North Carolina, sheriffs left.",
            [("Durham", "37063"), ("Wake", "37183"), ("North Carolina", "37")],
        ),
        (
            "Deputies of Fort Wayne and Allen counties met in Indiana.",
            [("Fort Wayne", "1825000"), ("Allen", "18003"), ("Indiana", "18")],
        ),
        (
            "Jails in Essex and Hudson counties in New Jersey and Orange County, N.Y., are full.",
            [("Essex", "34013"), ("Hudson", "34017"), ("New Jersey", "34"), ("Orange County", "36071")],
        ),
        (
            "Ohio’s Lake and Geauga counties left; so did Indiana.",
            [("Ohio", "39"), ("Lake", "39085"), ("Geauga", "39055"), ("Indiana", "18")],
        ),
        (
            "Lake and Geauga counties in Ohio and Indiana left.",
            [("Lake", ""), ("Geauga", "39055"), ("Ohio", "39"), ("Indiana", "18")],
        ),
        (
            "The counties of San Francisco and Santa Clara sued.",
            [("San Francisco", "06075"), ("Santa Clara", "06085")],
        ),
        (
            "The cities and counties of San Francisco and Denver sued.",
            [("San Francisco", "0667000"), ("Denver", "0820000")],
        ),
        ("The ruling in County of Santa Clara v. Poe stands.", [("Santa Clara", "06085")]),
        ("The Cobb and Gwinnett county jails agreed.", [("Cobb", "13067"), ("Gwinnett", "13135")]),
        (
            "Austin and Travis county officials met in Texas.",
            [("Austin", "4805000"), ("Travis", "48453"), ("Texas", "48")],
        ),
        # Its short name later in the text.
        (
            "Gwinnett County left. Jails in Gwinnett are full; he pulled Gwinnett out. Gwinnett said so.",
            [("Gwinnett County", "13135"), ("Gwinnett", "13135"), ("Gwinnett", "13135")],
        ),
        (
            "Anne Arundel County left. It was Anne Arundel’s first Black sheriff.",
            [("Anne Arundel County", "24003"), ("Anne Arundel", "24003")],
        ),
        ("Cobb County left. Cobb was late.", [("Cobb County", "13067")]),
        (
            "Cobb County left. Donald Cobb met residents in Cobb. Cobb was late.",
            [("Cobb County", "13067"), ("Cobb", "13067")],
        ),
        (
            "Wayne County, Mich., left. Officers in Wayne did.",
            [("Wayne County", "26163")],
        ),
        # Offices of a county.
        ("The Bexar Sheriff’s Office agreed.", [("Bexar", "48029")]),
        (
            "Middlesex District Attorney Ann Lee spoke in Massachusetts.",
            [("Middlesex", "25017"), ("Massachusetts", "25")],
        ),
        ("The Los Angeles District Attorney agreed.", [("Los Angeles", "06037")]),
        ("San Francisco Sheriff Ann Poe agreed.", [("San Francisco", "0667000")]),
        ("Miami Sheriff Ann Poe agreed.", [("Miami", "1245000")]),
        ("Ohio Sheriff Ann Poe agreed.", [("Ohio", "39")]),
        ("The Montgomery Sheriff’s Office agreed.", [("Montgomery", "")]),
        (
            "Montgomery Sheriff’s Office Agrees\n\nThe Montgomery County Sheriff’s Office in Maryland agreed.",
            [("Montgomery", "24031"), ("Montgomery County", "24031"), ("Maryland", "24")],
        ),
        (
            "Dallas Sheriff’s Office Agrees\n\nThe Dallas County Sheriff’s Office agreed.",
            [("Dallas", "48113"), ("Dallas County", "48113")],
        ),
        (
            "The Austin Sheriff’s Office agreed. Officers met in Austin.",
            [("Austin", "4805000"), ("Austin", "4805000")],
        ),
        ("The Maricopa County Jail agreed.", [("Maricopa County", "04013")]),
        ("The Howard County Detention Center in Maryland.", [("Howard County", "24027"), ("Maryland", "24")]),
        ("The Worcester County House of Corrections agreed.", [("Worcester County", "25027")]),
        ("The Orange County Board of Supervisors, Calif., voted.", [("Orange County", "")]),
        ("The Bexar County Commissioners Court voted.", [("Bexar County", "48029")]),
        ("Westchester County Executive Rob Kane signed it.", [("Westchester County", "36119")]),
    ],
)
def test_county_is_read_in_rows_and_in_its_offices(text, expected):
    assert geoids(text) == expected


@pytest.mark.parametrize(
    ("text", "geoid"),
    [
        ("Ohio, Vermont, Texas and Washington sued.", "53"),
        ("Texas, Washington and the District of Columbia sued.", "53"),
        ("Oregon and Washington sued.", "53"),
        ("Washington, Oregon and Idaho sued.", "53"),
        ("Washington, Illinois, and Ohio sued. Oregon, too.", ""),
        ("Ohio and Washington sued.", ""),
        ("They came from Virginia, Maryland and Washington.", "11"),
        ("They came from Chicago, Boston and Washington.", "11"),
        ("He went from Ohio to Washington.", "11"),
        ("The law began in Washington State in October.", "53"),
        ("They met in Washington, Illinois, on Monday.", "1779033"),
    ],
)
def test_washington_among_states_is_the_state(text, geoid):
    assert dict(geoids(text))["Washington"] == geoid


@pytest.mark.parametrize(
    "text",
    ["In Washington, Ohio Gov. Ann Poe said no.", "Washington State lost.", "A Washington State University."],
)
def test_washington_without_a_row_of_states_is_left_alone(text):
    assert "Washington" not in dict(geoids(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They sued the state of New York. “New York has chosen,” Ann Poe said.", ["36", "36"]),
        ("New York Attorney General Dana Pell led. New York is entitled to it.", ["36", "36"]),
        ("New York AG Dana Pell sued.", ["36"]),
        ("In New York, Governor Dana Pell backed it. New York is cold.", ["36", "36"]),
        ("New York Attorney General Dana Pell read The New York Times. New York is cold.", ["36", "36"]),
        ("In New York, Mayor Dana Pell backed it.", ["3651000"]),
        ("It ruled in favor of New York and the other plaintiff States.", ["36"]),
        ("The Southern District of New York ruled.", ["36"]),
        ("They drove from California to New York.", ["36"]),
        ("They drove from Boston to New York.", ["3651000"]),
        ("They came from New York to Erie County.", [""]),
        ("New York State officials objected.", ["36"]),
        # Where the text names the city, too, or speaks of a traveller, nothing tells them apart.
        ("The state of New York sued. It is cold in New York City. New York will answer.", ["36", ""]),
        ("The state of New York sued. It is cold in Brooklyn. New York will answer.", ["36", ""]),
        ("New York Attorney General Dana Pell led. He flew to New York.", ["36", ""]),
        ("New York Sen. Dana Pell led. New York is entitled to it.", ["36", ""]),
        ("New York police held him.", ["3651000"]),
        ("New York police need not assist. The state of New York objected.", ["", "36"]),
        ("New York and Washington sued.", [""]),
        ("New York, Washington and Oregon sued.", ["36"]),
    ],
)
def test_new_york_is_the_state_where_only_the_state_is_meant(text, expected):
    assert [geoid for name, geoid in geoids(text) if name == "New York"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met in Arlington.", ("Arlington", "4804000")),
        ("In Tennessee, too.\n\nThey met in Charlotte.", ("Charlotte", "3712000")),
        ("In Massachusetts, too.\n\nThey met in Arlington.", ("Arlington", "")),
        ("In Ohio and in Iowa, too.\n\nThey met in Arlington.", ("Arlington", "4804000")),
        ("They met in Syracuse and saw the Wayne County Sheriff.", ("Wayne County", "")),
        ("They met in Austin and saw the Wayne County Sheriff.", ("Wayne County", "26163")),
        ("New York state objected. So did Erie County and Wayne County.", ("Wayne County", "36117")),
        ("New York state objected. So did Wayne County.", ("Wayne County", "")),
    ],
)
def test_larger_namesake_yields_where_the_text_is_of_another_state(text, expected):
    assert geoids(text)[-1] == expected


def test_large_county_is_doubtful_in_the_state_of_its_namesake():
    assert geoids("Cook County ended it.", home_state="GA") == [("Cook County", "")]
    assert geoids("In Georgia, Cook County ended it.")[1] == ("Cook County", "")
    assert geoids("Montgomery County ended it.") == [("Montgomery County", "")]


def test_text_of_many_states_does_not_settle_a_smaller_namesake():
    few = "It began in Illinois.\n\nThey spoke in Cary on Friday."
    many = "It began in Illinois, Iowa, Ohio and Texas.\n\nThey spoke in Cary on Friday."
    assert geoids(few)[-1] == ("Cary", "1711592")
    assert geoids(many)[-1] == ("Cary", "")


def test_large_city_of_several_words_is_nobody():
    person = Person("Ann Arbor", mentions=(Span(11, 20, "Ann Arbor"),))
    assert geoids("They wrote Ann Arbor off.", people=[person]) == [("Ann Arbor", "2603000")]


@pytest.mark.parametrize(
    "text",
    [
        "In Massachusetts, two objected. Lawrence and Newton left.",
        "In Massachusetts and Ohio, two objected. Newton and Salem left.",
        "In Massachusetts, two objected. Newton and Salem said so.",
        "In Massachusetts, Donald Newton objected. Newton and Salem left.",
        "In California, two objected. Industry and Commerce left.",
        "In Ohio, two objected. Talks in Oxford and Dublin ended.",
        "In Massachusetts, Baker, Lodge and Clinton objected.",
    ],
)
def test_two_names_that_may_be_peoples_are_not_believed(text):
    assert {geoid for _, geoid in geoids(text)} <= {"06", "25", "39"}


def test_persons_name_in_a_row_of_places_is_a_place():
    text = "They went to Atlanta and Charlotte."
    person = Person("Charlotte", mentions=(Span(25, 34, "Charlotte"),))
    assert geoids(text, people=[person]) == [("Atlanta", "1304000"), ("Charlotte", "3712000")]


@pytest.mark.parametrize(
    "text",
    [
        "The Elmora Post and the Denver Post said so.",
        "He studied at Ohio State University.",
        "Rep. Al Roe, R-Iowa, and Sen. Ida Poe, D-N.Y., said so.",
        "The Dallas Cowboys won.",
        "Hillary Clinton met Ms. Paris Jackson.",
        "The senator's Washington changed.",
        "“Virginia’s Law” is called after Virginia Roe.",
        "Newton, a former city manager, spoke.",
        "They met in three cities — Toronto, Hamilton, London and Vancouver — this year.",
        "Los Alamitos said so. The ADA is a law.",
        "The Orange County Register and the Kings County Bank closed.",
        "The Essex County Country Club closed.",
    ],
)
def test_papers_teams_members_and_people_are_no_places(text):
    assert geoids(text) == []
