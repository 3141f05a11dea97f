"""Words that are gone from the newest capture are labelled in public; nothing is anchored anew."""

import csv
import datetime
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import STORY, Cast
from tests.surfaces.reading import get
from tracker.models import Article, Quotation, Snapshot, State
from tracker.models.media import EXCERPT
from tracker.records.vanished import vanished

LATER = datetime.datetime(2025, 3, 9, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> Cast:
    """The cast, its captures in a folder that ends with the test."""
    location = {"location": str(tmp_path), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": location},
    }
    return cast.build()


def captured_again(
    world: Cast, text: str, *, status: int = 200, at: datetime.datetime = LATER, extractor: str = ""
) -> Snapshot:
    """The story as it stands five days later."""
    return Snapshot.objects.create(
        article=world.story,
        extractor=extractor,
        captured_at=at,
        status=status,
        raw_sha256="0" * 64,
        raw_size=len(text),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text_length=len(text),
    )


def test_changed_words_are_labelled_on_both_pages(world: Cast, client: Client) -> None:
    newest = captured_again(world, STORY.replace("Our deputies are not federal agents,", "No comment,"))
    for address in (f"/quotations/{world.quotation.slug}/", f"/articles/{world.story.slug}/"):
        page = get(client, address).decode()
        assert "Changed since" in page
        assert f"/sources/{newest.sha256}/" in page
    assert Quotation.objects.get(pk=world.quotation.pk).snapshot == world.story_snapshot


def test_excerpt_of_another_passage_says_nothing_about_the_words(world: Cast) -> None:
    captured_again(world, "Another passage.", extractor=EXCERPT)
    assert vanished([world.quotation.pk]) == {}


def test_text_that_is_gone_is_said_to_be_gone(world: Cast, client: Client) -> None:
    captured_again(world, "", status=404)
    page = get(client, f"/quotations/{world.quotation.slug}/").decode()
    assert "Gone since" in page
    assert "answer 404" in page


@pytest.mark.parametrize(
    "text", [STORY + "\nCorrected on Tuesday.", STORY.replace(" federal", "\n  federal")]
)
def test_change_elsewhere_is_no_label(world: Cast, client: Client, text: str) -> None:
    captured_again(world, text)
    assert "Changed since" not in get(client, f"/articles/{world.story.slug}/").decode()


def test_only_the_newest_capture_counts(world: Cast) -> None:
    captured_again(world, "Something else.")
    captured_again(world, STORY + " ", at=LATER + datetime.timedelta(days=1))
    assert vanished([world.quotation.pk]) == {}


def test_captures_of_other_texts_are_not_looked_at(world: Cast) -> None:
    assert vanished([world.quotation.pk]) == vanished([]) == {}


CHANGED = STORY.replace("Our deputies are not federal agents,", "No comment,")


def flags(client: Client, slug: str, suffix: str = "") -> tuple[object, object]:
    """What JSON says of a quotation's words in the newest capture; CSV must say the same."""
    (row,) = (
        one for one in json.loads(get(client, f"/quotations.json{suffix}"))["rows"] if one["slug"] == slug
    )
    lines = csv.DictReader(io.StringIO(get(client, f"/quotations.csv{suffix}").decode()))
    (printed,) = (line for line in lines if line["slug"] == slug)
    found = (row["later_capture"], row["later_captured_at"])
    assert (printed["later_capture"], printed["later_captured_at"]) == found
    return found


@pytest.mark.parametrize(
    ("text", "status", "flag"),
    [(CHANGED, 200, "changed"), ("", 410, "gone"), ("", 404, "gone"), (STORY + " More.", 200, "")],
)
@pytest.mark.parametrize("suffix", ["", "?form=direct"])
def test_machines_are_told_of_words_that_are_gone(
    world: Cast, client: Client, text: str, status: int, flag: str, suffix: str
) -> None:
    captured_again(world, text, status=status)
    moment = "2025-03-09T08:00:00Z" if flag else ""
    assert flags(client, world.quotation.slug, suffix) == (flag, moment)


def test_reader_sees_the_sentences_gone_and_come_and_not_the_text(world: Cast, client: Client) -> None:
    newest = captured_again(world, STORY.replace("Our deputies are not federal agents,", "No comment,"))
    page = get(client, f"/sources/{newest.sha256}/changes/").decode()
    assert "<del>" in page and "Our deputies are not federal agents," in page
    assert "<ins>" in page and "No comment," in page
    assert "unchanged" in page
    unchanged = STORY.split("\n\n")[-1]
    assert unchanged in STORY.replace("Our deputies are not federal agents,", "No comment,")
    assert unchanged[:60] not in page


def test_first_capture_says_that_it_is_the_first(world: Cast, client: Client) -> None:
    assert "first capture" in get(client, f"/sources/{world.story_snapshot.sha256}/changes/").decode()


def test_absence_of_no_article_hides_no_other(world: Cast, client: Client) -> None:
    Snapshot.objects.create(
        captured_at=LATER,
        status=404,
        final_url="https://nowhere.example/",
        raw_sha256="0" * 64,
        raw_size=0,
        sha256=hashlib.sha256(b"").hexdigest(),
        text_length=0,
    )
    Article.objects.create(
        slug="known", headline="Known, not captured", state=State.PUBLISHED, url="https://known.example/"
    )
    captured = {
        answer: {row["slug"] for row in json.loads(get(client, f"/articles.json?captured={answer}"))["rows"]}
        for answer in ("yes", "no")
    }
    known = set(Article.objects.published().values_list("slug", flat=True))
    assert captured["yes"] and captured["no"] and captured["yes"] | captured["no"] == known
    assert client.get(f"/sources/{hashlib.sha256(b'').hexdigest()}/").status_code == 404


def test_article_leads_to_what_changed_in_each_later_capture(world: Cast, client: Client) -> None:
    newest = captured_again(world, STORY + "\n\nA line was added.")
    page = get(client, f"/articles/{world.story.slug}/").decode()
    assert f"/sources/{newest.sha256}/changes/" in page
    assert f"/sources/{world.story_snapshot.sha256}/changes/" not in page


def test_long_change_is_cut_and_says_so(world: Cast, client: Client) -> None:
    newest = captured_again(world, "\n\n".join(f"Sentence number {n} is a new one." for n in range(400)))
    page = get(client, f"/sources/{newest.sha256}/changes/").decode()
    assert "more not shown" in page and "Sentence number 399" not in page


def test_changes_of_an_unknown_capture_have_no_page(world: Cast, client: Client) -> None:
    newest = captured_again(world, STORY + "\n\nA line was added.")
    assert client.get(f"/sources/{'0' * 64}/changes/").status_code == 404
    assert client.get(f"/sources/{newest.sha256}/changes/?x=1").status_code == 400


def test_change_is_that_of_the_text_asked_for_and_since_the_capture_quoted(
    world: Cast, client: Client
) -> None:
    """Absences of all texts have one hash, and a corrected headline gives a capture with the same words."""
    middle = captured_again(world, "Another story altogether.")
    newest = captured_again(world, "Another story altogether.")
    page = get(client, f"/quotations/{world.quotation.slug}/").decode()
    link = re.search(r'href="(/sources/[^"]+/changes/[^"]+)"', page)[1].replace("&amp;", "&")
    assert f"of={world.story.slug}" in link and f"earlier={world.story_snapshot.sha256}" in link
    changed = get(client, link).decode()
    assert "Another story altogether." in changed and "<strong>Gone:</strong>" in changed
    assert newest.sha256 == middle.sha256
    assert client.get(f"/sources/{newest.sha256}/changes/?of=another-text").status_code == 404
    none = get(client, f"/sources/{newest.sha256}/changes/?of={world.story.slug}&earlier={'0' * 64}").decode()
    assert "no such earlier capture" in none
