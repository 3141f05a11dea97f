"""Reading files of jurisdictions: three forms, one shape, addresses that do not depend on the order."""

import gzip
import random

import pytest

from tracker.actions.divisions import Division, DivisionsError, read_divisions, slugs_of

COMPACT = b"""geoid,ocd_id,kind,name,state,lat,lon,population,same_as
17,~/state:il,state,Illinois,IL,,,,
17031,~/state:il/county:cook,county,Cook,IL,41.8,-87.6,,
1714000,~/state:il/place:chicago,city,Chicago,IL,41.8,-87.6,2746388,
22001,~/state:la/parish:acadia,parish,Acadia,LA,,,,
02020,~/state:ak/borough:anchorage,borough,Anchorage,AK,,,,
0203000,~/state:ak/place:anchorage,municipality,Anchorage,AK,,,,~/state:ak/borough:anchorage
4200001,~/state:pa/place:mill_run,borough,Mill Run,PA,,,,
11,~/district:dc,federal district,District of Columbia,DC,,,,
72,~/territory:pr,territory,Puerto Rico,PR,,,,
24037,~/state:md/county:st_mary~s,county,St. Mary's,MD,,,,
"""
OCD = b"""id,name,sameAs,census_geoid
ocd-division/country:us,United States,,
ocd-division/country:us/state:ak,Alaska,,state-02
ocd-division/country:us/state:ak/place:adak,Adak city,,place-0200065
ocd-division/country:us/state:ak/borough:denali,Denali Borough,,county-02068
ocd-division/country:us/state:ak/cd:1,Alaska's 1st,,
"""


def by_id(content: bytes) -> dict[str, Division]:
    return {d.ocd_id.removeprefix("ocd-division/country:us/"): d for d in read_divisions(content)}


@pytest.mark.parametrize(
    ("ocd_id", "kind", "full_name"),
    [
        ("state:il", "state", "Illinois"),
        ("state:il/county:cook", "county", "Cook County"),
        ("state:il/place:chicago", "municipality", "City of Chicago"),
        ("state:la/parish:acadia", "county", "Acadia Parish"),
        ("state:ak/borough:anchorage", "county", "Anchorage Borough"),
        ("state:pa/place:mill_run", "municipality", "Borough of Mill Run"),
        ("district:dc", "district", "District of Columbia"),
        ("territory:pr", "territory", "Puerto Rico"),
    ],
)
def test_kinds_are_ours_and_names_carry_the_legal_kind(ocd_id: str, kind: str, full_name: str) -> None:
    division = by_id(COMPACT)[ocd_id]
    assert (division.kind, division.full_name) == (kind, full_name)


def test_parent_and_other_self_are_named() -> None:
    division = by_id(COMPACT)["state:ak/place:anchorage"]
    assert division.parent == "ocd-division/country:us/state:ak"
    assert division.same_as == "ocd-division/country:us/state:ak/borough:anchorage"


def test_apostrophe_in_an_id_is_not_the_short_form() -> None:
    assert "state:md/county:st_mary~s" in by_id(COMPACT)


def test_gzip_reads_the_same() -> None:
    assert list(read_divisions(gzip.compress(COMPACT))) == list(read_divisions(COMPACT))


def test_public_file_is_read_without_districts_and_countries() -> None:
    found = by_id(OCD)
    assert set(found) == {"state:ak", "state:ak/place:adak", "state:ak/borough:denali"}
    assert found["state:ak/place:adak"].full_name == "City of Adak"
    assert found["state:ak/borough:denali"].name == "Denali"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"a,b\n1,2\n", "no columns"),
        (b"\xff\xfe\x00", "not a UTF-8"),
        (b"\x1f\x8bgarbage", "not a UTF-8"),
        (b"geoid,ocd_id,kind,name,state\n17,~/state:il,galaxy,Illinois,IL\n", "line 2: unknown kind"),
        (b"geoid,ocd_id,kind,name,state,lat\n17,~/state:il,state,Illinois,IL,north\n", "line 2"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, named: str) -> None:
    with pytest.raises(DivisionsError, match=named):
        list(read_divisions(content))


def namesakes() -> list[Division]:
    return [
        Division(f"ocd-division/country:us/state:mn/place:st_anthony_{n}", f"275669{n}", "municipality",
                 "St. Anthony", "City of St. Anthony", "MN", population=people)
        for n, people in ((1, 90), (2, 9000), (3, None))
    ]  # fmt: skip


def test_of_namesakes_the_largest_gets_the_plain_address() -> None:
    slugs = slugs_of(namesakes(), taken={})
    assert slugs["ocd-division/country:us/state:mn/place:st_anthony_2"] == "st-anthony-mn"
    assert len(set(slugs.values())) == 3


def test_addresses_do_not_depend_on_the_order() -> None:
    shuffled = namesakes()
    random.Random(7).shuffle(shuffled)
    assert slugs_of(shuffled, taken={}) == slugs_of(namesakes(), taken={})


def test_an_address_given_before_stays() -> None:
    taken = {"ocd-division/country:us/state:mn/place:st_anthony_1": "st-anthony-mn"}
    slugs = slugs_of(namesakes(), taken=taken)
    assert slugs["ocd-division/country:us/state:mn/place:st_anthony_1"] == "st-anthony-mn"
    assert slugs["ocd-division/country:us/state:mn/place:st_anthony_2"] == "st-anthony-mn-2756692"


def test_two_divisions_with_one_geoid_get_two_addresses() -> None:
    first, second, third = namesakes()
    twins = [
        Division(d.ocd_id, "2756698", d.kind, d.name, d.full_name, d.state) for d in (first, second, third)
    ]
    assert len(set(slugs_of(twins, taken={}).values())) == 3
