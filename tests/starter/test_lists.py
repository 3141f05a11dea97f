"""List editions: kept as printed, matched without guessing, refused whole, and compared."""

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tracker.actions.errors import NotAllowed, Refused
from tracker.actions.gazetteer import import_gazetteer
from tracker.actions.list_names import Names, UnknownState, _Place
from tracker.actions.lists import (
    Line,
    ListRefused,
    Problem,
    decide_name,
    import_list,
    preview_list,
    read_lines,
    take_back_line,
    withdraw_edition,
)
from tracker.ingest.errors import IngestError
from tracker.management.commands import import_list as import_list_command
from tracker.models import (
    Article,
    Citation,
    Jurisdiction,
    JurisdictionAlias,
    ListEdition,
    Listing,
    NameDecision,
    Organization,
    State,
)
from tracker.models.list_changes import list_changes

DAY = datetime.date(2025, 5, 29)
PLACES = b"""geoid,ocd_id,kind,name,state,lat,lon,population,same_as
17,~/state:il,state,Illinois,IL,,,,
19,~/state:ia,state,Iowa,IA,,,,
25,~/state:ma,state,Massachusetts,MA,,,,
06,~/state:ca,state,California,CA,,,,
11,~/district:dc,federal district,District of Columbia,DC,,,,
1714000,~/state:il/place:chicago,city,Chicago,IL,,,2700000,
17031,~/state:il/county:cook,county,Cook,IL,,,5000000,
19069,~/state:ia/county:franklin,county,Franklin,IA,,,10000,
17055,~/state:il/county:franklin,county,Franklin,IL,,,38000,
2546330,~/state:ma/place:northampton,city,Northampton,MA,,,29000,
1766755,~/state:il/place:st_joseph,village,St. Joseph,IL,,,3900,
1703012,~/state:il/place:aurora,city,Aurora,IL,,,180000,
0667000,~/state:ca/place:san_francisco,city,San Francisco,CA,,,870000,~/state:ca/county:san_francisco
06075,~/state:ca/county:san_francisco,county,San Francisco,CA,,,,
"""


@pytest.fixture
def places(db: None, tmp_path: Path) -> dict[str, Jurisdiction]:
    gazetteer = tmp_path / "places.csv"
    gazetteer.write_bytes(PLACES)
    import_gazetteer(str(gazetteer), now=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC))
    found = {place.slug: place for place in Jurisdiction.objects.all()}
    JurisdictionAlias.objects.create(jurisdiction=found["district-of-columbia"], name="Washington, D.C.")
    return found


@pytest.fixture
def maker(places: dict[str, Jurisdiction], source: Article) -> Organization:
    body = Organization.objects.create(slug="prairie-institute", name="Prairie Institute", kind="research")
    Citation.objects.create(article=source, organization=body)
    return body


@pytest.fixture
def curator(db: None) -> AbstractUser:
    user = get_user_model().objects.create_user("curator")
    user.groups.add(Group.objects.get_or_create(name="curator")[0])
    return user


@pytest.fixture
def source(db: None) -> Article:
    return Article.objects.create(
        slug="a-list", headline="A list", url="https://prairie.example/list", kind="list"
    )


def enter(
    maker: Organization, by: AbstractUser, *lines: Line, day: datetime.date = DAY, **options: Any
) -> Any:
    return import_list(list(lines), maker=maker, title="Places", published_on=day, by=by, **options)


@pytest.mark.parametrize(
    ("as_printed", "state", "kind", "slug"),
    [
        ("Chicago", "IL", "city", "chicago-il"),
        ("chicago", "Illinois", "", "chicago-il"),
        ("City of Chicago", "", "", "chicago-il"),
        ("Chicago, IL", "", "", "chicago-il"),
        ("Chicago City", "IL", "city", "chicago-il"),
        ("Cook", "IL", "county", "cook-county-il"),
        ("Cook County", "IL", "", "cook-county-il"),
        ("Cook County, Illinois", "", "", "cook-county-il"),
        ("Franklin County", "Iowa", "county", "franklin-county-ia"),
        ("Saint Joseph", "IL", "village", "st-joseph-il"),
        ("San Francisco", "CA", "city", "san-francisco-ca"),
        ("San Francisco", "CA", "county", "san-francisco-county-ca"),
        ("Illinois", "", "state", "illinois"),
        ("Washington, D.C.", "", "", "district-of-columbia"),
    ],
)
def test_line_without_doubt_is_matched(
    places: dict[str, Jurisdiction], as_printed: str, state: str, kind: str, slug: str
) -> None:
    match = Names().match(as_printed, state=state, kind=kind)
    assert (match.state, match.jurisdiction_id) == ("matched", places[slug].pk)


