"""How names of bodies hang together: "Department of Health and Human Services", "Cook County Sheriff's Office".

A body's name may hold what otherwise ends a name: small words, a possessive, a title. What holds it together is
its head, the word that says what kind of body it is.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from tracker.ingest import lexicon
from tracker.ingest.text import Doc

HEADS = lexicon.words("body_heads")
_CALENDAR = lexicon.words("calendar")

# Names of bodies joined by "and" without a head before it, by the words on both sides.
_PAIRS = frozenset(
    [
        ("immigration", "customs"),
        ("customs", "border"),
        ("citizenship", "immigration"),
        ("enforcement", "removal"),
        ("health", "human"),
        ("housing", "urban"),
    ]
)
_FURTHEST = 4
"""Words looked at behind "and" or "Police"."""


def bridge(doc: Doc, i: int, personal: Container[str], *, has_head: bool) -> int:
    """How many tokens from the small word ``i`` to the next word of the same body's name; 0 if it ends here.

    ``personal`` are given names and titles, with which somebody begins; ``has_head``: the name so far holds a head
    with its object: "Department of Health".
    """
    lows = doc.lows
    low, before = lows[i], lows[i - 1]
    if low in ("for", "on"):
        if before in HEADS and _is_upper(doc, i + 1) and lows[i + 1] not in personal:
            return 2
    elif low == "of":
        if before in HEADS and lows[i + 1] == "the" and _is_upper(doc, i + 2):
            return 3
    elif low == "and":
        if (before, lows[i + 1]) in _PAIRS and doc.words[i - 1][0].isupper() and _is_upper(doc, i + 1):
            return 2
        if (
            has_head
            and _is_upper(doc, i + 1)
            and lows[i + 1] != "u.s."
            and not holds(doc, i + 1, HEADS, personal)
        ):
            return 2
    elif low in ("'", "’"):
        is_possessive = before.endswith("s") and doc.starts[i] == doc.ends[i - 1]
        if is_possessive and lows[i + 1] in HEADS and _is_upper(doc, i + 1):
            return 2
    return 0


def holds(doc: Doc, i: int, *vocabularies: Container[str]) -> bool:
    """Whether one of the capitalised words from token ``i`` on is in a vocabulary."""
    for k in range(i, min(i + _FURTHEST, len(doc))):
        if not doc.words[k][0].isupper():
            return False
        if any(doc.lows[k] in words for words in vocabularies):
            return True
    return False


def is_office(lows: Sequence[str], i: int, titles: dict[str, str]) -> bool:
    """Whether the possessive at ``i`` is part of a body's name: "Sheriff's Office", "State's Attorney's Office"."""
    if lows[i] == "state's" and lows[i + 1] == "attorney's":
        return True
    return lows[i + 1] in HEADS and lows[i][:-2] in titles


def _is_upper(doc: Doc, i: int) -> bool:
    """Whether a capitalised word stands at ``i`` that a name may hold: "the department on Tuesday" ends before it."""
    return i < len(doc) and doc.words[i][0].isupper() and doc.lows[i] not in _CALENDAR
