"""What extraction found, as the plain values of one JSON line (the shape the commands promise)."""

from __future__ import annotations

import json
from typing import Any

from tracker.ingest.types import Announcement, Extraction, Figure, Place, Quote


def json_line(value: dict[str, Any]) -> str:
    """A value as JSON on one line, readable where UTF-8 can print it.

    Half a surrogate pair, which JSON may carry and UTF-8 may not, makes the line all escapes.
    """
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def extraction_line(found: Extraction) -> dict[str, Any]:
    """``quotes``, ``indirect``, ``places``, ``figures``, ``announcements`` with code-point offsets.

    Scare quotations are nobody's words and are left out.
    """
    return {
        "quotes": [_quote(quote) for quote in found.quotes if quote.form != "scare"],
        "indirect": [_quote(quote) for quote in found.indirect],
        "places": [_place(place) for place in found.places],
        "figures": [_figure(figure) for figure in found.figures],
        "announcements": [_announcement(announcement) for announcement in found.announcements],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    """``confidence`` is that span and speaker are right, or of the span when no speaker is named."""
    sure = quote.confidence * quote.speaker_confidence if quote.speaker_name else quote.confidence
    return {
        "quote_start": quote.span.start,
        "quote_end": quote.span.end,
        "quote_text": quote.span.text,
        "form": quote.form,
        "speaker_name": quote.speaker_name,
        "speaker_kind": quote.speaker_kind,
        "official": quote.official,
        "confidence": round(sure, 3),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "start": place.span.start,
        "end": place.span.end,
        "text": place.span.text,
        "geoid": place.geoid,
        "confidence": place.confidence,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "start": figure.span.start,
        "end": figure.span.end,
        "text": figure.span.text,
        "value_low": figure.value_low,
        "value_high": figure.value_high,
        "unit": figure.unit,
        "hedge": figure.hedge,
        "direction": figure.direction,
        "metric": figure.metric,
        "period": figure.period,
        "baseline": figure.baseline,
        "speaker_name": figure.speaker_name,
        "confidence": figure.confidence,
    }


def _announcement(announcement: Announcement) -> dict[str, Any]:
    return {
        "start": announcement.span.start,
        "end": announcement.span.end,
        "text": announcement.span.text,
        "kind": announcement.kind,
        "title": announcement.title,
        "agency": announcement.agency,
        "announced_on": announcement.announced_on,
        "targets": [{"start": t.start, "end": t.end, "text": t.text} for t in announcement.targets],
        "confidence": announcement.confidence,
    }
