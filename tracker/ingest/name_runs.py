"""Runs of capitalised words cut into names, with what stands before the name itself.

"Texas Sen. Ted Cruz" is one run: a place, a title and a name. Runs are cut at possessives
("Fox News' Sean Hannity") and behind the last title; what is left is read as a person, a body or a place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from tracker.ingest import lexicon
from tracker.ingest.bodies import HEADS, bridge, holds, is_office
from tracker.ingest.cues import CUES, FINITE, SAID
from tracker.ingest.given_names import given_names, lone_given_names, surnames
from tracker.ingest.headlines import headlines
from tracker.ingest.text import Doc
from tracker.ingest.titles import PUBLIC_OFFICES, SINGULARS, TITLES

FUNCTION = lexicon.words("function_words")
CALENDAR = lexicon.words("calendar")
PLACES = lexicon.words("places_named")
ORGANIZATION = lexicon.words("organization_words") | HEADS
SUFFIXES = frozenset(["jr.", "sr.", "jr", "sr", "ii", "iii", "iv"])
PARTICLES = frozenset(
    ["de", "del", "la", "van", "von", "bin", "al", "der", "den", "di", "da", "dos", "ben", "ibn", "le"]
)
# Words that stand before names like titles but say nothing about being a person.
_WEAK_TITLES = frozenset(
    [
        "former", "acting", "republican", "republicans", "democrat", "democrats", "democratic", "gop",
        "libertarian", "independent", "executive", "member", "members",
    ]
)  # fmt: skip
# Behind which "Member" and "Executive" are offices: "Council Member Lee", not "Member States".
_SEATED_IN = frozenset(
    "council board county city commission committee assembly parish borough town village".split()
)
# Function words that are also names: read as names inside a sentence.
_ALSO_NAMES = frozenset(["will", "may"])
# Percentage of people who bear it for a word of places or bodies to be read as a surname, and the words that
# name what is built or lies at such a place far more often.
_BORNE_BY = 0.002
_BUILT = frozenset(
    "house church temple court board council bank center park street beach lake valley bay river square plaza "
    "tower hills mount".split()
)
_TYING = frozenset(["of", "for", "on", "and"])
# Offices that end a run of capitals which names nobody; what ends in "Justice" is a body.
_OFFICES_ALONE = PUBLIC_OFFICES - {"justice"}
_TYING_TITLES = _TYING | {"'", "’"}
# What may stand between two parts of one name.
_SMALL = PARTICLES | _TYING | {",", "'", "’"}
_MARKS = frozenset("“”\"‘’'()")
_SMALL_OR_MARK = _SMALL | _MARKS
_INITIAL = re.compile(r"(?:[A-Z]\.)+|[A-Z]")
_SEVERAL_BY_INITIALS = re.compile(r"[A-Z]{2,4}s")
_PREFIXED = re.compile(r"(?:al|el|as|ad|ar|ash|bin|ben|de|di|d|l)[-'’][A-Z]")
_CAPITAL_INSIDE = re.compile(r"[-'’](?=[A-Z])")
_LONGEST_NAME = 4
_LONGEST_RUN = 14


_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_DATING_ONLY = frozenset("in last this next late early mid since until till".split())
_DATING = _DATING_ONLY | frozenset("on by through from before after every each of".split())
_CLOSING = "”\"'’,"
_NAMED_DAYS = frozenset("super black good holy cyber bloody giving ash palm easter".split())


@dataclass(slots=True)
class Piece:
    """One name: tokens ``first:last`` with its titles, the name itself from ``name`` on.

    ``core`` are the name's words in lower case without possessive. ``titled`` says a title of a person
    stands before it, ``full`` that it is a personal name of two words or more, ``title_only`` that its one
    word is a title too ("King"): a name only where the text knows somebody of it. ``label`` says that a turn of a
    transcript is labelled with it: somebody's name, whatever its words.
    """

    first: int
    last: int
    name: int
    core: list[str]
    titled: bool
    full: bool
    organization: bool
    place: bool
    title_only: bool = False
    label: bool = False


def bare(low: str) -> str:
    """The word without a possessive ending."""
    return low[:-2] if low.endswith("'s") and len(low) > 3 else low


def pieces(doc: Doc, labels: Collection[tuple[int, int]] = ()) -> list[Piece]:
    """All names of a text in order. ``labels`` are code points of names that turns are labelled with."""
    given = given_names()
    found = [
        piece for first, last in _runs(doc) for piece in _cut(doc, *_trimmed(doc, first, last, given), given)
    ]
    if not labels:
        return found
    labelled = [_labelled(doc, *label) for label in labels]
    taken = {token for piece in labelled for token in range(piece.first, piece.last)}
    found = [piece for piece in found if taken.isdisjoint(range(piece.first, piece.last))]
    return sorted([*found, *labelled], key=lambda piece: piece.first)


def _labelled(doc: Doc, start: int, end: int) -> Piece:
    """The name in the label ``start:end`` with the titles before it: "ATTORNEY GENERAL ANN LEE"."""
    first, last = doc.token_at(start), doc.token_at(end - 1) + 1
    name = first
    while name < last - 1 and (doc.lows[name] in TITLES or not doc.lows[name][0].isalnum()):
        name += 1
    while first and doc.lows[first - 1] in TITLES:
        first -= 1  # "Mr. LEE:"
    core = doc.lows[name:last]
    return Piece(first, last, name, core, name > first, len(core) > 1, False, False, label=True)


def _trimmed(doc: Doc, first: int, last: int, given: Collection[str]) -> tuple[int, int]:
    """The run without the day, the month or the tag's verb beside its name: "On Tuesday Lee said", "In May Lee said",
    "“…,” Said Lee", "Lee Tuesday said". A run of one word stays."""
    lows = doc.lows
    while last - first > 1 and first and lows[first] in CALENDAR:
        if lows[first - 1] not in (_DATING_ONLY if lows[first] in given else _DATING):
            break
        first += 1
    if last - first > 1 and first and lows[first] == "said" and doc.words[first - 1][-1] in _CLOSING:
        first += 1  # "“…,” Said Lee."
    elif last - first > 1 and lows[first] in SAID and doc.words[last : last + 1] == [":"]:
        first += 1  # "Added Lee: “…”"
    if last - first > 1 and lows[last - 1] in _WEEKDAYS and lows[first] not in _NAMED_DAYS:
        last -= 1
    return first, last


@cache
def _personal() -> frozenset[str]:
    """Words a person's name begins with: titles and given names."""
    return frozenset(TITLES) | frozenset(given_names())


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Token ranges of capitalised words that may form a name, function words left out."""
    words, lows, starts, ends = doc.words, doc.lows, doc.starts, doc.ends
    capital = doc.capitals
    personal = _personal()
    inside = {doc.token_at(match.start()) for match in _CAPITAL_INSIDE.finditer(doc.text)}
    prefixed = [i for i in inside if _PREFIXED.match(words[i])]
    if prefixed:
        capital = sorted([*capital, *prefixed])
    is_capital = bytearray(len(words) + 1)
    for i in capital:
        is_capital[i] = lows[i] not in FUNCTION or _is_name_word(doc, i)
    for i in _headline_words(doc):
        is_capital[i] = 0
    size = len(words)
    done = paragraph_end = 0
    paragraphs = iter(doc.paragraphs)
    for first in capital:
        if first < done or not is_capital[first]:
            continue
        while starts[first] >= paragraph_end:
            paragraph_end = next(paragraphs)[1]
        i = first + 1
        has_head = False
        while i < size and i - first < _LONGEST_RUN and starts[i] < paragraph_end:
            if is_capital[i] and starts[i] - ends[i - 1] <= 2:
                i += 1
                continue
            if i + 1 == size or lows[i] not in _SMALL_OR_MARK:
                break
            if nickname(doc, i) or _initials(doc, i):
                i += 3
                continue
            step = 2 if _bridges(doc, i) else bridge(doc, i, personal, has_head=has_head)
            if not step or starts[i + step - 1] >= paragraph_end:
                break
            has_head = has_head or lows[i - 1] in HEADS
            i += step
        done = i
        yield first, i


def nickname(doc: Doc, i: int) -> bool:
    """Whether a nickname between marks or brackets opens at token ``i``: the "Tony" of "John “Tony” Marsh"."""
    words = doc.words
    return (
        0 < i < len(words) - 3
        and words[i] in _MARKS
        and words[i + 2] in _MARKS
        and words[i + 1][0].isupper()
        and words[i + 3][0].isupper()
        and words[i - 1][0].isupper()
        and doc.lows[i - 1] in given_names()
        and doc.starts[i + 3] - doc.ends[i + 2] == 1
    )


def _initials(doc: Doc, i: int) -> bool:
    """Whether a body's initials stand in brackets at token ``i`` and its name goes on: "… Department (NYPD) Chief"."""
    words = doc.words
    if i + 3 >= len(words) or words[i] != "(" or words[i + 2] != ")" or not words[i + 1].isupper():
        return False
    if doc.lows[i + 3] == "of":
        return i + 4 < len(words) and words[i + 4][0].isupper()
    return words[i + 3][0].isupper() and doc.lows[i + 3] in TITLES


