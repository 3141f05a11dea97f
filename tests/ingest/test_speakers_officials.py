"""Linking speakers to known officials: by name, by office on a day, and never by guess."""

from pathlib import Path

import pytest

from tracker.ingest.extract import Speech
from tracker.ingest.officials import KnownOfficial, OfficialIndex, load_officials

ICE = "Immigration and Customs Enforcement|ICE"
INDEX = OfficialIndex.build(
    [
        KnownOfficial(
            "rhea-m-sand",
            "Rhea M. Sand",
            ("Rhea Sand-Lowe",),
            (("Acting Director", ICE, "2017-01-30", "2018-06-29"),),
        ),
        KnownOfficial("odell-park", "Odell Park", (), (("Director", ICE, "2018-07-01", ""),)),
        KnownOfficial("ann-mull", "Ann Mull", (), (("Mayor", "Arden", "2015", "2019"),)),
        KnownOfficial(
            "lou-birch",
            "Lou Birch",
            (),
            (("Attorney General", "Norland Attorney General's Office", "2015", ""),),
        ),
        KnownOfficial("paul-mull", "Paul Mull", (), (("Sheriff", "Polk County", "2015", ""),)),
    ]
)


def official(text: str, day: str = "2017-07-18") -> str:
    (quote,) = Speech(text, officials=INDEX, published_on=day).quotes
    return quote.official


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("“We are ready,” Rhea M. Sand said.", "rhea-m-sand"),
        ("“We are ready,” Rhea Sand said.", "rhea-m-sand"),
        ("“We are ready,” Rhea Sand-Lowe said.", "rhea-m-sand"),
        ("Rhea Sand was calm. “We are ready,” she said.", "rhea-m-sand"),
        ("“We are ready,” Mayor Mull said.", "ann-mull"),
        ("“We are ready,” Sheriff Mull said.", "paul-mull"),
        ("“We are ready,” Mr. Mull said.", ""),
        ("“We are ready,” Rhoda Sand said.", ""),
    ],
)
def test_name_links_only_when_one_official_fits(text: str, slug: str) -> None:
    assert official(text) == slug


@pytest.mark.parametrize(
    ("text", "day", "slug"),
    [
        ("“We are ready,” the acting ICE director said.", "2017-07-18", "rhea-m-sand"),
        ("“We are ready,” the ICE director said.", "2019-03-01", "odell-park"),
        ("“We are ready,” the former ICE director said.", "2019-03-01", ""),
        ("“We are ready,” the ICE director said.", "", ""),
        ("“We are ready,” the ICE director said.", "2016-03-01", ""),
        ("“We are ready,” the director said.", "2017-07-18", ""),
        ("“We are ready,” Arden’s mayor said.", "2017-07-18", "ann-mull"),
        # An office alone is of no one state, though one holder alone is known.
        ("“We are ready,” the attorney general said.", "2017-07-18", ""),
        ("“We are ready,” the county sheriff said.", "2017-07-18", ""),
        ("“We are ready,” the Polk County sheriff said.", "2017-07-18", "paul-mull"),
        ("“We are ready,” Norland’s attorney general said.", "2017-07-18", "lou-birch"),
    ],
)
def test_office_on_the_day_names_its_holder(text: str, day: str, slug: str) -> None:
    assert official(text, day) == slug


def test_holder_of_an_office_is_linked_without_inventing_a_printed_name() -> None:
    (quote,) = Speech(
        "“We are ready,” the acting ICE director said.", officials=INDEX, published_on="2017-07-18"
    ).quotes
    assert (quote.speaker_name, quote.speaker_text, quote.official) == (
        "",
        "the acting ICE director",
        "rhea-m-sand",
    )


def test_two_holders_on_one_day_name_nobody() -> None:
    index = OfficialIndex.build(
        [
            KnownOfficial("a", "A One", (), (("Director", ICE, "2017", ""),)),
            KnownOfficial("b", "B Two", (), (("Director", ICE, "2017", ""),)),
        ]
    )
    assert index.holder("the ICE director", day="2017-07-18") == ""


def test_missing_files_are_no_officials(tmp_path: Path) -> None:
    assert load_officials(tmp_path) == ()


def test_officials_are_read_from_csv(tmp_path: Path) -> None:
    (tmp_path / "officials.csv").write_text("slug,name,aliases\nrhea-sand,Rhea Sand,R. Sand|Rhea Lowe\n")
    (tmp_path / "tenures.csv").write_text(
        "official,title,organization,start,end,acting\nrhea-sand,Director,ice,2017-01-30,2018-06-29,yes\n"
    )
    (tmp_path / "organizations.csv").write_text(
        "slug,name,short_name,aliases\nice,Immigration and Customs Enforcement,ICE,\n"
    )
    index = OfficialIndex.build(load_officials(tmp_path))
    assert index.by_printed_name("Rhea Lowe") == "rhea-sand"
    assert index.holder("the acting ICE director", day="2017-07-18") == "rhea-sand"


def test_office_seen_on_one_day_is_held_on_that_day_alone(tmp_path: Path) -> None:
    (tmp_path / "officials.csv").write_text("slug,name,aliases\nada-quill,Ada Quill,\n")
    (tmp_path / "tenures.csv").write_text(
        "official,title,organization,jurisdiction,start,end,acting,observed_only\n"
        "ada-quill,Mayor,,lakeport-il,2017-03-01,,,yes\n"
    )
    (official,) = load_officials(tmp_path)
    assert official.tenures == (("Mayor", "lakeport il", "2017-03-01", "2017-03-01"),)
