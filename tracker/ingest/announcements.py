"""Acts a text says an agency or a government announced: orders, hiring, suits, lists, letters …

A verb of announcing or acting near its object, in a sentence that speaks of immigration enforcement or
of an agency, makes a proposal; a denied act makes none, a wished one little confidence. What became of
the act is for people to record.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from tracker.ingest.sentences import sentences
from tracker.ingest.types import Announcement, Place, Span

TITLE_LENGTH = 160
SENTENCE_HALF = 600
"""Characters read on each side of an act at most: a text without full stops is not one endless sentence."""

EARLIER_NAMES = 40
"""How many earlier names of agencies say whom the text is about."""

_FEW = r"(?:[\w’'“”\"$%,.-]+ ){0,6}?"
_KINDS: dict[str, str] = {
    "agreement": rf"(?:287\(g\) (?:\w+ )?(?:agreements?|programs?|partnerships?|deals?)"
    rf"|(?:sign|join|enter|end|terminat|renew|cancel)\w* (?:into )?{_FEW}(?:287\(g\)|memorand\w+ of (?:agreement|understanding)))",
    "order": rf"(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)) {_FEW}(?:(?:executive )?orders?|directives?|proclamations?|memorand(?:um|a)|memos?)\b",
    "list": rf"(?:publish(?:es|ed|ing)?|releas(?:e|es|ed|ing)|issu(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|post(?:s|ed|ing)?) {_FEW}lists? of ",
    "lawsuit": rf"(?:(?:fil(?:e|es|ed|ing)|br(?:ing|ings|inging|ought)) {_FEW}(?:lawsuits?|suits?|complaints?|legal challenges?)"
    rf"|(?:sued|sues|suing|to sue) )",
    "letter": rf"(?:sen[dt]s?|sending|mail(?:s|ed|ing)|issu(?:e|es|ed|ing)|wrote|writ(?:es|ing)) {_FEW}(?:letters?|subpoenas?)\b(?! to the editor)",
    "funding_condition": rf"(?:withh(?:old|olds|olding|eld)|cut(?:s|ting)? off|strip(?:s|ped|ping)?|den(?:y|ies|ied|ying)|block(?:s|ed|ing)?|revok\w+"
    rf"|freez(?:e|es|ing)|froze|condition(?:s|ed|ing)?|rescind\w*|pull(?:s|ed|ing)?|end(?:s|ed|ing)?) {_FEW}(?:funds?|funding|grants?|money|dollars|aid)\b",
    "hiring": rf"(?:hir(?:e|es|ed|ing)|recruit(?:s|ed|ing)?|add(?:s|ed|ing)?) {_FEW}(?:agents|officers|deputies|judges|prosecutors|attorneys|personnel)\b",
    "deployment": rf"(?:deploy(?:s|ed|ing|ment of)?|sen[dt]s?|sending|dispatch(?:es|ed|ing)?|surg(?:e|es|ed|ing)|flood(?:s|ed|ing)?) {_FEW}"
    rf"(?:agents|officers|troops|personnel|resources|marshals|National Guard|teams)\b",
    "operation": rf"(?:(?:launch|conduct|announc|plan|stag|begin|began)\w* {_FEW}(?:operations?|raids?|sweeps?|roundups?|crackdown)\b"
    rf"|carr(?:y|ied|ies|ying) out {_FEW}(?:operations?|raids?|sweeps?)\b|Operation (?:[A-Z]\w+ ?){{1,3}}|readying {_FEW}crackdown\b)",
}
_TRIGGER = re.compile("|".join(f"(?P<{kind}>\\b{pattern})" for kind, pattern in _KINDS.items()))
_OPENINGS = frozenset(
    "sig iss pub rel unv pos fil bri bro sue sui sen mai wri wro wit cut str den blo rev fre fro con res pul end hir rec add "
    "dep dis sur flo lau ann pla sta beg car Ope 287 joi ent ter ren can rea".split()
)
"""First three letters of the words an act may begin with."""

_SUBJECT = re.compile(
    r"sanctuary|immigra|deport|detain|border|Customs|Homeland|Justice Dep|Department of Justice|attorney general|Attorney General|sheriff"
    r"|Sheriff|executive order|287\(g\)|\bICE\b|\bDHS\b|\bDOJ\b|\bCBP\b|\baliens?\b|asylum|refugee|migrant|visa|noncitizen"
)
_DENIED = re.compile(
    r"\b(?:not|never|n[’']t|no plans? to|refus\w+ to|declin\w+ to|rather than|instead of|without|stopped short of) (?:\w+ )?$"
)
_WISHED = re.compile(
    r"\b(?:would|could|might|should|if|whether|call(?:s|ed|ing)? (?:for|on)|urg\w+|threat\w+ to|consider\w*|want(?:s|ed)?|propos\w+)\b[^.;,]{0,40}$",
    re.I,
)
_CLASS = re.compile(
    r"(?:\d[\d,]*(?:-plus| or more)? )?(?:so-called )?(?:[“\"‘'][Ss]anctuary[”\"’']|[Ss]anctuary) (?:cities|counties|jurisdictions|states|localities|city|county"
    r"|state|jurisdiction)(?: (?:and|or) (?:cities|counties|states|jurisdictions|towns))?"
    r"|(?:\d[\d,]* )?(?:cities|counties|jurisdictions|states|localities)(?: and counties)? that [^.,;]{3,60}"
)
_NAMED = re.compile(r"(Operation (?:[A-Z]\w+ ?){1,3}|Executive Order \d{4,5}|“[A-Z][^“”]{8,120}”)")
_LOCAL = re.compile(
    r"(?:[A-Z][\w.’'-]+ ){1,3}(?:County (?:Board|Council|Commission|Sheriff[’']s Office)|City Council|Sheriff[’']s (?:Office|Department)"
    r"|Police Department|Legislature|Board of Supervisors)"
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DATE = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
    rf"(?: (?P<day>\d{{1,2}})(?!\d))?(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"|\b(?P<weekday>{'|'.join(_DAYS)})\b|\b(?P<near>[Tt]oday|[Yy]esterday)\b|\bin (?P<bare_year>(?:19|20)\d\d)\b"
)


def find_announcements(
    text: str, *, published_on: str = "", places: Sequence[Place] = ()
) -> tuple[Announcement, ...]:
    """Announced acts in order of position, at most one of a kind in a sentence.

    ``published_on`` (ISO 8601, any precision) turns "on Tuesday" into a date. ``places`` (in order of position) that stand
    after the act in its sentence become targets beside classes such as "300-plus sanctuary cities".
    """
    printed, text = text, text.replace("\xa0", " ")
    triggers = _triggers(text)
    if not triggers:
        return ()
    marks, agencies = sentences(text), _agencies(text)
    found: dict[tuple[int, str], Announcement] = {}
    for match in triggers:
        begin, end = marks.around(match.start())
        begin, end = max(begin, match.start() - SENTENCE_HALF), min(end, match.start() + SENTENCE_HALF)
        kind = match.lastgroup or ""
        if (begin, kind) in found or match.end() > end:
            continue
        end = begin + len(text[begin:end].rstrip())
        announcement = _announcement(
            text, match, Span(begin, end, text[begin:end]), agencies, published_on, places
        )
        if announcement:
            found[begin, kind] = announcement
    return tuple(_as_printed(found[key], printed) for key in sorted(found))


def _as_printed(found: Announcement, text: str) -> Announcement:
    """The announcement with the very characters of the text, hard blanks included."""
    spans = [Span(span.start, span.end, text[span.start : span.end]) for span in (found.span, *found.targets)]
    return replace(found, span=spans[0], targets=tuple(spans[1:]))


def _triggers(text: str) -> list[re.Match[str]]:
    """Acts in the text. A look at the first letters of each word spares the full pattern most positions."""
    found: list[re.Match[str]] = []
    position, last_end = 0, 0
    for word in text.replace("\n", " ").split(" "):
        start = position if word[:1].isalnum() else position + 1
        if (
            text[start : start + 3] in _OPENINGS
            and start >= last_end
            and (match := _TRIGGER.match(text, start))
        ):
            found.append(match)
            last_end = match.end()
        position += len(word) + 1
    return found


def _announcement(
    text: str,
    match: re.Match[str],
    sentence: Span,
    agencies: _Agencies,
    published_on: str,
    places: Sequence[Place],
) -> Announcement | None:
    kind = match.lastgroup or ""
    before = text[max(sentence.start, match.start() - 80) : match.start()]
    on_subject = _SUBJECT.search(sentence.text) is not None
    if "\n" in match[0] or _DENIED.search(before):
        return None
    addressed = kind in ("letter", "lawsuit")
    agency, sure = agencies.of(match.start(), sentence.start, match.start() if addressed else sentence.end)
    if addressed and not sure:
        agency = ""
    if not on_subject and (not sure or kind in ("hiring", "operation")):
        return None
    confidence = 0.8 if sure and on_subject else 0.65
    if _WISHED.search(before):
        confidence -= 0.25
    return Announcement(
        sentence,
        kind=kind,
        title=_title(text, match, sentence.end),
        agency=agency,
        announced_on=_announced_on(sentence.text, published_on),
        targets=_targets(text, match.start(), sentence.end, places),
        confidence=round(confidence, 2),
        rule=f"{kind}:{'agency' if sure else 'text'}",
    )


def _title(text: str, match: re.Match[str], end: int) -> str:
    """The act's printed name if it has one, else its words up to the end of the clause."""
    named = _NAMED.search(text, match.start(), min(end, match.start() + 240))
    if named:
        return named[1].strip(" “”")
    clause = re.split(r"[;:]|, (?:who|whom|which|said|and|but|a|an|the)\b|\.\s?$", text[match.start() : end])[
        0
    ]
    clause = " ".join(clause.split())
    return clause if len(clause) <= TITLE_LENGTH else clause[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=1)
