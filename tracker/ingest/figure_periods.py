"""When a number holds and what it is compared with, each as its sentence prints it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.ingest.figure_values import COUNT

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
ABOUT = (
    r"(?:(?:about|nearly|roughly|almost|approximately|around|some|just|only|more than|fewer than|less than|over|under"
    r"|an estimated) ){0,2}"
)
HIGH = r"(?:an? (?:[a-z-]+ ){0,2}(?:high|low|peak|average|record|total|estimate) of )?"
RISE = "increase|rise|jump|surge|growth|hike|spike|uptick|gain"
FALL = "drop|decline|decrease|fall|reduction|cut|plunge"

# Periods are looked for in lower case: twice as fast as a pattern that ignores case.
_MONTH = MONTH.lower()
_YEAR = r"(?:1[89]|20)\d\d\b"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b(?![,.]?\d)"
_DATE = rf"{_MONTH}(?![a-z])(?: {_DAY})?(?:,? (?:of )?{_YEAR})?"
_FISCAL = rf"(?:fiscal (?:years? )?|fy ?)(?:{_YEAR}(?:[-–]\d{{2,4}}\b)?|['’]?\d\d\b)"
_QUARTER = r"(?:(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:fiscal )?(?:quarter|half) of )"
_POINT = rf"{_QUARTER}?(?:early |late |mid-?)?(?:{_FISCAL}|{_DATE}|{_YEAR}(?:[-–]\d{{2,4}}\b)?)"
_TO = r"(?:,? (?:to|through|until) |\s?[-–]\s?)"
_RANGE = (
    rf"(?:{_MONTH} {_DAY}(?:{_TO}| and ){_DAY}(?! (?:people|[a-z]+s)\b)(?:,? {_YEAR})?"
    rf"|{_POINT}(?:(?:{_TO}| and | or ){_POINT})?)"
)
_PERIODS = re.compile(
    rf"\b(?:(?:in|during|by|through|for|since|between|from|as of) (?:the )?(?:months? of )?{_RANGE}"
    r"(?: (?:fiscal|calendar|budget|school) year| (?:presidential |general |midterm |primary )?elections?)?"
    rf"|{_MONTH} {_DAY}(?:,? {_YEAR})?{_TO}(?:{_MONTH} )?{_DAY}(?:,? {_YEAR})?"
    r"|(?:in|during|over|for|within) (?:the |its |their |his |her )?"
    r"(?:first|second|third|fourth|last|past|previous|next|coming|final)"
    rf" (?:[\w-]+ )?(?:days?|weeks?|months?|years?|quarters?|decades?|hours?)(?: of (?:fiscal (?:year )?)?{_YEAR})?"
    r"|(?:(?:in|during) the|(?:over|within)(?: the)?) (?:[a-z]+|\d+) (?:days|weeks|months|years|quarters|hours)"
    rf"(?: (?:ended|ending|through|since) {_DATE})?"
    r"|for(?: the)? (?:[a-z]+|\d+) (?:days|weeks|months|years|quarters)"
    rf"(?: (?:ended|ending|through|since) {_DATE})?"
    r"|in (?:[a-z]+|\d+) (?:weeks|months)(?= ?[.,;]|$| and\b)"
    r"|within an? (?:day|week|month|year)"
    rf"|(?:by|at|until|since|through) the (?:end|start|beginning|middle) of (?:the (?:fiscal )?(?:year|month)|{_POINT})"
    r"|(?:(?:in|over|during) )?(?:this|last|next|each|every) (?:fiscal )?"
    r"(?:year|month|week|quarter|spring|summer|fall|winter|decade)"
    r"|since (?:[\w.'’]+ ){1,5}?(?:took|entered|came|was|became|began|started)(?: (?:in)?to)?(?: the)?"
    rf"(?: (?!(?:in|on|at|and|or|but|with|by|for|as|of)\b)\w+){{0,2}}(?: (?:in|on) (?:early |late |mid-?)?(?:{_DATE}|{_YEAR}))?"
    r"|since (?:taking|entering|assuming|returning to|joining)(?: the)?(?: (?!(?:in|on|at|and|or|but|with|by|for|as|of)\b)\w+){1,2}"
    rf"(?: (?:in|on) (?:early |late |mid-?)?(?:{_DATE}|{_YEAR}))?"
    r"|per (?:year|month|day|week)"
    r"|an? (?:year|month|day|week)(?=[\s,.;”\"’)]|$)(?! (?:after|before|later|ago|earlier|from now|since|when)\b)"
    r"|(?<!\bin )(?<!\bof )(?:annually|daily|monthly|weekly|yearly)"
    r"|so far this year|to date|year to date)(?!\w)",
)
# One of these stands in every period and every baseline; a look for them spares most sentences the long patterns.
_PERIOD_SIGNS = (
    "17 18 19 20 fy fiscal year month week day quarter decade hour annual daily since date spring summer fall winter"
    " jan feb mar apr may jun jul aug sep oct nov dec"
).split()
_BASELINE_SIGNS = (
    *("ompar", "elativ", "gainst", "ersus", "vs.", "from", "From", "same", "than", "Than", "over ", "-over-"),
    *("ouble ", "riple ", "wice ", "nce the p", " as in", " as during", " as under", " as last"),
)
# Behind these "from" dates a document, or is where a change began.
_NO_TIME = re.compile(
    rf"\b(?:{RISE}|{FALL}|report|letter|memo|statement|document|study|survey|poll|lawsuit|post|interview|email|order|ruling|law|story|article) $"
)
# What is asked of somebody has a time of its own, and so has what a part of those counted did.
_OTHER_TIME = re.compile(r"\b(?:requiring|demanding|asking|ordering|of whom|whose)\b")

_THEN = (
    rf"(?:this (?:time|day|week|month|period|quarter)\b|(?>{_POINT})(?!{_TO}(?:{_POINT}|{_DAY}))"
    r"|(?:last|the (?:previous|prior)) (?:fiscal )?(?:year|month|week|quarter)|[a-z]+s (?:in|during) )"
)
_SHARE = r"(?:an? )?(?:half|third|quarter|fourth|fifth|tenth)\b"
_OPENING = re.compile(
    rf"\b(?:(?:(?P<rise>{RISE})|(?P<fall>{FALL})) )?"
    r"(?P<printed>compared (?:with|to)|relative to|as against"
    rf"|(?:versus|vs\.) (?={ABOUT}{COUNT})"
    r"|(?:over|from|as|than) the same|from (?:a|the|last|one) (?:year|month|previous|prior)"
    rf"|(?:(?P<up>up )|(?P<down>down ))?(?P<bare>from (?=(?:the |its |their )?{HIGH}{ABOUT}(?:{COUNT}|{_SHARE}))(?!{_YEAR})"
    rf"|(?:from|over) (?={_THEN}))"
    rf"|(?P<multiple>double|triple|twice) (?=(?:the |its |their )?{COUNT}|what )"
    rf"|(?:(?P<higher>higher|larger)|(?P<lower>lower|smaller)) than (?=the {ABOUT}{COUNT})"
    r"|than (?:in|the|a(?! (?:third|quarter|half|fifth|tenth|dozen|hundred|thousand|million|billion)\b)|last|during|under)\b"
    r"|as (?:in|during|under|last)\b|year[- ]over[- ]year|since the (?:previous|prior))",
    re.I,
)
_REST = re.compile(r"(?:[^.;:,—”\"\n]|(?<=\d)[.,](?=\d)){0,90}")
_TO_NUMBER = re.compile(rf" to {ABOUT}[$€£]?\d")
# A number between, itself a change: what follows is its baseline ("900 arrests, 12 percent more than in May").
_OWN_CHANGE = re.compile(
    rf"\d(?:%| (?:[a-z]+ )?(?:percent|per cent|percentage|more|fewer|less|higher|lower|{RISE}|{FALL})\b)"
)
_FROM = re.compile(rf"\b(from {HIGH}{ABOUT}{COUNT}(?:[^.;:”\"\n]|\.(?=\d)){{0,60}}?),? to {ABOUT}$", re.I)
_COMPARED_WITH = re.compile(
    rf"\b(?:(?:up|down|{RISE}|{FALL}) from|(?:higher|lower|larger|smaller|more|fewer|less|greater) than(?= the ))"
    rf" (?:the |its |their )?{HIGH}$",
    re.I,
)
_START = re.compile(rf"\bfrom {HIGH}$")
_BACK_FROM = re.compile(rf"\bto {ABOUT}[$€£]?\d[\d.,]*(?:%| [a-z]+){{0,4}},? (?:up |down )?from {ABOUT}$")
_FROM_COUNT = re.compile(
    rf"\bfrom (?:the )?{ABOUT}{COUNT}(?![\d.,]*(?:%| percent| per cent)|[- ](?:half|third|quarter|fourth|fifth|tenth))"
)
_FROM_NUMBER = re.compile(rf" from {ABOUT}{COUNT}")
_UP_TO = re.compile(rf"(?:[^.;:”\"\n]|\.(?=\d)){{0,60}}? to {ABOUT}{COUNT}")
_SENTENCE_END = re.compile(r"[.!?][”\"’)]?\s+(?=[A-Z“\"])|\n")


class Compared(NamedTuple):
    """What a number is compared with as printed and the ``direction`` that says ("up from 31"), both blank without.

    ``at`` is where in the text after the number it turns to a comparison, be it with this number or another: what
    follows there is no period of this one.
    """

    text: str = ""
    direction: str = ""
    at: int | None = None


def period(left: str, right: str) -> str:
    """When the number holds, as printed: the nearest phrase after it in the sentence, else before it."""
    head = sentence_head(right)
    if other := _OTHER_TIME.search(head):
        head = head[: other.start()]
    if after := first_period(head):
        return head[after.start() : after.end()].strip()
    tail = sentence_tail(left)
    before = _found(tail)
    if not before or _OTHER_TIME.search(tail, before[-1].end()):
        return ""
    return tail[before[-1].start() : before[-1].end()].strip()


def first_period(text: str) -> re.Match[str] | None:
    """The first phrase of time in ``text``, its offsets those of ``text``."""
    return next(iter(_found(text)), None)


def _found(text: str) -> list[re.Match[str]]:
    low = _lower(text)
    if not _holds(low, _PERIOD_SIGNS):
        return []
    return [
        match
        for match in _PERIODS.finditer(low)
        if not (
            match[0].startswith("from ") and _NO_TIME.search(low, max(0, match.start() - 12), match.start())
        )
    ]


def _lower(text: str) -> str:
    """Lower case with every character in its place (a few letters change length, "İ" for one)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _holds(text: str, signs: Sequence[str]) -> bool:
    return any(map(text.__contains__, signs))


