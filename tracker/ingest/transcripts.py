"""Speech printed as turns: "WALLACE: Sheriff, why now?".

A label proves little, two do: a transcript labels each turn. In small letters ("Dave Mill: Why now?") two people
must take turns, because "Date:" and "Place:" head lists. A label may fill its line, with the speech below it. One
turn alone is speech when its label names somebody with an office, or whom the text names elsewhere, and "I" or "we"
speaks. Where a third of a text or more is turns, paragraphs between them go on with the turn before; where the turns are
few, only those in which "I" or "we" speaks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ingest.given_names import given_names
from tracker.ingest.quotes import RawQuote
from tracker.ingest.text import Doc
from tracker.ingest.titles import TITLES

# A word of a name in capitals; "McKAY" begins smaller.
_CAPITALS = r"(?:Ma?c|De|Van)?[A-Z][A-Z.'’\-]+"
_TITLE = r"(?:Mr|Ms|Mrs|Dr|Sens?|Reps?|Gov|Del|Ald|Chair(?:wo)?man|Senator|Secretary|Sheriff|Mayor|Chief|Judge|Justice|Director|Commissioner)"
_LABEL = re.compile(
    r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s+)?"
    rf"(?:(?:{_TITLE}\.? )?(?P<name>{_CAPITALS}(?: {_CAPITALS}){{0,5}}) ?"
    r"(?:\([^)\n]{1,40}\) ?)?(?:, ?[A-Z][A-Z0-9 ,.&'’\-]{2,90})?:(?:\s+|$)"
    r"|(?P<role>[QA]|Question|Answer|(?:Speaker|Interviewer|Interviewee|Participant|Caller)(?: \d{1,2})?):\s+)"
)
# As the Congressional Record prints them: "Mr. KANE of Ohio. Madam Speaker, …", "The CHAIRMAN. …".
_RECORD = re.compile(
    rf"(?:{_TITLE}\.? (?P<name>[A-Z][A-Z'’\-]+(?: [A-Z][A-Z'’\-]+){{0,2}})(?: of (?:[A-Z][a-z]+ ?){{1,2}})?"
    r"|(?P<role>The (?:SPEAKER|CHAIR|CHAIRMAN|CHAIRWOMAN|PRESIDENT|PRESIDING OFFICER|CLERK)(?: pro tempore)?))\.\s+(?=[A-Z“\"])"
)
_NAME_LABEL = re.compile(r"(?P<name>(?:[A-Z][\w.'’\-]+ ){0,3}[A-Z][\w.'’\-]+)(?P<role>):(?:\s+|$)")
_ROLES = frozenset("reporter host moderator interviewer anchor narrator".split())
# Words of labels that name nobody: "UNIDENTIFIED FEMALE:".
NOBODY = frozenset(
    "unidentified unknown female male announcer audience reporter crowd protester speaker question host moderator "
    "interviewer anchor narrator".split()
)
_NOT_LABELS = re.compile(
    r"(?:NOTES?|UPDATED?|CORRECTION|RELATED|ALSO|MORE|READ|WATCH|PHOTOS?|VIDEO|EDITOR|CONTACTS?|SOURCES?|FULL|ABSTRACT|BREAKING"
    r"|WHAT|WHO|WHEN|WHERE|WHY|HOW|DATE|TIME|PLACE|LOCATION|ADDRESS|WITNESS(?:ES)?|SPEAKERS|PANEL|MEDIA|PRESS|RSVP|SUBJECT|TOPIC"
    r"|RE|TO|FROM|CC|SENT|PHONE|E-?MAIL|WEB(?:SITE)?|CAPTION|CREDIT|AGENDA|BACKGROUND|SUMMARY|FACTS?|MYTH|CLAIM|TRUTH|VERDICT"
    r"|PUBLISHED|POSTED|BY|TAGS?|SECTION|EXCLUSIVE|OPINION|ANALYSIS|LIVE|LISTEN|FOR IMMEDIATE RELEASE)\b"
)
_CONTACT = re.compile(r"[\w.]@[\w-]+\.|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Ww]e|[Ww]e['’]\w+|[Oo]ur|us|[Mm]y)\b")
_LONGEST_LABEL, _LONGEST_NAME_LABEL = 140, 60
_SHORTEST_ALONE = 50
_TURNS, _TURNS_OF_TWO, _MANY_TURNS = 2, 4, 5
_SHARE_OF_TURNS = 3


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of paragraph ``paragraph``: the speech begins at ``end``; ``name`` are the code points of the name."""

    paragraph: int
    end: int
    name: tuple[int, int] | None
    words: tuple[str, ...]


def find_turns(doc: Doc, quotes: Sequence[RawQuote]) -> list[RawQuote]:
    """The turns of a transcript in order, each paragraph of one a quotation; none where the text is no transcript.

    ``quotes`` are the text's quotations between marks: a turn with marks in it is its speaker's as a whole only
    where most of the text is turns.
    """
    starts = [quote.outer_start for quote in quotes]
    named = _name_labels(doc)
    labels = {label.paragraph: label for label in _capital_labels(doc)} | named
    if not labels or (_asks_and_answers(labels) and not _first_person(doc, labels.values())):
        return []  # questions often asked are answered by nobody
    if len(labels) == 1:
        labels = {number: label for number, label in labels.items() if _speaks_alone(doc, label)}
    elif len(labels) * _SHARE_OF_TURNS >= len(doc.paragraphs):
        return _whole(doc, starts, labels)
    plain = [
        turn
        for turn in map(lambda label: _turn(doc, label), labels.values())
        if turn.start < turn.end and not holds_marks(starts, turn.start, turn.end)
    ]
    return plain if len(plain) >= min(len(labels), _TURNS) else []


