"""Speech reported without quotation marks: "said that …", "…, officials said", "according to …".

Only clauses a verb of saying governs are proposed; what a person thinks, wants or does is left out. The
span is the reported clause itself with its "that". Clauses holding a quotation are left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ingest import lexicon
from tracker.ingest.clauses import Clauses, Subject
from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    BASE_FORMS,
    DETERMINERS,
    FINITE,
    INVERTED,
    NOUN_LIKE,
    PARTICIPLES,
    PREPOSITIONS,
    SAY,
    SAY_BASE,
    SUBJECT_PRONOUNS,
)
from tracker.ingest.frames import Frame
from tracker.ingest.people import PERSON_NOUNS, Cast
from tracker.ingest.text import Doc

_STOPS = frozenset([";", "—", "–", "--", "―", ":"])
_PUNCTUATION = frozenset(".?!,;:…)]”\"'’") | {"''"}
_SHORTEST = 3
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight later earlier again "
    "recently afterward publicly privately repeatedly".split()
)
_TELLING = frozenset(
    "tell tells told telling remind reminds reminded assure assured assures inform informed warn warned warning".split()
)
# Verbs whose clause often stands without "that".
_BARE = frozenset(
    "say says said saying tell tells told telling argue argues argued insist insists insisted "
    "claim claims claimed claiming add adds added adding note noted notes noting acknowledge acknowledged suggest suggests suggested "
    "suggesting predict predicted estimate estimated write writes wrote reported reports announced warn warned warning "
    "allege alleged alleges contend contends contended conceded admitted stated complained "
    "explained joked argued indicated swore testified tweeted asserted asserts emphasized stressed concluded arguing".split()
)
_PROMISED = frozenset("promised promises pledged pledges vowed".split())
# What is felt or decided rather than said, and verbs whose "that" is more often another word.
_UNSAID = frozenset(
    "signal signals signaled signaling hint hints hinted echo echoes echoed jab jabs jabbed ask asks asked asking deny denies denied "
    "respond responds responded remind reminds reminded wonder wonders wondered refuse decline maintain threaten threatens threatened".split()
)
_FINITE_VERBS = lexicon.words("finite_verbs")
_CONTRASTING = frozenset(["while", "whereas", "unlike"])
_SUBORDINATE = frozenset("while after when although though as since if because before whereas".split())
_RELATIVE = frozenset(["who", "which", "where", "whose"])


# Every word worth a look; most words are none of these.
_SIGNALS = (SAY | _PROMISED | BASE_FORMS | {"according"}) - _UNSAID


@dataclass(slots=True)
class Report:
    """One reported clause: items ``first..last`` of ``frame``; ``cue`` is the verb's token, -1 for "according to"."""

    frame: Frame
    first: int
    last: int
    subject: Subject | None
    cue: int
    rule: str
    confidence: float