def _agency_names() -> tuple[re.Pattern[str], dict[str, str]]:
    path = Path(__file__).parent / "lexicon" / "acts.toml"
    spelt = {
        printed: name
        for name, forms in tomllib.loads(path.read_text(encoding="utf-8"))["agencies"].items()
        for printed in forms
    }
    longest_first = sorted(map(re.escape, spelt), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)"), spelt


@dataclass(frozen=True, slots=True)
class _Agencies:
    """Where a text names agencies and local bodies: starts in order, and the names."""

    starts: list[int]
    names: list[str]

    def of(self, position: int, begin: int, until: int) -> tuple[str, bool]:
        """The agency named nearest before the act in its sentence, then after it up to ``until`` (whom a
        letter or a suit addresses did not announce it); else the one named most so far, as unsure."""
        number = bisect_left(self.starts, position)
        if number and self.starts[number - 1] >= begin:
            return self.names[number - 1], True
        if number < len(self.starts) and self.starts[number] < until:
            return self.names[number], True
        so_far = Counter(self.names[max(0, number - EARLIER_NAMES) : number])
        return (so_far.most_common(1)[0][0], False) if so_far else ("", False)


def _agencies(text: str) -> _Agencies:
    pattern, spelt = _agency_names()
    found = {m.start(): spelt[m[0]] for m in pattern.finditer(text)}
    found |= {m.start(): m[0].removeprefix("The ") for m in _LOCAL.finditer(text)}
    starts = sorted(found)
    return _Agencies(starts, [found[start] for start in starts])


