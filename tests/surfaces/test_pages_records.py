"""Pages of single records: what they show, what they never show, and what they cost."""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg2.extras import DateRange

from tests import cast
from tests.cast import enter
from tests.makers import a_place, make
from tests.surfaces.reading import get, json_rows
from tracker.actions.deciding import accept
from tracker.actions.publishing import publish_all
from tracker.models import (
    Announcement,
    AnnouncementEvent,
    Article,
    Citation,
    CorrectionRequest,
    Derivation,
    Figure,
    Instrument,
    InstrumentEvent,
    InstrumentJurisdiction,
    ListEdition,
    Listing,
    Organization,
    Position,
    Quotation,
    Redirect,
    Snapshot,
    SourceNotice,
    Target,
    Tenure,
    Utterance,
)
from tracker.models.media import EXCERPT
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> cast.Cast:
    return cast.build()


def pages(world: cast.Cast) -> dict[str, str]:
    """The page of one record of each kind that has everything a page of its kind can show."""
    found = {
        "articles": world.story,
        "quotations": world.quotation,
        "officials": world.mayor,
        "jurisdictions": world.chicago,
        "announcements": world.announcement,
        "figures": world.figure,
        "positions": world.position,
        "lists": world.edition,
        "instruments": world.instrument,
        "outlets": world.outlet,
        "organizations": world.department,
    }
    return {kind: f"/{kind}/{record.slug}/" for kind, record in found.items()}


def grow(world: cast.Cast, number: int) -> None:
    """One more of everything that a page lists."""
    by, day = world.curator, datetime.date(2025, 4, 1) + datetime.timedelta(days=number)
    words = f"We say so for the {number}th time."
    _, snapshot = cast.capture(
        f"The mayor said: “{words}” Arrests rose {number} percent.",
        by=by,
        name=f"more-{number}.txt",
        title=f"More {number}",
        published_on=day.isoformat(),
        published_precision="day",
        canonical_url=f"https://lakefrontcourier.example/more-{number}",
        outlet_name="Lakefront Courier",
        outlet_domain="lakefrontcourier.example",
    )
    start = snapshot.text.index(words)
    span = {"snapshot": snapshot, "start": start, "end": start + len(words), "exact": words}
    made = [
        enter(
            Quotation,
            by=by,
            cited=snapshot,
            utterance=Utterance.objects.create(
                official=official, organization=None if official else world.department, said_on=day
            ),
            form="direct",
            **{**span, "end": span["end"] - cut, "exact": words[: len(words) - cut]},
        )
        for cut, official in ((0, world.mayor), (1, None))
    ]
    made += _more_policy(world, number, day)
    enter(Derivation, by=by, cited=snapshot, article=snapshot.article, source=world.story, kind="re_reports")
    publish_all(made, by=world.editor, reason="grow")
    for quotation in made[:2]:
        quotation.places.create(jurisdiction=world.chicago)
    _another_printing(world, number)


def print_again(world: cast.Cast, snapshot: Snapshot, exact: str, **fields: Any) -> Quotation:
    """One more printing of the mayor's words, or a piece of one, where they stand in ``snapshot``; a draft."""
    start = snapshot.text.index(exact)
    return enter(
        Quotation,
        by=world.curator,
        cited=snapshot,
        utterance=world.quotation.utterance,
        snapshot=snapshot,
        start=start,
        end=start + len(exact),
        exact=exact,
        form="direct",
        **fields,
    )


def _another_printing(world: cast.Cast, number: int) -> None:
    exact = world.quotation.exact
    _, snapshot = cast.capture(
        f"{number} times over: “{exact}” she said.",
        by=world.curator,
        name=f"printing-{number}.txt",
        title=f"Printing {number}",
        canonical_url=f"https://prairiewire.example/printing-{number}",
    )
    publish_all([print_again(world, snapshot, exact)], by=world.editor, reason="grow")


