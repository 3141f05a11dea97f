"""The fields of an HTML page: each from the best place that states it, with that place and a confidence.

Order of trust: JSON-LD, meta elements, visible markup (rel=author, time, h1), the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from tracker.ingest.addresses import canonical_url, join_url, registrable_domain
from tracker.ingest.bylines import read_byline
from tracker.ingest.errors import AddressRefused
from tracker.ingest.jsonld import JsonArticle, read_json_ld
from tracker.ingest.markup import (
    below_headline,
    folded,
    main_headings,
    meta_values,
    stated,
    title_element,
    visible,
)
from tracker.ingest.metadata_dates import read_published, writes_day_first
from tracker.ingest.pubdate import PublishedOn
from tracker.ingest.types import FieldValue

MAX_TITLE_CHARS = 500

_TITLE_META = [
    "og:title",
    "twitter:title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
]
_AUTHOR_META = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "byline",
    "authors",
    "article.author",
    "twitter:creator_name",
]
_OUTLET_META = [
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "citation_journal_title",
    "dc.publisher",
]
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
_FRONT = re.compile(r"https?://[^/]+/(?:(?:index|default|home)(?:\.\w{2,5})?)?")
_BYLINE_CLASS = re.compile(r"\b(?:byline|author|writer|contributor)", re.IGNORECASE)
_TITLE_BREAK = re.compile(r"\s+(?:\||-|–|—|::|»|·|•)\s+")


@dataclass(frozen=True, slots=True)
class PageFields:
    """What a page says about itself; blank or empty where it does not. ``body`` is JSON-LD's.

    ``is_live``: it says that it is written post by post, as something goes on.
    """

    title: str
    bylines: tuple[str, ...]
    published: PublishedOn | None
    outlet_name: str
    outlet_domain: str
    canonical_url: str
    language: str
    body: str
    origins: dict[str, FieldValue]
    is_live: bool = False


def read_fields(tree: HtmlElement, *, url: str, saved_from: str = "") -> PageFields:
    """Read the fields of a parsed page (scripts still in it) that came from ``url``, blank for a file.

    ``saved_from`` is where a file says it was saved from.
    """
    meta = meta_values(tree)
    origins: dict[str, FieldValue] = {}
    declared = _declared_addresses(tree, meta)
    if saved_from:
        declared.append((saved_from, "web archive"))
    base = base_address(tree, url=url or saved_from)
    canonical = _canonical(declared, url=url, base=base, origins=origins)
    scripts = [s.text or "" for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()]
    headings = [*main_headings(tree), title_element(tree), *meta.get("og:title", [])]
    json_ld = read_json_ld(scripts, addresses=(canonical, url), headings=headings)
    if not canonical and json_ld.url and (canonical := _own_address(json_ld.url, url=url, base=base)):
        origins["canonical_url"] = FieldValue(json_ld.url, "json-ld", 0.6)
    domain = _domain(canonical or url)
    languages = _languages(tree, meta, json_ld)
    if languages:
        origins["language"] = languages[0][1]
    outlet = _first(
        origins,
        "outlet_name",
        [
            (json_ld.outlet, "json-ld", 0.95),
            *stated(meta, _OUTLET_META, confidence=0.9),
        ],
    )
    if domain:
        origins["outlet_domain"] = FieldValue(domain, "url", 0.99)
    elif domain := next((found for value, _ in declared if (found := _domain(value))), ""):
        # A front page is no article's address and yet tells whose page it is.
        origins["outlet_domain"] = FieldValue(domain, "stated address", 0.6)
    if not outlet:
        marked = [(name, "html itemprop", 0.9) for name in _itemprops(tree, "publisher", inner="name")]
        outlet = _first(origins, "outlet_name", marked)
    title = _title(tree, meta, json_ld, outlet=outlet, domain=domain, origins=origins)
    outlet = outlet or _outlet_behind_title(tree, title=title, domain=domain, origins=origins)
    return PageFields(
        title=title[:MAX_TITLE_CHARS],
        bylines=_bylines(tree, meta, json_ld, outlet=outlet, origins=origins),
        published=read_published(
            tree,
            meta,
            json_ld,
            url=canonical or url,
            is_day_first=writes_day_first(domain, [tag for tag, _ in languages]),
            origins=origins,
        ),
        outlet_name=outlet,
        outlet_domain=domain,
        canonical_url=canonical,
        language=languages[0][0] if languages else "",
        body=json_ld.body,
        origins=origins,
        is_live=json_ld.is_live,
    )


def _first(origins: dict[str, FieldValue], field: str, found: list[tuple[str, str, float]]) -> str:
    for value, origin, confidence in found:
        if value:
            origins[field] = FieldValue(value, origin, confidence)
            return value
    return ""


def base_address(tree: HtmlElement, *, url: str) -> str:
    """What relative addresses of a page are relative to: its base element, if it has one, else ``url``."""
    for element in tree.iter("base"):
        if href := (element.get("href") or "").strip():
            try:
                base = urljoin(url, href)
            except ValueError:
                return url
            return base if base.startswith(("http://", "https://")) else url
    return url


def _declared_addresses(tree: HtmlElement, meta: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The addresses a page gives itself, with where."""
    links = {
        (link.get("href") or "").strip()
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    }
    # Several different ones: the page contradicts itself, so none is believed.
    declared = [(link, "html rel=canonical") for link in links] if len(links) == 1 else []
    return declared + [(value, "meta og:url") for value in meta.get("og:url", [])[:1]]


