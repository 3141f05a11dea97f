"""What a text says it rests on."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.derivations import find_derivations


@pytest.mark.parametrize(
    ("text", "kind", "source", "printed"),
    [
        ("As reported by the Elmora Examiner, arrests rose.", "re_reports", "Elmora Examiner", "As reported by the Elmora Examiner"),
        ("The plan, first reported by The Elmora Post, failed.", "re_reports", "Elmora Post", "first reported by The Elmora Post"),
        ("“It failed,” Poe told the Elmora Gazette on Friday.", "re_reports", "Elmora Gazette", "told the Elmora Gazette"),
        ("It failed, according to the Elmora Daily News.", "re_reports", "Elmora Daily News", "according to the Elmora Daily News"),
        ("According to the Elmora Sun-News, it failed.", "re_reports", "Elmora Sun-News", "According to the Elmora Sun-News"),
        ("According to AP, it failed.", "re_reports", "Associated Press", "According to AP"),
        ("Poe said so in an interview with CNN.", "re_reports", "CNN", "interview with CNN"),
        ("Elmora Herald reported that arrests rose.", "re_reports", "Elmora Herald", "Elmora Herald reported"),
        ("ELMORA, Ohio (AP) — Arrests rose.", "syndicates", "Associated Press", "ELMORA, Ohio (AP) —"),
        ("This story first appeared in the Elmora Times.", "syndicates", "Elmora Times", "This story first appeared in the Elmora Times"),
        ("This article was originally published by Plainline.", "syndicates", "Plainline", "This article was originally published by Plainline"),
        ("Republished from elmoratoday.com with thanks.", "syndicates", "elmoratoday.com", "Republished from elmoratoday.com"),
        ("As the Elmora Journal noted further:\nArrests rose.", "excerpts", "Elmora Journal", "the Elmora Journal noted further:"),
        ("Excerpted from the Elmora Review.", "excerpts", "Elmora Review", "Excerpted from the Elmora Review"),
        ("The Elmora Globe first reported the plan.", "re_reports", "Elmora Globe", "The Elmora Globe first reported"),
        ("The Elmora Globe, citing two officials, reported the plan.", "re_reports", "Elmora Globe", "The Elmora Globe, citing two officials, reported"),
        ("As the Elmora Globe noted, it failed.", "re_reports", "Elmora Globe", "As the Elmora Globe noted"),
        ("The news was broken by The Hill.", "re_reports", "The Hill", "broken by The Hill"),
        ("Per an Elmora Post analysis, arrests rose.", "re_reports", "Elmora Post", "Per an Elmora Post"),
        ("Poe wrote in the Elmora Post.", "re_reports", "Elmora Post", "wrote in the Elmora Post"),
        ("Poe told the site elmoratoday.com so.", "re_reports", "elmoratoday.com", "told the site elmoratoday.com"),
        ("The Associated Press contributed to this report.", "re_reports", "Associated Press", "The Associated Press contributed to this report"),
        ("Read more at Elmora Chronicle.", "excerpts", "Elmora Chronicle", "Read more at Elmora Chronicle"),
        ("Translated from the Diario Mercury by us.", "translates", "Diario Mercury", "Translated from the Diario Mercury"),
        ("As noted\xa0by the Elmora\xa0Tribune, it failed.", "re_reports", "Elmora Tribune", "As noted\xa0by the Elmora\xa0Tribune"),
    ],
)  # fmt: skip
def test_stated_source_is_found_with_its_kind(text, kind, source, printed):
    found = find_derivations(text)
    assert [(h.kind, h.source_name, h.span.text) for h in found] == [(kind, source, printed)]


@pytest.mark.parametrize(
    "text",
    [
        "Poe told the committee that arrests rose.",
        "Poe told Ida Roe that arrests rose.",
        "According to the sheriff, arrests rose.",
        "The Elmora Police reported that arrests rose.",
        "They live (Ohio) there.",
        "As reported by the mayor, arrests rose.",
        "Poe told reporters that arrests rose.",
        "Poe told the Times Square crowd to go home.",
        "They met in the Times square.",
        "Poe told Judge Post the truth.",
        "According to the Herald County sheriff, arrests rose.",
        "Arrests per day rose.",
        "She works at CNN.",
    ],
)
def test_what_is_no_publisher_is_no_source(text):
    assert find_derivations(text) == ()


def test_one_source_is_proposed_once_for_each_kind():
    text = "Poe told the Elmora Post so. As reported by the Elmora Post, it failed. Poe told the Elmora Post more."
    (found,) = find_derivations(text)
    assert found.span.text == "As reported by the Elmora Post"


def test_short_name_means_the_fuller_one_before_it():
    text = "Poe told the Elmora Post so.\n\nAs the Post noted further:\nIt failed."
    assert {h.source_name for h in find_derivations(text)} == {"Elmora Post"}


def test_own_outlet_is_no_source():
    text = "Poe told The Elmora Post so. It failed, according to the Elmora Gazette."
    assert [h.source_name for h in find_derivations(text, outlet_name="Elmora Post")] == ["Elmora Gazette"]


def test_address_comes_from_the_link_on_the_name_or_inside_the_statement():
    text = "As reported by the Elmora Post, it failed. It failed, according to the Elmora Gazette."
    links = [
        ("more", "https://x.example/"),
        ("Elmora Post", "https://post.example/1"),
        ("according to", "https://gazette.example/2"),
    ]
    assert [h.source_url for h in find_derivations(text, links=links)] == [
        "https://post.example/1",
        "https://gazette.example/2",
    ]


@pytest.mark.parametrize(
    ("links", "address"),
    [
        ([("told", "https://post.example/1")], "https://post.example/1"),
        # Verbs are linked for many sources, and a word is more than its letters.
        ([("told", "https://a.example/"), ("told", "https://b.example/")], ""),
        ([("to", "https://a.example/"), ("Elm", "https://a.example/")], ""),
        (
            [("told", "https://a.example/"), ("the Elmora Post", "https://post.example/1")],
            "https://post.example/1",
        ),
        ([("…", "https://a.example/"), ("", "https://a.example/")], ""),
    ],
)
def test_link_counts_that_can_only_be_meant_for_the_source(links, address):
    (hint,) = find_derivations("Mayor Reed told the Elmora Post that it failed.", links=links)
    assert hint.source_url == address


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(re.split(r"\|", "As reported by|the|Elmora Post|told|(AP) —|\n|noted:|The Post|Fox News’|via|read more at|\xa0|.com|according to")),
        max_size=30,
    ).map(" ".join)
)  # fmt: skip
def test_any_text_gives_verbatim_spans_in_order(text):
    last = 0
    for found in find_derivations(text):
        assert text[found.span.start : found.span.end] == found.span.text != ""
        assert found.span.start >= last
        assert found.source_name
        last = found.span.start


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "A",
        "told ",
        "told The Post ",
        "(AP) ",
        "Post ",
        "As reported by the ",
        "Ab (A",
        "via ",
        "reports ",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        find_derivations(text)
        return time.process_time() - started

    seconds(1_000)
    assert min(seconds(60_000) for _ in range(3)) < 9 * max(
        min(seconds(15_000) for _ in range(3)), 0.05
    )  # linear is 4, quadratic 16