def _more_policy(world: cast.Cast, number: int, day: datetime.date) -> list:
    by, source = world.curator, world.release
    edition = enter(
        ListEdition, by=by, cited=source, maker=world.department, title=f"List {number}", published_on=day
    )
    enter(
        Listing,
        by=by,
        edition=edition,
        line=1,
        as_printed="Chicago",
        match_state="matched",
        jurisdiction=world.chicago,
    )
    enter(Listing, by=by, edition=world.edition, line=10 + number, as_printed=f"Somewhere {number}")
    instrument = enter(
        Instrument,
        by=by,
        cited=source,
        kind="directive",
        title=f"Directive {number}",
        issuer=world.department,
        adopted_on=day,
    )
    enter(InstrumentJurisdiction, by=by, instrument=instrument, jurisdiction=world.chicago)
    for target in (instrument, world.instrument):
        enter(InstrumentEvent, by=by, instrument=target, kind="amended", happened_on=day, source=source)
    announcement = enter(
        Announcement,
        by=by,
        cited=source,
        kind="letter",
        title=f"Letter {number}",
        announcer=world.department,
        official=world.mayor,
        announced_on=day,
    )
    enter(Target, by=by, announcement=announcement, jurisdiction=world.chicago, source=source)
    enter(Target, by=by, announcement=world.announcement, class_as_printed=f"class {number}", source=source)
    enter(
        AnnouncementEvent,
        by=by,
        announcement=world.announcement,
        kind="funded",
        happened_on=day,
        source=source,
    )
    figure = enter(
        Figure,
        by=by,
        cited=source,
        value_low=number,
        value_high=number,
        unit="percent",
        metric="arrests",
        measure="arrests",
        official=world.mayor,
        organization=world.department,
        claimed_on=day,
        article=world.story,
        announcement=world.announcement,
        jurisdiction=world.chicago,
    )
    body = enter(
        Organization, by=by, cited=source, name=f"Body {number}", kind="agency", parent=world.department
    )
    position = enter(
        Position,
        by=by,
        cited=source,
        body=body,
        jurisdiction=world.chicago,
        dimension="detainers",
        value="honors",
        valid=DateRange(day, None),
    )
    enter(
        Tenure,
        by=by,
        official=world.mayor,
        title=f"Office {number}",
        organization=world.department,
        jurisdiction=world.chicago,
        during=DateRange(day, None),
        source=source,
    )
    for kind, slug in (("jurisdictions", world.chicago.slug), ("officials", world.mayor.slug)):
        CorrectionRequest.objects.create(
            record_kind=kind,
            record_slug=slug,
            message=f"Wrong {number}",
            state="answered",
            answer="It stands.",
            answered_at=timezone.now(),
        )
    SourceNotice.objects.create(article=source, kind="changed", noticed_on=day, detail=f"Changed {number}")
    return [edition, instrument, announcement, figure, body, position]


def test_page_of_every_kind_costs_the_same_queries_however_much_it_shows(client, world):
    grow(world, 1)
    before = {}
    for kind, address in pages(world).items():
        with CaptureQueriesContext(connection) as captured:
            get(client, address)
        before[kind] = len(captured)
    for number in range(2, 5):
        grow(world, number)
    after = {}
    for kind, address in pages(world).items():
        with CaptureQueriesContext(connection) as captured:
            get(client, address)
        after[kind] = len(captured)
    assert after == before


def test_no_page_reads_the_long_text_of_a_capture(client, world):
    grow(world, 1)
    capture = world.story_snapshot.sha256
    for address in [*pages(world).values(), f"/sources/{capture}/", "/", "/quotations/"]:
        with CaptureQueriesContext(connection) as captured:
            get(client, address)
        whole = [q["sql"] for q in captured if re.search(r'(?<!\()"tracker_snapshot"\."text",', q["sql"])]
        assert whole == [], address


LATER = {
    "a quotation": '<figure class="quote">',
    "a text": "<h2>Texts that name it</h2>",
    "a figure": "<h2>Figures about it</h2>",
    "an office": ">Ines Calloway</a>",
    "the population": "2,746,388",
    "an announcement": "<h2>Announcements that name it</h2>",
    "a list": ">Jurisdictions of note, ",
}


