"""Text of a PDF: pages in order, printed lines joined to paragraphs again."""

from __future__ import annotations

import io
import logging
import re
import statistics
import time
from dataclasses import dataclass

from tracker.ingest.decode import clean_text
from tracker.ingest.errors import NoText, TooLarge, TooSlow, Unreadable

MAX_PAGES = 400
MAX_CHARS = 2_000_000
MAX_SECONDS = 20.0

# It warns of every irregularity in a file; what matters to the curator is said by our errors.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*$")
_NEW_PARAGRAPH = re.compile(r"^(?:[•●▪◦*–—-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|#\s*#)")
_PAGE_NUMBER = re.compile(r"^(?:page\s+)?-?\s*\d{1,4}\s*-?(?:\s+of\s+\d{1,4})?$", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF holds: its paragraphs (a blank line between them) and the title it states, or blank."""

    text: str
    title: str


def read_pdf(content: bytes) -> PdfText:
    """The text of a PDF. Raises Unreadable (damaged, locked), NoText (scanned), TooLarge, TooSlow."""
    # Loaded with the first PDF: most processes read none.
    import pypdf

    ends = time.monotonic() + MAX_SECONDS
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is locked with a password.")
        if len(reader.pages) > MAX_PAGES:
            raise TooLarge(f"The PDF has {len(reader.pages)} pages; at most {MAX_PAGES} are read.")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARS:
                raise TooLarge(f"The PDF has more than {MAX_CHARS:,} characters.")
            if time.monotonic() > ends:
                raise TooSlow(f"The PDF could not be read within {MAX_SECONDS:g} seconds.", permanent=True)
        title = str((reader.metadata or {}).get("/Title") or "")
    except (Unreadable, TooLarge, TooSlow):
        raise
    except Exception as error:
        # A hostile file reaches any corner of the parser; pypdf raises what that corner raises.
        raise Unreadable("The PDF is damaged and cannot be read.") from error
    text = join_lines([clean_text(page) for page in pages])
    if len(text) < 20:
        raise NoText("The PDF holds no text: its pages are probably pictures.")
    return PdfText(text, _title(clean_text(title)))


def join_lines(pages: list[str]) -> str:
    """Paragraphs from printed lines: a line continues unless it ends short after a sentence, stands
    before a blank line, or the next one begins an item. Page numbers are left out.

    A word broken at a line end is put together when the text has it whole elsewhere, or has not got it
    with its hyphen.
    """
    lines = [" ".join(line.split()) for page in pages for line in page.split("\n")]
    lines = [line for line in lines if line == "" or not _PAGE_NUMBER.match(line)]
    lengths = [len(line) for line in lines if len(line) > 30]
    width = statistics.quantiles(lengths, n=10)[7] if len(lengths) > 4 else 80
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(lines).casefold()))
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if line == "":
            is_open = False
            continue
        if is_open and not _NEW_PARAGRAPH.match(line):
            paragraphs[-1] = _joined(paragraphs[-1], line, words)
        else:
            paragraphs.append(line)
        # A short line ends a paragraph after a full stop, and by itself when it is a heading.
        is_short = len(line) < width * 0.8
        is_ended = is_short and bool(_SENTENCE_END.search(line) or len(line) < width * 0.6)
        is_open = not is_ended or bool(_BROKEN_WORD.search(line))
    return "\n\n".join(paragraphs)


def _joined(before: str, line: str, words: set[str]) -> str:
    broken = _BROKEN_WORD.search(before)
    rest = re.match(r"[^\W\d_]+", line)
    if not broken or not rest or not line[0].islower():
        return f"{before} {line}"
    whole, hyphened = broken[1] + rest[0], f"{broken[1]}-{rest[0]}"
    if whole.casefold() not in words and hyphened.casefold() in words:
        return before + line
    return before[:-1] + line


def _title(stated: str) -> str:
    """The stated title when it is one: not a file name, a program's default or one word."""
    title = " ".join(stated.split())
    is_file = re.search(
        r"\.(?:docx?|pdf|indd|qxd|xlsx?)$|^microsoft word|^untitled|[\\/_]", title, re.IGNORECASE
    )
    return title if 8 <= len(title) <= 300 and " " in title and not is_file else ""
