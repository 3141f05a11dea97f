"""A small world of invented people and outlets, built through actions alone; every test may use it.

``build()`` returns a Cast whose records are public, except those named ``draft_…``. Days and texts are fixed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from psycopg2.extras import DateRange

from tracker.actions import context
from tracker.actions.capturing import capture_file
from tracker.actions.deciding import accept
from tracker.actions.entering import enter
from tracker.actions.passages import find_passage
from tracker.actions.proposing import propose
from tracker.actions.publishing import publish_all
from tracker.actions.submitting import submit_file
from tracker.ingest import types
from tracker.models import (
    Announcement,
    AnnouncementEvent,
    Article,
    CodebookValue,
    Derivation,
    Figure,
    Instrument,
    InstrumentEvent,
    InstrumentJurisdiction,
    Jurisdiction,
    ListEdition,
    Listing,
    Official,
    Organization,
    Outlet,
    Position,
    Proposal,
    Quotation,
    Snapshot,
    Submission,
    Target,
    Tenure,
)

STORY = """CHICAGO - Mayor Ines Calloway said on Tuesday that the city would keep its ordinance.

“Our deputies are not federal agents,” Calloway told reporters at city hall. “They answer to this city.”

As the Prairie Wire reported first, the Department of Public Order plans to hire 500 officers. \
Acting director Dale Rusk said arrests had risen almost 40 percent since January.

“We are only getting started,” Rusk said.
"""
RELEASE = """The Department of Public Order will hire 500 officers, the department announced on March 3, 2025. \
They will be sent to Chicago and to “300-plus cities” that limit cooperation.
"""
LIST_PAGE = """Jurisdictions of note, March 2025. Chicago, Illinois. Franklin County."""
STORY_URL = "https://www.lakefrontcourier.example/2025/03/04/ordinance"
CAPTURED_AT = datetime.datetime(2025, 3, 4, 15, 0, tzinfo=datetime.UTC)
EXTRACTOR = "by hand"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what there is. Records are fresh from the database."""

    curator: AbstractUser
    editor: AbstractUser
    outlet: Outlet
    story: Article
    story_snapshot: Snapshot
    submission: Submission
    release: Article
    list_page: Article
    uncaptured: Article
    derivation: Derivation
    illinois: Jurisdiction
    cook: Jurisdiction
    chicago: Jurisdiction
    department: Organization
    list_maker: Organization
    council: Organization
    mayor: Official
    director: Official
    mayor_tenure: Tenure
    quotation: Quotation
    draft_quotation: Quotation
    open_proposal: Proposal
    figure: Figure
    announcement: Announcement
    edition: ListEdition
    listing: Listing
    ambiguous_listing: Listing
    instrument: Instrument
    position: Position


def user(name: str, *groups: str, **fields: Any) -> AbstractUser:
    """An account that may sign in to the admin, in ``groups``; its password is its name."""
    account = get_user_model().objects.create_user(name, password=name, is_staff=True, **fields)
    account.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return account


def capture(
    text: str, *, by: AbstractUser, name: str = "text.txt", at: datetime.datetime = CAPTURED_AT, **fields: Any
) -> tuple[Submission, Snapshot]:
    """``text`` handed in as a file and captured, with ``fields`` of types.ArticleFields; nothing is proposed."""
    submission = submit_file(text.encode(), name, by=by).submission
    captured = capture_file(
        submission, text.encode(), types.ArticleFields(text=text, **fields), captured_at=at
    )
    return submission, captured.snapshot


def span(text: str, words: str) -> types.Span:
    """Where ``words`` first stand in ``text``."""
    start = text.index(words)
    return types.Span(start, start + len(words), words)


