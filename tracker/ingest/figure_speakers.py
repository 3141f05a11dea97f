"""Who claims a figure: the speaker of the words around it, or the person its sentence says it of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.ingest.sentences import sentences
from tracker.ingest.types import Figure, Person, Quote, Span

SENTENCE_HALF = 600
"""Characters searched for a speaker on each side at most: a text without full stops is not one sentence."""

ASIDE = 200
"""Characters before a figure in which an aside that holds it begins."""

TITLE = 40
"""Characters between a figure and a speaker behind it in which a title stands."""

# What the reporter adds about somebody or something named: "Hale County, which has 700 residents,".
_ASIDE = re.compile(r", (?:which|where|whose|who|home to)\b[^,;.]*$")
_TITLED = re.compile(r", (?:[A-Za-z.'’-]+ ){0,5}$")
_REPORTING = re.compile(
    r"\b(?:said|says|told|cited|cites|noted|added|claimed|claims|reported|announced|revealed|estimated|estimates|argued|stated|tweeted"
    r"|testified|explained|wrote|warned|insisted|declared|put the)\b"
)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks where: quotations and their starts, and people's mentions by start."""

    quotes: tuple[Quote, ...]
    starts: tuple[int, ...]
    mentions: tuple[tuple[int, int, str], ...]


def voices_of(quotes: Sequence[Quote], people: Sequence[Person]) -> Voices:
    """The named speakers of ``quotes`` and the mentions of ``people``, each in order of position."""
    mentions = sorted((m.start, m.end, person.name) for person in people for m in person.mentions)
    named = tuple(sorted((q for q in quotes if q.speaker_name), key=lambda q: q.span.start))
    return Voices(named, tuple(q.span.start for q in named), tuple(mentions))


def with_speaker(text: str, figure: Figure, voices: Voices) -> Figure:
    """``figure`` with its speaker, if anybody claims it."""
    name, kind = _speaker(text, figure.span, voices)
    if not name:
        return figure
    return replace(figure, speaker_name=name, speaker_kind=kind)


def _speaker(text: str, span: Span, voices: Voices) -> tuple[str, str]:
    """The speaker of the speech covering a figure, else of its sentence, else a pair of blanks."""
    before = bisect_right(voices.starts, span.start)
    for direct in (True, False):
        for quote in voices.quotes[max(0, before - 3) : before]:
            inside = quote.span.start <= span.start and span.end <= quote.span.end
            if inside and (quote.form != "indirect") == direct:
                return quote.speaker_name, quote.speaker_kind
    begin, end = sentences(text).around(span.start)
    begin, end = max(begin, span.start - SENTENCE_HALF), min(end, span.end + SENTENCE_HALF)
    if _ASIDE.search(text[max(begin, span.start - ASIDE) : span.start]):
        return "", ""
    nearby = voices.quotes[max(0, before - 3) : bisect_right(voices.starts, end)]
    in_sentence = {(q.speaker_name, q.speaker_kind) for q in nearby if begin <= q.span.start < end}
    if len(in_sentence) == 1:
        return in_sentence.pop()
    first = bisect_right(voices.mentions, (begin, 0, ""))
    last = bisect_right(voices.mentions, (span.start, 0, ""))
    named = voices.mentions[first:last]
    for number in range(len(named) - 1, -1, -1):
        _, after, name = named[number]
        until = named[number + 1][0] if number + 1 < len(named) else span.start
        if _REPORTING.search(text, after, until):
            return name, "person"
    for start, after, name in voices.mentions[last : bisect_right(voices.mentions, (end, 0, ""))]:
        if _REPORTING.match(text, after + 1) and _TITLED.search(text, max(span.end, start - TITLE), start):
            return name, "person"  # "…, ICE director Ida Poe told the board"
    return "", ""
