"""The main job in a real browser with a real worker: a text is handed in, reviewed, published and found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHECKOUT, Served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("main job")]

SEED = CHECKOUT.parent / "shared" / "data" / "seed_article.txt"
SAMPLE = Path(__file__).with_name("brandt.html")
MOST_DECISIONS = 60
WORKER_MS = 90_000


class Review:
    """Somebody at the review screen."""

    def __init__(self, page: Any, served: Served) -> None:
        self.page = page
        self.served = served

    def hand_in(self, file: Path) -> None:
        """Give a file and wait until the worker has read it; the page follows by itself."""
        self.page.click("text=Add from address or file")
        self.page.set_input_files("#id_file", str(file))
        self.page.click("text=Capture and read")
        self.page.wait_for_url("**/admin/add/*/")
        link = self.page.get_by_role("link", name=re.compile(r"Review \d+ proposals"))
        link.wait_for(timeout=WORKER_MS)
        link.click()
        self.page.wait_for_url("**/admin/review/**")

    @property
    def kind(self) -> str:
        return str(self.page.locator(".review-form .tag").inner_text())

    @property
    def open_count(self) -> int:
        return int(self.page.locator(".review-head [role=status] b").inner_text())

    def fill(self, name: str, value: str) -> None:
        self.page.fill(f"#decide [name$='-{name}']", value)

    def choose(self, name: str, typed: str, option: str) -> None:
        """Pick a record by typing part of its name."""
        self.page.locator(f"#decide select[name$='-{name}'] + .select2-container").click()
        self.page.fill(".select2-search__field", typed)
        self.page.locator(".select2-results__option", has_text=option).first.click()

    def press(self, key: str) -> None:
        """One key, and the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def decide_all(self, amend: Callable[[Review], str]) -> None:
        """Accept what is sure in one go, then the rest one by one; ``amend`` fills in and says which key."""
        for _ in range(MOST_DECISIONS):
            if not self.open_count:
                return
            before = self.open_count
            key = amend(self)
            self.page.locator("h1").click()
            self.press(key)
            assert self.open_count == before - 1, self.page.locator(".review-form").inner_text()
        raise AssertionError("still undecided")

    def publish(self) -> str:
        """Publish all drafts, having seen what they are; the list that was shown."""
        self.page.locator("button[value=publish]").click()
        shown = str(self.page.locator(".confirm ul").inner_text())
        self.page.locator(".submit-row [type=submit]").click()
        expect(self.page.locator(".messagelist")).to_contain_text("Public now")
        return shown


@pytest.fixture
def review(page: Any, served: Served) -> Review:
    """A curator who may publish, signed in."""
    sign_in(page, served.url, user=served.user, password=served.password)
    return Review(page, served)


def rows(page: Any, served: Served, address: str) -> list[dict[str, str]]:
    """The rows of a CSV address."""
    answer = page.request.get(served.url + address)
    assert answer.status == 200, address
    return list(csv.DictReader(io.StringIO(answer.text())))


def text_of(page: Any, served: Served, address: str) -> str:
    """The words of a public page."""
    answer = page.goto(served.url + address)
    assert answer.status == 200, address
    return str(page.locator("main").inner_text())


def found_in_json(page: Any, served: Served, address: str) -> str:
    answer = page.request.get(served.url + address)
    assert answer.status == 200, address
    answer.json()
    return str(answer.text())


def amend_sample(review: Review) -> str:
    if review.kind == "official":
        review.choose("jurisdiction", "chicago", "Chicago")
    return "r" if review.kind in ("derivation", "announcement") else "a"


def test_page_of_invented_people_is_public_after_review(
    review: Review, page: Any, served: Served, blocked: list[str]
) -> None:
    review.hand_in(SAMPLE)
    review.decide_all(amend_sample)
    shown = review.publish()
    assert "Chicago mayor defends ordinance" in shown

    assert "Chicago mayor defends ordinance" in text_of(page, served, "/articles/?q=ordinance")
    assert "Our officers answer to this city" in text_of(page, served, "/quotations/?q=officers")
    assert "Our officers answer to this city" in text_of(page, served, "/officials/tilda-brandt/")
    assert "Chicago mayor defends ordinance" in text_of(page, served, "/jurisdictions/chicago-il/")
    quotations = rows(page, served, "/quotations.csv?official=tilda-brandt")
    assert {row["exact"] for row in quotations} >= {"Our officers answer to this city and to nobody else,"}
    assert "nobody else" in found_in_json(page, served, "/quotations.json?official=tilda-brandt")
    figures = rows(page, served, "/figures.csv?q=calls")
    assert [row["value_low"] for row in figures] == ["12"]
    page.goto(f"{served.url}/quotations/{quotations[0]['slug']}/")
    source = page.locator("a[href^='/sources/']").first.get_attribute("href")
    assert "nobody else" in text_of(page, served, source)
    assert blocked == []


def amend_seed(review: Review) -> str:
    if review.kind == "article":
        review.fill("headline", "Officials speak of a showdown")
        review.fill("published_on", "2017-07-18")
        review.fill("outlet_name", "National Sentinel")
        review.fill("outlet_domain", "thenationalsentinel.com")
    return "r" if review.kind in ("derivation", "announcement", "official") else "a"


@pytest.mark.skipif(not SEED.exists(), reason="The seed article is not beside this checkout")
def test_seed_article_is_public_after_review(
    review: Review, page: Any, served: Served, blocked: list[str]
) -> None:
    review.hand_in(SEED)
    review.decide_all(amend_seed)
    review.publish()

    words = "taken the handcuffs off of law enforcement,"
    assert "Officials speak of a showdown" in text_of(page, served, "/articles/?q=showdown")
    assert words[:20] in text_of(page, served, "/quotations/?q=handcuffs")
    assert words[:20] in text_of(page, served, "/officials/thomas-d-homan/")
    assert "Officials speak of a showdown" in text_of(page, served, "/jurisdictions/chicago-il/")
    assert words in {row["exact"] for row in rows(page, served, "/quotations.csv?official=thomas-d-homan")}
    assert "handcuffs" in found_in_json(page, served, "/quotations.json?official=thomas-d-homan")
    assert "showdown" in found_in_json(page, served, "/articles.json?q=showdown")
    assert "Chicago" in {row["name"] for row in rows(page, served, "/jurisdictions.csv?q=chicago")}
    assert blocked == []
