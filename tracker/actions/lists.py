"""List editions: entered as published, matched to places, decided by people, withdrawn and taken back as facts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser

from tracker.actions import context
from tracker.actions.bulk import Progress, prepare_bulk
from tracker.actions.errors import Refused, explained
from tracker.actions.list_lines import CONTROL_MARK, Line, ListRefused, Problem, read_lines
from tracker.actions.list_names import Match, Names, UnknownState
from tracker.actions.permissions import require_curator
from tracker.actions.slugs import create_record
from tracker.ingest.errors import IngestError
from tracker.models import (
    Article,
    Citation,
    Jurisdiction,
    ListEdition,
    Listing,
    MatchState,
    NameDecision,
    Organization,
    Precision,
)

_FORMULA = "=+@\t\r＝＋＠"
_FORMULA_ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
_LONGEST = {"as_printed": 200, "state": 60, "kind": 60, "label": 200}
_BATCH = 2000
_REPORTED_EVERY = 500
MAX_LINES = 50_000
"""Lines a list may have: more than there are governments of states, counties and places (39,000)."""


@dataclass
class EnteredList:
    """An edition just entered, with its lines by how far they are matched."""

    edition: ListEdition
    lines: dict[str, list[Listing]] = field(default_factory=dict)


def import_list(
    lines: list[Line],
    *,
    maker: Organization,
    title: str,
    published_on: datetime.date,
    by: AbstractUser,
    precision: str = Precision.DAY,
    source: Article | None = None,
    supersedes: ListEdition | None = None,
    progress: Progress | None = None,
) -> EnteredList:
    """Enter one edition as a draft: every line as printed, matched where its name leaves no doubt.

    Decisions a person made on the maker's earlier lists are applied. Lines that may mean several places,
    or none, wait with their candidates. All or nothing; raises ListRefused, Refused or NotAllowed. ``progress`` is
    told now and then how many lines of how many are matched.
    """
    require_curator(by, "enter a list")
    if not title.strip():
        raise Refused("The list has no title.", hint="Give it the title it is printed under.")
    if ListEdition.objects.filter(maker=maker, title=title, published_on=published_on).exists():
        raise Refused(
            f"“{title}” of {published_on} by {maker} is entered already.",
            hint="Give another date or title, or correct that edition.",
        )
    names = Names()
    problems = list(_problems(lines, names))
    if problems:
        raise ListRefused(problems)
    with explained(), context.by(by, f"Enter the list “{title}”"):
        prepare_bulk("tracker_listing", "tracker_citation")
        edition = create_record(
            ListEdition,
            maker.short_name or maker.name,
            title,
            published_on,
            maker=maker,
            title=title,
            published_on=published_on,
            published_precision=precision,
            supersedes=supersedes,
        )
        listings = _listings(edition, lines, names, progress)
        Listing.objects.bulk_create(listings, batch_size=_BATCH)
        if source is not None:
            Citation.objects.create(article=source, list_edition=edition)
            Citation.objects.bulk_create(
                (Citation(article=source, listing=listing) for listing in listings), batch_size=_BATCH
            )
    entered = EnteredList(edition)
    for listing in listings:
        entered.lines.setdefault(listing.match_state, []).append(listing)
    return entered


@dataclass(frozen=True)
class ListPreview:
    """What entering a list would do: all that is wrong, and the lines without fault as they would be matched.

    ``rows``: the row of the file of each of these lines, by the number of the line.
    """

    problems: list[Problem]
    lines: dict[str, list[Listing]]
    rows: dict[int, int] = field(default_factory=dict)


def preview_list(lines: list[Line], *, maker: Organization) -> ListPreview:
    """Look at the lines of a list as ``import_list`` would, and save nothing."""
    names = Names()
    problems = list(_problems(lines, names))
    faulty = {problem.row for problem in problems}
    good = [] if 0 in faulty or len(lines) > MAX_LINES else [line for line in lines if line.row not in faulty]
    by_state: dict[str, list[Listing]] = {}
    for listing in _listings(ListEdition(maker=maker), good, names):
        by_state.setdefault(listing.match_state, []).append(listing)
    return ListPreview(problems, by_state, {number: line.row for number, line in enumerate(good, 1)})


def decide_name(
    listing: Listing, *, jurisdiction: Jurisdiction | None, by: AbstractUser, reason: str = ""
) -> int:
    """Say what a waiting line means (None: it is no jurisdiction), and remember it for the maker's next list.

    All the maker's waiting lines of the same print are decided with it. Returns how many lines that were.
    """
    require_curator(by, "decide what a name means")
    with explained(), context.by(by, reason or f"Decide what “{listing.as_printed}” means"):
        printed = {
            name: getattr(listing, name) for name in ("as_printed", "state_as_printed", "kind_as_printed")
        }
        NameDecision.objects.update_or_create(
            maker=listing.edition.maker,
            **printed,
            defaults={"jurisdiction": jurisdiction, "decided_by": by, "reason": reason},
        )
        waiting = Listing.objects.filter(edition__maker=listing.edition.maker, **printed).exclude(
            match_state__in=[MatchState.MATCHED, MatchState.NOT_A_JURISDICTION]
        )
        return waiting.update(
            jurisdiction=jurisdiction,
            match_state=MatchState.MATCHED if jurisdiction else MatchState.NOT_A_JURISDICTION,
            candidates=[],
        )


def withdraw_edition(
    edition: ListEdition, *, on: datetime.date, source: Article, by: AbstractUser
) -> ListEdition:
    """Record that the maker took an edition down; its lines stay as they were printed."""
    require_curator(by, "record a withdrawal")
    with explained(), context.by(by, f"{edition.maker} withdrew “{edition.title}”"):
        edition.withdrawn_on, edition.withdrawal_source = on, source
        edition.save()
    return edition


def take_back_line(listing: Listing, *, on: datetime.date, source: Article, by: AbstractUser) -> Listing:
    """Record that the maker took back one line, as an error or after a change."""
    require_curator(by, "record that a line was taken back")
    with explained(), context.by(by, f"{listing.edition.maker} took back “{listing.as_printed}”"):
        listing.retracted_on, listing.retraction_source = on, source
        listing.save()
        Citation.objects.get_or_create(article=source, listing=listing)
    return listing


def _problems(lines: list[Line], names: Names) -> Iterator[Problem]:
    """All that is wrong with the lines, in their order."""
    if not lines:
        yield Problem(0, "the list has no lines")
    if len(lines) > MAX_LINES:
        reason = f"the list is longer than {MAX_LINES:,} lines, which no list of US places is"
        yield Problem(lines[MAX_LINES].row, reason)
        return
    first: dict[tuple[str, str, str, str], int] = {}
    for line in lines:
        if line.fault:
            yield Problem(line.row, line.fault)
            continue
        if not line.as_printed:
            yield Problem(line.row, "the name is blank")
        for column, longest in _LONGEST.items():
            cell = getattr(line, column)
            if len(cell) > longest:
                yield Problem(line.row, f"the {column.replace('_', ' ')} has more than {longest} characters")
            for reason in _faults_of(cell):
                yield Problem(line.row, reason)
        try:
            names.code_of(line.state)
        except UnknownState as error:
            yield Problem(line.row, str(error))
        key = (line.as_printed, line.state, line.kind, line.label)
        if key in first:
            yield Problem(line.row, f"the same line as row {first[key]}", is_duplicate=True)
        first.setdefault(key, line.row)


def _faults_of(cell: str) -> Iterator[str]:
    """What is wrong with the text of a cell."""
    if cell and cell[0] in _FORMULA:
        yield f"“{cell[:40]}” is a formula, not a text"
    if cell.upper() in _FORMULA_ERRORS:
        yield f"“{cell}” is what a formula leaves when it fails, not a text"
    if CONTROL_MARK in cell:
        shown = cell.replace(CONTROL_MARK, "\ufffd")[:40]
        yield f"“{shown}” holds a control character (a NUL byte or its like)"
    if "\ufffd" in cell or any("\x80" <= mark <= "\x9f" for mark in cell):
        yield f"“{cell[:40]}” is in an encoding that could not be read: save as UTF-8"
    elif meant := _misread(cell):
        yield f"“{cell[:40]}” is “{meant[:40]}” in another encoding: save the file as UTF-8"


def _misread(cell: str) -> str:
    """The words meant where UTF-8 was read as Windows-1252 ("DoÃ±a"), as in a file that mixes both; else blank."""
    if cell.isascii():
        return ""
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _listings(
    edition: ListEdition, lines: list[Line], names: Names, progress: Progress | None = None
) -> list[Listing]:
    """The rows of an edition, not yet saved."""
    decided = _decisions(edition.maker)
    taken: set[tuple[int, str]] = set()
    listings = []
    for number, line in enumerate(lines, 1):
        if progress is not None and number % _REPORTED_EVERY == 0:
            progress(number, len(lines))
        match = decided.get((line.as_printed, line.state, line.kind))
        match = match or names.match(line.as_printed, state=line.state, kind=line.kind)
        if match.jurisdiction_id is not None and (match.jurisdiction_id, line.label) in taken:
            # Two prints of one place: which of them is meant is for a person to say.
            match = Match(MatchState.AMBIGUOUS, candidates=(names.ocd_id(match.jurisdiction_id),))
        if match.jurisdiction_id is not None:
            taken.add((match.jurisdiction_id, line.label))
        listings.append(
            Listing(
                edition=edition,
                line=number,
                as_printed=line.as_printed,
                state_as_printed=line.state,
                kind_as_printed=line.kind,
                label_as_printed=line.label,
                match_state=match.state,
                jurisdiction_id=match.jurisdiction_id,
                candidates=list(match.candidates),
            )
        )
    return listings


def _decisions(maker: Organization) -> dict[tuple[str, str, str], Match]:
    """What people decided about the maker's names before."""
    rows: Iterable[NameDecision] = NameDecision.objects.filter(maker=maker)
    return {
        (row.as_printed, row.state_as_printed, row.kind_as_printed): Match(
            MatchState.MATCHED if row.jurisdiction_id else MatchState.NOT_A_JURISDICTION, row.jurisdiction_id
        )
        for row in rows
    }


__all__ = [
    "EnteredList",
    "IngestError",
    "Line",
    "ListPreview",
    "ListRefused",
    "Problem",
    "decide_name",
    "import_list",
    "preview_list",
    "read_lines",
    "take_back_line",
    "withdraw_edition",
]
