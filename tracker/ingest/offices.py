"""The office printed beside a name rather than before it as a title.

"Ann Lee, the acting director of Arden's jail," and "the attorney general, Ann Lee," and "border czar Ann
Lee". Only the words of offices count: who is said to be a father, a Democrat or a resident is not given one.
"""

from __future__ import annotations

import re

from tracker.ingest.text import Doc
from tracker.ingest.titles import OFFICE_NOUNS

_BEFORE = frozenset(
    "acting former interim deputy assistant vice senior chief first new then now state county city town village federal "
    "district police border attorney immigration house senate majority minority press council executive associate "
    "lieutenant public special top general sheriff's mayor's governor's department agency board tribal "
    "republican democratic outgoing incoming retired longtime administrative legislative communications community "
    "outreach campaign national security policy party foreign domestic city's county's state's nation's agency's "
    "department's country's".split()
)
_ACRONYM = re.compile(r"[A-Z]{2,5}|(?:[A-Z]\.){2,4}")
_OWNER = re.compile(r"[A-Z]\w+['’]s")
_PARTY = re.compile(r"[RDI]-[A-Z]")
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "its", "their", "our", "now", "then", "who's"])
_BINDING = frozenset(["of", "for", "at", "in"])
_INNER = frozenset(["of", "for", "the", "and", "&", "on", "to"])
_BODIES = frozenset(
    "agency department jail office city county state union board council police bureau".split()
)
_OWN_BODIES = frozenset(["his", "her", "local", "county's", "city's", "state's", "agency's"])
_COMMITTEES = frozenset("committee subcommittee commission board department office council bureau".split())
# Words before the noun, and behind its preposition.
_LEAD, _TAIL = 7, 12


def office_behind(doc: Doc, last: int) -> str:
    """The office in the apposition that opens at token ``last``: ", acting director of the agency". Blank if none."""
    if last + 1 >= len(doc) or doc.words[last] not in (",", "(", "—", "–"):
        return ""
    first = last + 1
    if _PARTY.match(doc.words[first]) and first + 2 < len(doc) and doc.words[first + 1] in (",", ")"):
        first += 2 + (doc.words[first + 2] == ",")  # "Ann Lee, R-Ky., chair of the committee"
    while first < len(doc) and doc.lows[first] in _ARTICLES:
        first += 1
    noun = -1
    for k in range(first, min(first + _LEAD, len(doc))):
        word = doc.words[k]
        if doc.lows[k] in OFFICE_NOUNS:
            noun = k
        elif (
            doc.lows[k] in ("of", "and")
            and doc.words[k + 1 : k + 2]
            and doc.words[k + 1][0].isupper()
            and noun < 0
        ):
            continue  # "acting Department of Homeland Security secretary"
        elif not (word[0].isupper() or doc.lows[k] in _BEFORE or "-" in word):
            break
    behind = doc.words[noun + 1] if noun + 1 < len(doc) else ""
    if noun < 0 or behind[:1].isupper():
        return ""  # "Ann Lee, Sheriff Dale Rusk and …": another's title
    return _text(doc, first, _complement_end(doc, noun + 1))


def office_before(doc: Doc, first: int) -> str:
    """The office that leads up to the name at token ``first``: "border czar Ann Lee", "the mayor, Ann Lee,"."""
    end = first
    if first and doc.words[first - 1] == ",":
        end -= 1
    if not end or doc.lows[end - 1] not in OFFICE_NOUNS or doc.words[end - 1][0].isupper():
        return ""
    begin = end - 1
    while begin and (doc.lows[begin - 1] in OFFICE_NOUNS or doc.lows[begin - 1] in _BEFORE):
        begin -= 1
    if begin and (_ACRONYM.fullmatch(doc.words[begin - 1]) or _OWNER.fullmatch(doc.words[begin - 1])):
        begin -= 1  # "FBI director, Ann Lee", "Ohio's governor, Ann Lee"
    return _text(doc, begin, end)


def _complement_end(doc: Doc, k: int) -> int:
    """Where "of the Arden County Jail" ends that may stand at token ``k``; ``k`` itself when none does."""
    if k >= len(doc) or doc.lows[k] not in _BINDING:
        return k
    end = k
    for m in range(k + 1, min(k + _TAIL, len(doc))):
        low = doc.lows[m]
        if doc.words[m][0].isupper() or doc.words[m][0].isdigit() or low in _BODIES:
            end = m + 1
        elif low in ("'", "’") and m + 1 < len(doc) and doc.words[m + 1][0].isupper():
            continue  # "the National Sheriffs’ Association"
        elif low not in _INNER and low not in _BEFORE and low not in _OWN_BODIES:
            break
    return end


def office_whole(doc: Doc, first: int, last: int, *, behind: int = 0) -> str:
    """The title in tokens ``first:last`` with the body's name it goes on from: "Committee on Rules and Order Chair".
    Blank where it goes on from none. Nothing before token ``behind`` is of it: there another's name ends."""
    begin = first
    while begin > behind and first - begin < _TAIL:
        word = doc.words[begin - 1]
        if not (word[0].isupper() and word.isalpha()) and (
            doc.lows[begin - 1] not in _INNER or not doc.words[begin][0].isupper()
        ):
            break
        begin -= 1
    while begin < first and not doc.words[begin][0].isupper():
        begin += 1
    ties = any(doc.lows[k] in ("on", "of", "and") for k in range(begin, first))
    if not ties or (_COMMITTEES | OFFICE_NOUNS).isdisjoint(doc.lows[begin:first]):
        return ""
    return _text(doc, begin, last)


def _text(doc: Doc, first: int, last: int) -> str:
    return " ".join(doc.text[doc.starts[first] : doc.ends[last - 1]].split()) if last > first else ""