@pytest.mark.parametrize(
    ("as_printed", "state", "kind", "offered"),
    [
        ("Franklin County", "", "county", ["state:il/county:franklin", "state:ia/county:franklin"]),
        ("San Francisco", "CA", "", ["state:ca/place:san_francisco", "state:ca/county:san_francisco"]),
        ("Northhampton", "MA", "city", ["state:ma/place:northampton"]),
        ("Aurora Detention Center", "IL", "city", ["state:il/place:aurora"]),
        ("Cook Parish", "IL", "county", ["state:il/county:cook"]),
    ],
)
def test_doubtful_line_waits_with_its_candidates(
    places: dict[str, Jurisdiction], as_printed: str, state: str, kind: str, offered: list[str]
) -> None:
    match = Names().match(as_printed, state=state, kind=kind)
    assert match.state == "ambiguous"
    assert match.jurisdiction_id is None
    assert list(match.candidates) == [f"ocd-division/country:us/{ocd}" for ocd in offered]


def test_name_like_no_other_is_unmatched(places: dict[str, Jurisdiction]) -> None:
    assert Names().match("Xyzzyville", state="IL").state == "unmatched"


def test_drafts_are_never_matched(places: dict[str, Jurisdiction]) -> None:
    Jurisdiction.objects.filter(slug="chicago-il").update(state=State.DRAFT)
    assert Names().match("Chicago", state="IL", kind="city").jurisdiction_id is None


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=60),
    state=st.sampled_from(["", "IL", "Iowa"]),
    kind=st.text(max_size=12),
)
def test_any_line_at_all_is_matched_waits_or_is_unmatched(name: str, state: str, kind: str) -> None:
    names = _some_names()
    match = names.match(name, state=state, kind=kind)
    assert (match.state == "matched") == (match.jurisdiction_id is not None)
    assert not (match.candidates and match.state != "ambiguous")


def _some_names() -> Names:
    """Names without a database: one state and one city."""
    names = Names.__new__(Names)
    names._places, names._exact, names._folded, names._codes, names._by_state = {}, {}, {}, {}, {}
    names._sorted = {}
    for pk, (name, kind) in enumerate([("Illinois", "state"), ("Chicago", "municipality")]):
        names._places[pk] = _Place(pk, f"ocd-division/country:us/{name}", kind, "IL", 0)
        names._learn(pk, name)
    names._codes = {"illinois": "IL", "il": "IL", "iowa": "IA"}
    return names


def test_unknown_state_is_said_so(places: dict[str, Jurisdiction]) -> None:
    with pytest.raises(UnknownState, match="unknown state “Illinoys”"):
        Names().match("Chicago", state="Illinoys")


def test_every_line_is_kept_as_printed(maker: Organization, curator: AbstractUser) -> None:
    enter(maker, curator, Line(2, "CHICAGO ", "IL"), Line(3, "Northhampton", "MA", "city", "policy"))
    kept = Listing.objects.values_list("line", "as_printed", "state_as_printed", "label_as_printed")
    assert list(kept) == [(1, "CHICAGO ", "IL", ""), (2, "Northhampton", "MA", "policy")]


def test_edition_and_lines_cite_the_source(
    maker: Organization, curator: AbstractUser, source: Article
) -> None:
    edition = enter(maker, curator, Line(2, "Chicago", "IL"), source=source).edition
    assert edition.citations.get().article == source
    assert edition.listings.get().citations.get().article == source


def test_second_print_of_one_place_waits(maker: Organization, curator: AbstractUser) -> None:
    entered = enter(maker, curator, Line(2, "Chicago", "IL"), Line(3, "City of Chicago", "IL"))
    assert [line.as_printed for line in entered.lines["ambiguous"]] == ["City of Chicago"]


def test_same_edition_is_not_entered_twice(maker: Organization, curator: AbstractUser) -> None:
    enter(maker, curator, Line(2, "Chicago", "IL"))
    with pytest.raises(Refused, match="entered already"):
        enter(maker, curator, Line(2, "Chicago", "IL"))


def test_list_without_a_title_is_refused(maker: Organization, curator: AbstractUser) -> None:
    with pytest.raises(Refused, match="no title"):
        import_list([Line(2, "Chicago", "IL")], maker=maker, title=" ", published_on=DAY, by=curator)
    assert not ListEdition.objects.exists()


