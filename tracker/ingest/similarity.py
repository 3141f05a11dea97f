"""How alike two texts are: near-duplicates among captures, printings of the same words among quotations.

Word shingles, MinHash signatures to estimate their Jaccard resemblance without keeping
them, and bands to find pairs without comparing all (Broder 1997; one-permutation hashing after Li, Owen
and Zhang 2012, empty bins filled from the next one). Signatures are the same on every machine.
Where two printings differ, word by word, is ``alterations``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from rapidfuzz.distance import Indel

SHINGLE_WORDS = 5
BINS = 64
BAND_ROWS = 4
"""Pairs as alike as 0.5 share one of the 16 bands with a probability of 0.64, as 0.8 with 0.99."""

PIECE_WORDS = 4

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*%?")
_EMPTY = (1 << 64) - 1


def words(text: str) -> list[str]:
    """Folded words of a text; marks, case and the two forms of the apostrophe make no difference."""
    return [match[0].casefold().replace("’", "'") for match in _WORD.finditer(text)]


def shingles(text: str, *, size: int = SHINGLE_WORDS) -> frozenset[int]:
    """Hashes (64 bits) of every run of ``size`` words; of the whole text if it is shorter; none of none."""
    found = words(text)
    if not found:
        return frozenset()
    runs = range(max(1, len(found) - size + 1))
    return frozenset(
        int.from_bytes(blake2b(" ".join(found[at : at + size]).encode(), digest_size=8).digest(), "big")
        for at in runs
    )


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of all shingles that both texts have (Jaccard), 0 to 1; two empty texts are unlike."""
    return len(one & other) / max(len(one | other), 1)


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the first text's shingles that the other has: near 1 for an excerpt of it."""
    return len(one & other) / max(len(one), 1)


def signature(found: frozenset[int]) -> tuple[int, ...]:
    """``BINS`` numbers below 2**58, one for each bin, whose agreement estimates the resemblance.

    Of no shingles: an empty tuple, which resembles nothing.
    """
    if not found:
        return ()
    bins = [_EMPTY] * BINS
    for shingle in found:
        number, rest = shingle % BINS, shingle // BINS
        bins[number] = min(bins[number], rest)
    filled = list(bins)
    for number in range(BINS):
        step = 0
        while bins[(number + step) % BINS] == _EMPTY:
            step += 1
        # The distance is mixed in, so that two texts agree only on bins they filled alike.
        filled[number] = (bins[(number + step) % BINS] + step * 0x9E3779B97F4A7C15) % (1 << 58)
    return tuple(filled)


def estimate(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated resemblance of two texts by their signatures; standard error at most 1/16."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / BINS


def bands(found: Sequence[int]) -> tuple[str, ...]:
    """Keys to index a signature by: texts worth comparing share one."""
    return tuple(
        f"{at // BAND_ROWS}:{blake2b(repr(tuple(found[at : at + BAND_ROWS])).encode(), digest_size=8).hexdigest()}"
        for at in range(0, len(found), BAND_ROWS)
    )


def printing_similarity(one: str, other: str) -> float:
    """How surely two quotations print the same words, 0 to 1: the share of words in common in their order,
    or of the shorter one's words when it is a piece of the other of four words or more."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    whole = Indel.normalized_similarity(first, second)
    shorter = min(len(first), len(second))
    common = (len(first) + len(second) - Indel.distance(first, second)) / 2
    return max(whole, common / shorter * 0.95) if shorter >= PIECE_WORDS else whole


def shared_passages(
    one: str, other: str, *, at_least: int = 8, limit: int = 5
) -> tuple[tuple[int, int, int, int], ...]:
    """Stretches of ``at_least`` words or more that both texts hold word for word, the longest first.

    Each is start and end in ``one`` (code points), then in ``other``. Time grows with the texts' lengths: a run
    that stands in ``other`` more than once is taken where it stands first.
    """
    left, right = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    mine, theirs = words(one), words(other)
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(theirs) - at_least + 1):
        first.setdefault(tuple(theirs[at : at + at_least]), at)
    found: list[tuple[int, int, int]] = []
    at = 0
    while at <= len(mine) - at_least:
        there = first.get(tuple(mine[at : at + at_least]))
        if there is None:
            at += 1
            continue
        size = at_least
        while (
            at + size < len(mine) and there + size < len(theirs) and mine[at + size] == theirs[there + size]
        ):
            size += 1
        found.append((size, at, there))
        at += size
    found.sort(key=lambda run: (-run[0], run[1]))
    return tuple(
        (left[a].start(), left[a + size - 1].end(), right[b].start(), right[b + size - 1].end())
        for size, a, b in found[:limit]
    )