def _headline_words(doc: Doc) -> Iterator[int]:
    """Tokens of headlines that are capitals only there: "Defends" and "Status" in "Lee Defends Sanctuary Status"."""
    found = headlines(doc)
    if not found:
        return
    words, lows, shares, given = doc.words, doc.lows, surnames(), given_names()
    inside = {i for first, last in found for i in range(first, last)}
    small = set(words)
    named = {
        lows[i]
        for i in doc.capitals
        if i not in inside and i and (words[i - 1] == "," or words[i - 1][0].islower())
    }
    for i in inside:
        low = lows[i]
        if low in named or low in TITLES or low in given or low in PLACES or not low.isalpha():
            continue
        plain = low.endswith("s") and low not in shares and low not in ORGANIZATION
        if plain or (low in small and low != words[i]) or low in FINITE:
            yield i


def _bridges(doc: Doc, i: int) -> bool:
    """Whether token ``i`` ties two parts of one name: "de", ", Jr.", "Department of Justice"."""
    low = doc.lows[i]
    if low in PARTICLES:
        return doc.words[i + 1][0].isupper()
    if low == ",":
        return doc.lows[i + 1] in SUFFIXES
    if doc.lows[i - 1 : i + 2] == ["chiefs", "of", "police"]:
        return doc.words[i + 1][0].isupper()
    if low != "of" or not doc.words[i + 1][0].isupper():
        return False
    before = doc.words[i - 1]
    if before == ")":
        return True  # "Union (ACLU) of Ohio"
    return doc.lows[i - 1] in ORGANIZATION or (
        before.isupper() and before.isalpha() and len(before) > 2 and doc.lows[i + 1] in PLACES
    )


