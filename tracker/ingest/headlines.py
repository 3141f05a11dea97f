"""Lines set as headlines: short, without a full stop, every longer word a capital."""

from __future__ import annotations

from tracker.ingest.text import Doc

_LONGEST, _SHORTEST_WORDS, _MOST_WORDS = 180, 4, 24
_LONG_WORD = 4
# Written small in headlines too.
_SMALL = frozenset(
    "with from into over about than that when upon down after amid against between under behind".split()
)


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
    return all(word[0].isupper() for word in words if len(word) >= _LONG_WORD and word not in _SMALL) and sum(
        word[0].isupper() for word in words
    ) * 2 > len(words)
