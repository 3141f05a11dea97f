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
from tracker.records.articles import PUBLISHED
from tracker.records.parameters import Clock
from tracker.records.quotations import said_within
from tracker.records.standing import in_force_on
from tracker.records.windows import until_asked
from tracker.surfaces.pages_enforcement import said_of
from tracker.surfaces.pages_listings import Run, named, newest, runs, sentence, standing
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_people import figures, offices, seen_on, until_query
from tracker.surfaces.pages_proof import Proof, citable, from_source, proof, proofs, public_notices
from tracker.surfaces.pages_statements import SHOWN, said
from tracker.surfaces.place_matrix import Criteria, matrix
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
    quotations, quotation_count = said(Q(places__jurisdiction=place) & until_asked(said_within(), clock))
    articles = Article.objects.published().filter(until_asked(PUBLISHED, clock), places__jurisdiction=place)
    is_of_day = clock.as_of is None or (place.population_year or 9999) <= clock.as_of.year
    return {
        "place": place,
        "title": place.label,
        "population": place.population if is_of_day else None,
        "until": until_query(clock),
        "sentence": _opening(place, listed["runs"], positions["answers"]),
        **listed,
        **positions,
        "matrix": matrix(
            listed["standings"],
            listed["run_rows"],
            positions["dimensions"],
            place_id=place.pk,
            criteria=listed["criteria"],
        ),
        **instruments,
        "targets": targeted,
        "quotations": quotations,
        "quotation_count": quotation_count,
        "articles": list(articles.select_related("outlet").prefetch_related(public_notices())[:SHOWN]),
        "article_count": articles.count(),
        **figures(Q(jurisdiction=place), clock),
        "offices": offices(place.tenures.filter(official__state="published").order_by("-during"), clock),
        "also": [row for row in (place.same_as, *place.also.all()[:5]) if row and row.is_published],
        "kind_label": JurisdictionKind(place.kind).label,
        "timeline": _timeline(listed["run_rows"], instruments["events"], targeted),
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


def status_in_words(place: Jurisdiction, clock: Clock) -> str:
    """The sentence on top of a place's page, alone."""
    editions, lines = _printed(place, clock)
    answers = [row for row in _positions(place, clock) if row.body.jurisdiction_id == place.pk]
    return _opening(place, runs(editions, lines, day=clock.day), answers)


def _printed(place: Jurisdiction, clock: Clock) -> tuple[list[ListEdition], dict[int, Listing]]:
    """The newest editions published by the day, and the place's line in each by the edition's id."""
    editions = list(
        ListEdition.objects.published()
        .filter(published_on__lte=clock.day, maker__state="published")
        .select_related("maker")
        .defer("criteria", "note")  # the criteria of those shown alone are read below
        .prefetch_related(Prefetch("withdrawal_source", queryset=citable()))[:EDITIONS]
    )
    lines = {
        line.edition_id: line
        for line in Listing.objects.filter(jurisdiction=place, edition__in=[e.pk for e in editions])
        .order_by("-line")
        .prefetch_related(Prefetch("retraction_source", queryset=citable()))
    }
    return editions, lines


def _listed(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    editions, lines = _printed(place, clock)
    found = runs(editions, lines, day=clock.day)
    current = newest(editions, day=clock.day)
    printing = {line.edition_id for run in found for line in run.lines}
    leaving_off = {run.left_off_by.pk for run in found if run.left_off_by}
    shown = printing | {edition.pk for edition in current.values()}
    evidence = proofs("list_edition", shown | leaving_off)
    of_lines = proofs("listing", [line.pk for run in found for line in run.lines])
    by_pk = {edition.pk: edition for edition in editions}
    criteria = {
        pk: Criteria(words, evidence[pk])
        for pk, words in ListEdition.objects.filter(pk__in=shown).values_list("pk", "criteria")
    }
    return {
        "runs": found,
        "run_rows": [
            {
                "run": run,
                "left_off": evidence[run.left_off_by.pk] if run.left_off_by else Proof(),
                "entries": [
                    {
                        "line": line,
                        "edition": by_pk[line.edition_id],
                        "criteria": criteria[line.edition_id].words,
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
        "criteria": criteria,
    }


def _positions(place: Jurisdiction, clock: Clock) -> list[Position]:
    return list(
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


def _matrix(place: Jurisdiction, clock: Clock) -> dict[str, Any]:
    """Positions on the day: a row per question, a cell per body that takes one."""
    rows = _positions(place, clock)
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
                "valid": seen_on(row.valid, clock),
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
    """Laws and cases: those in force on the day asked about, as their list has them; all where none is.

    What happened to others by that day, such as a repeal, is on the timeline still.
    """
    begun = (
        Instrument.objects.published()
        .filter(places__jurisdiction=place)
        .filter(Q(adopted_on=None) | Q(adopted_on__lte=clock.day))
    )
    rows = in_force_on(begun, clock.as_of) if clock.as_of else begun
    law, court = rows.exclude(kind__in=COURT), rows.filter(kind__in=COURT)
    laws, cases = list(law.select_related("issuer")[:SHOWN]), list(court.select_related("issuer")[:SHOWN])
    events = list(
        InstrumentEvent.objects.filter(instrument__in=begun.values("pk"), happened_on__lte=clock.day)
        .select_related("instrument")
        .prefetch_related(Prefetch("source", queryset=citable()))
        .order_by("-happened_on", "-id")[:MOMENTS]
    )
    evidence = proofs("instrument", [row.pk for row in (*laws, *cases)])
    # Asked apart from the timeline: the newest step of a law may be older than all of its lines.
    steps = InstrumentEvent.objects.filter(instrument__in=[*laws, *cases], happened_on__lte=clock.day)
    steps = steps.order_by("instrument_id", "-happened_on", "-id").distinct("instrument_id")
    last = {event.instrument_id: event for event in steps}
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
            **said_of(target, clock),
        }
        for target in targets
    ]


def _timeline(
    run_rows: list[dict[str, Any]], events: list[InstrumentEvent], targeted: list[dict[str, Any]]
) -> list[Moment]:
    """All dated things about the place, newest first, each with its proof."""
    moments: list[Moment] = []
    for row in run_rows:
        run: Run = row["run"]
        maker, first, last = (run.maker.name, address(run.maker)), row["entries"][0], row["entries"][-1]
        began = first["proof"] + first["about_line"]
        moments.append(Moment(run.since, run.precision, "Listed by", *maker, began))
        if run.until:
            words, ended = {
                "withdrawn": ("List taken down by", last["withdrawal"]),
                "retracted": ("Line taken back by", last["retraction"]),
                "left off": ("Left off the new edition by", row["left_off"]),
            }[run.ending]
            moments.append(Moment(run.until, "day", words, *maker, ended))
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
