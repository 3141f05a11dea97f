"""What stands around a number: unit, hedge, direction and what is measured."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.ingest.figure_periods import ABOUT, FALL, MONTH, RISE, first_period, sentence_tail
from tracker.ingest.figure_values import COUNT

MEASURED = 100
"""Characters after a number in which what is measured stands."""

_SETTINGS = tomllib.loads((Path(__file__).parent / "lexicon" / "figures.toml").read_text(encoding="utf-8"))
UNITS: dict[str, str] = {word: unit for unit, words in _SETTINGS["units"].items() for word in words.split()}
COUNTED = frozenset(UNITS.values()) - {"dollars"}
"""Units in which things are counted."""
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
_WORD = re.compile(r"[ -](?:[“\"](?P<marked>[\w-]+)[”\"]|(?P<plain>[^\W\d_][\w'’]*(?:-[\w'’]+)*))")
_DESCRIBING = frozenset(_SETTINGS["describing"].split())
_STOP = frozenset(_SETTINGS["stop"].split())
_VERBS = frozenset(_SETTINGS["verbs"].split())
_REACHING = frozenset(_SETTINGS["reaching"].split())
_WITH_OBJECT = frozenset(_SETTINGS["with_object"].split())
_MODIFIERS = re.compile(r"\b((?:additional|extra|new|further) )$", re.I)
_NOT_PLURAL = ("ss", "us", "is", "'s", "’s")
_PLURAL = ("s", "men", "people", "children")

_MONTH_NAME = re.compile(rf"{MONTH}\b")
_BRACKETS = re.compile(r" \([^()]{1,20}\)")
_NUMBER_OF = re.compile(r"\b((?:the )?(?:number|share|rate|amount|total) of [^,;:—–“”\"]+)$", re.I)
_TO_NOUN = re.compile(rf"^.*?{COUNT}[\w,.-]*")
_APPOSED = re.compile(r"(?:,| [-—–]) (?:up|down)$")
_COUNTED_NUMBER = re.compile(r"(?<![\w.,])[$€£]?\d[\d,.]*(?=[ ,%]|$)")
_COMPARISON = re.compile(
    r" (?:as (?:many|much|high|large)|more|higher|larger|greater|the number of) (?:of (?:the )?)?"
)
_OBJECT_END = re.compile(r"\b(?:by|to|in) (?:about |nearly |almost |more than )?$")
_TO_VALUE = re.compile(r"(?:\s\w+fold)?\s?(?:by|to|about|around)$")
_MARKS = "”“\"',"
_RELATIVE = frozenset(["percent", "share", "times"])
MONEY = frozenset(["dollars", "euros", "pounds"])
_TAKING_OBJECT = frozenset("to against for of on with".split())
_COURTESY = frozenset(["Mr", "Mrs", "Ms", "Dr"])
_OBJECT = re.compile(
    r"(?P<words>(?:[^\W\d][\w’'-]* ){2,9})(?:by|to|in) (?:about |nearly |almost |more than )?$"
)
_OPENED = re.compile(
    r"\)? (?:(?:of|in|for|on|worth of) (?:the |its |their |all )?|to (?:the|its|their|all) |(?:the|its|their|all) )(?:(?!(?:19|20)\d\d )\d[\d,]* )?"
)
_CHANGE_NOUN = re.compile(rf" (?:[\w-]+ )?(?:{RISE}|{FALL})s?(?: in (?:the )?)?", re.I)
_CHANGE_AFTER = re.compile(
    rf" (?:[\w-]+ )?(?:(?P<up>{RISE}|more|higher)|{FALL}|fewer|less|lower)\b",
    re.I,
)
_AUXILIARY = re.compile(
    r"(?:\s(?:has|have|had|would|will|could|may|might|is|are|was|were|be|been|also|already|now|since|then|nearly|only"
    r"|by|to|an?|the|all|has been|have been|could be|of|go|goes|going|gone|went|more|than|almost|roughly|about))+$",
    re.I,
)
_CLAUSE_START = re.compile(
    r"(?:,(?!\d)|[;:—–()\[\]“”\"‘])\s?|\b(?:that|and|but|while|as|because|where|which|said|says|reported|claimed|estimated) ",
    re.I,
)
# "Up" and "down" say which way in "is up 12", "went down by 12", ", up 12"; in "picked up 12 people" they do not.
_PARTICLE = re.compile(
    r"(?:^|[,–—(]\s?|\b(?:is|are|was|were|be|been|being|goes?|going|gone|went|comes?|coming|came|moved|edged|ticked|\w+ly) )"
    r"(?:up|down)\b[^,]*$",
    re.I,
)
# A number and its comma: what follows has a direction of its own ("rose 46 percent, amounting to $150 million").
_NEXT_CLAUSE = re.compile(r"[.;:—\n]|\d[^,;\n]{0,60}, (?!(?:to|or|by|up|down)\b)")
_HANGING = re.compile(rf"{COUNT}[^.;]*\b(?:across|in|at|among|throughout|within|with) {ABOUT}$", re.I)
_HANGING_ENDS = ("across ", "in ", "at ", "among ", "throughout ", "within ", "with ")
_YEARS = re.compile(r"(?<![\d,])(?:19|20)\d\d\b(?!,\d)")
_STATE = re.compile(
    r"\b((?:number|count|total|tally) of (?:[\w’'-]+ ){1,6}?)(?:now )?"
    rf"(?:stands at|stood at|is|was|were|reached|reaches|hit|totals|totall?ed|came to) {ABOUT}$",
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


def hedge_start(left: str, hedge: str) -> int:
    """Where the ``hedge`` that ends ``left`` begins; its words may stand more than a blank apart."""
    words = r"\s+".join(hedge.split())
    printed = re.search(rf"{words}(?:\s+an?)?\s+$", left, re.I)
    return printed.start() if printed else len(left)


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
    words: list[tuple[str, int, int]] = []
    position = 0
    while len(words) < 5 and (match := _WORD.match(right, position)):
        word = match["plain"] or match["marked"]
        low = word.lower()
        if not (words and low in ("and", "or")) and (_ends_phrase(low) or (words and low in _VERBS)):
            break
        words.append((word, match.start(), match.end()))
        position = match.end()
    if head := _head(words):
        end = _joined_nouns(right, head[2], _unit_of(head[0]))
        return Counted(_unit_of(head[0]), end, right[:end].strip(" -"), True)
    for word, _, end in words:
        low = word.lower()
        if low in ("and", "or"):
            break
        if low.endswith("s") and not low.endswith(_NOT_PLURAL) and len(low) > 3:
            return Counted(low, end, right[:end].strip(" -"), False)
    return None


def counted_in(phrase: str) -> Counted | None:
    """The noun of the lexicon behind the number of a phrase ("from 140 agreements"), or None."""
    noun = counted(_TO_NOUN.sub("", phrase))
    return noun if noun and noun.known else None


def _ends_phrase(low: str) -> bool:
    return low in _STOP or (low.endswith(("ly", "ing")) and low not in UNITS and low not in _DESCRIBING)


def _head(words: Sequence[tuple[str, int, int]]) -> tuple[str, int, int] | None:
    """The noun of the lexicon that is counted: the last of a run ("women voters") before "and".

    Behind a plural and a word that is none the sentence goes on: "three jurisdictions maintain agreements".
    """
    head = None
    for word in words:
        low = word[0].lower()
        if _unit_of(word[0]):
            head = word
        elif head and (low in ("and", "or") or head[0].lower().endswith(_PLURAL)):
            break
    return head


def _unit_of(word: str) -> str:
    return UNITS.get(word) or UNITS.get(word.lower().replace("’", "'"), "")


def _joined_nouns(right: str, end: int, unit: str) -> int:
    """Extends a phrase over "and counties" when the second noun is counted in the same unit."""
    joined = re.match(r",? (?:and|or) ([\w-]+)", right[end : end + 40])
    return end + joined.end() if joined and _unit_of(joined[1]) == unit else end


def direction(left: str, right: str, unit: str) -> str:
    """``up``, ``down`` or blank, from the nearest words of the clause before the number, then just after it.

    ``left`` ends before the hedge, so that "up to" and "more than" are not taken for a direction; ``unit`` tells
    a share that dropped from things that were dropped.
    """
    clause = _NEXT_CLAUSE.split(left.rstrip(" —–"))[-1]
    words = re.findall(r"[a-z]+", clause.lower())[-8 if clause.endswith(" by") else -4 :]
    for number in range(len(words) - 1, -1, -1):
        if (word := words[number]) not in _DIRECTIONS:
            continue
        if word in _WITH_OBJECT and _is_object(words[number + 1 :], unit):
            continue
        if word in ("up", "down") and unit not in _RELATIVE and not _PARTICLE.search(clause):
            continue
        return _DIRECTIONS[word]
    after = _CHANGE_AFTER.match(right)
    return "" if not after else "up" if after["up"] else "down"


def _is_object(between: Sequence[str], unit: str) -> bool:
    """Whether the number, behind these words, is what was declined or dropped and not by how much."""
    if not between:
        return bool(unit) and unit not in _RELATIVE
    if between[-1] in ("by", "to"):
        return False
    things = unit and unit not in _RELATIVE and unit not in MONEY
    return bool(things) or not _TAKING_OBJECT.isdisjoint(between)


def hangs_on_another(left: str) -> bool:
    """Whether the number stands behind another and a preposition: the "20 states" of "78 offices across 20 states"."""
    return left.endswith(_HANGING_ENDS) and bool(_HANGING.search(_YEARS.sub("", sentence_tail(left))))


def subject_of_state(left: str) -> str:
    """ "number of agreements" of "The number of agreements stands at", or blank."""
    match = _STATE.search(left[-90:])
    return match[1].strip() if match else ""


def subject_of_reaching(left: str) -> str:
    """ "Arrests in the state" of "Arrests in the state reached", or blank where its noun is not of the lexicon."""
    subject = subject_of_change(left, _REACHING)
    return subject if unit_within(subject) else ""


def unit_within(phrase: str) -> str:
    """The unit of the first noun of the lexicon in a phrase ("The number of agents"), or blank."""
    words = (word.strip(",") for word in phrase.rpartition("number of ")[2].split())
    return next((unit for word in words if (unit := _unit_of(word))), "")


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


def subject_of_change(left: str, verbs: Container[str] = _DIRECTIONS) -> str:
    """What rose or fell: the words between the start of the clause and its verb of change, or blank."""
    before = _TO_VALUE.sub("", sentence_tail(left).rstrip())
    if before.rpartition(" ")[2].lower().strip(_MARKS) not in verbs:
        return ""
    if _APPOSED.search(before):
        return _before_apposition(before)
    clause = before = _BRACKETS.sub("", before)
    if number_of := _NUMBER_OF.search(before):
        clause = number_of[1]
    else:
        for match in _CLAUSE_START.finditer(before):
            rest = before[match.end() :]
            if len(rest.split()) >= 2:
                clause = rest
    return _AUXILIARY.sub("", f" {clause.rpartition(' ')[0]}").strip(" ,“”\"'")


def _before_apposition(before: str) -> str:
    """What "up" adds to: the noun counted before it ("13,500 detainers in 2024, up"), else what rose before that."""
    before = before.rpartition(" ")[0].rstrip(" ,-—–")
    numbers = list(_COUNTED_NUMBER.finditer(_YEARS.sub(lambda year: "_" * len(year[0]), before)))
    while numbers:
        number = numbers.pop()
        if not hangs_on_another(before[: number.start()]):
            noun = counted(before[number.end() :])
            return noun.phrase if noun else subject_of_change(before[: number.start()])
    return ""


def measured_after(right: str) -> str:
    """What a share or an amount is of: the noun phrase after "of", "in", "for" or "increase in", or blank."""
    change = _CHANGE_NOUN.match(right)
    rest = right[change.end() :] if change else right
    opened = _OPENED.match(rest) if not change else None
    if not change and not opened:
        return ""
    rest = rest[:MEASURED]
    if (when := first_period(rest)) and not rest[: when.start()].strip():
        return ""
    rest = rest[opened.end() :] if opened else rest
    if _MONTH_NAME.match(rest):
        return ""
    when = when and first_period(rest)
    rest = rest[: when.start()] if when else rest
    return f"those {_noun_phrase(rest[6:])}".strip() if rest.startswith("those ") else _noun_phrase(rest)


def _noun_phrase(rest: str) -> str:
    words: list[str] = []
    for word in re.split(r"\s+", re.split(r"[.,;:—–()“”\"\n]", rest)[0])[:8]:
        low = word.lower()
        if (words and low in _VERBS) or (
            low in _STOP and low not in ("of", "in", "for", "and", "the", "from", "at", "by", "with")
        ):
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
