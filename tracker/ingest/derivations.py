"""What a text says it rests on: "As reported by the …", "told the …", "(AP)", "first appeared in …".

Only publishers count: a name of the lexicon, a name that ends like a newspaper's, or a web domain.
A text says "told the committee" far more often than it names a source.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from tracker.ingest.text import Doc
from tracker.ingest.types import DerivationHint, Span
from tracker.ingest.word_positions import positions

_NAME = (
    r"(?P<name>[a-z][\w-]{2,40}\.(?:com|org|net|news|us)|[A-Z][\w&’'-]*(?:\.(?:com|org|net|news|us|gov))?"
    r"(?: (?:(?:of|and|&|in|the) )?[A-Z][\w&’'-]*(?:\.(?:com|org|net))?){0,5})"
)
_NAME_2 = _NAME.replace("?P<name>", "?P<name_2>")
_THE = r"(?:(?:the|The|a|an|its|his|her|by|at|with|local|rival|newspaper|paper|website|magazine|news site|site|network|station) ){0,3}"
_WHEN = r"(?:first |also |previously |earlier |originally |exclusively )?"
_REPORTED = "reported noted detailed revealed published"
_PRINTED = "published appeared ran produced posted republished reprinted distributed"
# kind, confidence, words (lower case) one of which stands in every match, pattern; of one passage the first that fits.
_PATTERNS: tuple[tuple[str, float, str, str], ...] = (
    ("syndicates", 0.95, _PRINTED, rf"\b(?:[Tt]his|[Tt]he) (?:news )?(?:story|article|report|piece|column|essay|commentary|investigation)"
     rf" (?:was |is |has been )?(?:first |originally |co-)?(?:{_PRINTED.replace(' ', '|')}) (?:with permission )?(?:by|in|on|at|from) {_THE}{_NAME}"),
    ("re_reports", 0.95, _REPORTED,
     rf"\b[Aa]s {_WHEN}(?:reported|noted|detailed|revealed|published) (?:by|in) {_THE}{_NAME}"),
    ("re_reports", 0.9, "reported revealed published disclosed",
     rf"\b(?:first|originally|previously|initially) (?:reported|revealed|published|disclosed) (?:\w+ ){{0,2}}(?:by|in|on) {_THE}{_NAME}"),
    ("re_reports", 0.85, "reported obtained reviewed uncovered published broken",
     rf"\b(?:[Rr]eported|obtained|reviewed|uncovered|published|broken) (?:\w+ )?(?:by|in) {_THE}{_NAME}"),
    ("re_reports", 0.8, "according citing quoted interview per",
     rf"\b(?:[Aa]ccording to|[Cc]iting|quoted (?:by|in)|[Ii]nterview (?:with|on|in)) {_THE}{_NAME}|\b[Pp]er {_THE}{_NAME_2}"
     r"(?= (?:report|analysis|story|article|investigation|count|tally|poll)\b|[,.])"),
    ("re_reports", 0.8, "told tells telling spoke speaking said wrote writing op-ed",
     rf"\b(?:told|tells|telling|spoke to|speaking to|spoke with|said on|said in|wrote in|writing in|op-ed (?:in|for)) {_THE}{_NAME}"),
    ("excerpts", 0.85, "noted wrote reported continued explained added writes reports notes",
     rf"\b{_THE}{_NAME} (?:noted|wrote|reported|continued|explained|added|writes|reports|notes)"
     rf"(?: (?:further|on \w+|\w+day|earlier|today))?:"),
    ("re_reports", 0.85, f"{_REPORTED} reports",
     rf"\b[Aa]s {_THE}{_NAME} {_WHEN}(?:reported|noted|detailed|revealed|published|reports)\b"),
    ("re_reports", 0.8, "reported reports revealed broke",
     rf"\b{_THE}{_NAME}(?:, citing [^,.]{{1,60}},)? (?:(?:first|also) (?:reported|reports|revealed|broke)\b"
     rf"|(?:reported|reports|revealed)(?= (?:that|on|in|the|\w+day|this|last|earlier|today)\b|[,.]))"),
    ("re_reports", 0.7, "contributed", rf"\b{_THE}{_NAME} contributed to this (?:report|story|article)"),
    ("syndicates", 0.95, "appeared ran posted",
     rf"\b(?:first|originally) (?:appeared|ran|posted) (?:on|in|at) {_THE}{_NAME}"),
    ("syndicates", 0.95, "republished reprinted syndicated crossposted cross-posted",
     rf"\b(?:[Rr]epublished|[Rr]eprinted|[Ss]yndicated|[Cc]ross-?posted) (?:with permission )?(?:from|by) {_THE}{_NAME}"),
    ("syndicates", 0.9, "(",
     rf"(?:^|\n)[ \t]*(?:[A-Z][\w.’' -]{{1,30}}(?:, [A-Z][\w. ]{{1,20}})? ?)?\({_NAME}\) ?(?:—|–|--|-|(?=[A-Z]))"),
    ("syndicates", 0.9, "copyright ©", rf"(?:\b[Cc]opyright|©) (?:\d{{4}} )?{_THE}{_NAME}"),
    ("excerpts", 0.9, "excerpt excerpts excerpted adapted", rf"\b(?:[Ee]xcerpt(?:ed|s)?|[Aa]dapted) from {_THE}{_NAME}"),
    ("excerpts", 0.8, "read via t source",
     rf"\b(?:[Rr]ead (?:more|the (?:rest|full (?:story|article|report)))|[Vv]ia|[Hh]/[Tt]|[Ss]ource):? ?(?:at|on|in|from|here at)? ?{_THE}{_NAME}"),
    ("translates", 0.9, "translated", rf"\b[Tt]ranslated (?:from \w+ )?(?:by|from) {_THE}{_NAME}"),
    ("corrects", 0.9, "corrects correction replaces",
     rf"\b(?:[Cc]orrects?|[Cc]orrection of|[Rr]eplaces) (?:an? )?(?:earlier |previous )?(?:story|article|report|version) (?:by|in|from|of) {_THE}{_NAME}"),
)  # fmt: skip
_STORY = re.compile(
    r"\b[Tt](?:his|he) (?:news )?(?:story|article|report|piece|column|essay|commentary|investigation)\b"
)
# Place of "this story was published by": whoever printed it is its publisher, known to the lexicon or not.
_PRINTED_BY = 0
_BEFORE, _AFTER = 96, 140
"""Characters round a cue in which its pattern must stand."""

_COMPILED = tuple((kind, confidence, re.compile(pattern)) for kind, confidence, _, pattern in _PATTERNS)
_CUES: dict[str, tuple[int, ...]] = {
    cue: tuple(number for number, row in enumerate(_PATTERNS) if cue in row[2].split())
    for cue in sorted({cue for row in _PATTERNS for cue in row[2].split()})
}
SOURCE_WORDS = frozenset(_CUES)
"""Words, in lower case, one of which stands in every statement of a source."""

_WORDS_BEFORE, _WORDS_AFTER = 18, 26
_OPENING = re.compile(
    r"(As|In|But|And|While|When|If|Since|After|Later|Meanwhile|Yet|So|Also|On|At|Because|Although) (?:[Tt]he )?"
)
_ONE_WORD = re.compile(r"[\w.’'&-]*\w")
_POSSESSIVE = re.compile(r"['’]s?$")
_TITLES = frozenset(
    "Judge Justice Mr Mrs Ms Dr Sen Rep Gov Officer Agent Sheriff Mayor Chief Capt Sgt Lt President".split()
)
_DOMAINS = (".com", ".org", ".net", ".news", ".us")
_DOMAIN = re.compile(r"\.(?:com|org|net|news|us)$")


def find_derivations(
    text: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    outlet_name: str = "",
    doc: Doc | None = None,
    words: Sequence[int] | None = None,
) -> tuple[DerivationHint, ...]:
    """Statements of a source in order of position, the surest for each source and kind.

    ``links`` are pairs of a link's words and its address: a hint whose words or source stand in a link's
    words takes the address. ``outlet_name`` is the text's own publisher, which is no source of itself.
    ``doc`` holds the words of ``text`` and ``words`` the numbers of those in ``SOURCE_WORDS``, if they are known
    already.
    """
    best: dict[tuple[str, str], DerivationHint] = {}
    fuller: dict[str, str] = {}
    for hint in _hints(text.replace("\xa0", " "), doc or Doc(text), words):
        name = fuller.get(hint.source_name.split()[-1], hint.source_name)
        fuller.setdefault(name.split()[-1], name)
        if outlet_name and _same(name, outlet_name):
            continue
        known = best.get((name, hint.kind))
        if known is None or hint.confidence > known.confidence:
            address = _address(hint.span.text, name, links)
            span = Span(hint.span.start, hint.span.end, text[hint.span.start : hint.span.end])
            best[name, hint.kind] = DerivationHint(span, hint.kind, name, address, hint.confidence)
    return tuple(sorted(best.values(), key=lambda hint: (hint.span.start, hint.kind)))


def _hints(text: str, doc: Doc, words: Sequence[int] | None) -> Iterator[DerivationHint]:
    if not _may_name(text, doc.words):
        return
    if words is None:
        (words,) = positions(doc, SOURCE_WORDS)
    last_end = 0
    for number in words:
        position = doc.starts[number]
        if position < last_end:
            continue
        begin = max(last_end, position - _BEFORE)
        around = doc.words[max(0, number - _WORDS_BEFORE) : number + _WORDS_AFTER]
        window = text[begin : position + _AFTER]
        if not _may_name(window, around):
            continue
        hint = _first_hint(window, begin, _CUES[doc.lows[number]], within=position - begin)
        if hint:
            last_end = hint.span.end
            yield hint


def _may_name(text: str, words: Iterable[str]) -> bool:
    """Whether a publisher, a domain or "this story" stands in ``text``; without one no pattern names a source."""
    return (
        not _signs().isdisjoint(words)
        or any(ending in text for ending in _DOMAINS)
        or _STORY.search(text) is not None
    )


def _first_hint(window: str, offset: int, numbers: tuple[int, ...], *, within: int) -> DerivationHint | None:
    """The first of the numbered patterns that spans the cue at ``within`` and names a publisher."""
    for number in numbers:
        kind, confidence, pattern = _COMPILED[number]
        for match in pattern.finditer(window):
            if match.start() > within:
                break
            group = "name" if match["name"] else "name_2"
            printed = match[group]
            opening = _OPENING.match(printed)
            skipped = opening.end() if opening else 0
            name = publisher(printed[skipped:]) if match.end() > within else None
            if name is None and number == _PRINTED_BY and match.end() > within:
                name = printed, printed
            if name:
                start = match.start(group) + opening.end(1) + 1 if opening else match.start()
                start += len(window[start:]) - len(window[start:].lstrip())
                cut = match.end()
                if not printed.endswith(name[1]) and kind != "excerpts":
                    cut = match.start(group) + printed.index(name[1]) + len(name[1])
                words = window[start:cut].rstrip()
                return DerivationHint(
                    Span(offset + start, offset + start + len(words), words), kind, name[0], "", confidence
                )
    return None


@lru_cache(maxsize=1)
def _signs() -> frozenset[str]:
    """Words, as printed, one of which stands in every publisher's name that is no domain."""
    names, endings = _lexicon()
    words = (
        {word for name in names for word in name.split()} - {"The", "of", "Daily", "El"} | endings | {"Daily"}
    )
    return frozenset(f"{word}{end}" for word in words for end in ("", "'s", "’s", "'", "’"))


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, str], frozenset[str]]:
    path = Path(__file__).parent / "lexicon" / "sources.toml"
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {printed: fuller or printed for printed, fuller in settings["names"].items()}
    names |= {printed.removeprefix("The "): fuller for printed, fuller in names.items()}
    return names, frozenset(settings["endings"].split())


