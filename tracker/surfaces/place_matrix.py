"""The status of a place at a glance: a row per body, a column per question, what it says and since when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.models import ListEdition, Organization
from tracker.surfaces.pages_listings import Run, Standing
from tracker.surfaces.pages_proof import Proof

ON_A_LIST = "On its list"


@dataclass(frozen=True)
class Criteria:
    """What a list says of itself: its maker's words, blank if not captured, and where they stand."""

    words: str
    proof: Proof


@dataclass(frozen=True)
class Said:
    """One cell. ``code`` marks a listing; ``since`` is None where the day is not known or means nothing.

    ``edition`` is the list a maker's word is read from, ``criteria`` its own.
    """

    words: str
    anchor: str
    code: str = ""
    since: datetime.date | None = None
    precision: str = "day"
    sources: int = 0
    disputing: int = 0
    question: str = ""
    edition: ListEdition | None = None
    criteria: Criteria | None = None


@dataclass
class BodyRow:
    """A body and its cells, one per column, None where it says nothing. ``is_own``: it is the place's own."""

    body: Organization
    is_own: bool
    cells: list[Said | None] = field(default_factory=list)


@dataclass(frozen=True)
class Matrix:
    """The columns and the rows: makers of lists first, then others, by name."""

    columns: list[str]
    rows: list[BodyRow]


def matrix(
    standings: Sequence[Standing],
    run_rows: Iterable[dict[str, Any]],
    dimensions: Sequence[dict[str, Any]],
    *,
    place_id: int,
    criteria: Mapping[int, Criteria],
) -> Matrix:
    """The matrix of a place from what its page shows anyway.

    ``standings``: each maker's word on the day; ``run_rows``: stretches of listing with their proofs, newest
    first; ``dimensions``: questions with the positions taken on them; ``criteria``: by id of the edition.
    """
    columns = ([ON_A_LIST] if standings else []) + [one["label"] for one in dimensions]
    found: dict[int, BodyRow] = {}

    def put(body: Organization, column: str, said: Said) -> None:
        row = found.get(body.pk)
        if row is None:
            row = found[body.pk] = BodyRow(body, body.jurisdiction_id == place_id, [None] * len(columns))
        row.cells[columns.index(column)] = replace(said, question=column)

    newest = {}
    for row in run_rows:
        newest.setdefault(row["run"].maker.pk, row)
    for standing in sorted(standings, key=lambda one: one.maker.name):
        said = _listing(standing, newest.get(standing.maker.pk))
        if standing.edition:
            said = replace(said, edition=standing.edition, criteria=criteria[standing.edition.pk])
        put(standing.maker, ON_A_LIST, said)
    for dimension in dimensions:
        for cell in dimension["cells"]:
            put(cell["position"].body, dimension["label"], _position(cell))
    return Matrix(columns, list(found.values()))


def _listing(standing: Standing, row: dict[str, Any] | None) -> Said:
    if row is None or standing.line is None:
        return Said(standing.word, "listings", standing.code)
    run: Run = row["run"]
    of_lines = sum((entry["about_line"] for entry in row["entries"]), Proof())
    proof = sum((entry["proof"] for entry in row["entries"]), of_lines)
    return Said(
        standing.word,
        "listings",
        standing.code,
        since=run.until or run.since,
        precision="day" if run.until else run.precision,
        sources=proof.total,
        disputing=of_lines.disputing,
    )


def _position(cell: dict[str, Any]) -> Said:
    position, value, proof = cell["position"], cell["value"], cell["proof"]
    return Said(
        value.label if value else position.value,
        "positions",
        since=position.valid.lower,
        precision=position.start_precision,
        sources=proof.total,
        disputing=proof.disputing,
    )
