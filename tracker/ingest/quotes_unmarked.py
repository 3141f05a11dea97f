"""Speech printed without quotation marks: transcripts and block quotations.

A transcript labels each turn ("WALLACE: Sheriff, why now?"); one label alone proves nothing, two
do. In small letters ("Dave Mill: Why now?") two people must take turns: "Date:" and "Place:" head lists. One turn
alone is speech when the text names its speaker elsewhere and "I" or "we" speaks. Where most of a text is turns, paragraphs without a label go on with the turn before. A block quotation is the paragraph behind a sentence of saying that ends in a colon.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from tracker.ingest.cues import SAY
from tracker.ingest.given_names import given_names
from tracker.ingest.quotes import RawQuote
from tracker.ingest.text import Doc

_LABEL = re.compile(
    r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s+)?"
    r"(?:(?:[A-Z][A-Z.'’\-]+ ?(?:\([^)\n]{1,30}\) ?)?){1,4}(?:, ?[A-Z][A-Z0-9 ,.&'’\-]{2,90})?:\s+"
    r"|(?:[QA]|Question|Answer|(?:Speaker|Interviewer|Interviewee|Participant|Caller)(?: \d{1,2})?):\s+)"
)
_NAME_LABEL = re.compile(r"(?:[A-Z][\w.'’\-]+ ){0,3}[A-Z][\w.'’\-]+:\s+")
_ROLES = frozenset("reporter host moderator interviewer anchor narrator".split())
_LONGEST_NAME_LABEL = 60
_SHORTEST_ALONE = 60
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Ww]e|[Ww]e['’]\w+|[Oo]ur|[Mm]y)\b")
_TURNS_OF_TWO = 4
_LONGEST_LABEL = 140
_NOT_LABELS = re.compile(
    r"(?:NOTES?|UPDATED?|CORRECTION|RELATED|ALSO|MORE|READ|WATCH|PHOTOS?|VIDEO|EDITOR|CONTACTS?|SOURCES?|FULL|ABSTRACT|BREAKING"
    r"|WHAT|WHO|WHEN|WHERE|WHY|HOW|DATE|TIME|PLACE|LOCATION|ADDRESS|WITNESS(?:ES)?|SPEAKERS|PANEL|MEDIA|PRESS|RSVP|SUBJECT|TOPIC"
    r"|RE|TO|FROM|CC|SENT|PHONE|E-?MAIL|WEB(?:SITE)?|CAPTION|CREDIT|AGENDA|BACKGROUND|SUMMARY|FACTS?|MYTH|CLAIM|TRUTH|VERDICT"
    r"|PUBLISHED|POSTED|BY|TAGS?|SECTION|EXCLUSIVE|OPINION|ANALYSIS|LIVE|LISTEN|FOR IMMEDIATE RELEASE)\b"
)
_SAYING_NOUNS = frozenset(
    "statement letter memo email e-mail tweet post testimony remarks transcript".split()
)
_OUTLET_WORDS = frozenset(
    "post times news examiner herald tribune journal gazette globe reporter site report reports noted notes reported".split()
)
_SHORTEST_BLOCK = 40
_TURNS = 2
_TURNS_OF_TRANSCRIPT, _SHARE_OF_TURNS = 5, 3


def with_unmarked(doc: Doc, quotes: Sequence[RawQuote]) -> list[RawQuote]:
    """``quotes`` with the turns of a transcript and block quotations, in order, none overlapping.

    In a transcript a turn is its speaker's as a whole: marks within it only quote what the speaker quotes.
    """
    starts = [quote.outer_start for quote in quotes]
    turns = _turns(doc, starts)
    unmarked = sorted([*turns, *_blocks(doc, starts)], key=lambda quote: quote.start)
    if not unmarked:
        return list(quotes)
    ends = [turn.end for turn in turns]
    outside = []
    for quote in quotes:
        at = bisect_left(ends, quote.outer_end)
        if at == len(turns) or turns[at].start > quote.outer_start:
            outside.append(quote)
    return sorted([*outside, *unmarked], key=lambda quote: quote.start)


def _holds_marks(starts: Sequence[int], begin: int, end: int) -> bool:
    at = bisect_left(starts, begin)
    return at < len(starts) and starts[at] < end


def _turns(doc: Doc, starts: Sequence[int]) -> list[RawQuote]:
    found: list[RawQuote] = []
    unlabelled: list[int] = []
    marked: list[RawQuote] = []
    named = _name_labels(doc)
    for number, (begin, end) in enumerate(doc.paragraphs):
        match = named.get(number) or _LABEL.match(doc.text, begin, min(end, begin + _LONGEST_LABEL))
        if match is None or _NOT_LABELS.match(doc.text, begin):
            unlabelled.append(number)
            continue
        if match.end() < end:
            turn = RawQuote(match.end(), end, match.end(), end, number)
            (marked if _holds_marks(starts, begin, end) else found).append(turn)
    turns = len(found) + len(marked)
    if turns == 1:
        return [turn for turn in found if turn.paragraph in named]
    if turns >= _TURNS_OF_TRANSCRIPT and turns * _SHARE_OF_TURNS >= len(doc.paragraphs):
        found = sorted([*found, *marked], key=lambda turn: turn.start)
        found += _going_on(doc, starts, found, unlabelled)
        found.sort(key=lambda turn: turn.start)
    return found if len(found) >= _TURNS else []


def _name_labels(doc: Doc) -> dict[int, re.Match[str]]:
    """By paragraph, labels in small letters that are names of people who take turns."""
    matches: dict[int, re.Match[str]] = {}
    for number, (begin, end) in enumerate(doc.paragraphs):
        colon = doc.text.find(":", begin, min(end, begin + _LONGEST_NAME_LABEL))
        if colon > 0 and (match := _NAME_LABEL.match(doc.text, begin, end)):
            matches[number] = match
    if len(matches) < _TURNS_OF_TWO:
        return {number: match for number, match in matches.items() if _speaks_alone(doc, number, match)}
    speakers = {number: match[0].rstrip().rstrip(":").lower().split() for number, match in matches.items()}
    given = given_names()
    surnames = {words[-1] for words in speakers.values() if len(words) > 1 and words[0] in given}
    if any(doc.text[doc.paragraphs[number][1] - 1] == "?" for number in matches):
        # One asks and another answers: surnames by themselves, unless they are words of the text.
        plain = set(doc.words)
        surnames |= {words[0] for words in speakers.values() if len(words) == 1 and words[0] not in plain}
    turns = Counter(words[-1] for words in speakers.values() if words[-1] in surnames | _ROLES)
    # Each of two speaks more than once, and one of them has a name.
    if len([label for label, count in turns.items() if count > 1]) < _TURNS or surnames.isdisjoint(turns):
        return {}
    return {number: matches[number] for number, words in speakers.items() if words[-1] in turns}


def _speaks_alone(doc: Doc, number: int, match: re.Match[str]) -> bool:
    """Whether the one paragraph labelled with a name is that person's speech: named elsewhere, "I" or "we" within."""
    begin, end = doc.paragraphs[number]
    name = match[0].rstrip().rstrip(":")
    if " " not in name or name.split()[0].lower() not in given_names() or end - match.end() < _SHORTEST_ALONE:
        return False
    if not _FIRST_PERSON.search(doc.text, match.end(), end):
        return False
    return doc.text.find(name, 0, begin) >= 0 or doc.text.find(name, match.end()) >= 0