@pytest.mark.parametrize("what", LATER)
def test_place_as_of_a_day_shows_nothing_that_came_after_it(client, world, what):
    world.story.places.create(jurisdiction=world.chicago)
    Figure.objects.update(jurisdiction=world.chicago, claimed_on="2025-03-04")
    shown = [
        LATER[what] in get(client, f"/jurisdictions/chicago-il/{query}").decode()
        for query in ("?as_of=2019-12-31", "?as_of=2025-03-04", "")
    ]
    assert shown == [False, True, True]


def test_what_is_known_to_the_month_of_the_day_is_shown(client, world):
    utterances = Utterance.objects.filter(pk=world.quotation.utterance_id)
    utterances.update(said_on="2024-05-01", said_precision="month")
    shown = [
        LATER["a quotation"] in get(client, f"/jurisdictions/chicago-il/?as_of={day}").decode()
        for day in ("2024-04-30", "2024-05-18")
    ]
    assert shown == [False, True]


def test_rest_of_the_words_of_a_day_is_one_link_away_under_that_day(client):
    place = a_place()
    for number in range(26):
        make("quotations", number=number).places.create(jurisdiction=place)
    html = get(client, f"/jurisdictions/{place.slug}/?as_of=2020-01-23").decode()
    [(address, total)] = re.findall(r'href="(/quotations/[?][^"]*)">See all (\d+)<', html)
    asked = address.partition("?")[2].replace("&amp;", "&")
    assert (asked, total) == (f"jurisdiction={place.slug}&until=2020-01-23", "23")
    assert len(json_rows(client, "quotations", asked)) == 23


@pytest.mark.parametrize("page", ["/jurisdictions/chicago-il/", "/officials/ines-calloway/"])
def test_office_that_ended_later_is_held_on_the_day_and_no_end_is_told(client, world, page):
    Tenure.objects.filter(official=world.mayor).update(
        during=DateRange(datetime.date(2011, 5, 16), datetime.date(2019, 5, 20))
    )
    before, then, after = (
        get(client, f"{page}?as_of={day}").decode() for day in ("2010-01-01", "2017-07-18", "2020-01-01")
    )
    assert "16 May 2011" not in before
    assert "since 16 May 2011" in then and "in office on this day" in then and "2019" not in then
    assert "16 May 2011 – 19 May 2019" in after and "in office on this day" not in after


@pytest.mark.parametrize("page", ["/jurisdictions/chicago-il/", "/announcements/{announcement}/"])
@pytest.mark.parametrize(
    ("said_on", "precision", "is_told"),
    [
        ("2025-10-31", "day", [False, True, True]),
        # May be of the very day asked about, or of any.
        ("2025-09-01", "month", [True, True, True]),
        (None, "day", [True, True, True]),
    ],
)
def test_what_is_said_of_a_target_later_is_not_told_as_of_a_day(
    client, world, page, said_on, precision, is_told
):
    page = page.format(announcement=world.announcement.slug)
    later = enter(
        Article, by=world.curator, headline="Later text", url="https://lakefrontcourier.example/later"
    )
    publish_all([later], by=world.editor, reason="Publish")
    Article.objects.filter(pk=later.pk).update(published_on=said_on, published_precision=precision)
    Target.objects.filter(jurisdiction=world.chicago).update(detail="Struck off again.", source=later)
    found = [
        get(client, f"{page}{query}").decode() for query in ("?as_of=2025-09-15", "?as_of=2025-10-31", "")
    ]
    assert ["Struck off again." in html for html in found] == is_told
    assert ["Later text" in html for html in found] == is_told
    named = 'href="/jurisdictions/chicago-il/' if "announcements" in page else "Announcements that name it"
    assert all(named in html for html in found)


OFF_DAY = {
    "positions": "not yet held",
    "lists": "not yet published",
    "announcements": "not yet announced",
    "instruments": "not yet adopted",
}
"""What a record of each kind was on a day before its own."""


def of_february(kind: str, **precisions: str) -> Any:
    """A record of 1 February 2020; a position of that kind holds on that day alone."""
    record = make(kind, number=31)
    if precisions:
        type(record).objects.filter(pk=record.pk).update(**precisions)
    return record


