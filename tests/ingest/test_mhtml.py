"""Web archives in one file: the page in them is read as if it had been saved alone."""

from __future__ import annotations

import base64
import quopri
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.article import read_article
from tracker.ingest.errors import IngestError, NoText, TooLarge, Unreadable
from tracker.ingest.mhtml import read_mhtml

URL = "https://www.harborledger.example/news/jail"
PAGE = (
    "<!doctype html><html><head><title>Jail rule stays as it is</title></head><body><article>"
    "<h1>Jail rule stays as it is</h1>"
    "<p>The county jail will go on releasing people on the day their sentence ends, the sheriff said.</p>"
    "<p>“We keep our policy,” Wexley said. “It is our jail.” He sent <a href='letter'>a letter</a> in May.</p>"
    "</article></body></html>"
)
HEAD = (
    f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: Jail rule\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Multi--x"\r\n\r\n\r\n'
)


def part(
    content: bytes, kind: str = "text/html", encoding: str = "quoted-printable", location: str = URL
) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {location}\r\n\r\n"
    return b"\r\n------Multi--x\r\n" + head.encode() + content


def archive(*parts: bytes, end: bytes = b"\r\n------Multi--x--\r\n") -> bytes:
    return HEAD.encode() + b"".join(parts) + end


QUOTED = quopri.encodestring(PAGE.encode())


@pytest.mark.parametrize(
    "content",
    [
        archive(part(QUOTED)),
        archive(part(QUOTED), part(b"iVBORw0KGgo=", "image/png", "base64", "https://h.example/a.png")),
        archive(part(b"p {}", "text/css", "7bit"), part(QUOTED), part(b"<p>frame</p>", encoding="7bit")),
        archive(part(base64.encodebytes(PAGE.encode()), encoding="base64")),
        archive(part(PAGE.encode(), encoding="8bit")),
        archive(part(PAGE.encode("cp1252"), "text/html; charset=windows-1252", "binary")),
        archive(part(QUOTED), end=b""),
        archive(part(QUOTED)).replace(b"\r\n", b"\n"),
        archive(
            b'\r\n------Multi--x\r\nContent-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\n'
            b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
            b"Content-Location: " + URL.encode() + b"\r\n\r\n" + QUOTED + b"\r\n--in--"
        ),
    ],
)
def test_page_of_a_web_archive_is_read(content: bytes) -> None:
    found = read_article(content, name="story.mhtml")
    assert found.title == "Jail rule stays as it is"
    assert "“We keep our policy,” Wexley said. “It is our jail.”" in found.text
    assert (found.canonical_url, found.outlet_domain) == (URL, "harborledger.example")
    assert found.origins["canonical_url"].confidence < 0.8
    assert found.links == (("a letter", "https://www.harborledger.example/news/letter"),)


def test_web_archive_of_a_front_page_is_no_article_of_that_address() -> None:
    content = archive(part(QUOTED, location="https://www.harborledger.example/"))
    assert read_article(content, name="a.mhtml").canonical_url == ""


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (archive(), NoText, "holds no page"),
        (archive(part(b"p {}", "text/css", "7bit")), NoText, "holds no page"),
        (HEAD.encode().replace(b"boundary", b"border") + QUOTED, NoText, "holds no page"),
        (HEAD.encode().strip(), Unreadable, "damaged"),
        (archive(part(b"")), NoText, "no elements|No article"),
        (archive(part(b"<p>" + b"x" * 5_300_000, encoding="8bit")), TooLarge, "page is larger than 5 MB"),
        (archive(part(b"x" * 10_500_000, "image/png")), TooLarge, "archive is larger than 10 MB"),
    ],
)
def test_web_archive_without_a_page_is_refused_in_words(
    content: bytes, kind: type[IngestError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        read_article(content, name="story.mhtml")


@given(st.binary(max_size=300), st.integers(0, 600))
def test_any_bytes_in_a_web_archive_are_read_or_refused(noise: bytes, at: int) -> None:
    whole = archive(part(QUOTED))
    for content in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise + whole[at + len(noise) :]):
        try:
            assert isinstance(read_mhtml(content).content, bytes)
        except IngestError as error:
            assert error.message.endswith(".")


def _nested(depth: int) -> bytes:
    levels = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )
    return b"MIME-Version: 1.0\r\n" + levels + b"Content-Type: text/html\r\n\r\n<p>x</p>"


@pytest.mark.parametrize(
    "content",
    [
        _nested(5000),
        archive(part(b"x", "text/plain") * 60_000),
        archive(b"\r\n------Multi--x" * 500_000),
        archive(part(b"=" * 4_000_000)),
        archive(part(b"Zm9v\n" * 900_000, encoding="base64")),
        b"MIME-Version: 1.0\r\n" + b"X: y\r\n" * 1_000_000,
        HEAD.encode() + b"\r\n" * 4_000_000,
    ],
    ids=["levels", "parts", "borders", "equal signs", "base64", "headers", "blank lines"],
)
def test_hostile_web_archive_is_read_or_refused_in_bounded_time(content: bytes) -> None:
    begun = time.process_time()
    try:
        read_article(content, name="a.mhtml")
    except IngestError:
        pass
    assert time.process_time() - begun < 6
