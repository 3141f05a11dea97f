"""Acts a text says an agency or a government announced: orders, hiring, suits, lists, letters …

A verb of acting near its object (``announcement_acts``), done by an agency, a government or its officials, in
or right behind a sentence that speaks of immigration enforcement, makes a proposal. What became of the act is
for people to record.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from tracker.ingest.announcement_acts import Act, acts, certainty, is_planned
from tracker.ingest.announcement_dates import announced_on
from tracker.ingest.sentences import sentences
from tracker.ingest.text import Doc
from tracker.ingest.titles import OFFICE_NOUNS
from tracker.ingest.types import Announcement, Person, Place, Span

TITLE_LENGTH = 160
SENTENCE_HALF = 600
"""Characters read on each side of an act at most: a text without full stops is not one endless sentence."""

TRIES = 8
"""Acts of a kind looked at in one sentence: the first that is announced is taken."""

CONTEXT = 300
"""Characters before the sentence that may say that the text is about immigration enforcement."""

HISTORY_YEARS = 2
"""An act told with a year at least that long before publication is background."""

_EXECUTIVE = frozenset(["hiring", "deployment", "operation", "funding_condition", "agreement"])
"""Acts that "he" may do for the agency he leads; a policy or a letter may be a candidate's own."""

_BY_ANNOUNCER = {"agency": 0.8, "local": 0.7, "text": 0.65}
EARLIER_NAMES = 40
"""How many earlier names of agencies say whom the text is about."""

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
_LOCAL = re.compile(
    r"(?:[A-Z][\w.’'-]{1,24} ){1,3}(?:County (?:Board|Council|Commission|Sheriff[’']s Office)|City Council|Sheriff[’']s (?:Office|Department)"
    r"|Police Department|Legislature|Board of Supervisors)"
    r"|(?:[A-Z][\w.’'-]{1,24} ){0,3}(?:Department|Division|Bureau) of (?:the )?[A-Z][a-z]{2,24}(?:,? (?:and )?[A-Z][a-z]{2,24}){0,3}"
)
_BY_AFTER = re.compile(r"(?:\bby (?:the )?|, (?:the )?)$")
_SAYING = re.compile(r"(?: \w+)? (?:said|says|announced|confirmed)\b")
_PREPOSITION = re.compile(
    r"\b(?:in|of|to|from|with|for|against|by|near|at|on|over|under|into) (?:the |a |an |its |their |this |that |each |any )?$"
)
_OWN_VERB = re.compile(
    r"(?:['’]s)?(?: (?:has|have|had|will|would|also|on \w+day|\w+day|officials|is|are|was|plans|to|voted|said|it|that|last|week|month|year)){0,5} $"
)


def find_announcements(
    text: str,
    *,
    published_on: str = "",
    places: Sequence[Place] = (),
    people: Sequence[Person] = (),
    doc: Doc | None = None,
    words: Sequence[int] | None = None,
) -> tuple[Announcement, ...]:
    """Announced acts in order of position, at most one of a kind in a sentence.

    ``published_on`` (ISO 8601, any precision) turns "on Tuesday" into a date. ``places`` (in order of position) that stand
    after the act in its sentence become targets beside classes such as "300-plus sanctuary cities". ``people`` act
    for the agency their printed title names, else for a government the text need not name.
    ``doc`` holds the words of ``text`` and ``words`` the numbers of those in ``announcement_acts.ACT_VERBS``, if
    they are known already.
    """
    printed, text = text, text.replace("\xa0", " ")
    done = acts(text, doc or Doc(text), words)
    if not done:
        return ()
    marks, announcers = sentences(text), _announcers(text, places, people)
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
            text, act, Span(begin, end, text[begin:end]), announcers, published_on, places
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
    announcers: _Announcers,
    published_on: str,
    places: Sequence[Place],
) -> Announcement | None:
    before = text[sentence.start : act.start]
    certain = certainty(before, sentence.text)
    if not certain or not _SUBJECT.search(text, max(0, sentence.start - CONTEXT), sentence.end):
        return None
    agency, how = announcers.of(text, act, sentence)
    if not how or (how != "agency" and act.kind in ("hiring", "operation") and not agency):
        return None
    confidence = _BY_ANNOUNCER[how] * certain
    day = announced_on(
        sentence.text, published_on, act_end=act.end - sentence.start, planned=is_planned(before)
    )
    if day and published_on and int(published_on[:4]) - int(day[:4]) >= HISTORY_YEARS:
        confidence *= 0.7  # background, told with its year
    return Announcement(
        sentence,
        kind=act.kind,
        title=_title(text, act, sentence.end),
        agency=agency,
        announced_on=day,
        targets=_targets(text, act.start, sentence.end, places),
        confidence=round(confidence, 2),
        rule=f"{act.kind}:{how}",
    )


def _title(text: str, act: Act, end: int) -> str:
    """The act's printed name if it has one, else its words up to the end of the clause."""
    named = _NAMED.search(text, act.start, min(end, act.start + 240))
    if named:
        return named[1].strip(" “”")
    clause = _CLAUSE_END.split(text[act.start : end])[0]
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


@lru_cache(maxsize=1)
def _subject_words() -> tuple[re.Pattern[str], frozenset[str]]:
    settings = tomllib.loads((Path(__file__).parent / "lexicon" / "acts.toml").read_text(encoding="utf-8"))
    local, stand_ins = settings["local"].split(), settings["stand_ins"].split()
    longest_first = sorted(map(re.escape, [*local, *stand_ins]), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])"), frozenset(local)