class Indirect:
    """Finds reported clauses in the frames of one text."""

    def __init__(self, doc: Doc, cast: Cast, clauses: Clauses) -> None:
        self.doc = doc
        self.cast = cast
        self.clauses = clauses

    def find(self, frames: Sequence[Frame]) -> list[Report]:
        """Reported clauses in order, none overlapping another."""
        result: list[Report] = []
        for frame in frames:
            result.extend(self._in_frame(frame))
        return result

    def _in_frame(self, frame: Frame) -> list[Report]:
        items, lows = frame.items, self.doc.lows
        found: list[Report] = []
        taken = -1
        for i, item in enumerate(items):
            if item < 0 or i <= taken:
                continue
            low = lows[item]
            if low not in _SIGNALS:
                continue
            report = None
            if low == "according":
                report = self._according(frame, i)
            elif low in SAY or low in _PROMISED or self._infinitive(frame, i):
                if item not in self.cast.ending and self._is_verb(frame, i):
                    report = self._before(frame, i) or self._behind(frame, i)
            if report is not None and self._is_clause(frame, report) and report.first > taken:
                found.append(report)
                taken = report.last
        return found

    def _is_verb(self, frame: Frame, i: int) -> bool:
        """Whether the cue at item ``i`` is a verb here, not a noun or a passive."""
        low = self.doc.lows[frame.items[i]]
        before = self._low(frame, i - 1)
        if before in ("the", "a", "an", "his", "her", "their", "its"):
            return False
        if (low in NOUN_LIKE or low in PERSON_NOUNS) and (
            before in DETERMINERS or before.endswith("'s") or before in PREPOSITIONS
        ):
            return False
        if before in ("was", "were", "is", "are", "be", "been", "being") and low not in PARTICIPLES:
            return False
        return True

    def _infinitive(self, frame: Frame, i: int) -> bool:
        """ "quick to add that", "would point out that": a bare form behind "to" or a modal."""
        if self.doc.lows[frame.items[i]] not in BASE_FORMS:
            return False
        before = self._low(frame, i - 1)
        return (before == "to" or before in AUXILIARIES) and self._low(frame, i + 1) in ("that", "out")

    def _low(self, frame: Frame, i: int) -> str:
        if 0 <= i < len(frame.items) and frame.items[i] >= 0:
            return self.doc.lows[frame.items[i]]
        return ""

    def _behind(self, frame: Frame, i: int) -> Report | None:
        """The clause behind the verb: "said (that) …", "told reporters that …", "promised to …"."""
        items, lows = frame.items, self.doc.lows
        verb = lows[items[i]]
        k = i + 1 + (self._low(frame, i + 1) == "out")
        if self._follows_quotation(frame, i):
            return None
        if verb in _TELLING:
            k = self._past_addressee(frame, k)
        k = self._past_adjuncts(frame, k)
        if k >= len(items) or items[k] < 0:
            return None
        low = lows[items[k]]
        if low == "that":
            if k + 1 >= len(items) or items[k + 1] < 0 or not self._opens_clause(frame, k + 1):
                return None
            return self._report(
                frame, k, self._clause_end(frame, k), i, "that", 0.85 if verb in _BARE else 0.7
            )
        if low == "to" and verb in _PROMISED:
            return self._report(frame, k, self._clause_end(frame, k), i, "promise", 0.7)
        if verb in _BARE and self._opens_clause(frame, k):
            return self._report(frame, k, self._clause_end(frame, k), i, "bare", 0.75)
        return None

    def _follows_quotation(self, frame: Frame, i: int) -> bool:
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
        return self._low(frame, k) not in ("that", "he", "she", "they", "it") and not self._opens_clause(
            frame, k, strict=True
        )

    def _past_addressee(self, frame: Frame, k: int) -> int:
        """The item behind the person told: a name, a pronoun, "reporters", "a crowd in Ohio"."""
        items, lows, cast = frame.items, self.doc.lows, self.cast
        begin = k
        while k < len(items) and items[k] >= 0 and k - begin < 9:
            item = items[k]
            if item in cast.starting:
                mention = cast.mentions[cast.starting[item]]
                k += mention.last - mention.first
                if k - begin >= 1 and self._low(frame, k) not in PERSON_NOUNS and not mention.possessive:
                    return k
                continue
            low = lows[item]
            if low in ("that", ",") or low in AUXILIARIES:
                return k
            k += 1
            if low in PERSON_NOUNS or low in ("him", "her", "them", "us", "me", "you", "supporters", "news"):
                return k
        return begin

    def _past_adjuncts(self, frame: Frame, k: int) -> int:
        """Step over when and where it was said: "on Monday", "in an interview with CNN", "later"."""
        items, lows = frame.items, self.doc.lows
        begin = k
        while k < len(items) and items[k] >= 0 and k - begin < 22:
            low = lows[items[k]]
            if low in _TIMES or low in ADVERBS:
                k += 1
                continue
            if low in ("in", "on", "at", "during", "to", "by", "from") and self._that_ahead(frame, k):
                return self._that_ahead(frame, k)
            if low in ("on", "in", "at", "during") and self._low(frame, k + 1) in _TIMES:
                k += 2
                continue
            break
        return k

    def _that_ahead(self, frame: Frame, k: int) -> int:
        """Position of the "that" a short adjunct leads to, 0 if a verb, comma or quotation is nearer."""
        for m in range(k + 1, min(k + 16, len(frame.items))):
            low = self._low(frame, m)
            if low == "that":
                return m
            if not low or low in (",", ";", ":") or low in AUXILIARIES:
                return 0
        return 0

    def _opens_clause(self, frame: Frame, k: int, *, strict: bool = False) -> bool:
        """Whether a clause of its own begins at item ``k``: a noun phrase with a finite verb behind it."""
        item = frame.items[k]
        low = self.doc.lows[item]
        if low in ("if", "when", "while", "there", "after", "because"):
            return True
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
            low = self._low(frame, m)
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

    def _clause_end(self, frame: Frame, k: int) -> int:
        """The last item of the clause that begins at ``k``: its sentence less trailing remarks."""
        items, doc = frame.items, self.doc
        last = len(items) - 1
        bracket = 0
        nested = k < 14 and (
            self._low(frame, 0) in _SUBORDINATE
            or self._low(frame, 0) in PARTICIPLES
            or any(self._low(frame, n) in _RELATIVE for n in range(max(0, k - 4), k))
        )
        for m in range(k + 1, len(items)):
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
            elif low == ";" or (low == "and" and self._low(frame, m + 1) in PARTICIPLES):
                last = m - 1
                break
            elif low == "," and m + 1 < len(items) and not bracket:
                following = self._low(frame, m + 1)
                subordinate = nested and m - k > 2
                if (
                    subordinate
                    or following in PARTICIPLES
                    or following in _CONTRASTING
                    or self._breaks_off(frame, m + 1)
                ):
                    last = m - 1
                    break
                if following == "according" or self._tag_at(frame, m + 1):
                    last = m - 1
                    break
        while last > k and items[last] >= 0 and doc.words[items[last]] in _PUNCTUATION:
            last -= 1
        return last

    def _breaks_off(self, frame: Frame, m: int) -> bool:
        """Whether the reporter speaks again at item ``m``: ", highlighting …", ", but appeared to …"."""
        low = self._low(frame, m)
        if low.endswith("ing") and low not in (
            "including",
            "during",
            "nothing",
            "something",
            "everything",
            "anything",
        ):
            return True
        behind = self._low(frame, m + 1)
        if low in ("a", "an"):
            return all(self._low(frame, n) not in (",", "and") for n in range(m, len(frame.items)))
        return low == "but" and (behind in AUXILIARIES or behind in FINITE or behind.endswith("ed"))

    def _tag_at(self, frame: Frame, m: int) -> bool:
        """Whether ", he said" or ", officials said" begins at item ``m``."""
        for n in range(m + 1, min(m + 6, len(frame.items))):
            low = self._low(frame, n)
            if low in SAY and low in FINITE:
                return n + 1 >= len(frame.items) or self._low(frame, n + 1) in (".", ",", "")
            if not low or low == "," or low in AUXILIARIES:
                return False
        return False

    def _before(self, frame: Frame, i: int) -> Report | None:
        """The clause in front of its tag: "…, officials said." and "…, said Homan."."""
        items, lows = frame.items, self.doc.lows
        verb = lows[items[i]]
        if verb not in SAY or verb not in FINITE and verb not in SAY_BASE:
            return None
        following = self._low(frame, i + 1)
        inverted = self._follows_quotation(frame, i)
        if not inverted and i + 1 < len(items) and not self._tag_ends(frame, i + 1):
            return None
        if lows[items[i - 1]] == "," if i and items[i - 1] >= 0 else False:
            if verb not in INVERTED:
                return None
            subject = self.clauses.subject_after(frame, i)
            begin, end = i - 1, i
        else:
            subject = self.clauses.subject_before(frame, i)
            if subject is None or subject.distance > 1:
                return None
            begin = self._position(frame, subject.first, i)
            while begin > 0 and self._low(frame, begin - 1) in DETERMINERS | {
                "former",
                "republican",
                "democratic",
                "some",
                "many",
            }:
                begin -= 1
            begin -= 1
            end = i
        if subject is None or begin < 1 or self._low(frame, begin) not in (",", "—", "--"):
            return None
        if self._low(frame, begin + 1) in ("and", "but", "yet", "so") or "that" in (
            following,
            self._low(frame, i + 3),
        ):
            return None
        ahead = (self._past_dateline(frame, begin), begin - 1)
        stated = self._has_finite(frame, *ahead)
        if items[0] < 0 or not (stated or following == ","):
            return None
        if following == "," and end + 2 < len(items):
            behind = (end + 2, self._clause_end(frame, end + 2))
            if ahead[1] - ahead[0] < 5 or not stated:
                return Report(frame, behind[0], behind[1], subject, items[i], "tag inside", 0.65)
        return Report(frame, ahead[0], ahead[1], subject, items[i], "tag behind", 0.8)

    def _past_dateline(self, frame: Frame, stop: int) -> int:
        """Where the sentence begins behind "WASHINGTON (AP) —"."""
        for m in range(1, min(9, stop)):
            if self._low(frame, m) in ("—", "–", "--") and self.doc.words[frame.items[0]].isupper():
                return m + 1
        return 0

    def _has_finite(self, frame: Frame, first: int, last: int) -> bool:
        for m in range(first, last + 1):
            low = self._low(frame, m)
            if low in AUXILIARIES or low in FINITE or low in _FINITE_VERBS or low.endswith(("ed", "n't")):
                return True
        return False

    def _tag_ends(self, frame: Frame, m: int) -> bool:
        """What may stand behind a tag: the end, a comma, a time, a place."""
        low = self._low(frame, m)
        return low in (".", ",", "in", "on", "at", "during", "?", "—") or low in _TIMES

    def _position(self, frame: Frame, token: int, i: int) -> int:
        for k in range(i, -1, -1):
            if frame.items[k] == token:
                return k
        return -1

    def _according(self, frame: Frame, i: int) -> Report | None:
        """ "According to …, clause" and "clause, according to …"."""
        items = frame.items
        if self._low(frame, i + 1) != "to":
            return None
        subject = self.clauses.phrase_starting(frame, i + 2)
        if i < 2:
            for m in range(i + 3, min(len(items), i + 40)):
                if self._low(frame, m) == "," and self._starts_main(frame, m + 1):
                    return Report(
                        frame, m + 1, self._clause_end(frame, m + 1), subject, -1, "according", 0.75
                    )
            return None
        begin = i - 1
        if self._low(frame, begin) == ",":
            begin -= 1
        return Report(frame, self._past_dateline(frame, begin), begin, subject, -1, "according", 0.75)

    def _starts_main(self, frame: Frame, m: int) -> bool:
        """Whether the main clause begins at ``m`` rather than an apposition going on."""
        if m >= len(frame.items) or frame.items[m] < 0:
            return False
        low = self.doc.lows[frame.items[m]]
        if low in ("who", "which", "and") or low in PREPOSITIONS:
            return False
        for k in range(m, min(m + 25, len(frame.items))):
            word = self._low(frame, k)
            if word == ",":
                return False
            if word in AUXILIARIES or word.endswith("ed") or word in FINITE or word in _FINITE_VERBS:
                return True
        return False

    def _report(self, frame: Frame, first: int, last: int, cue: int, rule: str, confidence: float) -> Report:
        return Report(
            frame, first, last, self.clauses.subject_before(frame, cue), frame.items[cue], rule, confidence
        )

    def _is_clause(self, frame: Frame, report: Report) -> bool:
        """Long enough and free of quotations."""
        if report.last - report.first + 1 < _SHORTEST:
            return False
        return all(item >= 0 for item in frame.items[report.first : report.last + 1])
