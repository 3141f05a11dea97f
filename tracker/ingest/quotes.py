"""Quotation marks paired into spans, one span per paragraph.

Marks may be straight, curly, low, angled or doubled single ones; a quotation that runs over several
paragraphs opens anew in each and closes in the last (house style of every US newspaper). A text
whose only marks are single ones (British style) is read by those. A single mark inside a text that
also uses double ones is never a quotation of its own: it is nested or an apostrophe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.ingest.text import Doc

# One set of characters first, which the engine looks for fast, then what makes a double mark of the character.
_DOUBLE = re.compile(r"[“”„‟«»＂\"'`‘’\\](?:(?<=[“”„‟«»＂\"])|(?<=')'|(?<=`)`|(?<=‘)‘|(?<=’)’|(?<=\\)\")")
_SINGLE = re.compile(r"[‘’']")
_OPENING = frozenset("“„«‟") | {"``", "‘‘"}
_CLOSING = frozenset("”»") | {"’’"}
_BEFORE_OPENING = frozenset("([{—–-―…/‪‘'*>|:\u200b\u200e\u200f\ufeff=~_") | {""}
_AFTER_CLOSING = frozenset(".,;:?!)]}—–-―…/’'*<|s\u200b") | {""}
_LOST_CLOSE = re.compile(
    r"[,?!]\s+(?:(?:\w+\s+){0,3}(?:said|says|added|asked|told|wrote|explained|continued|noted)\b"
    r"|(?:said|says|added|asked|wrote|tweeted)\s)"
)
# What an apostrophe stands before: "the '90s", "round 'em up".
_DROPPED = re.compile(r"(?:\d0s|em|t|til|cause|n|tis|twas|bout|round|cuz)\b", re.IGNORECASE)
# What a quotation may begin with besides a letter or digit, and words nothing belongs to.
_OPENS_ON = "[($#…"
_NOT_OWNED = re.compile(
    r" (?:of|in|on|at|as|and|or|but|to|for|from|with|that|by|is|was|were|are|has|had|have|who|which|when|while|after|about)\b"
)
_LONGEST_SINGLE_GAP = 1200
# A fragment whose closing mark has no punctuation before it might as well end at an apostrophe.
_LONGEST_SINGLE_FRAGMENT = 120


@dataclass(slots=True)
class RawQuote:
    """Code points ``start:end`` between two marks, marks left out.

    ``continues`` says the previous paragraph's quotation was left open for this one;
    ``open_ended`` that no closing mark was found in the paragraph; ``block`` that it has no marks.
    ``label`` are the code points of the name a turn of a transcript is labelled with.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool = False
    open_ended: bool = False
    block: bool = False
    label: tuple[int, int] | None = None


def find_quotes(doc: Doc) -> list[RawQuote]:
    """All quotations between marks, in order. Never raises; spans are trimmed of white space."""
    marks = [match.span() for match in _DOUBLE.finditer(doc.text)]
    if all(end - start == 2 for start, end in marks) and _SINGLE.search(doc.text):
        single = _single_quotes(doc)
        # Two in a row are one mark where a text uses such marks, two of which make a quotation; else one inside another.
        if len(single) > len(marks) or not marks:
            return _trimmed(doc.text, single)
    result: list[RawQuote] = []
    position = 0
    left_open = False
    for number, (begin, end) in enumerate(doc.paragraphs):
        inside = []
        while position < len(marks) and marks[position][0] < end:
            if marks[position][1] <= end:
                inside.append(marks[position])
            position += 1
        found = _pair(doc.text, begin, end, inside, number, left_open) if inside else []
        left_open = bool(found) and found[-1].open_ended
        result.extend(found)
    _settle_open_ends(doc, result)
    return _trimmed(doc.text, result)


def _kind(text: str, begin: int, end: int, mark: tuple[int, int]) -> tuple[bool, bool]:
    """Whether the mark can open and whether it can close, from its shape and its neighbours."""
    start, stop = mark
    shape = text[start:stop]
    before = text[start - 1] if start > begin else ""
    after = text[stop] if stop < end else ""
    spaced_before = before in _BEFORE_OPENING or before.isspace()
    spaced_after = after in _AFTER_CLOSING or after.isspace()
    if shape in _OPENING:
        return True, not (spaced_before and not spaced_after)
    if shape in _CLOSING:
        # An "opening" mark typed the wrong way round: space before, letter after.
        return (before == "" or before.isspace() or before == "‪") and not spaced_after, True
    if shape == '"' and before.isdigit() and (after.isspace() or after in "xX×") and _is_inches(text, start):
        return False, False
    return spaced_before or not spaced_after, spaced_after or not spaced_before


def _is_inches(text: str, start: int) -> bool:
    return bool(re.search(r"\d['’]\s?\d{1,2}$", text[max(0, start - 8) : start]))


def _pair(
    text: str, begin: int, end: int, marks: list[tuple[int, int]], number: int, left_open: bool
) -> list[RawQuote]:
    result: list[RawQuote] = []
    opened: tuple[int, int] | None = None
    depth = 0
    continues = False
    for index, mark in enumerate(marks):
        can_open, can_close = _kind(text, begin, end, mark)
        if opened is None:
            tight = can_close and not can_open and index == 0 and not left_open
            if can_open or (tight and text[mark[0] - 1 : mark[0]] in ",;" and mark[1] < end):
                opened, depth = mark, 0
                continues = left_open and index == 0 and not text[begin : mark[0]].strip()
            elif can_close and index == 0 and left_open:
                result.append(RawQuote(begin, mark[0], begin, mark[1], number, continues=True))
        elif can_open and not can_close:
            if text[mark[0] : mark[1]] in _OPENING and _closes_left(text, begin, end, marks, index) > 1:
                depth += 1
                continue
            cut = _lost_close(text, opened[1], mark[0])
            result.append(RawQuote(opened[1], cut, opened[0], cut, number, continues))
            opened, depth, continues = mark, 0, False
        elif depth:
            depth -= 1
        else:
            result.append(RawQuote(opened[1], mark[0], opened[0], mark[1], number, continues))
            opened, continues = None, False
    if opened is not None:
        result.append(RawQuote(opened[1], end, opened[0], end, number, continues, open_ended=True))
    return result


