from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.ingest.addresses import canonical_url, join_url, parse_address, registrable_domain
from tracker.ingest.errors import AddressRefused


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://News.Example.COM/Story", "http://news.example.com/Story"),
        ("https://news.example.com", "https://news.example.com/"),
        ("http://news.example.com:80/", "http://news.example.com/"),
        ("https://news.example.com:443/", "https://news.example.com/"),
        ("http://news.example.com:443/", "http://news.example.com:443/"),
        ("http://news.example.com./", "http://news.example.com/"),
        ("  https://news.example.com/a \n", "https://news.example.com/a"),
        ("https://news.example.com/a#part", "https://news.example.com/a"),
        ("https://news.example.com/?utm_source=x&id=7&fbclid=y", "https://news.example.com/?id=7"),
        ("https://news.example.com/?UTM_Medium=x", "https://news.example.com/"),
        ("https://news.example.com/?b=2&a=1", "https://news.example.com/?b=2&a=1"),
        ("https://news.example.com/?", "https://news.example.com/"),
        ("https://news.example.com/a/./b/../c/", "https://news.example.com/a/c/"),
        ("https://news.example.com/../../a", "https://news.example.com/a"),
        ("https://news.example.com/a/..", "https://news.example.com/"),
        ("https://news.example.com/%7ejo/%c3%a9", "https://news.example.com/~jo/%C3%A9"),
        ("https://news.example.com/é?q=ü", "https://news.example.com/%C3%A9?q=%C3%BC"),
        ("https://news.example.com/100%", "https://news.example.com/100%25"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[2001:DB8::0:1]/", "http://[2001:db8::1]/"),
        ("http://１９３.０.２.１/", "http://193.0.2.1/"),
    ],
)
def test_one_page_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example.com/story",
        "/story",
        "//news.example.com/",
        "ftp://news.example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///path",
        "http://user@news.example.com/",
        "http://user:word@news.example.com/",
        "http://news.example.com\\@other.example/",
        "http://news.example.com:99999/",
        "http://news.example.com:0/",
        "http://news.example.com:http/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://[not-an-address]/",
        "http://news..example.com/",
        "http://-news.example.com/",
        "http://news example.com/",
        "http://news%00.example.com/",
        "http://" + "a" * 64 + ".example/",
        "http://news.example.com/\x00",
        "http://news.example.com/\ud800",
        "https://news.example.com/" + "a" * 1001,
    ],
)
def test_what_is_no_web_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        canonical_url(url)
    assert caught.value.permanent and caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
    ],
)
def test_ip_address_in_odd_notation_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match="unusual notation"):
        parse_address(f"http://{host}/")


@given(
    st.builds(
        "{}://{}{}{}{}{}".format,
        st.sampled_from(["http", "HTTPS", "https"]),
        st.sampled_from(
            ["News.Example.com", "münchen.example", "[2001:db8::1]", "193.0.2.1", "a_b.example."]
        ),
        st.sampled_from(["", ":80", ":443", ":8080", ":"]),
        st.text(max_size=30).map(lambda text: "/" + text),
        st.text(alphabet="ab=&?%/utm_source;+é#. ", max_size=30).map(lambda text: "?" + text),
        st.text(max_size=10).map(lambda text: "#" + text),
    )
)
def test_canonical_url_is_idempotent(url: str) -> None:
    try:
        once = canonical_url(url)
    except AddressRefused:
        return
    assert canonical_url(once) == once
    assert once.isascii() and " " not in once


@given(
    st.text(alphabet="aZ09-_~./", max_size=30),
    st.sampled_from(["a.example", "a-b.c.example", "a--b.example"]),
)
def test_address_taken_as_it_stands_is_what_taking_it_apart_gives(path: str, host: str) -> None:
    url = f"https://{host}/{path}"
    assert canonical_url(url) == str(parse_address(url))


@example("/..//")
@given(st.text(alphabet="ab./?#é%", max_size=20).map(lambda text: "/" + text))
def test_link_from_the_root_is_joined_as_any_other(reference: str) -> None:
    base = "https://a.example/x/y?z#f"
    try:
        assert join_url(base, reference) == canonical_url(urljoin(base, reference))
    except AddressRefused:
        assert reference.startswith("//")


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for prefix in ("", "http://", "https://news.example.com/"):
        try:
            assert canonical_url(prefix + text).startswith("http")
        except AddressRefused:
            pass


def test_link_is_read_against_its_page() -> None:
    assert join_url("https://news.example.com/a/b", " ../c?utm_source=x ") == "https://news.example.com/c"
    for bad in ("javascript:alert(1)", "mailto:a@b.example", "http://[::1"):
        with pytest.raises(AddressRefused):
            join_url("https://news.example.com/", bad)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example.com/a", "example.com"),
        ("https://news.example.co.uk/", "example.co.uk"),
        ("www.example.gov", "example.gov"),
        ("https://jo.blogspot.com/", "jo.blogspot.com"),
        ("https://city.oakland.ca.us/", "oakland.ca.us"),
        ("https://www.paper.example/", "paper.example"),
        ("co.uk", "co.uk"),
        ("http://193.0.2.1/", "193.0.2.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("intranet", "intranet"),
    ],
)
def test_outlet_is_known_by_its_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain
