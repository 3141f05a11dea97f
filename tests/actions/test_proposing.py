"""Extracting again adds nothing, brings nothing back, and never touches a decision."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import CAPTURED_AT, EXTRACTOR, STORY, STORY_URL, Cast, capture, span
from tracker.actions.deciding import reject
from tracker.actions.errors import Refused
from tracker.actions.payloads import Suggestion, is_public_office, suggestions
from tracker.actions.proposing import Proposed, propose
from tracker.ingest import types
from tracker.models import Proposal, ProposalState, Snapshot


def reading(world: Cast, *words: str, **fields: object) -> types.Extraction:
    """A reading of the cast's story that found ``words`` as quotations."""
    text = world.story_snapshot.text
    quotes = tuple(
        types.Quote(span(text, each), **{"form": "direct", "confidence": 0.9, **fields}) for each in words
    )
    return types.Extraction(text=text, quotes=quotes)


def again(world: Cast, extraction: types.Extraction, version: str = "1") -> Proposed:
    return propose(
        world.story_snapshot, world.submission, extraction=extraction, extractor=EXTRACTOR, version=version
    )


NEW = "the city would keep its ordinance"


def test_extracting_again_adds_nothing(world: Cast) -> None:
    assert again(world, reading(world, NEW)) == Proposed(added=1, kept=0, superseded=0)
    before = list(Proposal.objects.order_by("pk").values())
    assert again(world, reading(world, NEW)) == Proposed(added=0, kept=1, superseded=0)
    assert list(Proposal.objects.order_by("pk").values()) == before


def test_surer_machine_does_not_propose_the_same_again(world: Cast) -> None:
    again(world, reading(world, NEW))
    assert again(world, reading(world, NEW, confidence=0.5), "2").added == 0


def test_other_speaker_is_another_proposal(world: Cast) -> None:
    again(world, reading(world, NEW))
    assert again(world, reading(world, NEW, speaker_name="Dale Rusk"), "2").added == 1


def test_newer_extractor_supersedes_what_it_does_not_find(world: Cast) -> None:
    assert again(world, reading(world), "2").superseded == 1
    assert Proposal.objects.get(pk=world.open_proposal.pk).state == ProposalState.SUPERSEDED


def test_same_extractor_supersedes_nothing(world: Cast) -> None:
    assert again(world, reading(world), "1").superseded == 0


def test_superseded_proposal_found_again_is_open_again(world: Cast) -> None:
    again(world, reading(world, NEW))
    again(world, reading(world), "2")
    again(world, reading(world, NEW), "3")
    assert Proposal.objects.get(payload__contains={"exact": NEW}).state == ProposalState.OPEN


def test_decision_outlives_every_extraction(world: Cast) -> None:
    again(world, reading(world, NEW))
    rejected = Proposal.objects.get(payload__contains={"exact": NEW})
    reject(rejected, by=world.curator, reason="Nobody's words")
    for version in ("1", "2"):
        again(world, reading(world, NEW), version)
    rejected.refresh_from_db()
    assert (rejected.state, rejected.reason) == (ProposalState.REJECTED, "Nobody's words")
    assert Proposal.objects.filter(state=ProposalState.ACCEPTED).count() == 3


def test_reading_of_another_text_is_refused(world: Cast) -> None:
    with pytest.raises(Refused, match="not the text of this capture"):
        again(world, types.Extraction(text="Another text"))


LATER = "Updated at noon.\n\n"


def recapture(world: Cast, text: str) -> Snapshot:
    """A later capture of the cast's story, which now reads ``text``."""
    _, snapshot = capture(
        text,
        by=world.curator,
        name="again.html",
        canonical_url=STORY_URL,
        at=CAPTURED_AT + timedelta(days=30),
    )
    assert snapshot.article == world.story
    return snapshot


def read_again(world: Cast, snapshot: Snapshot, version: str = "1", **found: object) -> Proposed:
    extraction = types.Extraction(text=snapshot.text, **found)
    return propose(snapshot, world.submission, extraction=extraction, extractor=EXTRACTOR, version=version)


