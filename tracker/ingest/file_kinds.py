"""What kind of file it is, decided by its content; its name and type only break ties."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from tracker.ingest.decode import decode
from tracker.ingest.errors import IngestError, NotText, TooLarge, Unreadable

MAX_UNPACKED_BYTES = 50 * 2**20
_MAX_ZIP_ENTRIES = 2000
_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x00\x00\x01\x00": "an icon",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office file (save it as .xlsx, .csv or PDF)",
    b"OggS": "a sound or film",
    b"ID3": "a sound file",
    b"fLaC": "a sound file",
    b"\x1aE\xdf\xa3": "a film",
    b"SQLite format 3": "a database",
    b"wOF2": "a font",
    b"{\\rtf": "an RTF file (save it as PDF or plain text)",
}
_FEED = re.compile(
    r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|sm:urlset)[\s>]|^\s*\{[^<]{0,400}\"https?:\\?/\\?/jsonfeed\.org",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|section|table)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
# Escape (27) is left out: some Asian charsets switch with it.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_WRONG = re.compile("[\x7f-\x9f\ufffd]")
# What machines write above a mail or a web archive; people who type "From:" above a text write none of it.
_MAIL_HEADERS = frozenset(
    "mime-version message-id received return-path delivered-to dkim-signature content-transfer-encoding".split()
)
_SENT_HEADERS = _MAIL_HEADERS - {"mime-version", "content-transfer-encoding"} | {"to"}
_RELATED = re.compile(r"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_MAIL = "an e-mail (save its text as a text file or PDF)"
_CODE = {
    "a script": (".js .mjs .cjs .ts .py .php .sh", "javascript ecmascript typescript"),
    "a style sheet": (".css .scss .less", "css"),
    "data for programs (JSON)": (".json .jsonl .geojson .map", "json ld+json"),
    "data for programs (XML)": (".xml .xsl .svg .kml", "xml svg+xml"),
    "a calendar": (".ics", "calendar"),
    "a contact": (".vcf", "vcard"),
    _MAIL: (".eml .msg .mbox", "rfc822"),
}
_CODE_NAMES = {suffix: what for what, (names, _) in _CODE.items() for suffix in names.split()}
_CODE_TYPES = {kind: what for what, (_, kinds) in _CODE.items() for kind in kinds.split()}
# Prose has hardly any curly bracket, scripts, style sheets and JSON one in thirty to eighty characters.
_BRACES_AMONG, _MIN_BRACES = 100, 6
# A saved web page is a whole mail message, headers and all (RFC 2557).
_MEDIA_TYPES = {
    "html": "text/html",
    "mhtml": "message/rfc822",
    "pdf": "application/pdf",
    "text": "text/plain",
}
_NAMES = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".htm": "html", ".html": "html", ".xhtml": "html"}


def kind_of(content: bytes, *, name: str = "", content_type: str = "") -> str:
    """``html``, ``mhtml``, ``pdf``, ``text``, ``csv``, ``xlsx`` or ``feed``, by content; name and type break ties.

    Raises NotText for anything else, naming what it looks like, and for an empty file.
    """
    if not content.strip(b" \t\r\n\0"):
        raise NotText("The file is empty.")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise NotText(f"This is {what}, not a text.")
    if content[4:8] == b"ftyp" or (
        content.startswith(b"RIFF") and content[8:12] in (b"WEBP", b"WAVE", b"AVI ")
    ):
        raise NotText("This is an image, a sound or a film, not a text.")
    beginning = decode(content[:8192], content_type=content_type)
    if _is_binary(content[:8192], beginning.text):
        raise NotText("This is a binary file of an unknown kind, not a text.")
    media = content_type.partition(";")[0].strip().lower()
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if _HTML.search(beginning.text):
        return "html"
    if _FEED.search(beginning.text[:2000]):
        return "feed"
    if media in ("text/html", "application/xhtml+xml") or (
        not media and suffix in _NAMES and _NAMES[suffix] == "html"
    ):
        return "html"
    if media in ("text/csv", "text/tab-separated-values") or _NAMES.get(suffix) == "csv":
        return "csv"
    what = _mail_kind(beginning.text, suffix=suffix)
    if what == "mhtml":
        return "mhtml"
    if what := what or _code_kind(beginning.text, suffix=suffix, media=media):
        raise NotText(f"This is {what}: neither an article nor a table is read from it.")
    return "text"


def media_type_of(content: bytes, *, name: str = "") -> str:
    """The media type of a file an article is read from; blank for any other."""
    try:
        return _MEDIA_TYPES.get(kind_of(content, name=name), "")
    except IngestError:
        return ""


def _mail_kind(text: str, *, suffix: str) -> str:
    """``mhtml`` for a web archive, what it is for a mail, blank for what has no headers of either."""
    lines = text.partition("\n\n")[0].split("\n")
    names = {line.partition(":")[0].lower() for line in lines if line[:1] not in (" ", "\t")}
    if not names & _MAIL_HEADERS or any(not re.fullmatch(r"[\w-]{1,60}", name) for name in names):
        return ""
    is_archive = suffix in (".mhtml", ".mht") or _RELATED.search("\n".join(lines))
    return "mhtml" if is_archive and not names & _SENT_HEADERS else _MAIL


def _code_kind(text: str, *, suffix: str, media: str) -> str:
    """What a file that only programs read is, by its name, its type or its curly brackets; blank for a text."""
    if what := _CODE_NAMES.get(suffix) or _CODE_TYPES.get(media.rpartition("/")[2].removeprefix("x-")):
        return what
    if text.lstrip().startswith("<?xml"):
        return "data for programs (XML)"
    braces = text.count("{") + text.count("}")
    return (
        "a script or data for programs"
        if braces >= _MIN_BRACES and braces * _BRACES_AMONG > len(text)
        else ""
    )


def _zip_kind(content: bytes) -> str:
    """``xlsx`` for a workbook within the limits. The sizes in a zip's directory are only claims, so the
    parts are unpacked and counted, a piece at a time and nothing kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                what = "a Word file (save it as PDF)" if "word/document.xml" in names else "a zip archive"
                raise NotText(f"This is {what}, not a text.")
            if len(entries) > _MAX_ZIP_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
                raise TooLarge(f"The workbook unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB.")
            unpacked = 0
            for entry in entries:
                with archive.open(entry) as part:
                    before = b""
                    while piece := part.read(2**20):
                        unpacked += len(piece)
                        if b"<!DOCTYPE" in before + piece or b"<!ENTITY" in before + piece:
                            raise Unreadable("The workbook declares XML entities, which are never read.")
                        before = piece[-16:]
                        if unpacked > MAX_UNPACKED_BYTES:
                            raise TooLarge(
                                f"The workbook unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB."
                            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise Unreadable("The file is a damaged or locked zip archive.") from error
    return "xlsx"


def _is_binary(content: bytes, text: str) -> bool:
    """Whether the beginning of a file holds what no text has: many control bytes or undecodable ones."""
    if not text:
        return True
    controls = len(content) - len(content.translate(None, _CONTROLS))
    is_wide = content.count(0) * 3 > len(content)
    wrong = len(_WRONG.findall(text))
    return (controls * 50 > len(content) and not (is_wide and wrong == 0)) or wrong * 10 > len(text)
