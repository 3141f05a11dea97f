"""Speech reported without quotation marks: "said that …", "…, officials said", "according to …".

Only clauses a verb of saying governs are proposed; what a person thinks, wants or does is left out. The
span is the reported clause itself with its "that". Clauses holding a quotation are left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ingest import lexicon
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
    SUBORDINATORS,
)
from tracker.ingest.finite import RELATIVES, SUBJECTS
from tracker.ingest.frames import Frame
from tracker.ingest.indirect_bounds import LONGEST, Bounds
from tracker.ingest.people import Cast
from tracker.ingest.phrases import Subject
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS
from tracker.ingest.word_positions import marks

_SHORTEST = 3


def _forms_of(bases: frozenset[str]) -> frozenset[str]:
    """Every form of the verbs in the lexicon's columns, less a base that is a noun as often."""
    rows = (line.split() for name in ("cues_say", "cues_weak") for line in lexicon.lines(name))
    return frozenset(form for row in rows if row[0] in bases for form in row) - (bases - SAY_BASE)


_TELLING = frozenset(
    "tell tells told telling remind reminds reminded assure assured assures inform informed warn warned warning".split()
)
# Verbs whose clause often stands without "that", and of them those that take a noun phrase as well.
_BARE_VERBS = frozenset(
    "say tell argue insist claim add note acknowledge suggest predict estimate write report announce warn allege "
    "contend concede admit state complain explain joke indicate swear testify tweet assert emphasize stress "
    "conclude confirm".split()
)
_OBJECT_VERBS = frozenset(
    "add note acknowledge suggest predict estimate write report announce state explain indicate emphasize stress "
    "confirm claim allege".split()
)
_BARE = _forms_of(_BARE_VERBS) - {"admit", "admitting"}
_WITH_OBJECTS = _forms_of(_OBJECT_VERBS)
_PROMISED = frozenset("promised promises pledged pledges vowed".split())
# What is felt or decided rather than said, and verbs whose "that" is more often another word.
_UNSAID = frozenset(
    "signal signals signaled signaling hint hints hinted echo echoes echoed jab jabs jabbed ask asks asked asking deny denies denied "
    "respond responds responded remind reminds reminded wonder wonders wondered refuse decline maintain threaten threatens threatened".split()
)


# Every word worth a look; most words are none of these.
SIGNALS = (SAY | _BARE | _PROMISED | BASE_FORMS | {"according", "clear"}) - _UNSAID


