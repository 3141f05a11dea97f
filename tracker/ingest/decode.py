"""Bytes to text: the charset is decided by the bytes, what is declared about them comes second.

Labels follow the WHATWG Encoding Standard (seen 2026-11): "latin-1" and "ascii" mean windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

# Declared labels that are honoured. Python knows codecs that are not charsets (rot13, zlib) and charsets
# used to smuggle markup (utf-7): neither is here.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "windows-1252": (
        "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 "
        "ascii us-ascii ansi_x3.4-1968 cp819 ibm819"
    ),
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 csunicode iso-10646-ucs-2 unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1250": "windows-1250 cp1250",
    "cp1251": "windows-1251 cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2 l2",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "iso8859-15": "iso-8859-15 iso8859-15 latin-9 l9",
    "koi8-r": "koi8-r koi8 koi",
    "koi8-u": "koi8-u",
    "mac-roman": "macintosh mac x-mac-roman",
    "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk chinese",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
    "euc-jp": "euc-jp x-euc-jp",
    "iso2022-jp": "iso-2022-jp",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms932 ms_kanji",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 korean windows-949",
}
_CODEC_OF = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MULTI_BYTE = frozenset(
    ["utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "euc-jp", "iso2022-jp", "cp932", "cp949"]
)
_NOT_LATIN = _MULTI_BYTE | {
    "cp1251",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "iso8859-5",
    "iso8859-7",
    "koi8-r",
    "koi8-u",
}
_BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]

# windows-1252 with its five empty places filled by the C1 controls, as browsers read it.
_WINDOWS_1252 = "".join(bytes([i]).decode("cp1252", "ignore") or chr(i) for i in range(256))

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]{1,40})",
    re.IGNORECASE,
)
_META_WITHIN = 4096
_DETECT_WITHIN = 64 * 1024

_HIGH = bytes(range(128, 256))
# Letters of an alphabet other than Latin, one beside the other.
_LONG_RUN = re.compile(rb"[\x80-\xff]{3,}")
# Quotation marks of old Macintoshes where no letter of windows-1252 stands (wonÕt, “no,Ó), and those of Windows.
_MAC_MARK = re.compile(rb"[a-z]\xd5[a-z]|[.,!?]\xd3(?=[\s<]|\Z)")
_WINDOWS_MARK = re.compile(rb"[\x91-\x94]")

# Not stored: NUL (PostgreSQL refuses it), lone surrogates (no UTF-8), characters no XML may hold (they would
# break the feeds), the two private-use characters that search uses to mark hits, and marks that turn round the
# direction of what follows (they would mirror the page that shows them; letters of right-to-left scripts need none).
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000\ue001\ufffe\uffff]"
)

_UNWANTED_SINGLES = [
    char
    for char in map(chr, [*range(32), *range(0x202A, 0x206A), 0xE000, 0xE001, 0xFFFE, 0xFFFF])
    if _UNWANTED.match(char)
]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec that read it, and who decided: ``bom``, ``bytes``, ``header``, ``meta``, ``detector``."""

    text: str
    encoding: str
    origin: str