def _going_on(
    doc: Doc, starts: Sequence[int], turns: Sequence[RawQuote], unlabelled: Sequence[int]
) -> list[RawQuote]:
    """Paragraphs between two turns that belong to the first: neither marked nor stage directions."""
    between = range(turns[0].paragraph, turns[-1].paragraph)
    labelled = {turn.paragraph for turn in turns}
    result: list[RawQuote] = []
    for number in unlabelled:
        begin, end = doc.paragraphs[number]
        if (
            number in between
            and number - 1 in labelled
            and doc.text[begin] not in "([<"
            and not _holds_marks(starts, begin, end)
        ):
            labelled.add(number)
            result.append(RawQuote(begin, end, begin, end, number, continues=True))
    return result


def _blocks(doc: Doc, starts: Sequence[int]) -> list[RawQuote]:
    found = []
    for number in range(1, len(doc.paragraphs)):
        begin, end = doc.paragraphs[number]
        before = doc.paragraphs[number - 1]
        if (
            doc.text[before[1] - 1] != ":"
            or end - begin < _SHORTEST_BLOCK
            or _holds_marks(starts, begin, end)
        ):
            continue
        if (
            doc.text[end - 1] not in ".?!"
            or not doc.text[begin].isupper()
            or not _hands_over(doc, number - 1)
        ):
            continue
        found.append(RawQuote(begin, end, begin, end, number, block=True))
    return found


def _hands_over(doc: Doc, paragraph: int) -> bool:
    """Whether the last sentence of a paragraph says that somebody, not an outlet, says what follows."""
    _, last = doc.paragraph_tokens[paragraph]
    first, _ = doc.sentences[doc.token_sentence[last - 1]]
    words = doc.lows[first:last]
    if words[-3:-1] in (["he", "noted"], ["she", "noted"]):
        return True
    if not _OUTLET_WORDS.isdisjoint(words):
        return False
    return any(word in SAY or word in _SAYING_NOUNS for word in words[-14:])
