"""The fixture files themselves: sourced, neutral, and made of rows that name each other."""

import datetime
import re
from collections.abc import Iterator

import pytest

from tracker.actions.fixtures import FOLDER, FixtureError, Row, rows
from tracker.ingest.alterations import printing_codes
from tracker.ingest.similarity import printing_similarity
from tracker.models.base import last_possible

FILES = sorted(path.name for path in FOLDER.glob("*.csv"))
WITHOUT_SOURCE = {
    "sources.csv",
    "outlets.csv",
    "codebook.csv",
    "utterances.csv",
    "derivations.csv",
    "disputes.csv",
}
CONTESTED = re.compile(
    r"\b(sanctuar\w+|illegal\w*|undocumented|crackdown\w*|criminal aliens?|defy\w*|radical)\b", re.IGNORECASE
)
OURS = {
    "announcements.csv": ["detail"],
    "announcement_events.csv": ["detail", "searched"],
    "targets.csv": ["detail"],
    "instrument_events.csv": ["detail"],
    "instruments.csv": ["note"],
    "editions.csv": ["note"],
    "figures.csv": ["note"],
    "codebook.csv": ["label", "definition"],
    "disputes.csv": ["note"],
    "sources.csv": ["note"],
    "utterances.csv": ["occasion"],
}
"""Columns that hold our own words; all others hold names, titles, codes or words as printed."""


def every_row() -> Iterator[Row]:
    for file in FILES:
        yield from rows(file)


@pytest.mark.parametrize("file", [file for file in FILES if file not in WITHOUT_SOURCE])
def test_every_row_names_a_known_source(file: str) -> None:
    known = {row.text("slug") for row in rows("sources.csv")}
    for row in rows(file):
        assert row.many("source"), f"{file}, line {row.line}"
        assert set(row.many("source")) <= known, f"{file}, line {row.line}"


def test_every_source_has_an_address_and_a_headline() -> None:
    for row in rows("sources.csv"):
        assert re.match(r"https?://\S+$", row.text("url")), row.line
        assert row.text("headline"), row.line


def test_every_source_is_used() -> None:
    columns = ("source", "withdrawal_source", "retraction_source", "article", "rests_on")
    used = {name for row in every_row() for column in columns for name in row.many(column)}
    assert {row.text("slug") for row in rows("sources.csv")} - used == set()


def test_no_day_lies_outside_the_time_the_sources_speak_of() -> None:
    days = [
        (file, row.line, name, value) for file in FILES for row in rows(file) for name, value in dated(row)
    ]
    assert len(days) > 1_000
    assert [one for one in days if not "1775" < one[3][:4] < "2031"] == []


def dated(row: Row) -> Iterator[tuple[str, str]]:
    for name, value in row.cells.items():
        if name.endswith("_on") and re.match(r"\d{4}", value):
            yield name, value


@pytest.mark.parametrize("file", sorted(OURS))
def test_our_own_words_are_neutral(file: str) -> None:
    for row in rows(file):
        for column in OURS[file]:
            assert not CONTESTED.search(row.text(column)), f"{file}, line {row.line}: {row.text(column)}"


def test_slugs_are_given_once_per_file() -> None:
    for file in FILES:
        slugs = [row.text("slug") for row in rows(file) if row.text("slug")]
        assert len(slugs) == len(set(slugs)), file


def test_quotations_stand_in_their_short_passage() -> None:
    for row in rows("quotations.csv"):
        assert row.text("exact") in row.text("passage"), row.line
        assert len(row.text("passage")) <= 600, row.line


def test_at_least_forty_officials_and_bodies_are_quoted() -> None:
    speakers = {row.text("official") or row.text("organization") for row in rows("utterances.csv")}
    assert len(speakers) >= 40


def test_states_district_and_territories_are_complete() -> None:
    kinds = [row.text("kind") for row in rows("jurisdictions.csv")]
    assert (kinds.count("state"), kinds.count("district"), kinds.count("territory")) == (50, 1, 5)


def test_a_date_is_read_as_far_as_it_is_known() -> None:
    row = Row("x.csv", 2, {"a": "1987", "b": "2017-05", "c": "2017-05-01"})
    assert [str(row.day(column)[1]) for column in "abc"] == ["year", "month", "day"]
    assert [str(row.day(column)[0]) for column in "abc"] == ["1987-01-01", "2017-05-01", "2017-05-01"]


@pytest.mark.parametrize("wrong", ["2017-13", "May 2017", "2017-02-30", "17-05-01", "2017-5"])
def test_a_date_that_is_none_is_named_by_file_line_and_column(wrong: str) -> None:
    row = Row("laws.csv", 7, {"adopted_on": wrong})
    with pytest.raises(FixtureError, match=r"laws\.csv, line 7, column adopted_on: expected a date"):
        row.day("adopted_on")


def printed_by(quotation: Row, texts: dict[str, Row]) -> datetime.date:
    """The last day a printing may first have been printed on; that of its entry where its text has no date."""
    day, precision = texts[quotation.many("source")[0]].day("published_on")
    return last_possible(day, precision) if day else quotation.required_day("entered_on")[0]


def test_alterations_are_what_the_words_of_the_earliest_printing_give() -> None:
    texts = {row.text("slug"): row for row in rows("sources.csv")}
    families: dict[str, list[Row]] = {}
    for row in rows("quotations.csv"):
        families.setdefault(row.text("utterance"), []).append(row)
    wrong = []
    for family in families.values():
        earliest = min(family, key=lambda row: (printed_by(row, texts), row.line)).text("source")
        pieces = [row for row in family if row.text("source") == earliest]
        for row in family:
            found: tuple[str, ...] = ()
            if row.text("source") != earliest:
                first = max(pieces, key=lambda one: printing_similarity(one.text("exact"), row.text("exact")))
                found = printing_codes(
                    first.text("exact"),
                    row.text("exact"),
                    first_in_marks=first.text("form") != "indirect",
                    second_in_marks=row.text("form") != "indirect",
                )
            if list(found) != row.many("alterations"):
                wrong.append((row.text("slug"), found))
    assert wrong == []
