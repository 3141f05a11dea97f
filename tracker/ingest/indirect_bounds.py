"""Where a reported clause begins and ends inside its sentence.

Read off small closed sets of words: auxiliaries, common finite verbs, what may follow a tag, what shows
that the reporter speaks again.
"""

from __future__ import annotations

from tracker.ingest import lexicon
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FINITE,
    INVERTED,
    PARTICIPLES,
    PREPOSITIONS,
    SAY,
    SUBJECT_PRONOUNS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import Cast
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS

_PUNCTUATION = frozenset(".?!,;:…)]”\"'’") | {"''"}
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight later earlier again "
    "recently afterward publicly privately repeatedly".split()
)
_PROMISED = frozenset("promised promises pledged pledges vowed".split())
# What is felt or decided rather than said, and verbs whose "that" is more often another word.
_UNSAID = frozenset(
    "signal signals signaled signaling hint hints hinted echo echoes echoed jab jabs jabbed ask asks asked asking deny denies denied "
    "respond responds responded remind reminds reminded wonder wonders wondered refuse decline maintain threaten threatens threatened".split()
)
_FINITE_VERBS = lexicon.words("finite_verbs")
_WHEN_ASKED = frozenset("asked pressed questioned told contacted reached".split())
_SPANS = (
    frozenset("week month year day morning afternoon evening night spring summer fall winter weekend".split())
    | _TIMES
)
_ADJUNCTS = frozenset(["in", "on", "at", "during", "to", "by", "from", "when", "after"])
_CONTRASTING = frozenset(["while", "whereas", "unlike"])
_SUBORDINATE = frozenset("while after when although though as since if because before whereas".split())
_RELATIVE = frozenset(["who", "which", "where", "whose"])


# A "clause" that runs on longer is a list or broken text.
LONGEST = 150


