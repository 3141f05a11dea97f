"""The admin in a real browser: accessible, strict, and reviewed with single keys that can be switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests import cast
from tracker.models import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def world() -> cast.Cast:
    return cast.build()


@pytest.fixture
def open_as_editor(browser: Any, live_server: Any, world: cast.Cast) -> Iterator[Callable[..., Any]]:
    """Opens an address signed in as the editor; ``page.refused`` collects what the content policy refused."""
    contexts = []
    client = Client()
    client.force_login(world.editor)
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }

    def opened(address: str, **options: Any) -> Any:
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        contexts.append(context)
        context.add_cookies([session])
        page = context.new_page()
        page.refused = []
        page.on(
            "console",
            lambda line: page.refused.append(line.text) if "Content Security Policy" in line.text else None,
        )
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        assert page.goto(address).status == 200
        return page

    yield opened
    for context in contexts:
        context.close()


def review(world: cast.Cast) -> str:
    return f"/admin/review/{world.submission.pk}/"


def addresses(world: cast.Cast) -> list[str]:
    """Every sort of page of the admin once."""
    return [
        "/admin/",
        "/admin/add/",
        f"/admin/add/{world.submission.pk}/",
        "/admin/review/",
        review(world),
        f"{review(world)}table/",
        f"{review(world)}?at={Proposal.objects.filter(state='accepted').first().pk}",
        "/admin/names/",
        f"/admin/names/{world.ambiguous_listing.pk}/",
        "/admin/tracker/quotation/",
        "/admin/tracker/job/",
        f"/admin/tracker/official/{world.mayor.pk}/change/",
        f"/admin/tracker/official/{world.mayor.pk}/history/",
        f"/admin/tracker/official/{world.mayor.pk}/retract/",
        "/admin/tracker/announcement/add/",
        f"/admin/tracker/position/{world.position.pk}/correct/",
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_admin_page_breaks_a_rule_of_access_or_of_the_policy(
    world: cast.Cast, open_as_editor: Callable[..., Any], colours: str
) -> None:
    page = open_as_editor("/admin/", color_scheme=colours)
    found: dict[str, Any] = {}
    for address in addresses(world):
        assert page.goto(address).status == 200, address
        # axe itself sets styles the policy refuses: what the page does is read before.
        refused = list(page.refused)
        broken = Axe().run(page, options=RULES).response["violations"]
        page.refused.clear()
        if broken or refused:
            found[address] = refused + [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in broken]
    assert found == {}


def test_no_admin_page_is_wider_than_a_phone(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor("/admin/", viewport={"width": 390, "height": 844})
    wide = {}
    for address in addresses(world):
        page.goto(address)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[address] = over
    assert wide == {}


def test_keys_walk_from_proposal_to_proposal(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor(review(world))
    first = page.locator(".evidence").inner_text()
    with page.expect_navigation():
        page.keyboard.press("J")
    assert page.locator(".evidence").inner_text() != first
    # From a decided one to the only one that is open.
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.locator(".evidence").inner_text() == first


@pytest.mark.parametrize(("key", "state"), [("a", "accepted"), ("r", "rejected")])
def test_one_key_decides(world: cast.Cast, open_as_editor: Callable[..., Any], key: str, state: str) -> None:
    page = open_as_editor(review(world))
    with page.expect_navigation():
        page.keyboard.press(key)
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == state
    with page.expect_navigation():
        page.keyboard.press("u")
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"


def test_table_is_gone_through_with_keys_alone(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor(f"{review(world)}table/?tick=90")
    tick = page.locator("input[name=line]")
    tick.set_checked(False)
    page.keyboard.press("j")
    assert tick.evaluate("box => box === document.activeElement")
    page.keyboard.press("x")
    assert tick.is_checked()
    with page.expect_navigation():
        page.keyboard.press("a")
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "accepted"


def test_bar_of_buttons_never_hides_what_the_keyboard_reaches(
    world: cast.Cast, open_as_editor: Callable[..., Any]
) -> None:
    page = open_as_editor(f"{review(world)}table/", viewport={"width": 1440, "height": 320})
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('#content a, #content input')].filter(each => {
            each.focus();
            const box = each.getBoundingClientRect();
            const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return box.width && seen && !each.contains(seen) && !seen.contains(each);
        }).map(each => each.outerHTML)"""
    )
    assert hidden == []


def test_keys_are_letters_inside_a_field(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor(review(world))
    page.fill("#reason", "")
    page.locator("#reason").press_sequentially("jar")
    assert page.input_value("#reason") == "jar"
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"


def test_e_leads_to_the_form_and_escape_back(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor(review(world))
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.closest('#decide') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_keys_switched_off_do_nothing_and_stay_off(
    world: cast.Cast, open_as_editor: Callable[..., Any]
) -> None:
    page = open_as_editor(review(world))
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.click("#keys button")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "open"


def test_review_works_without_javascript(world: cast.Cast, open_as_editor: Callable[..., Any]) -> None:
    page = open_as_editor(review(world), java_script_enabled=False)
    with page.expect_navigation():
        page.click("button[value=accept]")
    world.open_proposal.refresh_from_db()
    assert world.open_proposal.state == "accepted"


def test_form_stands_beside_the_text_only_where_there_is_room(
    world: cast.Cast, open_as_editor: Callable[..., Any]
) -> None:
    def tops(width: int) -> tuple[float, float]:
        page = open_as_editor(review(world), viewport={"width": width, "height": 900})
        text, form = (page.locator(name).bounding_box() for name in (".review-text", ".review-form"))
        return text["y"], form["y"]

    beside, stacked = tops(1100), tops(800)
    assert abs(beside[0] - beside[1]) < 20
    assert stacked[1] > stacked[0] + 100
