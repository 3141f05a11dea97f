"""A list is looked at before it is entered: nothing is saved by looking, and all or nothing by confirming."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from tests.cast import Cast
from tracker.actions.publishing import publish
from tracker.models import Article, Citation, ListEdition, Listing

PASTED = "Chicago, IL\nChicago City, IL\nNowhere in particular\n"
CSV = b"name,state,kind\nChicago,Illinois,City\nCook,Illinois,County\n"


def look(client: Client, world: Cast, **given: Any) -> Any:
    """The answer to the form, with pasted lines unless a file is given."""
    typed = {
        "maker": world.list_maker.pk,
        "title": "Jurisdictions of note, April",
        "published_on": "2025-04-01",
        "precision": "day",
        "source": "https://www.listmakers.example/april",
        "text": "" if "file" in given else PASTED,
    }
    return client.post(reverse("admin:list_add"), {**typed, **given})


def confirm(client: Client, answer: Any) -> Any:
    """Press the button of a preview."""
    carried = answer.context["shown"]["carried"]
    return client.post(reverse("admin:list_add"), {"carried": carried}, follow=True)


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (ListEdition, Listing, Article, Citation))


def counts(answer: Any) -> dict[str, int]:
    return {sort["state"].value: sort["total"] for sort in answer.context["shown"]["sorts"] if sort["total"]}


def test_preview_tells_matched_ambiguous_and_unmatched_and_saves_nothing(curator, world):
    before = rows()
    answer = look(curator, world)
    assert counts(answer) == {"matched": 1, "ambiguous": 1, "unmatched": 1}
    assert "City of Chicago, IL" in answer.content.decode()
    assert rows() == before


def test_confirmed_list_is_a_draft_with_its_lines_and_source(curator, world):
    confirm(curator, look(curator, world))
    edition = ListEdition.objects.get(title="Jurisdictions of note, April")
    assert edition.state == "draft"
    assert list(edition.listings.values_list("line", "as_printed")) == [
        (1, "Chicago, IL"),
        (2, "Chicago City, IL"),
        (3, "Nowhere in particular"),
    ]
    assert edition.citations.get().article.url == "https://www.listmakers.example/april"


def test_names_that_wait_are_told_with_the_way_to_them(curator, world):
    answer = confirm(curator, look(curator, world))
    said = answer.content.decode()
    assert "2 of them wait for you to say which place they mean" in said
    assert f'href="{reverse("admin:names")}"' in said


def test_table_in_a_file_is_read_by_its_columns(curator, world):
    answer = look(curator, world, file=SimpleUploadedFile("april.csv", CSV))
    assert counts(answer) == {"matched": 2}
    confirm(curator, answer)
    line = Listing.objects.get(as_printed="Cook")
    assert (line.state_as_printed, line.kind_as_printed, line.jurisdiction) == (
        "Illinois",
        "County",
        world.cook,
    )


def test_spreadsheet_is_read(curator, world):
    book = Workbook()
    book.active.append(["name", "state"])
    book.active.append(["Chicago", "IL"])
    written = io.BytesIO()
    book.save(written)
    answer = look(curator, world, file=SimpleUploadedFile("april.xlsx", written.getvalue()))
    assert counts(answer) == {"matched": 1}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,state\nChicago,Atlantis\n", "row 2: unknown state “Atlantis”"),
        ("name,state\n=1+1,IL\n", "row 2: “=1+1” is a formula, not a text"),
        ("Chicago\nChicago\n", "row 2: the same line as row 1"),
        ("place name,state\nChicago,IL\n,IL\n", "row 3: the name is blank"),
    ],
)
def test_fault_is_named_by_row_and_reason_and_nothing_can_be_entered(curator, world, text, problem):
    text = text.replace("place name", "name")
    before = rows()
    answer = look(curator, world, text=text)
    assert problem in answer.content.decode()
    assert "carried" not in answer.context["shown"]
    assert rows() == before


def test_duplicates_are_told_apart_from_other_faults(curator, world):
    shown = look(curator, world, text="name,state\nA,IL\nA,IL\nB,XX\n").context["shown"]
    assert (shown["duplicates"]["total"], shown["faults"]["total"]) == (1, 1)


def test_lines_without_fault_are_still_matched_in_the_preview(curator, world):
    assert counts(look(curator, world, text="name,state\nChicago,IL\nB,XX\n")) == {"matched": 1}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("name,state\nNowhere,Oz\n\nAlso nowhere,Oz\nChicago,IL\n", ["5"]),
        ("name,state\n\nChicago,IL\n", ["3", "1"]),
        ("name,state\nChicago,IL,1\nChicago,IL\n", ["3"]),
    ],
)
def test_lines_of_the_preview_have_the_row_of_the_file_as_faults_have(curator, world, text, cells):
    html = look(curator, world, text=text).content.decode()
    assert re.findall(r'<td class="number">(\d+)</td>', html) == cells


def test_decision_on_an_earlier_list_holds(curator, world):
    answer = look(curator, world, text="name\nChicgo\nChicago\n")
    assert counts(answer) == {"not_a_jurisdiction": 1, "matched": 1}


@pytest.mark.parametrize("given", [{"text": ""}, {"file": SimpleUploadedFile("a.csv", CSV), "text": PASTED}])
def test_one_of_file_and_lines_is_needed(curator, world, given):
    assert "one of them" in look(curator, world, **given).content.decode()


@pytest.mark.parametrize(
    "file", [("a.png", b"\x89PNG\r\n"), ("a.xlsx", b"PK\x03\x04broken"), ("a.csv", b"\x00\x01\x02" * 50)]
)
def test_file_that_is_no_list_is_refused_in_words(curator, world, file):
    answer = look(curator, world, file=SimpleUploadedFile(*file))
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_scripts_of_the_calendar_are_loaded_in_their_order(curator, world):
    html = curator.get(reverse("admin:list_add")).content.decode()
    scripts = re.findall(r"admin/js/(?:admin/)?(core|calendar|DateTimeShortcuts)\.", html)
    assert scripts == ["core", "calendar", "DateTimeShortcuts"]
    assert "admin/css/widgets." in html


def test_same_edition_is_not_entered_twice(curator, world):
    answer = look(curator, world)
    confirm(curator, answer)
    before = rows()
    assert "is entered already" in confirm(curator, answer).content.decode()
    assert rows() == before


def test_refused_list_leaves_no_source_behind(curator, world):
    answer = look(curator, world, source="ftp://listmakers.example/april")
    assert "source" in answer.context["form"].errors
    answer = look(curator, world, title=world.edition.title, published_on="2025-03-01")
    before = rows()
    assert "Nothing was entered." in confirm(curator, answer).content.decode()
    assert rows() == before


def test_preview_of_another_person_or_a_changed_one_is_refused(curator, editor, world):
    answer = look(curator, world)
    assert "another person" in confirm(editor, answer).content.decode()
    carried = answer.context["shown"]["carried"]
    changed = curator.post(reverse("admin:list_add"), {"carried": carried[:-1] + "x"}, follow=True)
    assert "too old" in changed.content.decode()
    assert not ListEdition.objects.filter(title="Jurisdictions of note, April").exists()


def test_long_list_is_counted_whole_and_shown_in_part(curator, world):
    answer = look(curator, world, text="\n".join(f"Unheard of {number}" for number in range(500)))
    assert counts(answer)["unmatched"] + counts(answer).get("ambiguous", 0) == 500
    assert answer.content.decode().count("Unheard of") <= 200
    assert len(answer.context["shown"]["carried"]) < 10_000


def test_queries_of_a_preview_do_not_grow_with_lines(curator, world):
    def queries(number: int) -> int:
        text = "name,state\nChicago,IL\n" + "".join(f"Unheard of {n},IL\n" for n in range(number))
        with CaptureQueriesContext(connection) as captured:
            look(curator, world, text=text)
        return len(captured)

    assert queries(2) == queries(60)


def test_entered_list_is_published_like_any_record(curator, world):
    confirm(curator, look(curator, world))
    edition = ListEdition.objects.get(title="Jurisdictions of note, April")
    publish(edition, by=world.editor)
    html = Client().get(f"/lists/{edition.slug}/changes/").content.decode()
    assert "“Nowhere in particular”" in html