def _is_name_word(doc: Doc, i: int) -> bool:
    """Whether "Will" or "May" at token ``i`` is a name: capital inside a sentence or before a verb.

    So is the "Police" of a "Police Department".
    """
    if doc.lows[i] == "police":
        return holds(doc, i + 1, HEADS)
    if doc.lows[i] not in _ALSO_NAMES or not i or i + 1 >= len(doc):
        return False
    before = doc.words[i - 1]
    following = doc.lows[i + 1]
    titled = doc.lows[i - 1] in TITLES and doc.words[i + 1][0].isupper()
    return before[0].islower() or titled or (before == "," and following in CUES) or following in SAID


def _cut(doc: Doc, first: int, last: int, given: dict[str, str]) -> Iterator[Piece]:
    """Cut one run at its possessives and read each part."""
    lows = doc.lows
    cut = first
    for i in range(first, last - 1):
        if lows[i].endswith("'s") and len(lows[i]) > 3 and not is_office(lows, i, TITLES):
            piece = _read(doc, cut, i + 1, given)
            if piece is not None:
                yield piece
            cut = i + 1
    piece = _read(doc, cut, last, given)
    if piece is not None:
        yield piece


def _read(doc: Doc, first: int, last: int, given: dict[str, str]) -> Piece | None:
    """Titles and name of one part; None when nothing is left of it."""
    lows = doc.lows
    if last - first == 1:
        return _lone(doc, first)
    name = first
    titled = False
    for i in range(first, last - 1):
        if lows[i] in TITLES:
            name = i + 1
            titled = titled or lows[i] not in _WEAK_TITLES or (i > first and lows[i - 1] in _SEATED_IN)
    tail = bare(lows[last - 1])
    if (
        name > first
        and (
            lows[name] in _TYING_TITLES
            or lows[name] in HEADS
            or (tail in HEADS and _is_body(lows, name, last))
        )
    ) or (tail in SINGULARS and lows[name] not in given):
        # "Justice Department", "Attorney General's Office", "Lee County Sheriffs": titles are part of the body's name.
        name = next(i for i in range(first, last) if lows[i] not in _WEAK_TITLES)
        core = [*lows[name : last - 1], bare(lows[last - 1])]
        return Piece(first, last, name, core, False, False, True, False)
    if name == last - 1 and bare(lows[name]) in TITLES:
        core = [bare(lows[name])]
        return Piece(first, last, name, core, titled, False, False, False, title_only=True)
    if (
        tail in _OFFICES_ALONE
        and _TYING.isdisjoint(lows[name:last])
        and (lows[name] not in given or lows[name] in PLACES)
    ):
        # "the Lowe County Sheriff", "Press Secretary": an office, nobody's name.
        return Piece(first, last, last - 1, [tail], False, False, False, False, title_only=True)
    named = False
    if last - name > 2:
        name, named = _name_start(lows, name, last, titled, given)
    core = _without_nickname([*lows[name : last - 1], bare(lows[last - 1])])
    size = len(core) - (core[-1] in SUFFIXES)
    if not size:
        return None
    head = core[0]
    named = (
        named or (size == 2 and _is_bearer(head, core[1])) or (titled and size == 1 and head in _borne_too())
    )
    organization = not (ORGANIZATION.isdisjoint(core) or named or (titled and size <= 2 and head in given))
    if size > 2 and core[1] == "of" and doc.words[name].isupper():
        organization = True  # "ACLU of Ohio"
    place = not (organization or titled or named) and core[-1] in PLACES
    # "America Rising", "Texas Tribune": what a place's name begins is a body.
    if not place and not titled and size >= 2 and head in PLACES and head not in given:
        organization = True
    full = (
        not (organization or place)
        and 2 <= size <= _LONGEST_NAME
        and (named or titled or head in given or bool(_INITIAL.fullmatch(doc.words[name])))
        and head not in CALENDAR
    )
    return Piece(first, last, name, core, titled, full, organization, place)