def everything(text: str, **changed: object) -> dict[str, object]:
    """One reading of the story's kinds; ``changed`` are fields of its quotation."""
    quote = {"form": "direct", "speaker_name": "Ines Calloway", "confidence": 0.9, **changed}
    words = str(quote.pop("words", NEW))
    return {
        "quotes": (types.Quote(span(text, words), **quote),),
        "figures": (types.Figure(span(text, "500 officers"), 500, 500, "officers", metric="officers"),),
        "places": (types.Place(span(text, "CHICAGO"), geoid="1714000", confidence=0.9),),
        "people": (types.Person("Nora Finch", "Mayor", mentions=(span(text, "Mayor"),)),),
        "announcements": (
            types.Announcement(
                span(text, "plans to hire"), "hiring", title="To hire", targets=(span(text, "city hall"),)
            ),
        ),
        "derivations": (
            types.DerivationHint(span(text, "As the Prairie Wire"), "re_reports", "The Prairie Wire"),
        ),
    }


@pytest.mark.parametrize("decided", [True, False])
def test_what_an_earlier_capture_proposed_is_not_proposed_again(world: Cast, decided: bool) -> None:
    assert read_again(world, world.story_snapshot, **everything(STORY)).added == 6
    if decided:
        for one in Proposal.objects.filter(state=ProposalState.OPEN):
            reject(one, by=world.curator)
    before = list(Proposal.objects.order_by("pk").values())
    later = recapture(world, LATER + STORY)
    assert read_again(world, later, **everything(later.text)) == Proposed(added=0, kept=6, superseded=0)
    assert list(Proposal.objects.order_by("pk").values()) == before


def test_page_that_was_gone_brings_nothing_back(world: Cast) -> None:
    read_again(world, world.story_snapshot, **everything(STORY))
    recapture(world, "Nothing here.")
    assert read_again(world, recapture(world, STORY), **everything(STORY)).added == 0


@pytest.mark.parametrize("changed", [{"words": "plans to hire 500 officers"}, {"speaker_name": "Dale Rusk"}])
def test_only_what_changed_since_an_earlier_capture_is_proposed(world: Cast, changed: dict[str, str]) -> None:
    read_again(world, world.story_snapshot, **everything(STORY))
    later = recapture(world, LATER + STORY)
    assert read_again(world, later, **everything(later.text, **changed)).added == 1


def test_speaker_who_became_known_is_no_change(world: Cast) -> None:
    read_again(world, world.story_snapshot, **everything(STORY))
    later = recapture(world, LATER + STORY)
    assert read_again(world, later, **everything(later.text, official=world.mayor.slug)).added == 0


def test_words_printed_once_more_in_a_later_capture_are_proposed_once(world: Cast) -> None:
    read_again(world, world.story_snapshot, **everything(STORY))
    later = recapture(world, STORY + f"\n“{NEW},” she said again.\n")
    twice = everything(later.text)
    second = later.text.rindex(NEW)
    twice["quotes"] += (
        replace(twice["quotes"][0], span=types.Span(second, second + len(NEW), NEW)),  # type: ignore[index]
    )
    assert read_again(world, later, **twice).added == 1
    assert Proposal.objects.get(snapshot=later).start == second
    assert read_again(world, later, version="2", **twice).added == 0


def test_newer_reading_of_one_capture_does_not_bring_back_a_decision(world: Cast) -> None:
    again(world, reading(world, NEW, speaker_name="Ines Calloway"))
    reject(Proposal.objects.get(payload__contains={"exact": NEW}), by=world.curator)
    mention = span(STORY, "Calloway")
    assert again(world, reading(world, NEW, speaker_name="Ines Calloway", mention=mention), "2").added == 0


def person(title: str, name: str = "Nora Finch", **fields: object) -> types.Extraction:
    text = f"{title} {name} spoke."
    return types.Extraction(
        text=text, people=(types.Person(name, title, mentions=(span(text, name),), **fields),)
    )


