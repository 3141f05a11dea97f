"""Who did an act: the agency, body, jurisdiction or official that is the subject of its verb.

No parser: the subject is the nearest name or word before the verb that can be one. An agency somebody acts
with, tells, leaves or sues is none, nor is one that only owns what follows ("ICE's program").
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from tracker.ingest import lexicon
from tracker.ingest.announcement_acts import Act
from tracker.ingest.titles import OFFICE_NOUNS, PUBLIC_OFFICES
from tracker.ingest.types import Person, Place, Quote, Span

EARLIER_NAMES = 40
"""How many earlier names of agencies say whom the text is about."""

NEAR = 300
"""Characters on each side of a sentence in which "Attorney General" is the federal one if its department is named."""

MARKS_BACK = 1000
"""Characters looked back for the mark that opens a quotation."""

_EXECUTIVE = frozenset(["hiring", "deployment", "operation", "funding_condition", "agreement"])
"""Acts that "he" may do for the agency he leads; a policy or a letter may be a candidate's own."""

_SPEAKERS_OWN = frozenset("we agency department administration bureau officials".split())
"""Words that in a quotation stand for the agency of who speaks; "he" and "they" are others."""

_ONES_OWN = frozenset(["he", "she", "it", "they", "agency", "department", "bureau"])
"""Words that stand for who was named before in the same clause, be it a sheriff."""

