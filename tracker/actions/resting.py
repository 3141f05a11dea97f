"""What each public record rests on, declared once; read forwards to publish, backwards to retract."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.constants import LOOKUP_SEP

from tracker.actions.kinds import CITED_AS, KINDS
from tracker.models import (
    Announcement,
    Article,
    Citation,
    Figure,
    Instrument,
    Jurisdiction,
    ListEdition,
    Official,
    Organization,
    Outlet,
    Position,
    Quotation,
    State,
)
from tracker.models.base import PublishedModel

RESTS_ON: dict[type[PublishedModel], tuple[str, ...]] = {
    Outlet: (),
    Article: ("outlet", "organization", "rests_on__source"),
    Jurisdiction: ("parent", "same_as"),
    Organization: ("parent", "jurisdiction"),
    Official: ("tenures__organization", "tenures__jurisdiction", "tenures__source"),
    Quotation: (
        "snapshot__article",
        "utterance__official",
        "utterance__organization",
        "utterance__tenure__organization",
    ),
    ListEdition: ("maker", "withdrawal_source", "supersedes"),
    Instrument: ("issuer", "jurisdictions", "events_dated__source"),
    Position: ("body", "jurisdiction"),
    Announcement: (
        "announcer",
        "official",
        "targets__jurisdiction",
        "targets__source",
        "events_dated__source",
    ),
    Figure: ("article", "official", "organization", "announcement", "jurisdiction"),
}
"""Kind to the query paths of the records its page shows as given. Cited texts are added for all kinds."""

# Retracting one of these leaves the record on the left without what it stands on; the rest merely mention it.
_STANDS_ON: dict[type[PublishedModel], tuple[str, ...]] = {
    Article: ("outlet",),
    Quotation: ("snapshot__article", "utterance__official", "utterance__organization"),
    ListEdition: ("maker",),
    Position: ("body", "jurisdiction"),
    Announcement: ("announcer",),
    Figure: ("article", "official", "organization"),
}


def rests_on(record: PublishedModel) -> Iterator[PublishedModel]:
    """The records ``record`` shows as given, and the texts cited for it; each once, itself never."""
    paths = RESTS_ON[type(record)]
    if type(record) in CITED_AS:
        paths = (*paths, "citations__article")
    for path in paths:
        model = _end_of(type(record), path)
        ids = type(record)._default_manager.filter(pk=record.pk).exclude(**{path: None}).values(path)
        yield from model._default_manager.filter(pk__in=ids).exclude(
            pk=record.pk if model is type(record) else None
        )


def published_on_top_of(record: PublishedModel) -> Iterator[PublishedModel]:
    """Published records that would stand on nothing without ``record``."""
    for model, paths in _STANDS_ON.items():
        for path in paths:
            if _end_of(model, path) is type(record):
                yield from model._default_manager.filter(state=State.PUBLISHED, **{path: record})
    if isinstance(record, Article):
        for model in KINDS.values():
            if model in CITED_AS:
                yield from _cited_by_it_alone(model, record)


def _cited_by_it_alone(model: type[PublishedModel], article: Article) -> QuerySet[PublishedModel]:
    mine = Citation.objects.filter(**{CITED_AS[model]: OuterRef("pk")})
    others = mine.exclude(article=article).exclude(article__state=State.RETRACTED)
    return model._default_manager.filter(
        Exists(mine.filter(article=article)), ~Exists(others), state=State.PUBLISHED
    )


def _end_of(model: type[PublishedModel], path: str) -> type[PublishedModel]:
    for name in path.split(LOOKUP_SEP):
        model = model._meta.get_field(name).related_model
    return model
