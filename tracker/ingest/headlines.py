"""Lines set as headlines: short, without a full stop, every longer word a capital."""

from __future__ import annotations

from collections.abc import Sequence, Set

from tracker.ingest.text import Doc

_LONGEST, _SHORTEST_WORDS, _MOST_WORDS = 180, 4, 24
_LONG_WORD = 4
# Written small in titles, and in headlines too.
_SMALL_IN_TITLES = frozenset("with from into over about than that when upon down".split())
_SMALL = _SMALL_IN_TITLES | frozenset("after amid against between under behind".split())


def headlines(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges of the paragraphs of ``doc`` that are headlines."""
    found = []
    for (begin, end), (first, last) in zip(doc.paragraphs, doc.paragraph_tokens, strict=True):
        if end - begin <= _LONGEST and doc.text[end - 1] not in ".,;:" and _is_headline(doc, first, last):
            found.append((first, last))
    return found


def _is_headline(doc: Doc, first: int, last: int) -> bool:
    words = [word for word in doc.words[first:last] if word[0].isalpha()]
    if not _SHORTEST_WORDS <= len(words) <= _MOST_WORDS:
        return False
    long_words = longer(words, _SMALL)
    return capitals(long_words) == len(long_words) and capitals(words) * 2 > len(words)


def longer(words: Sequence[str], small: Set[str] = _SMALL_IN_TITLES) -> list[str]:
    """The words a title prints with a capital: all but the short ones and those of ``small``."""
    return [word for word in words if len(word) >= _LONG_WORD and word not in small]


def capitals(words: Sequence[str]) -> int:
    """How many of the words begin with a capital."""
    return sum(word[0].isupper() for word in words)