_ATTORNEY_GENERAL = "Attorney General"
_JUSTICE = "Department of Justice"
# Offices that companies and associations have as well are public by the words for a body beside them.
_SURELY_PUBLIC = PUBLIC_OFFICES - frozenset(
    "director secretary president chief spokesman spokeswoman spokesperson superintendent administrator".split()
)
_OF_A_BODY = re.compile(
    r"\b(?:attorney general|district attorney|police|sheriff|state|county|city|town|village|council|board|commission|house|senate)\b",
    re.I,
)
_NAME = r"[A-Z][\w.’'-]{1,24}"
_LOCAL = re.compile(
    rf"(?:{_NAME} ){{1,3}}(?:County (?:Board of (?:County )?(?:Commissioners|Supervisors|Legislators)|Board|Council"
    r"|Commission|Commissioners|Commissioners?[’']?s? Court|Fiscal Court|Legislature|Sheriff[’']s (?:Office|Department)|Jail)"
    r"|City (?:Council|Commission|Jail)|Sheriff[’']s (?:Office|Department)|Police Department|Highway Patrol"
    r"|State (?:Police|Patrol)|Legislature|Board of (?:County )?(?:Commissioners|Supervisors))(?!\w| Court)"
    rf"|(?:{_NAME} ){{0,3}}(?:Department|Division|Bureau) of (?:the )?[A-Z][a-z]{{2,24}}(?:,? (?:and )?[A-Z][a-z]{{2,24}}){{0,3}}"
)
_CAPITAL = re.compile(r"(?<!\w)[A-Z]")
_BY_AFTER = re.compile(r"(?:\bby (?:the )?|, (?:the )?)$")
_BY = re.compile(r"\bby (?:the )?(?:U\.S\. |federal )?$")
_SAYING = re.compile(r"(?: \w+)? (?:said|says|announced|confirmed)\b")
_PLACED = r"in|of|to|from|with|for|against|by|near|at|on|over|under|into"
_PREPOSITION = re.compile(rf"\b(?:{_PLACED}) (?:the |a |an |its |their |this |that |each |any )?$")
_TO_SOMEBODY = re.compile(rf"\b(?:{_PLACED}) (?:the )?(?:[A-Z][\w.’'-]* ){{0,4}}$")
_FEDERAL = r"(?:the |its |their )?(?:U\.S\. |US |federal )?$"
_NO_SUBJECT = re.compile(
    rf"\b(?:{_PLACED}|through|via|between|than|sue|sued|suing|sues|tell|told|tells|telling|leave|left|leaving|notified|notify"
    rf"|notifying|asked|joined|joining|accused|accusing|blamed|urged|called|criticized) {_FEDERAL}"
)
_OFFICERS = (
    r"(?:officials?|officers?|agents?|head|chief|director|secretary|administrator|commissioner|leaders?|lawyers?|attorneys?"
    r"|prosecutors?|spokes\w+|deputies|deputy|office|arm|division|branch|personnel|administration|government"
    r"|orders?|memo|policy|letter|directive)"
)
_OFFICERS_OF = re.compile(rf"\b{_OFFICERS} (?:of|at|from|with|for|in) {_FEDERAL}", re.I)
_OFFICER_BEHIND = re.compile(rf"(?: [\w-]+){{0,2}} {_OFFICERS}\b", re.I)
_OTHERS_OWN = re.compile(
    rf"(?: (?-i:[A-Z])[\w.-]+){{0,2}}[’'](?:s |(?<=s[’']) )(?!(?:[\w-]+ ){{0,3}}{_OFFICERS}\b)", re.I
)
_AUXILIARY = (
    r"has|have|had|will|would|also|(?:on )?\w+day|(?:on )?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z.]* \d{1,2},?"
    r"|is|are|was|were|be|been|plans?|planned|planning|intends?|expects?|decided|agreed|to|voted|then|now|again|just|recently"
    r"|soon|last|this|week|month|year|today|formally|officially|unanimously|already|jointly|in|favor|of"
)
_OWN_VERB = re.compile(rf"(?:['’]s)?(?: (?:{_AUXILIARY}|officials|said|announced|it|that)){{0,6}} $")
_VERB_BEGINS = re.compile(rf"(?: (?:{_AUXILIARY})){{0,6}} $")
_NAME_ENDS = (",", ";", ":", "”", '"', ")", "’s", "'s")
_NAME_WORDS = 6
_CALENDAR = lexicon.words("calendar")
_CONNECTED = re.compile(r"(?: (?:[A-Z][\w.’'&-]*|and|of|for|the|&|\([\w.]+\)))* ?")
_JURISDICTION = re.compile(r"(?:[A-Z][\w.’'-]+ ){1,3}(?:County|Parish|Township|Borough)")
_MARKS = re.compile(r"[“”\"]")
_SEVERAL_STATES = re.compile(r"\b[Aa]ttorneys [Gg]eneral\b|\bstate(?:[’']s)? [Aa]ttorney [Gg]eneral\b")
_OF_A_STATE = re.compile(r"(?:[’']s)?,? [Aa]ttorney [Gg]eneral\b")
_FOR_A_STATE = re.compile(r"\b[Aa]ttorney [Gg]eneral (?:of|for|from) (?:the (?:state|State) of )?$")
_FEDERAL_TITLE = re.compile(r"\b(?:U\.?S\.?|United States) Attorney General\b")
_FEDERAL_MATTER = re.compile(r"\bfederal\b|\bU\.S\.|\bUS\b|\bJustice Dep|\bDepartment of Justice|\bDOJ\b")


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where the subject of an act stands, ``text[begin:end]``, and whose words they are.

    ``quoted`` inside a quotation of whole sentences, ``speaker`` then being the agency of who speaks, blank for
    an official of no agency, None for others.
    """

    begin: int
    end: int
    kind: str
    sentence: Span
    quoted: bool
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Agencies:
    """Where a text names agencies, local bodies and jurisdictions: starts in order, ends and names.

    ``officers`` are the mentions of people in office: start, end and the agency their title names, or blank.
    ``speeches`` are the quotations: start, end and the agency of who speaks, or None.
    """

    text: str
    starts: list[int]
    ends: list[int]
    names: list[str]
    places: Sequence[Place]
    officers: list[tuple[int, int, str]]
    speeches: list[tuple[int, int, str | None]]
    state_attorneys: bool

    def of(self, act: Act, sentence: Span) -> tuple[str, str]:
        """Who did the act, as (name, how it is known); two blanks when nobody who can announce is named.

        The subject nearest before the act in its sentence decides, in a quotation of whole sentences the nearest
        in the quotation: an ``agency`` by name, a jurisdiction, a ``local`` official or body (the name blank), or
        a word that stands for the agency named most before (``text``). Without one, an agency behind the act
        ("…, ICE said"). Of an act in the passive only who is named behind "by" did it.
        """
        if act.passive:
            return self._behind(act, sentence, _BY)
        clause = self._clause(act, sentence)
        if officer := self._officer(clause):
            return officer
        agency, place = self._agency(clause), self._place(clause)
        word, stands_in = self._word(clause.begin, clause.end)
        if place and place.start >= max(self.ends[agency] if agency >= 0 else -1, word):
            return place.text, "agency"
        if stranger := self._stranger(clause, agency, word):
            return (stranger, "agency") if _JURISDICTION.fullmatch(stranger) else ("", "")
        if agency >= 0 and not self._is_nearer(word, agency, stands_in):
            return self.names[agency], "agency"
        if word >= 0 and not stands_in:
            return "", "local"
        if act.kind not in ("letter", "lawsuit") and (behind := self._behind(act, sentence, _BY_AFTER))[1]:
            return behind
        return self._stand_in(clause, word) if word >= 0 else ("", "")

    def _clause(self, act: Act, sentence: Span) -> _Clause:
        start, speaker = self._quotation(act.start)
        begin = max(sentence.start, start)
        end = max(begin, act.subject_before)
        return _Clause(begin, end, act.kind, sentence, start >= 0, speaker)

    def _stand_in(self, clause: _Clause, word: int) -> tuple[str, str]:
        """For whom the pronoun or the noun at ``word`` stands: in a quotation for who speaks, if for anybody."""
        low = self.text[word : self._word_end(word)].lower()
        if low in ("he", "she") and clause.kind not in _EXECUTIVE:
            return "", ""
        if low in _ONES_OWN and (leader := self._leader(clause, word)):
            return leader
        if not clause.quoted:
            number = bisect_left(self.starts, clause.end)
            return self._named_most(number), "text" if number else ""
        if low not in _SPEAKERS_OWN or clause.speaker is None:
            return "", ""
        agency = self._federal(clause.speaker, clause)
        return agency, "text" if agency else "local"

    def _leader(self, clause: _Clause, word: int) -> tuple[str, str] | None:
        """For whom "he" or "it" acts that the clause has named before ("the sheriff said he ended …")."""
        number = bisect_left(self.officers, (word, 0, "")) - 1
        start, _, agency = self.officers[number] if number >= 0 else (-1, -1, "")
        if start >= clause.begin and not _TO_SOMEBODY.search(self.text, max(clause.begin, start - 64), start):
            agency = self._federal(agency, clause)
            return agency, "agency" if agency else "local"
        earlier, stands_in = self._word(clause.begin, word)
        return None if earlier < 0 or stands_in else ("", "local")

    def _officer(self, clause: _Clause) -> tuple[str, str] | None:
        """For whom a person in office, the subject of the act, does it ("Lee has sued …"); None without one."""
        number = bisect_left(self.officers, (clause.end, 0, "")) - 1
        if number < 0 or self.officers[number][0] < clause.begin:
            return None
        start, end, agency = self.officers[number]
        if self._is_placed(clause.begin, start) or not _OWN_VERB.fullmatch(self.text[end : clause.end]):
            return None
        agency = self._federal(agency, clause)
        return agency, "agency" if agency else "local"

    def _is_placed(self, begin: int, start: int) -> bool:
        """Whether a preposition stands before ``start``."""
        return bool(_PREPOSITION.search(self.text, max(begin, start - 16), start))

    def _federal(self, agency: str, clause: _Clause) -> str:
        """The agency; of an attorney general without a state the department if it is the federal one, else blank.

        It is where federal means or the department are spoken of nearby, no attorney general of a state is, and
        the act is not aimed at an agency.
        """
        if agency != _ATTORNEY_GENERAL:
            return agency
        first, last = clause.sentence.start, clause.sentence.end
        near = _FEDERAL_MATTER.search(self.text, max(0, first - NEAR), last + NEAR)
        behind = bisect_left(self.starts, clause.end)
        aimed = (
            behind < len(self.starts) and self.starts[behind] < last and clause.kind in ("letter", "lawsuit")
        )
        return _JUSTICE if near and not self.state_attorneys and not aimed else ""

    def _agency(self, clause: _Clause) -> int:
        """Number of the agency nearest before the act that can be its subject, else -1."""
        number = bisect_left(self.starts, clause.end) - 1
        while number >= 0 and self.starts[number] >= clause.begin:
            start = self.starts[number]
            before = self.text[max(clause.begin, start - 40) : start]
            owned = _OTHERS_OWN.match(self.text, self.ends[number])
            if not owned and (not _NO_SUBJECT.search(before) or _OFFICERS_OF.search(before)):
                return number
            number -= 1
        return -1

    def _named_most(self, number: int) -> str:
        """The agency named most before the ``number``-th, of several the one named last."""
        recent = self.names[max(0, number - EARLIER_NAMES) : number]
        counts = Counter(recent)
        return max(reversed(recent), key=counts.__getitem__, default="")

    def _is_nearer(self, word: int, agency: int, stands_in: bool) -> bool:
        """Whether the subject at ``word`` goes before the agency: it follows it, and is not its own officer."""
        end = self.ends[agency]
        return word > end + 1 and not stands_in and self.text[end:word].count(" ") > 2

    def _word(self, begin: int, end: int) -> tuple[int, bool]:
        """Where the last word for an official or a body stands (else -1), and whether it stands for an agency."""
        pattern, local = _subject_words()
        for match in reversed(list(pattern.finditer(self.text, begin, end))):
            if not self._is_placed(begin, match.start()):
                return match.start(), match[0] not in local
        return -1, False

    def _place(self, clause: _Clause) -> Span | None:
        """The jurisdiction that is the subject of the act ("Harris County ended …")."""
        number = bisect_left(self.places, clause.end, key=lambda place: place.span.start) - 1
        if number < 0 or self.places[number].span.start < clause.begin:
            return None
        span = self.places[number].span
        city_of = self.text.endswith(("ity of ", "ounty of ", "tate of "), clause.begin, span.start)
        if self._is_placed(clause.begin, span.start) and not city_of:
            return None
        return span if _OWN_VERB.fullmatch(self.text[span.end : clause.end]) else None

    def _stranger(self, clause: _Clause, agency: int, word: int) -> str:
        """A name right before the verb that belongs to neither subject found: somebody else's act; else blank."""
        before = self.text[clause.begin : clause.end]
        verb = _VERB_BEGINS.search(before)
        if not verb:
            return ""
        words = list(takewhile(_is_of_name, reversed(before[: verb.start()].split(" ")[-_NAME_WORDS:])))
        if all(printed.lower() in _CALENDAR for printed in words):
            return ""  # no name, or "in late September"
        name = " ".join(reversed(words))
        start = clause.begin + verb.start() - len(name)
        if word >= start or self._is_placed(clause.begin, start):
            return ""
        ends = (self.ends[agency] if agency >= 0 else -1, self._word_end(word))
        known = any(end > start or (end >= 0 and _CONNECTED.fullmatch(self.text, end, start)) for end in ends)
        return "" if known else name

    def _word_end(self, word: int) -> int:
        found = _subject_words()[0].match(self.text, word) if word >= 0 else None
        return found.end() if found else -1

    def _behind(self, act: Act, sentence: Span, joined: re.Pattern[str]) -> tuple[str, str]:
        """The agency named next behind the act, if it stands as its doer or as who said so."""
        number = bisect_left(self.starts, act.start)
        if number == len(self.starts) or self.starts[number] >= sentence.end:
            return "", ""
        start = self.starts[number]
        if joined.search(self.text, start - 16, start) and (
            _BY.search(self.text, start - 16, start) or _SAYING.match(self.text, self.ends[number])
        ):
            return self.names[number], "agency"
        return "", ""

    def _quotation(self, position: int) -> tuple[int, str | None]:
        """Start of the quotation of whole sentences around ``position`` (else -1), and the agency of who speaks."""
        number = bisect_right(self.speeches, position, key=lambda speech: speech[0]) - 1
        if number >= 0 and position < self.speeches[number][1]:
            start, _, speaker = self.speeches[number]
            return (start, speaker) if self._begins_sentence(start) else (-1, None)
        earliest = max(0, position - MARKS_BACK)
        first = max(earliest, self.text.rfind("\n", earliest, position))
        marks = [(mark[0], mark.end()) for mark in _MARKS.finditer(self.text, first, position)]
        straight = [end for mark, end in marks if mark == '"']
        if marks and marks[-1][0] == "“":
            start = marks[-1][1]
        elif len(straight) % 2 and first > position - MARKS_BACK:
            start = straight[-1]
        else:
            return -1, None
        return (start, None) if self._begins_sentence(start) else (-1, None)

    def _begins_sentence(self, start: int) -> bool:
        return self.text[start : start + 2].lstrip('“"‘')[:1].isupper()


