"""What changed from one edition of a list to another."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.models.policy import ListEdition, Listing


@dataclass(frozen=True)
class ListChanges:
    """Lines by what became of them; pairs are (before, after).

    ``renamed``: the same place under another print. ``retracted``: lines of the later edition that the maker
    took back since, and lines it took back in the earlier one before leaving them out.
    """

    added: tuple[Listing, ...]
    removed: tuple[Listing, ...]
    retracted: tuple[Listing, ...]
    renamed: tuple[tuple[Listing, Listing], ...]
    unchanged: tuple[tuple[Listing, Listing], ...]


def list_changes(before: ListEdition, after: ListEdition) -> ListChanges:
    """Compare two editions, of one maker or of two, in two queries.

    Matched lines are compared by place, the others by what is printed. When an edition is only partly
    entered (``is_partial``) absence from it means nothing: the caller says so beside ``added`` or ``removed``.
    """
    old, new = (
        {_key(line): line for line in edition.listings.select_related("jurisdiction").order_by("line")}
        for edition in (before, after)
    )
    both = [(old[key], new[key]) for key in old if key in new]
    gone = [line for key, line in old.items() if key not in new]
    return ListChanges(
        added=tuple(line for key, line in new.items() if key not in old),
        removed=tuple(line for line in gone if line.retracted_on is None),
        retracted=tuple(line for line in (*gone, *new.values()) if line.retracted_on is not None),
        renamed=tuple(pair for pair in both if pair[0].as_printed != pair[1].as_printed),
        unchanged=tuple(pair for pair in both if pair[0].as_printed == pair[1].as_printed),
    )


def _key(line: Listing) -> tuple[object, ...]:
    if line.jurisdiction_id is not None:
        return (line.jurisdiction_id,)
    return (line.as_printed.casefold(), line.state_as_printed.casefold())
