"""The page of a jurisdiction: who says what about it, since when, on what evidence. We say nothing ourselves."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q

from tracker.models import (
    Announcement,
    AnnouncementEvent,
    Article,
    CodebookValue,
    Dimension,
    Instrument,
    InstrumentEvent,
    Jurisdiction,
    JurisdictionKind,
    ListEdition,
    Listing,
    Position,
    Target,
)
from tracker.records.parameters import Clock
from tracker.surfaces.pages_listings import Run, named, newest, runs, sentence, standing
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_people import figures, offices
from tracker.surfaces.pages_proof import Proof, citable, from_source, proof, proofs, public_notices
from tracker.surfaces.pages_statements import SHOWN, said
from tracker.surfaces.place_matrix import matrix
from tracker.templatetags.showing import address

EDITIONS = 400
"""Editions considered for one place: newest first."""

MOMENTS = 80
"""Lines of the timeline."""

COURT = ("court_case", "court_ruling")


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    on: datetime.date
    precision: str
    words: str
    title: str
    href: str
    proof: Proof = field(default_factory=Proof)


def jurisdiction_page(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    """What the page of a jurisdiction shows, on a day and at a state of the books."""
    place = (
        Jurisdiction.objects.select_related("parent", "same_as").prefetch_related("aliases").get(pk=place.pk)
    )
    listed = _listed(place, clock)
    positions = _matrix(place, clock)
    instruments = _instruments(place, clock)
    targeted = _targeted(place, clock)
    quotations, quotation_count = said(Q(places__jurisdiction=place))
    articles = Article.objects.published().filter(places__jurisdiction=place)
    return {
        "place": place,
        "title": place.label,
        "sentence": _opening(place, listed["runs"], positions["answers"]),
        **listed,
        **positions,
        "matrix": matrix(listed["standings"], listed["run_rows"], positions["dimensions"], place_id=place.pk),
        **instruments,
        "targets": targeted,
        "quotations": quotations,
        "quotation_count": quotation_count,
        "articles": list(articles.select_related("outlet").prefetch_related(public_notices())[:SHOWN]),
        "article_count": articles.count(),
        **figures(Q(jurisdiction=place)),
        "offices": offices(place.tenures.filter(official__state="published").order_by("-during"), clock),
        "also": [row for row in (place.same_as, *place.also.all()[:5]) if row and row.is_published],
        "kind_label": JurisdictionKind(place.kind).label,
        "timeline": _timeline(listed["runs"], instruments["events"], targeted),
        "objections": objections("jurisdictions", place.slug, place=place),
        "proof": proof("jurisdiction", place.pk),
    }


def _opening(place: Jurisdiction, found: list[Run], answers: list[Position]) -> str:
    """The sentence on top: lists first, then what the place's own bodies state of it."""
    words = sentence(found)
    own = [
        f"{named(answer.body)} states: “{answer.stated_as.rstrip(' ,;.')}”"
        for answer in answers
        if answer.stated_as
    ]
    if not words:
        words = "On none of the lists in our books on this day."
    if own:
        own[0] = own[0][0].upper() + own[0][1:]
        words += f" {'; '.join(own)}."
    return words