def _at_capitals(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds of a pattern that begins with a capital, in half the time."""
    end = 0
    for capital in _CAPITAL.finditer(text):
        if capital.start() >= end and (match := pattern.match(text, capital.start())):
            end = match.end()
            yield match


def find_agencies(
    text: str, places: Sequence[Place], people: Sequence[Person], quotes: Sequence[Quote]
) -> Agencies:
    """All that may announce in a text; ``places`` and ``quotes`` in order of position."""
    pattern, spelt = _agency_names()
    officers = sorted(
        (mention.start, mention.end, agency)
        for person in people
        if person.title and (agency := _agency_led(text, person)) is not None
        for mention in person.mentions
    )
    found = {m.start(): (m.end(), m[0].removeprefix("The ")) for m in _at_capitals(_LOCAL, text)}
    found |= {m.start(): (m.end(), spelt[m[0]]) for m in pattern.finditer(text)}
    starts = sorted(found)
    return Agencies(
        text,
        starts,
        [found[at][0] for at in starts],
        [found[at][1] for at in starts],
        places,
        officers,
        [
            (quote.span.start, quote.span.end, _agency_speaking(quote))
            for quote in quotes
            if quote.form != "scare"
        ],
        _names_state_attorney(text, places),
    )


def _is_of_name(word: str) -> bool:
    return word[:1].isupper() and not word.endswith(_NAME_ENDS)


def _names_state_attorney(text: str, places: Sequence[Place]) -> bool:
    """Whether the text speaks of an attorney general of a state."""
    return bool(_SEVERAL_STATES.search(text)) or any(
        _OF_A_STATE.match(text, place.span.end)
        or _FOR_A_STATE.search(text, max(0, place.span.start - 48), place.span.start)
        for place in places
    )


def _agency_led(text: str, person: Person) -> str | None:
    """As ``_agency_of`` the title, which leaves out the "U.S." before it."""
    agency = _agency_of(person.title)
    federal = agency == _ATTORNEY_GENERAL and any(
        _FEDERAL_TITLE.search(text, max(0, mention.start - 40), mention.start) for mention in person.mentions
    )
    return _JUSTICE if federal else agency


def _agency_speaking(quote: Quote) -> str | None:
    """The agency of who speaks: of a person in office, of its spokesman, or itself; None of others."""
    if (agency := _agency_of(quote.speaker_title)) is not None or quote.speaker_kind == "person":
        return agency
    pattern, spelt = _agency_names()
    printed = quote.speaker_name or quote.speaker_text
    named = pattern.search(printed)
    if not named:
        return _agency_of(printed)  # "the mayor"
    before, behind = printed[: named.start()], printed[named.end() :]
    officer = _OFFICER_BEHIND.match(behind) or (not behind and _OFFICERS_OF.search(before))
    return spelt[named[0]] if officer or quote.speaker_kind == "organization" else None


def _agency_of(title: str) -> str | None:
    """The agency whose officer a printed title makes one, blank if it names none; None if it is no office.

    "Attorney General" alone stays as it is: whether it is the federal one, the text tells.
    """
    words = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)?", title.lower()))
    if words.isdisjoint(OFFICE_NOUNS | PUBLIC_OFFICES):
        return None
    if _FEDERAL_TITLE.search(title):
        return _JUSTICE
    if title == _ATTORNEY_GENERAL:
        return title
    pattern, spelt = _agency_names()
    if match := pattern.search(title):
        return spelt[match[0]]
    if title.lower() == "president":
        return "White House"
    return "" if words & _SURELY_PUBLIC or _OF_A_BODY.search(title) else None


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    path = Path(__file__).parent / "lexicon" / "acts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _agency_names() -> tuple[re.Pattern[str], dict[str, str]]:
    spelt = {printed: name for name, forms in _settings()["agencies"].items() for printed in forms}
    return re.compile(rf"(?<!\w)(?:{_alternatives(spelt)})(?!\w)"), spelt


@lru_cache(maxsize=1)
def _subject_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """Words that can be a subject, and those of them that act for a state, a county or a town."""
    settings = _settings()
    local = frozenset([*settings["local"].split(), *settings["local_phrases"]])
    words = [*local, *settings["stand_ins"].split()]
    return re.compile(rf"(?<![\w-])(?:{_alternatives(words)})(?![\w-])"), local


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