def _closes_left(text: str, begin: int, end: int, marks: list[tuple[int, int]], index: int) -> int:
    """Closing marks before the next opening one after ``index`` (looks at most four ahead)."""
    count = 0
    for mark in marks[index + 1 : index + 5]:
        if text[mark[0] : mark[1]] in _OPENING:
            break
        count += 1
    return count


def _lost_close(text: str, start: int, end: int) -> int:
    """Where a quotation without its closing mark most likely ended, at ``end`` if nothing tells."""
    match = _LOST_CLOSE.search(text, start, end)
    return match.start() + 1 if match else end


def _settle_open_ends(doc: Doc, quotes: list[RawQuote]) -> None:
    """An open end is right only if the next paragraph goes on; else look for where it was lost."""
    for index, quote in enumerate(quotes):
        if not quote.open_ended:
            continue
        following = quotes[index + 1] if index + 1 < len(quotes) else None
        if following is not None and following.continues:
            continue
        quote.open_ended = False
        quote.end = _lost_close(doc.text, quote.start, quote.end)
        quote.outer_end = quote.end


def _single_quotes(doc: Doc) -> list[RawQuote]:
    """Quotations of a text whose only marks are single ones."""
    result: list[RawQuote] = []
    text = doc.text
    for number, (begin, end) in enumerate(doc.paragraphs):
        found = _pair_single(text, begin, end, number)
        if result and result[-1].open_ended:
            if found and not text[begin : found[0].outer_start].strip():
                found[0].continues = True
            else:
                result.pop()
        result.extend(found)
    if result and result[-1].open_ended:
        result.pop()
    return result


def _pair_single(text: str, begin: int, end: int, number: int) -> list[RawQuote]:
    """One paragraph's, one inside another where that comes out even."""
    roles = [
        (match.start(), _single_role(text, match.start(), begin, end))
        for match in _SINGLE.finditer(text, begin, end)
    ]
    for may_nest in (True, False):
        result, is_even = _paired_roles(text, begin, end, number, roles, may_nest=may_nest)
        if is_even:
            break
    return result


def _paired_roles(
    text: str, begin: int, end: int, number: int, roles: list[tuple[int, str]], *, may_nest: bool
) -> tuple[list[RawQuote], bool]:
    """Quotations of the marks, and whether each that was opened was closed.

    A mark behind a plural ("the states’ rights") closes only when no better one comes.
    """
    result: list[RawQuote] = []
    opened = fallback = skipped = -1
    depth = 0
    for at, role in roles:
        if at == skipped or not role:
            continue
        if role in ("opens", "nests"):
            if opened >= 0 and fallback >= 0:
                result.append(RawQuote(opened + 1, fallback, opened, fallback + 1, number))
                opened = -1
            if opened < 0:
                opened, fallback, depth = at, -1, int(role == "nests")
                skipped = at + 1 if role == "nests" else -1
            elif may_nest:
                depth += 1
            elif text[at] == "‘":
                opened, depth = at, 0
        elif opened < 0:
            continue
        elif depth:
            depth -= 1  # the inner one closes
        elif (role == "closes" and at - opened < _LONGEST_SINGLE_GAP) or (
            role == "closes a fragment" and at - opened < _LONGEST_SINGLE_FRAGMENT
        ):
            result.append(RawQuote(opened + 1, at, opened, at + 1, number))
            opened = fallback = -1
        elif fallback < 0 and text[opened] == "‘" and at - opened < _LONGEST_SINGLE_FRAGMENT:
            fallback = at
    if opened >= 0 and fallback >= 0:
        result.append(RawQuote(opened + 1, fallback, opened, fallback + 1, number))
    elif opened >= 0 and not text[begin:opened].strip():
        result.append(RawQuote(opened + 1, end, opened, end, number, open_ended=True))
    return result, opened < 0 or fallback >= 0


def _single_role(text: str, at: int, begin: int, end: int) -> str:
    """What the single mark at ``at`` may do: nests (opens with another behind it), opens, closes, closes a
    fragment, closes or ends a plural; blank for an apostrophe."""
    before = text[at - 1] if at > begin else ""
    after = text[at + 1] if at + 1 < end else ""
    if before == "" or before.isspace() or before in "([—–-":
        if after and after in "'‘" and text[at + 2 : at + 3].isalnum():
            return "nests"
        drops = text[at] == "’" or _DROPPED.match(text, at + 1, end)
        return "opens" if (after.isalnum() or after in _OPENS_ON) and after and not drops else ""
    if after.isalnum():
        return ""
    if before in ",.?!…":
        return "closes"
    plural = (
        before in "sS" and text[at + 1 : at + 3].strip().isalpha() and not _NOT_OWNED.match(text, at + 1, end)
    )
    return "closes or ends a plural" if plural else "closes a fragment"


def _trimmed(text: str, quotes: list[RawQuote]) -> list[RawQuote]:
    """The quotations that hold any letter or digit, without outer white space."""
    result = []
    for quote in quotes:
        inner = text[quote.start : quote.end]
        stripped = inner.strip()
        if not any(char.isalnum() for char in stripped):
            continue
        quote.start += len(inner) - len(inner.lstrip())
        quote.end = quote.start + len(stripped)
        result.append(quote)
    return result
