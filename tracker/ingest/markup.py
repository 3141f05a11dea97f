"""What the elements of a page say: the words in them, headlines, and the contents of meta elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from lxml.html import HtmlElement

from tracker.ingest.decode import clean_text

_MAX_VALUE_CHARS = 2000


def meta_values(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of meta elements by lower-case name, property or itemprop."""
    values: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join(clean_text(element.get("content") or "")[:_MAX_VALUE_CHARS].split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                values.setdefault(name, []).append(content)
    return values


def stated(
    meta: dict[str, list[str]], names: list[str], *, confidence: float
) -> Iterator[tuple[str, str, float]]:
    """What meta elements of these names hold, with where and how sure it is."""
    for name in names:
        for value in meta.get(name, []):
            yield value, f"meta {name}", confidence


def main_headings(tree: HtmlElement) -> list[str]:
    """The headings of the first rank, the first few: often one is the outlet's banner."""
    return [visible(heading) for heading in islice(tree.iter("h1"), 20)]


def title_element(tree: HtmlElement) -> str:
    """The words of the title in the head of the page, blank without one."""
    element = tree.find(".//title")
    return visible(element) if element is not None else ""


def below_headline(tree: HtmlElement) -> list[str]:
    """Short lines right below the last headline of the first rank, where author and day stand."""
    headline = next(iter(list(islice(tree.iter("h1"), 20))[-1:]), None)
    if headline is None:
        return []
    walk = tree.iter("h1", "p", "div", "span", "td", "address", "time")
    below = islice(dropwhile(lambda element: element is not headline, walk), 1, 13)
    lines = (visible(element, between="\n") for element in below)
    return [line for line in lines if 5 < len(line) <= 120]


def visible(element: HtmlElement, *, between: str = " ") -> str:
    """The words of an element on one line; where a break or another block begins, ``between`` them."""
    parts = islice(element.itertext(), 400)
    if element.find(".//br") is None and element.find(".//div") is None and element.find(".//p") is None:
        return " ".join(clean_text("".join(parts)[:_MAX_VALUE_CHARS]).split())
    lines = [" ".join(part.split()) for part in clean_text("\n".join(parts)[:_MAX_VALUE_CHARS]).split("\n")]
    return between.join(line for line in lines if line)


def folded(text: str) -> str:
    """Letters and digits alone, to compare headlines by."""
    return re.sub(r"\W", "", text.casefold())
