"""The review screen by plain requests: what it shows, what it decides, what it refuses."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.admin.conftest import as_
from tracker.actions.correcting import correct
from tracker.actions.deciding import claim
from tracker.actions.proposing import propose
from tracker.admin.review import pieces
from tracker.ingest import types
from tracker.models import ArticleJurisdiction, Figure, Jurisdiction, Proposal, Quotation, State


def address(world: cast.Cast) -> str:
    return reverse("admin:review_submission", args=[world.submission.pk])


def decision(client: Client, world: cast.Cast, do: str, **typed: Any) -> dict[str, Any]:
    """What the form of the open proposal posts, as extracted."""
    context = client.get(address(world) + f"?at={world.open_proposal.pk}").context
    data = {"at": world.open_proposal.pk, "version": context["current"].version, "do": do}
    for field in context["form"]:
        value = field.value()
        data[field.html_name] = getattr(value, "pk", value) or ""
    return {**data, **typed}


def test_open_proposal_is_marked_in_the_text_it_was_read_in(world: cast.Cast, curator: Client) -> None:
    page = curator.get(address(world))
    marked = [piece.text for piece in page.context["pieces"] if piece.is_current]
    assert "".join(marked) == "They answer to this city."
    assert page.context["current"] == world.open_proposal


def test_fields_of_an_article_say_where_they_were_read(world: cast.Cast, curator: Client) -> None:
    found = {"value": "A list", "origin": "json-ld", "confidence": 0.95}
    payload = {"headline": "A list", "kind": "news", "language": "en", "origins": {"title": found}}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind="article", payload=payload)
    form = curator.get(f"{address(world)}?at={world.open_proposal.pk}").context["form"]
    assert form.fields["headline"].help_text == "Read from json-ld, 0.95 sure."
    assert not form.fields["byline"].help_text


def test_accepted_proposal_is_a_draft_with_its_source(world: cast.Cast, curator: Client) -> None:
    curator.post(address(world), decision(curator, world, "accept"))
    quotation = Quotation.objects.get(exact="They answer to this city.")
    assert quotation.state == State.DRAFT
    assert quotation.utterance.official == world.mayor
    assert quotation.citations.get().article == world.story


def test_what_a_curator_types_is_what_is_accepted(world: cast.Cast, curator: Client) -> None:
    prefix = f"p{world.open_proposal.pk}"
    typed = {f"{prefix}-official": world.director.pk, f"{prefix}-said_on": "2025-03-04"}
    curator.post(address(world), decision(curator, world, "accept", **typed))
    utterance = Quotation.objects.get(exact="They answer to this city.").utterance
    assert (utterance.official, str(utterance.said_on)) == (world.director, "2025-03-04")


def test_refused_acceptance_shows_the_form_as_typed(world: cast.Cast, curator: Client) -> None:
    prefix = f"p{world.open_proposal.pk}"
    typed = {f"{prefix}-said_on": "last Tuesday", f"{prefix}-occasion": "Town hall"}
    answer = curator.post(address(world), decision(curator, world, "accept", **typed))
    assert answer.status_code == 409
    assert answer.context["form"].errors
    assert answer.context["form"]["occasion"].value() == "Town hall"


def test_head_of_a_public_text_is_corrected_on_its_page_then_accepted(
    world: cast.Cast, curator: Client
) -> None:
    story = world.story
    stated = {"headline": "City will keep its ordinance", "byline": story.byline, "kind": story.kind}
    stated |= {"language": story.language, "published_on": str(story.published_on or "")}
    Proposal.objects.filter(pk=world.open_proposal.pk).update(kind="article", payload=stated)
    answer = curator.post(address(world), decision(curator, world, "accept"))
    assert answer.status_code == 409
    assert reverse("admin:tracker_article_change", args=[story.pk]) in answer.content.decode()
    changes = {"headline": stated["headline"]}
    correct(story, changes, by=world.editor, reason="Corrected there", summary="The headline was corrected.")
    curator.post(address(world), decision(curator, world, "accept"))
    accepted = Proposal.objects.get(pk=world.open_proposal.pk)
    assert (accepted.state, accepted.result_id) == ("accepted", story.pk)


def test_rejection_keeps_its_reason(world: cast.Cast, curator: Client) -> None:
    curator.post(address(world), decision(curator, world, "reject", reason="Not his words"))
    world.open_proposal.refresh_from_db()
    assert (world.open_proposal.state, world.open_proposal.reason) == ("rejected", "Not his words")


def test_decision_is_undone(world: cast.Cast, curator: Client) -> None:
    curator.post(address(world), decision(curator, world, "accept"))
    curator.post(address(world), {"at": world.open_proposal.pk, "do": "undo"})
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"
    assert not Quotation.objects.filter(exact="They answer to this city.").exists()


def test_steps_lead_to_open_proposals_and_round_the_end(world: cast.Cast, curator: Client) -> None:
    decided = [one.pk for one in world.submission.proposals.exclude(state="open").order_by("start")]
    last = Proposal.objects.get(pk=decided[-1])
    last.pk, last.fingerprint, last.state, last._state.adding = None, "f" * 64, "open", True
    last.result_id, last.end = None, last.end + 1
    last.save()
    shown = curator.get(address(world), {"at": world.open_proposal.pk}).context
    assert (shown["previous"], shown["next"]) == (last, last)
    assert (shown["previous_of_all"].pk, shown["next_of_all"].pk) == (decided[0], decided[1])
    shown = curator.get(address(world), {"at": decided[0]}).context
    assert (shown["previous"], shown["next"]) == (last, world.open_proposal)
    assert shown["previous_of_all"] is None


def test_only_open_proposal_has_no_other_to_go_to(world: cast.Cast, curator: Client) -> None:
    shown = curator.get(address(world)).context
    assert (shown["current"], shown["previous"], shown["next"]) == (world.open_proposal, None, None)


def test_screen_leads_to_what_was_decided_for_another_capture(world: cast.Cast, curator: Client) -> None:
    assert curator.get(address(world)).context["elsewhere"] == []
    text = "Updated. " + world.story_snapshot.text
    later, snapshot = cast.capture(text, by=world.curator, name="later.html", canonical_url=cast.STORY_URL)
    quote = types.Quote(cast.span(text, "the city would keep"), "direct", confidence=0.9)
    propose(
        snapshot,
        later,
        extraction=types.Extraction(text, quotes=(quote,)),
        extractor=cast.EXTRACTOR,
        version="1",
    )
    page = curator.get(reverse("admin:review_submission", args=[later.pk]))
    (elsewhere,) = page.context["elsewhere"]
    assert (elsewhere, elsewhere.decided, elsewhere.open) == (world.submission, 3, 1)
    assert "3 decided and 1 to decide" in page.content.decode()


def test_last_decision_is_at_hand_on_the_next_proposal(world: cast.Cast, curator: Client) -> None:
    decided = Proposal.objects.filter(decided_by=world.curator).order_by("-decided_at", "-pk").first()
    assert curator.get(address(world)).context["last"] == decided
    assert as_(world.editor).get(address(world)).context["last"] is None


def test_second_person_is_told_who_is_looking(world: cast.Cast, curator: Client) -> None:
    data = decision(curator, world, "accept")
    answer = as_(world.editor).post(address(world), data)
    assert answer.status_code == 409
    assert "curator is looking at this proposal" in answer.content.decode()


def test_second_decision_is_refused_in_words(world: cast.Cast, curator: Client) -> None:
    data = decision(curator, world, "accept")
    curator.post(address(world), data)
    answer = curator.post(address(world), data)
    assert answer.status_code == 409
    assert "accepted already by curator" in answer.content.decode()


def test_looking_twice_writes_one_claim(world: cast.Cast, curator: Client) -> None:
    curator.get(address(world))
    version = Proposal.objects.get(pk=world.open_proposal.pk).version
    curator.get(address(world))
    assert Proposal.objects.get(pk=world.open_proposal.pk).version == version
    assert claim([world.open_proposal], by=world.editor) == 0


def test_sure_and_whole_proposals_are_accepted_in_one_go(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(confidence=0.95)
    curator.post(address(world), {"do": "accept_sure"})
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "accepted"


def test_unsure_proposal_is_not_accepted_with_the_others(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(confidence=0.89)
    curator.post(address(world), {"do": "accept_sure"})
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"


def test_sure_article_without_a_headline_waits_for_one(world: cast.Cast, curator: Client) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="article", confidence=0.99, payload={"headline": "", "kind": "news"}
    )
    curator.post(address(world), {"do": "accept_sure"})
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"


def test_editor_sees_what_becomes_public_and_then_publishes_it(world: cast.Cast, editor: Client) -> None:
    first = editor.post(address(world), {"do": "publish"})
    assert "We are only getting started" in first.content.decode()
    world.draft_quotation.refresh_from_db()
    assert world.draft_quotation.state == State.DRAFT
    editor.post(address(world), {"do": "publish", "confirmed": "1"})
    world.draft_quotation.refresh_from_db()
    assert world.draft_quotation.state == State.PUBLISHED


def read_place(world: cast.Cast, **payload: Any) -> None:
    Proposal.objects.filter(pk=world.open_proposal.pk).update(
        kind="place", confidence=0.95, payload={"text": "Cicero", "candidates": [], **payload}
    )


def test_place_new_to_the_books_is_said_to_be_and_published_with_the_rest(
    world: cast.Cast, curator: Client, editor: Client
) -> None:
    read_place(world, geoid="1714351")
    assert "Town of Cicero, IL: not in our books yet" in curator.get(address(world)).content.decode()
    curator.post(address(world), decision(curator, world, "accept"))
    assert "Town of Cicero, IL" in editor.post(address(world), {"do": "publish"}).content.decode()
    editor.post(address(world), {"do": "publish", "confirmed": "1"})
    assert Jurisdiction.objects.get(geoid="1714351").state == State.PUBLISHED


def test_place_not_settled_is_chosen_among_what_it_may_mean(world: cast.Cast, curator: Client) -> None:
    read_place(world, geoid="", candidates=[{"geoid": "1714000"}, {"geoid": "1714351"}])
    name = f"p{world.open_proposal.pk}"
    curator.post(address(world), decision(curator, world, "accept", **{f"{name}-geoid": "1714351"}))
    assert ArticleJurisdiction.objects.get(article=world.story).jurisdiction.geoid == "1714351"


def test_jurisdiction_chosen_by_name_takes_the_place_of_the_one_read(
    world: cast.Cast, curator: Client
) -> None:
    read_place(world, geoid="1714351")
    name = f"p{world.open_proposal.pk}"
    chosen = {f"{name}-jurisdiction": str(world.chicago.pk)}
    curator.post(address(world), decision(curator, world, "accept", **chosen))
    assert ArticleJurisdiction.objects.get(article=world.story).jurisdiction == world.chicago
    assert not Jurisdiction.objects.filter(geoid="1714351").exists()


def test_numbers_to_publish_have_no_empty_decimals(world: cast.Cast, editor: Client) -> None:
    Figure.objects.filter(pk=world.figure.pk).update(state="draft", value_high=1482)
    shown = editor.post(address(world), {"do": "publish"}).content.decode()
    assert "a rise of almost 40 to 1,482 percent: arrests" in shown
    world.figure.refresh_from_db()
    assert str(world.figure) == "almost 40 to 1482 percent"


def test_queue_counts_and_filters(world: cast.Cast, curator: Client) -> None:
    queue = reverse("admin:review")
    shown = curator.get(queue).context["waiting"]
    assert [(one.pk, one.open, one.decided) for one in shown] == [(world.submission.pk, 1, 3)]
    assert not curator.get(queue, {"kind": "place"}).context["waiting"]
    assert not curator.get(queue, {"sure": "99"}).context["waiting"]
    assert curator.get(queue, {"kind": "quotation", "sure": "50"}).context["waiting"]


def test_screen_costs_the_same_for_many_proposals(world: cast.Cast, curator: Client) -> None:
    curator.get(address(world))
    with CaptureQueriesContext(
        connection,
    ) as before:
        curator.get(address(world))
    Proposal.objects.bulk_create(
        Proposal(
            submission=world.submission,
            snapshot=world.story_snapshot,
            kind="place",
            start=10 * number,
            end=10 * number + 7,
            fingerprint=f"{number:064}",
            payload={"text": "Chicago", "geoid": "1714000", "candidates": []},
            confidence=0.5,
            extractor="by hand",
            extractor_version="1",
        )
        for number in range(30)
    )
    claim(world.submission.proposals.all(), by=world.curator)
    with CaptureQueriesContext(connection) as after:
        curator.get(address(world) + f"?at={world.open_proposal.pk}")
    assert len(after) <= len(before) + 1


@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8),
    which=st.integers(0, 7),
)
def test_pieces_are_the_text_whatever_is_marked(text: str, spans: list[tuple[int, int]], which: int) -> None:
    proposals = [
        Proposal(pk=number + 1, kind="quotation", start=start, end=start + length)
        for number, (start, length) in enumerate(spans)
        if start + length <= len(text)
    ]
    current = (
        proposals[which % len(proposals)] if proposals else Proposal(pk=99, kind="quotation", start=0, end=0)
    )
    made = pieces(text, proposals, current)
    assert "".join(piece.text for piece in made) == text
    assert "".join(piece.text for piece in made if piece.is_current) == text[current.start : current.end]
