"""Items of a feed or sitemap, and when to look at it again. Bytes in; nothing is fetched here."""

from __future__ import annotations

import html
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
from lxml import etree

from tracker.ingest.addresses import join_url
from tracker.ingest.decode import clean_text
from tracker.ingest.errors import AddressRefused, TooLarge, Unreadable
from tracker.ingest.pubdate import parse_date

MAX_FEED_BYTES = 5 * 2**20
MAX_ITEMS = 5000
MAX_BACK_OFF = timedelta(days=1)
_MAX_TITLE_CHARS = 500
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HAS_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

logging.getLogger("feedparser").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry: its canonical address, title (blank in most sitemaps) and ISO date or blank.

    ``is_sitemap`` marks an entry of a sitemap index: a sitemap to read, not a text; its date is that of its last
    change.
    """

    url: str
    title: str = ""
    published_on: str = ""
    is_sitemap: bool = False


def read_feed(content: bytes, *, url: str) -> tuple[FeedItem, ...]:
    """Items of an RSS, Atom or JSON feed or a sitemap found at ``url``, in its order, once each.

    Items without an http(s) address are left out, so are those on ports and in notations never fetched
    later. Raises TooLarge, or Unreadable when it is none of these.
    """
    if len(content) > MAX_FEED_BYTES:
        raise TooLarge(f"The feed is larger than {MAX_FEED_BYTES // 2**20} MB.", url=url)
    beginning = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning.startswith(b"{"):
        found = _json_items(content, url=url)
    elif _SITEMAP.search(beginning):
        found = _sitemap_items(content, url=url)
    else:
        found = _syndicated_items(content, url=url)
    items: dict[str, FeedItem] = {}
    for link, title, published, is_sitemap in found:
        if not _may_be_page(link):
            continue
        try:
            address = join_url(url, link)
        except AddressRefused:
            continue
        date = parse_date(published) if published else None
        items.setdefault(address, FeedItem(address, _one_line(title), date.value if date else "", is_sitemap))
        if len(items) >= MAX_ITEMS:
            break
    return tuple(items.values())


def next_poll_after(failures: int, interval: timedelta, now: datetime) -> datetime:
    """When to look again: after ``interval``, doubled for each failure in a row, at most a day (or the
    interval, when it is longer)."""
    longest = max(MAX_BACK_OFF, interval)
    return now + min(interval * 2 ** min(max(failures, 0), 20), longest)


_Found = Iterator[tuple[str, str, str, bool]]


def _syndicated_items(content: bytes, *, url: str) -> _Found:
    # A stream, never bytes or text: feedparser opens a file or an address that those name. Its sanitiser
    # is slow and not needed: only titles are kept, as text.
    try:
        parsed = feedparser.parse(
            io.BytesIO(content),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-location": url},
        )
    except Exception as error:
        # Its fallback parser lets whatever a hostile feed provokes come through (a lone surrogate does).
        raise Unreadable("The feed is damaged and cannot be read.", url=url) from error
    if not parsed.get("version") and not parsed.entries:
        raise Unreadable("This is not a feed or sitemap that can be read.", url=url)
    for entry in parsed.entries:
        links = [entry.get("link", "")] + [str(link.get("href", "")) for link in entry.get("links", [])]
        guid = entry.get("id", "")
        guid = guid if str(guid).startswith("http") else ""
        link = next((link for link in [*links, guid] if _may_be_page(str(link))), "")
        # The published date only: an update is not a new text.
        published = entry.get("published_parsed")
        stated = str(entry.get("published", ""))
        if published and not parse_date(stated):
            stated = datetime(*published[:6], tzinfo=UTC).date().isoformat()
        yield str(link), str(entry.get("title", "")), stated, False


def _sitemap_items(content: bytes, *, url: str) -> _Found:
    if _HAS_DOCTYPE.search(content):
        raise Unreadable("The sitemap declares entities, which are never read.", url=url)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(content, parser=parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("This is not a feed or sitemap that can be read.", url=url)
    is_index = etree.QName(root).localname.lower() == "sitemapindex"
    for element in root:
        values: dict[str, str] = {}
        for child in element.iter(etree.Element):
            values.setdefault(etree.QName(child).localname, (child.text or "").strip())
        # lastmod is when the page changed; only news sitemaps state when it was published.
        # Of a sitemap in an index, when it changed is what tells whether to read it.
        day = values.get("lastmod" if is_index else "publication_date", "")
        yield values.get("loc", ""), values.get("title", ""), day, is_index


def _json_items(content: bytes, *, url: str) -> _Found:
    try:
        feed: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("The JSON feed is damaged and cannot be read.", url=url) from None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise Unreadable("This is JSON, but not a JSON feed.", url=url)
    items = feed.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            link = item.get("url") or item.get("external_url") or item.get("id") or ""
            yield str(link), str(item.get("title") or ""), str(item.get("date_published") or ""), False


def _may_be_page(link: str) -> bool:
    """Whether ``link`` is http(s) or relative; other schemes (javascript:, data:, mailto:) never are."""
    link = link.strip()
    return bool(link) and not re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", link, re.IGNORECASE)


def _one_line(title: str) -> str:
    return " ".join(clean_text(html.unescape(_TAG.sub("", title[:5000]))).split())[:_MAX_TITLE_CHARS]
