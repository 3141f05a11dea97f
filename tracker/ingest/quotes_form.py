"""What kind of quotation it is: somebody's words, a fragment of them, a block, or scare marks.

Marks also stand around titles ("Meet the Press"), names of things and words the writer keeps at arm's
length ("sanctuary" cities). Those are nobody's words: form ``scare``.
"""

from __future__ import annotations

import re

from tracker.ingest.cues import CALL, CUES, DETERMINERS, PREPOSITIONS
from tracker.ingest.frames import Frame
from tracker.ingest.quotes import RawQuote
from tracker.ingest.speakers import Attribution
from tracker.ingest.text import Doc

_WORD = re.compile(r"[^\W_][\w'’-]*")
_LONG_ENOUGH_FOR_CAPITAL = 4
_NAMING = frozenset(
    "called named titled entitled dubbed nicknamed known so-called show book song film movie play".split()
)
_ADDRESSED = frozenset(["told", "tell", "tells", "telling", "on", "to"])
_FRAGMENT_WORDS = 3
_COPULAS = frozenset(
    ["is", "was", "were", "are", "be", "been", "being", "as", "not", "very", "that", ":", ","]
)
_SMALL = frozenset(["with", "from", "into", "over", "about", "than", "that", "when", "upon", "down"])
_CHANTED = frozenset(["chant", "chants", "cries", "cry", "slogan", "slogans", "words", "shouts", "calls"])


def form_of(doc: Doc, quote: RawQuote, frame: Frame, position: int, found: Attribution) -> str:
    """``direct``, ``partial``, ``block`` or ``scare`` for the quotation at ``position`` of its frame."""
    if quote.block:
        return "block"
    text = doc.text[quote.start : quote.end]
    words = _WORD.findall(text)
    lead = doc.lows[frame.items[position - 1]] if position and frame.items[position - 1] >= 0 else ""
    if is_title(text, words) and not _is_uttered(doc, frame, position, lead, found):
        return "scare"
    if not found.rule and len(words) <= _FRAGMENT_WORDS and lead in ("the", "a", "an", "this", "so-called"):
        return "scare"
    if not found.rule and len(words) < _FRAGMENT_WORDS and not text.rstrip().endswith(("!", "?")):
        return "scare"
    joined = lead in ("and", "or") and position > 1 and frame.items[position - 2] < 0
    if (
        len(words) < _FRAGMENT_WORDS
        and not joined
        and _is_at_arms_length(doc, lead, found, text[-1:] in ".,")
    ):
        return "scare"
    whole = text[:1].isupper() or not text[:1].isalpha()
    if whole and (len(words) >= _FRAGMENT_WORDS or text[-1:] in ".?!,"):
        return "direct"
    return "partial"


def _is_at_arms_length(doc: Doc, lead: str, found: Attribution, ended: bool) -> bool:
    """Whether one or two words in marks only name a thing: "readying a “sanctuary” crackdown"."""
    if not found.rule:
        return False
    if lead in _NAMING:
        return True
    calls = found.cue >= 0 and doc.lows[found.cue] in CALL
    if found.rule != "governed" or calls or lead in _COPULAS or lead in CUES:
        return False
    return lead in DETERMINERS or lead.endswith("'s") or (lead in PREPOSITIONS and not ended)


def is_title(text: str, words: list[str]) -> bool:
    """Two words or more, every longer one capitalised, no sentence inside."""
    if len(words) < 2 or not words[0][0].isupper() or re.search(r"[.?!]\s|[?!]$", text):
        return False
    long_words = [word for word in words if len(word) >= _LONG_ENOUGH_FOR_CAPITAL and word not in _SMALL]
    return bool(long_words) and all(word[0].isupper() for word in long_words)


def _is_uttered(doc: Doc, frame: Frame, position: int, lead: str, found: Attribution) -> bool:
    """Whether capitalised words were said rather than titled: a verb of saying leads straight to them."""
    if found.rule in ("inverted", "label") or found.chained:
        return True
    if found.rule == "tag":
        return position == 0
    if lead in _ADDRESSED - {"to"} or lead in _NAMING:
        return False
    if lead in CUES or lead in ("that", ":", "as", "to", "chant", "slogan"):
        return True
    behind = [doc.lows[item] for item in frame.items[max(0, position - 5) : position] if item >= 0]
    if lead == "," and (found.rule == "cue" or (len(behind) > 1 and behind[-2] in _CHANTED)):
        return True
    return (lead == "of" and len(behind) > 1 and behind[-2] in _CHANTED) or any(low in CALL for low in behind)
