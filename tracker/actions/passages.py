"""A passage of a capture: its words and the characters around it, as every table that quotes keeps them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tracker.actions.errors import Refused
from tracker.models import Snapshot

CONTEXT_CHARS = 32


@dataclass(frozen=True, slots=True)
class Passage:
    """Half-open range of code points in the capture's text; the database checks all of it again."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    def fields(self) -> dict[str, Any]:
        """As columns of Quotation, Citation and Figure."""
        return asdict(self)


def passage(snapshot: Snapshot, start: int, end: int) -> Passage:
    """The passage of ``snapshot`` from ``start`` to ``end``. Raises Refused when it is empty or outside."""
    text = snapshot.text
    if not 0 <= start < end <= len(text):
        raise Refused(
            f"Characters {start} to {end} are not a passage of this capture of {len(text)} characters.",
            field="exact",
            hint="Mark the words in the captured text.",
        )
    return Passage(
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT_CHARS) : start],
        text[end : end + CONTEXT_CHARS],
    )


def find_passage(snapshot: Snapshot, exact: str) -> Passage:
    """The one place where ``exact`` stands in the capture. Raises Refused when there is none, or several."""
    start = snapshot.text.find(exact) if exact else -1
    if start < 0:
        raise Refused("These words are not in the capture.", field="exact", hint="Copy them from the text.")
    if snapshot.text.find(exact, start + 1) >= 0:
        raise Refused(
            "These words stand in the capture more than once.", field="exact", hint="Mark the ones you mean."
        )
    return passage(snapshot, start, start + len(exact))
