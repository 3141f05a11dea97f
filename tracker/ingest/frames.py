"""Sentences as the reporter wrote them, with every quotation folded into one opaque item.

A frame is a sentence of the narration. What stands inside quotation marks is not the reporter's
grammar: folding it away leaves short sentences ("Q, said Homan, the acting director.") in which the
verb of saying and its subject can be found by rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.ingest.cues import FINITE, NOUN_LIKE, SAID
from tracker.ingest.quotes import RawQuote
from tracker.ingest.text import Doc

_ENDERS = frozenset(".?!…") | {"...", "...."}
_CLOSERS = frozenset(")]}'’”\"")
_GOES_ON = _CLOSERS | frozenset(",;:")


@dataclass(slots=True)
class Frame:
    """``items`` holds token indices, or ``-1 - q`` for the quotation number q."""

    paragraph: int
    number: int
    items: list[int] = field(default_factory=list)

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
        position = first
        while number < len(quotes) and quotes[number].paragraph == paragraph:
            quote = quotes[number]
            while position < last and doc.ends[position] <= quote.outer_start:
                items.append(position)
                position += 1
            items.append(-1 - number)
            number += 1
            while position < last and doc.starts[position] < quote.outer_end:
                mask[position] = 1
                position += 1
        items.extend(range(position, last))
        _cut(doc, quotes, paragraph, items, frames, frame_of)
    return frames, frame_of, mask


def _cut(
    doc: Doc,
    quotes: Sequence[RawQuote],
    paragraph: int,
    items: list[int],
    frames: list[Frame],
    frame_of: list[int],
) -> None:
    """Append the sentences of one paragraph's items to ``frames``."""
    words = doc.words
    text = doc.text
    frame = Frame(paragraph, len(frames))
    size = len(items)
    for i, item in enumerate(items):
        frame.items.append(item)
        following = items[i + 1] if i + 1 < size else None
        if following is None:
            break
        if item < 0:
            frame_of[-1 - item] = frame.number
            quote = quotes[-1 - item]
            closed = text[quote.end - 1] in ".?!…" or text[quote.outer_end - 1 : quote.outer_end] in (
                ".",
                "?",
                "!",
            )
            ends = closed and (
                following < 0
                or (words[following][0].isupper() and not _tag_follows(doc, following, text[quote.end - 1]))
            )
        else:
            word = words[item]
            if word[-1].isalnum():
                continue
            closing = word in _CLOSERS and i and items[i - 1] >= 0 and words[items[i - 1]] in _ENDERS
            ends = (closing or word in _ENDERS or _closes(doc, item, following)) and (
                following < 0 or not (words[following][0].islower() or words[following] in _GOES_ON)
            )
        if ends:
            frames.append(frame)
            frame = Frame(paragraph, len(frames))
    if frame.items:
        if frame.items[-1] < 0:
            frame_of[-1 - frame.items[-1]] = frame.number
        frames.append(frame)


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
    """Whether an abbreviation ("the U.S.") also ends the sentence, judged by the sentence splitter."""
    word = doc.words[item]
    if word[-1] != "." or len(word) < 3:
        return False
    return following < 0 or doc.token_sentence[item] != doc.token_sentence[following]