@pytest.mark.parametrize(
    ("title", "is_office"),
    [
        ("Mayor", True),
        ("Sen.", True),
        ("acting ICE director", True),
        ("County Sheriff", True),
        ("the attorney general of Ohio", True),
        ("spokeswoman", True),
        ("County counsel", True),
        ("city clerk", True),
        ("House Speaker", True),
        ("county board chairwoman", True),
        ("party chairman", False),
        ("keynote speaker", False),
        ("executive director", False),
        ("professor", False),
        ("chief executive", False),
        ("", False),
        ("Ald.", True),
        ("town councilor", True),
        ("Assemblymember", True),
        ("county coroner", True),
        ("clerk", False),
        ("lawyer", False),
        ("university trustee", False),
    ],
)
def test_only_holders_of_public_office_are_offered_as_officials(title: str, is_office: bool) -> None:
    assert is_public_office(title) is is_office
    found = suggestions(person(title), fields=None)
    assert [one.kind for one in found] == (["official"] if is_office else [])


@pytest.mark.parametrize(
    ("field", "sure"), [("canonical_url", 0.95), ("text", 0.95), ("published_on", 0.6), ("title", 0.6)]
)
def test_article_is_as_sure_as_the_least_sure_field_that_is_shown(field: str, sure: float) -> None:
    origins = {"title": 0.97, "bylines": 0.95, field: 0.6}
    fields = types.ArticleFields(
        text="A text.", origins={name: types.FieldValue("x", "html", each) for name, each in origins.items()}
    )
    (article,) = suggestions(types.Extraction(text="A text."), fields=fields)
    assert article.confidence == sure


def test_known_official_is_not_offered_again() -> None:
    extraction = person("Mayor")
    assert suggestions(extraction, fields=None, known_names=frozenset(["nora finch"])) == []
    linked = replace(extraction, people=(replace(extraction.people[0], official="nora-finch"),))
    assert suggestions(linked, fields=None) == []


def test_scare_quotes_are_nobodys_words() -> None:
    text = "So-called “freedom” was discussed."
    extraction = types.Extraction(text, quotes=(types.Quote(span(text, "freedom"), "scare", confidence=0.9),))
    assert suggestions(extraction, fields=None) == []


def test_place_named_often_is_proposed_once_with_all_mentions() -> None:
    text = "Chicago and Chicago."
    places = tuple(
        types.Place(types.Span(start, start + 7, "Chicago"), geoid="1714000", confidence=sure)
        for start, sure in ((0, 0.5), (12, 0.9))
    )
    (one,) = suggestions(types.Extraction(text, places=places), fields=None)
    assert (one.start, one.confidence, one.payload["mentions"]) == (0, 0.9, [[0, 7], [12, 19]])


def test_number_is_kept_in_plain_digits() -> None:
    text = "about 1,300,000.5 arrests"
    figure = types.Figure(span(text, "1,300,000.5"), 1300000.5, 1.3e20, "arrests")
    (one,) = suggestions(types.Extraction(text, figures=(figure,)), fields=None)
    assert (one.payload["value_low"], one.payload["value_high"]) == ("1300000.5", "130000000000000000000")


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=4),
    st.floats(0, 1),
    st.floats(0, 1),
)
@settings(max_examples=50)
def test_fingerprint_knows_what_is_seen_and_not_how_sure(
    payload: dict[str, object], low: float, high: float
) -> None:
    one = Suggestion("quotation", 1, 2, payload, low)
    shuffled = Suggestion("quotation", 1, 2, dict(reversed(payload.items())), high)
    assert one.fingerprint == shuffled.fingerprint
    assert one.fingerprint != replace(one, end=3).fingerprint
    assert one.fingerprint != replace(one, kind="figure").fingerprint
    assert one.fingerprint != replace(one, payload={**payload, "new key": 1}).fingerprint
