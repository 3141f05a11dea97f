"""Speech printed without quotation marks: the turns of transcripts, and block quotations.

A block quotation is the paragraph behind a sentence of saying that ends in a colon.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tracker.ingest.cues import SAY
from tracker.ingest.quotes import RawQuote
from tracker.ingest.text import Doc
from tracker.ingest.transcripts import find_turns, holds_marks

_SAYING_NOUNS = frozenset(
    "statement letter memo email e-mail tweet post testimony remarks transcript".split()
)
_OUTLET_WORDS = frozenset(
    "post times news examiner herald tribune journal gazette globe reporter site report reports noted notes reported".split()
)
_SHORTEST_BLOCK = 40


def with_unmarked(doc: Doc, quotes: Sequence[RawQuote]) -> list[RawQuote]:
    """``quotes`` with the turns of a transcript and block quotations, in order, none overlapping.

    In a transcript a turn is its speaker's as a whole: marks within it only quote what the speaker quotes.
    """
    starts = [quote.outer_start for quote in quotes]
    turns = find_turns(doc, quotes)
    taken = {turn.paragraph for turn in turns}
    blocks = [block for block in _blocks(doc, starts) if block.paragraph not in taken]
    unmarked = sorted([*turns, *blocks], key=lambda quote: quote.start)
    if not unmarked:
        return list(quotes)
    ends = [turn.end for turn in turns]
    outside = []
    for quote in quotes:
        at = bisect_left(ends, quote.outer_end)
        if at == len(turns) or turns[at].start > quote.outer_start:
            outside.append(quote)
    return sorted([*outside, *unmarked], key=lambda quote: quote.start)


def _blocks(doc: Doc, starts: Sequence[int]) -> list[RawQuote]:
    found = []
    for number in range(1, len(doc.paragraphs)):
        begin, end = doc.paragraphs[number]
        before = doc.paragraphs[number - 1]
        if doc.text[before[1] - 1] != ":" or end - begin < _SHORTEST_BLOCK or holds_marks(starts, begin, end):
            continue
        if (
            doc.text[end - 1] not in ".?!"
            or not doc.text[begin].isupper()
            or not _hands_over(doc, number - 1, starts)
        ):
            continue
        found.append(RawQuote(begin, end, begin, end, number, block=True))
    return found


def _hands_over(doc: Doc, paragraph: int, starts: Sequence[int]) -> bool:
    """Whether the last sentence of a paragraph says that somebody, not an outlet, says what follows.

    Where it quotes, its verb of saying is used up: "“No,” Lee said in a statement:".
    """
    _, last = doc.paragraph_tokens[paragraph]
    first, _ = doc.sentences[doc.token_sentence[last - 1]]
    if holds_marks(starts, doc.starts[first], doc.ends[last - 1]):
        return False
    words = doc.lows[first:last]
    if words[-3:-1] in (["he", "noted"], ["she", "noted"]):
        return True
    if not _OUTLET_WORDS.isdisjoint(words):
        return False
    return any(word in SAY or word in _SAYING_NOUNS for word in words[-14:])
