"""What a page holds and no reader sees: hidden elements, and text that is struck out.

Style sheets and scripts are not read, so what they hide or show stays unknown: only what an element says of itself
counts.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

_STRUCK = ("del", "s", "strike")
# By the attribute rather than by the element, of which a page has many more: in half the time.
_WITH_MARK = etree.XPath("//@style/.. | //@hidden/.. | //@aria-hidden/..")
_LENGTH = re.compile(r"(-?\d{0,6}\.?\d{1,6})([a-z]{1,4}|%)?")
# At which length to the left or above an element has left the screen, by unit.
_FAR = {"px": 500, "pt": 400, "em": 40, "rem": 40, "vw": 100, "vh": 100, "%": 100}
_LITTLE = {"px": 1, "pt": 1}
_ALL_CUT = re.compile(r"rect\((?:[01](?:px)?[,)]){4}|inset\((?:50|100)%|circle\(0")
_LOOKED_AT = 50
_MOVED_AWAY = re.compile(r"scale\(0(?:[,)])|translate(?:x|y|3d)?\(-\d{4,6}px")
_FAR_MARGIN = re.compile(r"-\d{4,6}px")


def drop_unseen(tree: HtmlElement, *, text_itself: tuple[str, ...]) -> None:
    """Take out of ``tree`` what says of itself that it is hidden or struck out; the text behind it stays.

    What a script shows once it has run, and what an open window of consent hides, stays where it holds an element
    named in ``text_itself``; the whole page is never hidden.
    """
    holders: set[HtmlElement] = set()
    for element in tree.iter(*text_itself):
        holder: HtmlElement | None = element
        while holder is not None and holder not in holders:
            holders.add(holder)
            holder = holder.getparent()
    for element in _WITH_MARK(tree):
        if element.tag in ("html", "body"):
            continue
        style = _declarations(element.get("style") or "")
        is_faint = _is_transparent(style) or (element.get("aria-hidden") == "true" and _has_letters(element))
        is_shown = element in holders or _is_shown_again(element)
        if _is_hidden(element) or _is_out_of_sight(style) or (is_faint and not is_shown):
            # One pass over the tree takes out all of them.
            element.tag = "del"
        else:
            # Trafilatura judges by these too, and leaves out what only hides its overflow.
            element.attrib.pop("aria-hidden", "")
            element.attrib.pop("style", "")
    etree.strip_elements(tree, *_STRUCK, with_tail=False)


def _is_hidden(element: HtmlElement) -> bool:
    """By the attribute. What is hidden until it is found opens to who looks for it."""
    return "hidden" in element.attrib and element.get("hidden").strip().lower() != "until-found"


def _has_letters(element: HtmlElement) -> bool:
    """Marks and numbers that are not read aloud (a quotation mark, the number of an item) are seen all the same."""
    return any(char.isalpha() for text in islice(element.itertext(), _LOOKED_AT) for char in text)


def _declarations(style: str) -> dict[str, str]:
    """The properties of a style attribute in small letters without white space; the last word counts."""
    found: dict[str, str] = {}
    for part in "".join(style.lower().split()).split(";"):
        name, _, value = part.partition(":")
        found[name] = value.removesuffix("!important")
    return found


def _is_out_of_sight(style: dict[str, str]) -> bool:
    """Not drawn, struck out, drawn where nobody looks or cut off wholly."""
    if (
        style.get("display") == "none"
        or style.get("content-visibility") == "hidden"
        or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")
        or _MOVED_AWAY.match(style.get("transform", ""))
        or _FAR_MARGIN.match(style.get("margin-left", ""))
        or _is_far(style.get("text-indent", ""))
    ):
        return True
    if style.get("position") in ("absolute", "fixed") and (
        any(_is_far(style.get(side, "")) for side in ("left", "right", "top"))
        or _ALL_CUT.match(style.get("clip", ""))
        or _ALL_CUT.match(style.get("clip-path", ""))
    ):
        return True
    sides = ("height", "width", "max-height", "max-width")
    return style.get("overflow") == "hidden" and any(_is_little(style.get(side, "")) for side in sides)


def _is_transparent(style: dict[str, str]) -> bool:
    """Drawn as nothing, which a script or an element inside may undo."""
    opacity = _LENGTH.fullmatch(style.get("opacity", ""))
    return (
        style.get("visibility") in ("hidden", "collapse")
        or (opacity is not None and float(opacity[1]) <= 0)
        or _is_little(style.get("font-size", ""))
        or style.get("font", "").startswith(("0/", "0px"))
    )


def _is_shown_again(element: HtmlElement) -> bool:
    """Whether what stands inside has a size or visibility of its own, as where blanks between boxes are to vanish."""
    styles = (child.get("style") or "" for child in element)
    return any("font-size" in style or "visibility" in style for style in styles)


def _is_little(length: str) -> bool:
    """At most one pixel, or nothing at all."""
    found = _LENGTH.fullmatch(length)
    return found is not None and abs(float(found[1])) <= _LITTLE.get(found[2], 0)


def _is_far(length: str) -> bool:
    found = _LENGTH.fullmatch(length)
    return found is not None and found[2] in _FAR and float(found[1]) <= -_FAR[found[2]]
