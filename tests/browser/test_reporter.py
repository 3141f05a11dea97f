"""Five questions of a reporter, each answered in three clicks from the front page on the starter data."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("served")]

CLICKS = 3


class Reporter:
    """Somebody at the front page who counts clicks; typing words into a field is none, sending them is."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url, self.clicks = page, url, 0
        page.goto(url)

    def search(self, words: str) -> None:
        self.page.locator("main input[name=q]").fill(words)
        self.click(self.page.locator("main button[type=submit]").first)

    def follow(self, name: str, *, within: str = "main", exact: bool = False) -> None:
        self.click(self.page.locator(within).get_by_role("link", name=name, exact=exact).first)

    def click(self, target: Any) -> None:
        self.clicks += 1
        assert self.clicks <= CLICKS, f"more than {CLICKS} clicks"
        target.click()

    def reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each, use_inner_text=True)


@pytest.fixture
def reporter(page: Any, served: Any) -> Reporter:
    return Reporter(page, served.url)


def test_who_lists_baltimore_county_and_does_it_agree(reporter):
    reporter.search("Baltimore County")
    reporter.follow("Baltimore County, MD", exact=True)
    reporter.reads(
        "Listed by the U.S. Department of Justice from 5 August 2025 until 31 October 2025, when the line was taken back",
        "listed by the U.S. Department of Homeland Security from 29 May 2025 until 1 June 2025",
        "Baltimore County Government states: “Baltimore County is not a ‘sanctuary jurisdiction’.",
    )


def test_what_changed_between_the_lists_of_homeland_security_and_of_justice(reporter):
    reporter.follow("Compare all lists")
    row = reporter.page.get_by_role(
        "row", name="U.S. Department of Homeland Security and U.S. Department of Justice"
    )
    reporter.click(row.get_by_role("link"))
    reporter.reads("U.S. Department of Homeland Security", "U.S. Department of Justice", "Baltimore County")


def test_what_was_chicagos_status_on_18_july_2017_as_known_now(reporter):
    reporter.search("Chicago")
    reporter.follow("City of Chicago, IL", exact=True)
    reporter.page.fill("#as-of", "2017-07-18")
    reporter.click(reporter.page.get_by_role("button", name="Show"))
    reporter.reads("what was so on 18 July 2017", "Center for Immigration Studies")


def test_what_was_chicagos_status_on_18_july_2017_as_known_then_and_now(reporter):
    reporter.search("Chicago")
    reporter.follow("City of Chicago, IL", exact=True)
    reporter.page.fill("#as-of", "2017-07-18")
    reporter.page.fill("#known-at", "2017-07-18")
    reporter.click(reporter.page.get_by_role("button", name="Show"))
    # These books were begun later; the page says so instead of guessing, and goes on with what they hold now.
    reporter.reads(
        "Our books did not hold this yet",
        "what was so on 18 July 2017, as we know it now",
        "Center for Immigration Studies",
    )
    expect(reporter.page.locator("main")).not_to_contain_text("Brandon Johnson")


def test_how_many_independent_sources_stand_behind_taken_the_handcuffs_off(reporter):
    reporter.search("taken the handcuffs off")
    reporter.click(reporter.page.locator("main a[href^='/quotations/homan-handcuffs']").first)
    reporter.reads("9 articles, 1 independent source", "known, not captured")


def test_what_became_of_the_10000_agents(reporter):
    reporter.search("10,000 agents")
    reporter.click(reporter.page.locator("main a[href^='/figures/homan-10000-agents-2017']").first)
    reporter.follow("Plan to hire 10,000 more immigration officers")
    reporter.reads("What became of it", "Rescinded", "Congress had given neither funds nor authority")
