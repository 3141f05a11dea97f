"""Loading: everything at once, once, and never over what a person did since."""

import csv
import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction

from tracker.actions.fixtures import FOLDER, FixtureError, rows
from tracker.actions.starter import REASON, load_starter
from tracker.actions.starter_kinds import KINDS
from tracker.models import (
    Announcement,
    Citation,
    Derivation,
    Instrument,
    InstrumentEvent,
    Jurisdiction,
    ListEdition,
    Listing,
    MatchState,
    Official,
    Quotation,
    Snapshot,
    State,
    Tenure,
    Utterance,
)

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
SMALL = {
    "jurisdictions.csv": lambda row: row["kind"] == "state",
    "organizations.csv": lambda row: row["slug"] in {"us-government", "department-of-justice"},
    "officials.csv": lambda row: row["slug"] in {"jeff-sessions", "greg-abbott"},
    "tenures.csv": lambda row: row["official"] in {"jeff-sessions", "greg-abbott"},
    "instruments.csv": lambda row: row["slug"] == "texas-sb-4-2017",
    "instrument_events.csv": lambda row: row["instrument"] == "texas-sb-4-2017",
    "utterances.csv": lambda row: row["key"] == "abbott-signing",
    "quotations.csv": lambda row: row["utterance"] == "abbott-signing",
}
WHOLE = {"outlets.csv", "codebook.csv"}