def test_visitor_may_not_enter_a_list(maker: Organization, db: None) -> None:
    with pytest.raises(NotAllowed):
        enter(maker, get_user_model().objects.create_user("visitor"), Line(2, "Chicago", "IL"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (Line(9, "", "IL"), "row 9: the name is blank"),
        (
            Line(9, "PeÃ±asco", "NM"),
            "row 9: “PeÃ±asco” is “Peñasco” in another encoding: save the file as UTF-8",
        ),
        (Line(9, "=1+1", "IL"), "row 9: “=1+1” is a formula, not a text"),
        (Line(9, "Chicago", "@SUM(A1)"), "row 9: “@SUM(A1)” is a formula, not a text"),
        (Line(9, "#N/A", "IL"), "row 9: “#N/A” is what a formula leaves when it fails, not a text"),
        (Line(9, "Chicago", "Illinoys"), "row 9: unknown state “Illinoys”"),
        (
            Line(9, "Chic\ufffdgo", "IL"),
            "row 9: “Chic\ufffdgo” is in an encoding that could not be read: save as UTF-8",
        ),
        (Line(9, "C" * 201, "IL"), "row 9: the as printed has more than 200 characters"),
        (Line(9, "Cook County", "IL"), "row 9: the same line as row 2"),
    ],
)
def test_faulty_row_is_named_and_nothing_is_saved(
    maker: Organization, curator: AbstractUser, line: Line, reason: str
) -> None:
    with pytest.raises(ListRefused) as refusal:
        enter(maker, curator, Line(2, "Cook County", "IL"), line)
    assert reason in [str(problem) for problem in refusal.value.problems]
    assert not ListEdition.objects.exists()


def test_every_faulty_row_is_named_at_once(maker: Organization, curator: AbstractUser) -> None:
    with pytest.raises(ListRefused) as refusal:
        enter(maker, curator, *[Line(row, "=x", "Atlantis") for row in range(2, 102)])
    assert {problem.row for problem in refusal.value.problems} == set(range(2, 102))


def test_hundred_thousand_rows_are_refused_at_the_first_too_many(
    maker: Organization, curator: AbstractUser
) -> None:
    with pytest.raises(ListRefused, match="row 50002: the list is longer than 50,000 lines"):
        enter(maker, curator, *[Line(row, f"Place {row}") for row in range(2, 100_002)])


def test_decision_matches_the_line_and_is_remembered(
    maker: Organization, curator: AbstractUser, places: dict[str, Jurisdiction]
) -> None:
    listing = enter(maker, curator, Line(2, "Northhampton", "MA", "city")).lines["ambiguous"][0]
    assert decide_name(listing, jurisdiction=places["northampton-ma"], by=curator) == 1
    later = enter(maker, curator, Line(2, "Northhampton", "MA", "city"), day=DAY.replace(year=2026))
    assert later.lines["matched"][0].jurisdiction == places["northampton-ma"]
    assert NameDecision.objects.get().decided_by == curator


def test_decision_that_it_is_no_jurisdiction_is_remembered(
    maker: Organization, curator: AbstractUser
) -> None:
    listing = enter(maker, curator, Line(2, "Aurora Detention Center", "IL")).lines["ambiguous"][0]
    decide_name(listing, jurisdiction=None, by=curator)
    later = enter(maker, curator, Line(2, "Aurora Detention Center", "IL"), day=DAY.replace(year=2026))
    assert len(later.lines["not_a_jurisdiction"]) == 1


def test_decision_holds_for_its_maker_only(
    maker: Organization, curator: AbstractUser, places: dict[str, Jurisdiction]
) -> None:
    listing = enter(maker, curator, Line(2, "Franklin County")).lines["ambiguous"][0]
    decide_name(listing, jurisdiction=places["franklin-county-ia"], by=curator)
    other = Organization.objects.create(slug="other", name="Other", kind="agency")
    assert "ambiguous" in enter(other, curator, Line(2, "Franklin County")).lines


def test_withdrawal_is_a_fact_with_a_source(
    maker: Organization, curator: AbstractUser, source: Article
) -> None:
    edition = enter(maker, curator, Line(2, "Chicago", "IL")).edition
    withdraw_edition(edition, on=DAY + datetime.timedelta(days=3), source=source, by=curator)
    edition.refresh_from_db()
    assert (edition.withdrawn_on, edition.withdrawal_source) == (datetime.date(2025, 6, 1), source)
    assert edition.listings.count() == 1


