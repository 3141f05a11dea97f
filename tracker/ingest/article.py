"""From bytes to the fields of an article: HTML, a web archive, PDF or plain text, each field with where it came from."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from tracker.ingest.addresses import canonical_url, registrable_domain
from tracker.ingest.body import prune, read_body, read_links
from tracker.ingest.bylines import read_byline
from tracker.ingest.decode import Decoded, decode
from tracker.ingest.errors import IngestError, NoText, NotText, TooLarge, Unreadable
from tracker.ingest.file_kinds import kind_of
from tracker.ingest.furniture import Head, without_furniture
from tracker.ingest.metadata import MAX_TITLE_CHARS, PageFields, base_address, read_fields
from tracker.ingest.mhtml import read_mhtml
from tracker.ingest.pdf import read_pdf
from tracker.ingest.pubdate import PublishedOn, find_date
from tracker.ingest.types import ArticleFields, FieldValue

MAX_PAGE_BYTES = 5 * 2**20
MAX_FILE_BYTES = 10 * 2**20
_LIMITS = {"pdf": ("PDF", MAX_FILE_BYTES), "mhtml": ("web archive", MAX_FILE_BYTES)}
# Finding the body costs some 50 µs an element, more among thousands of siblings; an article has a few thousand.
MAX_ELEMENTS = 40_000
_MIN_TEXT_CHARS = 25
_HEAD_LINES = 12
_EVIDENCE_CHARS = 200
# lxml.html asks Python for the class of every element it hands out; links and forms need none of their own here.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_NOT_ARTICLES = {
    "csv": "This is a table, not an article: import it as a list.",
    "xlsx": "This is a spreadsheet, not an article: import it as a list.",
    "feed": "This is a feed or sitemap, not an article: add it as a source to watch.",
}
_RELEASE_PATH = re.compile(
    r"/(?:news|press|media)[\w-]*/|/(?:press|news)-?releases?\b|press-?release", re.IGNORECASE
)


def read_article(content: bytes, *, content_type: str = "", url: str = "", name: str = "") -> ArticleFields:
    """What ``content`` says about itself; ``url`` is where it was fetched from, blank for a file.

    ``content_type`` is the HTTP header and ``name`` the file's name, either may be blank. Raises NotText,
    NoText, TooLarge, TooSlow or Unreadable, each with ``url``.
    """
    try:
        kind = kind_to_read(content, content_type=content_type, name=name)
        _check_size(content, kind)
        if kind == "pdf":
            return _from_pdf(content, url=url)
        if kind == "mhtml":
            page = read_mhtml(content)
            _check_size(page.content, "html")
            decoded = decode(page.content, content_type=page.content_type)
            return _from_html(decoded, url=url, saved_from=page.url)
        decoded = decode(content, content_type=content_type)
        return _from_html(decoded, url=url) if kind == "html" else _from_text(decoded, url=url)
    except IngestError as error:
        error.url = error.url or url
        raise
    except RecursionError:
        raise Unreadable("The page nests its elements too deeply to be read.", url=url) from None


def kind_to_read(content: bytes, *, content_type: str = "", name: str = "") -> str:
    """``html``, ``mhtml``, ``pdf`` or ``text``; raises NotText for a kind that holds no article, or Unreadable."""
    kind = kind_of(content, name=name, content_type=content_type)
    if kind in _NOT_ARTICLES:
        raise NotText(_NOT_ARTICLES[kind])
    return kind


def _check_size(content: bytes, kind: str) -> None:
    """Raise TooLarge for what is over the limit of its kind."""
    what, limit = _LIMITS.get(kind, ("page", MAX_PAGE_BYTES))
    if len(content) > limit:
        raise TooLarge(f"The {what} is larger than {limit // 2**20} MB.")


def _from_html(decoded: Decoded, *, url: str, saved_from: str = "") -> ArticleFields:
    tree = _parsed(decoded.text)
    fields = read_fields(tree, url=url, saved_from=saved_from)
    prune(tree, is_live=fields.is_live)
    blocks, head = without_furniture(read_body(tree), title=fields.title, bylines=fields.bylines)
    fields = _with_head(fields, head)
    text, origin, confidence = "\n\n".join(blocks), "trafilatura", 0.9
    if len(fields.body) > 200 and len(text) < len(fields.body) * 0.5:
        text, origin, confidence = _stated_body(fields.body), "json-ld", 0.8
    if len(text) < _MIN_TEXT_CHARS:
        raise NoText("No article text was found on the page: it may need a browser, a login or consent.")
    return ArticleFields(
        text=text,
        title=fields.title,
        bylines=fields.bylines,
        published_on=fields.published.value if fields.published else "",
        published_precision=fields.published.precision if fields.published else "",
        outlet_name=fields.outlet_name,
        outlet_domain=fields.outlet_domain,
        canonical_url=fields.canonical_url,
        language=fields.language,
        kind=_kind(fields, url=url),
        origins=fields.origins | {"text": FieldValue(text[:_EVIDENCE_CHARS], origin, confidence)},
        links=read_links(
            tree, body=text, url=base_address(tree, url=url or saved_from or fields.canonical_url)
        ),
    )


def _with_head(fields: PageFields, head: Head) -> PageFields:
    """What the page states nowhere else is read from the lines above its text."""
    origins = dict(fields.origins)
    bylines, published = fields.bylines, fields.published
    if not bylines and head.names:
        bylines = head.names
        origins["bylines"] = FieldValue(head.byline, "html byline", 0.8)
    if not published and head.published:
        published = head.published
        origins["published_on"] = FieldValue(head.date_line, "html date", 0.7)
    return replace(fields, bylines=bylines, published=published, origins=origins)


def _parsed(text: str) -> HtmlElement:
    """The element tree of a page. libxml2 stops at a depth of 2,048 and drops the rest: that is refused."""
    # UTF-8 whatever the page declares: the text was decoded already.
    parser = etree.HTMLParser(
        encoding="utf-8",
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise NoText("The page holds no elements that can be read.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Unreadable("The page nests its elements too deeply to be read.")
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        raise TooLarge(
            f"The page has more than {MAX_ELEMENTS:,} elements: it is no article. Save it as text or PDF."
        )
    return tree


def _stated_body(body: str) -> str:
    """JSON-LD's articleBody with its paragraphs, if it kept any, apart by a blank line."""
    return "\n\n".join(" ".join(line.split()) for line in body.split("\n") if line.strip())