def _canonical(
    declared: list[tuple[str, str]], *, url: str, base: str, origins: dict[str, FieldValue]
) -> str:
    """The address the page gives itself, believed only within the domain it was fetched from."""
    for value, origin in declared:
        if own := _own_address(value, url=url, base=base):
            origins["canonical_url"] = FieldValue(value, origin, 0.95 if url else 0.6)
            return own
    if url:
        origins["canonical_url"] = FieldValue(url, "url", 0.8)
        return canonical_url(url)
    return ""


def _own_address(value: str, *, url: str, base: str) -> str:
    """``value`` canonical when a page at ``url``, blank for a file, may claim it, else blank.

    A claim of the front page is a common mistake and not believed, but of a page that was fetched from there.
    """
    try:
        address = join_url(base, value) if base else canonical_url(value)
        if url and registrable_domain(address) != registrable_domain(url):
            return ""
        is_front = _FRONT.fullmatch(address) and not (url and _FRONT.fullmatch(canonical_url(url)))
    except AddressRefused:
        return ""
    return "" if is_front else address


def _domain(url: str) -> str:
    try:
        return registrable_domain(url) if url else ""
    except AddressRefused:
        return ""


def _title(
    tree: HtmlElement,
    meta: dict[str, list[str]],
    json_ld: JsonArticle,
    *,
    outlet: str,
    domain: str,
    origins: dict[str, FieldValue],
) -> str:
    """The headline, without the outlet's name behind it."""
    headings = main_headings(tree)
    in_head = title_element(tree)
    found = [(json_ld.title, "json-ld", 0.97), *stated(meta, _TITLE_META, confidence=0.93)]
    if not found[0][0] and len(found) == 1:
        found += [(h, "html itemprop", 0.94) for h in _itemprops(tree, "headline")]
    # An h1 is often the outlet's banner: the longest that the title element agrees with is the headline.
    agreed = [h for h in headings if len(h) > 8 and folded(h) in folded(in_head)]
    found += [(h, "html h1", 0.93) for h in sorted(agreed, key=len, reverse=True)]
    found += [(h, "html h1", 0.75) for h in headings if len(h) > 20]
    found.append((in_head, "html title", 0.7))
    for value, origin, confidence in found:
        title = _without_outlet(value, outlet=outlet, domain=domain, headings=headings)
        if title and folded(title) != folded(outlet):
            origins["title"] = FieldValue(value, origin, confidence)
            return title
    return ""


def _outlet_behind_title(
    tree: HtmlElement, *, title: str, domain: str, origins: dict[str, FieldValue]
) -> str:
    """What stands behind the headline in the title element ("Headline | The Paper"), or blank.

    A title element that is the outlet's name alone says so by its domain.
    """
    in_head = title_element(tree)
    pieces = _TITLE_BREAK.split(in_head)
    if domain and len(pieces) == 1 and folded(in_head).removeprefix("the") == folded(domain.split(".")[0]):
        origins["outlet_name"] = FieldValue(in_head, "html title", 0.7)
        return in_head
    if (
        len(pieces) < 2
        or not title
        or len(pieces[-1]) > 60
        or not folded(pieces[0]).startswith(folded(title))
    ):
        return ""
    origins["outlet_name"] = FieldValue(in_head, "html title", 0.6)
    return pieces[-1]