def compared(left: str, right: str, *, changing: bool) -> Compared:
    """What the number is compared with in its sentence ("from 71 percent in May").

    Only a number that is ``changing`` has a bare "from 10,000" or "over 2023" for its baseline; any has "up from 31"
    or "a rise from 2022".
    """
    if start := start_of_change(left):
        return Compared(start)
    head = sentence_head(right)
    if not _holds(head, _BASELINE_SIGNS):
        return Compared()
    for match in _OPENING.finditer(head):
        up = match["rise"] or match["up"] or match["higher"] or match["multiple"]
        down = match["fall"] or match["down"] or match["lower"]
        start_of_range = head[: match.start()].endswith(", ") and _UP_TO.match(head, match.end())
        if _OWN_CHANGE.search(head, 0, match.start()):
            return Compared(at=match.start())
        if match["bare"] and not (changing or up or down or start_of_range):
            continue
        printed = head[match.start("printed") : _REST.match(head, match.end()).end()]
        if match["bare"] == "over ":
            printed = _TO_NUMBER.split(printed)[0]
        return Compared(printed.strip(), "up" if up else "down" if down else "", match.start())
    return Compared()


def start_of_change(left: str) -> str:
    """The starting point that ends ``left``: "from 120 a day in May" of "rose from 120 a day in May to", or blank."""
    match = _FROM.search(left) if " to " in left[-24:] else None
    return match[1].strip() if match else ""