def _kind(fields: PageFields, *, url: str) -> str:
    """``press_release`` for what government sites publish as news, else ``news``."""
    is_government = fields.outlet_domain.endswith((".gov", ".mil")) or ".gov." in f"{fields.outlet_domain}."
    return "press_release" if is_government and _RELEASE_PATH.search(fields.canonical_url or url) else "news"


def _from_pdf(content: bytes, *, url: str) -> ArticleFields:
    pdf = read_pdf(content)
    fields = _from_lines(pdf.text, url=url, origin="pdf")
    if pdf.title:
        origins = fields.origins | {"title": FieldValue(pdf.title, "pdf metadata", 0.7)}
        return replace(fields, title=pdf.title, origins=origins)
    return fields


def _from_text(decoded: Decoded, *, url: str) -> ArticleFields:
    """Plain text is kept to the character, its title line included, so that offsets mean the file's own."""
    if len(decoded.text.strip()) < _MIN_TEXT_CHARS:
        raise NoText("The text is too short to be an article.")
    return _from_lines(decoded.text, url=url, origin="text")


def _from_lines(text: str, *, url: str, origin: str) -> ArticleFields:
    """Title, byline and date when lines at the beginning say so and nothing else."""
    lines = [line.strip() for line in text[:20_000].split("\n") if line.strip()]
    origins = {"text": FieldValue(text[:_EVIDENCE_CHARS], origin, 0.9)}
    title = lines[0] if lines and _is_title(lines[0]) and len(lines) > 1 else ""
    if title:
        origins["title"] = FieldValue(title, f"{origin}: first line", 0.6)
    bylines: tuple[str, ...] = ()
    published: PublishedOn | None = None
    for line in lines[:_HEAD_LINES]:
        if not bylines and re.match(r"by\s", line, re.IGNORECASE) and len(line) <= 120:
            bylines = read_byline(line)
            if bylines:
                origins["bylines"] = FieldValue(line, f"{origin}: byline", 0.7)
        if not published and len(line) <= 80 and (published := find_date(line)):
            origins["published_on"] = FieldValue(line, f"{origin}: date line", 0.6)
    domain = registrable_domain(url) if url else ""
    if domain:
        origins["outlet_domain"] = FieldValue(url, "url", 0.99)
        origins["canonical_url"] = FieldValue(url, "url", 0.9)
    return ArticleFields(
        text=text,
        title=title,
        bylines=bylines,
        published_on=published.value if published else "",
        published_precision=published.precision if published else "",
        outlet_domain=domain,
        canonical_url=canonical_url(url) if url else "",
        origins=origins,
    )


def _is_title(line: str) -> bool:
    """Whether a first line reads as a headline: short, beginning large, no full stop at its end."""
    words = line.split()
    return (
        2 <= len(words) <= 30
        and len(line) <= min(200, MAX_TITLE_CHARS)
        and not line[0].islower()
        and not line.endswith((".", ",", ";", ":", ".”", '."'))
        and not re.match(r"by\s|for immediate|contact\b", line, re.IGNORECASE)
        and not (find_date(line) and len(line) < 40)
    )