def _targets(text: str, start: int, end: int, places: Sequence[Place]) -> tuple[Span, ...]:
    first = bisect_left(places, start, key=lambda place: place.span.start)
    spans = {place.span for place in takewhile(lambda place: place.span.end <= end, places[first:])}
    spans |= {Span(m.start(), m.end(), m[0]) for m in _CLASS.finditer(text, start, end)}
    return tuple(sorted(spans, key=lambda span: span.start))


def _announced_on(sentence: str, published_on: str) -> str:
    """The date the sentence gives, ISO 8601 cut to its precision, or blank when it needs guessing."""
    found = _DATE.search(sentence)
    published = _day(published_on)
    if not found:
        return ""
    if found["bare_year"]:
        return found["bare_year"]
    if found["near"]:
        back = timedelta(days=found["near"].lower() == "yesterday")
        return (published - back).isoformat() if published else ""
    if found["weekday"]:
        if not published:
            return ""
        days = (published.weekday() - _DAYS.index(found["weekday"])) % 7
        return (published - timedelta(days=days)).isoformat()
    return _month_date(found, published)


def _month_date(found: re.Match[str], published: date | None) -> str:
    """ "April 28, 2025", "April 2025", or "April 28" in the year up to the day of publication."""
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(found["month"].rstrip(".")[:3]))
    year = int(found["year"]) if found["year"] else published.year if published else 0
    if not year or (not found["day"] and not found["year"]):
        return ""
    if not found["day"]:
        return f"{year:04d}-{month:02d}"
    day = _day(f"{year:04d}-{month:02d}-{int(found['day']):02d}")
    if day and published and not found["year"] and day > published:
        day = _day(f"{year - 1:04d}-{month:02d}-{int(found['day']):02d}")
    return day.isoformat() if day else ""


def _day(printed: str) -> date | None:
    try:
        return date.fromisoformat(printed)
    except ValueError:
        return None