def history_rows() -> int:
    """Rows of all history tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_obj_id'")
        names = [name for (name,) in cursor.fetchall()]
        total = 0
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            total += cursor.fetchone()[0]
    return total


@pytest.fixture(scope="module")
def starter(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """All fixtures, loaded once for the tests of this module that only read."""
    folder = tmp_path_factory.mktemp("captures")
    storage = storages["snapshots"]
    before, storage._location = storage._location, str(folder)
    storage.__dict__.pop("base_location", None), storage.__dict__.pop("location", None)
    with django_db_blocker.unblock(), transaction.atomic():
        counts = load_starter(KINDS, now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield counts
        transaction.set_rollback(True)
    storage._location = before
    storage.__dict__.pop("base_location", None), storage.__dict__.pop("location", None)


@pytest.fixture
def small(tmp_path: Path, settings: Any) -> Path:
    """A folder of few fixtures: Texas, its law of 2017, two officials, one quotation."""
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "captures")},
        },
    }
    folder = tmp_path / "fixtures"
    folder.mkdir()
    named: set[str] = set()
    for path in FOLDER.glob("*.csv"):
        if path.name in WHOLE:
            shutil.copy(path, folder)
        elif path.name != "sources.csv":
            kept = [row for row in read(path) if SMALL.get(path.name, lambda row: False)(row)]
            write(folder / path.name, kept, header=header_of(path))
            named |= {name for row in kept for name in row.get("source", "").split("|")}
    sources = [{**row, "organization": ""} for row in read(FOLDER / "sources.csv") if row["slug"] in named]
    write(folder / "sources.csv", sources, header=header_of(FOLDER / "sources.csv"))
    return folder


def header_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, lines: list[dict[str, str]], *, header: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def edit(folder: Path, file: str, slug: str, **cells: str) -> None:
    """Change cells of one row of a fixture."""
    path = folder / file
    lines = read(path)
    for line in lines:
        if line["slug"] == slug:
            line.update(cells)
    write(path, lines, header=header_of(path))


def load(folder: Path) -> Any:
    return load_starter(KINDS, now=NOW, folder=folder)


def test_nothing_is_skipped_on_a_fresh_database(starter: dict[str, Any]) -> None:
    assert [sentence for count in starter.values() for sentence in count.skipped] == []


@pytest.mark.parametrize(
    ("model", "files"),
    [
        (Jurisdiction, ["jurisdictions.csv"]),
        (Listing, ["listings.csv"]),
        (ListEdition, ["editions.csv"]),
        (Instrument, ["instruments.csv", "agreements.csv"]),
        (Announcement, ["announcements.csv"]),
        (Official, ["officials.csv"]),
        (Tenure, ["tenures.csv"]),
        (Derivation, ["derivations.csv"]),
        (Utterance, ["utterances.csv"]),
        (Quotation, ["quotations.csv"]),
    ],
)
def test_table_has_as_many_rows_as_its_fixtures(
    starter: dict[str, Any], model: Any, files: list[str]
) -> None:
    assert model.objects.count() == sum(len(list(rows(file))) for file in files)


def test_everything_loaded_is_public(starter: dict[str, Any]) -> None:
    for model in (Jurisdiction, ListEdition, Instrument, Announcement, Official, Quotation):
        assert not model.objects.exclude(state=State.PUBLISHED).exists(), model


def test_every_line_of_a_list_is_kept_as_printed(starter: dict[str, Any]) -> None:
    kept = Listing.objects.values_list("edition__slug", "line", "as_printed")
    assert set(kept) == {
        (row.text("edition"), row.number("line"), row.text("as_printed")) for row in rows("listings.csv")
    }


def test_every_line_of_a_list_is_cited(starter: dict[str, Any]) -> None:
    assert not Listing.objects.filter(citations=None).exists()


def test_misspelt_and_foreign_lines_are_kept_and_told_apart(starter: dict[str, Any]) -> None:
    lines = {line.as_printed: line for line in Listing.objects.select_related("jurisdiction")}
    assert lines["Berkley"].jurisdiction.slug == "berkeley-ca"
    assert lines["Northhampton"].jurisdiction.slug == "northampton-ma"
    assert lines["Aurora Detention Center"].match_state == "not_a_jurisdiction"


def test_withdrawn_edition_says_when_and_by_whose_word(starter: dict[str, Any]) -> None:
    edition = ListEdition.objects.get(slug="dhs-2025-05-29")
    assert edition.withdrawn_on == datetime.date(2025, 6, 1)
    assert edition.withdrawal_source.slug == "aspentimes-list-taken-down"


def test_eight_lines_of_the_detainer_report_were_taken_back(starter: dict[str, Any]) -> None:
    retracted = Listing.objects.filter(edition__slug="ice-ddor-2017-03-20", retracted_on__isnull=False)
    assert retracted.count() == 8


def test_baltimore_county_disputes_its_listing(starter: dict[str, Any]) -> None:
    listing = Listing.objects.get(edition__slug="doj-2025-08-05", jurisdiction__slug="baltimore-county-md")
    assert listing.citations.filter(stance="disputes").count() == 2
    assert listing.retracted_on == datetime.date(2025, 10, 31)


def test_law_known_to_the_year_is_dated_to_the_year(starter: dict[str, Any]) -> None:
    assert Instrument.objects.get(slug="oregon-1987-law").adopted_precision == "year"


def test_captures_of_quotations_are_marked_as_excerpts(starter: dict[str, Any]) -> None:
    assert set(Snapshot.objects.values_list("extractor", flat=True)) == {"excerpt entered by hand"}


def test_quotation_names_the_office_held_that_day(starter: dict[str, Any]) -> None:
    utterance = Utterance.objects.get(official__slug="greg-abbott", said_on="2017-05-07")
    assert str(utterance.tenure) == "Governor, Texas"


def test_homan_interview_rests_on_one_article(starter: dict[str, Any]) -> None:
    printings = Quotation.objects.filter(
        utterance__official__slug="thomas-d-homan", exact__contains="handcuffs"
    )
    articles = {quotation.snapshot.article for quotation in printings}
    assert len(articles) >= 8
    for article in articles:
        roots = {article}
        while edges := Derivation.objects.filter(article__in=roots):
            roots = {edge.source for edge in edges}
        assert {root.slug for root in roots} == {"examiner-homan-interview"}


def test_second_load_redoes_nothing(db: None, small: Path) -> None:
    load(small)
    before = history_rows()
    assert load(small) is None
    assert history_rows() == before


def test_load_without_the_stamp_changes_nothing(db: None, small: Path) -> None:
    load(small)
    before = history_rows()
    (small / "zz.csv").write_text("another\n", encoding="utf-8")
    counts = load(small)
    assert all(not (count.added or count.changed or count.skipped) for count in counts.values())
    assert history_rows() == before


def test_changed_fixture_changes_the_row(db: None, small: Path) -> None:
    load(small)
    edit(small, "officials.csv", "greg-abbott", aliases="Governor Greg Abbott")
    assert load(small)["officials"].changed == 1
    assert Official.objects.get(slug="greg-abbott").aliases == ["Governor Greg Abbott"]


def test_curators_edit_survives_a_changed_fixture(db: None, small: Path) -> None:
    load(small)
    with pghistory.context(reason="a curator's edit"):
        official = Official.objects.get(slug="greg-abbott")
        official.aliases = ["G. Abbott"]
        official.save()
    edit(small, "officials.csv", "greg-abbott", aliases="Governor Greg Abbott")
    counts = load(small)
    assert Official.objects.get(slug="greg-abbott").aliases == ["G. Abbott"]
    assert "edited by a curator" in counts["officials"].skipped[0]


def test_row_a_curator_removed_stays_removed(db: None, small: Path) -> None:
    load(small)
    InstrumentEvent.objects.filter(kind="effective").delete()
    edit(small, "officials.csv", "jeff-sessions", aliases="")
    counts = load(small)
    assert not InstrumentEvent.objects.filter(kind="effective").exists()
    assert "removed by a curator" in counts["events of instruments"].skipped[0]


def test_renamed_record_keeps_its_new_address(db: None, small: Path) -> None:
    load(small)
    Official.objects.filter(slug="greg-abbott").update(slug="gregory-abbott")
    edit(small, "officials.csv", "jeff-sessions", aliases="")
    load(small)
    assert not Official.objects.filter(slug="greg-abbott").exists()


def test_rows_about_a_removed_record_are_left_out(db: None, small: Path) -> None:
    load(small)
    Citation.objects.filter(instrument__slug="texas-sb-4-2017").delete()
    Instrument.objects.get(slug="texas-sb-4-2017").delete()
    edit(small, "officials.csv", "jeff-sessions", aliases="")
    counts = load(small)
    assert "a curator removed texas-sb-4-2017" in counts["events of instruments"].skipped[0]
    assert not InstrumentEvent.objects.exists()


def test_citation_a_curator_took_away_stays_away(db: None, small: Path) -> None:
    load(small)
    law = Instrument.objects.get(slug="texas-sb-4-2017")
    Citation.objects.filter(instrument=law, article__slug="ltgov-texas-sb4").delete()
    edit(small, "officials.csv", "jeff-sessions", aliases="")
    load(small)
    assert law.citations.filter(article__slug="ltgov-texas-sb4").count() == 0


def test_history_says_starter_data(db: None, small: Path) -> None:
    load(small)
    event = Official.objects.get(slug="greg-abbott").events.get()
    assert event.pgh_context.metadata["reason"] == REASON


def test_faulty_row_is_named_and_nothing_is_kept(db: None, small: Path) -> None:
    edit(small, "instruments.csv", "texas-sb-4-2017", kind="decree")
    with pytest.raises(FixtureError, match=r"instruments\.csv, line 2, column kind: expected one of statute"):
        load(small)
    assert Jurisdiction.objects.count() == 0


def test_unknown_reference_is_named(db: None, small: Path) -> None:
    edit(small, "instruments.csv", "texas-sb-4-2017", jurisdictions="atlantis")
    with pytest.raises(
        FixtureError, match=r"instruments\.csv, line 2, .*a known jurisdiction, not 'atlantis'"
    ):
        load(small)


def test_quiet_command_says_nothing(starter: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_starter", verbosity=0)
    assert capsys.readouterr().out == ""


def test_command_says_when_there_is_nothing_to_do(
    starter: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_starter")
    assert "nothing to do" in capsys.readouterr().out


def test_command_reports_what_matched(starter: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        Listing.objects.filter(edition__slug="doj-2025-08-05", line__lte=2).update(
            match_state=MatchState.UNMATCHED, jurisdiction=None
        )
        call_command("load_starter")
        transaction.set_rollback(True)
    said = capsys.readouterr().out.splitlines()
    assert "dhs-2025-05-29: 225 lines: 225 matched" in said
    assert "doj-2025-08-05: 35 lines: 33 matched, 2 unmatched: waits for a person" in said
    assert "287(g) agreements: 832: 810 with a place, 22 whose row names none we could match" in said
