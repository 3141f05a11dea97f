"""How one row of each starter fixture becomes the values of a record, by attribute name."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from tracker import models as m
from tracker.actions.fixtures import Row
from tracker.actions.starter import Books, first_source
from tracker.models.media import EXCERPT

Values = Iterator[dict[str, Any]]

CODEBOOK = "2026.1"
CONTEXT = 32  # characters kept before and after a quotation


def outlet_values(row: Row, books: Books) -> Values:
    yield {"slug": row.required("slug"), "name": row.required("name"), "domain": row.required("domain")}


def article_values(row: Row, books: Books) -> Values:
    published_on, precision = row.day("published_on")
    yield {
        "slug": row.required("slug"),
        "kind": row.choice("kind", m.ArticleKind.values),
        "url": row.required("url"),
        "headline": row.required("headline"),
        "byline": row.text("byline"),
        "published_on": published_on,
        "published_precision": precision,
        "outlet_id": books.id("outlet", row, "outlet"),
        "note": row.text("note"),
    }


def issuer_values(row: Row, books: Books) -> Values:
    """The body that issued an article, told once bodies are known."""
    if row.text("organization"):
        yield {
            "slug": row.required("slug"),
            "organization_id": books.required("organization", row, "organization"),
        }


def jurisdiction_values(row: Row, books: Books) -> Values:
    latitude, longitude = row.decimal("latitude"), row.decimal("longitude")
    yield {
        "slug": row.required("slug"),
        "name": row.required("name"),
        "full_name": row.required("full_name"),
        "kind": row.choice("kind", m.JurisdictionKind.values),
        "state_code": row.required("state"),
        "ocd_id": row.required("ocd_id"),
        "geoid": row.text("geoid"),
        "parent_id": books.id("jurisdiction", row, "parent"),
        "same_as_id": books.id("jurisdiction", row, "same_as"),
        "population": row.number("population"),
        "population_year": row.number("population_year"),
        "latitude": None if latitude is None else float(latitude),
        "longitude": None if longitude is None else float(longitude),
    }


def alias_values(row: Row, books: Books) -> Values:
    jurisdiction = books.required("jurisdiction", row, "slug")
    for name in row.many("aliases"):
        yield {"jurisdiction_id": jurisdiction, "name": name}


def organization_values(row: Row, books: Books) -> Values:
    yield {
        "slug": row.required("slug"),
        "name": row.required("name"),
        "short_name": row.text("short_name"),
        "kind": row.choice("kind", m.OrganizationKind.values),
        "parent_id": books.id("organization", row, "parent"),
        "jurisdiction_id": books.id("jurisdiction", row, "jurisdiction"),
        "aliases": row.many("aliases"),
        "website": row.text("website"),
    }


def official_values(row: Row, books: Books) -> Values:
    yield {
        "slug": row.required("slug"),
        "name": row.required("name"),
        "sort_name": row.required("sort_name"),
        "aliases": row.many("aliases"),
        "bioguide_id": row.text("bioguide"),
        "wikidata_id": row.text("wikidata"),
        "ocd_person_id": row.text("ocd_person"),
    }


def tenure_values(row: Row, books: Books) -> Values:
    start, start_precision = row.required_day("start")
    end, end_precision = row.day("end")
    observed = row.flag("observed_only")
    if observed and end is None:
        end = start + datetime.timedelta(days=1)
    yield {
        "official_id": books.required("official", row, "official"),
        "title": row.required("title"),
        "organization_id": books.id("organization", row, "organization"),
        "jurisdiction_id": books.id("jurisdiction", row, "jurisdiction"),
        "during": DateRange(start, end, "[)"),
        "start_precision": start_precision,
        "end_precision": end_precision,
        "is_acting": row.flag("acting"),
        "observed_only": observed,
        "source_id": first_source(row, books),
    }


def codebook_values(row: Row, books: Books) -> Values:
    yield {
        "codebook": row.required("codebook"),
        "dimension": row.choice("dimension", m.Dimension.values),
        "value": row.required("value"),
        "label": row.required("label"),
        "definition": row.required("definition"),
        "rank": row.number("rank") or 0,
    }


def edition_values(row: Row, books: Books) -> Values:
    published_on, precision = row.required_day("published_on")
    yield {
        "slug": row.required("slug"),
        "maker_id": books.required("organization", row, "maker"),
        "title": row.required("title"),
        "published_on": published_on,
        "published_precision": precision,
        "withdrawn_on": row.day("withdrawn_on")[0],
        "withdrawal_source_id": books.id("article", row, "withdrawal_source"),
        "supersedes_id": books.id("listedition", row, "supersedes"),
        "label_as_printed": row.text("label_as_printed"),
        "criteria": row.text("criteria"),
        "scope_kinds": row.many("scope_kinds"),
        "is_partial": row.flag("is_partial"),
        "note": row.text("note"),
    }


def listing_values(row: Row, books: Books) -> Values:
    jurisdiction = books.id("jurisdiction", row, "jurisdiction")
    yield {
        "edition_id": books.required("listedition", row, "edition"),
        "line": row.number("line"),
        "as_printed": row.required("as_printed"),
        "state_as_printed": row.text("state_as_printed"),
        "kind_as_printed": row.text("kind_as_printed"),
        "label_as_printed": row.text("label_as_printed"),
        "match_state": row.choice("match", m.MatchState.values),
        "jurisdiction_id": jurisdiction,
        "retracted_on": row.day("retracted_on")[0],
        "retraction_source_id": books.id("article", row, "retraction_source"),
    }


def instrument_values(row: Row, books: Books) -> Values:
    adopted_on, precision = row.day("adopted_on")
    yield {
        "slug": row.required("slug"),
        "kind": row.choice("kind", m.InstrumentKind.values),
        "title": row.required("title"),
        "citation_text": row.text("citation_text"),
        "direction": row.choice("direction", m.Direction.values),
        "issuer_id": books.id("organization", row, "issuer"),
        "adopted_on": adopted_on,
        "adopted_precision": precision,
        "note": row.text("note"),
    }


def instrument_place_values(row: Row, books: Books) -> Values:
    for slug in row.many("jurisdictions"):
        yield {
            "instrument_id": books.required("instrument", row, "slug"),
            "jurisdiction_id": books.named("jurisdiction", slug),
        }


def instrument_event_values(row: Row, books: Books) -> Values:
    happened_on, precision = row.required_day("happened_on")
    yield {
        "instrument_id": books.required("instrument", row, "instrument"),
        "kind": row.choice("kind", m.InstrumentEventKind.values),
        "happened_on": happened_on,
        "happened_precision": precision,
        "detail": row.text("detail"),
        "source_id": first_source(row, books),
    }


def agreement_values(row: Row, books: Books) -> Values:
    signed_on, precision = row.required_day("signed_on")
    yield {
        "slug": row.required("slug"),
        "kind": m.InstrumentKind.AGREEMENT_287G,
        "title": f"287(g) agreement with {row.required('agency')} ({row.required('support')})",
        "citation_text": "",
        "direction": m.Direction.REQUIRES,
        "issuer_id": books.named("organization", "immigration-and-customs-enforcement"),
        "adopted_on": signed_on,
        "adopted_precision": precision,
        "note": "" if row.many("jurisdictions") else "The sheet names no place that could be matched.",
    }


def agreement_signed_values(row: Row, books: Books) -> Values:
    signed_on, precision = row.required_day("signed_on")
    yield {
        "instrument_id": books.required("instrument", row, "slug"),
        "kind": m.InstrumentEventKind.SIGNED,
        "happened_on": signed_on,
        "happened_precision": precision,
        "detail": "",
        "source_id": first_source(row, books),
    }


def position_values(row: Row, books: Books) -> Values:
    start, start_precision = row.required_day("start")
    end, end_precision = row.day("end")
    yield {
        "slug": row.required("slug"),
        "body_id": books.required("organization", row, "body"),
        "jurisdiction_id": books.required("jurisdiction", row, "jurisdiction"),
        "dimension": row.choice("dimension", m.Dimension.values),
        "value": row.required("value"),
        "codebook": CODEBOOK,
        "stated_as": row.text("stated_as"),
        "valid": DateRange(start, end, "[)"),
        "start_precision": start_precision,
        "end_precision": end_precision,
    }


def announcement_values(row: Row, books: Books) -> Values:
    announced_on, precision = row.required_day("announced_on")
    yield {
        "slug": row.required("slug"),
        "kind": row.choice("kind", m.AnnouncementKind.values),
        "title": row.required("title"),
        "announcer_id": books.required("organization", row, "announcer"),
        "official_id": books.id("official", row, "official"),
        "announced_on": announced_on,
        "announced_precision": precision,
        "detail": row.text("detail"),
    }


def target_values(row: Row, books: Books) -> Values:
    yield {
        "announcement_id": books.required("announcement", row, "announcement"),
        "jurisdiction_id": books.id("jurisdiction", row, "jurisdiction"),
        "class_as_printed": row.text("class_as_printed"),
        "detail": row.text("detail"),
        "source_id": first_source(row, books),
    }


def announcement_event_values(row: Row, books: Books) -> Values:
    happened_on, precision = row.required_day("happened_on")
    target = row.text("target")
    yield {
        "announcement_id": books.required("announcement", row, "announcement"),
        "kind": row.choice("kind", m.AnnouncementEventKind.values),
        "happened_on": happened_on,
        "happened_precision": precision,
        "detail": row.text("detail"),
        "searched": row.text("searched"),
        "target_id": books.named("target", f"{row.text('announcement')} {target}") if target else None,
        "source_id": first_source(row, books),
    }


def figure_values(row: Row, books: Books) -> Values:
    claimed_on, precision = row.day("claimed_on")
    low = row.decimal("value_low")
    if low is None:
        raise row.error("value_low", "a number")
    high = row.decimal("value_high")
    yield {
        "slug": row.required("slug"),
        "value_low": low,
        "value_high": low if high is None else high,
        "unit": row.required("unit"),
        "hedge": row.text("hedge"),
        "direction": row.choice("direction", m.FigureDirection.values, default=""),
        "metric": row.required("metric"),
        "measure": row.text("measure"),
        "period": row.text("period"),
        "baseline": row.text("baseline"),
        "population": row.text("population"),
        "official_id": books.id("official", row, "official"),
        "organization_id": books.id("organization", row, "organization"),
        "speaker_label": row.text("speaker_label"),
        "is_official_series": row.flag("official_series"),
        "claimed_on": claimed_on,
        "claimed_precision": precision,
        "article_id": first_source(row, books),
        "announcement_id": books.id("announcement", row, "announcement"),
        "jurisdiction_id": books.id("jurisdiction", row, "jurisdiction"),
        "responds_to_id": books.id("figure", row, "responds_to"),
        "note": row.text("note"),
    }


def derivation_values(row: Row, books: Books) -> Values:
    yield {
        "article_id": books.required("article", row, "article"),
        "source_id": books.required("article", row, "rests_on"),
        "kind": row.choice("kind", m.DerivationKind.values),
        "stated_as": row.text("stated_as"),
    }


def utterance_values(row: Row, books: Books) -> Values:
    said_on, precision = row.day("said_on")
    official = books.id("official", row, "official")
    known_day = said_on if precision == m.Precision.DAY else None
    yield {
        "official_id": official,
        "organization_id": books.id("organization", row, "organization"),
        "tenure_id": books.tenure_on(official, known_day),
        "speaker_label": row.text("speaker_label"),
        "said_on": said_on,
        "said_precision": precision,
        "occasion": row.text("occasion"),
    }


def capture_values(row: Row, books: Books) -> Values:
    text = row.required("passage")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    entered_on, _ = row.required_day("entered_on")
    yield {
        "article_id": first_source(row, books),
        "captured_at": datetime.datetime.combine(entered_on, datetime.time(), tzinfo=datetime.UTC),
        "content_type": "text/plain; charset=utf-8",
        "raw_sha256": sha256,
        "raw_size": len(text.encode()),
        "text": text,
        "sha256": sha256,
        "text_length": len(text),
        "extractor": EXCERPT,
    }


def quotation_values(row: Row, books: Books) -> Values:
    text, exact = row.required("passage"), row.required("exact")
    start = text.find(exact)
    if start < 0:
        raise row.error("exact", "words that stand in the passage")
    end = start + len(exact)
    yield {
        "slug": row.required("slug"),
        "utterance_id": books.required("utterance", row, "utterance"),
        "snapshot_id": books.required("snapshot", row, "slug"),
        "start": start,
        "end": end,
        "exact": exact,
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
        "form": row.choice("form", m.QuotationForm.values),
        "alterations": row.many("alterations"),
    }


def quotation_place_values(row: Row, books: Books) -> Values:
    for slug in row.many("jurisdictions"):
        yield {
            "quotation_id": books.required("quotation", row, "slug"),
            "jurisdiction_id": books.named("jurisdiction", slug),
        }


def selector(quotation: Any) -> dict[str, Any]:
    """The selector of a quotation, for the citation that proves it."""
    return {
        name: getattr(quotation, name)
        for name in ("snapshot_id", "start", "end", "exact", "prefix", "suffix")
    }


def mention_values(row: Row, books: Books) -> Values:
    yield {
        "article_id": books.required("article", row, "article"),
        "listing_id": books.named("listing", f"{row.required('edition')} {row.required('jurisdiction')}"),
        "stance": row.choice("stance", m.Stance.values),
        "note": row.text("note"),
    }