# "unable to say", "declined to say": not said.
_NOT_TO = frozenset(
    "unable declined declines refused refuses failed unwilling reluctant impossible hard difficult not".split()
)
_MAKING = frozenset("made makes making make".split())
# Verbs a noun with a clause of its own may stand before: "the story he told that was read".
_TAKING_NOUNS = _TELLING | _forms_of(frozenset(["write", "report", "announce", "claim", "tell"]))
_TAKING_PLURALS = frozenset("citing making issuing including giving taking denying rejecting".split())
# "cities and states", "United States": the noun, which a "that" often follows.
_BEFORE_STATES = frozenset(["united", "and", "or", ",", "sanctuary", "blue", "red", "southern", "northern"])
_CONDITIONS = frozenset(["if", "unless", "although", "though", "because"])
_BEFORE_SUBJECTS = frozenset("former republican democratic some many".split())
_JOINING = frozenset("and but while because although though after since that".split())
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
            reports: list[Report] = []
            if self.doc.lows[item] == "according":
                reports = self._according(frame, i)
            elif item not in self.cast.ending and self._is_reporting(frame, i):
                reports = self._before(frame, i) or self._behind(frame, i)
            if reports and reports[0].first > taken and all(self._is_clause(frame, r) for r in reports):
                found.extend(reports)
                taken = reports[-1].last
        return found

    def _is_reporting(self, frame: Frame, i: int) -> bool:
        """Whether the word at item ``i`` reports speech here."""
        low = self.doc.lows[frame.items[i]]
        if low == "clear":
            return self.low(frame, i - 1 - (self.low(frame, i - 1) == "it")) in _MAKING
        before = self.low(frame, i - 1)
        if before in ("not", "never") or before.endswith("n't"):
            return False  # "did not say that it would"
        if before == "to" and self.low(frame, i - 2) in _NOT_TO:
            return False
        return (
            low in SAY or low in _BARE or low in _PROMISED or self._infinitive(frame, i)
        ) and self._is_verb(frame, i)

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
            before in DETERMINERS or before.endswith("'s") or before in PREPOSITIONS or before[:1].isdigit()
        ):
            return False  # "the report", "14 states that have joined"
        if low in NOUN_LIKE and self._is_object(frame, i):
            return False
        return low in PARTICIPLES or before not in ("was", "were", "is", "are", "be", "been", "being")

    def _is_object(self, frame: Frame, i: int) -> bool:
        """Whether a third person that is also a plural ("states", "reports") is the noun: the first word, or what a
        verb near before it has for its object ("cited reports that …", "struck populist notes")."""
        before = self.low(frame, i - 1)
        if not i or before in PARTICIPLES or before in _TAKING_PLURALS:
            return True
        if self.low(frame, i) == "states" and before in _BEFORE_STATES:
            return True
        behind = self.low(frame, i + 1)
        if behind != "that" and (behind in DETERMINERS or behind in SUBJECTS):
            return False  # "the resolution the council passed states the county would pay"
        for m in range(i - 1, max(i - 4, -1), -1):
            if not self.low(frame, m)[:1].isalnum() or self.low(frame, m) in RELATIVES:
                return False
            if self.finite_at(frame, m):
                return self.low(frame, m) not in AUXILIARIES
        return False

    def _infinitive(self, frame: Frame, i: int) -> bool:
        """ "quick to add that", "would point out that": a bare form behind "to" or a modal."""
        if self.doc.lows[frame.items[i]] not in BASE_FORMS:
            return False
        before = self.low(frame, i - 1)
        return (before == "to" or before in AUXILIARIES) and self.low(frame, i + 1) in ("that", "out")

    def _behind(self, frame: Frame, i: int) -> list[Report]:
        """The clause behind the verb: "said (that) …", "told reporters that …", "promised to …"."""
        if self.follows_quotation(frame, i):
            return []
        verb = self.doc.lows[frame.items[i]]
        start, k = self._past_circumstances(frame, i)
        low = self.low(frame, k)
        if verb.startswith("warn") and any(self.low(frame, m) in _DANGER for m in range(i + 1, k)):
            return []  # "warned the public of a raid that was planned"
        if low == "that":
            if not self._is_said(frame, i, k):
                return []
            return self._report(frame, k, i, "that", 0.85 if verb in _BARE else 0.7)
        if low == "to" and verb in _PROMISED:
            return self._report(frame, k, i, "promise", 0.7)
        if not low or verb not in _BARE or self._is_warned_of(frame, verb, k):
            return []
        if (verb in _TELLING and low == "if") or (self._is_tag(frame, i) and low in _WHEN):
            return []  # "time will tell if …", "“…,” Lee said after the vote was over"
        return self._bare(frame, i, start, k)

    def _past_circumstances(self, frame: Frame, i: int) -> tuple[int, int]:
        """Behind the verb at item ``i``: the item past whoever was told, and the one past when and where as well."""
        start = i + 1 + (self.low(frame, i + 1) == "out")
        if self.doc.lows[frame.items[i]] in _TELLING:
            start = self.that_told(frame, start) or self.past_addressee(frame, start)
        k = self.past_adjuncts(frame, start)
        return start, self.behind_aside(frame, k) or k

    def _bare(self, frame: Frame, i: int, start: int, k: int) -> list[Report]:
        """A clause without "that" from item ``k`` on; the words from ``start`` to there say when it was said."""
        comma = self.low(frame, k) == "," and k > start
        if comma:
            k += 1  # "said on Monday, the town was free"
            if self.low(frame, k) in SUBORDINATORS or not self.low(frame, k):
                return []
        # "Delon, who wrote SB 54, warned": the comma ends the relative clause
        strict = comma or self.low(frame, i - 1) in ("who", "which")
        objects = self.doc.lows[frame.items[i]] in _WITH_OBJECTS
        if not self.opens_clause(frame, k, strict=strict, objects=objects):
            return []
        reports = self._report(frame, k, i, "bare", 0.75)
        known = self.low(frame, k) in SUBJECTS  # behind a pronoun any word may be the verb
        return reports if known or self.has_finite(frame, k, reports[0].last) else []

    def _is_said(self, frame: Frame, i: int, k: int) -> bool:
        """Whether the "that" at item ``k`` begins what the verb at item ``i`` reports.

        Where it is itself a subject ("said that is not true") only right behind a verb that takes no noun: "14
        states that have joined", "the book she wrote that was read".
        """
        verb = self.doc.lows[frame.items[i]]
        if not self.is_relative(frame, k):
            return self.opens_content(frame, k, verb not in _WITH_OBJECTS and verb not in _TAKING_NOUNS)
        following = self.low(frame, k + 1)
        plain = following in AUXILIARIES or following.endswith("n't")
        return plain and k == i + 1 and verb in _BARE and verb not in NOUN_LIKE and verb not in _TAKING_NOUNS

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

    def _before(self, frame: Frame, i: int) -> list[Report]:
        """The clause in front of its tag: "…, officials said." and "…, said Homan."; both halves around one."""
        items, lows = frame.items, self.doc.lows
        verb = lows[items[i]]
        if verb not in SAY or (verb not in FINITE and verb not in SAY_BASE):
            return []
        following = self.low(frame, i + 1)
        if not self.follows_quotation(frame, i) and i + 1 < len(items) and not self.tag_ends(frame, i + 1):
            return []
        if i and self.low(frame, i - 1) == ",":
            if verb not in INVERTED:
                return []
            subject = self.clauses.subject_after(frame, i)
            if (
                subject is not None
                and subject.kind == "nominal"
                and not self.clauses.has_person_noun(subject)
            ):
                return []  # "Lee, the mayor, argued the list was wrong"
            begin = i - 1
        else:
            subject = self.clauses.subject_before(frame, i)
            if subject is None or subject.distance > 1:
                return []
            begin = self._position(frame, subject.first, i)
            while begin > 0 and (
                self.low(frame, begin - 1) in DETERMINERS or self.low(frame, begin - 1) in _BEFORE_SUBJECTS
            ):
                begin -= 1
            begin -= 1
        if subject is None or begin < 1 or self.low(frame, begin) not in (",", "—", "--"):
            return []
        if self.low(frame, begin + 1) in ("and", "but", "yet", "so") or "that" in (
            following,
            self.low(frame, i + 3),
        ):
            return []
        if items[0] < 0:
            return []
        return self._around(frame, begin, i, subject)

    def _around(self, frame: Frame, begin: int, i: int, subject: Subject) -> list[Report]:
        """What stands before the comma at ``begin``, behind the tag whose verb is at ``i``, or both."""
        item = frame.items[i]
        ahead = (self.past_dateline(frame, begin), begin - 1)
        stated = self.has_finite(frame, *ahead)
        introduces = self.is_introduction(frame, *ahead)
        comma = self.past_adjuncts(frame, i + 1)
        k = comma + 1
        if self.low(frame, comma) == "," and k < len(frame.items) and not self.low(frame, k).endswith("ing"):
            behind = (k, self.clause_end(frame, k, main=True))
            opening = self.low(frame, ahead[0])
            if opening not in PREPOSITIONS and opening not in SUBORDINATORS:
                whole = self.goes_on_at(frame, k, stated)
            else:
                whole = stated and opening in _CONDITIONS and self.opens_clause(frame, k)
            if whole:
                halves = (ahead, behind) if ahead[1] > ahead[0] else (behind,)
                return [Report(frame, *half, subject, item, "tag around", 0.65) for half in halves]
            if not stated or introduces or ahead[1] - ahead[0] < 5:
                return [Report(frame, *behind, subject, item, "tag inside", 0.65)]
        if not stated or (introduces and not self._ends_behind(frame, i)):
            return []
        return [Report(frame, *ahead, subject, item, "tag behind", 0.8)]

    def _ends_behind(self, frame: Frame, i: int) -> bool:
        """Whether nothing said follows the tag at item ``i``."""
        return all(
            item >= 0 and self.doc.lows[item] not in ("that", ",")
            for item in frame.items[i + 1 : i + LONGEST]
        )

    def _position(self, frame: Frame, token: int, i: int) -> int:
        for k in range(i, max(-1, i - 80), -1):
            if frame.items[k] == token:
                return k
        return -1

    def _according(self, frame: Frame, i: int) -> list[Report]:
        """ "According to …, clause" and "clause, according to …"."""
        if self.low(frame, i + 1) != "to":
            return []
        subject = self.clauses.phrase_starting(frame, i + 2)
        before = i - 1 - (self.low(frame, i - 1) == ",")
        if i < 2 or self.low(frame, before) in _JOINING:
            # "…, and according to Lee, it was late": what stands before is the reporter's
            for m in range(i + 3, min(len(frame.items), i + 40)):
                if self.low(frame, m) == "," and self.starts_main(frame, m + 1):
                    last = self.clause_end(frame, m + 1)
                    return [Report(frame, m + 1, last, subject, -1, "according", 0.75)]
            return []
        if i > LONGEST:
            return []
        return [Report(frame, self.past_dateline(frame, before), before, subject, -1, "according", 0.75)]

    def _report(self, frame: Frame, first: int, cue: int, rule: str, confidence: float) -> list[Report]:
        """The clause from item ``first`` on, said by the subject of the verb at item ``cue``."""
        last = self.clause_end(frame, first)
        if rule == "promise" and self.low(frame, cue - 2) in ("who", "that"):
            last = self.relative_end(frame, first, last)
        verb = cue
        if self.low(frame, cue) == "clear":
            verb -= 1 + (self.low(frame, cue - 1) == "it")
        subject = self._presented(frame, verb) or self.clauses.subject_before(frame, verb)
        return [Report(frame, first, last, subject, frame.items[verb], rule, confidence)]

    def _presented(self, frame: Frame, verb: int) -> Subject | None:
        """The name between "is" and a participle: "At the center is Sheriff Ann Lee announcing that …"."""
        number = self.cast.ending.get(frame.items[verb - 1], -1) if verb else -1
        if number < 0 or self.doc.lows[frame.items[verb]] not in PARTICIPLES:
            return None
        found = self.cast.mentions[number]
        before = self.low(frame, verb - 1 - (found.last - found.first))
        return self.clauses.named(number) if before in ("is", "was") and not found.possessive else None

    def _is_clause(self, frame: Frame, report: Report) -> bool:
        """Long enough and free of quotations."""
        if report.last - report.first + 1 < (2 if report.rule == "tag around" else _SHORTEST):
            return False
        return all(item >= 0 for item in frame.items[report.first : report.last + 1])