def _without_nickname(core: list[str]) -> list[str]:
    for k in range(1, len(core) - 3):
        if core[k] in _MARKS and core[k + 2] in _MARKS:
            return core[:k] + core[k + 3 :]
    return core


def _is_body(lows: list[str], name: int, last: int) -> bool:
    """Whether all that stands behind a title is of bodies, or of titles again."""
    return all(low in ORGANIZATION or low in PLACES or bare(low) in TITLES for low in lows[name : last - 1])


def _lone(doc: Doc, first: int) -> Piece | None:
    """A run of one word."""
    word = bare(doc.lows[first])
    if _SEVERAL_BY_INITIALS.fullmatch(doc.words[first]):
        return None  # "the AGs"
    if word in HEADS:
        return None  # "the Department", "his Office": of whom, it does not say
    if word in TITLES:
        return Piece(first, first + 1, first, [word], False, False, False, False, title_only=True)
    if word in SUFFIXES:
        return None
    # "SB9" is nobody.
    organization = word in ORGANIZATION or any(character.isdigit() for character in word)
    place = not organization and word in PLACES
    return Piece(first, first + 1, first, [word], False, False, organization, place)


@cache
def _borne_too() -> frozenset[str]:
    """Words of places and bodies that are surnames as well."""
    shares = surnames()
    return frozenset(word for word in (PLACES | ORGANIZATION) - _BUILT if shares.get(word, 0.0) >= _BORNE_BY)


def _is_bearer(given: str, surname: str) -> bool:
    """Whether two words are a person's name though the second is a word of places or bodies.

    "Enid Washington" and "Rufus White", by a given name that is no surname as well; a "Grace Church" or
    "Hal Park" stays what it is called.
    """
    if surname not in _borne_too() or given in PLACES or given in ORGANIZATION:
        return False
    return given in lone_given_names()


def _name_start(
    lows: list[str], name: int, last: int, titled: bool, given: dict[str, str]
) -> tuple[int, bool]:
    """Step over what a run puts before the name itself: "Texas", "Education", "Refugee Council"."""
    if lows[name] in given and lows[name] not in PLACES and lows[name] not in ORGANIZATION:
        return name, False
    tail = bare(lows[last - 1])
    if tail in PLACES or tail in ORGANIZATION or tail in CALENDAR:
        return name, False
    start, named = name, False
    # From the right, so that one look at each word decides.
    for k in range(last - 2, name, -1):
        low = lows[k]
        if low in ORGANIZATION or low in CALENDAR or low in FUNCTION or last - k > _LONGEST_NAME:
            break
        if low not in PLACES and (
            low in given or (last - k == 2 and lows[k - 1] in ORGANIZATION and not titled)
        ):
            start, named = k, True
    return start, named
