"""From a text to everything proposed about it, each with the span it rests on.

One pass in a fixed order: quotations and speakers first, since people and speech decide what is a place
("Clinton") and who claims a figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ingest.announcement_acts import ACT_VERBS
from tracker.ingest.announcements import find_announcements
from tracker.ingest.derivations import SOURCE_WORDS, find_derivations
from tracker.ingest.figure_values import NUMBER_WORDS
from tracker.ingest.figures import find_figures
from tracker.ingest.frames import Frame, build_frames
from tracker.ingest.gazetteer import Gazetteer
from tracker.ingest.genders import TELLING, settle_genders
from tracker.ingest.indirect import SIGNALS, Indirect, Report
from tracker.ingest.name_runs import nickname
from tracker.ingest.offices import office_before, office_behind, office_whole
from tracker.ingest.officials import OfficialIndex
from tracker.ingest.people import Cast, Entity
from tracker.ingest.places import find_places
from tracker.ingest.quotes import RawQuote, find_quotes
from tracker.ingest.quotes_form import form_of
from tracker.ingest.quotes_unmarked import with_unmarked
from tracker.ingest.reference import SUBJECTS, References
from tracker.ingest.speakers import ABSTAIN, Attribution, Speakers
from tracker.ingest.text import Doc
from tracker.ingest.titles import of_one
from tracker.ingest.types import Extraction, Person, Place, Quote, Span
from tracker.ingest.word_positions import positions

# A scare quotation is nobody's words; its confidence is the share of them told apart rightly.
_SCARE_CONFIDENCE = 0.9
_SPAN_CONFIDENCE = {"direct": 0.99, "partial": 0.95, "block": 0.6}
# Words repeated at this length are a pull quote, not said twice.
_PULL_QUOTE = 40
_LONGEST_NICKNAME = 16
_COURTESY = frozenset(["mr", "mrs", "ms", "miss", "dr"])
_SAME_UTTERANCE = frozenset(
    ["same paragraph", "continued paragraph", "same sentence", "tag in paragraph", "paragraph before"]
)


def extract(
    text: str,
    *,
    gazetteer: Gazetteer | None = None,
    officials: OfficialIndex | None = None,
    published_on: str = "",
    home_state: str = "",
    outlet_name: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> Extraction:
    """Everything proposed from ``text``; never raises, whatever the text.

    ``published_on`` (ISO 8601, cut to its precision, blank if unknown) decides who held an office.
    Places need ``gazetteer``; without it none are proposed. ``home_state`` is the outlet's USPS code,
    ``outlet_name`` its name, ``links`` the page's links as pairs of words and address.
    """
    speech = Speech(text, officials=officials, published_on=published_on)
    doc = speech.doc
    places: tuple[Place, ...] = ()
    if gazetteer is not None:
        places = find_places(
            text,
            gazetteer=gazetteer,
            people=speech.people,
            quotes=speech.quotes,
            home_state=home_state,
        )
    numbers, verbs, sources = positions(doc, NUMBER_WORDS, ACT_VERBS, SOURCE_WORDS)
    speeches = (*speech.quotes, *speech.indirect)
    return Extraction(
        text=text,
        quotes=speech.quotes,
        indirect=speech.indirect,
        people=speech.people,
        places=places,
        figures=find_figures(text, quotes=speeches, people=speech.people, doc=doc, words=numbers),
        announcements=find_announcements(
            text,
            published_on=published_on,
            places=places,
            people=speech.people,
            quotes=speech.quotes,
            doc=doc,
            words=verbs,
        ),
        derivations=find_derivations(text, links=links, outlet_name=outlet_name, doc=doc, words=sources),
    )


class Speech:
    """Quotations, indirect speech and people of one text."""

    def __init__(self, text: str, *, officials: OfficialIndex | None = None, published_on: str = "") -> None:
        self.officials = officials
        self.published_on = published_on
        self.doc = Doc(text)
        marked = [quote for quote in find_quotes(self.doc) if not self._is_nickname(quote)]
        raw = with_unmarked(self.doc, marked)
        frames, frame_of, mask = build_frames(self.doc, raw)
        self.cast = Cast(self.doc, mask, {quote.label for quote in raw if quote.label is not None})
        pronouns, telling, signals = positions(self.doc, SUBJECTS, TELLING, SIGNALS)
        references = References(self.doc, self.cast, pronouns, len(raw))
        settle_genders(self.doc, self.cast, frames, telling, len(raw))
        self.speakers = Speakers(self.doc, raw, frames, frame_of, self.cast, references)
        found = self.speakers.attribute()
        self._slugs: dict[int, str] = {}
        self._titles: dict[int, str] = {}
        self.quotes: tuple[Quote, ...] = tuple(self._quotes(raw, frames, frame_of, found))
        reports = Indirect(self.doc, self.cast, self.speakers.clauses, signals, len(raw)).find(frames)
        self.indirect: tuple[Quote, ...] = tuple(self._reported(reports))
        self.people: tuple[Person, ...] = tuple(self._people())

    def _is_nickname(self, quote: RawQuote) -> bool:
        opening = self.doc.token_at(quote.outer_start)
        return quote.end - quote.start <= _LONGEST_NICKNAME and nickname(self.doc, opening)

    def _quotes(
        self,
        raw: Sequence[RawQuote],
        frames: Sequence[Frame],
        frame_of: Sequence[int],
        found: Sequence[Attribution],
    ) -> list[Quote]:
        result: list[Quote] = []
        group = 0
        printed: dict[str, str] = {}
        repeats = False
        for number, (quote, attribution) in enumerate(zip(raw, found, strict=True)):
            frame = frames[frame_of[number]]
            position = self.speakers.position_of[number]
            form = form_of(self.doc, quote, frame, position, attribution)
            text = self.doc.text[quote.start : quote.end].rstrip(" .,")
            repeats = (repeats and quote.continues) or _repeats(printed, text)
            if repeats:
                continue
            before = found[number - 1] if number else None
            same_verb = before is not None and attribution.cue >= 0 and attribution.cue == before.cue
            chained = attribution.chained and attribution.rule in _SAME_UTTERANCE
            if before is None or not (same_verb or chained):
                group += 1
            result.append(self.quote(self.doc.span(quote.start, quote.end), form, attribution, group))
        return result

    def _reported(self, reports: Sequence[Report]) -> list[Quote]:
        """Reported clauses as proposals of form ``indirect``."""
        result = []
        doc = self.doc
        # Counted on from the marked ones: a number stands for one speech act of the text.
        group, cue = max((quote.group for quote in self.quotes), default=0), -1
        for report in reports:
            group += report.cue < 0 or report.cue != cue  # both halves around one tag are one utterance
            cue = report.cue
            items = report.frame.items
            span = doc.span(doc.starts[items[report.first]], doc.ends[items[report.last]])
            found = Attribution()
            if report.subject is not None:
                found = self.speakers.speaker_of(report.subject, report.rule, 0.9, report.cue)
            result.append(self.quote(span, "indirect", found, group, report))
        return result

    def quote(
        self, span: Span, form: str, found: Attribution, group: int, report: Report | None = None
    ) -> Quote:
        """The proposal for one quotation; a speaker under ``ABSTAIN`` is left blank.

        Of reported speech ``report`` says by which rule the clause was found and how sure it is.
        """
        if form == "scare":
            return Quote(span, form, group=group, confidence=_SCARE_CONFIDENCE, rule="scare")
        mention = None
        if found.subject is not None:
            mention = self.doc.token_span(found.subject.first, found.subject.last)
        sure = found.confidence > ABSTAIN
        entity = self.cast.entities[found.entity] if found.entity >= 0 and sure else None
        official = self._official(entity) if entity is not None else ""
        if entity is None and found.kind == "unnamed" and mention is not None and self.officials is not None:
            official = self.officials.holder(mention.text, day=self.published_on)
        return Quote(
            span,
            form,
            speaker_name=entity.name if entity is not None else "",
            speaker_text=mention.text if mention is not None else "",
            mention=mention,
            speaker_kind=found.kind if sure or found.kind == "unnamed" else "",
            speaker_title=self._title(entity) if entity is not None else "",
            official=official,
            group=group,
            confidence=_SPAN_CONFIDENCE[form] if report is None else report.confidence,
            speaker_confidence=round(found.confidence, 3),
            rule=(found.rule or "marks") if report is None else report.rule,
        )

    def _official(self, entity: Entity) -> str:
        """Slug of the known official an entity is, blank when unknown or unsure."""
        if self.officials is None or entity.kind == "organization":
            return ""
        if entity.number not in self._slugs:
            titles = [*entity.titles, *entity.roles]
            self._slugs[entity.number] = self.officials.by_printed_name(
                entity.name, titles=titles, day=self.published_on
            )
        return self._slugs[entity.number]

    def _people(self) -> list[Person]:
        """Persons in order of their first mention."""
        doc = self.doc
        people = []
        for entity in self.cast.entities:
            if entity.kind != "person" or not entity.mentions:
                continue
            mentions = tuple(
                doc.token_span(self.cast.mentions[number].name_first, self.cast.mentions[number].last)
                for number in entity.mentions
            )
            people.append(
                Person(entity.name, self._title(entity), entity.gender, self._official(entity), mentions)
            )
        people.sort(key=lambda person: person.mentions[0].start)
        return people

    def _title(self, entity: Entity) -> str:
        """The fullest title or office printed beside the name; courtesy titles are none."""
        if entity.number not in self._titles:
            titles = [of_one(title) for title in entity.titles if title.rstrip(".").lower() not in _COURTESY]
            if entity.kind == "person":
                for number in entity.mentions:
                    mention = self.cast.mentions[number]
                    if mention.name_first > mention.first:
                        titles.append(
                            office_whole(
                                self.doc, mention.first, mention.name_first, behind=self._name_before(number)
                            )
                        )
                    titles.append(office_behind(self.doc, mention.last))
                    titles.append(office_before(self.doc, mention.first))
            self._titles[entity.number] = max(titles, key=len, default="")
        return self._titles[entity.number]

    def _name_before(self, number: int) -> int:
        """The token behind the person named just before mention ``number``; 0 if it is nobody."""
        if not number or self.cast.entity_at(number - 1).kind != "person":
            return 0
        return self.cast.mentions[number - 1].last


def _repeats(printed: dict[str, str], text: str) -> bool:
    """Whether a longer quotation printed before begins with these words: a pull quote."""
    if len(text) < _PULL_QUOTE:
        return False
    earlier = printed.setdefault(text[:_PULL_QUOTE], text)
    return earlier is not text and earlier.startswith(text)
