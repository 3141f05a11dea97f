"""What a number is a part or a rate of: "12 of 254 counties", "of those arrested, 30 had", "per 100,000 residents"."""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.ingest import figure_context as context
from tracker.ingest.figure_context import Counted
from tracker.ingest.figure_periods import ABOUT, sentence_tail
from tracker.ingest.figure_values import COUNT
from tracker.ingest.types import Figure

PARTS_REACH = 160
"""Characters at most between two parts of one whole ("30 had prior felonies, 33 had charges pending")."""

_RATE = re.compile(
    r" (?:per|for every|for each) (?P<many>\d[\d,]{0,10}|hundred|thousand|million)(?: [a-z]+)?\b"
)
_ONE_FOR = re.compile(r" (?P<noun>[a-z]+)(?: per [a-z]+)?(?= (?:per|for every) \d)")
_DENOMINATOR = re.compile(r"\b(?:per|for every|for each) $")
_BRACKET = re.compile(r" \(\d[\d.]{0,5}(?:%| percent)\)")
_OWNER = (
    r" of (?:(?:the|its|their|his|her|our|these|those|all|about|nearly|roughly) ){0,2}"
    r"(?:(?:[A-Z][\w.]* )?[\w.]+(?:['’]s|s['’]) )?"
)
_OF_OWNER = re.compile(_OWNER)
_OUT_OF = re.compile(rf"{_OWNER}{COUNT}[\w,-]{{0,12}}(?= [A-Za-z])")
_OF_WHOM = re.compile(r" of (?:whom|them)(?P<rest>(?: [a-zA-Z’'-]+){1,7})?")
_GROUP = re.compile(
    r"\b[Oo]f (?:(?P<whom>whom|which)\b|(?P<those>(?:those|them|these)(?: [a-z]+ed| held)?)(?=[ ,])"
    rf"|(?:(?:the|its|their|all) )?{COUNT}[\d,]{{0,12}}(?P<nouns>(?: [\w’'-]+){{1,5}}))"
)
_BULLET = re.compile(rf"\s*[•▪‣●*–-]\s*{ABOUT}", re.I)
_BEHIND_PART = tuple(
    f" {verb} " for verb in "had have has were are was is did do face faced remain remained".split()
)


class Part(NamedTuple):
    """A number out of a whole: what it counts, and ``baseline``, the whole as printed ("of 254 counties") if it has
    a number; ``from_before`` is whether the words before the number say so."""

    counted: Counted
    baseline: str = ""
    from_before: bool = False


def per_how_many(right: str) -> re.Match[str] | None:
    """ " per 100,000 residents" at the start of ``right``: ``many`` is the number as printed."""
    return _RATE.match(right)


def one_for_every(right: str) -> Part | None:
    """The noun of " guard for every 23 inmates" at the start of ``right``, in the plural as its unit, or None."""
    match = _ONE_FOR.match(right)
    if match is None:
        return None
    noun = match["noun"]
    plural = noun if noun.endswith("s") else f"{noun}s"
    return Part(Counted(context.unit_within(plural) or plural, match.end(), noun, True))


def is_denominator(left: str) -> bool:
    """Whether the number after ``left`` is the "23" of "1 guard for every 23 inmates"."""
    return bool(_DENOMINATOR.search(left[-12:]))


def part_of(right: str, *, small: bool) -> Part | None:
    """What a number is a part of that " of …" follows: " of 254 counties", " of Ohio's sheriffs", " of whom had".

    A ``small`` number "of them" is none.
    """
    bracket = _BRACKET.match(right)
    rest = right[bracket.end() :] if bracket else right
    if not rest.startswith(" of "):
        return None
    whole = _OUT_OF.match(rest)
    owner = whole or _OF_OWNER.match(rest)
    if owner and owner.end() > len(" of "):
        noun = context.counted(rest[owner.end() if whole else owner.end() - 1 :])
        if noun and noun.known:
            end = owner.end() - (0 if whole else 1) + noun.end
            baseline = rest[:end].strip() if whole else ""
            return Part(Counted(noun.unit, 0 if bracket else end, noun.phrase, True), baseline)
    whom = _OF_WHOM.match(rest)
    if whom is None or small or bracket:
        return None
    phrase = whom[0].strip() if whom[0].startswith(" of whom") else "people"
    return Part(Counted("people", whom.end() - len(whom["rest"] or ""), phrase, True))


def may_be_part(right: str) -> bool:
    """Whether ``right`` goes on as behind a part of a whole: "30 had prior felonies"."""
    return right.startswith(_BEHIND_PART)


def group_before(left: str, between: str, last: Figure | None) -> Part | None:
    """What a bare number counts whose noun stands before it: "of those arrested, 30 had", "of whom 280,000 have".

    ``last`` is the figure before and ``between`` the text from there: a further part, and a line of a list, count
    what it counts.
    """
    earlier = Counted(last.unit, 0, last.metric, True) if last and last.unit in context.COUNTED else None
    near = earlier if len(between) <= PARTS_REACH else None
    groups = list(_GROUP.finditer(sentence_tail(left)))
    if groups:
        counted = _in_group(groups[-1], near)
        return Part(counted, from_before=True) if counted else None
    if near is None or last is None:
        return None
    in_list = _BULLET.fullmatch(left) and (last.rule.endswith(":part") or ":\n" in between)
    in_sentence = last.rule.endswith(":part") and not re.search(r"[.!?\n]", between)
    return Part(near, from_before=True) if in_list or in_sentence else None


def _in_group(group: re.Match[str], near: Counted | None) -> Counted | None:
    if group["nouns"]:
        noun = context.counted(group["nouns"])
        return Counted(noun.unit, 0, noun.phrase, True) if noun and noun.known else None
    those = group["those"] or ""
    people = Counted("people", 0, those or "people", True)
    if " " in those:
        return people
    return near or (None if group["whom"] == "which" else people)
