"""What is said of proposals that could not be decided together: why, and which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest

from tracker.actions.deciding import Outcome
from tracker.models import Proposal

NAMED = 5
"""Proposals named for each reason; the others are counted."""

WORDS = 40
"""Characters of a proposal's words in its name."""


def say_refused(request: HttpRequest, outcomes: Iterable[Outcome], *, text: str) -> None:
    """One warning for each reason, with the proposals it holds for by kind and words. ``text``: their capture's."""
    reasons: dict[str, list[Proposal]] = {}
    for one in outcomes:
        if one.refusal:
            reasons.setdefault(str(one.refusal), []).append(one.proposal)
    for reason, proposals in reasons.items():
        messages.warning(request, f"{reason} Left open: {_names(proposals, text)}.")


def _names(proposals: Sequence[Proposal], text: str) -> str:
    names = [_name(one, text) for one in proposals[:NAMED]]
    more = len(proposals) - len(names)
    return "; ".join(names) + (f"; and {more} more" if more else "")


def _name(proposal: Proposal, text: str) -> str:
    words = " ".join(text[proposal.start : proposal.end].split())
    if not words:
        return proposal.get_kind_display()
    return f"{proposal.get_kind_display()} “{words if len(words) <= WORDS else words[: WORDS - 1] + '…'}”"