def said_on_top(client, kind: str, day: str) -> str:
    """What stands above the heading of what the record was on a day; blank where nothing does."""
    top, _, _ = get(client, f"/{kind}/{kind}-31/?as_of={day}").decode().partition("<h1")
    found = re.search(r"<strong>On [^<]* this [a-z]+ was ([^<]*)[.]</strong>", top)
    return found[1] if found else ""


def test_kinds_that_are_read_on_a_day_and_have_one_of_their_own_are_all_tried():
    assert set(OFF_DAY) == {name for name, record in RECORDS.items() if record.within and record.on_day}


@pytest.mark.parametrize("kind", OFF_DAY)
@pytest.mark.parametrize("precision", ["day", "month"])
def test_record_read_on_a_day_before_its_own_says_so_above_its_heading(client, kind, precision):
    main = RECORDS[kind].date_column.removesuffix("_on")
    of_february(kind, **{"start_precision" if kind == "positions" else f"{main}_precision": precision})
    assert said_on_top(client, kind, "2020-01-31").startswith(OFF_DAY[kind])
    assert said_on_top(client, kind, "2020-02-01") == ""
    assert "what our books hold of it." not in get(client, f"/{kind}/{kind}-31/").decode()


def test_record_known_to_its_month_is_not_said_to_be_later_than_a_day_of_it(client):
    of_february("announcements", announced_precision="month")
    assert said_on_top(client, "announcements", "2020-02-15") == ""


@pytest.mark.parametrize(
    ("precision", "held", "over"),
    [
        ("day", "2020-02-01", "2020-02-02"),
        ("month", "2020-02-29", "2020-03-01"),
        ("year", "2020-12-31", "2021-01-01"),
    ],
)
def test_position_read_on_a_day_after_its_last_says_that_it_was_no_longer_held(client, precision, held, over):
    of_february("positions", end_precision=precision)
    assert said_on_top(client, "positions", held) == ""
    assert said_on_top(client, "positions", over).startswith("no longer held")


def test_law_of_a_day_not_known_is_not_said_to_be_later(client):
    record = of_february("instruments")
    type(record).objects.filter(pk=record.pk).update(adopted_on=None)
    assert said_on_top(client, "instruments", "2019-01-01") == ""


def test_official_as_of_a_day_shows_no_words_or_figures_of_later(client, world):
    Figure.objects.update(official=world.mayor, claimed_on="2025-03-04")
    marks = (LATER["a quotation"], "<h2>Figures claimed</h2>")
    shown = [
        [mark in get(client, f"/officials/ines-calloway/{query}").decode() for mark in marks]
        for query in ("?as_of=2025-03-03", "?as_of=2025-03-04", "")
    ]
    assert shown == [[False, False], [True, True], [True, True]]


def test_place_as_of_a_day_lists_the_laws_in_force_and_tells_what_ended(client, world):
    ordinance = {"instrument": world.instrument, "kind": "repealed", "source": world.story}
    InstrumentEvent.objects.create(happened_on="2020-02-01", **ordinance)
    undated = enter(Instrument, by=world.curator, cited=world.story, kind="directive", title="Undated one")
    enter(InstrumentJurisdiction, by=world.curator, instrument=undated, jurisdiction=world.chicago)
    publish_all([undated], by=world.editor, reason="Publish")
    laws, told = {}, {}
    for day in ("2011-06-01", "2019-06-01", "2021-06-01"):
        html = get(client, f"/jurisdictions/chicago-il/?as_of={day}").decode()
        before, _, timeline = html.partition('id="timeline"')
        laws[day] = re.findall(r'href="/instruments/([a-z-]+)/', before)
        told[day] = len(re.findall(r'href="/instruments/([a-z-]+)/', timeline))
    assert list(laws.values()) == [[], [world.instrument.slug], []]
    # Adopted; adopted and repealed.
    assert list(told.values()) == [0, 1, 2]
    assert "Undated one" in get(client, "/jurisdictions/chicago-il/").decode()


