"""Lines around an article that are not of it: byline, dates and labels above, contacts and notices below.

Some pages state author and day nowhere but there, so what is taken off above is also read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ingest.bylines import read_byline
from tracker.ingest.markup import folded
from tracker.ingest.pubdate import PublishedOn, find_date

_MAX_HEAD, _MAX_TAIL = 8, 8
_MAX_HEAD_CHARS, _MAX_TAIL_CHARS = 160, 400
_BYLINE = re.compile(r"(?:by|por)\s+\S", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:last |first )?(?:updated|published|posted)(?: on| at)?|(?:release|publication) date|date|staff (?:writers?|reports?)|"
    r"view (?:this (?:e-?mail|letter) )?in (?:your |a )?browser|listen to this (?:article|story)|print|share|save)"
    r"[\s.:]*",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(
    r"\b(?:(?:last|first)?\s*(?:updated|published|posted|modified)|(?:release|publication)?\s*date|on|at|of|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|[ap]\.?m\b\.?|[ecmp][sd]?t|utc|gmt|\d{1,2}(?:st|nd|rd|th)?|\d{4})\b|[\W_]",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)
_STAFF = re.compile(
    r"\b(?:and|by|por|staff|writers?|reporters?|correspondents?|editors?)\b|\W", re.IGNORECASE
)
_NOT_OF_THE_TEXT = re.compile(
    r".*\bunsubscribe\b.*|.*\ball rights reserved\b.*|(?:reach|contact|e-?mail|follow|write to)\b.*@.*|"
    r"(?:(?:media|press) )?(?:contacts?|inquiries)[\s:]*|(?:return|back) to (?:the )?(?:top|front page)\b.*|"
    r"[\w.+-]+@[\w.-]+[\s,;|]*(?:\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4})?[\s.]*|\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[“”\"«»]")


@dataclass(frozen=True, slots=True)
class Head:
    """Lines above a text that say who wrote it and when: as printed, and as read; blank, empty or None if none do."""

    byline: str = ""
    names: tuple[str, ...] = ()
    date_line: str = ""
    published: PublishedOn | None = None


def without_furniture(blocks: Sequence[str], *, title: str, bylines: Sequence[str]) -> tuple[list[str], Head]:
    """``blocks`` from the first to the last that is of the text, and what stood above it.

    ``title`` and ``bylines`` are those the page states elsewhere. A block with words in quotation marks below
    the text always stays.
    """
    first, head = 0, Head()
    while first < min(len(blocks), _MAX_HEAD) and len(block := blocks[first]) <= _MAX_HEAD_CHARS:
        found = _read_head(block, head, title=title, bylines=bylines)
        if found is None:
            break
        first, head = first + 1, found
    last = len(blocks)
    while last > max(first, len(blocks) - _MAX_TAIL) and _is_tail(blocks[last - 1]):
        last -= 1
    # A page of nothing else is left as it is.
    return (list(blocks[first:last]), head) if first < last else (list(blocks), Head())


def _read_head(block: str, head: Head, *, title: str, bylines: Sequence[str]) -> Head | None:
    """``head`` with what ``block`` adds to it; None when the block is of the text."""
    if _LABEL.fullmatch(block) or (title and folded(block) == folded(title)):
        return head
    date = find_date(block)
    if _BYLINE.match(block) and not re.search(r"[.!?]$", block) and (names := read_byline(block)):
        known = Head(head.byline or block, head.names or names, head.date_line, head.published)
        return _dated(known, block, date) if date else known
    if date and not _OF_A_DATE.sub("", block):
        return head if _CHANGED.search(block) else _dated(head, block, date)
    rest = block.casefold()
    for name in bylines:
        rest = rest.replace(name.casefold(), "")
    return head if rest != block.casefold() and not _STAFF.sub("", rest) else None


def _dated(head: Head, line: str, date: PublishedOn) -> Head:
    return Head(head.byline, head.names, head.date_line or line, head.published or date)


def _is_tail(block: str) -> bool:
    return (
        len(block) <= _MAX_TAIL_CHARS
        and not _MARKS.search(block)
        and _NOT_OF_THE_TEXT.fullmatch(block) is not None
    )
