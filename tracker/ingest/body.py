"""The text of an article and the links inside it, from a parsed page.

Trafilatura finds which parts of the page are the article. Its tree, not its text output, is read here,
because what it prints joins paragraphs and re-marks lists; quotation marks and dashes stay as printed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from tracker.ingest.addresses import join_url
from tracker.ingest.decode import clean_text
from tracker.ingest.errors import AddressRefused
from tracker.ingest.unseen import drop_unseen

# It logs every page it finds no text in as an error; our own error says so to the curator.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_LITTLE_CHARS = 1000

_NEVER_TEXT = (
    *("script", "style", "svg", "iframe", "noscript", "template", "object", "canvas", "link", "meta"),
    # What trafilatura drops whatever happens; it copies and searches the tree several times before.
    *(
        "nav",
        "aside",
        "footer",
        "menu",
        "dialog",
        "button",
        "select",
        "input",
        "textarea",
        "source",
        "track",
        "picture",
        "img",
        "video",
        "audio",
    ),
)
_BLOCKS = frozenset(["p", "head", "item", "row", "code", "ab", "fw", "div"])
_CONTAINERS = frozenset(["body", "list", "table", "quote"])
_FILLER = re.compile(
    r"(?:advertisement|advertising|sponsored|(?:article|story) continues (?:below|after)\b.{0,40}|"
    r"(?:scroll|continue|keep) (?:to|reading).{0,30}|skip advertisement|share this(?: (?:story|article))?|"
    r"sign up for .{0,60}newsletters?.{0,60}|loading(?:\.{3}|…)|"
    r"already a subscriber\?.{0,120}|(?:subscribe|log in|sign in) (?:today|now|to (?:continue|keep)).{0,80}|[#*_=~·•\-–—\s]{2,40})[\s.:]*",
    re.IGNORECASE,
)
# Long enough to be a paragraph, and never one.
_NOTICE = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,300}\b(?:all rights reserved|may not be (?:published|reproduced))\b.{0,300}",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\n]+")
_INLINE = frozenset(
    ["a", "abbr", "b", "br", "cite", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u"]
)
_NOT_BODY_CLASS = re.compile(
    r"caption|credit|copyright|legal|promo|related|newsletter|cookie|consent|comment|share|bio\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*$")
_MIN_SENTENCE_CHARS = 80
# Blocks without blocks inside that may be paragraphs; libxml2 looks through a page far faster than Python.
_LONG_LEAVES = etree.XPath(
    "//div[not(div or p or ul or h2 or h3 or section or article)]"
    f"[string-length(normalize-space(.)) >= {_MIN_SENTENCE_CHARS}]"
)
# By their role, what nav, aside, footer and dialog are by their name.
_WITH_ROLE = etree.XPath("//*[@role]")
_APART = frozenset(["dialog", "alertdialog", "navigation", "complementary", "contentinfo", "search"])
_TEXT_ITSELF = ("article", "main", "body")
# Tables that only place things: one inside another, or with a headline or several paragraphs in a cell.
_LAYOUT_TABLES = etree.XPath(
    "//table[@role='presentation' or .//table or .//h1 or .//td[count(p) > 1]][not(ancestor::blockquote)]"
)
_PARTS_OF_TABLES = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"])
_LINK_BLOCKS = frozenset(["p", "li", "blockquote", "td", "div", "section", "article", "body"])
# Stands in for the address of a file that states none: links relative to it lead nowhere.
_NOWHERE = "http://unknown.invalid/"
_MAX_LINKS = 300
_LONG_BLOCK_CHARS = 40
_MAX_LINK_CANDIDATES = 3000
_MAX_BLOCK_CHARS = 4000
_SEARCHED_FOR_LINKS = 200_000


def prune(tree: HtmlElement, *, is_live: bool = False) -> None:
    """Take what is never text, or seen by no reader, out of ``tree``, and give inline quotations the marks a browser draws.

    ``is_live``: the page is one text of many posts, each marked as an article of its own.
    """
    for post in list(tree.iter("article")) if is_live else []:
        # A class that says "post" or "entry" would have the first one taken for the whole.
        for element in (post, *post.iterancestors("section", "div")):
            element.attrib.clear()
        post.tag = "section"
        for heading in post.iter("header"):
            heading.tag = "div"
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    drop_unseen(tree, text_itself=(*_TEXT_ITSELF, "h1"))
    for element in _WITH_ROLE(tree):
        if element.get("role") in _APART and next(element.iter(*_TEXT_ITSELF), None) is None:
            element.drop_tree()
    for table in _LAYOUT_TABLES(tree):
        _loosen(table)
    _mark_paragraphs(tree)
    quotes = list(tree.iter("q"))
    for quote in quotes:
        inside = "".join(quote.itertext()).strip()
        if inside and inside[0] not in "“\"'‘":
            opening, closing = ("‘", "’") if next(quote.iterancestors("q"), None) is not None else ("“", "”")
            quote.text = opening + (quote.text or "")
            if len(quote):
                quote[-1].tail = (quote[-1].tail or "") + closing
            else:
                quote.text += closing
    for quote in quotes:
        quote.tag = "span"


def _loosen(table: HtmlElement) -> None:
    """Make divisions of a table that only places things, and of its parts; tables of data inside stay."""
    waiting = [table]
    while waiting:
        part = waiting.pop()
        part.tag = "div"
        waiting += [child for child in part if child.tag in _PARTS_OF_TABLES and child.tag != "table"]


def _mark_paragraphs(tree: HtmlElement) -> None:
    """Make a paragraph of every div that is one: sentences of its own, no block inside, few links.

    Trafilatura passes such text over when the page also has real paragraphs.
    """
    for block in _LONG_LEAVES(tree):
        if any(child.tag not in _INLINE for child in block):
            continue
        text = " ".join("".join(block.itertext()).split())
        if (
            len(text) < _MIN_SENTENCE_CHARS
            or not _SENTENCE_END.search(text)
            or _NOT_BODY_CLASS.search(block.get("class") or "")
        ):
            continue
        if sum(len("".join(link.itertext())) for link in block.iter("a")) * 2 < len(text):
            block.tag = "p"


def read_body(tree: HtmlElement) -> list[str]:
    """The paragraphs of the article in ``tree`` (pruned), empty when there is none.

    The headline (an h1) at the start is left out: it is a field.
    """
    blocks = _extracted(tree)
    if len(blocks) > 1 or sum(map(len, blocks)) >= _LITTLE_CHARS:
        return blocks
    again = _extracted(tree, config=_config_for_little())
    whole = "".join(blocks)
    length = sum(map(len, again)) * 4
    if not again or length >= len(whole) * 3:
        return again or blocks
    # Headline and byline may be longer than the text that is joined to them: they are cut off and nothing is lost.
    above, first, rest = whole.partition(again[0])
    if not first or length < len(first + rest) * 3:
        return blocks
    for heading in tree.iter("h1"):
        above = above.strip().removeprefix(" ".join("".join(heading.itertext()).split()))
    return [*_lines(above), *again]


@lru_cache(maxsize=1)
def _config_for_little() -> Any:
    """For a page behind a paywall with two paragraphs: by default they are too little and joined into one."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
    return config


