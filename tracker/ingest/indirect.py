"""Speech reported without quotation marks: "said that …", "…, officials said", "according to …".

Only clauses a verb of saying governs are proposed; what a person thinks, wants or does is left out. The
span is the reported clause itself with its "that". Clauses holding a quotation are left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ingest.clauses import Clauses
from tracker.ingest.cues import (
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
from tracker.ingest.indirect_bounds import LONGEST, Bounds
from tracker.ingest.people import Cast
from tracker.ingest.phrases import Subject
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS
from tracker.ingest.word_positions import marks

_SHORTEST = 3
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


# Every word worth a look; most words are none of these.
SIGNALS = (SAY | _PROMISED | BASE_FORMS | {"according"}) - _UNSAID


_WHEN = frozenset(["after", "when", "while", "because", "if", "before", "as"])
_DANGER = frozenset(["of", "about", "against"])
_BEFORE_WARNING = frozenset(
    "and but while by before after in is was are were be been then also without".split()
)


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


class Indirect(Bounds):
    """Finds reported clauses in the frames of one text."""

    def __init__(self, doc: Doc, cast: Cast, clauses: Clauses, signals: Iterable[int], spare: int) -> None:
        """``signals`` are the tokens in ``SIGNALS``, ``spare`` the number of quotations frames fold away."""
        super().__init__(doc, cast)
        self._signals = marks(len(doc) + spare, signals)
        self.clauses = clauses

    def find(self, frames: Sequence[Frame]) -> list[Report]:
        """Reported clauses in order, none overlapping another."""
        result: list[Report] = []
        for frame in frames:
            result.extend(self._in_frame(frame))
        return result

    def _in_frame(self, frame: Frame) -> list[Report]:
        found: list[Report] = []
        taken = -1
        for i in frame.marked(self._signals):
            if i <= taken:
                continue
            item = frame.items[i]
            report = None
            if self.doc.lows[item] == "according":
                report = self._according(frame, i)
            elif item not in self.cast.ending and self._is_reporting(frame, i):
                report = self._before(frame, i) or self._behind(frame, i)
            if report is not None and self._is_clause(frame, report) and report.first > taken:
                found.append(report)
                taken = report.last
        return found

    def _is_reporting(self, frame: Frame, i: int) -> bool:
        """Whether the word at item ``i`` reports speech here."""
        low = self.doc.lows[frame.items[i]]
        return (low in SAY or low in _PROMISED or self._infinitive(frame, i)) and self._is_verb(frame, i)

    def _is_verb(self, frame: Frame, i: int) -> bool:
        """Whether the cue at item ``i`` is a verb here, not a noun or a passive."""
        low = self.doc.lows[frame.items[i]]
        before = self.low(frame, i - 1)
        if before in ("the", "a", "an", "his", "her", "their", "its", "so"):
            return False  # "a claim", "so say the experts"
        if low == "warning" and before.isalpha() and before not in _BEFORE_WARNING:
            # "the latest warning shot"; "Lee warning" only behind a name
            return frame.items[i - 1] in self.cast.ending
        if (low in NOUN_LIKE or low in PERSON_NOUNS) and (
            before in DETERMINERS or before.endswith("'s") or before in PREPOSITIONS
        ):
            return False
        return low in PARTICIPLES or before not in ("was", "were", "is", "are", "be", "been", "being")

    def _infinitive(self, frame: Frame, i: int) -> bool:
        """ "quick to add that", "would point out that": a bare form behind "to" or a modal."""
        if self.doc.lows[frame.items[i]] not in BASE_FORMS:
            return False
        before = self.low(frame, i - 1)
        return (before == "to" or before in AUXILIARIES) and self.low(frame, i + 1) in ("that", "out")

    def _behind(self, frame: Frame, i: int) -> Report | None:
        """The clause behind the verb: "said (that) …", "told reporters that …", "promised to …"."""
        items, lows = frame.items, self.doc.lows
        verb = lows[items[i]]
        k = i + 1 + (self.low(frame, i + 1) == "out")
        if self.follows_quotation(frame, i):
            return None
        if verb in _TELLING:
            k = self.past_addressee(frame, k)
        k = self.past_adjuncts(frame, k)
        if k >= len(items) or items[k] < 0:
            return None
        low = lows[items[k]]
        if verb.startswith("warn") and any(self.low(frame, m) in _DANGER for m in range(i + 1, k)):
            return None  # "warned the public of a raid that was planned"
        if low == "that":
            if k + 1 >= len(items) or items[k + 1] < 0 or not self.opens_clause(frame, k + 1):
                return None
            return self._report(
                frame, k, self.clause_end(frame, k), i, "that", 0.85 if verb in _BARE else 0.7
            )
        if low == "to" and verb in _PROMISED:
            return self._report(frame, k, self.clause_end(frame, k), i, "promise", 0.7)
        if verb in _TELLING and low == "if":
            return None  # "time will tell if …"
        if self._is_tag(frame, i) and low in _WHEN:
            return None  # "“…,” Lee said after the vote was over"
        if verb in _BARE and self.opens_clause(frame, k) and not self._is_warned_of(frame, verb, k):
            last = self.clause_end(frame, k)
            if self.has_finite(frame, k, last):
                return self._report(frame, k, last, i, "bare", 0.75)
        return None

    def _is_tag(self, frame: Frame, i: int) -> bool:
        """Whether the subject of the verb at item ``i`` stands right behind a quotation."""
        k = i - 1
        if k >= 0 and frame.items[k] in self.cast.ending:
            mention = self.cast.mentions[self.cast.ending[frame.items[k]]]
            k -= mention.last - mention.first
        elif self.low(frame, k) in SUBJECT_PRONOUNS:
            k -= 1
        else:
            return False
        return k >= 0 and frame.items[k] < 0

    def _is_warned_of(self, frame: Frame, verb: str, k: int) -> bool:
        """Whether the words behind "warned" are the person and the danger: "warned the public of a raid"."""
        if not verb.startswith("warn"):
            return False
        for m in range(k + 1, min(k + 9, len(frame.items))):
            low = self.low(frame, m)
            if not low or low in AUXILIARIES or low in FINITE:
                return False
            if low in _DANGER or low in ("not", "to", "last", "this", "on"):
                return True
        return False

    def _before(self, frame: Frame, i: int) -> Report | None:
        """The clause in front of its tag: "…, officials said." and "…, said Homan."."""
        items, lows = frame.items, self.doc.lows
        verb = lows[items[i]]
        if verb not in SAY or (verb not in FINITE and verb not in SAY_BASE):
            return None
        following = self.low(frame, i + 1)
        inverted = self.follows_quotation(frame, i)
        if not inverted and i + 1 < len(items) and not self.tag_ends(frame, i + 1):
            return None
        if lows[items[i - 1]] == "," if i and items[i - 1] >= 0 else False:
            if verb not in INVERTED:
                return None
            subject = self.clauses.subject_after(frame, i)
            if (
                subject is not None
                and subject.kind == "nominal"
                and not self.clauses.has_person_noun(subject)
            ):
                return None  # "Lee, the mayor, argued the list was wrong"
            begin, end = i - 1, i
        else:
            subject = self.clauses.subject_before(frame, i)
            if subject is None or subject.distance > 1:
                return None
            begin = self._position(frame, subject.first, i)
            while begin > 0 and self.low(frame, begin - 1) in DETERMINERS | {
                "former",
                "republican",
                "democratic",
                "some",
                "many",
            }:
                begin -= 1
            begin -= 1
            end = i
        if subject is None or begin < 1 or self.low(frame, begin) not in (",", "—", "--"):
            return None
        if self.low(frame, begin + 1) in ("and", "but", "yet", "so") or "that" in (
            following,
            self.low(frame, i + 3),
        ):
            return None
        ahead = (self.past_dateline(frame, begin), begin - 1)
        stated = self.has_finite(frame, *ahead)
        if items[0] < 0 or not (stated or following == ","):
            return None
        if following == "," and end + 2 < len(items):
            behind = (end + 2, self.clause_end(frame, end + 2))
            if ahead[1] - ahead[0] < 5 or not stated:
                return Report(frame, behind[0], behind[1], subject, items[i], "tag inside", 0.65)
        return Report(frame, ahead[0], ahead[1], subject, items[i], "tag behind", 0.8)

    def _position(self, frame: Frame, token: int, i: int) -> int:
        for k in range(i, max(-1, i - 80), -1):
            if frame.items[k] == token:
                return k
        return -1

    def _according(self, frame: Frame, i: int) -> Report | None:
        """ "According to …, clause" and "clause, according to …"."""
        items = frame.items
        if self.low(frame, i + 1) != "to":
            return None
        subject = self.clauses.phrase_starting(frame, i + 2)
        if i < 2:
            for m in range(i + 3, min(len(items), i + 40)):
                if self.low(frame, m) == "," and self.starts_main(frame, m + 1):
                    return Report(frame, m + 1, self.clause_end(frame, m + 1), subject, -1, "according", 0.75)
            return None
        if i > LONGEST:
            return None
        begin = i - 1
        if self.low(frame, begin) == ",":
            begin -= 1
        return Report(frame, self.past_dateline(frame, begin), begin, subject, -1, "according", 0.75)

    def _report(self, frame: Frame, first: int, last: int, cue: int, rule: str, confidence: float) -> Report:
        return Report(
            frame, first, last, self.clauses.subject_before(frame, cue), frame.items[cue], rule, confidence
        )

    def _is_clause(self, frame: Frame, report: Report) -> bool:
        """Long enough and free of quotations."""
        if report.last - report.first + 1 < _SHORTEST:
            return False
        return all(item >= 0 for item in frame.items[report.first : report.last + 1])