def test_changes_between_editions(maker: Organization, curator: AbstractUser, source: Article) -> None:
    first = enter(
        maker,
        curator,
        *(Line(i, name, "IL") for i, name in enumerate(["Chicago", "Cook County", "Aurora", "Xyz"])),
    ).edition
    aurora = first.listings.get(as_printed="Aurora")
    take_back_line(aurora, on=DAY, source=source, by=curator)
    second = enter(
        maker,
        curator,
        *(Line(i, name, "IL") for i, name in enumerate(["City of Chicago", "Saint Joseph", "Xyz"])),
        day=DAY.replace(year=2026),
    ).edition
    changes = list_changes(first, second)
    assert [line.as_printed for line in changes.added] == ["Saint Joseph"]
    assert [line.as_printed for line in changes.removed] == ["Cook County"]
    assert changes.retracted == ((aurora, None),)
    assert [(a.as_printed, b.as_printed) for a, b in changes.renamed] == [("Chicago", "City of Chicago")]
    assert [(a.as_printed, b.as_printed) for a, b in changes.unchanged] == [("Xyz", "Xyz")]


def test_plain_lines_are_read_one_name_each() -> None:
    lines = read_lines(b"Chicago, IL\n\nCook County, Illinois\n", name="list.txt")
    assert [(line.row, line.as_printed) for line in lines] == [
        (1, "Chicago, IL"),
        (3, "Cook County, Illinois"),
    ]


def test_workbook_reads_as_the_csv_does() -> None:
    book, buffer = Workbook(), io.BytesIO()
    for cells in (("Name", "State"), ("Chicago", "IL")):
        book.active.append(cells)
    book.save(buffer)
    assert read_lines(buffer.getvalue(), name="l.xlsx") == read_lines(
        b"Name,State\nChicago,IL\n", name="l.csv"
    )


def test_rows_are_numbered_as_in_the_file_after_empty_rows() -> None:
    book, buffer = Workbook(), io.BytesIO()
    for cells in (("Name", "State"), ("Chicago", "IL"), (None, None), ("Aurora", "IL")):
        book.active.append(cells)
    book.save(buffer)
    for content, name in (
        (buffer.getvalue(), "l.xlsx"),
        (b"Name,State\nChicago,IL\n,\nAurora,IL\n", "l.csv"),
    ):
        assert [(line.row, line.as_printed) for line in read_lines(content, name=name)] == [
            (2, "Chicago"),
            (4, "Aurora"),
        ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"List of 29 May 2025,,\nJurisdiction,State,Kind\nChicago,IL,city\n", "list.csv"),
        (b"List of 29 May 2025\n\nJurisdiction;State\nChicago;IL\n", "list.csv"),
        (b"List of 29 May 2025\nJurisdiction\tState\nChicago\tIL\n", "pasted.txt"),
    ],
)
def test_title_above_the_header_is_named_with_the_row_of_the_header(content: bytes, name: str) -> None:
    with pytest.raises(IngestError, match=r"Row [23] looks like the header \(“Jurisdiction”\)"):
        read_lines(content, name=name)


@pytest.mark.parametrize("above", [0, 19, 20, 500])
def test_rows_in_a_second_sheet_are_not_left_out_silently(above: int) -> None:
    book = Workbook()
    book.active.append(["Jurisdiction"])
    book.active.append(["Chicago"])
    book.create_sheet("Counties").cell(row=above + 1, column=3, value="Cook County")
    book.create_sheet("Empty")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(IngestError, match=r"rows in 2 sheets \(“Sheet”, “Counties”\)"):
        read_lines(out.getvalue(), name="list.xlsx")


def test_sheet_with_the_rows_is_read_behind_an_empty_one() -> None:
    book = Workbook()
    sheet = book.create_sheet("List")
    sheet.append(["Jurisdiction"])
    sheet.append(["Chicago"])
    out = io.BytesIO()
    book.save(out)
    assert [line.as_printed for line in read_lines(out.getvalue(), name="list.xlsx")] == ["Chicago"]


def latin(text: str) -> bytes:
    return text.encode("cp1252")