class Bounds:
    """Boundaries of clauses in frames of one text."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast

    def low(self, frame: Frame, i: int) -> str:
        if 0 <= i < len(frame.items) and frame.items[i] >= 0:
            return self.doc.lows[frame.items[i]]
        return ""

    def opens_clause(self, frame: Frame, k: int, *, strict: bool = False) -> bool:
        """Whether a clause of its own begins at item ``k``: a noun phrase with a finite verb behind it."""
        item = frame.items[k]
        low = self.doc.lows[item]
        if low in ("if", "when", "while", "there", "after", "because"):
            # "told reporters after meeting the mayor", "said when asked": when it was said
            following = self.low(frame, k + 1)
            return not (following.endswith("ing") or following in _WHEN_ASKED)
        if low in SAY and low in FINITE and item not in self.cast.starting:
            return False  # "Initial reports indicated": a subject and its verb
        begins = (
            item in self.cast.starting
            or low in SUBJECT_PRONOUNS
            or low in DETERMINERS
            or self.doc.words[item][0].isdigit()
            or (
                low.isalpha()
                and low not in PREPOSITIONS
                and low not in ("and", "but", "or", "so", "how", "what", "why", "goodbye")
            )
        )
        if not begins:
            return False
        for m in range(k, min(k + 30, len(frame.items))):
            low = self.low(frame, m)
            if not low:
                return False
            if m > k and (
                low in (";", ":") or (low == "," and (strict or m == k + 1)) or (strict and low in _RELATIVE)
            ):
                return False
            if m > k and (
                low in AUXILIARIES or low in FINITE or low in _FINITE_VERBS or low.endswith(("ed", "n't"))
            ):
                return low not in PERSON_NOUNS
        return self.doc.lows[item] in SUBJECT_PRONOUNS

    def clause_end(self, frame: Frame, k: int) -> int:
        """The last item of the clause that begins at ``k``: its sentence less trailing remarks."""
        items, doc = frame.items, self.doc
        last = min(len(items), k + LONGEST) - 1
        bracket = 0
        nested = k < 14 and (
            self.low(frame, 0) in _SUBORDINATE
            or self.low(frame, 0) in PARTICIPLES
            or any(self.low(frame, n) in _RELATIVE for n in range(max(0, k - 4), k))
        )
        for m in range(k + 1, min(len(items), k + LONGEST)):
            if items[m] < 0:
                continue
            low = doc.lows[items[m]]
            if low == "(":
                bracket += 1
            elif low == ")":
                if not bracket:
                    last = m - 1
                    break
                bracket -= 1
            elif low == ";" or (low == "and" and self.low(frame, m + 1) in PARTICIPLES):
                last = m - 1
                break
            elif low == "," and m + 1 < len(items) and not bracket:
                following = self.low(frame, m + 1)
                subordinate = nested and m - k > 2
                if (
                    subordinate
                    or following in PARTICIPLES
                    or following in _CONTRASTING
                    or self.breaks_off(frame, m + 1)
                ):
                    last = m - 1
                    break
                if following == "according" or self.tag_at(frame, m + 1):
                    last = m - 1
                    break
        while last > k and items[last] >= 0 and doc.words[items[last]] in _PUNCTUATION:
            last -= 1
        return last

    def breaks_off(self, frame: Frame, m: int) -> bool:
        """Whether the reporter speaks again at item ``m``: ", highlighting …", ", but appeared to …"."""
        low = self.low(frame, m)
        if low.endswith("ing") and low not in (
            "including",
            "during",
            "nothing",
            "something",
            "everything",
            "anything",
        ):
            return True
        behind = self.low(frame, m + 1)
        if low in ("a", "an"):
            return all(
                self.low(frame, n) not in (",", "and") for n in range(m, min(len(frame.items), m + LONGEST))
            )
        return low == "but" and (behind in AUXILIARIES or behind in FINITE or behind.endswith("ed"))

    def tag_at(self, frame: Frame, m: int) -> bool:
        """Whether ", he said" or ", officials said" begins at item ``m``."""
        for n in range(m + 1, min(m + 6, len(frame.items))):
            low = self.low(frame, n)
            if low in SAY and low in FINITE:
                return n + 1 >= len(frame.items) or self.low(frame, n + 1) in (".", ",", "")
            if not low or low == "," or low in AUXILIARIES:
                return False
        return False

    def past_dateline(self, frame: Frame, stop: int) -> int:
        """Where the sentence begins behind "WASHINGTON (AP) —"."""
        for m in range(1, min(9, stop)):
            if self.low(frame, m) in ("—", "–", "--") and self.doc.words[frame.items[0]].isupper():
                return m + 1
        return 0

    def has_finite(self, frame: Frame, first: int, last: int) -> bool:
        for m in range(first, last + 1):
            low = self.low(frame, m)
            if low in AUXILIARIES or low in FINITE or low in _FINITE_VERBS or low.endswith(("ed", "n't")):
                return True
        return False

    def starts_main(self, frame: Frame, m: int) -> bool:
        """Whether the main clause begins at ``m`` rather than an apposition going on."""
        if m >= len(frame.items) or frame.items[m] < 0:
            return False
        low = self.doc.lows[frame.items[m]]
        if low in ("who", "which", "and") or low in PREPOSITIONS:
            return False
        for k in range(m, min(m + 25, len(frame.items))):
            word = self.low(frame, k)
            if word == ",":
                return False
            if word in AUXILIARIES or word.endswith("ed") or word in FINITE or word in _FINITE_VERBS:
                return True
        return False

    def past_adjuncts(self, frame: Frame, k: int) -> int:
        """Step over when and where it was said: "on Monday", "in an interview with CNN", "later"."""
        items, lows = frame.items, self.doc.lows
        begin = k
        while k < len(items) and items[k] >= 0 and k - begin < 22:
            low = lows[items[k]]
            if low in _TIMES or low in ADVERBS:
                k += 1
                continue
            if low in _ADJUNCTS and (ahead := self.that_ahead(frame, k)):
                return ahead
            if low in ("on", "in", "at", "during") and self.low(frame, k + 1) in _TIMES:
                k += 2
                continue
            if low in ("this", "last") and self.low(frame, k + 1) in _SPANS:
                k += 2
                continue
            break
        return k

    def that_ahead(self, frame: Frame, k: int) -> int:
        """Position of the "that" a short adjunct leads to, 0 if a verb, comma or quotation is nearer."""
        for m in range(k + 1, min(k + 16, len(frame.items))):
            low = self.low(frame, m)
            if low == "that":
                return m
            if not low or low in (",", ";", ":") or low in AUXILIARIES:
                return 0
        return 0

    def past_addressee(self, frame: Frame, k: int) -> int:
        """The item behind the person told: a name, a pronoun, "reporters", "a crowd in Ohio"."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        begin = k
        while k < len(items) and items[k] >= 0 and k - begin < 9:
            item = items[k]
            if item in cast.starting:
                mention = cast.mentions[cast.starting[item]]
                k += mention.last - mention.first
                if k - begin >= 1 and self.low(frame, k) not in PERSON_NOUNS and not mention.possessive:
                    return k
                continue
            low = lows[item]
            if low in ("that", ","):
                return k
            if low in AUXILIARIES:
                return begin  # "warned the city would lose": nobody is named as told
            k += 1
            if low in PERSON_NOUNS or low in ("him", "her", "them", "us", "me", "you", "supporters", "news"):
                return k
        return begin

    def follows_quotation(self, frame: Frame, i: int) -> bool:
        """Whether the verb is the inverted tag of what stands before it: "…," said Ann Lee, the mayor."""
        if self.doc.lows[frame.items[i]] not in INVERTED or not i:
            return False
        before = frame.items[i - 1]
        if before < 0:
            return True
        if self.doc.words[before] != ",":
            return False
        if i > 1 and frame.items[i - 2] < 0:
            return True
        k = i + 1
        if k >= len(frame.items) or frame.items[k] < 0:
            return False
        # "Ann Lee, the mayor, said it …" has its subject in front, "…, said Ann Lee, the mayor" behind.
        low = self.low(frame, k)
        if low in PREPOSITIONS or low in _TIMES or low in ("that", "he", "she", "they", "it"):
            return False
        return not self.opens_clause(frame, k, strict=True)

    def tag_ends(self, frame: Frame, m: int) -> bool:
        """What may stand behind a tag: the end, a comma, a time, a place."""
        low = self.low(frame, m)
        return low in (".", ",", "in", "on", "at", "during", "?", "—") or low in _TIMES
