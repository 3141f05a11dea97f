"""Acts a text says an agency or a government announced: orders, hiring, suits, lists, letters …

A verb of acting near its object (``announcement_acts``), done by an agency, a government or its officials, in
or right behind a sentence that speaks of immigration enforcement, makes a proposal. What became of the act is
for people to record.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from tracker.ingest.announcement_acts import Act, acts, certainty, is_planned
from tracker.ingest.announcement_agencies import Agencies, find_agencies
from tracker.ingest.announcement_dates import announced_on
from tracker.ingest.sentences import sentences
from tracker.ingest.text import Doc
from tracker.ingest.types import Announcement, Person, Place, Quote, Span

TITLE_LENGTH = 160
SENTENCE_HALF = 600
"""Characters read on each side of an act at most: a text without full stops is not one endless sentence."""

TRIES = 8
"""Acts of a kind looked at in one sentence: the first that is announced is taken."""

CONTEXT = 300
"""Characters before the sentence that may say that the text is about immigration enforcement."""

HISTORY_YEARS = 2
"""An act told with a year at least that long before publication is background."""

_BY_ANNOUNCER = {"agency": 0.8, "local": 0.7, "text": 0.65}

_SUBJECT = re.compile(
    r"sanctuary|immigra|deport|detain|detention|border|Customs|Homeland|Justice Dep|Department of Justice|attorney general|Attorney General|sheriff"
    r"|Sheriff|executive order|287\(g\)|\bICE\b|\bDHS\b|\bDOJ\b|\bCBP\b|\baliens?\b|asylum|refugee|migrant|visa|noncitizen"
)
_MANY = r"(?:(?:(?:more than|at least|about|nearly|some) )?(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|a dozen|hundreds of)(?:-plus| or more)? (?:other |more )?)"
_BODIES = r"(?:cities|counties|jurisdictions|states|localities|towns|communities|sheriffs)"
_CLASS = re.compile(
    rf"{_MANY}?(?:so-called )?(?:[“\"‘'][Ss]anctuary[”\"’']|[Ss]anctuary) (?:{_BODIES}|city|county|state|jurisdiction)(?: (?:and|or) {_BODIES})?"
    rf"|{_MANY}?{_BODIES}(?: (?:and|or) {_BODIES})? that [^.,;]{{3,60}}?(?=[.,;]| on [A-Z]| (?:last|this) |$)"
    rf"|{_MANY}{_BODIES}(?: (?:and|or) {_BODIES})?"
)
_CLAUSE_END = re.compile(
    r"[;:”]|,[”\"]|, (?:who|whom|which|said|and|but|a|an|the)\b|, [\w. ’']{2,40}(?:said|announced|told)\b|\.\s?$"
)
_NAMED = re.compile(r"(Operation (?:[A-Z]\w+ ?){1,3}|Executive Order \d{4,5}|“[A-Z][^“”]{8,120}”)")
_NAME = r"[A-Z][\w.’'-]{1,24}"
# A clause before the main one ends at its comma.
_FRONTED = re.compile(
    r"^[“\"]?(?:When|After|Before|Since|As|If|While|Because|Once|Although|Though|Under|By|In|Following|Despite)\b[^,]*$"
)
_COMMA = re.compile(r",[”\"’]? ")


def find_announcements(
    text: str,
    *,
    published_on: str = "",
    places: Sequence[Place] = (),
    people: Sequence[Person] = (),
    quotes: Sequence[Quote] = (),
    doc: Doc | None = None,
    words: Sequence[int] | None = None,
) -> tuple[Announcement, ...]:
    """Announced acts in order of position, at most one of a kind in a sentence.

    ``published_on`` (ISO 8601, any precision) turns "on Tuesday" into a date. ``places`` (in order of position) that stand
    after the act in its sentence become targets beside classes such as "300-plus sanctuary cities". ``people`` act
    for the agency their printed title names, else for a government the text need not name. Who speaks in ``quotes``
    (in order of position) is "we" there.
    ``doc`` holds the words of ``text`` and ``words`` the numbers of those in ``announcement_acts.ACT_VERBS``, if
    they are known already.
    """
    printed, text = text, text.replace("\xa0", " ")
    done = acts(text, doc or Doc(text), words)
    if not done:
        return ()
    marks, agencies = sentences(text), find_agencies(text, places, people, quotes)
    found: dict[tuple[int, str], Announcement] = {}
    tries: Counter[tuple[int, str]] = Counter()
    for act in done:
        first, last = marks.around(act.start)
        begin, end = max(first, act.start - SENTENCE_HALF), min(last, act.start + SENTENCE_HALF)
        if (first, act.kind) in found or act.end > end or tries[first, act.kind] >= TRIES:
            continue
        tries[first, act.kind] += 1
        end = begin + len(text[begin:end].rstrip())
        announcement = _announcement(
            text, act, Span(begin, end, text[begin:end]), agencies, published_on, places
        )
        if announcement:
            found[first, act.kind] = announcement
    in_order = sorted(found.values(), key=lambda one: (one.span.start, one.kind))
    return tuple(_as_printed(one, printed) for one in in_order)


def _as_printed(found: Announcement, text: str) -> Announcement:
    """The announcement with the very characters of the text, hard blanks included."""
    spans = [Span(span.start, span.end, text[span.start : span.end]) for span in (found.span, *found.targets)]
    return replace(found, span=spans[0], targets=tuple(spans[1:]))


def _announcement(
    text: str,
    act: Act,
    sentence: Span,
    agencies: Agencies,
    published_on: str,
    places: Sequence[Place],
) -> Announcement | None:
    before = text[sentence.start : act.start]
    certain = certainty(text, act, sentence)
    if not certain or not _SUBJECT.search(text, max(0, sentence.start - CONTEXT), sentence.end):
        return None
    agency, how = agencies.of(act, sentence)
    if not how or (how != "agency" and act.kind in ("hiring", "operation") and not agency):
        return None
    confidence = _BY_ANNOUNCER[how] * certain
    day = announced_on(
        sentence.text,
        published_on,
        act_start=act.start - sentence.start,
        act_end=act.end - sentence.start,
        planned=is_planned(before),
    )
    if day and published_on and int(published_on[:4]) - int(day[:4]) >= HISTORY_YEARS:
        confidence *= 0.7  # background, told with its year
    return Announcement(
        sentence,
        kind=act.kind,
        title=_title(text, act, sentence),
        agency=agency,
        announced_on=day,
        targets=_targets(text, act.start, sentence.end, places),
        confidence=round(confidence, 2),
        rule=f"{act.kind}:{how}",
    )


def _title(text: str, act: Act, sentence: Span) -> str:
    """The act's printed name if it has one, else its words up to the end of the clause."""
    named = _NAMED.search(text, act.start, min(sentence.end, act.start + 240))
    if named:
        return named[1].strip(" “”")
    clause = _CLAUSE_END.split(text[act.start : sentence.end])[0]
    if _FRONTED.search(text[sentence.start : act.start]):
        clause = _COMMA.split(clause)[0]
    clause = " ".join(clause.split())
    return clause if len(clause) <= TITLE_LENGTH else clause[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _targets(text: str, start: int, end: int, places: Sequence[Place]) -> tuple[Span, ...]:
    first = bisect_left(places, start, key=lambda place: place.span.start)
    spans = {place.span for place in takewhile(lambda place: place.span.end <= end, places[first:])}
    spans |= {Span(m.start(), m.end(), m[0]) for m in _CLASS.finditer(text, start, end)}
    return tuple(sorted(spans, key=lambda span: span.start))
