"""What the machine read, as the payload of a proposal: plain JSON, offsets in code points of the capture.

The keys of each kind are the fields of the review form. Blank means "not known".

article       headline, byline, published_on, published_precision, language, kind, url, outlet_name,
              outlet_domain, origins {field: {value, origin, confidence}}
quotation     form, exact, speaker_name, speaker_text, speaker_kind, speaker_title, official (slug),
              speaker_confidence, group, mention [start, end] or null; utterance (id), utterance_score where
              the same words are recorded from another article
official      name, title, mentions [[start, end], …]
place         text, geoid, name, kind, state, mentions [[start, end], …],
              candidates [{geoid, name, kind, state, score}, …]
figure        exact, value_low, value_high (decimal strings), unit, hedge, direction, metric, period, baseline,
              speaker_name, speaker_kind
announcement  kind, title, agency, announced_on, announced_precision, targets [{text, start, end, geoid}, …]
derivation    kind, source_name, source_url, stated_as; from comparing captures also source (id),
              source_snapshot (id), resemblance, passages [[start, end, start there, end there], …]
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.ingest.titles import PUBLIC_OFFICES
from tracker.ingest.types import (
    Announcement,
    ArticleFields,
    Extraction,
    Figure,
    Place,
    Quote,
    Span,
)
from tracker.models import ProposalKind

Payload = dict[str, Any]

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Offices that are public only in these words; those that are by themselves stand in the lexicon of offices.
_OFFICE = re.compile(
    r"\b(speaker of the \w+|(?:house|council|assembly|senate) speaker|(?:attorney|solicitor|inspector) general|"
    r"council member|assembly member|district attorney|state's attorney|county executive|city manager|special agent|"
    r"(?:majority|minority) leader|(?:board|commission) chair(?:(?:wo)?man|person)?|"
    r"(?:county|city|town|village|corporation) "
    r"(?:counsel|attorney|clerk|solicitor|auditor|chair(?:(?:wo)?man|person)?|coordinator|controller|recorder|trustee))\b",
    re.IGNORECASE,
)
_NOT_OFFICE = re.compile(
    r"\b(executive director|chief executive|chief operating|managing director|legal director|policy director|"
    r"director of (?:policy|research|studies|communications)|professor|attorney for|president and ceo|"
    r"ceo|vice president of|founder|analyst|fellow|pastor|bishop|editor|school|union|university|institute|"
    r"center|foundation|association|coalition|company|inc)\b",
    re.IGNORECASE,
)
_WORDLESS = frozenset(
    [
        *("confidence", "speaker_confidence", "origins", "candidates", "group", "mentions", "links"),
        *("utterance", "utterance_score"),
    ]
)


READ_AS = {
    "headline": "title",
    "byline": "bylines",
    "published_on": "published_on",
    "language": "language",
    "outlet_name": "outlet_name",
    "outlet_domain": "outlet_domain",
}
"""Fields of an article that a person sees, with the names extraction gives them."""

_SEEN: dict[str, tuple[str, ...]] = {
    ProposalKind.ARTICLE: (*READ_AS, "published_precision", "kind"),
    ProposalKind.QUOTATION: ("exact",),
    ProposalKind.OFFICIAL: ("name", "title"),
    ProposalKind.PLACE: ("geoid",),
    ProposalKind.FIGURE: (
        *("exact", "value_low", "value_high", "unit", "hedge", "direction", "metric", "period", "baseline"),
    ),
    ProposalKind.ANNOUNCEMENT: ("kind", "title", "agency", "announced_on"),
    ProposalKind.DERIVATION: ("kind", "source_name", "source_url", "stated_as"),
}


def content(kind: str, payload: Payload) -> tuple[str, ...]:
    """What a person decides on, wherever it stands: the same for the same thing in two captures of a text.

    Who spoke is compared as printed, since a speaker who became known meanwhile is the same one. A place
    that is not settled is compared by its words.
    """
    seen = [kind, *(" ".join(str(payload.get(name) or "").split()) for name in _SEEN[kind])]
    if kind in (ProposalKind.QUOTATION, ProposalKind.FIGURE):
        seen.append(folded(str(payload.get("speaker_name") or payload.get("speaker_text") or "")))
    elif kind == ProposalKind.PLACE and not payload.get("geoid"):
        seen.append(folded(str(payload.get("text") or "")))
    elif kind == ProposalKind.ANNOUNCEMENT:
        seen += sorted(str(target.get("text") or "") for target in payload.get("targets") or [])
    return tuple(seen)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing read in a text, before it is a row. ``start`` and ``end`` are its evidence."""

    kind: str
    start: int
    end: int
    payload: Payload
    confidence: float

    @property
    def fingerprint(self) -> str:
        """Stable over runs: kind, span and what a person would see; not how sure the machine was."""
        seen = {key: value for key, value in self.payload.items() if key not in _WORDLESS}
        if "source_url" in seen:
            # A statement is the same whatever its words are linked to, or if they are linked only later.
            seen["source_url"] = ""
        canonical = json.dumps([self.kind, self.start, self.end, seen], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def suggestions(
    extraction: Extraction, *, fields: ArticleFields | None, known_names: frozenset[str] = frozenset()
) -> list[Suggestion]:
    """Everything to propose from one text. ``known_names`` are folded names of officials already recorded."""
    found: list[Suggestion] = []
    if fields is not None:
        found.append(_article(fields))
    found += [_quotation(quote) for quote in extraction.quotes if quote.form != "scare"]
    found += [_quotation(quote) for quote in extraction.indirect]
    found += _officials(extraction, known_names=known_names)
    found += _places(extraction.places)
    found += [_figure(figure) for figure in extraction.figures]
    found += [_announcement(one, places=extraction.places) for one in extraction.announcements]
    found += [
        Suggestion(
            ProposalKind.DERIVATION,
            hint.span.start,
            hint.span.end,
            {
                "kind": hint.kind,
                "source_name": hint.source_name,
                "source_url": hint.source_url,
                "stated_as": hint.span.text,
            },
            hint.confidence,
        )
        for hint in extraction.derivations
    ]
    return found


def is_public_office(title: str) -> bool:
    """Whether a title as printed is that of a public office, as far as its words tell."""
    is_one = not PUBLIC_OFFICES.isdisjoint(_WORD.findall(title.lower())) or bool(_OFFICE.search(title))
    return is_one and not _NOT_OFFICE.search(title)


def folded(name: str) -> str:
    """A person's name for comparing: letter case, full stops and blanks do not tell names apart."""
    return " ".join(name.casefold().replace(".", " ").split())


def _article(fields: ArticleFields) -> Suggestion:
    payload = {
        "headline": fields.title,
        "byline": ", ".join(fields.bylines),
        "published_on": fields.published_on,
        "published_precision": fields.published_precision,
        "language": fields.language,
        "kind": fields.kind,
        "url": fields.canonical_url,
        "outlet_name": fields.outlet_name,
        "outlet_domain": fields.outlet_domain,
        "origins": {
            name: {"value": value.value, "origin": value.origin, "confidence": value.confidence}
            for name, value in fields.origins.items()
        },
    }
    # As sure as the least sure field that a person is shown; the address and the text are none of them.
    sure = [value.confidence for name, value in fields.origins.items() if name in READ_AS.values()]
    return Suggestion(ProposalKind.ARTICLE, 0, 0, payload, min(sure) if sure else 0.5)


def _quotation(quote: Quote) -> Suggestion:
    payload = {
        "form": quote.form,
        "exact": quote.span.text,
        "speaker_name": quote.speaker_name,
        "speaker_text": quote.speaker_text,
        "speaker_kind": quote.speaker_kind,
        "speaker_title": quote.speaker_title,
        "official": quote.official,
        "speaker_confidence": round(quote.speaker_confidence, 4),
        "group": quote.group,
        "mention": _pair(quote.mention),
    }
    sure = quote.confidence * quote.speaker_confidence if quote.speaker_name else quote.confidence
    return Suggestion(ProposalKind.QUOTATION, quote.span.start, quote.span.end, payload, _probability(sure))


def _officials(extraction: Extraction, *, known_names: frozenset[str]) -> Iterator[Suggestion]:
    """Unknown people, only when the text gives them a public office: private persons are never recorded."""
    titles = {quote.speaker_name: quote.speaker_title for quote in extraction.quotes if quote.speaker_title}
    for person in extraction.people:
        title = person.title or titles.get(person.name, "")
        if person.official or folded(person.name) in known_names or not person.mentions:
            continue
        if len(person.name.split()) < 2 or not is_public_office(title):
            continue
        first = person.mentions[0]
        payload = {
            "name": person.name,
            "title": title,
            "mentions": [_pair(mention) for mention in person.mentions],
        }
        yield Suggestion(ProposalKind.OFFICIAL, first.start, first.end, payload, 0.7)


def _places(places: tuple[Place, ...]) -> Iterator[Suggestion]:
    """One suggestion for each jurisdiction, or each ambiguous name, at its first mention."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.geoid or place.span.text.casefold(), []).append(place)
    for group in groups.values():
        first, best = group[0], max(group, key=lambda place: place.confidence)
        payload = {
            "text": first.span.text,
            "geoid": first.geoid,
            "name": first.name,
            "kind": first.kind,
            "state": first.state,
            "mentions": [_pair(place.span) for place in group],
            "candidates": [
                {
                    "geoid": one.geoid,
                    "name": one.name,
                    "kind": one.kind,
                    "state": one.state,
                    "score": one.score,
                }
                for one in best.candidates
            ],
        }
        yield Suggestion(
            ProposalKind.PLACE, first.span.start, first.span.end, payload, _probability(best.confidence)
        )


def _figure(figure: Figure) -> Suggestion:
    payload = {
        "exact": figure.span.text,
        "value_low": _decimal(figure.value_low),
        "value_high": _decimal(figure.value_high),
        "unit": figure.unit,
        "hedge": figure.hedge,
        "direction": figure.direction,
        "metric": figure.metric,
        "period": figure.period,
        "baseline": figure.baseline,
        "speaker_name": figure.speaker_name,
        "speaker_kind": figure.speaker_kind,
    }
    return Suggestion(
        ProposalKind.FIGURE, figure.span.start, figure.span.end, payload, _probability(figure.confidence)
    )


def _announcement(one: Announcement, *, places: tuple[Place, ...]) -> Suggestion:
    geoids = {(place.span.start, place.span.end): place.geoid for place in places}
    payload = {
        "kind": one.kind,
        "title": one.title,
        "agency": one.agency,
        "announced_on": one.announced_on,
        "announced_precision": {4: "year", 7: "month", 10: "day"}.get(len(one.announced_on), ""),
        "targets": [
            {
                "text": span.text,
                "start": span.start,
                "end": span.end,
                "geoid": geoids.get((span.start, span.end), ""),
            }
            for span in one.targets
        ],
    }
    return Suggestion(
        ProposalKind.ANNOUNCEMENT, one.span.start, one.span.end, payload, _probability(one.confidence)
    )


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _decimal(value: float) -> str:
    """A number as the figure table keeps it: at most four decimals, no exponent."""
    return f"{round(Decimal(str(value)), 4).normalize():f}"


def _probability(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)
