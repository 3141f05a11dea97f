"""Where the words that readers start from stand: one pass over a text for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tracker.ingest.text import Doc


def positions(doc: Doc, *vocabularies: frozenset[str]) -> tuple[list[int], ...]:
    """For each vocabulary (words in lower case) the numbers of the tokens that are in it, in order."""
    bits = _bits(vocabularies)
    hits = [(number, bits[low]) for number, low in enumerate(doc.lows) if low in bits]
    return tuple(_with_bit(hits, 1 << place) for place in range(len(vocabularies)))


def marks(size: int, *tokens: Iterable[int]) -> bytearray:
    """A byte for each of ``size`` tokens, 1 where it is among ``tokens``."""
    result = bytearray(size)
    for some in tokens:
        for token in some:
            result[token] = 1
    return result


def _with_bit(hits: Iterable[tuple[int, int]], bit: int) -> list[int]:
    return [number for number, bits in hits if bits & bit]


@lru_cache(maxsize=8)
def _bits(vocabularies: tuple[frozenset[str], ...]) -> dict[str, int]:
    """Each word with a bit for every vocabulary that holds it."""
    bits: dict[str, int] = {}
    for place, vocabulary in enumerate(vocabularies):
        for word in vocabulary:
            bits[word] = bits.get(word, 0) | 1 << place
    return bits