def _extracted(tree: HtmlElement, *, config: Any = None) -> list[str]:
    # Loaded with the first page read: a web process, which reads none, starts a third of a second sooner.
    import trafilatura

    document = trafilatura.bare_extraction(
        tree, include_comments=False, fast=True, output_format="xml", config=config
    )
    if document is None or document.body is None:
        return []
    if len(document.body) and document.body[0].get("rend") == "h1" and document.body[0].tag == "head":
        document.body.remove(document.body[0])
    return list(_without_repeats(_paragraphs(document.body)))


def read_links(tree: HtmlElement, *, body: str, url: str) -> tuple[tuple[str, str], ...]:
    """Links inside the article: (text, address), in order, once each.

    A link counts when the block it stands in is found in ``body``, so menus and related stories are out.
    """
    paragraphs = frozenset(body.split("\n\n"))
    openings = frozenset(paragraph.split(None, 1)[0] for paragraph in paragraphs if paragraph)
    known: dict[HtmlElement, bool] = {}
    links: dict[tuple[str, str], None] = {}
    for link in islice(tree.iter("a"), _MAX_LINK_CANDIDATES):
        href = (link.get("href") or "").strip()
        block = link.getparent()
        while block is not None and block.tag not in _LINK_BLOCKS:
            block = block.getparent()
        if not href or href.startswith("#") or block is None:
            continue
        if block not in known:
            known[block] = _may_open(block, openings) and _is_in_body(block, paragraphs=paragraphs, body=body)
        text = " ".join("".join(link.itertext()).split())[:300] if known[block] else ""
        if not text:
            continue
        try:
            links[clean_text(text), join_url(url or _NOWHERE, href)] = None
        except AddressRefused:
            continue
        if len(links) >= _MAX_LINKS:
            break
    return tuple(link for link in links if not link[1].startswith(_NOWHERE))