def _turn(doc: Doc, label: _Label) -> RawQuote:
    end = doc.paragraphs[label.paragraph][1]
    return RawQuote(label.end, end, label.end, end, label.paragraph, label=label.name)


def _whole(doc: Doc, starts: Sequence[int], labels: dict[int, _Label]) -> list[RawQuote]:
    """Turns of a text that is a transcript: paragraphs up to the next label go on, but for stage directions.

    Behind the last label nothing tells the turn's end: only a label that fills its line takes the paragraph below.
    """
    last = max(labels)
    current: tuple[int, int] | None = None
    result: list[RawQuote] = []
    open_label = going_on = False
    for number, (begin, end) in enumerate(doc.paragraphs):
        label = labels.get(number)
        if label is not None:
            current, going_on = label.name, True
            open_label = label.end >= end
            if not open_label:
                result.append(_turn(doc, label))
            continue
        if not open_label:
            going_on = going_on and number < last and not holds_marks(starts, begin, end)
            going_on = going_on and (
                len(labels) >= _MANY_TURNS or bool(_FIRST_PERSON.search(doc.text, begin, end))
            )
        if not going_on or doc.text[begin] in "([<":
            continue
        result.append(
            RawQuote(
                begin,
                end,
                begin,
                end,
                number,
                continues=not open_label,
                label=current if open_label else None,
            )
        )
        open_label = False
    return result


def holds_marks(starts: Sequence[int], begin: int, end: int) -> bool:
    """Whether one of the quotations that start at ``starts``, in order, starts in ``begin:end``."""
    at = bisect_left(starts, begin)
    return at < len(starts) and starts[at] < end


def _capital_labels(doc: Doc) -> list[_Label]:
    """Labels in capitals, or by "Q" and "A"; those of the Congressional Record where two are found."""
    found, record = [], []
    for number, (begin, end) in enumerate(doc.paragraphs):
        limit = min(end, begin + _LONGEST_LABEL)
        match = _LABEL.match(doc.text, begin, limit)
        if match is not None and not (_NOT_LABELS.match(doc.text, begin) or _is_contact(doc, begin, end)):
            found.append(_label(number, match, end))
        elif (match := _RECORD.match(doc.text, begin, limit)) is not None:
            record.append(_label(number, match, end))
    return sorted(found + (record if len(record) >= _TURNS else []), key=lambda label: label.paragraph)


def _label(number: int, match: re.Match[str], end: int) -> _Label:
    name = match["name"] or ""
    words = name.lower().split()
    span = match.span("name") if name and NOBODY.isdisjoint(words) else None
    return _Label(number, min(match.end(), end), span, tuple(words or [match["role"].lower()]))


def _name_labels(doc: Doc) -> dict[int, _Label]:
    """By paragraph, labels in small letters that are names of people who take turns."""
    labels: dict[int, _Label] = {}
    for number, (begin, end) in enumerate(doc.paragraphs):
        colon = doc.text.find(":", begin, min(end, begin + _LONGEST_NAME_LABEL))
        if (
            colon > 0
            and (match := _NAME_LABEL.match(doc.text, begin, end))
            and not _is_contact(doc, begin, end)
        ):
            labels[number] = _label(number, match, end)
    lines = {number for number, label in labels.items() if label.end >= doc.paragraphs[number][1]}
    given = given_names()
    surnames = {
        label.words[-1] for label in labels.values() if len(label.words) > 1 and label.words[0] in given
    }
    if len({labels[number].words for number in lines if labels[number].words[-1] in surnames}) >= _TURNS:
        return {number: labels[number] for number in lines if labels[number].words[-1] in surnames | _ROLES}
    labels = {number: label for number, label in labels.items() if number not in lines}
    if len(labels) < _TURNS_OF_TWO:
        return {number: label for number, label in labels.items() if _speaks_alone(doc, label)}
    if any(doc.text[doc.paragraphs[number][1] - 1] == "?" for number in labels):
        # One asks and another answers: surnames by themselves, unless they are words of the text.
        plain = set(doc.words)
        surnames |= {
            label.words[0]
            for label in labels.values()
            if len(label.words) == 1 and label.words[0] not in plain
        }
    turns = Counter(label.words[-1] for label in labels.values() if label.words[-1] in surnames | _ROLES)
    # Each of two speaks more than once, and one of them has a name.
    if len([name for name, count in turns.items() if count > 1]) < _TURNS or surnames.isdisjoint(turns):
        return {}
    return {number: label for number, label in labels.items() if label.words[-1] in turns}


def _is_contact(doc: Doc, begin: int, end: int) -> bool:
    return bool(_CONTACT.search(doc.text, begin, min(end, begin + _LONGEST_LABEL)))


def _asks_and_answers(labels: dict[int, _Label]) -> bool:
    return bool(labels) and all(
        label.words[-1] in ("q", "a", "question", "answer") for label in labels.values()
    )


def _first_person(doc: Doc, labels: Iterable[_Label]) -> bool:
    return any(
        _FIRST_PERSON.search(doc.text, label.end, doc.paragraphs[label.paragraph][1]) for label in labels
    )


def _speaks_alone(doc: Doc, label: _Label) -> bool:
    """Whether the one labelled paragraph is that person's speech: somebody with an office, or named elsewhere, says
    "I" or "we" in it."""
    begin, end = doc.paragraphs[label.paragraph]
    if label.name is None or len(label.words) < 2 or end - label.end < _SHORTEST_ALONE:
        return False
    if not _FIRST_PERSON.search(doc.text, label.end, end):
        return False
    if label.words[0] in TITLES:
        return True
    name = doc.text[slice(*label.name)]
    return label.words[0] in given_names() and (
        doc.text.find(name, 0, begin) >= 0 or doc.text.find(name, label.end) >= 0
    )
