"""Numbers as they are printed: digits, words, magnitudes, ranges, fractions and multiples."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.ingest.text import Doc
from tracker.ingest.word_positions import positions

_SETTINGS = tomllib.loads((Path(__file__).parent / "lexicon" / "figures.toml").read_text(encoding="utf-8"))
_ONES = {word: value for value, word in enumerate(_SETTINGS["ones"].split())}
_TENS = {word: 10 * value for value, word in enumerate(_SETTINGS["tens"].split(), 2)}
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "b": 1e9,
    "bn": 1e9,
}
_FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "tenth": 1 / 10,
}
_FRACTIONS |= {f"{word}s": value for word, value in _FRACTIONS.items()} | {"halves": 1 / 2}
_MULTIPLES = {
    "doubled": 2.0,
    "doubling": 2.0,
    "tripled": 3.0,
    "tripling": 3.0,
    "quadrupled": 4.0,
    "halved": 0.5,
}
# Verbs only behind "will", "could" or "to".
_BASE_MULTIPLES = {"double": 2.0, "triple": 3.0, "quadruple": 4.0}
_MULTIPLES |= _BASE_MULTIPLES

_SMALL = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_SCALE = "dozen|hundred|thousand|million|billion|trillion"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_WORDS = rf"(?:{_SMALL})(?:[- ](?:{_SMALL}|{_SCALE}))?(?:[- ](?:and )?(?:{_SMALL}|{_SCALE})){{0,4}}|an? (?:{_SCALE})(?:[- ](?:and )?(?:{_SMALL}|{_SCALE})){{0,4}}"
_MAGNITUDE = rf"(?:[ -]?(?:{_SCALE})|[KkMB]|bn|mn)\b"

COUNT = rf"(?:[$€£]?\d|(?:{_SMALL})\b)"
"""How a number in digits or words begins."""

NUMBER = re.compile(
    rf"(?<![\w$€£#§/.,'’-])(?:"
    rf"(?P<fraction>(?:half|(?:one|two|three|four|a)[- ](?:half|thirds?|quarters?|fourths?|fifths?|tenths?))\b"
    rf"(?: a (?P<half_of>{_SCALE})\b)?)"
    rf"|(?P<in_every>one|two|three|four|five|six|seven|eight|nine|[1-9]) (?:in|out of)(?: every)?"
    rf" (?P<every>[1-9]\d{{0,2}}|{_SMALL})\b(?![.,]?\d| (?:second|minute|hour|day|week|month|year|decade)s?\b)"
    rf"|(?P<fold>(?:{_SMALL}|\d{{1,4}})[- ]?fold)\b"
    rf"|(?P<multiple>{'|'.join(_MULTIPLES)})\b"
    rf"|(?P<compared>twice|(?:{_SMALL}|\d{{1,3}}) times)(?= (?:as|more|higher|larger|greater|the (?:number|rate|level|share))\b)"
    rf"|(?P<currency>US\$|\$|€|£)?(?P<digits>{_DIGITS})(?P<magnitude>{_MAGNITUDE})?(?![\d])"
    rf"|(?P<words>{_WORDS})\b)",
    re.IGNORECASE,
)
_DIGIT_RUN = re.compile(r"[0-9]+")
_SIMPLE = [*_ONES, *_TENS, *_FRACTIONS, *_SCALE.split("|")]
NUMBER_WORDS = (
    frozenset(["twice", *_SIMPLE, *_MULTIPLES])
    | {f"{one}-{other}" for one in [*_ONES, *_TENS, "a", "an"] for other in [*_SIMPLE, "fold"]}
    | {f"{word}fold" for word in [*_ONES, *_TENS]}
)
"""Words a number begins with, in lower case."""

_MORE_THAN_ONE = [[word] for word in [*_FRACTIONS, *_SCALE.split("|"), *"in out or to and times".split()]]
_RATE_WORDS = [["for"], ["per"]]  # "one guard for every 23 inmates"
_SECOND = re.compile(
    rf"(?P<join>\s?[-–]\s?|,? to |,? and |,? or )(?P<hedge>(?:up to|as many as|about|nearly) )?(?P<currency>US\$|\$|€|£)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<magnitude>{_MAGNITUDE})?(?![\d,]*\d)|(?P<words>{_WORDS})\b)",
    re.IGNORECASE,
)
# What a range may go on with; a look at it spares most numbers the pattern.
_JOINS = (
    *(f"{comma} {join} " for comma in ("", ",") for join in "to and or TO AND OR To And Or".split()),
    *(f"{blank}{dash}" for blank in ("", " ", "\n", "\t") for dash in "-–"),
)
_CHANGED_FROM = re.compile(
    rf"\b(?:{'|'.join(sorted(' '.join(_SETTINGS['direction'].values()).split(), key=len, reverse=True))}|went|going|goes|gone|go)"
    r"(?: [a-z]+){0,2} from (?:an? (?:[a-z-]+ ){0,2}(?:high|low|peak|average|record|total|estimate) of )?"
    r"(?:about |nearly |roughly |almost |some |just |only |more than )?$",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"[- ]?(?:%|percent|per cent)")
_CURRENCIES = {"$": "dollars", "us$": "dollars", "€": "euros", "£": "pounds"}


class Value(NamedTuple):
    """A number in the text: ``start:end`` its characters, ``low`` and ``high`` its value, ``unit`` only
    where the number itself carries one (dollars, share, times), ``join`` what connects a range, ``kind``
    one of digits, words, fraction, ratio ("one in five"), multiple ("doubled"), fold, compared ("twice as many");
    ``marked`` is whether a currency, comma, decimal or magnitude makes it unlike a year, a day or an age;
    ``scaled`` whether it prints a magnitude; ``base`` whether it is "double" rather than "doubled"."""

    start: int
    end: int
    low: float
    high: float
    unit: str = ""
    kind: str = "digits"
    join: str = ""
    marked: bool = False
    scaled: bool = False
    base: bool = False


def values(text: str, doc: Doc | None = None, words: Sequence[int] | None = None) -> Iterator[Value]:
    """Every number of the text, ranges as one value, in order and without overlap.

    ``doc`` holds its words, ``words`` the numbers of those in ``NUMBER_WORDS``, if they are known already.
    """
    doc = doc or Doc(text)
    if words is None:
        (words,) = positions(doc, NUMBER_WORDS)
    position = 0
    for start in _starts(text, doc, words):
        if start >= position and (match := NUMBER.match(text, start)):
            value = _value(text, match)
            position = value.end
            yield value


def _starts(text: str, doc: Doc, words: Sequence[int]) -> list[int]:
    """Where a number may begin: at digits with their currency sign, at number words, at "a million"."""
    found = set()
    for match in _DIGIT_RUN.finditer(text):
        start = match.start()
        if start and text[start - 1] in "$€£":
            start -= 3 if text[max(0, start - 3) : start].upper() == "US$" else 1
        found.add(start)
    lows = doc.lows
    for number in words:
        if (
            lows[number] in ("one", "two")
            and lows[number + 1 : number + 2] not in _MORE_THAN_ONE
            and lows[number + 2 : number + 3] not in _RATE_WORDS
        ):
            continue  # "one", "two": hardly ever a claim and by far the commonest
        found.add(doc.starts[number])
        if number and lows[number - 1] in ("a", "an"):
            found.add(doc.starts[number - 1])
    return sorted(found)


def _value(text: str, match: re.Match[str]) -> Value:
    start, end = match.span()
    if match["fraction"]:
        return _fraction(match, start, end)
    if match["in_every"]:
        share = parse(match["in_every"]) / max(parse(match["every"]), 1)
        return Value(start, end, share, share, unit="share", kind="ratio", marked=True)
    if match["fold"]:
        times = parse(re.sub(r"[- ]?fold$", "", match["fold"], flags=re.IGNORECASE))
        return Value(start, end, times, times, unit="times", kind="fold", marked=True)
    if match["compared"]:
        times = 2.0 if match["compared"].lower() == "twice" else parse(match["compared"].split(" ")[0])
        return Value(start, end, times, times, unit="times", kind="compared", marked=True)
    if match["multiple"]:
        times = _MULTIPLES[match["multiple"].lower()]
        is_base = match["multiple"].lower() in _BASE_MULTIPLES
        return Value(start, end, times, times, unit="times", kind="multiple", marked=True, base=is_base)
    low, marked, kind = _amount(match)
    unit = _CURRENCIES.get((match["currency"] or "").lower(), "")
    second = _SECOND.match(text, end) if text.startswith(_JOINS, end) else None
    if second and _is_range(text, match, second):
        high, second_marked, _ = _amount(second)
        low *= _shared_scale(match, second)
        unit = unit or _CURRENCIES.get((second["currency"] or "").lower(), "")
        join = second["join"].strip(" ,").lower() or "-"
        return Value(start, second.end(), low, high, unit, kind, join, marked or second_marked)
    scaled = bool(match["magnitude"]) or (kind == "words" and low >= 1_000)
    return Value(start, end, low, low, unit, kind, marked=marked or bool(unit), scaled=scaled)


def _fraction(match: re.Match[str], start: int, end: int) -> Value:
    if match["half_of"]:
        amount = 0.5 * _SCALES[match["half_of"].lower()]
        return Value(start, end, amount, amount, kind="words", marked=True)
    words = re.split(r"[- ]", match["fraction"].lower())
    share = _FRACTIONS[words[-1]] * (_ONES.get(words[0], 1) if len(words) > 1 else 1)
    return Value(start, end, share, share, unit="share", kind="fraction", marked=True)


def _amount(match: re.Match[str]) -> tuple[float, bool, str]:
    if match["words"]:
        return parse(match["words"]), False, "words"
    digits = match["digits"]
    scale = _SCALES[match["magnitude"].strip(" -").lower()] if match["magnitude"] else 1.0
    return (
        round(float(digits.replace(",", "")) * scale, 6),
        "," in digits or "." in digits or scale > 1,
        "digits",
    )


def _is_range(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether two joined numbers are one range; "and" needs "between", "to" and "or" no comma and two values."""
    join = second["join"].strip(" ,").lower()
    if join == "and":
        return bool(
            re.search(
                r"\bbetween (?:about |roughly )?$", text[max(0, first.start() - 20) : first.start()], re.I
            )
        )
    if second["join"].startswith(",") or _is_year_before(text, first, second):
        return False  # "120, or 45 percent": the same again; "4,212 in 2019 to 3,100": a day and a number
    if join == "to" and _CHANGED_FROM.search(text, max(0, first.start() - 60), first.start()):
        return False  # "grew from 5,700 to 15,700": a change, not a range
    low, high = _amount(first)[0] * _shared_scale(first, second), _amount(second)[0]
    return low < high if join == "or" else low != high


