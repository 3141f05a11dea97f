"""Who said it: every quotation gets the speaker its sentence, its neighbours or nobody names.

First each sentence by itself (``speakers_sentence``), in order, so that who was quoted before helps to
read "he"; then the quotations that stand alone take their speaker from the sentences around them. The
confidence of each rule is what it earned on the development sets (docs/extraction.md). A speaker whose
confidence stays under ``ABSTAIN`` is left blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ingest.cues import DETERMINERS, NOUN_LIKE, SAY
from tracker.ingest.frames import Frame
from tracker.ingest.people import Cast
from tracker.ingest.phrases import DOCUMENTS, Subject
from tracker.ingest.quotes import RawQuote
from tracker.ingest.reference import References
from tracker.ingest.speakers_naming import ABSTAIN, Attribution
from tracker.ingest.speakers_sentence import SentenceRules
from tracker.ingest.text import Doc

__all__ = ["ABSTAIN", "Attribution", "Speakers"]

# A sentence longer than this is a list or broken text; quotations looked at ahead for a tag.
_REACH = 80
_AHEAD = 6
_ISSUED = frozenset(["issued", "released", "issues", "releases"])


class Speakers(SentenceRules):
    """Attributes the quotations of one text."""

    def __init__(
        self,
        doc: Doc,
        quotes: Sequence[RawQuote],
        frames: Sequence[Frame],
        frame_of: Sequence[int],
        cast: Cast,
        references: References,
    ) -> None:
        super().__init__(doc, quotes, frames, cast, references)
        self.frame_of = frame_of
        self.position_of = [0] * len(quotes)

    def attribute(self) -> list[Attribution]:
        """One attribution per quotation, in order."""
        for frame in self.frames:
            self.current = frame
            self.references.walk(frame)
            for position in frame.quote_positions():
                number = -1 - frame.items[position]
                self.position_of[number] = position
                found = self.in_frame(frame, position, number)
                if not found.rule:
                    found = self._going_on(number)
                self.found[number] = found
                if found.entity >= 0 and found.confidence > ABSTAIN:
                    self.references.speaks(found.entity, frame, self.doc.token_at(self.quotes[number].start))
        for number, found in enumerate(self.found):
            if not found.rule:
                self.current = self.frames[self.frame_of[number]]
                self.found[number] = self._from_neighbours(number)
        return self.found

    def _going_on(self, number: int) -> Attribution:
        """A quotation that plainly goes on with the one before: no sentence of the reporter between."""
        if not number or not self.found[number - 1].rule:
            return Attribution()
        previous = self.found[number - 1]
        if self.quotes[number].continues:
            # The third paragraph is as sure as the second.
            return self.chain(
                previous, "continued paragraph", 1 if previous.rule == "continued paragraph" else 0.97
            )
        frame = self.frames[self.frame_of[number]]
        near = self.frame_of[number - 1] == frame.number - 1
        if near and self.quotes[number - 1].paragraph == frame.paragraph and self._stands_alone(frame):
            return self.chain(previous, "same paragraph", 0.95)
        return Attribution()

    def _from_neighbours(self, number: int) -> Attribution:
        """The speaker of the sentences around a quotation without one of its own."""
        frame = self.frames[self.frame_of[number]]
        previous = self.found[number - 1] if number else None
        continued = self._continued_by(number)
        if continued is not None:
            return self.chain(continued, "continued paragraph", 0.95)
        if not self._stands_alone(frame):
            return self._opening(number, frame)
        before = self._frame_before(frame)
        same_paragraph = before is not None and before.paragraph == frame.paragraph
        previous_near = (
            number > 0
            and before is not None
            and self.frame_of[number - 1] == before.number
            and previous is not None
            and bool(previous.rule)
        )
        if before is not None and not same_paragraph and self._introduces(before):
            subject = self._frame_speaker(before)
            if subject is not None:
                return self.speaker_of(subject, "introduced", 0.85)
        following = self._following_tag(number)
        if following is not None:
            return self.chain(following, "tag in paragraph", 0.85)
        if same_paragraph and before is not None:
            subject = self._frame_speaker(before)
            if (
                previous is not None
                and previous.rule
                and self.quotes[number - 1].paragraph == frame.paragraph
            ):
                return self.chain(previous, "same paragraph", 0.85)
            if subject is not None:
                return self.speaker_of(subject, "sentence before", 0.75)
        if previous_near and previous is not None:
            goes_on = previous.rule in ("introduced", "paragraph before")
            return self.chain(previous, "paragraph before", 0.95 if goes_on else 0.8)
        if before is not None:
            subject = self._frame_speaker(before)
            found = self.speaker_of(subject, "narration before", 0.6) if subject is not None else None
            if found is not None and found.kind == "person":
                return found
        return Attribution()

    def _continued_by(self, number: int) -> Attribution | None:
        """The speaker named in a later paragraph of the same quotation, which was left open until then."""
        for later in range(number + 1, min(len(self.quotes), number + _REACH)):
            if not self.quotes[later].continues:
                return None
            if self.found[later].rule:
                return self.found[later]
        return None

    def _opening(self, number: int, frame: Frame) -> Attribution:
        """A quotation that opens a sentence the reporter finishes: "…" to support him, as before."""
        previous = self.found[number - 1] if number else None
        if frame.items[0] != -1 - number or previous is None or not previous.rule:
            return Attribution()
        gap = frame.number - self.frame_of[number - 1]
        quote = self.quotes[number]
        if self.quotes[number - 1].paragraph != quote.paragraph or gap > 1 or quote.end - quote.start < 20:
            return Attribution()
        return self.chain(previous, "same paragraph", 0.9)

    def _stands_alone(self, frame: Frame) -> bool:
        """The frame is quotations and punctuation only."""
        return len(frame.items) <= _REACH and all(
            item < 0 or not self.doc.words[item][0].isalnum() for item in frame.items
        )

    def _frame_before(self, frame: Frame) -> Frame | None:
        return self.frames[frame.number - 1] if frame.number else None

    def _introduces(self, frame: Frame) -> bool:
        """The sentence hands over to the next paragraph: it ends in a colon or issues "the following statement"."""
        for item in reversed(frame.items):
            if item < 0:
                return False
            if self.doc.words[item] == ":":
                return True
            if self.doc.words[item][0].isalnum():
                break
        lows = [self.doc.lows[item] for item in frame.items if item >= 0]
        return "following" in lows and not DOCUMENTS.isdisjoint(lows[lows.index("following") + 1 :][:3])

    def _frame_speaker(self, frame: Frame) -> Subject | None:
        """The subject of the last verb of saying in a frame, else of its first clause.

        Whoever issues a statement goes before what the sentence says beside it.
        """
        for i, item in enumerate(frame.items[:_REACH]):
            if item >= 0 and self.doc.lows[item] in _ISSUED and self._is_document(frame, i):
                subject = self.clauses.subject_before(frame, i)
                if subject is not None:
                    return subject
        for i in range(len(frame.items) - 1, max(0, len(frame.items) - _REACH), -1):
            item = frame.items[i]
            if item >= 0 and self.doc.lows[item] in SAY and item not in self.cast.ending:
                before = self.doc.lows[frame.items[i - 1]] if i and frame.items[i - 1] >= 0 else ""
                if self.doc.lows[item] in NOUN_LIKE and (before in DETERMINERS or before == "following"):
                    continue  # "issued the following remarks"
                subject = self.clauses.subject_before(frame, i)
                if subject is not None:
                    return subject
        return self.clauses.first_phrase(frame, len(frame.items))

    def _is_document(self, frame: Frame, i: int) -> bool:
        """Whether "the following statement" or "a statement" stands right behind item ``i``."""
        behind = [self.doc.lows[item] for item in frame.items[i + 1 : i + 6] if item >= 0]
        return not DOCUMENTS.isdisjoint(behind)

    def _following_tag(self, number: int) -> Attribution | None:
        """The tag of a later quotation in the same paragraph, nothing but quotations between."""
        paragraph = self.quotes[number].paragraph
        expected = self.frame_of[number]
        for later in range(number + 1, min(len(self.quotes), number + _AHEAD)):
            if self.quotes[later].paragraph != paragraph or self.frame_of[later] > expected + 1:
                return None
            expected = self.frame_of[later]
            if self.found[later].rule and not self.found[later].chained:
                return self.found[later] if self.found[later].rule in ("tag", "inverted") else None
        return None