def _listed(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    editions = list(
        ListEdition.objects.published()
        .filter(published_on__lte=clock.day, maker__state="published")
        .select_related("maker")
        .defer("criteria", "note")
        .prefetch_related(Prefetch("withdrawal_source", queryset=citable()))[:EDITIONS]
    )
    lines = {
        line.edition_id: line
        for line in Listing.objects.filter(jurisdiction=place, edition__in=[e.pk for e in editions])
        .order_by("-line")
        .prefetch_related(Prefetch("retraction_source", queryset=citable()))
    }
    found = runs(editions, lines, day=clock.day)
    evidence = proofs("list_edition", [line.edition_id for run in found for line in run.lines])
    of_lines = proofs("listing", [line.pk for run in found for line in run.lines])
    by_pk = {edition.pk: edition for edition in editions}
    current = newest(editions, day=clock.day)
    return {
        "runs": found,
        "run_rows": [
            {
                "run": run,
                "entries": [
                    {
                        "line": line,
                        "edition": by_pk[line.edition_id],
                        "proof": evidence[line.edition_id],
                        "about_line": of_lines[line.pk],
                        "withdrawal": from_source(by_pk[line.edition_id].withdrawal_source),
                        "retraction": from_source(line.retraction_source),
                    }
                    for line in run.lines
                ],
            }
            for run in found
        ],
        "standings": [
            standing(place, edition.maker, edition, lines.get(edition.pk), day=clock.day)
            for edition in current.values()
        ],
        "others": [
            standing(place, edition.maker, edition, None, day=clock.day)
            for edition in current.values()
            if edition.pk not in lines
        ],
    }


def _matrix(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    """Positions on the day: a row per question, a cell per body that takes one."""
    rows = list(
        Position.objects.published()
        .filter(
            jurisdiction=place,
            body__state="published",
            recorded__upper_inf=True,
            valid__contains=clock.day,
        )
        .select_related("body")
        .order_by("dimension", "body__name", "id")[:200]
    )
    evidence = proofs("position", [row.pk for row in rows])
    labels = {
        (value.codebook, value.dimension, value.value): value
        for value in CodebookValue.objects.filter(codebook__in={row.codebook for row in rows})
    }
    by_dimension: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_dimension[row.dimension].append(
            {
                "position": row,
                "value": labels.get((row.codebook, row.dimension, row.value)),
                "proof": evidence[row.pk],
            }
        )
    return {
        "dimensions": [
            {"label": Dimension(name).label, "cells": by_dimension[name]}
            for name in Dimension.values
            if name in by_dimension
        ],
        "answers": [row for row in rows if row.body.jurisdiction_id == place.pk],
    }


def _instruments(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    rows = (
        Instrument.objects.published()
        .filter(places__jurisdiction=place)
        .filter(Q(adopted_on=None) | Q(adopted_on__lte=clock.day))
    )
    law, court = rows.exclude(kind__in=COURT), rows.filter(kind__in=COURT)
    laws, cases = list(law.select_related("issuer")[:SHOWN]), list(court.select_related("issuer")[:SHOWN])
    events = list(
        InstrumentEvent.objects.filter(instrument__in=[*laws, *cases], happened_on__lte=clock.day)
        .select_related("instrument")
        .prefetch_related(Prefetch("source", queryset=citable()))
        .order_by("-happened_on", "-id")[:MOMENTS]
    )
    evidence = proofs("instrument", [row.pk for row in (*laws, *cases)])
    last: dict[int, InstrumentEvent] = {}
    for event in events:
        last.setdefault(event.instrument_id, event)
    return {
        "laws": [{"instrument": row, "proof": evidence[row.pk], "last": last.get(row.pk)} for row in laws],
        "law_count": law.count(),
        "cases": [{"instrument": row, "proof": evidence[row.pk], "last": last.get(row.pk)} for row in cases],
        "case_count": court.count(),
        "events": events,
    }


def _targeted(place: Jurisdiction, clock: Clock) -> list[dict[str, Any]]:
    """Announcements aimed at the place by the day, each with its newest follow-up."""
    targets = list(
        Target.objects.filter(
            jurisdiction=place,
            announcement__state="published",
            announcement__announced_on__lte=clock.day,
        )
        .select_related("announcement__announcer")
        .prefetch_related(Prefetch("source", queryset=citable()))
        .order_by("-announcement__announced_on", "-id")[:SHOWN]
    )
    followed: dict[int, AnnouncementEvent] = {}
    for event in AnnouncementEvent.objects.filter(
        Q(target=None) | Q(target__in=targets),
        announcement__in=[target.announcement_id for target in targets],
        happened_on__lte=clock.day,
    ).order_by("-happened_on", "-id")[:200]:
        followed.setdefault(event.announcement_id, event)
    return [
        {
            "target": target,
            "announcement": target.announcement,
            "last": followed.get(target.announcement_id),
            "proof": from_source(target.source),
        }
        for target in targets
    ]


def _timeline(
    found: list[Run], events: list[InstrumentEvent], targeted: list[dict[str, Any]]
) -> list[Moment]:
    """All dated things about the place, newest first."""
    moments: list[Moment] = []
    for run in found:
        moments.append(Moment(run.since, run.precision, "Listed by", run.maker.name, address(run.maker)))
        if run.until:
            words = {
                "withdrawn": "List taken down by",
                "retracted": "Line taken back by",
                "left off": "Left off the new edition by",
            }[run.ending]
            moments.append(Moment(run.until, "day", words, run.maker.name, address(run.maker)))
    for event in events:
        moments.append(
            Moment(
                event.happened_on,
                event.happened_precision,
                f"{event.get_kind_display().capitalize()}:",
                event.instrument.title,
                address(event.instrument),
                from_source(event.source),
            )
        )
    for row in targeted:
        announcement: Announcement = row["announcement"]
        moments.append(
            Moment(
                announcement.announced_on,
                announcement.announced_precision,
                f"{announcement.get_kind_display().capitalize()} announced:",
                announcement.title,
                address(announcement),
                row["proof"],
            )
        )
    return sorted(moments, key=lambda moment: moment.on, reverse=True)[:MOMENTS]
