"""What the books know, given to the extractor: officials with their offices, the outlet, and the gazetteer."""

from __future__ import annotations

import datetime
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from tracker.actions.capturing import known_outlet
from tracker.ingest import gazetteer
from tracker.ingest.addresses import registrable_domain
from tracker.ingest.errors import AddressRefused
from tracker.ingest.extract import extract
from tracker.ingest.officials import KnownOfficial, OfficialIndex
from tracker.ingest.types import ArticleFields, Extraction
from tracker.models import Official, Organization, Outlet, State, Tenure
from tracker.models.base import iso_day

EXTRACTOR = "tracker"


@lru_cache(maxsize=1)
def extractor_version() -> str:
    """Changes with every file that decides what is found: code and lexicons of ``tracker.ingest``."""
    folder = Path(gazetteer.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("lexicon/*.*")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def extract_from(fields: ArticleFields) -> Extraction:
    """Everything to propose from an article's text, with what is recorded of officials and its outlet."""
    outlet = known_outlet(fields.outlet_domain)
    # An outlet made from an address alone bears its domain for a name.
    is_named = outlet is not None and outlet.name != outlet.domain
    return extract(
        fields.text,
        gazetteer=gazetteer.load(settings.GAZETTEER_FILE or None),
        officials=official_index(),
        published_on=fields.published_on,
        home_state=home_state(outlet, domain=fields.outlet_domain),
        outlet_name=outlet.name if outlet is not None and is_named else fields.outlet_name,
        links=fields.links,
    )


def home_state(outlet: Outlet | None, *, domain: str) -> str:
    """USPS code of the state an outlet serves, blank if not known.

    What is recorded of the outlet comes first; a government's own site is at home where that body governs.
    """
    if outlet is not None and outlet.home_state:
        return outlet.home_state
    if not domain:
        return ""
    bodies = Organization.objects.exclude(state=State.RETRACTED).filter(
        website__icontains=domain, jurisdiction__isnull=False
    )
    states = {
        code
        for website, code in bodies.values_list("website", "jurisdiction__state_code")
        if _domain_of(website) == domain
    }
    return states.pop() if len(states) == 1 else ""


def _domain_of(address: str) -> str:
    try:
        return registrable_domain(address)
    except AddressRefused:
        return ""


def official_index() -> OfficialIndex:
    """The officials recorded so far; built again only when an official or an office changed."""
    # History grows by one row with every change, whoever makes it.
    stamps = [
        model._meta.get_field("events").related_model._default_manager.aggregate(at=Max("pgh_id"))["at"]
        for model in (Official, Tenure)
    ]
    return _index(*stamps)


@lru_cache(maxsize=1)
def _index(officials_stamp: int | None, tenures_stamp: int | None) -> OfficialIndex:
    return OfficialIndex.build(known_officials())


def known_officials() -> list[KnownOfficial]:
    """Officials that are not retracted, as the extractor knows them."""
    tenures: dict[int, list[tuple[str, str, str, str]]] = {}
    for tenure in Tenure.objects.select_related("organization", "jurisdiction"):
        body, place = tenure.organization, tenure.jurisdiction
        names = [body.name, body.short_name, *body.aliases] if body else []
        names += [place.name, place.full_name] if place else []
        title = f"acting {tenure.title}" if tenure.is_acting else tenure.title
        # Seen once in an office: when it began and ended is open, but it is only certain on that day.
        first, last = tenure.during.lower, tenure.during.upper
        tenures.setdefault(tenure.official_id, []).append(
            (
                title,
                "|".join(filter(None, names)),
                iso_day(first, tenure.start_precision),
                iso_day(last - datetime.timedelta(days=1) if last else None, tenure.end_precision),
            )
        )
    return [
        KnownOfficial(
            official.slug, official.name, tuple(official.aliases), tuple(tenures.get(official.pk, ()))
        )
        for official in Official.objects.exclude(state=State.RETRACTED).only("slug", "name", "aliases")
    ]
