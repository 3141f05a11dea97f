from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.decode import clean_text, decode

ENGLISH = "The sheriff said, “We’ll comply” — and left. " * 3
RUSSIAN = "Шериф округа заявил журналистам, что его ведомство будет исполнять закон штата и впредь. " * 3
EASTERN = ["gbk", "gb2312", "big5", "shift_jis", "euc-kr", "utf-16"]
META_GBK = b"<meta charset=gbk>"
META = "<meta charset=windows-1251>"
CHINESE = "县警长星期一在市政厅对记者说，该县不会执行拘留请求。“我们不会这样做，”他说。" * 3
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
        *((ENGLISH.encode(), f"text/html; charset={label}", ENGLISH, "bytes") for label in EASTERN),
        (b"<meta charset=gb2312>" + ENGLISH.encode(), "", "<meta charset=gb2312>" + ENGLISH, "bytes"),
        (b"<p>It is so.</p>", "text/html; charset=utf-16", "<p>It is so.</p>", "bytes"),
        (ENGLISH.encode("cp1252"), "text/html; charset=utf-16", ENGLISH, "detector"),
        (ENGLISH.encode("cp1252"), "text/html; charset=gbk", ENGLISH, "detector"),
        (RUSSIAN.encode("utf-16-be"), "text/html; charset=utf-16be", RUSSIAN, "header"),
        (JAPANESE.encode("iso2022-jp"), "text/html; charset=iso-2022-jp", JAPANESE, "header"),
        (CHINESE.encode("gbk"), "text/html; charset=iso-8859-1", CHINESE, "detector"),
        (META_GBK + CHINESE.encode("gbk"), "text/html; charset=latin1", META_GBK.decode() + CHINESE, "meta"),
        (CHINESE.encode("gbk"), "text/html; charset=utf-8", CHINESE, "detector"),
        (
            (b"<p class='text'>" * 40) + RUSSIAN.encode("cp1251"),
            "",
            "<p class='text'>" * 40 + RUSSIAN,
            "detector",
        ),
        (ENGLISH.encode("mac-roman"), "", ENGLISH, "detector"),
        (ENGLISH.encode("mac-roman"), "text/html; charset=iso-8859-1", ENGLISH, "detector"),
        (
            "ÉCOLE CAFÉ, Nº 5, JOÃO, AVÓ. ÓRGÃO ÒMNIUM".encode("cp1252"),
            "",
            "ÉCOLE CAFÉ, Nº 5, JOÃO, AVÓ. ÓRGÃO ÒMNIUM",
            "detector",
        ),
        ("«…», ‘“no.”’".encode("cp1252"), "text/html; charset=latin1", "«…», ‘“no.”’", "header"),
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


@pytest.mark.parametrize("declared", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=gbk"])
def test_one_stray_byte_does_not_spoil_utf8(declared: str) -> None:
    found = decode(ENGLISH.encode() + b"it\x92s", content_type=f"text/html{declared}")
    assert found.encoding == "utf-8" and found.text == ENGLISH + "it\ufffds"


def test_declared_utf8_in_which_nothing_is_utf8_is_read_as_what_it_is() -> None:
    assert decode(b"caf\xe9 noir", content_type="text/html; charset=utf-8").text == "café noir"


def test_page_cut_inside_a_character_is_still_utf8() -> None:
    assert decode("naïve—".encode()[:-1]).encoding == "utf-8"


def test_empty_places_of_windows_1252_are_kept_as_browsers_do() -> None:
    assert decode(b"a\x81b\x9d", content_type="text/html; charset=latin-1").text == "a\x81b\x9d"


def test_what_cannot_be_stored_is_left_out() -> None:
    assert clean_text("a\0b\ud800c\ue000d\ue001e\x0bf\uffffg\r\nh\ri\tj") == "abcdefg\nh\ni\tj"
    assert clean_text("say \u202eon\u202c to \u2067it\u2069, \u200fשלום") == "say on to it, \u200fשלום"
    for unwanted in "\0\u202e\u2066\ud800\ue000\ue001\x0b\uffff":
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