def build() -> Cast:
    """The whole world, in less than half a second on an idle machine."""
    curator, editor = user("curator", "curator"), user("editor", "editor")
    # One act for all: half of the statements are saved, and every test that uses the cast pays for them.
    with context.by(curator, "Enter the cast"):
        submission, snapshot = capture(
            STORY,
            by=curator,
            name="ordinance.html",
            title="City keeps its ordinance",
            bylines=("Pat Nyquist",),
            published_on="2025-03-04",
            published_precision="day",
            outlet_name="Lakefront Courier",
            outlet_domain="lakefrontcourier.example",
            canonical_url=STORY_URL,
            language="en",
        )
        _, release_snapshot = capture(
            RELEASE,
            by=curator,
            name="release.txt",
            title="Department to hire 500 officers",
            published_on="2025-03-03",
            published_precision="day",
            canonical_url="https://www.publicorder.example/news/500-officers",
            kind="press_release",
        )
        _, list_snapshot = capture(
            LIST_PAGE,
            by=curator,
            name="list.txt",
            title="Jurisdictions of note",
            published_on="2025-03",
            published_precision="month",
            canonical_url="https://www.listmakers.example/march",
            kind="list",
        )
        story, release, list_page = snapshot.article, release_snapshot.article, list_snapshot.article
        illinois, cook, chicago = _places(release, by=curator)
        department, list_maker, council = _bodies(release, chicago, by=curator)
        mayor, director, mayor_tenure = _people(snapshot, chicago, department, by=curator)
        quotation, draft_quotation, figure, open_proposal = _accepted(
            submission, snapshot, mayor, director, chicago, by=curator
        )
        uncaptured = enter(
            Article,
            by=curator,
            headline="Department to hire officers",
            url="https://prairiewire.example/hire",
            outlet=enter(Outlet, by=curator, name="The Prairie Wire", domain="prairiewire.example"),
        )
        derivation = _derivation(snapshot, uncaptured, by=curator)
        announcement = _announcement(release_snapshot, department, director, chicago, by=curator)
        edition, listing, ambiguous = _list(list_snapshot, list_maker, chicago, by=curator)
        instrument = _instrument(snapshot, council, chicago, by=curator)
        position = _position(snapshot, council, chicago, by=curator)
    publish_all(
        [quotation, figure, announcement, edition, instrument, position, cook, list_maker],
        by=editor,
        reason="Publish the cast",
    )
    records = {name: value for name, value in locals().items() if name in Cast.__dataclass_fields__}
    records |= {
        "outlet": story.outlet,
        "story_snapshot": snapshot,
        "ambiguous_listing": ambiguous,
    }
    for name, value in records.items():
        if name not in ("curator", "editor"):
            value.refresh_from_db()
    return Cast(**records)


def _places(source: Article, *, by: AbstractUser) -> tuple[Jurisdiction, Jurisdiction, Jurisdiction]:
    def place(slug: str, **fields: Any) -> Jurisdiction:
        return enter(Jurisdiction, by=by, cited=source, slug=slug, state_code="IL", **fields)

    base = "ocd-division/country:us/state:il"
    illinois = place("illinois", name="Illinois", full_name="Illinois", kind="state", ocd_id=base, geoid="17")
    cook = place(
        "cook-county-il",
        name="Cook",
        full_name="Cook County",
        kind="county",
        ocd_id=f"{base}/county:cook",
        geoid="17031",
        parent=illinois,
    )
    chicago = place(
        "chicago-il",
        name="Chicago",
        full_name="City of Chicago",
        kind="municipality",
        ocd_id=f"{base}/place:chicago",
        geoid="1714000",
        parent=illinois,
        population=2746388,
        population_year=2020,
    )
    return illinois, cook, chicago


def _bodies(
    source: Article, chicago: Jurisdiction, *, by: AbstractUser
) -> tuple[Organization, Organization, Organization]:
    def body(**fields: Any) -> Organization:
        return enter(Organization, by=by, cited=source, **fields)

    department = body(name="Department of Public Order", short_name="DPO", kind="agency")
    list_maker = body(name="Center for Lists", kind="research")
    council = body(name="Chicago City Council", kind="local_government", jurisdiction=chicago)
    return department, list_maker, council


def _people(
    snapshot: Snapshot, chicago: Jurisdiction, department: Organization, *, by: AbstractUser
) -> tuple[Official, Official, Tenure]:
    def official(name: str, sort_name: str, words: str) -> Official:
        return enter(
            Official,
            by=by,
            cited=snapshot,
            passage=find_passage(snapshot, words),
            name=name,
            sort_name=sort_name,
        )

    mayor = official("Ines Calloway", "Calloway, Ines", "Mayor Ines Calloway")
    director = official("Dale Rusk", "Rusk, Dale", "Acting director Dale Rusk")
    story = snapshot.article
    tenure = enter(
        Tenure,
        by=by,
        official=mayor,
        title="Mayor",
        jurisdiction=chicago,
        during=DateRange(datetime.date(2023, 5, 15), None),
        source=story,
    )
    enter(
        Tenure,
        by=by,
        official=director,
        title="Director",
        organization=department,
        during=DateRange(datetime.date(2025, 1, 20), None),
        is_acting=True,
        source=story,
    )
    return mayor, director, tenure


def _accepted(
    submission: Submission,
    snapshot: Snapshot,
    mayor: Official,
    director: Official,
    chicago: Jurisdiction,
    *,
    by: AbstractUser,
) -> tuple[Quotation, Quotation, Figure, Proposal]:
    """Proposed from a reading made by hand: one quotation and one figure accepted to be published, one
    quotation accepted as a draft, and one left open."""
    text = snapshot.text

    def quote(words: str, **fields: Any) -> types.Quote:
        speech = {"form": "direct", "confidence": 0.97, "speaker_confidence": 0.95, **fields}
        return types.Quote(span(text, words), speaker_kind="person", **speech)

    extraction = types.Extraction(
        text=text,
        quotes=(
            quote(
                "Our deputies are not federal agents,",
                speaker_name="Ines Calloway",
                official=mayor.slug,
                group=1,
            ),
            quote("They answer to this city.", speaker_name="Ines Calloway", official=mayor.slug, group=1),
            quote("We are only getting started,", speaker_name="Dale Rusk", official=director.slug, group=2),
        ),
        figures=(
            types.Figure(
                span(text, "almost 40 percent"),
                40,
                40,
                "percent",
                hedge="almost",
                direction="up",
                metric="arrests",
                period="since January",
                speaker_name="Dale Rusk",
                confidence=0.9,
            ),
        ),
    )
    propose(snapshot, submission, extraction=extraction, extractor=EXTRACTOR, version="1")
    first, second, third, number = (
        Proposal.objects.get(snapshot=snapshot, start=one.span.start)
        for one in (*extraction.quotes, *extraction.figures)
    )
    quotation = accept(first, by=by, changes={"said_on": "2025-03-04", "jurisdictions": [chicago.slug]})
    draft = accept(third, by=by)
    figure = accept(number, by=by, changes={"measure": "arrests"})
    return quotation, draft, figure, second  # type: ignore[return-value]