@pytest.mark.parametrize("kind", sorted(set(RECORDS) - {"articles", "outlets"}))
def test_page_opens_its_proof_with_passage_capture_and_original(client, world, kind):
    html = get(client, pages(world)[kind]).decode()
    assert '<details class="proof"' in html
    assert "supports</span>" in html


@pytest.mark.parametrize("kind", ["officials", "organizations", "outlets"])
def test_whoever_speaks_can_be_followed_by_feeds_that_answer(client, world, kind):
    html = get(client, pages(world)[kind]).decode()
    feeds = re.findall(r'<a href="(/[a-z]+\.atom\?[^"]+)">', html)
    assert len(feeds) >= 3
    for feed in feeds:
        assert get(client, feed).startswith(b"<?xml")


def test_proof_shows_the_words_marked_the_capture_and_a_link_into_the_original(client, world):
    html = get(client, f"/officials/{world.mayor.slug}/").decode()
    assert "<mark>Mayor Ines Calloway</mark>" in html
    assert f"/sources/{world.story_snapshot.sha256}/" in html
    assert "handed in as a file 4 March 2025, 15:00 UTC" in html
    assert f'{cast.STORY_URL}#:~:text=Mayor%20Ines%20Calloway"' in html


def test_source_that_was_never_published_is_no_evidence_on_pages(client, world):
    hidden = enter(
        type(world.story), by=world.curator, headline="Not public yet", url="https://x.example/hidden"
    )
    enter(Citation, by=world.curator, article=hidden, official=world.mayor)
    html = get(client, f"/officials/{world.mayor.slug}/").decode()
    assert "Not public yet" not in html
    assert "1 source<span" in html


def test_notice_about_a_source_stands_wherever_it_is_cited(client, world):
    SourceNotice.objects.create(
        article=world.story, kind="withdrawn", noticed_on="2025-03-09", detail="Taken off the site."
    )
    shown = [kind for kind, address in pages(world).items() if b"Taken off the site." in get(client, address)]
    assert set(shown) >= {"articles", "quotations", "officials", "jurisdictions", "figures", "positions"}


def test_notice_kept_inside_is_shown_nowhere(client, world):
    SourceNotice.objects.create(
        article=world.story,
        kind="unreliable",
        noticed_on="2025-03-09",
        detail="For us only.",
        is_public=False,
    )
    assert all(b"For us only." not in get(client, address) for address in pages(world).values())


def test_quotation_page_marks_the_words_in_their_surroundings_only(client, world):
    html = get(client, f"/quotations/{world.quotation.slug}/").decode()
    assert "“<mark>Our deputies are not federal agents,</mark>” Calloway told reporters" in html


def test_quotation_page_names_the_office_of_that_day_and_the_outlet(client, world):
    html = get(client, f"/quotations/{world.quotation.slug}/").decode()
    assert "Mayor" in html and "Lakefront Courier" in html


def test_quotation_page_compares_other_printings_word_by_word(client, world):
    text = "She said: “Our deputies are federal agents,” they print."
    _, snapshot = cast.capture(text, by=world.curator, name="other.txt", title="Other")
    other = print_again(world, snapshot, "Our deputies are federal agents,", alterations=["dropped_word"])
    publish_all([other], by=world.editor, reason="test")
    html = get(client, f"/quotations/{world.quotation.slug}/").decode()
    assert "<del>not</del>" in html and "words dropped" in html


def printed_in_pieces(world: cast.Cast, number: int, *words: str) -> list[Quotation]:
    """One more article that prints the mayor's words in pieces."""
    text = " she said. ".join(f"“{each}”" for each in words)
    _, snapshot = cast.capture(text, by=world.curator, name=f"pieces-{number}.txt", title=f"Pieces {number}")
    made = [print_again(world, snapshot, each) for each in words]
    publish_all(made, by=world.editor, reason="test")
    return made


