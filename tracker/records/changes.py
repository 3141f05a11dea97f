"""What changed between two captures of one text, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_ALIGNED = 1_500
"""Sentences on either side that are aligned; aligning takes the square of their number in the worst case.
What is longer is shown as gone and come, whole, between the beginning and the end that both have."""

_SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’')\]]*(?=\s)|(?=\s*\n)|\s*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A run of sentences: ``same`` in both, ``gone`` from the later text or ``come`` with it."""

    kind: str
    sentences: tuple[str, ...]


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The texts as runs, in order; blanks and line ends make no difference. Runs of one kind never neighbour."""
    one, other = _sentences(before), _sentences(after)
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    found = [
        Change("same", tuple(one[:head])),
        *_middle(one[head : len(one) - tail], other[head : len(other) - tail]),
        Change("same", tuple(one[len(one) - tail :])),
    ]
    return tuple(change for change in found if change.sentences)


def _middle(one: list[str], other: list[str]) -> Iterator[Change]:
    if max(len(one), len(other)) > MAX_ALIGNED:
        yield Change("gone", tuple(one))
        yield Change("come", tuple(other))
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", tuple(one[a:b]))
            continue
        yield Change("gone", tuple(one[a:b]))
        yield Change("come", tuple(other[c:d]))


def _common(one: list[str], other: list[str]) -> int:
    """How many sentences both begin with."""
    number = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        number += 1
    return number


def _sentences(text: str) -> list[str]:
    return [" ".join(match[0].split()) for line in text.split("\n") for match in _SENTENCE.finditer(line)]