def _derivation(snapshot: Snapshot, uncaptured: Article, *, by: AbstractUser) -> Derivation:
    words = "As the Prairie Wire reported first"
    return enter(
        Derivation,
        by=by,
        cited=snapshot,
        passage=find_passage(snapshot, words),
        article=snapshot.article,
        source=uncaptured,
        kind="re_reports",
        stated_as=words,
    )


def _announcement(
    snapshot: Snapshot,
    department: Organization,
    director: Official,
    chicago: Jurisdiction,
    *,
    by: AbstractUser,
) -> Announcement:
    release = snapshot.article
    announcement = enter(
        Announcement,
        by=by,
        cited=snapshot,
        passage=find_passage(snapshot, "The Department of Public Order will hire 500 officers"),
        kind="hiring",
        title="Department to hire 500 officers",
        announcer=department,
        official=director,
        announced_on=datetime.date(2025, 3, 3),
    )
    enter(Target, by=by, announcement=announcement, jurisdiction=chicago, source=release)
    enter(Target, by=by, announcement=announcement, class_as_printed="300-plus cities", source=release)
    enter(
        AnnouncementEvent,
        by=by,
        announcement=announcement,
        kind="no_evidence",
        happened_on=datetime.date(2025, 9, 1),
        searched="Budget of the department, fiscal year 2025",
    )
    return announcement


def _list(
    snapshot: Snapshot, maker: Organization, chicago: Jurisdiction, *, by: AbstractUser
) -> tuple[ListEdition, Listing, Listing]:
    edition = enter(
        ListEdition,
        by=by,
        cited=snapshot,
        maker=maker,
        title="Jurisdictions of note",
        published_on=datetime.date(2025, 3, 1),
        published_precision="month",
        label_as_printed="jurisdictions of note",
        scope_kinds=["municipality", "county"],
    )
    matched = enter(
        Listing,
        by=by,
        edition=edition,
        line=1,
        as_printed="Chicago",
        state_as_printed="Illinois",
        match_state="matched",
        jurisdiction=chicago,
    )
    ambiguous = enter(
        Listing, by=by, edition=edition, line=2, as_printed="Franklin County", match_state="ambiguous"
    )
    return edition, matched, ambiguous


def _instrument(
    snapshot: Snapshot, council: Organization, chicago: Jurisdiction, *, by: AbstractUser
) -> Instrument:
    instrument = enter(
        Instrument,
        by=by,
        cited=snapshot,
        passage=find_passage(snapshot, "the city would keep its ordinance"),
        kind="ordinance",
        title="Ordinance on city deputies",
        direction="limits",
        issuer=council,
        adopted_on=datetime.date(2012, 1, 1),
        adopted_precision="year",
    )
    enter(InstrumentJurisdiction, by=by, instrument=instrument, jurisdiction=chicago)
    enter(
        InstrumentEvent,
        by=by,
        instrument=instrument,
        kind="adopted",
        happened_on=datetime.date(2012, 1, 1),
        happened_precision="year",
        source=snapshot.article,
    )
    return instrument


def _position(
    snapshot: Snapshot, council: Organization, chicago: Jurisdiction, *, by: AbstractUser
) -> Position:
    CodebookValue.objects.get_or_create(
        codebook="2026.1",
        dimension="detainers",
        value="declines",
        defaults={"label": "declines", "definition": "Holds nobody on a detainer alone.", "rank": 1},
    )
    CodebookValue.objects.get_or_create(
        codebook="2026.1",
        dimension="detainers",
        value="honors",
        defaults={"label": "honors", "definition": "Holds people on a detainer alone.", "rank": 2},
    )
    return enter(
        Position,
        by=by,
        cited=snapshot,
        passage=find_passage(snapshot, "Our deputies are not federal agents,"),
        slug="chicago-detainers",
        body=council,
        jurisdiction=chicago,
        dimension="detainers",
        value="declines",
        stated_as="Our deputies are not federal agents,",
        valid=DateRange(datetime.date(2012, 1, 1), None),
        start_precision="year",
    )