def _without_outlet(title: str, *, outlet: str, domain: str, headings: list[str]) -> str:
    """Drop trailing parts that name the outlet, and its name before a colon; down to a heading that matches."""
    if outlet and title.startswith(f"{outlet}: "):
        title = title[len(outlet) + 2 :].strip()
    breaks = list(_TITLE_BREAK.finditer(title))
    for found in breaks:
        if title[: found.start()] in headings:
            return title[: found.start()]
    name = folded(domain.split(".")[0])
    for found in reversed(breaks):
        rest = folded(title[found.end() :])
        if rest and (
            rest == folded(outlet) or (name and rest.removeprefix("the") in (name, name.removeprefix("the")))
        ):
            title = title[: found.start()]
    return title.strip()


def _bylines(
    tree: HtmlElement,
    meta: dict[str, list[str]],
    json_ld: JsonArticle,
    *,
    outlet: str,
    origins: dict[str, FieldValue],
) -> tuple[str, ...]:
    found = [("\n".join(json_ld.authors), "json-ld", 0.95)]
    metas = [
        (value, origin)
        for value, origin, _ in stated(meta, _AUTHOR_META, confidence=0.9)
        if "://" not in value
    ]
    if metas:
        found.append(("\n".join(value for value, origin in metas if origin == metas[0][1]), metas[0][1], 0.9))
    # Looked for only when nothing surer is stated: every element of the page may be one.
    marked = ((value, origin, 0.85) for value, origin in _marked_authors(tree))
    for value, origin, confidence in chain(found, marked):
        if names := read_byline(value, outlet=outlet):
            origins["bylines"] = FieldValue(value, origin, confidence)
            return names
    return ()


def _marked_authors(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Texts of elements marked as the author: rel=author, itemprop=author, then classes saying byline."""
    marked: list[str] = []
    said: list[str] = []
    for element in islice(tree.iter("a", "span", "div", "p", "address", "li"), 5000):
        if element.get("rel") == "author" or "author" in (element.get("itemprop") or ""):
            if len(marked) < 6 and 2 < len(text := visible(element)) <= 120:
                marked.append(text)
        elif _BYLINE_CLASS.search(element.get("class") or ""):
            text = visible(element, between="\n")
            if 5 < len(text) <= 160 and re.match(r"by\b", text, re.IGNORECASE):
                said.append(text)
    if marked:
        yield "\n".join(dict.fromkeys(marked)), "html rel=author"
    for text in said[:3] or [line for line in below_headline(tree) if re.match(r"by\s", line, re.IGNORECASE)]:
        yield text, "html byline"


def _languages(
    tree: HtmlElement, meta: dict[str, list[str]], json_ld: JsonArticle
) -> list[tuple[str, FieldValue]]:
    """The languages a page states as BCP 47 tags, the surest first, each as it stands in its place."""
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    declared = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or ""
    )
    found = [(declared, "html lang", 0.95), (json_ld.language, "json-ld", 0.9)]
    found += stated(meta, ["og:locale", "content-language", "dc.language", "language"], confidence=0.85)
    tags: list[tuple[str, FieldValue]] = []
    for value, origin, confidence in found:
        if match := _LANGUAGE.fullmatch(value.strip()):
            language, script, region = match.groups()
            parts = [language.lower(), (script or "").title(), (region or "").upper()]
            tags.append(("-".join(part for part in parts if part), FieldValue(value, origin, confidence)))
    return tags


def _itemprops(tree: HtmlElement, name: str, *, inner: str = "") -> Iterator[str]:
    """Values of the first few elements with that itemprop, or of those with ``inner`` inside them."""
    within = f"//*[@itemprop='{inner}']" if inner else ""
    for element in tree.xpath(f"//*[@itemprop='{name}']{within}")[:5]:
        if value := " ".join((element.get("content") or visible(element)).split()):
            yield value[:MAX_TITLE_CHARS]