def _is_year_before(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    digits = first["digits"] or ""
    if len(digits) != 4 or not digits.isdigit() or first["currency"] or first["magnitude"]:
        return False
    if not 1900 <= int(digits) <= 2100:
        return False
    marked = second["currency"] or second["magnitude"] or "," in (second["digits"] or "")
    return bool(marked or _PERCENT.match(text, second.end()))


def _shared_scale(first: re.Match[str], second: re.Match[str]) -> float:
    """The magnitude that "$3 to $4 billion" prints only once; "$500,000 to $1 million" prints none twice."""
    if first["magnitude"] or not second["magnitude"] or not first["digits"]:
        return 1.0
    if "," in first["digits"] or float(first["digits"]) > float(second["digits"].replace(",", "")):
        return 1.0
    return _SCALES[second["magnitude"].strip(" -").lower()]


def parse(words: str) -> float:
    """Value of a number printed in words or digits ("twenty-five thousand", "3"). Unknown words count nothing."""
    total, current = 0.0, 0.0
    for word in re.split(r"[- ]+", words.lower()):
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, _TENS.get(word, 0))
        elif word in ("a", "an"):
            current = current or 1.0
        elif word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                total, current = total + current, 0.0
        elif word.replace(",", "").replace(".", "", 1).isdigit():
            current += float(word.replace(",", ""))
    return total + current
