"""Pages of an announcement and of a figure."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q

from tracker.models import Announcement, AnnouncementEvent, Figure, Target
from tracker.records.ledger import beside as side_by_side
from tracker.records.ledger import official_changes
from tracker.records.parameters import Clock
from tracker.surfaces.pages_families import family
from tracker.surfaces.pages_objections import objections
from tracker.surfaces.pages_people import figures
from tracker.surfaces.pages_proof import Proof, citable, from_source, proof, proofs
from tracker.templatetags.showing import claim

EVENTS = 200
"""Newest steps shown of what became of an announcement."""

TARGETS = 100
"""Targets shown on one page."""

BESIDE = 40
"""Figures on one measure shown beside each other."""


def announcement_page(announcement: Announcement, clock: Clock) -> dict[str, Any]:
    """What the page of an announcement shows: targets, figures, and what became of it by the day."""
    announcement = Announcement.objects.select_related("announcer", "official").get(pk=announcement.pk)
    targets = Target.objects.filter(announcement=announcement).filter(
        Q(jurisdiction=None) | Q(jurisdiction__state="published")
    )
    happened = AnnouncementEvent.objects.filter(announcement=announcement, happened_on__lte=clock.day)
    newest = (
        happened.select_related("target__jurisdiction")
        .prefetch_related(Prefetch("source", queryset=citable()))
        .order_by("-happened_on", "-id")[:EVENTS]
    )
    events = list(newest)[::-1]
    evidence = proofs("announcement_event", [event.pk for event in events])
    shown = targets.select_related("jurisdiction").prefetch_related(Prefetch("source", queryset=citable()))
    named = list(shown.order_by("jurisdiction__state_code", "jurisdiction__name", "pk")[:TARGETS])
    # Asked apart from the steps shown: a target's newest step may be older than all of these.
    last = happened.filter(target__in=[target.pk for target in named])
    last = last.order_by("target_id", "-happened_on", "-id").distinct("target_id")
    by_target = {event.target_id: event for event in last}
    # What was paid or decided before is part of the story, but nothing that became of it.
    since = [event for event in events if event.happened_on >= announcement.announced_on]
    latest = since[-1] if since else None
    return {
        "announcement": announcement,
        "before": [row for row in _steps(events, evidence) if row["event"] not in since],
        "title": announcement.title,
        "targets": [
            {"target": target, "last": by_target.get(target.pk), **said_of(target, clock)} for target in named
        ],
        "target_count": targets.count(),
        "events": _steps(since, evidence),
        "event_count": happened.filter(happened_on__gte=announcement.announced_on).count(),
        "latest": latest,
        **figures(Q(announcement=announcement), clock),
        "objections": objections("announcements", announcement.slug),
        "proof": proof("announcement", announcement.pk),
    }


def said_of(target: Target, clock: Clock) -> dict[str, Any]:
    """What is said of a target and the text that says so; neither where that text came after the day asked about."""
    said_on = target.source.published_on
    # A date known in part is kept as the first day it may be.
    if clock.as_of and said_on and said_on > clock.as_of:
        return {"detail": "", "proof": Proof()}
    return {"detail": target.detail, "proof": from_source(target.source)}


def _steps(events: list[AnnouncementEvent], evidence: dict[int, Proof]) -> list[dict[str, Any]]:
    """Steps with the citations of each, else with its source alone."""
    return [
        {
            "event": event,
            "proof": evidence[event.pk] if evidence[event.pk].total else from_source(event.source),
        }
        for event in events
    ]


def figure_page(figure: Figure, clock: Clock) -> dict[str, Any]:
    """What the page of a figure shows: the claim with all it leaves out, beside others on the same measure."""
    figure = (
        Figure.objects.select_related(
            "official", "organization", "announcement", "jurisdiction", "responds_to", "snapshot"
        )
        .defer("snapshot__text", "responds_to__exact")
        .prefetch_related(Prefetch("article", queryset=citable()))
        .get(pk=figure.pk)
    )
    beside = Figure.objects.published()
    related = Q(responds_to=figure.pk) | Q(pk=figure.pk)
    if figure.measure:
        related |= Q(measure__in=side_by_side(figure.measure))
    if figure.responds_to_id:
        related |= Q(pk=figure.responds_to_id) | Q(responds_to=figure.responds_to_id)
    rows = list(
        beside.filter(related)
        .select_related("official", "organization", "article__outlet")
        .order_by("claimed_on", "pk")[:BESIDE]
    )
    missing = [
        name
        for name in ("period", "baseline", "population")
        if not getattr(figure, name) and (name != "baseline" or figure.direction)
    ]
    return {
        "figure": figure,
        "title": claim(figure),
        "missing": missing,
        "beside": rows if len(rows) > 1 else [],
        "changes": official_changes(figure.measure),
        "family": family([figure.article_id], here=figure.article_id),
        "evidence": from_source(figure.article),
        "objections": objections("figures", figure.slug),
        "proof": proof("figure", figure.pk),
        "announcement": figure.announcement
        if figure.announcement and figure.announcement.is_published
        else None,
    }
