"""Numbers somebody claims, with everything the text says about each.

Left out: dates, clock times, ages, durations without a limit, street numbers, numbers of bills,
sections and pages, votes and scores. A figure without unit, period or baseline says so by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.ingest import figure_context as context
from tracker.ingest import figure_periods as periods
from tracker.ingest import figure_wholes as wholes
from tracker.ingest.figure_context import MONEY, Counted
from tracker.ingest.figure_periods import MONTH, Compared
from tracker.ingest.figure_speakers import Voices, voices_of, with_speaker
from tracker.ingest.figure_values import Value, values
from tracker.ingest.text import Doc, unwrapped
from tracker.ingest.types import Figure, Person, Quote, Span

LEFT, RIGHT = 200, 160
"""Characters of context read on each side of a number."""

NEAR = 40
"""Characters before a number in which its label or hedge stands."""

SMALL = 10
"""Below this a number without a hedge needs a noun of the lexicon after it ("five officers")."""

_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_MONTH_BEFORE = re.compile(rf"\b{MONTH}\.? (?:\d{{1,2}}[-–])?$")
_MONTH_AFTER = re.compile(rf" {MONTH}\b")
_TIME = re.compile(r":\d\d|\s?[ap]\.?m\b|\s?o['’]clock|\s?(?:GMT|EST|EDT|PST|PDT|ET)\b")
_AGE_AFTER = re.compile(r"[- ](?:and[- ]a[- ]half[- ])?(?:years?|months?|weeks?|days?)[- ]olds?\b", re.I)
_AGE_BEFORE = re.compile(r"\b(?:age|aged|ages|under age|over age|turned|turning) (?:of )?$", re.I)
_DURATION = re.compile(
    r"[- ](?:(?:business|calendar|working|straight|consecutive) )?(?:second|minute|hour|day|week|month|year|decade|centur)(?:s|y|ies)?\b",
    re.I,
)
_CODE_BEFORE = re.compile(
    r"(?:\b(?:Nos?|Secs?|Sections?|Titles?|Chapters?|Articles?|Amendments?|Propositions?|Props?|Measure|Question|Bill|Act|Order"
    r"|Rule|Route|Interstate|Highway|Flight|Channel|Room|Suite|Apt|[Pp]ages?|[Pp]p?|Vol|Case|Docket|Form|Law|Resolution|Local"
    r"|District|Ward|Precinct|Phase|Level|Tier|Boeing|Airbus|Grade|Day|Week|Part|Episode|Season|Area|Unit|Pier|Box|Top|Group of"
    r"|Big|Gang of|Super Bowl|Formula|Studio|Public Law|Cal|[Cc]ode|[Ss]ection|[Tt]itle|[Cc]hapter|[Pp]aragraph|[Nn]umber)\.? "
    r"|\b(?:S\.?B|A\.?B|H\.?B|H\.?R|S|L\.?D|U\.?S\.?C|I|F|B|MS|G|C)\.?[ -]?|[§#/@]\s?|:|\bNo\.?\s?)$"
)
_CODE_WORDS = frozenset("page pages p pp code section title chapter paragraph number of".split())
_AGE_WORDS = frozenset("age aged ages turned turning of".split())
_MEASURING = frozenset("weigh weighs weighed weighing of minus".split())
_CODE_AFTER = re.compile(
    r"\s?\([a-z0-9]\)| U\.?S\.?C\b| C\.?F\.?R\b|/\d|/[A-Z]|-\d{3,4}\b|-[A-Z]\b|\.\d+\.\d"
)
_MEASURED = re.compile(r"[- ](?:feet|foot|inch(?:es)?)(?: \d| tall)")
_DISTANCE = re.compile(
    r"[- ]miles? (?:(?:to the|due) )?(?:north|south|east|west|away|from|off|outside|down|up)\w*", re.I
)
_MEASURED_BEFORE = re.compile(r"\b(?:weigh(?:s|ed|ing)?|margin of error of(?: plus or minus)?) $")
_TRANSITIVE = re.compile(r" (?:the|its|their) ")
_ARTICLE = re.compile(r"\b(?:the|an?|its|their|his|her|our|this|that) $", re.I)
_OWN_METRIC = MONEY | {"times"}
_STREET = re.compile(
    r" (?:[NSEW]\.? )?(?:[A-Z][\w.'’]+ |\d+(?:st|nd|rd|th) ){1,3}"
    r"(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Dr|Lane|Way|Court|Place|Plaza|Parkway)\b"
)
_VOTE_AFTER = re.compile(
    r"[- ](?:vote|decision|ruling|margin|majority|score|record|split|defeat|victory|win|loss)\b"
)
_VOTE_BEFORE = re.compile(
    r"\b(?:vot(?:e|ed|es|ing)|ruled|decided|passed|won|lost|beat|approved|rejected)[^.,;]{0,24}$", re.I
)
_LINKED = re.compile(r"(?:https?://|www\.|[@#])\S*$|\.(?:com|org|gov|net)/\S*$")
# Between a baseline's start and a number that is not its own: another number, or "a" ("compared with a 40 percent rise").
_BEFORE_OWN = re.compile(r"\d|\ban? $|(?<!ompared) to $")
_PIECES = ("-", " a ", " an ", " hour", " mile", " century", " dozen")  # "about half an hour", "half-empty"
_PART_OF = re.compile(r" (?:of\b|the\b|its\b|their\b|all\b|that\b)")
_BY = re.compile(r"\b(?:by|to|in) (?:about |almost |nearly |more than )?$", re.I)
_MORE = (" more ", " more,", " more.")
_LIMIT = re.compile(r"\b(?:up to|at least|at most|no more than|more than|as many as|less than)$", re.I)
_FAMILIAR = re.compile(
    r"\b(?:the|these|those|all|other|first|last|next|past|his|her|their|our|my|your) $", re.I
)
_FAMILY = re.compile(r" (?:\w+ )?(?:children|kids|sons|daughters|girls|boys)\b")
_AHEAD = re.compile(
    r"\b(?:will|would|could|can|may|might|should|to|nearly|almost|more than) (?:\w+ly |more than )?$", re.I
)


def find_figures(
    text: str,
    *,
    quotes: Sequence[Quote] = (),
    people: Sequence[Person] = (),
    doc: Doc | None = None,
    words: Sequence[int] | None = None,
) -> tuple[Figure, ...]:
    """Figures in order of position, none overlapping.

    ``quotes`` may hold direct and indirect speech: a figure inside one is its speaker's. Outside, the
    only speaker quoted in the sentence, or the person the sentence says it of, is taken with less weight.
    ``doc`` holds the words of ``text`` and ``words`` the numbers of those in ``figure_values.NUMBER_WORDS``, if
    they are known already.
    """
    voices: Voices | None = None
    found: list[Figure] = []
    last_end = 0
    plain = unwrapped(text.replace("\xa0", " "))
    for value in values(plain, doc, words):
        figure = _figure(plain, value, found) if value.start >= last_end else None
        if figure is None or figure.span.start < last_end:
            continue
        last_end = figure.span.end
        if plain != text:
            figure = replace(
                figure, span=Span(figure.span.start, last_end, text[figure.span.start : last_end])
            )
        if quotes or people:
            voices = voices or voices_of(quotes, people)
            figure = with_speaker(plain, figure, voices)
        found.append(figure)
    return tuple(found)


def _figure(text: str, value: Value, found: Sequence[Figure]) -> Figure | None:
    """The figure a number is, ``found`` being those before it; None where it claims nothing of its own."""
    if value.kind == "words" and value.low < 3 and not value.marked and value.low != 1:
        return None  # "two": hardly ever a claim
    right = text[value.end : value.end + RIGHT].partition("\n")[0]
    after = context.hedge_after(right)
    rest = right[len(after) :]
    left = text[max(0, value.start - LEFT) : value.start].rpartition("\n")[2]
    counted = _counted(value, rest)
    part = _part(text, value, left, rest, found) if counted is None else None
    changed = counted is None and value.kind == "digits" and _has_changed(left, rest)
    if (
        counted is None
        and part is None
        and not (value.marked or value.scaled or changed or rest.startswith(" of "))
    ):
        return None  # dates and numbers of things, by far the commonest: spared the dearer questions
    if _is_label(value, left[-NEAR:], right):
        return None
    before = "between" if value.join == "and" else context.hedge_before(left[-NEAR:])
    start = value.start
    if before:
        start -= len(left) - context.hedge_start(left, before)
    left = left[: len(left) - (value.start - start)]
    if counted is None:
        counted = part.counted if part else _counted_elsewhere(left, changed=changed or value.marked)
    if not _is_claim(value, left, rest, hedge=after or before, counted=counted):
        return None
    right = rest[counted.end :]
    if periods.is_starting_point(left, right) or _is_compared_with(start, text, found):
        return None
    end, unit = value.end + len(after) + counted.end, counted.unit
    if rate := wholes.per_how_many(right) if unit and not value.unit else None:
        end, right, unit = end + rate.end(), right[rate.end() :], f"{unit} per {rate['many']}"
    described = _described(text, value, counted, part, left=left, right=right)
    return replace(
        described, span=Span(start, end, text[start:end]), unit=unit, hedge=(before or after).strip()
    )


def _has_changed(left: str, rest: str) -> bool:
    """Whether the bare number is what something changed to or stands at, so that its subject says what it counts."""
    if periods.start_of_change(left) or context.subject_of_state(left):
        return True
    return left.endswith("to ") and periods.is_back_from(rest)


def _part(text: str, value: Value, left: str, rest: str, found: Sequence[Figure]) -> wholes.Part | None:
    """What the number is a part of, by the words after it or the group named before it."""
    if value.kind not in ("digits", "words"):
        return None
    if value.low == 1:
        return wholes.one_for_every(rest)
    if part := wholes.part_of(rest, small=value.kind == "words" or value.low < SMALL):
        return part
    if not wholes.may_be_part(rest):
        return None
    last = found[-1] if found else None
    between = text[last.span.end : value.start] if last and value.start - last.span.end < LEFT * 2 else ""
    return wholes.group_before(left, between, last if between else None)


def _counted_elsewhere(left: str, *, changed: bool) -> Counted:
    """What is counted before a change or a state: "arrests jumped to 142,474", "the number of agreements is 1,210"."""
    if not changed:
        return Counted("", 0, "", False)
    start = periods.start_of_change(left)
    if noun := context.counted_in(start) if start else None:
        return Counted(noun.unit, 0, noun.phrase, False)
    subject = context.subject_of_state(left) or context.subject_of_reaching(left)
    if not subject and left.endswith("to "):
        subject = context.subject_of_change(periods.without_start(left))
    return Counted(context.unit_within(subject), 0, subject, False)


def _is_compared_with(start: int, text: str, found: Sequence[Figure]) -> bool:
    """Whether the number is the one that the figure before is compared with: its baseline begins with it."""
    last = found[-1] if found else None
    if last is None or not last.baseline or start - last.span.end > RIGHT:
        return False
    at = text.find(last.baseline, last.span.end, last.span.end + RIGHT)
    return 0 <= at < start < at + len(last.baseline) and not _BEFORE_OWN.search(text, at, start)


def _described(
    text: str, value: Value, counted: Counted, part: wholes.Part | None, *, left: str, right: str
) -> Figure:
    """The figure with everything its sentence says about it, at the bare number."""
    changed = periods.without_start(left)
    metric = _metric(text, value, counted, changed=changed, right=right)
    hangs = value.kind in ("digits", "words") and context.hangs_on_another(left)
    direction = "" if hangs else _direction(value, changed, right, counted.unit)
    compared = periods.compared(left, right, changing=bool(direction))
    if hangs or (counted.unit == "share" and periods.is_from_count(compared.text)):
        compared = Compared(at=compared.at)
    if counted.known:
        confidence = 0.9 if metric or counted.unit == "dollars" else 0.75
    else:
        confidence = 0.6 if counted.unit or metric else 0.4
    kind = "part" if part and part.from_before else counted.unit if counted.known else "noun"
    return Figure(
        Span(value.start, value.end, text[value.start : value.end]),
        value_low=min(value.low, value.high),
        value_high=max(value.low, value.high),
        unit=counted.unit,
        direction=direction or compared.direction,
        metric=metric,
        period=periods.period(left, right[: compared.at]),
        baseline=(part.baseline if part else "") or compared.text,
        confidence=confidence,
        rule=f"{value.kind}:{kind}" if counted.unit else value.kind,
    )


def _counted(value: Value, rest: str) -> Counted | None:
    """What the number counts, from itself or from the words right after it; None when neither tells."""
    if value.unit in MONEY or value.unit == "times":
        return Counted(value.unit, 0, "", True)
    if length := context.percent_end(rest):
        return Counted("percent", length, "", True)
    if value.unit == "share":
        return Counted("share", 0, "", True)
    return context.counted(rest)


def _metric(text: str, value: Value, counted: Counted, *, changed: str, right: str) -> str:
    """What is measured: the noun counted, or what a share, a sum or a multiple is of."""
    if counted.phrase and counted.unit not in _OWN_METRIC:
        modifier = context.modifiers_before(changed)
        return f"{modifier} {counted.phrase}" if modifier else counted.phrase
    if value.kind == "multiple" and _TRANSITIVE.match(right):
        return context.measured_after(right)
    if value.kind == "multiple":
        participle = text[value.start : value.end] + ("d" if value.base else "")
        return context.subject_of_change(f"{changed}{participle}")
    if value.kind in ("ratio", "compared"):
        noun = context.counted(context.without_comparison(right))
        return noun.phrase if noun else context.measured_after(right)
    return (
        context.measured_after(right)
        or context.subject_of_change(changed)
        or context.object_of_change(changed)
    )


def _direction(value: Value, changed: str, right: str, unit: str) -> str:
    if value.kind == "multiple":
        return "up" if value.low > 1 else "down"
    return "" if value.kind == "compared" else context.direction(changed, right, unit)


def _is_label(value: Value, left: str, right: str) -> bool:
    """Whether the number names or dates something instead of counting it."""
    before = left.rstrip(" ").rpartition(" ")[2]  # a look at it spares most numbers the patterns
    if value.kind == "digits" and not value.unit:
        if _ORDINAL.match(right) or _TIME.match(right) or _CODE_AFTER.match(right):
            return True
        ordinary = before.isalpha() and before.islower() and before not in _CODE_WORDS
        if not ordinary and (
            _CODE_BEFORE.search(left[-18:]) or (not value.marked and _MONTH_BEFORE.search(left[-18:]))
        ):
            return True
        if not value.marked and value.low <= 31 and _MONTH_AFTER.match(right):
            return True
        if _is_year(value, right) or _STREET.match(right) or (not ordinary and _LINKED.search(left)):
            return True
        if left.endswith(", ") and right[:1] in (",", ")") and value.low < 111 and not value.marked:
            return True  # "Ann Poe, 32, of Flint"
    if _DISTANCE.match(right) or wholes.is_denominator(left):
        return True
    if _MEASURED.match(right) or (before in _MEASURING and _MEASURED_BEFORE.search(left)):
        return True
    if _AGE_AFTER.match(right) or (before.lower() in _AGE_WORDS and _AGE_BEFORE.search(left[-18:])):
        return True
    if value.kind in ("digits", "words") and _DURATION.match(right):
        return not _LIMIT.search(left.rstrip()) or bool(
            re.match(r"[- ]\w+ (?:ago|later|earlier|after|before)", right)
        )
    return _is_vote(value, left, right)


def _is_year(value: Value, right: str) -> bool:
    if value.marked or not 1700 <= value.low <= 2100 or value.low != int(value.low):
        return False
    if value.join and value.end - value.start > 9:
        return False
    return not (
        context.percent_end(right) or ((noun := context.counted(right)) and noun.known and noun.end < 20)
    )


def _is_vote(value: Value, left: str, right: str) -> bool:
    if _VOTE_AFTER.match(right) and value.join:
        return True
    if value.join in ("-", "–") and not value.unit and not context.percent_end(right):
        return value.low >= value.high or not context.counted(right) or right[:1] in "-–"
    return value.join == "to" and bool(_VOTE_BEFORE.search(left)) and not context.counted(right)


def _is_claim(value: Value, left: str, rest: str, *, hedge: str, counted: Counted) -> bool:
    """Whether a number counts something worth a line in the ledger."""
    unit, known = counted.unit, counted.known
    if value.kind in ("ratio", "compared"):
        return value.low < 1 or value.kind == "compared"
    if value.kind == "fraction":
        return bool(hedge or _PART_OF.match(rest) or _BY.search(left)) and not rest.startswith(_PIECES)
    if value.kind == "fold":
        return True
    if value.kind == "multiple":
        if value.base and not _AHEAD.search(left):
            return False  # "double standards", "triple murder"
        return not rest.startswith((" down", " as ", " up ")) and not _ARTICLE.search(left)
    if unit == "percent" or value.unit in MONEY:
        return not (value.low == 1 and left.endswith((" top ", " the ")))  # "the 1 percent" are people
    if (value.low == 1 and not wholes.one_for_every(rest)) or (not known and rest.startswith("-")):
        return False
    if value.kind == "words" and value.low < SMALL:
        return known and not _FAMILIAR.search(left) and not _FAMILY.match(rest)
    if known:
        return True
    if unit:
        return value.marked or bool(hedge) or value.low >= SMALL
    return value.scaled or bool(counted.phrase) or (value.marked and (bool(hedge) or rest.startswith(_MORE)))
