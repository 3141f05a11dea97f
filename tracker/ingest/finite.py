"""Which words are finite verbs where they stand: what tells a clause from a noun phrase.

No tagger: auxiliaries, verbs of saying, the ending "-ed" and a list of verbs, judged by the words beside
them. A form that is a noun as often ("limits", "plans") counts only in a verb's place.
"""

from __future__ import annotations

from tracker.ingest import lexicon
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    BASE_FORMS,
    CUES,
    DETERMINERS,
    FINITE,
    NOUN_LIKE,
    PREPOSITIONS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import Cast
from tracker.ingest.text import Doc

SUBJECTS = frozenset(["he", "she", "they", "i", "we", "it", "you"])
RELATIVES = frozenset(["who", "which", "where", "whose", "that"])
_VERBS = lexicon.words("finite_verbs")
# Verbs in the list and third persons of cues that are nouns as often.
_NOUNS_TOO = (NOUN_LIKE - _VERBS) | frozenset(
    "make work works help lead leads run runs hold holds show face faces hope hopes plan plans look looks "
    "turn turns start starts stand stands fall falls cost costs matter matters lives leaves love loves "
    "like likes hate hates hit set cut put hurt shut beat shot felt thought saw support supports limits "
    "houses harms honors funds targets covers risks respects questions orders views values forces places "
    "issues charges challenges controls demands burdens releases transfers permits ends causes benefits "
    "fear fears harbor harbors use uses share shares shields bans bars blocks cuts votes".split()
)
_NONFINITE = frozenset(["be", "been", "being", "wo", "ca"])
_ARTICLES = frozenset("the a an his its their our my your no every".split())
_NOT_PAST = frozenset(
    "need feed speed seed deed breed indeed hundred red bed shed sacred naked kindred".split()
)
_NO_ADVERBS = frozenset("family assembly ally supply rally reply july italy fly bully".split())
_OBJECTS = frozenset(["what", "how", "him", "them", "us", "me"])
_CONTRACTED = ("'s", "'re", "'ll", "'ve", "'d", "'m")
_PLURALS = frozenset("people police men women children officials authorities".split())


class Finite:
    """Reads the verbs in frames of one text."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast

    def low(self, frame: Frame, i: int) -> str:
        """The word at item ``i`` in lower case; empty for a quotation and outside the frame."""
        if 0 <= i < len(frame.items) and frame.items[i] >= 0:
            return self.doc.lows[frame.items[i]]
        return ""

    def is_adverb(self, low: str) -> bool:
        return low in ADVERBS or low == "not" or (low.endswith("ly") and low not in _NO_ADVERBS)

    def is_contracted(self, low: str) -> bool:
        """Whether a word is a subject and its verb: "he's", "they'll"."""
        head, mark, tail = low.partition("'")
        return bool(mark) and (head in SUBJECTS or head in ("there", "that")) and "'" + tail in _CONTRACTED

    def finite_at(self, frame: Frame, m: int) -> bool:
        """Whether the word at item ``m`` is a finite verb, the first word of its verb."""
        low, before = self.low(frame, m), self.low(frame, m - 1)
        if not low or low in ADVERBS or frame.items[m] in self.cast.ending:
            return False
        if self.is_contracted(low):
            return True
        behind_adverb = self.is_adverb(before)
        if behind_adverb:
            before = self.low(frame, m - 2)
        if low in AUXILIARIES:
            return low not in _NONFINITE and before != "to" and before not in AUXILIARIES
        if low.endswith("n't"):
            return True
        if before == "to" or before in AUXILIARIES or before.endswith("n't"):
            return False  # "to allow", "will allow", "has allowed": no verb of its own
        if before in _ARTICLES or before in PREPOSITIONS or before.endswith(("'s", "s'")):
            return False
        if low in _NOUNS_TOO:
            return behind_adverb or self._in_verbs_place(frame, m, before)
        if low in _VERBS or low in FINITE:
            return True
        if low.endswith("ed"):
            is_name = self.doc.words[frame.items[m]][0].isupper()
            return not is_name and low not in _NOT_PAST and not low.endswith("eed") and "-" not in low
        if before in ("he", "she", "it") and low.endswith("s") and not low.endswith("ss"):
            return True
        return self._is_plural(before) and self._is_base(low)

    def _in_verbs_place(self, frame: Frame, m: int, before: str) -> bool:
        """Whether a form that may be a noun has a subject at its left or an object at its right."""
        if before in SUBJECTS or (before in RELATIVES and before != "that"):
            return True
        if (before in DETERMINERS and before != "that") or before[:1].isdigit():
            return False
        behind = self.low(frame, m + 1)
        if behind in ("to", "for"):
            # "the city plans to", "the order calls for", not "new plans to"
            return frame.items[m - 1] in self.cast.ending or self.low(frame, m - 2) in _ARTICLES
        return behind in DETERMINERS or behind in SUBJECTS or behind in _PLURALS or behind in _OBJECTS

    def _is_plural(self, low: str) -> bool:
        return (
            low in _PLURALS
            or low in RELATIVES
            or (low.endswith("s") and not low.endswith(("ss", "us", "is")))
        )

    def _is_base(self, low: str) -> bool:
        """Whether a word is a verb of saying or the base of a listed third person, and no noun: "agree", "protect"."""
        if low in CUES and low in BASE_FORMS:
            return True
        for third in (low + "s", low + "es", low[:-1] + "ies" if low.endswith("y") else ""):
            if third in _VERBS and third not in _NOUNS_TOO:
                return True
        return False

    def is_relative(self, frame: Frame, m: int) -> bool:
        """Whether the verb right behind the "that" at item ``m`` has it for its subject."""
        low, behind = self.low(frame, m + 1), self.low(frame, m + 2)
        if self.is_contracted(low):
            return False  # "that he'd go"
        if low.endswith("ed") and not (
            behind in DETERMINERS or behind in PREPOSITIONS or behind in SUBJECTS or behind in (".", ",")
        ):
            return False  # "that armed men came"
        return self.finite_at(frame, m + 1)

    def predicate_at(self, frame: Frame, m: int, subject: str) -> bool:
        """Whether the word behind the pronoun ``subject`` may be its verb: "it" and "you" may be objects."""
        low = self.low(frame, m)
        if subject in ("it", "you"):
            return self.finite_at(frame, m) or self.low(frame, m) in ADVERBS
        return low[:1].isalpha() and low not in PREPOSITIONS and low not in ("and", "or")
