"""Importing all US jurisdictions from their public origin, or from a file or folder of the same data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tracker.actions.bulk import Progress, prepare_bulk
from tracker.actions.divisions import (
    COUNTRY,
    Division,
    DivisionsError,
    bundled_division,
    read_divisions,
    slugs_of,
)
from tracker.ingest import gazetteer
from tracker.ingest.errors import IngestError
from tracker.ingest.fetch import FetchPolicy, fetch
from tracker.models import Article, ArticleKind, Citation, Jurisdiction, State

ORIGIN = "https://raw.githubusercontent.com/opencivicdata/ocd-division-ids/master/identifiers/country-us.csv"
"""All divisions of the United States (CC0; Open Civic Data, seen November 2026)."""

DATA_SET_SLUG = "open-civic-data-division-ids"
REASON = "gazetteer"
_FILES = ("jurisdictions_*.csv", "jurisdictions_*.csv.gz", "country-us.csv")
_BATCH = 2000
_POLICY = FetchPolicy(max_bytes=128 * 2**20, timeout_s=120.0)


class GazetteerError(ValueError):
    """The gazetteer could not be read; nothing was changed. ``retry`` says whether trying again can help."""

    def __init__(self, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.retry = retry


@dataclass(frozen=True)
class Imported:
    """What an import did: rows added, rows whose blanks were filled, rows that were complete already."""

    added: int
    filled: int
    same: int


def import_gazetteer(
    origin: str = ORIGIN, *, now: datetime.datetime, progress: Progress = lambda done, total: None
) -> Imported:
    """Add every jurisdiction the origin names and the books lack; fill blanks; change nothing else.

    ``origin`` is an address, a file or a folder (see ``divisions`` for the forms). Each new row is
    published and cites the data set. All or nothing; running it again changes nothing. ``progress`` is
    told rows done and rows in all. Raises GazetteerError.
    """
    divisions = _unique(_read(origin, now=now))
    if not divisions:
        raise GazetteerError(f"{origin}: no jurisdictions in it")
    with transaction.atomic(), pghistory.context(reason=REASON):
        prepare_bulk("tracker_jurisdiction", "tracker_citation")
        source = _data_set(now=now)
        known = {record.ocd_id: record for record in Jurisdiction.objects.all()}
        slugs = slugs_of(divisions, taken={ocd_id: record.slug for ocd_id, record in known.items()})
        added = _add(divisions, known, slugs, source=source, now=now, progress=progress)
        filled = _fill(divisions, known)
    return Imported(added=added, filled=filled, same=len(divisions) - added - filled)


def bundled(geoid: str) -> Division | None:
    """What extraction knows of a GEOID that it read in a text, recorded or not; None if it knows nothing."""
    return bundled_division(geoid, _bundled().by_geoid)


def record_bundled(geoid: str) -> tuple[Jurisdiction | None, list[int]]:
    """Record the jurisdiction of a GEOID as extraction knows it, and first what it lies in or is one with.

    Drafts that cite the data set, as an import would make them public. Returns the jurisdiction, None if
    extraction does not know it, and the ids of all that were missing.
    """
    wanted = bundled(geoid)
    if wanted is None:
        return None, []
    geoids = {line.ocd: line.geoid for line in _bundled().by_geoid.values()}
    chain = [wanted]
    for each in chain:
        for ocd_id in (each.parent, each.same_as):
            found = bundled(geoids.get(ocd_id.removeprefix(f"{COUNTRY}/"), ""))
            if found is not None and found not in chain:
                chain.append(found)
    ocd_ids = {ocd_id for one in chain for ocd_id in (one.ocd_id, one.parent, one.same_as)}
    known = {one.ocd_id: one for one in Jurisdiction.objects.filter(ocd_id__in=ocd_ids)}
    missing = [one for one in sorted(chain, key=lambda one: one.level) if one.ocd_id not in known]
    slugs = slugs_of(missing, taken=dict(Jurisdiction.objects.values_list("ocd_id", "slug")))
    source = _data_set(now=None)
    for each in missing:
        record = _record(each, known, slug=slugs[each.ocd_id], now=None)
        record.save()
        Citation.objects.create(article=source, jurisdiction=record)
        known[each.ocd_id] = record
    return known[wanted.ocd_id], [known[each.ocd_id].pk for each in missing]


def _bundled() -> gazetteer.Gazetteer:
    return gazetteer.load(settings.GAZETTEER_FILE or None)


def _read(origin: str, *, now: datetime.datetime) -> Iterator[Division]:
    for name, content in _contents(origin, now=now):
        try:
            yield from read_divisions(content)
        except DivisionsError as error:
            raise GazetteerError(f"{name}: {error}") from error


def _contents(origin: str, *, now: datetime.datetime) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file of the origin."""
    if origin.startswith(("http://", "https://")):
        try:
            page = fetch(origin, user_agent=settings.FETCH_USER_AGENT, now=now, policy=_POLICY)
        except IngestError as error:
            raise GazetteerError(f"{origin}: {error}", retry=not error.is_permanent) from error
        if page.is_absent:
            raise GazetteerError(f"{origin}: answered {page.status}")
        yield origin, page.content
        return
    path = Path(origin)
    paths = sorted(file for pattern in _FILES for file in path.glob(pattern)) if path.is_dir() else [path]
    if not paths:
        raise GazetteerError(f"{origin}: no file named {', '.join(_FILES)} in that folder")
    for file in paths:
        try:
            yield file.name, file.read_bytes()
        except OSError as error:
            raise GazetteerError(f"{file}: {error.strerror}") from error