def test_pieces_of_one_utterance_are_one_printing_and_all_shown(client, world):
    piece = accept(world.open_proposal, by=world.curator)
    publish_all([piece, world.draft_quotation], by=world.editor, reason="test")
    article = get(client, f"/articles/{world.story.slug}/").decode()
    for one in (world.quotation, piece):
        assert f'href="/quotations/{one.slug}/"' in article
    assert article.index(world.quotation.exact) < article.index(piece.exact)
    assert article.index(piece.exact) < article.index("We are only getting started")
    assert "2 printings" not in article
    page = get(client, f"/quotations/{world.quotation.slug}/").decode()
    assert "in 2 pieces" in page and f'href="/quotations/{piece.slug}/"' in page
    assert "No other printing is recorded." in page and "<del>" not in page


def test_printings_count_articles_and_are_compared_whole(client, world):
    piece = accept(world.open_proposal, by=world.curator)
    publish_all([piece], by=world.editor, reason="test")
    first, _ = printed_in_pieces(world, 1, "Our deputies are not federal agents,", "They answer to the city.")
    html = get(client, f"/quotations/{piece.slug}/").decode()
    assert "<del>this</del> <ins>the</ins>" in html and html.count("<del>") == 2  # one is in the legend
    assert f'href="/quotations/{first.slug}/">that printing</a>, in 2 pieces' in html
    assert "2 printings" in get(client, f"/articles/{world.story.slug}/").decode()


def test_capture_shows_the_pieces_that_stand_in_it_only(client, world):
    first, second = printed_in_pieces(world, 1, "They answer to this city.", "Nobody else.")
    html = get(client, f"/sources/{first.snapshot.sha256}/").decode()
    assert second.exact in html and world.quotation.exact not in html


def test_change_by_a_factor_is_a_change_to_it(client, world):
    for unit, shown in (("times", "a rise to almost 40 times"), ("percent", "a rise of almost 40 percent")):
        Figure.objects.filter(pk=world.figure.pk).update(unit=unit)
        assert shown in get(client, f"/articles/{world.story.slug}/").decode()


def test_place_page_opens_with_one_attributed_sentence(client, world):
    html = get(client, "/jurisdictions/chicago-il/").decode()
    assert "Listed by the Center for Lists since March 2025. Chicago City Council states:" in html


def test_place_page_on_an_earlier_day_knows_nothing_of_later_lists(client, world):
    html = get(client, "/jurisdictions/chicago-il/?as_of=2024-12-31").decode()
    assert "On none of the lists in our books on this day." in html
    assert "Jurisdictions of note" not in html


@pytest.mark.django_db(transaction=True)
def test_page_reads_the_books_as_they_stood(client):
    with transaction.atomic():
        world = cast.build()
    before = timezone.now()
    with transaction.atomic():
        type(world.chicago).objects.filter(pk=world.chicago.pk).update(population=1)
    then = get(client, f"/jurisdictions/chicago-il/?known_at={before.isoformat().replace('+', '%2B')}")
    assert b"2,746,388" in then and b"2,746,388" not in get(client, "/jurisdictions/chicago-il/")


def test_figure_page_says_what_the_claim_leaves_out(client, world):
    html = get(client, f"/figures/{world.figure.slug}/").decode()
    assert "The claim leaves out: baseline, population." in html


def test_announcement_page_says_what_was_searched_in_vain(client, world):
    html = get(client, f"/announcements/{world.announcement.slug}/").decode()
    assert "No evidence found as of this day" in html
    assert "Searched: Budget of the department, fiscal year 2025" in html


def test_list_page_keeps_lines_as_printed_and_says_which_wait(client, world):
    html = get(client, f"/lists/{world.edition.slug}/").decode()
    assert "Franklin County" in html and "ambiguous: waits for a person" in html


def test_long_list_shows_its_lines_in_pages(client, world):
    Listing.objects.bulk_create(
        Listing(edition=world.edition, line=number, as_printed=f"Line {number:03}")
        for number in range(3, 151)
    )
    first, second = (
        get(client, f"/lists/{world.edition.slug}/{query}").decode() for query in ("", "?page=2")
    )
    assert ("Line 100" in first, "Line 101" in first) == (True, False)
    assert ("Line 100" in second, "Line 101" in second) == (False, True)


