"""What stands around a number: unit, hedge, direction, what is measured, when, and against what."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

MEASURED = 100
"""Characters after a number in which what is measured stands."""

_SETTINGS = tomllib.loads((Path(__file__).parent / "lexicon" / "figures.toml").read_text(encoding="utf-8"))
UNITS: dict[str, str] = {word: unit for unit, words in _SETTINGS["units"].items() for word in words.split()}
_DIRECTIONS: dict[str, str] = {
    word: way for way, words in _SETTINGS["direction"].items() for word in words.split()
}

_HEDGES_BEFORE = frozenset(_SETTINGS["hedges_before"])
_TAKING: dict[str, frozenset[str]] = {
    hedge: frozenset(verbs.split()) for hedge, verbs in _SETTINGS["not_hedges"].items()
}
_HEDGE_WORDS = max(hedge.count(" ") for hedge in _HEDGES_BEFORE) + 1
_HEDGE_AFTER = re.compile(rf"(?:{'|'.join(map(re.escape, _SETTINGS['hedges_after']))})(?![\w])")
_PERCENT = re.compile(r"[- ]?(?:%|percentage points?|percent|per cent)(?!\w)", re.I)
_WORD = re.compile(r"[ -]([^\W\d_][\w'’]*(?:-[\w'’]+)*)")
_DESCRIBING = frozenset(_SETTINGS["describing"].split())
_STOP = frozenset(_SETTINGS["stop"].split())
_MODIFIERS = re.compile(r"\b((?:additional|extra|new|further) )$", re.I)
_NOT_PLURAL = ("ss", "us", "is", "'s", "’s")

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTH_NAME = re.compile(rf"{MONTH}\b")
# In lower case: twice as fast as a pattern that ignores case.
_LOW_MONTH = MONTH.lower()
_DAY = r" ?\b\d{1,2}(?:,? \d{4})?(?![\d,.]*\d)"
_PERIODS = re.compile(
    rf"\b(?:(?:in|during|by|through|for|since|between|from) (?:the )?(?:fiscal (?:year )?|fy ?|early |late |mid-?|{_LOW_MONTH} )*"
    rf"(?:1[89]|20)\d\d(?:[-–]\d{{2,4}}| (?:and|to|through) (?:{_LOW_MONTH} )?(?:1[89]|20)\d\d)?(?: (?:fiscal|calendar|budget|school) year)?"
    rf"|(?:in|during|over|for|within) (?:the |its |their |his |her )?(?:first|last|past|previous|next|coming|final)"
    rf" (?:[\w-]+ )?(?:days?|weeks?|months?|years?|quarters?|decades?|hours?)(?: of (?:fiscal (?:year )?)?(?:1[89]|20)\d\d)?"
    rf"|(?:(?:in|during) the|(?:over|for|within)(?: the)?) (?:[a-z]+|\d+) (?:days|weeks|months|years|quarters|hours)"
    rf"(?: (?:ended|ending|through|since) {_LOW_MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?)?"
    rf"|within an? (?:day|week|month|year)"
    rf"|(?:as of|through|by) {_LOW_MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?"
    rf"|(?:by|at|until|since|through) the (?:end|start|beginning|middle) of (?:the (?:fiscal )?(?:year|month)|(?:fiscal (?:year )?)?(?:1[89]|20)\d\d)"
    rf"|(?:(?:in|over|during) )?(?:this|last|next|each|every) (?:fiscal )?(?:year|month|week|quarter|spring|summer|fall|winter|decade)"
    rf"|(?:in|during|since|between|from) {_LOW_MONTH}(?:{_DAY}(?: (?:and|to|through) (?:{_LOW_MONTH})?{_DAY})?"
    rf"|(?: (?:and|to|through) {_LOW_MONTH})?(?:{_DAY}|,? (?:1[89]|20)\d\d)?)"
    rf"|since (?:[\w.'’]+ ){{1,5}}?(?:took|entered|came|was|became|began|started)(?: (?:in|on|to|into))?(?: the)?"
    rf" [\w]+(?: [\w]+)?"
    rf"|per (?:year|month|day|week)|an? (?:year|month|day|week)(?=[\s,.;”\"’)]|$)|annually|daily|monthly|weekly|yearly"
    rf"|so far this year|to date|year to date)\b",
)
# One of these stands in every period and every baseline; a look for them spares most sentences the long patterns.
_PERIOD_SIGNS = (
    "17 18 19 20 year month week day quarter decade hour annual daily since date spring summer fall winter"
    " jan feb mar apr may jun jul aug sep oct nov dec"
).split()
_BASELINE_SIGNS = (
    "ompar",
    "elativ",
    "gainst",
    "ersus",
    "vs.",
    "from",
    "same",
    "than",
    "over-year",
    "over year",
    "nce the p",
    " as in",
    " as during",
    " as under",
    " as last",
    "From",
    "Than",
)
_ABOUT = r"(?:about |nearly |roughly |almost |more than |just |only )?"
_BASELINES = re.compile(
    rf"\b(?:compared (?:with|to)|relative to|as against|(?:versus|vs\.|(?:up |down )?from) (?={_ABOUT}[$€£]?\d)(?!(?:1[89]|20)\d\d\b)"
    r"|(?:over|from|as|than) the same|than (?:in|the|a(?! (?:third|quarter|half|fifth|tenth|dozen|hundred|thousand|million|billion)\b)|last|during|under)\b|as (?:in|during|under|last)\b|from (?:a|the|last|one) (?:year|month|previous|prior)"
    r"|year[- ]over[- ]year|since the (?:previous|prior))(?:[^.;:,”\"\n]|(?<=\d)[.,](?=\d)){0,90}",
    re.I,
)
_RATE = re.compile(
    r" (?:per|for every|for each) (?P<many>\d[\d,]{0,10}|hundred|thousand|million)(?: [a-z]+)?\b"
)
_OUT_OF = re.compile(
    r" (?P<all>of (?:the |its |their |all |about |nearly |roughly )?\d[\d,]{0,11} (?P<noun>[a-z][\w’'-]*))"
)
_OF_WHOM = re.compile(r" of (?:whom|them)(?P<rest>(?: [a-zA-Z’'-]+){1,7})?")
_COMPARISON = re.compile(
    r" (?:as (?:many|much|high|large)|more|higher|larger|greater|the number of) (?:of (?:the )?)?"
)
_SENTENCE_END = re.compile(r"[.!?][”\"’)]?\s+(?=[A-Z“\"])|\n")
_OBJECT_END = re.compile(r"\b(?:by|to|in) (?:about |nearly |almost |more than )?$")
_TO_VALUE = re.compile(r"(?:\s\w+fold)?\s?(?:by|to|about|around)$")
_MARKS = "”“\"',"
_COURTESY = frozenset(["Mr", "Mrs", "Ms", "Dr"])
_OBJECT = re.compile(
    r"(?P<words>(?:[^\W\d][\w’'-]* ){2,9})(?:by|to|in) (?:about |nearly |almost |more than )?$"
)
_OPENED = re.compile(r" (?:(?:of|in|for|on|worth of|to) (?:the |its |their |all )?|(?:the|its|their|all) )")
_HIGH = r"(?:an? (?:[a-z-]+ ){0,2}(?:high|low|peak|average|record|total|estimate) of )?"
_FROM = re.compile(
    rf"\b(from {_HIGH}(?:about |nearly |roughly |almost )?[$€£]?\d[^.;:”\"\n]{{0,40}}?),?"
    r" to (?:(?:about|nearly|roughly|almost|just|only|under|over|less than|fewer than|more than) )?$"
)
_START = re.compile(rf"\bfrom {_HIGH}$")
_BACK_FROM = re.compile(rf"\bto {_ABOUT}[$€£]?\d[\d.,]*(?:%| [a-z]+){{0,4}},? (?:up |down )?from {_ABOUT}$")
_TO = re.compile(r"[^.;:”\"\n]{0,40}? to (?:about |nearly |roughly |almost |more than )?[$€£]?\d")
_CHANGE_NOUN = re.compile(
    r" (?:[\w-]+ )?(increase|rise|jump|surge|growth|hike|spike|uptick|drop|decline|decrease|fall|reduction|cut|plunge)s?"
    r"(?: in (?:the )?)?",
    re.I,
)
_CHANGE_AFTER = re.compile(
    r" (?:[\w-]+ )?(?:(?P<up>increase|rise|jump|surge|growth|hike|spike|uptick|more|higher)"
    r"|drop|decline|decrease|fall|reduction|cut|plunge|fewer|less|lower)\b",
    re.I,
)
_AUXILIARY = re.compile(
    r"(?:\s(?:has|have|had|would|will|could|may|might|is|are|was|were|be|been|also|already|now|since|then|nearly|only"
    r"|by|to|an?|the|all|has been|have been|could be|of|go|goes|going|gone|went|more|than|almost|roughly|about))+$",
    re.I,
)
_CLAUSE_START = re.compile(
    r"[,;:—–()\[\]“”\"‘]\s?|\b(?:that|and|but|while|as|because|where|which|said|says|reported|claimed|estimated) ",
    re.I,
)


class Counted(NamedTuple):
    """The noun a number counts: ``end`` is where it ends in the text after the number, ``phrase`` the words
    up to there, ``known`` whether the noun is in the lexicon."""

    unit: str
    end: int
    phrase: str
    known: bool


def hedge_before(left: str) -> str:
    """The hedging words that end ``left`` ("almost"), or blank."""
    words = left.split()[-_HEDGE_WORDS - 1 :] if left.endswith(" ") else []
    if words and words[-1] in ("a", "an"):
        words.pop()
    for first in range(max(0, len(words) - _HEDGE_WORDS), len(words)):
        printed = " ".join(words[first:]).lstrip("(“\"‘'—–")
        if printed.lower() in _HEDGES_BEFORE:
            return "" if first and words[first - 1].lower() in _TAKING.get(printed.lower(), ()) else printed
    return ""


def hedge_after(right: str) -> str:
    """The hedge glued to a number ("-plus", "+"), or blank."""
    match = _HEDGE_AFTER.match(right)
    return match[0] if match else ""


def percent_end(right: str) -> int:
    """Length of "%" or "percent" at the start of ``right``, 0 without."""
    match = _PERCENT.match(right)
    return match.end() if match else 0


def counted(right: str) -> Counted | None:
    """The noun phrase that ``right`` opens with ("sanctuary cities and counties"), or None."""
    words, position = [], 0
    while len(words) < 5 and (word := _WORD.match(right, position)):
        low = word[1].lower()
        joining = low in ("and", "or") and bool(words)
        if not joining and (
            low in _STOP or (low.endswith(("ly", "ing")) and low not in UNITS and low not in _DESCRIBING)
        ):
            break
        words.append(word)
        position = word.end()
    known = [word for word in words if _unit_of(word[1])]
    if known:
        joined = next((word.start() for word in words if word[1].lower() in ("and", "or")), len(right))
        head = next((word for word in reversed(known) if word.start() < joined), known[0])
        unit = _unit_of(head[1])
        end = _joined_nouns(right, head.end(), unit)
        return Counted(unit, end, right[:end].strip(" -"), True)
    for word in words:
        low = word[1].lower()
        if low in ("and", "or"):
            break
        if low.endswith("s") and not low.endswith(_NOT_PLURAL) and len(low) > 3:
            return Counted(low, word.end(), right[: word.end()].strip(" -"), False)
    return None


def _unit_of(word: str) -> str:
    return UNITS.get(word) or UNITS.get(word.lower().replace("’", "'"), "")


def _joined_nouns(right: str, end: int, unit: str) -> int:
    """Extends a phrase over "and counties" when the second noun is counted in the same unit."""
    joined = re.match(r",? (?:and|or) ([\w-]+)", right[end : end + 40])
    return end + joined.end() if joined and _unit_of(joined[1]) == unit else end


def direction(left: str, right: str) -> str:
    """``up``, ``down`` or blank, from the nearest words of the clause before the number, then just after it.

    ``left`` ends before the hedge, so that "up to" and "more than" are not taken for a direction.
    """
    clause = re.split(r"[.;:—\n]", left)[-1]
    for word in reversed(re.findall(r"[a-z]+", clause.lower())[-4:]):
        if word in _DIRECTIONS:
            return _DIRECTIONS[word]
    after = _CHANGE_AFTER.match(right)
    return "" if not after else "up" if after["up"] else "down"


def without_start(left: str) -> str:
    """``left`` without the starting point of a change ("fell from 71 percent to" leaves "fell")."""
    start = _FROM.search(left) if left.endswith(" to ") else None
    return left[: start.start()] if start else left


def is_starting_point(left: str, right: str) -> bool:
    """Whether the number is where a change began: the baseline of the next or the one before.

    "From 71 percent to 55 percent", "to $170 billion from $10 billion".
    """
    if not left.endswith(("from ", " of ")) or not _START.search(left):
        return False
    return bool(_TO.match(right)) or bool(_BACK_FROM.search(left[-90:]))


def has_start(left: str) -> bool:
    """Whether ``left`` ends with the starting point of a change: "rose from 120 a day in May to"."""
    return " to " in left[-24:] and bool(_FROM.search(left))


def unit_within(phrase: str) -> str:
    """The unit of the first noun of the lexicon in a phrase ("The number of agents"), or blank."""
    words = (word.strip(",") for word in phrase.rpartition("number of ")[2].split())
    return next((unit for word in words if (unit := _unit_of(word))), "")


def per_how_many(right: str) -> re.Match[str] | None:
    """ " per 100,000 residents" at the start of ``right``: ``many`` is the number as printed."""
    return _RATE.match(right)


def out_of(right: str) -> re.Match[str] | None:
    """ " of 254 counties" at the start of ``right``: ``all`` is what the number is a part of, ``noun`` its noun."""
    match = _OUT_OF.match(right)
    return match if match and _unit_of(match["noun"]) else None


def of_whom(right: str) -> Counted | None:
    """ " of whom had convictions" at the start of ``right``: a part of the people just counted, or None."""
    match = _OF_WHOM.match(right)
    if match is None:
        return None
    phrase = match[0].strip() if match[0].startswith(" of whom") else "people"
    return Counted("people", match.end() - len(match["rest"] or ""), phrase, True)


def without_comparison(right: str) -> str:
    """``right`` without "as many", "more" and the like ("twice as many cases")."""
    match = _COMPARISON.match(right)
    return right[match.end() - 1 :] if match else right


def object_of_change(left: str) -> str:
    """What somebody raised or cut: the words between the verb and "by", "to" or "in", or blank."""
    if not _OBJECT_END.search(left[-24:]):
        return ""
    match = _OBJECT.search(re.split(r"[,;:—()“”\"]", left)[-1])
    words = match["words"].split() if match else []
    for number in range(len(words) - 1, -1, -1):
        if words[number].lower() in _DIRECTIONS:
            return " ".join(words[number + 1 :])
    return ""


def subject_of_change(left: str) -> str:
    """What rose or fell: the words between the start of the clause and its verb of change, or blank."""
    before = _TO_VALUE.sub("", _sentence_tail(left).rstrip())
    if before.rpartition(" ")[2].lower().strip(_MARKS) not in _DIRECTIONS:
        return ""
    clause = before
    for match in _CLAUSE_START.finditer(before):
        rest = before[match.end() :]
        if len(rest.split()) >= 2:
            clause = rest
    return _AUXILIARY.sub("", clause.rpartition(" ")[0]).strip(" ,“”\"'")


def measured_after(right: str) -> str:
    """What a share or an amount is of: the noun phrase after "of", "in", "for" or "increase in", or blank."""
    change = _CHANGE_NOUN.match(right)
    rest = right[change.end() :] if change else right
    opened = _OPENED.match(rest) if not change else None
    if not change and not opened:
        return ""
    rest = rest[:MEASURED]
    if (when := _first_period(rest)) and not rest[: when.start()].strip():
        return ""
    rest = rest[opened.end() :] if opened else rest
    if _MONTH_NAME.match(rest):
        return ""
    when = when and _first_period(rest)
    rest = rest[: when.start()] if when else rest
    return f"those {_noun_phrase(rest[6:])}".strip() if rest.startswith("those ") else _noun_phrase(rest)


def _noun_phrase(rest: str) -> str:
    words: list[str] = []
    for word in re.split(r"\s+", re.split(r"[.,;:—–()“”\"\n]", rest)[0])[:8]:
        low = word.lower()
        if low in _STOP and low not in ("of", "in", "for", "and", "the", "from", "at", "by", "with"):
            break
        if any(c.isdigit() for c in word):
            break
        words.append(word)
    while words and words[-1].lower() in _STOP:
        words.pop()
    phrase = " ".join(words).strip()
    return "" if len(phrase) < 2 or phrase in _COURTESY else phrase


def modifiers_before(left: str) -> str:
    """ "additional" and the like straight before the number, or blank."""
    match = _MODIFIERS.search(left)
    return match[1].strip() if match else ""


def period(left: str, right: str, baseline: str = "") -> str:
    """When the number holds, as printed: the nearest phrase after it in the sentence, else before it.

    What ``baseline`` says is when the other number held.
    """
    head = _sentence_head(right)
    head = head.partition(baseline)[0] if baseline else head
    if after := _first_period(head):
        return head[after.start() : after.end()].strip()
    tail = _sentence_tail(left)
    low = _lower(tail)
    before = list(_PERIODS.finditer(low)) if _holds(low, _PERIOD_SIGNS) else []
    return tail[before[-1].start() : before[-1].end()].strip() if before else ""


def _lower(text: str) -> str:
    """Lower case with every character in its place (a few letters change length, "İ" for one)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _first_period(text: str) -> re.Match[str] | None:
    low = _lower(text)
    return _PERIODS.search(low) if _holds(low, _PERIOD_SIGNS) else None


def _holds(text: str, signs: Sequence[str]) -> bool:
    return any(map(text.__contains__, signs))


def baseline(left: str, right: str) -> str:
    """What the number is compared with, as printed in its sentence ("from 71 percent in May"), or blank."""
    if start := left.endswith(" to ") and _FROM.search(left):
        return start[1].strip()
    head = _sentence_head(right)
    match = _BASELINES.search(head) if _holds(head, _BASELINE_SIGNS) else None
    return match[0].strip() if match else ""


@lru_cache(maxsize=256)
def _sentence_head(right: str) -> str:
    stop = _SENTENCE_END.search(right)
    return right[: stop.start() + 1] if stop else right


@lru_cache(maxsize=256)
def _sentence_tail(left: str) -> str:
    stops = [
        stop for stop in _SENTENCE_END.finditer(left) if stop.start() and not left[stop.start() - 1].isupper()
    ]
    return left[stops[-1].end() :] if stops else left
