"""What extraction returns: frozen values with the span of text each rests on.

Every offset is a count of Unicode code points into the text that was given, the unit of
Python's ``str`` and of PostgreSQL's ``substr``. For every span here
``text[span.start:span.end] == span.text``; callers may rely on it and the database checks it again.
Confidence is a probability between 0 and 1, calibrated on the development sets (docs/extraction.md).
A blank name, None or an empty tuple means "not known": extraction abstains rather than guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points in a text, with the characters that stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field of an article and where it was read: ``json-ld``, ``meta``, ``html``, ``text`` …"""

    value: str
    origin: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """What a page says about itself. ``text`` is the body all spans point into.

    ``published_on`` is ISO 8601 cut to its precision ("2017-07-18", "2017-07", "2017") or blank;
    ``published_precision`` is ``day``, ``month``, ``year`` or blank. ``outlet_domain`` is the
    registrable domain. ``language`` is a BCP 47 tag or blank. ``origins`` maps a field's name to
    the FieldValue it was taken from. ``links`` are those inside the body: (text, canonical address).
    """

    text: str
    title: str = ""
    bylines: tuple[str, ...] = ()
    published_on: str = ""
    published_precision: str = ""
    outlet_name: str = ""
    outlet_domain: str = ""
    canonical_url: str = ""
    language: str = ""
    kind: str = "news"
    origins: dict[str, FieldValue] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody is printed as having said.

    ``form``: direct, partial, scare (marks without a speaker's words), block or indirect.
    ``speaker_name`` is the fullest name the text gives the speaker, or blank; ``speaker_text`` and
    ``mention`` are how the passage itself names them ("he", "the acting director").
    ``speaker_kind``: person, organization, unnamed or blank. ``speaker_title`` is the office or
    title as printed, if any. ``official`` is the slug of a known official or blank.
    ``group`` numbers the pieces of one utterance split by its reporting clause or by paragraphs.
    """

    span: Span
    form: str
    speaker_name: str = ""
    speaker_text: str = ""
    mention: Span | None = None
    speaker_kind: str = ""
    speaker_title: str = ""
    official: str = ""
    group: int = 0
    confidence: float = 0.0
    speaker_confidence: float = 0.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person the text names: fullest name, title or office as printed, and every mention."""

    name: str
    title: str = ""
    gender: str = ""
    official: str = ""
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A jurisdiction a mention may mean, with why it is offered."""

    geoid: str
    name: str
    kind: str
    state: str
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of a US jurisdiction. ``geoid`` is blank when several candidates remain."""

    span: Span
    geoid: str = ""
    name: str = ""
    kind: str = ""
    state: str = ""
    confidence: float = 0.0
    candidates: tuple[PlaceCandidate, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number somebody claims. Numbers are in ``unit`` (percent, agents, dollars …).

    ``hedge`` is the hedging word as printed ("almost", "up to", "-plus") or blank; ``direction`` is
    up, down or blank; ``metric`` is the noun phrase measured, ``period`` and ``baseline`` as
    printed or blank. ``value_low == value_high`` unless the text gives a range.
    """

    span: Span
    value_low: float
    value_high: float
    unit: str
    hedge: str = ""
    direction: str = ""
    metric: str = ""
    period: str = ""
    baseline: str = ""
    speaker_name: str = ""
    speaker_kind: str = ""
    confidence: float = 0.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An act announced in the text: ``kind`` is order, deployment, hiring, operation,
    funding_condition, letter, lawsuit, list, agreement or guidance; ``announced_on`` as in ArticleFields;
    ``targets`` are the places or classes aimed at, as printed."""

    span: Span
    kind: str
    title: str
    agency: str = ""
    announced_on: str = ""
    targets: tuple[Span, ...] = ()
    confidence: float = 0.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DerivationHint:
    """The text says it rests on another ("As reported by the Washington Examiner").

    ``kind``: re_reports, excerpts, syndicates, translates or corrects; ``source_name`` as printed;
    ``source_url`` if the page links it.
    """

    span: Span
    kind: str
    source_name: str
    source_url: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything proposed from one text, in order of position."""

    text: str
    quotes: tuple[Quote, ...] = ()
    indirect: tuple[Quote, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    figures: tuple[Figure, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    derivations: tuple[DerivationHint, ...] = ()