def without_start(left: str) -> str:
    """``left`` without the starting point of a change ("fell from 71 percent to" leaves "fell")."""
    match = _FROM.search(left) if left.endswith(" to ") else None
    return left[: match.start()] if match else left


def is_starting_point(left: str, right: str) -> bool:
    """Whether the number is what another is compared with: the baseline of the next or the one before.

    "From 71 percent to 55 percent", "to $170 billion from $10 billion", "up from the 231".
    """
    if _COMPARED_WITH.search(left[-60:]):
        return True
    if not left.endswith(("from ", " of ")) or not _START.search(left):
        return False
    return bool(_UP_TO.match(right)) or bool(_BACK_FROM.search(left[-90:]))


def is_from_count(baseline: str) -> bool:
    """Whether a baseline is a number of things ("up from only four"), with which no share is compared."""
    return bool(_FROM_COUNT.search(baseline))


def is_back_from(right: str) -> bool:
    """Whether ``right`` opens with where a change began: "rose to 12 from nine"."""
    return bool(_FROM_NUMBER.match(right))


@lru_cache(maxsize=256)
def sentence_head(right: str) -> str:
    """``right`` up to the end of its first sentence."""
    stop = _SENTENCE_END.search(right)
    return right[: stop.start() + 1] if stop else right


@lru_cache(maxsize=256)
def sentence_tail(left: str) -> str:
    """The last sentence of ``left``."""
    stops = [
        stop for stop in _SENTENCE_END.finditer(left) if stop.start() and not left[stop.start() - 1].isupper()
    ]
    return left[stops[-1].end() :] if stops else left
