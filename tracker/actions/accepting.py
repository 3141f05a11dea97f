"""What an accepted proposal becomes: one function per kind, each writing drafts with their proof.

Each takes the proposal and the payload as the person left it, and returns the record it became. Keys a
person may add to those of ``payloads``: official, organization, speaker_label, said_on, occasion,
utterance, start, end (quotation); organization, jurisdiction, official (official); jurisdiction (place,
figure); announcer, official, announced_on (announcement); source (derivation). Records are given by
slug, id or themselves; dates as 2017, 2017-07 or 2017-07-18.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q

from tracker.actions.capturing import day_of, outlet_for
from tracker.actions.errors import Refused
from tracker.actions.gazetteer import record_bundled
from tracker.actions.kinds import CITED_AS
from tracker.actions.linking import link_drafts
from tracker.actions.passages import passage
from tracker.actions.payload_values import choice, number, sort_name, whole
from tracker.actions.printings import code_differences
from tracker.actions.repeated import check_announced_once, check_claimed_once, check_said_once
from tracker.actions.resolving import (
    given,
    jurisdiction_of,
    organization_named,
    speakers_of,
    tenure_held,
)
from tracker.actions.slugs import create_record, free_slug
from tracker.ingest.addresses import canonical_url, registrable_domain
from tracker.ingest.errors import AddressRefused
from tracker.models import (
    Announcement,
    AnnouncementKind,
    Article,
    ArticleJurisdiction,
    ArticleKind,
    Citation,
    Derivation,
    DerivationKind,
    Figure,
    FigureDirection,
    Jurisdiction,
    Official,
    Organization,
    Proposal,
    ProposalKind,
    ProposalState,
    Quotation,
    QuotationForm,
    QuotationJurisdiction,
    Snapshot,
    Target,
    Tenure,
    Utterance,
)

Payload = dict[str, Any]


def write(proposal: Proposal, payload: Payload) -> models.Model:
    """Write the records the proposal stands for. Runs inside the act that decides it. Raises Refused."""
    return _WRITERS[proposal.kind](proposal, payload)


def _article(proposal: Proposal, payload: Payload) -> Article:
    """What the text states about itself; of a public article it must stand there already."""
    article = Article.objects.select_for_update().get(pk=proposal.snapshot.article_id)
    published_on, precision = day_of(str(payload.get("published_on", "")))
    head: dict[str, Any] = {
        "headline": str(payload.get("headline") or article.headline)[:500],
        "byline": str(payload.get("byline", ""))[:300],
        "published_on": published_on,
        "published_precision": precision,
        "language": str(payload.get("language", ""))[:12],
        "kind": choice(ArticleKind, payload.get("kind"), field="kind"),
    }
    before = {name: getattr(article, name) for name in head}
    if article.is_published:
        if before != head:
            raise Refused(
                "The article is public already.",
                hint="Correct it on its own page, with a reason; then accept.",
            )
        # Corrected by hand as proposed: nothing is written, so that undoing takes nothing back.
        payload["before"] = {}
        return article
    if head["headline"] != article.headline and article.published_at is None:
        # Nobody has seen its address yet: it may still follow the headline.
        article.slug = free_slug(Article, head["headline"])
    for name, value in head.items():
        setattr(article, name, value)
    if article.outlet is None:
        article.outlet = outlet_for(
            str(payload.get("outlet_domain", "")), name=str(payload.get("outlet_name", ""))
        )
    article.save()
    outlet, name = article.outlet, str(payload.get("outlet_name", "")).strip()
    if outlet is not None and name and outlet.name == outlet.domain:
        outlet.name = name[:160]
        outlet.save()
    payload["before"] = {name: str(value or "") for name, value in before.items()}
    return article


def _quotation(proposal: Proposal, payload: Payload) -> Quotation:
    snapshot = proposal.snapshot
    words = passage(snapshot, whole(payload, "start", proposal.start), whole(payload, "end", proposal.end))
    utterance = _utterance(proposal, payload)
    check_said_once(snapshot.article, words.exact, utterance)
    who = utterance.official or utterance.organization or utterance.speaker_label
    quotation = create_record(
        Quotation,
        who,
        " ".join(words.exact.split()[:8]),
        utterance=utterance,
        snapshot=snapshot,
        form=choice(QuotationForm, payload.get("form"), field="form"),
        **words.fields(),
    )
    _cite(proposal, quotation, words.start, words.end)
    for value in payload.get("jurisdictions", []):
        place = given(Jurisdiction, value, field="jurisdictions")
        if place is not None:
            QuotationJurisdiction.objects.create(quotation=quotation, jurisdiction=place)
    code_differences(quotation)
    return quotation


def _utterance(proposal: Proposal, payload: Payload) -> Utterance:
    """The speech act: the one named, that of another piece of the same quotation, or a new one.

    An official is linked only when recorded as one; anybody else is kept as printed, never as a person.
    """
    if payload.get("utterance"):
        found = Utterance.objects.filter(pk=whole(payload, "utterance", 0)).first()
        if found is None:
            raise Refused(
                "There is no such utterance.", field="utterance", hint="Leave it blank for a new one."
            )
        return found
    official = given(Official, payload.get("official"), field="official")
    organization = given(Organization, payload.get("organization"), field="organization")
    name = str(payload.get("speaker_name", "")).strip()
    if official is None and organization is None and not payload.get("speaker_label"):
        official, organization = _meant(payload)
    printed = str(payload.get("speaker_label") or name or payload.get("speaker_text") or "").strip()
    label = "" if official or organization else printed
    if not (official or organization or label):
        raise Refused(
            "Nobody is named as the speaker.",
            field="speaker_label",
            hint="Choose the official or body, or write how the speaker is printed.",
        )
    sibling = _sibling(proposal, payload)
    if sibling is not None and (sibling.official, sibling.organization, sibling.speaker_label) == (
        official,
        organization,
        label,
    ):
        return sibling
    said_on, precision = day_of(str(payload.get("said_on", "")))
    # Without a stated day the office is read on the day of publication, the last on which it can have been said.
    day = said_on or proposal.snapshot.article.published_on
    return Utterance.objects.create(
        official=official,
        organization=organization,
        tenure=tenure_held(official, day) if official else None,
        speaker_label=label[:200],
        said_on=said_on,
        said_precision=precision,
        occasion=str(payload.get("occasion", ""))[:300],
    )


def _meant(payload: Payload) -> tuple[Official | None, Organization | None]:
    """The official or the body that the speaker is as printed, if recorded."""
    (found,) = speakers_of([payload])
    return (found, None) if isinstance(found, Official) else (None, found)


def _sibling(proposal: Proposal, payload: Payload) -> Utterance | None:
    """The utterance of a piece that the text prints as part of the same quotation, if accepted already."""
    group = payload.get("group")
    if not group:
        return None
    # Reported words are never a piece of marked ones: their groups were once counted apart.
    reported = Q(payload__form=QuotationForm.INDIRECT)
    piece = (
        Proposal.objects.filter(
            reported if proposal.payload.get("form") == QuotationForm.INDIRECT else ~reported,
            snapshot=proposal.snapshot,
            kind=ProposalKind.QUOTATION,
            state=ProposalState.ACCEPTED,
            extractor_version=proposal.extractor_version,
            payload__group=group,
            result_id__isnull=False,
        )
        .order_by("start")
        .first()
    )
    quotation = Quotation.objects.filter(pk=piece.result_id).first() if piece else None
    return quotation.utterance if quotation else None


def _official(proposal: Proposal, payload: Payload) -> Official:
    """A new official with the office the text shows, or one more office for the official chosen."""
    article = proposal.snapshot.article
    title = str(payload.get("title", "")).strip()
    organization = given(Organization, payload.get("organization"), field="organization")
    jurisdiction = given(Jurisdiction, payload.get("jurisdiction"), field="jurisdiction")
    if not title or not (organization or jurisdiction):
        raise Refused(
            "Only holders of a public office are recorded.",
            field="organization",
            hint="Give the title, and the body or jurisdiction it belongs to; else reject the proposal.",
        )
    name = " ".join(str(payload.get("name", "")).split())
    if not name:
        raise Refused("The official has no name.", field="name", hint="Give it as printed.")
    official = given(Official, payload.get("official"), field="official")
    payload["was_known"] = official is not None
    if official is None:
        official = create_record(Official, name, name=name, sort_name=sort_name(name))
    elif name != official.name and name not in official.aliases:
        official.aliases = [*official.aliases, name]
        official.save()
    day = article.published_on
    if day is not None and tenure_held(official, day) is None:
        Tenure.objects.create(
            official=official,
            title=title[:200],
            organization=organization,
            jurisdiction=jurisdiction,
            during=(day, day + datetime.timedelta(days=1)),
            start_precision=article.published_precision,
            end_precision=article.published_precision,
            is_acting="acting" in title.casefold().split(),
            observed_only=True,
            source=article,
        )
    _cite(proposal, official, proposal.start, proposal.end)
    printed = (name, *official.aliases, str(proposal.payload.get("name", "")))
    payload["linked"] = link_drafts(official, printed, article=article)
    return official


def _place(proposal: Proposal, payload: Payload) -> ArticleJurisdiction:
    """The article names the jurisdiction; one that only the gazetteer of extraction knows is recorded with it."""
    place = given(Jurisdiction, payload.get("jurisdiction"), field="jurisdiction") or jurisdiction_of(
        str(payload.get("geoid", ""))
    )
    if place is None and payload.get("geoid"):
        place, payload["recorded"] = record_bundled(str(payload["geoid"]))
    if place is None and payload.get("geoid"):
        raise Refused(
            f"“{payload.get('name') or payload.get('text')}” (GEOID {payload['geoid']}) is not recorded yet.",
            field="jurisdiction",
            hint="Import the gazetteer, or enter the jurisdiction with its source.",
        )
    if place is None:
        raise Refused(
            "It is not settled which jurisdiction is meant.",
            field="jurisdiction",
            hint="Choose one of the candidates, or reject the proposal.",
        )
    mention, _ = ArticleJurisdiction.objects.get_or_create(
        article=proposal.snapshot.article,
        jurisdiction=place,
        defaults={"as_printed": str(payload.get("text", ""))[:200]},
    )
    return mention


def _figure(proposal: Proposal, payload: Payload) -> Figure:
    snapshot, article = proposal.snapshot, proposal.snapshot.article
    words = passage(snapshot, whole(payload, "start", proposal.start), whole(payload, "end", proposal.end))
    official = given(Official, payload.get("official"), field="official")
    organization = given(Organization, payload.get("organization"), field="organization")
    name = str(payload.get("speaker_name", "")).strip()
    if official is None and organization is None and not payload.get("speaker_label"):
        official, organization = _meant(payload)
    # A number nobody is named for is the text's own claim.
    label = str(payload.get("speaker_label") or name or article.outlet or article.headline)
    low, high = number(payload, "value_low"), number(payload, "value_high")
    claimed_on, precision = day_of(str(payload.get("claimed_on", "")))
    fields: dict[str, Any] = {
        "value_low": low,
        "value_high": high,
        "unit": str(payload.get("unit", ""))[:60],
        "hedge": str(payload.get("hedge", ""))[:60],
        "direction": choice(FigureDirection, payload.get("direction", ""), field="direction"),
        "metric": str(payload.get("metric", ""))[:200],
        "period": str(payload.get("period", ""))[:160],
        "baseline": str(payload.get("baseline", ""))[:160],
        "population": str(payload.get("population", ""))[:160],
        "measure": str(payload.get("measure", ""))[:80],
        "official": official,
        "organization": organization,
        "speaker_label": "" if official or organization else label[:200],
        "claimed_on": claimed_on or article.published_on,
        "claimed_precision": precision if claimed_on else article.published_precision,
        "article": article,
        "jurisdiction": given(Jurisdiction, payload.get("jurisdiction"), field="jurisdiction"),
        "announcement": given(Announcement, payload.get("announcement"), field="announcement"),
        "snapshot": snapshot,
        **words.fields(),
    }
    check_claimed_once(Figure(**fields))
    figure = create_record(
        Figure,
        payload.get("hedge"),
        f"{high.normalize():f}",
        payload.get("unit"),
        payload.get("metric"),
        **fields,
    )
    _cite(proposal, figure, words.start, words.end)
    return figure


def _announcement(proposal: Proposal, payload: Payload) -> Announcement:
    article = proposal.snapshot.article
    announcer = given(Organization, payload.get("announcer"), field="announcer") or organization_named(
        str(payload.get("agency", ""))
    )
    if announcer is None:
        raise Refused(
            "It is not settled who announced it.", field="announcer", hint="Choose the agency or government."
        )
    announced_on, precision = day_of(str(payload.get("announced_on", "")))
    if announced_on is None:
        raise Refused(
            "The day it was announced is missing.",
            field="announced_on",
            hint="Give it as far as it is known.",
        )
    title = str(payload.get("title", "")).strip()[:300]
    fields: dict[str, Any] = {
        "kind": choice(AnnouncementKind, payload.get("kind"), field="kind"),
        "title": title,
        "announcer": announcer,
        "official": given(Official, payload.get("official"), field="official"),
        "announced_on": announced_on,
        "announced_precision": precision,
    }
    check_announced_once(article, Announcement(**fields))
    announcement = create_record(Announcement, title, **fields)
    for target in payload.get("targets", []):
        place = given(Jurisdiction, target.get("jurisdiction"), field="targets") or jurisdiction_of(
            str(target.get("geoid", ""))
        )
        Target.objects.get_or_create(
            announcement=announcement,
            jurisdiction=place,
            class_as_printed="" if place else str(target.get("text", ""))[:200],
            defaults={"source": article},
        )
    _cite(proposal, announcement, proposal.start, proposal.end)
    return announcement


def _derivation(proposal: Proposal, payload: Payload) -> Derivation:
    source = given(Article, payload.get("source"), field="source") or _known_article(payload)
    derivation = Derivation.objects.create(
        article=proposal.snapshot.article,
        source=source,
        kind=choice(DerivationKind, payload.get("kind"), field="kind"),
        stated_as=str(payload.get("stated_as", ""))[:300],
    )
    _cite(proposal, derivation, proposal.start, proposal.end)
    _cite_shared(derivation, payload)
    return derivation


def _cite_shared(derivation: Derivation, payload: Payload) -> None:
    """The longest shared passage where it stands in the source, if that is the one that was compared."""
    snapshot = Snapshot.objects.filter(
        pk=whole(payload, "source_snapshot", 0), article=derivation.source
    ).first()
    if snapshot is not None and payload.get("passages"):
        start, end = payload["passages"][0][2:]
        Citation.objects.create(
            article=derivation.source,
            snapshot=snapshot,
            derivation=derivation,
            **passage(snapshot, int(start), int(end)).fields(),
        )


def _known_article(payload: Payload) -> Article:
    """The text a page rests on, by its address; if it is not held, a record that it is known but not captured."""
    name = str(payload.get("source_name", "")).strip()
    address = str(payload.get("source_url", "")).strip()
    try:
        url = canonical_url(address) if address else ""
    except AddressRefused as refusal:
        raise Refused(refusal.message, field="source_url", hint="Copy the address whole.") from refusal
    if not url:
        raise Refused(
            f"It is not known which text of {name or 'that source'} is meant.",
            field="source",
            hint="Choose the article, or give its address.",
        )
    found = Article.objects.filter(url=url).first()
    if found is not None:
        return found
    headline = str(payload.get("source_headline") or f"Text of {name or url}, not captured")[:500]
    return create_record(
        Article,
        headline,
        url=url,
        headline=headline,
        language="",
        outlet=outlet_for(registrable_domain(url), name=name),
    )


def _cite(proposal: Proposal, record: models.Model, start: int, end: int) -> None:
    words = passage(proposal.snapshot, start, end)
    Citation.objects.create(
        article=proposal.snapshot.article,
        snapshot=proposal.snapshot,
        **words.fields(),
        **{CITED_AS[type(record)]: record},
    )


_WRITERS: dict[str, Callable[[Proposal, Payload], models.Model]] = {
    ProposalKind.ARTICLE: _article,
    ProposalKind.QUOTATION: _quotation,
    ProposalKind.OFFICIAL: _official,
    ProposalKind.PLACE: _place,
    ProposalKind.FIGURE: _figure,
    ProposalKind.ANNOUNCEMENT: _announcement,
    ProposalKind.DERIVATION: _derivation,
}
