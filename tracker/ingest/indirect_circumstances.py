"""When, where and to whom something was said: the words between a verb of saying and what it reports."""

from __future__ import annotations

from tracker.ingest import lexicon
from tracker.ingest.cues import ADVERBS, AUXILIARIES
from tracker.ingest.finite import SUBJECTS, Finite
from tracker.ingest.frames import Frame
from tracker.ingest.titles import PERSON_NOUNS

TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight later earlier again "
    "recently afterward publicly privately repeatedly".split()
)
_CALENDAR = lexicon.words("calendar") | {"may"}
SPANS = (
    frozenset("week month year day morning afternoon evening night spring summer fall winter weekend".split())
    | TIMES
)
_ADJUNCTS = frozenset(["in", "on", "at", "during", "to", "by", "from", "when", "after"])


class Circumstances(Finite):
    """Steps over what stands between the verb and the clause."""

    def past_adjuncts(self, frame: Frame, k: int) -> int:
        """Step over when and where it was said: "on Monday", "in an interview with CNN", "later"."""
        begin = k
        while k < len(frame.items) and frame.items[k] >= 0 and k - begin < 22:
            low, behind = self.low(frame, k), self.low(frame, k + 1)
            if low in TIMES or low in ADVERBS:
                k += 1
            elif low in _ADJUNCTS and (ahead := self.that_ahead(frame, k) or self._pronoun_ahead(frame, k)):
                return ahead
            elif low in ("on", "in", "at", "during", "late", "early") and self._is_date(behind):
                k += 2
            elif low in ("late", "early") and behind in ("in", "on", "this", "last"):
                k += 1
            elif low in ("this", "last") and behind in SPANS:
                k += 2
            elif self._is_date(low) and k > begin:
                k += 1  # "in May 2023", "on May 5"
            else:
                break
        return k

    def _is_date(self, low: str) -> bool:
        return low in TIMES or low in _CALENDAR or (low.isdigit() and len(low) in (1, 2, 4))

    def that_ahead(self, frame: Frame, k: int) -> int:
        """Position of the "that" a short adjunct leads to, 0 if a verb, comma or quotation is nearer."""
        for m in range(k + 1, min(k + 16, len(frame.items))):
            low = self.low(frame, m)
            if low == "that" and not self.is_relative(frame, m):
                return m
            if not low or low in (",", ";", ":") or low in AUXILIARIES:
                return 0
        return 0

    def _pronoun_ahead(self, frame: Frame, k: int) -> int:
        """Position of the subject a short adjunct leads to ("said in court she would sue"); 0 if there is none."""
        for m in range(k + 2, min(k + 8, len(frame.items))):
            low = self.low(frame, m)
            if low in SUBJECTS and self.low(frame, m + 1) in AUXILIARIES:
                return m
            if not low[:1].isalnum() or self.finite_at(frame, m):
                return 0
        return 0

    def behind_aside(self, frame: Frame, k: int) -> int:
        """Position of the "that" behind what the comma at item ``k`` begins: "said, for the first time, that …"."""
        if self.low(frame, k) != ",":
            return 0
        for m in range(k + 2, min(k + 12, len(frame.items) - 1)):
            if self.low(frame, m) == ",":
                return m + 1 if self.low(frame, m + 1) == "that" else 0
        return 0

    def that_told(self, frame: Frame, k: int) -> int:
        """Position of the "that" behind whoever was told from item ``k`` on, however named; 0 if a verb is nearer."""
        ahead = self.that_ahead(frame, k) if self.low(frame, k) != "that" else 0
        return 0 if any(self.finite_at(frame, m) for m in range(k, ahead)) else ahead

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
            if k > begin and low in SUBJECTS and self.predicate_at(frame, k + 1, low):
                return k  # "told families they would be safe"
            if low in AUXILIARIES:
                return begin  # "warned the city would lose": nobody is named as told
            k += 1
            if low in PERSON_NOUNS or low in ("him", "her", "them", "us", "me", "you", "supporters", "news"):
                return k
        return begin
