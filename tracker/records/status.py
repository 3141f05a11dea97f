"""What a list-maker says of a place on a day, and what several makers say together: the rule, in one place.

On a day, a maker's newest edition published by then is the one that counts. What an absence from it means
depends on the edition: nothing if only part of it is entered or the list was taken down, nothing if the place
is outside its scope. Pure: no query.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from tracker.models import ListEdition

WORDS = {
    "listed": "Listed",
    "withdrawn": "List withdrawn",
    "retracted": "Taken off",
    "not_listed": "Not listed",
    "outside": "Outside scope",
    "silent": "Silent",
}
"""What a maker says of a place on a day: code, and the word shown. The codes name the marks in the styles."""

MEANINGS = {
    "listed": "The maker's newest edition on that day prints the place, and stands.",
    "withdrawn": "The newest edition prints the place, but the maker has taken the whole list down.",
    "retracted": "The newest edition printed the place, and the maker took that line back.",
    "not_listed": "The newest edition covers such places and does not print this one.",
    "outside": "The newest edition does not cover places of this kind or state.",
    "silent": "No edition yet, a withdrawn one, or one entered only in part: absence means nothing.",
}

LISTS = frozenset({"listed"})
LEAVES_OFF = frozenset({"not_listed", "retracted"})
"""Codes that are a statement about the place. All others are none: a list taken down, out of scope, silence."""

VERDICTS = {
    "disagree": "Makers disagree",
    "agree": "Makers agree",
    "one": "One maker speaks",
    "silent": "No maker speaks",
}
"""How the makers stand to each other over one place."""

VERDICT_MEANINGS = {
    "disagree": "At least one maker lists the place, and at least one whose list covers it does not.",
    "agree": "Two or more makers speak of the place and say the same, whether they list it or not.",
    "one": "A single maker's list covers or prints the place; there is nothing to compare.",
    "silent": "No standing list in our books covers or prints the place.",
}


def covers(edition: ListEdition, *, kind: str, state: str) -> bool:
    """Whether places of a kind in a state (USPS code) are inside an edition's scope; a blank scope is all."""
    return (not edition.scope_kinds or kind in edition.scope_kinds) and (
        not edition.scope_states or state in edition.scope_states
    )


def code(
    edition: ListEdition | None,
    *,
    kind: str,
    state: str,
    is_printed: bool,
    is_kept: bool,
    day: datetime.date,
) -> str:
    """What an edition says on a day of a place of a kind in a state: a code of WORDS.

    ``edition`` is the maker's newest published by the day, None if none was yet; ``is_printed``: it has a line
    for the place; ``is_kept``: a line of them was not taken back by the day.
    """
    if edition is None:
        return "silent"
    is_withdrawn = edition.withdrawn_on is not None and edition.withdrawn_on <= day
    if is_printed:
        # A list taken down says nothing more, not even by a line taken back before.
        return "withdrawn" if is_withdrawn else "listed" if is_kept else "retracted"
    if not covers(edition, kind=kind, state=state):
        return "outside"
    return "silent" if edition.is_partial or is_withdrawn else "not_listed"


def verdict(codes: Iterable[str]) -> str:
    """How makers stand to each other over one place, from their codes: a key of VERDICTS."""
    found = list(codes)
    listing = sum(1 for one in found if one in LISTS)
    leaving_off = sum(1 for one in found if one in LEAVES_OFF)
    if listing and leaving_off:
        return "disagree"
    if listing + leaving_off > 1:
        return "agree"
    return "one" if listing + leaving_off else "silent"
