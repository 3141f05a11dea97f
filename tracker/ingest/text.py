"""One text cut into paragraphs, sentences and tokens, with offsets into the original.

A ``Doc`` is made once per text and shared by every extractor. Tokens are parallel lists rather than
objects because every extractor walks all of them and speed is part of the contract. All offsets
are code points of ``Doc.text``; nothing is normalised away, so spans always point at what was given.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, compress, count
from operator import add, ne

from tracker.ingest.types import Span

# Every piece carries the white space behind it, so offsets are running sums of lengths. Titles and
# initials keep their full stop ("Sen.", "D.C.", "J."), numbers their commas. The first
# three alternatives are only a fast path.
_PIECE = re.compile(
    r"(?:[A-Za-z][a-z]*+(?![\w'’.&-])|[,“”]|\.(?!\.)"
    r"|(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Alds?|Dels|Lt|Gen|Col|Capt|Sgt|Cmdr|Adm|Maj|Rev|Prof|Hon|Pres|Attys?|Supt|Supv|"
    r"Amb|Asm|Cmsr|Comm|Dep|Insp|Sec|Dept|"
    r"Jr|Sr|St|Ft|Mt|Inc|Corp|Co|Ltd|No|vs|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|"
    r"Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ill|Ind|Kan|Ky|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|"
    r"Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.(?=[\s,]|$)"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[RDI]-[A-Z][a-z]+\.(?=[),])"
    r"|[A-HJ-Z]\.(?=\s?[A-Z])"
    r"|[^\W_]+(?:(?:[-.'’&]|(?<=\d),(?=\d{3}(?!\d)))[^\W_]+)*"
    r"|''|``|--+|\.\.+"
    r"|[\W_])\s*"
)
_BREAK = re.compile(r"\n\s*")
_CLOSERS = frozenset("”’»)]}\"'") | {"''"}
_ENDERS = frozenset(".?!…") | {"..", "...", "...."}
_GOES_ON = frozenset(",;:)")
# Abbreviations that often end a sentence as well; the next word decides.
_MAY_END = re.compile(r"(?:[A-Za-z]\.){2,}|(?:Jr|Sr|Inc|Corp|Co|Ltd)\.")
_AFTER_ABBREVIATION = frozenset(
    "the a an in on at it he she they but and this that as for if when while we i his her its "
    "there these those after before since so yet even though although according".split()
)

_ENDING = re.compile(r"[.?!…]")


class Doc:
    """A text with its tokens.

    ``words[i]`` is token i as printed, ``lows[i]`` lower-cased with straight apostrophes;
    it stands at ``text[starts[i]:ends[i]]``. ``paragraphs`` are ``(start, end)`` code points;
    ``token_paragraph[i]`` indexes them. ``sentences`` are half-open token ranges;
    ``token_sentence[i]`` indexes those.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = _PIECE.findall(text)
        starts = list(accumulate(map(len, pieces), initial=0))
        starts.pop()
        if pieces and pieces[0].isspace():  # the text begins with white space
            del pieces[0], starts[0]
        words = [piece.rstrip() for piece in pieces]
        self.words: list[str] = words
        self.starts: list[int] = starts
        self.ends: list[int] = list(map(add, starts, map(len, words)))
        if "’" in text:
            self.lows: list[str] = [word.lower().replace("’", "'") for word in words]
        else:
            self.lows = [word.lower() for word in words]
        self.paragraphs: list[tuple[int, int]] = _paragraphs(text)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, start: int, end: int) -> Span:
        """The span of code points ``start:end``."""
        return Span(start, end, self.text[start:end])

    def token_span(self, first: int, last: int) -> Span:
        """The span of tokens ``first`` up to but not including ``last``."""
        return self.span(self.starts[first], self.ends[last - 1])

    def token_at(self, offset: int) -> int:
        """Index of the last token that starts at or before ``offset``; -1 if there is none."""
        return bisect_right(self.starts, offset) - 1

    @cached_property
    def capitals(self) -> list[int]:
        """Tokens that begin with a capital letter."""
        words = self.words
        altered = compress(count(), map(ne, words, self.lows))
        return [i for i in altered if words[i][0].isupper()]

    @cached_property
    def endings(self) -> list[int]:
        """Tokens whose last character may end a sentence."""
        ends = self.ends
        result: list[int] = []
        token = 0
        for match in _ENDING.finditer(self.text):
            end = match.end()
            token = bisect_left(ends, end, token)
            if ends[token] == end:
                result.append(token)
        return result

    @cached_property
    def token_paragraph(self) -> list[int]:
        """For each token the index of its paragraph."""
        result: list[int] = []
        position = 0
        for number, (_, end) in enumerate(self.paragraphs):
            stop = bisect_right(self.starts, end - 1, position)
            result.extend([number] * (stop - position))
            position = stop
        return result

    @cached_property
    def paragraph_tokens(self) -> list[tuple[int, int]]:
        """For each paragraph its half-open range of tokens."""
        result: list[tuple[int, int]] = []
        position = 0
        for _, end in self.paragraphs:
            stop = bisect_right(self.starts, end - 1, position)
            result.append((position, stop))
            position = stop
        return result

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Half-open token ranges; a sentence never crosses a paragraph."""
        result: list[tuple[int, int]] = []
        for first, last in self.paragraph_tokens:
            begin = first
            for stop in _sentence_ends(self, first, last):
                result.append((begin, stop))
                begin = stop
            if begin < last:
                result.append((begin, last))
        return result

    @cached_property
    def token_sentence(self) -> list[int]:
        """For each token the index of its sentence."""
        result: list[int] = []
        for number, (first, last) in enumerate(self.sentences):
            result.extend([number] * (last - first))
        return result


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Ranges between line breaks; a single break inside a hard-wrapped sentence does not count."""
    result: list[tuple[int, int]] = []
    begin = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        if match.group().count("\n") == 1 and _is_wrapped(text, start, end):
            continue
        stop = begin + len(text[begin:start].rstrip())
        if stop > begin:
            result.append((begin, stop))
        begin = end
    stop = begin + len(text[begin:].rstrip())
    if stop > begin:
        result.append((begin, stop))
    return result