def test_page_past_the_end_of_a_list_leads_to_the_first(client, world):
    address = f"/lists/{world.edition.slug}/"
    past = get(client, f"{address}?page=2").decode()
    assert f'There is no page 2. <a href="{address}">' in past and "<caption>" not in past
    Listing.objects.filter(edition=world.edition).delete()
    assert "There is no page" not in get(client, f"{address}?page=1").decode()


def test_moved_record_answers_301_with_the_query_kept(client, world):
    Redirect.objects.create(kind="officials", old_slug="mayor-calloway", new_slug=world.mayor.slug)
    answer = client.get("/officials/mayor-calloway/?known_at=2026-01-01")
    assert (answer.status_code, answer["Location"]) == (
        301,
        f"/officials/{world.mayor.slug}/?known_at=2026-01-01",
    )


@pytest.mark.parametrize(
    ("query", "named"),
    [("colour=red", "colour"), ("as_of=2017", "as_of"), ("known_at=2999-01-01", "known_at")],
)
def test_parameter_a_page_does_not_understand_is_named(client, world, query, named):
    answer = client.get(f"/jurisdictions/chicago-il/?{query}")
    assert answer.status_code == 400
    assert f"<code>{named}</code>" in answer.content.decode()


def test_answered_objection_stands_on_the_page_and_an_open_one_does_not(client, world):
    for state, message, answer in (
        ("answered", "The name is wrong.", "It is as printed."),
        ("open", "Psst.", ""),
    ):
        CorrectionRequest.objects.create(
            record_kind="jurisdictions", record_slug="chicago-il", message=message, state=state, answer=answer
        )
    html = get(client, "/jurisdictions/chicago-il/").decode()
    assert "The name is wrong." in html and "It is as printed." in html and "Psst." not in html


def test_email_of_who_objects_is_never_shown(client, world):
    CorrectionRequest.objects.create(
        record_kind="jurisdictions",
        record_slug="chicago-il",
        message="Wrong.",
        email="clerk@city.example",
        state="answered",
        answer="No.",
    )
    assert b"clerk@city.example" not in get(client, "/jurisdictions/chicago-il/") + get(
        client, "/corrections/"
    )


def test_capture_page_shows_what_rests_on_it_and_not_the_text(client, world):
    html = get(client, f"/sources/{world.story_snapshot.sha256}/").decode()
    assert "Our deputies are not federal agents," in html
    assert "We are only getting started" not in html


def test_captured_text_is_for_curators_only_and_cannot_run(client, world):
    address = f"/sources/{world.story_snapshot.sha256}/text/"
    assert client.get(address).status_code == 403
    client.force_login(world.curator)
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert hashlib.sha256(answer.content).hexdigest() == world.story_snapshot.sha256


def test_capture_of_a_text_not_yet_public_has_no_page(client, world):
    _, snapshot = cast.capture("A draft text.", by=world.curator, name="draft.txt", title="Draft")
    assert client.get(f"/sources/{snapshot.sha256}/").status_code == 404


def test_excerpt_copied_by_hand_claims_no_capture(client, world):
    article = Article.objects.get(pk=world.story.pk)
    words = "The city keeps its rule."
    digest = hashlib.sha256(words.encode()).hexdigest()
    Snapshot.objects.create(
        article=article,
        captured_at=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
        raw_sha256=digest,
        raw_size=len(words),
        text=words,
        sha256=digest,
        text_length=len(words),
        extractor=EXCERPT,
    )
    html = get(client, f"/sources/{digest}/").decode()
    assert "Copied by hand 22 November 2026" in html
    assert "Answered" not in html and "returned at one moment" not in html


def test_what_was_decided_before_an_announcement_is_not_what_became_of_it(client, world):
    earlier = world.announcement.announced_on - datetime.timedelta(days=30)
    AnnouncementEvent.objects.filter(announcement=world.announcement).update(happened_on=earlier)
    html = get(client, f"/announcements/{world.announcement.slug}/").decode()
    assert "Nothing is recorded yet of what became of it." in html
    steps = re.findall(r"<p><strong>([\w ]+)", html)
    assert steps and steps[-1].startswith("Announced")