def decode(content: bytes, *, content_type: str = "") -> Decoded:
    """The text of ``content``; ``content_type`` is the HTTP header, if any. Never raises.

    Bytes that do not fit become U+FFFD. Order: byte-order mark; NULs that only UTF-16 explains; UTF-8 that says
    something ASCII does not, whatever is declared; header; meta element or XML declaration; the detector;
    windows-1252. A declaration that the bytes speak against is passed over.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], codec, "bom")
    # English in UTF-16 without its mark is every other byte NUL, which UTF-8 would allow.
    for codec, half in (
        ("utf-16-le", content[1:_DETECT_WITHIN:2]),
        ("utf-16-be", content[:_DETECT_WITHIN:2]),
    ):
        if half.count(0) * 3 > len(half) * 2:
            return _decoded(content, codec, "bytes")
    declared = _declared(content, content_type)
    first = declared[0][0] if declared else ""
    # What both would read: Cyrillic in UTF-16 and Japanese that switches by escapes are ASCII by their bytes.
    is_ascii_too = (first.startswith("utf-16") and _has_nuls(content)) or (
        first == "iso2022-jp" and b"\x1b" in content
    )
    if not is_ascii_too:
        if _is_utf8(content):
            return _decoded(content, "utf-8", "bytes")
        by = next((origin for codec, origin in declared if codec == "utf-8"), "")
        if _is_nearly_utf8(content, is_declared=bool(by)):
            return _decoded(content, "utf-8", by or "bytes")
    for codec, origin in declared:
        if not _is_against(content, codec):
            return _decoded(content, codec, origin)
    return _decoded(content, _detected(content), "detector")


def _declared(content: bytes, content_type: str) -> list[tuple[str, str]]:
    """The codecs that header and page name, with who names them; labels nobody may use are left out."""
    header = _HEADER_CHARSET.search(content_type)
    declared = [(_CODEC_OF.get(header[1].lower(), ""), "header")] if header else []
    meta = _META_CHARSET.search(content[:_META_WITHIN])
    if meta:
        label = (meta[1] or meta[2]).decode("ascii", "replace").lower()
        # A meta element that could be read byte by byte cannot be in UTF-16 (WHATWG HTML, prescan).
        codec = _CODEC_OF.get(label, "")
        declared.append(("utf-8" if codec.startswith("utf-16") else codec, "meta"))
    return [(codec, origin) for codec, origin in declared if codec]


def clean_text(text: str) -> str:
    """``text`` without what the database, a feed or the search cannot hold; line ends as LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", text) if len(text) < 1000 or _may_be_unwanted(text) else text


def _may_be_unwanted(text: str) -> bool:
    """A test that is several times faster than the expression on a whole page, which rarely fails it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return any(char in text for char in _UNWANTED_SINGLES)


def _decoded(content: bytes, codec: str, origin: str) -> Decoded:
    if codec == "windows-1252":
        text = codecs.charmap_decode(content, "replace", _WINDOWS_1252)[0]
    else:
        text = content.decode(codec, "replace")
    return Decoded(clean_text(text), codec, origin)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page cut off by a limit ends inside a character.
        return error.end >= len(content) - 3 and error.reason == "unexpected end of data"
    return True


def _is_nearly_utf8(content: bytes, *, is_declared: bool) -> bool:
    """UTF-8 with a few stray bytes (a pasted apostrophe) is still UTF-8: other charsets hardly ever make
    a character of several bytes by chance."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    whole = _beyond_ascii(text) - wrong
    return whole > 0 and whole >= wrong * (1 if is_declared else 2)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _has_nuls(content: bytes) -> bool:
    """Whether NULs are as many as UTF-16 has from blanks and line ends alone."""
    sample = content[:_DETECT_WITHIN]
    return sample.count(0) * 100 > len(sample)


def _is_against(content: bytes, codec: str) -> bool:
    """Whether the bytes speak against a declared codec. Of single bytes only windows-1252 is doubted: it is
    what servers say when nobody told them."""
    if codec == "utf-8":
        return True
    if codec.startswith("utf-16"):
        return not _has_nuls(content)
    if codec in _MULTI_BYTE:
        text = content[:_DETECT_WITHIN].decode(codec, "replace")
        return text.count("\ufffd") * 5 > _beyond_ascii(text)
    return codec == "windows-1252" and _detected(content) != codec


def _detected(content: bytes) -> str:
    """The codec of bytes nobody vouches for. Bytes beyond ASCII that stand alone are accents and typographic
    marks; the detector only tells whole alphabets apart, and only its word on non-Latin ones is taken."""
    sample = content[:_DETECT_WITHIN]
    if sum(map(len, _LONG_RUN.findall(sample))) * 2 < len(sample) - len(sample.translate(None, _HIGH)):
        is_mac = _MAC_MARK.search(sample) and not _WINDOWS_MARK.search(sample)
        return "mac-roman" if is_mac else "windows-1252"
    best = charset_normalizer.from_bytes(sample).best()
    codec = _CODEC_OF.get(best.encoding.lower().replace("_", "-"), "") if best else ""
    return codec if codec in _NOT_LATIN else "windows-1252"