def unwrapped(text: str) -> str:
    """``text`` with blanks for the line breaks inside hard-wrapped sentences, every character in its place."""

    def blank(match: re.Match[str]) -> str:
        wrapped = match[0].count("\n") == 1 and _is_wrapped(text, *match.span())
        return " " * len(match[0]) if wrapped else match[0]

    return _BREAK.sub(blank, text)


def _is_wrapped(text: str, start: int, end: int) -> bool:
    if start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    return (before.islower() or before.isdigit() or before == ",") and after.islower()


def _sentence_ends(doc: Doc, first: int, last: int) -> list[int]:
    """Token positions within ``first:last`` at which a new sentence starts."""
    words, starts, ends = doc.words, doc.starts, doc.ends
    result: list[int] = []
    i = first
    for ending in doc.endings[bisect_left(doc.endings, first) : bisect_left(doc.endings, last)]:
        if ending < i:
            continue  # one of several marks in a row
        i = ending + 1
        word = words[ending]
        if word not in _ENDERS:
            if len(word) > 2 and word[-1] == "." and i < last and abbreviation_ends(doc, ending):
                result.append(i)
            continue
        while i < last and (words[i] in _ENDERS or (words[i] in _CLOSERS and starts[i] == ends[i - 1])):
            i += 1
        if i < last and starts[i] > ends[i - 1] and not words[i][0].islower() and words[i] not in _GOES_ON:
            result.append(i)
    return result


def abbreviation_ends(doc: Doc, i: int) -> bool:
    """Whether the abbreviation at token ``i`` also closes its sentence, another token following it."""
    following = doc.words[i + 1]
    return (
        bool(_MAY_END.fullmatch(doc.words[i]))
        and following[0].isupper()
        and doc.lows[i + 1] in _AFTER_ABBREVIATION
    )