def _may_open(block: HtmlElement, openings: frozenset[str]) -> bool:
    """Whether a paragraph of the body begins with the block's first word: most blocks of a page are menus."""
    for text in block.itertext():
        if words := text.split(None, 1):
            # Markup may cut a word; one that cleaning changes tells nothing.
            whole = len(words) > 1 or text[-1:].isspace()
            return (
                words[0] in openings
                or not words[0].isascii()
                or (not whole and any(opening.startswith(words[0]) for opening in openings))
            )
    return False


def _is_in_body(block: HtmlElement, *, paragraphs: frozenset[str], body: str) -> bool:
    """Whether ``block`` is a paragraph of the body, or begins one when <br> cuts it into several."""
    whole = clean_text(" ".join("".join(block.itertext())[:_MAX_BLOCK_CHARS].split()))
    if whole in paragraphs:
        return True
    cut = block.find("br")
    first = whole[:_LONG_BLOCK_CHARS].strip()
    return cut is not None and len(whole) > _LONG_BLOCK_CHARS and first in body[:_SEARCHED_FOR_LINKS]


def _without_repeats(blocks: Iterator[str]) -> Iterator[str]:
    """Leave out long blocks already given, and short ones right behind them: pull quotes, and text set
    with <br> that trafilatura 2.2 returns twice."""
    seen: set[str] = set()
    is_repeating = False
    for block in blocks:
        is_repeating = block in seen and (len(block) >= _LONG_BLOCK_CHARS or is_repeating)
        seen.add(block)
        if not is_repeating:
            yield block


def _paragraphs(element: etree._Element) -> Iterator[str]:
    """The blocks below ``element`` in order; text standing between blocks is a block of its own."""
    loose: list[str] = [_flat(element.text)]
    for child in element:
        if child.tag in _CONTAINERS or child.tag in _BLOCKS:
            yield from _lines("".join(loose))
            if child.tag in _CONTAINERS:
                yield from _paragraphs(child)
            elif child.tag == "row":
                cells = [" ".join("".join(cell.itertext()).split()) for cell in child]
                yield from _lines(" | ".join(cell for cell in cells if cell))
            elif any(part.tag in _CONTAINERS or part.tag in _BLOCKS for part in child):
                yield from _mixed(child)
            else:
                yield from _lines(_inline(child))
            loose = [_flat(child.tail)]
        else:
            loose += [_inline(child), _flat(child.tail)]
    yield from _lines("".join(loose))


def _mixed(block: etree._Element) -> Iterator[str]:
    """A block with blocks inside: an inline quotation stays in its sentence, others stand alone."""
    if block.tag == "p" and all(
        part.tag not in _BLOCKS and part.tag != "table" for part in block.iter() if part is not block
    ):
        yield from _lines(_inline(block))
    else:
        yield from _paragraphs(block)


def _inline(element: etree._Element) -> str:
    """The text of an inline element or a simple block. A line break in the source is only white space;
    <br> is a break, and so is a line end in preformatted text."""
    if element.tag == "code":
        return "".join(element.itertext())
    if not len(element):
        return "\n" if element.tag == "lb" else _flat(element.text)
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts.append("\n" if node.tag == "lb" else _flat(node.text))
        elif node is not element:
            parts.append(_flat(node.tail))
    return "".join(parts)


def _flat(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""


def _lines(text: str) -> Iterator[str]:
    for line in clean_text(text).split("\n"):
        stripped = _SPACES.sub(" ", line).strip()
        if not stripped or (len(stripped) < 160 and _FILLER.fullmatch(stripped)):
            continue
        if len(stripped) < 600 and _NOTICE.fullmatch(stripped):
            continue
        yield stripped
