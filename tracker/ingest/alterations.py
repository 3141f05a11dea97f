"""Word by word, how one printing of somebody's words differs from another, with the codes of quotations.

``dropped_word``, ``added_word``, ``substitution``, ``bracket``, ``typo``, ``merged``, ``number_drift``,
``truncated`` and ``paraphrase_in_marks`` as the data dictionary explains them. The codes say how the second
printing differs from the first; which of the two is right, nobody here knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import OSA

from tracker.ingest.figure_context import hedge_before
from tracker.ingest.figure_values import values
from tracker.ingest.types import Span

MAX_WORDS = 2_000
"""Longer printings are refused: aligning words takes the square of their number."""

CUT_WORDS = 3
"""So many words missing at the end are a quotation cut short rather than words dropped."""

SHARED_WORDS = 2
"""Two printings are compared from the first to the last run of so many words that both have."""

TYPO_LETTERS = 4
"""In shorter words one letter makes another word ("in", "is")."""

_TOKEN = re.compile(r"\[[^\[\]\n]{1,200}\]|[^\W_]+(?:['’.,-][^\W_]+)*%?")
_SENTENCE_END = re.compile(r"[.!?]")
_ENDINGS = frozenset({"s", "es", "d", "ed", "ing", "'s", "ly", "n't"})


class TooLong(ValueError):
    """A printing has more than MAX_WORDS words."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """One difference. ``before`` stands in the first printing and ``after`` in the second; an empty span
    marks where words are missing."""

    code: str
    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class _Printing:
    """A printing cut into words: their ranges, and the words folded for comparison."""

    text: str
    ranges: list[tuple[int, int]]
    folded: list[str]

    def span(self, first: int, last: int) -> Span:
        """The span of words ``first`` up to but not including ``last``; empty between words if equal."""
        if first < last:
            start, end = self.ranges[first][0], self.ranges[last - 1][1]
        else:
            start = end = self.ranges[first - 1][1] if first else 0
        return Span(start, end, self.text[start:end])

    def gap(self, word: int) -> Span:
        """What stands between ``word`` and the next."""
        start, end = self.ranges[word][1], self.ranges[word + 1][0]
        return Span(start, end, self.text[start:end])


def alterations(
    first: str, second: str, *, first_in_marks: bool = True, second_in_marks: bool = True
) -> tuple[Alteration, ...]:
    """Differences of the second printing from the first, in order; none if the words are the same.

    ``…_in_marks`` say whether a printing stands inside quotation marks: words that are the reporter's own
    in the first and a quotation in the second are a paraphrase put into marks. Case, marks and the form of
    the apostrophe make no difference. Raises TooLong.
    """
    one, other = _printing(first), _printing(second)
    found: list[Alteration] = []
    if second_in_marks and not first_in_marks and one.folded and other.folded:
        whole = (Span(0, len(first), first), Span(0, len(second), second))
        found.append(Alteration("paraphrase_in_marks", *whole))
    matcher = SequenceMatcher(None, one.folded, other.folded, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.extend(_merged(one, other, a, b, c))
        else:
            code = _code(one, other, (a, b), (c, d))
            found.append(Alteration(code, one.span(a, b), other.span(c, d)))
    return tuple(found)


def codes(
    first: str, second: str, *, first_in_marks: bool = True, second_in_marks: bool = True
) -> tuple[str, ...]:
    """The codes alone, sorted, each once. Raises TooLong."""
    found = alterations(first, second, first_in_marks=first_in_marks, second_in_marks=second_in_marks)
    return tuple(sorted({alteration.code for alteration in found}))


def printing_codes(
    first: str, second: str, *, first_in_marks: bool = True, second_in_marks: bool = True
) -> tuple[str, ...]:
    """The codes of what differs in the part that both printings hold, sorted, each once.

    One outlet prints two sentences, another five: printing less, or more, alters nothing. Words missing up to
    the end of a sentence that the first printing goes on with are ``truncated``. None if the printings have no
    run of two words in common. Raises TooLong.
    """
    one, other = _printing(first), _printing(second)
    matcher = SequenceMatcher(None, one.folded, other.folded, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= SHARED_WORDS]
    if not blocks:
        return ()
    begin, last = blocks[0], blocks[-1]
    end, other_end = last.a + last.size, last.b + last.size
    # A last word put in another's place is a difference; a whole sentence more or less is not.
    head = _edge(begin.a, begin.b)
    tail = _edge(len(one.folded) - end, len(other.folded) - other_end)
    part = one.span(begin.a - head, end + tail)
    counterpart = other.span(begin.b - head, other_end + tail)
    found = set(
        codes(part.text, counterpart.text, first_in_marks=first_in_marks, second_in_marks=second_in_marks)
    )
    goes_on = end < len(one.folded) and other_end == len(other.folded)
    if goes_on and not _SENTENCE_END.search(one.gap(end - 1).text):
        found.add("truncated")
    return tuple(sorted(found))


def _edge(left: int, right: int) -> int:
    """How many of the words left over at an edge of both printings stand for each other."""
    return min(left, right) if min(left, right) < CUT_WORDS else 0


def _printing(text: str) -> _Printing:
    tokens = list(_TOKEN.finditer(text))
    if len(tokens) > MAX_WORDS:
        raise TooLong(f"{len(tokens)} words; at most {MAX_WORDS} can be compared")
    folded = [token[0].casefold().replace("’", "'") for token in tokens]
    return _Printing(text, [token.span() for token in tokens], folded)


def _merged(one: _Printing, other: _Printing, a: int, b: int, c: int) -> Iterator[Alteration]:
    """Sentence ends of the first printing that the second lacks between the same two words."""
    for number in range(b - a - 1):
        before, after = one.gap(a + number), other.gap(c + number)
        if _SENTENCE_END.search(before.text) and not _SENTENCE_END.search(after.text):
            yield Alteration("merged", before, after)


def _code(one: _Printing, other: _Printing, left: tuple[int, int], right: tuple[int, int]) -> str:
    """The code of one run of words that differs."""
    gone, come = one.folded[slice(*left)], other.folded[slice(*right)]
    if any(word.startswith("[") for word in [*gone, *come]):
        return "bracket"
    if _is_number_drift(one, other, left, right):
        return "number_drift"
    if not come:
        at_end = left[1] == len(one.folded) and right[1] == len(other.folded)
        return "truncated" if at_end and len(gone) >= CUT_WORDS and right[0] else "dropped_word"
    if not gone:
        return "merged" if _joins_sentences(one, left[0], come) else "added_word"
    return "typo" if len(gone) == len(come) == 1 and _is_typo(gone[0], come[0]) else "substitution"


def _joins_sentences(one: _Printing, at: int, come: list[str]) -> bool:
    """Whether the added word ties two sentences of the first printing together ("… left. He …")."""
    inside = 0 < at < len(one.folded)
    return inside and come in (["and"], ["but"]) and bool(_SENTENCE_END.search(one.gap(at - 1).text))


def _is_number_drift(one: _Printing, other: _Printing, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether the runs hold different numbers, or differ by a hedge before the same number."""
    gone, come = one.span(*left).text, other.span(*right).text
    numbers = [[(value.low, value.high) for value in values(run)] for run in (gone, come)]
    if numbers[0] or numbers[1]:
        return numbers[0] != numbers[1]
    ends = left[1] < len(one.folded) and right[1] < len(other.folded)
    return (
        ends
        and any(hedge_before(f"{run.lower()} ") for run in (gone, come) if run)
        and any(True for _ in values(other.span(right[1], right[1] + 1).text))
    )


def _is_typo(before: str, after: str) -> bool:
    """One slip of the keyboard in a longer word, and not another form of the same word."""
    if min(len(before), len(after)) < TYPO_LETTERS:
        return False
    shorter, longer = sorted((before, after), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS:
        return False
    return OSA.distance(before, after) == 1