MIXED = b"name,state\nDo\xc3\xb1a Ana,IL\n%s,IL\nPe\xc3\xb1asco,IL\n"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"name,state\nA,IL,1\nB,IL,2\nC,Oz\n", {2: "3 cells", 3: "3 cells", 4: "unknown state"}),
        (b'name,state\nA,"I"L\nB,Oz\n', {2: "cannot be read as CSV", 3: "unknown state"}),
        (b"name,state\nAurora,IL\nChi\0cago,IL\n", {3: "“Chi\ufffdcago” holds a control character"}),
        (b"name,state\n" + b"Aurora,IL\n" * 300 + b"Chi\0cago,IL\n", {302: "holds a control character"}),
        (b"Cook County\nChi\x01cago, IL\n", {2: "holds a control character"}),
        (MIXED % latin("Cañon"), {3: "“Ca\ufffdon” is in an encoding that could not be read"}),
        (MIXED % latin("Cañada Española"), {3: "encoding"}),
        (MIXED % latin("Española y Cañada Peña"), {3: "encoding"}),
        ("Cañon\nNambé\n".encode("cp1252") + "Doña Ana\n".encode(), {3: "is “Doña Ana” in another encoding"}),
    ],
)  # fmt: skip
def test_each_row_at_fault_is_named_and_no_other(
    maker: Organization, content: bytes, named: dict[int, str]
) -> None:
    lines = read_lines(content, name="list.csv" if b"," in content[:6] else "list.txt")
    problems = [problem for problem in preview_list(lines, maker=maker).problems if not problem.is_duplicate]
    assert [problem.row for problem in problems] == list(named)
    assert all(words in str(problem) for problem, words in zip(problems, named.values(), strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_list_in_one_encoding_is_read_in_it(encoding: str) -> None:
    content = "name,state\nDoña Ana,NM\nCañon,CO\nNambé,NM\n".encode(encoding)
    assert [line.as_printed for line in read_lines(content, name="l.csv")] == ["Doña Ana", "Cañon", "Nambé"]


def test_refusal_names_some_rows_and_counts_the_others() -> None:
    refused = ListRefused([Problem(row, "the name is blank") for row in range(2, 1209)])
    assert "row 6: the name is blank; and 1,202 more" in str(refused)


def test_table_without_a_name_column_is_refused() -> None:
    with pytest.raises(ListRefused, match="no column for the name"):
        read_lines(b"a,b\n1,2\n", name="l.csv")


def test_command_prints_matched_ambiguous_unmatched(
    maker: Organization, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,state\nChicago,IL\nNorthhampton,MA\nXyzzyville,IL\n", encoding="utf-8")
    call_command("import_list", str(file), maker=maker.slug, title="Places", date="2025-05-29")
    said = capsys.readouterr().out
    assert "matched: 1" in said and "ambiguous: 1" in said and "unmatched: 1" in said
    assert "line 2: Northhampton (ocd-division/country:us/state:ma/place:northampton)" in said


def test_command_reports_how_far_a_long_list_is(
    maker: Organization, tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_list_command, "REPORT_EVERY_S", 0.0)
    file = tmp_path / "list.txt"
    file.write_text("".join(f"Xyzzyville {number}\n" for number in range(1200)), encoding="utf-8")
    call_command("import_list", str(file), maker=maker.slug, title="Places", date="2025-05-29")
    reported = capsys.readouterr().err.splitlines()
    assert reported == ["matched 500 of 1,200 lines", "matched 1,000 of 1,200 lines"]


def test_second_prints_of_places_ask_the_database_nothing_more(maker: Organization) -> None:
    def queries(times: int) -> int:
        prints = ["Chicago", "Chicago, IL", "City of Chicago", "CHICAGO", "Town of Chicago"][: times + 1]
        with CaptureQueriesContext(connection) as asked:
            preview_list([Line(row, name) for row, name in enumerate(prints, 1)], maker=maker)
        return len(asked)

    assert queries(1) == queries(4)


def test_command_publishes_with_a_source(maker: Organization, tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,state\nChicago,IL\n", encoding="utf-8")
    options = {"maker": maker.slug, "title": "Places", "date": "2025-05-29"}
    call_command("import_list", str(file), source="https://prairie.example/l", publish=True, **options)
    assert ListEdition.objects.published().get().published_on == DAY


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"maker": "nobody"}, "no organization has this slug"),
        ({"date": "May 2025"}, "expected a day as 2025-05-29"),
        ({"publish": True}, "--publish needs --source"),
        ({"title": ""}, "--title is blank"),
        ({"title": " \t"}, "--title is blank"),
    ],
)
def test_command_says_what_is_wrong(
    maker: Organization, tmp_path: Any, options: dict[str, Any], said: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name\nChicago\n", encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command(
            "import_list", str(file), **{"maker": maker.slug, "title": "P", "date": "2025-05-29", **options}
        )


def test_list_that_is_refused_leaves_no_source_behind(maker: Organization, tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,state\nChicago,Oz\n", encoding="utf-8")
    options = {"maker": maker.slug, "title": "Places", "date": "2025-05-29"}
    with pytest.raises(CommandError, match="row 2: unknown state"):
        call_command("import_list", str(file), source="https://prairie.example/refused", **options)
    assert not Article.objects.filter(url="https://prairie.example/refused").exists()
