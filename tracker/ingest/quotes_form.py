"""What kind of quotation it is: somebody's words, a fragment of them, a block, or scare marks.

Marks also stand around titles ("Meet the Press"), names of things and words the writer keeps at arm's
length ("sanctuary" cities). Those are nobody's words: form ``scare``.
"""

from __future__ import annotations

import re

from tracker.ingest.cues import AUXILIARIES, CALL, CUES, DETERMINERS, PREPOSITIONS
from tracker.ingest.frames import Frame
from tracker.ingest.headlines import capitals, longer
from tracker.ingest.quotes import RawQuote
from tracker.ingest.speakers import Attribution
from tracker.ingest.text import Doc

_WORD = re.compile(r"[^\W_][\w'’-]*")
_FRAGMENT_WORDS = 3
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENTRY = 14
_NAMING = frozenset(
    "called named titled entitled dubbed nicknamed known billed so-called show book song film movie play".split()
)
_WORKS = frozenset(
    "book memoir novel song film movie play show series album poem column essay program website blog podcast anthem".split()
)
# What works are written and read by; behind them capitals are a title.
_PENNED = frozenset("read reading reads wrote write writing written authored published penned".split())
_INSCRIBED = frozenset(
    "sign signs banner banners placard placards poster posters shirt shirts t-shirt t-shirts hat hats cap caps message "
    "messages note notes text tweet tweets post posts headline headlines caption inscription plaque sticker".split()
)
_LAWS = frozenset("act acts law bill amendment resolution ordinance".split())
_ADDRESSED = frozenset(["told", "tell", "tells", "telling", "on"])
_COPULAS = frozenset(
    ["is", "was", "were", "are", "be", "been", "being", "as", "not", "very", "that", ":", ","]
)
# What stands behind a fragment that is no adjective: it does not belong to the word behind it.
_NO_HEAD = PREPOSITIONS | AUXILIARIES | {"and", "or", "but", "that", "who", "which", "when", "because"}
_CHANTED = frozenset(["chant", "chants", "cries", "cry", "slogan", "slogans", "words", "shouts", "calls"])
# What crowds and candidates do with slogans; the words may follow some way behind.
_REPEATED = frozenset(
    "repeat repeats repeated repeating chanted chanting shout shouted shouting intone intoned recite recited".split()
)
_REPEATED_WITHIN = 9
# Names in a row for one thing.
_NAMES = 6
# Verbs listed with those of judging that announce a deed: what they govern is no judgement in marks.
_DEEDS = frozenset(
    "promised promises pledged pledges vowed offered proposed demanded urged threatened declined refused mentioned "
    "discussed addressed highlighted outlined detailed tackled recommended".split()
)


def form_of(doc: Doc, quote: RawQuote, frame: Frame, position: int, found: Attribution) -> str:
    """``direct``, ``partial``, ``block`` or ``scare`` for the quotation at ``position`` of its frame."""
    if quote.block:
        return "block"
    if _is_reference(doc, frame, position):
        return "scare"
    text = doc.text[quote.start : quote.end]
    words = _WORD.findall(text)
    lead = _low(doc, frame, position - 1)
    if is_title(text, words):
        if not _is_uttered(doc, frame, position, found, text, words):
            return "scare"
    elif len(words) <= _FRAGMENT_WORDS and _is_scare(doc, frame, position, found, text, len(words)):
        return "scare"
    whole = text[:1].isupper() or not text[:1].isalpha()
    if whole and lead not in DETERMINERS and (len(words) >= _FRAGMENT_WORDS or text[-1:] in ".?!,"):
        return "direct"
    return "partial"


def _low(doc: Doc, frame: Frame, position: int) -> str:
    """The lower-case word at ``position`` of the frame, blank for a quotation or none."""
    if not 0 <= position < len(frame.items) or frame.items[position] < 0:
        return ""
    return doc.lows[frame.items[position]]


def _is_reference(doc: Doc, frame: Frame, position: int) -> bool:
    """An entry of a list of sources: “Town named in list” — The Courier, May 15, 2008."""
    if _low(doc, frame, position + 1) not in ("—", "–", "-", "--") or len(frame.items) - position > _ENTRY:
        return False
    return any(bool(_YEAR.fullmatch(_low(doc, frame, k))) for k in range(position + 2, len(frame.items)))