def publisher(printed: str) -> tuple[str, str] | None:
    """The publisher that ``printed`` opens with, as (full name, words as printed), or None."""
    names, endings = _lexicon()
    words = printed.removeprefix("The ").split()
    if words and words[0].rstrip(".") in _TITLES:
        return None  # "told Judge Post"
    while words:
        name = _POSSESSIVE.sub("", " ".join(words))
        last = _POSSESSIVE.sub("", words[-1])
        if name in names:
            return names[name], name
        if (last in endings and (len(words) > 1 or last == "Post")) or _DOMAIN.search(name):
            return name, name
        words.pop()
    return None


def _same(one: str, other: str) -> bool:
    plain = [re.sub(r"[^a-z0-9]", "", name.lower().removeprefix("the ")) for name in (one, other)]
    return plain[0] == plain[1]


def _address(words: str, name: str, links: Sequence[tuple[str, str]]) -> str:
    """The address linked from the source's name, else from words of the statement.

    "told" or "reported" may be linked for several sources: words that lead to more than one address, like a part
    of a word, say nothing.
    """
    stated: set[str] = set()
    for anchor, address in links:
        if name in anchor:
            return address
        if _in_words(anchor, words):
            stated.add(address)
    return stated.pop() if len(stated) == 1 else ""


def _in_words(anchor: str, words: str) -> bool:
    """Whether a link's words stand in ``words``, whole."""
    linked = " ".join(_ONE_WORD.findall(anchor))
    return bool(linked) and f" {linked} " in f" {' '.join(_ONE_WORD.findall(words))} "
