"""Sentences as the reporter wrote them, with every quotation folded into one opaque item.

A frame is a sentence of the narration. What stands inside quotation marks is not the reporter's
grammar: folding it away leaves short sentences ("Q, said Homan, the acting director.") in which the
verb of saying and its subject can be found by rule.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress, count

from tracker.ingest.cues import FINITE, NOUN_LIKE, SAID
from tracker.ingest.quotes import RawQuote
from tracker.ingest.text import Doc, abbreviation_ends

_ENDERS = frozenset(".?!…") | {"...", "...."}
_CLOSERS = frozenset(")]}'’”\"")
_GOES_ON = _CLOSERS | frozenset(",;:")


@dataclass(slots=True)
class Frame:
    """``items`` holds token indices, or ``-1 - q`` for the quotation number q."""

    paragraph: int
    number: int
    items: list[int] = field(default_factory=list)

    def marked(self, marks: bytes | bytearray) -> list[int]:
        """Positions in ``items`` of the tokens ``marks`` marks; it has a zero for every quotation behind them."""
        return list(compress(count(), map(marks.__getitem__, self.items)))

    def quote_positions(self) -> list[int]:
        """Positions in ``items`` that are quotations."""
        return [i for i, item in enumerate(self.items) if item < 0]


def build_frames(doc: Doc, quotes: Sequence[RawQuote]) -> tuple[list[Frame], list[int], bytearray]:
    """Frames in order; for each quotation the frame it stands in; a mask of tokens inside marks."""
    mask = bytearray(len(doc))
    frames: list[Frame] = []
    frame_of = [-1] * len(quotes)
    number = 0
    for paragraph, (first, last) in enumerate(doc.paragraph_tokens):
        items: list[int] = []
        stops: list[int] = []
        position = first
        while number < len(quotes) and quotes[number].paragraph == paragraph:
            quote = quotes[number]
            begin = bisect_right(doc.ends, quote.outer_start, position, last)
            _narrate(doc, position, begin, items, stops)
            stops.append(len(items))
            items.append(-1 - number)
            number += 1
            position = bisect_left(doc.starts, quote.outer_end, begin, last)
            mask[begin:position] = b"\1" * (position - begin)
        _narrate(doc, position, last, items, stops)
        _cut(doc, quotes, paragraph, items, stops, frames, frame_of)
    return frames, frame_of, mask


def _narrate(doc: Doc, first: int, last: int, items: list[int], stops: list[int]) -> None:
    """Append the tokens ``first:last`` and the positions at which a sentence may end among them."""
    shift = len(items) - first
    items.extend(range(first, last))
    for token in doc.endings[bisect_left(doc.endings, first) : bisect_left(doc.endings, last)]:
        stops.append(token + shift)
        if token + 1 < last and doc.words[token + 1] in _CLOSERS:
            stops.append(token + 1 + shift)


def _cut(
    doc: Doc,
    quotes: Sequence[RawQuote],
    paragraph: int,
    items: list[int],
    stops: Sequence[int],
    frames: list[Frame],
    frame_of: list[int],
) -> None:
    """Append the sentences of one paragraph's items to ``frames``."""
    begin = 0
    for i in stops:
        item = items[i]
        if item < 0:
            frame_of[-1 - item] = len(frames)
        if i + 1 == len(items):
            break
        following = items[i + 1]
        ends = _ends_behind(doc, quotes[-1 - item], following) if item < 0 else _ends_at(doc, items, i)
        if ends:
            frames.append(Frame(paragraph, len(frames), items[begin : i + 1]))
            begin = i + 1
    if begin < len(items):
        frames.append(Frame(paragraph, len(frames), items[begin:]))


def _ends_behind(doc: Doc, quote: RawQuote, following: int) -> bool:
    """Whether a sentence ends with ``quote``, ``following`` being the item behind it."""
    text = doc.text
    if text[quote.end - 1] not in ".?!…" and text[quote.outer_end - 1 : quote.outer_end] not in (
        ".",
        "?",
        "!",
    ):
        return False
    return following < 0 or (
        doc.words[following][0].isupper() and not _tag_follows(doc, following, text[quote.end - 1])
    )


def _ends_at(doc: Doc, items: Sequence[int], i: int) -> bool:
    """Whether a sentence ends with the token at item ``i``, which is not the last."""
    words = doc.words
    word, following = words[items[i]], items[i + 1]
    closing = word in _CLOSERS and i and items[i - 1] >= 0 and words[items[i - 1]] in _ENDERS
    if not (closing or word in _ENDERS or _closes(doc, items[i], following)):
        return False
    return following < 0 or not (words[following][0].islower() or words[following] in _GOES_ON)


def _tag_follows(doc: Doc, token: int, mark: str) -> bool:
    """Whether "Trump asked." or "Ms. Lee said" begins at ``token``: the quotation's own tag.

    Behind a full stop the tag must be all there is ("Lee said."): a comma is what belongs there.
    """
    if doc.lows[token] in ("he", "she", "they", "it", "i", "we"):
        return False
    for i in range(token, min(token + 5, len(doc) - 1)):
        if not doc.words[i][0].isupper():
            if i == token or (
                doc.lows[i] not in SAID and (doc.lows[i] not in FINITE or doc.lows[i] in NOUN_LIKE)
            ):
                return False
            return mark in "?!" or doc.words[i + 1] == "."
    return False


def _closes(doc: Doc, item: int, following: int) -> bool:
    """Whether an abbreviation ("the U.S.") also ends the sentence, judged as the sentence splitter does."""
    word = doc.words[item]
    if word[-1] != "." or len(word) < 3:
        return False
    return following < 0 or abbreviation_ends(doc, item)