def _is_scare(doc: Doc, frame: Frame, position: int, found: Attribution, text: str, count: int) -> bool:
    """Whether a few words in marks only name a thing: "readying a “sanctuary” crackdown"."""
    lead, behind = _low(doc, frame, position - 1), _low(doc, frame, position + 1)
    ended = text[-1:] in ".,?!"
    if _is_named_so(doc, frame, position):
        return True
    if not found.rule:
        fragment = count < _FRAGMENT_WORDS and text[-1:] not in "!?"
        return fragment or lead in ("the", "a", "an", "this", "so-called")
    attributive = not ended and behind[:1].isalpha() and behind not in _NO_HEAD
    if count == _FRAGMENT_WORDS:
        return False
    if lead in _NAMING:
        return True
    joined = lead in ("and", "or") and position > 1 and frame.items[position - 2] < 0
    verb = doc.lows[found.cue] if found.cue >= 0 else ""
    if joined or (verb in CALL and verb not in _DEEDS):
        return False
    if lead in DETERMINERS and not ended and behind[:1].isalpha() and behind not in PREPOSITIONS:
        return behind not in AUXILIARIES and behind not in ("and", "or", "but")
    if attributive and lead in PREPOSITIONS and lead not in _COPULAS and count == 1 and behind.endswith("s"):
        return True  # "cities with “sanctuary” policies"
    if found.rule != "governed" or lead in _COPULAS or lead in CUES:
        return False
    return lead in DETERMINERS or lead.endswith("'s") or (lead in PREPOSITIONS and not ended)


def _is_named_so(doc: Doc, frame: Frame, position: int) -> bool:
    """ "known as “holds,” “immigration holds” or “detainers”": names for a thing, each as the first of them."""
    for _ in range(_NAMES):
        lead = _low(doc, frame, position - 1)
        if lead == "as":
            return _low(doc, frame, position - 2) in ("known", "know")
        before = position - (2 if lead in ("and", "or", ",") else 1)
        if before < 0 or frame.items[before] >= 0:
            return False
        position = before
    return False


def is_title(text: str, words: list[str]) -> bool:
    """Two capitals or more, every longer word capitalised, no sentence inside."""
    if len(words) < 2 or not words[0][0].isupper() or re.search(r"[.?!]\s|[?!]$", text):
        return False
    long_words = longer(words)
    return bool(long_words) and capitals(long_words) == len(long_words) and capitals(words) > 1


def _is_uttered(
    doc: Doc, frame: Frame, position: int, found: Attribution, text: str, words: list[str]
) -> bool:
    """Whether capitalised words were said rather than titled: a verb of saying leads straight to them."""
    lead, second = _low(doc, frame, position - 1), _low(doc, frame, position - 2)
    if words[-1].lower() in _LAWS and lead in DETERMINERS:
        return False  # "the “No Shelter for Crime Act,”"
    if found.rule in ("inverted", "label") or (found.chained and found.rule != "same sentence"):
        return True
    if found.rule == "tag":
        return position == 0
    before = position - (2 if lead in ("and", "or") else 1)
    if before >= 0 and frame.items[before] < 0 and _is_uttered(doc, frame, before, found, text, words):
        return True  # one of several in a row, said like the first of them
    if (
        lead in _ADDRESSED
        or lead in _NAMING
        or (second in _NAMING and lead == "as")
        or (lead == "," and (second in _WORKS or second in _NAMING))
    ):
        return False
    if lead in _PENNED and not text.isupper() and text[-1] not in ".!?":
        return any(_low(doc, frame, k) in _INSCRIBED for k in range(max(0, position - 5), position))
    if lead in CUES or lead in ("that", ":", "as", "to", "chant", "slogan"):
        return True
    if lead == ",":
        behind = (_low(doc, frame, k) for k in range(max(0, position - _REPEATED_WITHIN), position - 1))
        return found.rule == "cue" or second in _CHANTED or any(word in _REPEATED for word in behind)
    if lead == "of":
        return second in _CHANTED
    # "called Merkel “The Chancellor …”": a verb of calling and the one it is said of.
    called = any(_low(doc, frame, k) in CALL for k in range(max(0, position - 4), position))
    return called and not lead.endswith("'s") and lead not in PREPOSITIONS
