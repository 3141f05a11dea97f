from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.errors import TooLarge, Unreadable
from tracker.ingest.feeds import FeedItem, next_poll_after, read_feed

URL = "https://paper.example/feed.xml"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def rss(items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'.encode()


def test_rss_items_come_with_title_and_the_day_as_printed() -> None:
    feed = rss(
        "<item><title>Sheriff &amp; board</title><link>https://paper.example/1?utm_source=rss</link>"
        "<pubDate>Tue, 18 Jul 2017 22:30:00 -0500</pubDate></item>"
        "<item><title>Second</title><link>/2</link></item>"
    )
    assert read_feed(feed, url=URL) == (
        FeedItem("https://paper.example/1", "Sheriff & board", "2017-07-18"),
        FeedItem("https://paper.example/2", "Second", ""),
    )


def test_atom_publication_is_not_its_update() -> None:
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title>'
        b'<entry><title>A</title><link href="https://paper.example/a"/><id>tag:a</id>'
        b"<published>2024-01-02T03:04:05-06:00</published><updated>2025-05-05T00:00:00Z</updated></entry>"
        b'<entry><title>B</title><link rel="alternate" href="b"/><id>tag:b</id><updated>2025-05-05T00:00:00Z</updated></entry></feed>'
    )
    assert read_feed(feed, url=URL) == (
        FeedItem("https://paper.example/a", "A", "2024-01-02"),
        FeedItem("https://paper.example/b", "B", ""),
    )


def test_json_feed_is_read() -> None:
    items = [
        {"url": "https://paper.example/j", "title": "J", "date_published": "2024-02-03T00:30:00-05:00"},
        {"url": "javascript:alert(1)", "title": "bad"},
        "nonsense",
        {"title": "no address"},
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": items}).encode()
    assert read_feed(feed, url=URL) == (FeedItem("https://paper.example/j", "J", "2024-02-03"),)


def test_sitemap_gives_publication_not_change_and_an_index_gives_sitemaps() -> None:
    space = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = b'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    pages = (
        b'<?xml version="1.0"?><urlset ' + space + b" " + news + b">"
        b"<url><loc>https://paper.example/s</loc><lastmod>2025-01-01</lastmod></url>"
        b"<url><loc>https://paper.example/n</loc><n:news><n:publication_date>2024-12-31T20:00:00-06:00</n:publication_date>"
        b"<n:title>News</n:title></n:news></url></urlset>"
    )
    assert read_feed(pages, url=URL) == (
        FeedItem("https://paper.example/s"),
        FeedItem("https://paper.example/n", "News", "2024-12-31"),
    )
    index = (
        b"<sitemapindex "
        + space
        + b"><sitemap><loc>https://paper.example/s1.xml</loc></sitemap></sitemapindex>"
    )
    assert read_feed(index, url=URL) == (FeedItem("https://paper.example/s1.xml", is_sitemap=True),)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "mailto:a@b.example", ""]
)
def test_link_that_is_no_page_is_dropped(link: str) -> None:
    assert read_feed(rss(f"<item><title>x</title><link>{link}</link></item>"), url=URL) == ()


def test_same_page_is_given_once() -> None:
    item = "<item><title>{}</title><link>https://paper.example/1{}</link></item>"
    found = read_feed(rss(item.format("first", "") + item.format("again", "#c")), url=URL)
    assert found == (FeedItem("https://paper.example/1", "first"),)


def test_body_that_is_a_path_opens_no_file(tmp_path: Path) -> None:
    hidden = tmp_path / "feed.xml"
    hidden.write_bytes(rss("<item><title>secret</title><link>https://paper.example/s</link></item>"))
    with pytest.raises(Unreadable):
        read_feed(str(hidden).encode(), url=URL)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"a": 1}', b"<html><p>not a feed</p></html>", b"http://127.0.0.1/", b"\x89PNG\0\0"],
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_feed(content, url=URL)
    assert caught.value.url == URL


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    inside = b"<urlset><url><loc>https://paper.example/&b;</loc></url></urlset>"
    with pytest.raises(Unreadable, match="entities"):
        read_feed(bomb + inside, url=URL)
    secret = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        + rss("<item><title>[&f;]</title><link>https://paper.example/1</link></item>").split(b"?>", 1)[1]
    )
    host = Path("/etc/hostname").read_text().strip()
    assert all(host not in item.title for item in read_feed(secret, url=URL))


@pytest.mark.parametrize("broken", ["<p>&#xd800;<q", "&#55296;<!", "&#x110000;<"])
def test_feed_that_upsets_the_parser_is_a_plain_error_or_items(broken: str) -> None:
    feed = b"<rss><channel><item><title>" + broken.encode() + b"</title><link>https://paper.example/1</link>"
    try:
        assert all(item.url == "https://paper.example/1" for item in read_feed(feed, url=URL))
    except Unreadable as error:
        assert error.url == URL


def test_large_item_is_read_quickly_and_huge_feed_refused() -> None:
    body = "<![CDATA[" + "<p>some <b>html</b> here</p>" * 100_000 + "]]>"
    begun = time.process_time()
    feed = rss(
        f"<item><title>x</title><link>https://paper.example/5</link><description>{body}</description></item>"
    )
    assert len(read_feed(feed, url=URL)) == 1
    assert time.process_time() - begun < 6
    with pytest.raises(TooLarge):
        read_feed(feed + b" " * 5_000_000, url=URL)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: rss(t))))
def test_any_bytes_give_items_or_a_plain_error(content: bytes) -> None:
    try:
        assert all(item.url.startswith("http") for item in read_feed(content, url=URL))
    except Unreadable:
        pass


def test_failing_source_backs_off_to_a_day() -> None:
    hour = timedelta(hours=1)
    waits = [next_poll_after(failures, hour, NOW) - NOW for failures in (0, 1, 2, 4, 5, 100)]
    assert waits == [hour, 2 * hour, 4 * hour, 16 * hour, 24 * hour, 24 * hour]
    assert next_poll_after(3, timedelta(days=7), NOW) - NOW == timedelta(days=7)
