"""The public pages in a real browser: accessible, narrow, strict, and whole without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

REFUSED = {"/nowhere/": 404, "/officials/?colour=red": 400}


@pytest.fixture
def world() -> cast.Cast:
    return cast.build()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Any]:
    """Opens an address of the site; ``page.refused`` collects what the content policy refused."""
    contexts = []

    def opened(address: str, **options: Any) -> Any:
        # Without motion: a colour measured halfway through a transition is nobody's colour.
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.refused = []
        page.on(
            "console",
            lambda message: (
                page.refused.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def addresses(world: cast.Cast) -> list[str]:
    """Every sort of page once."""
    return [
        "/",
        "/search/?q=deputies",
        "/search/?q=nowhere",
        "/compare/",
        "/compare/map/",
        "/compare/map/?state=IL",
        "/data/",
        "/methodology/",
        "/corrections/",
        "/corrections/ask/",
        "/nowhere/",
        "/officials/?colour=red",
        "/quotations/?form=direct",
        "/jurisdictions/?q=nowhere",
        "/lists/?known_at=2026-01-01",
        f"/sources/{world.story_snapshot.sha256}/",
        f"/articles/{world.story.slug}/",
        f"/quotations/{world.quotation.slug}/",
        f"/officials/{world.mayor.slug}/",
        "/jurisdictions/chicago-il/",
        f"/announcements/{world.announcement.slug}/",
        f"/figures/{world.figure.slug}/",
        f"/positions/{world.position.slug}/",
        f"/lists/{world.edition.slug}/",
        f"/instruments/{world.instrument.slug}/",
        f"/outlets/{world.outlet.slug}/",
        f"/organizations/{world.department.slug}/",
    ]


def visit(page: Any, address: str) -> None:
    """Open one of the addresses and all its details; a page that is not ours is no proof of anything."""
    answer = page.goto(address)
    assert answer.status == REFUSED.get(address, 200), address
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def broken_rules(page: Any, world: cast.Cast, rules: dict[str, Any]) -> dict[str, Any]:
    """What axe finds on each page: rule and the first elements."""
    found = {}
    for address in addresses(world):
        visit(page, address)
        broken = Axe().run(page, options=rules).response["violations"]
        if broken:
            found[address] = [
                (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in broken
            ]
    return found


def test_no_page_breaks_an_accessibility_rule(world, open_page):
    assert broken_rules(open_page("/"), world, RULES) == {}


def test_dark_pages_keep_their_contrast(world, open_page):
    page = open_page("/", color_scheme="dark")
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    assert broken_rules(page, world, contrast) == {}


def test_content_policy_refuses_nothing_of_ours(world, open_page):
    page = open_page("/")
    for address in addresses(world):
        visit(page, address)
    assert page.refused == []


def test_content_policy_would_refuse_an_inline_style(world, open_page):
    page = open_page("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    assert len(page.refused) == 1


def test_no_page_scrolls_sideways_at_320_pixels(world, open_page):
    page = open_page("/", viewport={"width": 320, "height": 800})
    wide = {}
    for address in addresses(world):
        visit(page, address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[address] = width
    assert wide == {}


def test_search_filter_and_proof_work_without_javascript(world, open_page):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("main").get_by_role("searchbox").fill("Calloway")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ines Calloway").first.click()
    page.locator("details.proof summary").first.click()
    expect(page.locator("details.proof[open] mark").first).to_have_text("Mayor Ines Calloway")
    page.goto("/jurisdictions/")
    page.get_by_text("Filters, dates and order").click()
    page.get_by_label("city, town or village").check()
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("kind=municipality"))
    expect(page.get_by_role("status")).to_have_text(re.compile("^\\s*1 jurisdiction"))


def test_chip_removes_one_filter(world, open_page):
    page = open_page("/jurisdictions/?kind=municipality&state=IL")
    page.get_by_role("link", name="Remove filter: State").click()
    expect(page).to_have_url(re.compile(r"/jurisdictions/\?kind=municipality$"))


def test_keyboard_reaches_the_content_first_and_every_stop_is_seen(world, open_page):
    page = open_page("/jurisdictions/chicago-il/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for _ in range(25):
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle; })()"
        )
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


def test_day_asked_for_is_said_and_can_be_left_again(world, open_page):
    page = open_page("/jurisdictions/chicago-il/")
    page.get_by_label("As it was on").fill("2024-12-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("main").get_by_text("31 December 2024").first).to_be_visible()
    page.get_by_role("link", name="Read it as of now").click()
    expect(page).to_have_url(re.compile("/jurisdictions/chicago-il/$"))


def test_paper_shows_the_proof_and_the_addresses_of_sources(world, open_page):
    page = open_page(f"/officials/{world.mayor.slug}/")
    page.emulate_media(media="print")
    expect(page.locator("details.proof mark").first).to_be_visible()
    assert cast.STORY_URL in page.locator("a.source-url").first.evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    expect(page.locator(".masthead nav")).to_be_hidden()


def test_objection_can_be_sent_from_a_place_page(world, open_page):
    page = open_page("/jurisdictions/chicago-il/")
    page.get_by_role("link", name="Object to this record").click()
    page.get_by_label("What is wrong, and how can one know?").fill("The line number is wrong.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
