"""What changed from one edition of a list to another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tracker.models.base import last_possible
from tracker.models.policy import ListEdition, Listing


@dataclass(frozen=True)
class ListChanges:
    """Lines by what became of them; pairs are (before, after).

    ``retracted``: the line of the later edition that its maker took back since, beside that of the earlier one or
    None; and lines taken back in the earlier one that the later does not print, beside None. ``relisted``: a place whose line was taken back in the earlier edition and
    which the later one prints, under whatever name. ``renamed``: any other place of both under another print.
    """

    added: tuple[Listing, ...]
    removed: tuple[Listing, ...]
    retracted: tuple[tuple[Listing | None, Listing | None], ...]
    relisted: tuple[tuple[Listing, Listing], ...]
    renamed: tuple[tuple[Listing, Listing], ...]
    unchanged: tuple[tuple[Listing, Listing], ...]


def list_changes(
    before: ListEdition, after: ListEdition, *, day: datetime.date = datetime.date.max
) -> ListChanges:
    """Compare two editions, of one maker or of two, as they stood on a day; in two queries.

    A line taken back later than ``day`` still stands. Matched lines are compared by place, the others by what is
    printed. When an edition is only partly entered (``is_partial``) absence from it means nothing: the caller says
    so beside ``added`` or ``removed``.
    """
    old, new = (
        {_key(line): line for line in edition.listings.select_related("jurisdiction").order_by("line")}
        for edition in (before, after)
    )
    both = [(old[key], new[key]) for key in old if key in new]
    gone = [line for key, line in old.items() if key not in new]
    again_by = _again_by(before, after, day=day)
    still = [pair for pair in both if not _is_taken_back(pair[0], again_by)]
    return ListChanges(
        added=tuple(line for key, line in new.items() if key not in old),
        removed=tuple(line for line in gone if not _is_taken_back(line, day)),
        retracted=(
            *((line, None) for line in gone if _is_taken_back(line, day)),
            *((old.get(key), line) for key, line in new.items() if _is_taken_back(line, day)),
        ),
        relisted=tuple(pair for pair in both if _is_taken_back(pair[0], again_by)),
        renamed=tuple(pair for pair in still if pair[0].as_printed != pair[1].as_printed),
        unchanged=tuple(pair for pair in still if pair[0].as_printed == pair[1].as_printed),
    )


def _again_by(before: ListEdition, after: ListEdition, *, day: datetime.date) -> datetime.date:
    """The last day on which a line can have been taken back for the later edition to print its place again.

    Only a maker's own next edition can list again, so there it is that edition's day; between other editions the
    day asked about is all that counts.
    """
    if before.maker_id != after.maker_id or before.published_on > after.published_on:
        return day
    return min(day, last_possible(after.published_on, after.published_precision))


def _is_taken_back(line: Listing, by: datetime.date) -> bool:
    return line.retracted_on is not None and line.retracted_on <= by


def _key(line: Listing) -> tuple[object, ...]:
    if line.jurisdiction_id is not None:
        return (line.jurisdiction_id,)
    return (line.as_printed.casefold(), line.state_as_printed.casefold())