def _unique(divisions: Iterable[Division]) -> list[Division]:
    """One row per OCD id, states first; of several the one that says most."""
    best: dict[str, Division] = {}
    for division in divisions:
        other = best.get(division.ocd_id)
        if other is None or _told(division) > _told(other):
            best[division.ocd_id] = division
    return sorted(best.values(), key=lambda division: (division.level, division.ocd_id))


def _told(division: Division) -> int:
    return sum(bool(value) for value in (division.latitude, division.population, division.same_as))


def _data_set(*, now: datetime.datetime | None) -> Article:
    """The article that stands for the data set, made if the books lack it: public since ``now``, or a draft."""
    article, _ = Article.objects.get_or_create(
        slug=DATA_SET_SLUG,
        defaults={
            "kind": ArticleKind.DATASET,
            "url": "https://github.com/opencivicdata/ocd-division-ids",
            "headline": "Open Civic Data Division Identifiers",
            "state": State.PUBLISHED if now else State.DRAFT,
            "published_at": now,
        },
    )
    return article


def _add(
    divisions: list[Division],
    known: dict[str, Jurisdiction],
    slugs: dict[str, str],
    *,
    source: Article,
    now: datetime.datetime,
    progress: Progress,
) -> int:
    """Insert what is missing, level by level, so that parents exist; each with its citation."""
    missing = [division for division in divisions if division.ocd_id not in known]
    done = 0
    for level in range(4):
        rank = [division for division in missing if division.level == level]
        for start in range(0, len(rank), _BATCH):
            records = [
                _record(division, known, slug=slugs[division.ocd_id], now=now)
                for division in rank[start : start + _BATCH]
            ]
            Jurisdiction.objects.bulk_create(records)
            Citation.objects.bulk_create(
                Citation(article_id=source.pk, jurisdiction_id=record.pk) for record in records
            )
            known.update((record.ocd_id, record) for record in records)
            done += len(records)
            progress(done, len(missing))
    return done


def _record(
    division: Division, known: dict[str, Jurisdiction], *, slug: str, now: datetime.datetime | None
) -> Jurisdiction:
    """Public since ``now``, or a draft."""
    parent, same_as = known.get(division.parent), known.get(division.same_as)
    return Jurisdiction(
        slug=slug,
        name=division.name,
        full_name=division.full_name,
        kind=division.kind,
        state_code=division.state,
        ocd_id=division.ocd_id,
        geoid=division.geoid,
        parent_id=parent.pk if parent else None,
        same_as_id=same_as.pk if same_as else None,
        latitude=division.latitude,
        longitude=division.longitude,
        population=division.population,
        state=State.PUBLISHED if now else State.DRAFT,
        published_at=now,
    )


def _fill(divisions: list[Division], known: dict[str, Jurisdiction]) -> int:
    """Fill what is blank in rows that were there before; a value somebody entered stays."""
    filled = 0
    for division in divisions:
        record = known[division.ocd_id]
        offered = {
            "geoid": division.geoid,
            "latitude": division.latitude,
            "longitude": division.longitude,
            "population": division.population,
        }
        news = {
            name: value
            for name, value in offered.items()
            if value not in (None, "") and getattr(record, name) in (None, "")
        }
        if news:
            Jurisdiction.objects.filter(Q(pk=record.pk)).update(**news)
            filled += 1
    return filled
