from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.decode import clean_text, decode

ENGLISH = "The sheriff said, “We’ll comply” — and left. " * 3
RUSSIAN = "Шериф округа заявил журналистам, что его ведомство будет исполнять закон штата и впредь. " * 3
META = "<meta charset=windows-1251>"
JAPANESE = "保安官は記者団に対し、郡は州法に従うと述べた。これは初めての発表である。" * 3


@pytest.mark.parametrize(
    ("content", "content_type", "text", "origin"),
    [
        (b"\xef\xbb\xbf" + "é".encode(), "text/html; charset=latin-1", "é", "bom"),
        (b"\xff\xfe" + "é“x”".encode("utf-16-le"), "", "é“x”", "bom"),
        (b"\xfe\xff" + "é“x”".encode("utf-16-be"), "text/html; charset=utf-8", "é“x”", "bom"),
        (ENGLISH.encode(), "text/html; charset=ISO-8859-1", ENGLISH, "bytes"),
        (ENGLISH.encode("cp1252"), "text/html; charset=iso-8859-1", ENGLISH, "header"),
        (ENGLISH.encode("cp1252"), 'text/html; charset="Latin1"', ENGLISH, "header"),
        (RUSSIAN.encode("koi8-r"), "text/html;charset=KOI8-R", RUSSIAN, "header"),
        (JAPANESE.encode("cp932"), "text/html; charset=Shift_JIS", JAPANESE, "header"),
        (b"<meta charset=windows-1251>" + RUSSIAN.encode("cp1251"), "text/html", META + RUSSIAN, "meta"),
        (ENGLISH.encode("cp1252"), "text/html; charset=utf-8", ENGLISH, "detector"),
        (ENGLISH.encode("cp1252"), "text/html; charset=no-such-charset", ENGLISH, "detector"),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN, "detector"),
        (ENGLISH.encode("utf-16-le"), "", ENGLISH, "bytes"),
        (ENGLISH.encode("utf-16-be"), "text/html; charset=utf-8", ENGLISH, "bytes"),
        (b"plain", "text/plain; charset=utf-7", "plain", "bytes"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "+ADw-script+AD4-", "bytes"),
        (b"636166", "text/html; charset=hex", "636166", "bytes"),
        (b"", "", "", "bytes"),
    ],
)
def test_charset_is_decided_by_the_bytes(content: bytes, content_type: str, text: str, origin: str) -> None:
    found = decode(content, content_type=content_type)
    assert found.origin == origin
    assert found.text == text


def test_header_wins_over_meta() -> None:
    content = b"<meta charset=windows-1251><p>" + "caf\xe9 cr\xe8me".encode("cp1252")
    assert decode(content, content_type="text/html; charset=windows-1252").text.endswith("café crème")


def test_meta_that_claims_utf_16_is_not_believed() -> None:
    assert "words" in decode(b"<meta charset=utf-16><p>caf\xc3\xa9 words").text


def test_one_stray_byte_does_not_spoil_declared_utf8() -> None:
    found = decode(ENGLISH.encode() + b"it\x92s", content_type="text/html; charset=utf-8")
    assert found.encoding == "utf-8" and found.text == ENGLISH + "it\ufffds"


def test_page_cut_inside_a_character_is_still_utf8() -> None:
    assert decode("naïve—".encode()[:-1]).encoding == "utf-8"


def test_empty_places_of_windows_1252_are_kept_as_browsers_do() -> None:
    assert decode(b"a\x81b\x9d", content_type="text/html; charset=latin-1").text == "a\x81b\x9d"


def test_what_cannot_be_stored_is_left_out() -> None:
    assert clean_text("a\0b\ud800c\ue000d\ue001e\x0bf\uffffg\r\nh\ri\tj") == "abcdefg\nh\ni\tj"
    for unwanted in "\0\ud800\ue000\ue001\x0b\uffff":
        assert clean_text("é" * 2000 + unwanted) == "é" * 2000
    assert decode("a\0\ue000“b”".encode()).text == "a“b”"


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_decode_to_text_that_can_be_stored(content: bytes, header: str) -> None:
    text = decode(content, content_type="text/html; charset=" + header).text
    assert text.encode("utf-8").decode() == text
    assert not set(text) & {"\0", "\ue000", "\ue001"}


@given(st.text(max_size=200))
def test_clean_utf8_text_is_unchanged(text: str) -> None:
    text = clean_text(text)
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), content_type="text/plain; charset=utf-8").text == text


@pytest.mark.parametrize("content", [b"\xa0" * 5_000_000, b"<meta " * 900_000, b"\x80 " * 2_500_000])
def test_large_odd_input_is_decoded_in_bounded_time(content: bytes) -> None:
    begun = time.process_time()
    decode(content)
    assert time.process_time() - begun < 9