@dataclass(frozen=True, slots=True)
class _Announcers:
    """Where a text names agencies, local bodies and jurisdictions: starts in order, ends and names.

    ``officers`` are the mentions of people in office: start, end and the agency their title names, or blank.
    """

    starts: list[int]
    ends: list[int]
    names: list[str]
    places: Sequence[Place]
    officers: list[tuple[int, int, str]]

    def of(self, text: str, act: Act, sentence: Span) -> tuple[str, str]:
        """Who did the act, as (name, how it is known).

        The subject nearest before the act in its sentence decides: an ``agency`` by name, a ``local`` official
        or body (the name blank), a jurisdiction, or a word that stands for the agency named most before
        (``text``). Without one, an agency behind the act ("…, ICE said"). Two blanks when nobody is named.
        """
        number = bisect_left(self.starts, act.start)
        named = number - 1 if number and self.starts[number - 1] >= sentence.start else -1
        word, stands_for_agency = self._subject_word(text, act, sentence.start)
        if officer := self._acting_officer(text, act, sentence.start):
            return officer
        if named >= 0 and not self._is_nearer(text, word, named, stands_for_agency):
            return self.names[named], "agency"
        if place := self._acting_place(text, act, sentence.start):
            return place, "agency"
        if word >= 0 and not stands_for_agency:
            return "", "local"
        if (
            number < len(self.starts)
            and self.starts[number] < sentence.end
            and act.kind not in ("letter", "lawsuit")
            and (
                _BY_AFTER.search(text, self.starts[number] - 8, self.starts[number])
                and (_SAYING.match(text, self.ends[number]) or text[self.starts[number] - 3] != ",")
            )
        ):
            return self.names[number], "agency"
        if word < 0 or (text.startswith(("he", "He", "she", "She"), word) and act.kind not in _EXECUTIVE):
            return "", ""
        return self._named_most(number), "text" if number else ""

    def _acting_officer(self, text: str, act: Act, begin: int) -> tuple[str, str] | None:
        """For whom a person in office, the subject of the act, does it ("Lee has sued …"); None without one."""
        number = bisect_left(self.officers, (act.start, 0, "")) - 1
        if number < 0 or self.officers[number][0] < begin:
            return None
        start, end, agency = self.officers[number]
        if _PREPOSITION.search(text, max(begin, start - 16), start) or not _OWN_VERB.fullmatch(
            text[end : act.start]
        ):
            return None
        return agency, "agency" if agency else "local"

    def _named_most(self, number: int) -> str:
        """The agency named most before the ``number``-th, of several the one named last."""
        recent = self.names[max(0, number - EARLIER_NAMES) : number]
        counts = Counter(recent)
        return max(reversed(recent), key=counts.__getitem__, default="")

    def _is_nearer(self, text: str, word: int, named: int, stands_for_agency: bool) -> bool:
        """Whether the subject at ``word`` goes before the agency: it follows it, and is not its own officer."""
        return (
            word > self.ends[named] + 1
            and not stands_for_agency
            and text[self.ends[named] : word].count(" ") > 2
        )

    @staticmethod
    def _subject_word(text: str, act: Act, begin: int) -> tuple[int, bool]:
        pattern, local = _subject_words()
        for match in reversed(list(pattern.finditer(text, begin, act.start))):
            if not _PREPOSITION.search(text, max(begin, match.start() - 16), match.start()):
                return match.start(), match[0] not in local
        return -1, False

    def _acting_place(self, text: str, act: Act, begin: int) -> str:
        """The jurisdiction that is the subject of the act ("Harris County ended …"), or blank."""
        number = bisect_left(self.places, act.start, key=lambda place: place.span.start) - 1
        if number < 0 or self.places[number].span.start < begin:
            return ""
        span = self.places[number].span
        between = text[span.end : act.start]
        alone = not _PREPOSITION.search(text, max(begin, span.start - 16), span.start)
        city_of = text.endswith(("ity of ", "ounty of ", "tate of "), begin, span.start)
        return span.text if (alone or city_of) and _OWN_VERB.fullmatch(between) else ""


def _agency_of(title: str) -> str | None:
    """The agency whose officer a printed title makes one, blank if it names none; None if it is no office."""
    words = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)?", title.lower()))
    if words.isdisjoint(OFFICE_NOUNS | {"gov", "sen", "rep"}):
        return None
    if "U.S. Attorney General" in title or "United States Attorney General" in title:
        return "Department of Justice"
    pattern, spelt = _agency_names()
    match = pattern.search(title)
    return spelt[match[0]] if match else "White House" if title in ("President", "president") else ""


def _announcers(text: str, places: Sequence[Place], people: Sequence[Person]) -> _Announcers:
    pattern, spelt = _agency_names()
    officers = sorted(
        (mention.start, mention.end, agency)
        for person in people
        if person.title and (agency := _agency_of(person.title)) is not None
        for mention in person.mentions
    )
    found = {m.start(): (m.end(), m[0].removeprefix("The ")) for m in _LOCAL.finditer(text)}
    found |= {m.start(): (m.end(), spelt[m[0]]) for m in pattern.finditer(text)}
    starts = sorted(found)
    return _Announcers(
        starts, [found[at][0] for at in starts], [found[at][1] for at in starts], places, officers
    )


def _targets(text: str, start: int, end: int, places: Sequence[Place]) -> tuple[Span, ...]:
    first = bisect_left(places, start, key=lambda place: place.span.start)
    spans = {place.span for place in takewhile(lambda place: place.span.end <= end, places[first:])}
    spans |= {Span(m.start(), m.end(), m[0]) for m in _CLASS.finditer(text, start, end)}
    return tuple(sorted(spans, key=lambda span: span.start))
