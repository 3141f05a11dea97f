"""Who a text names: people and bodies, every mention, and which mentions are the same one.

A run of capitalised words is cut at titles ("Texas Sen. Ted Cruz"), read as a person when its first
word is a US given name (census lists of the ``names`` package), when a title stands before it or when
its surname is already known, and joined with earlier mentions by surname, given name and gender.
Bodies are runs that hold a word such as "Department" or are an acronym.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tracker.ingest import lexicon
from tracker.ingest.cues import AUXILIARIES, CUES, SAID
from tracker.ingest.text import Doc

_FUNCTION = lexicon.words("function_words")
_CALENDAR = lexicon.words("calendar")
_PLACES = lexicon.words("places_named")
_ORGANIZATION = lexicon.words("organization_words")
_TITLES = {line.split()[0].lower(): (line.split() + [""])[1] for line in lexicon.lines("titles")}
PERSON_NOUNS = {line.split()[0].lower(): (line.split() + [""])[1] for line in lexicon.lines("person_nouns")}
_PARTICLES = frozenset(
    ["de", "del", "la", "van", "von", "bin", "al", "der", "den", "di", "da", "dos", "ben", "ibn", "le"]
)
_SUFFIXES = frozenset(["jr.", "sr.", "jr", "sr", "ii", "iii", "iv"])
_PLURAL_TITLES = frozenset(
    ["sens.", "reps.", "govs.", "senators", "representatives", "governors", "democrats", "republicans"]
)
_INITIAL = re.compile(r"(?:[A-Z]\.)+|[A-Z]")
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}|(?:[A-Z]\.){2,}")
_PREFIXED = re.compile(r"(?:al|el|as|ad|ar|ash|bin|ben|de|di|d|l)[-'’][A-Z]")
# How much commoner a name must be for one sex before it tells the bearer's gender.
_GENDER_RATIO = 4.0
_LONGEST_NAME = 4
_LONGEST_RUN = 14


@cache
def given_names() -> dict[str, str]:
    """US given names in lower case with "m", "f" or "" (borne by both), from the 1990 census lists."""
    share: dict[str, dict[str, float]] = {}
    for gender, name in (("m", "dist.male.first"), ("f", "dist.female.first")):
        for line in (files("names") / name).read_text(encoding="utf-8").splitlines():
            parts = line.split()
            if len(parts) == 4:
                share.setdefault(parts[0].lower(), {})[gender] = float(parts[1]) or 0.0005
    result = {}
    for name, by in share.items():
        male, female = by.get("m", 0.0), by.get("f", 0.0)
        if male > _GENDER_RATIO * female:
            result[name] = "m"
        elif female > _GENDER_RATIO * male:
            result[name] = "f"
        else:
            result[name] = ""
    for name in lexicon.words("not_given_names"):
        result.pop(name, None)
    for line in lexicon.lines("given_names"):
        gender, *more = line.split()
        for name in more:
            result[name.lower()] = "" if gender == "x" else gender
    return result


@dataclass(slots=True)
class Entity:
    """A person or a body. ``kind`` is person, organization, place or blank (not known).

    ``name`` is the fullest form met, without titles. ``roles`` are lower-case words for what
    they are ("senator", "mayor"), ``titles`` the titles as printed, fullest first.
    """

    number: int
    name: str
    kind: str = ""
    gender: str = ""
    given: str = ""
    surname: str = ""
    titles: list[str] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    mentions: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Mention:
    """Tokens ``first:last`` name ``entity``; ``name_first`` is where the name starts behind its titles."""

    first: int
    last: int
    name_first: int
    entity: int
    possessive: bool
    quoted: bool
    sure: bool = True


class Cast:
    """All entities and mentions of a text, with lookups by token."""

    def __init__(self, doc: Doc, mask: bytearray) -> None:
        self.doc = doc
        self.mask = mask
        self.entities: list[Entity] = []
        self.mentions: list[Mention] = []
        self.by_surname: dict[str, list[int]] = {}
        self.by_given: dict[str, list[int]] = {}
        self.by_name: dict[str, int] = {}
        self.starting: dict[int, int] = {}
        self.ending: dict[int, int] = {}
        runs = list(_runs(doc))
        self._mid_sentence = {
            doc.lows[i]
            for first, last in runs
            for i in range(first, last)
            if i and (doc.words[i - 1][0].islower() or doc.words[i - 1] == ",")
        }
        parsed = [piece for run in runs for piece in self._parse(*run)]
        for piece in parsed:
            if piece.full:
                self._introduce(piece)
        for piece in parsed:
            self._mention(piece)

    def entity_at(self, mention: int) -> Entity:
        """The entity of mention number ``mention``."""
        return self.entities[self.mentions[mention].entity]

    def _parse(self, first: int, last: int) -> Iterable[_Piece]:
        """Cut one run of capitalised tokens into names with their titles."""
        lows = self.doc.lows
        cut = first
        for i in range(first, last):
            base = _bare(lows[i])
            if base != lows[i] and i + 1 < last:  # a possessive ends a name: "Fox News' Sean Hannity"
                yield from self._parse_name(cut, i + 1)
                cut = i + 1
        if cut < last:
            yield from self._parse_name(cut, last)

    def _parse_name(self, first: int, last: int) -> Iterable[_Piece]:
        lows, words = self.doc.lows, self.doc.words
        given = given_names()
        name = first
        for i in range(first, last - 1):
            if lows[i] in _TITLES:
                name = i + 1
        if name == last - 1 and _bare(lows[name]) in _TITLES:
            return
        titled = any(lows[i] not in _WEAK_TITLES for i in range(first, name) if lows[i] in _TITLES)
        name, named = self._name_start(name, last, titled)
        core = [_bare(low) for low in lows[name:last]]
        if not core:
            return
        size = len(core) - (core[-1] in _SUFFIXES)
        organization = any(low in _ORGANIZATION for low in core) and not (
            titled and size <= 2 and core[0] in given
        )
        place = (
            not organization
            and not titled
            and (core[-1] in _PLACES or core[0] in _PLACES)
            and not (size >= 2 and core[0] in given and core[-1] not in _PLACES)
        )
        full = (
            not organization
            and not place
            and 2 <= size <= _LONGEST_NAME
            and (named or core[0] in given or bool(_INITIAL.fullmatch(words[name])) or titled)
            and not core[0] in _CALENDAR
        )
        yield _Piece(first, last, name, core, titled, full, organization, place)

    def _name_start(self, name: int, last: int, titled: bool) -> tuple[int, bool]:
        """Step over what a run puts before the name itself: "Texas", "Education", "Refugee Council"."""
        lows = self.doc.lows
        given = given_names()
        if lows[name] in given and lows[name] not in _PLACES and lows[name] not in _ORGANIZATION:
            return name, False
        for k in range(name + 1, last - 1):
            core = [_bare(lows[m]) for m in range(k, last)]
            if any(low in _ORGANIZATION or low in _CALENDAR for low in core) or core[-1] in _PLACES:
                continue
            if len(core) <= _LONGEST_NAME and (
                (lows[k] in given and lows[k] not in _PLACES)
                or (len(core) == 2 and lows[k - 1] in _ORGANIZATION and not titled and lows[k] not in _PLACES)
            ):
                return k, True
        return name, False

    def _introduce(self, piece: _Piece) -> None:
        """Make or join the entity of a full personal name."""
        core = [low for low in piece.core if low not in _SUFFIXES]
        given, surname = core[0], core[-1]
        gender = self._gender(piece, given)
        for number in self.by_surname.get(surname, []):
            entity = self.entities[number]
            if _same_given(entity.given, given) and not (
                gender and entity.gender and gender != entity.gender
            ):
                name = self._printed(piece)
                if len(name) > len(entity.name):
                    entity.name = name
                entity.gender = entity.gender or gender
                self.by_given.setdefault(given, []).append(number)
                self.by_name[" ".join(piece.core)] = number
                return
        entity = self._new(self._printed(piece), "person", gender)
        entity.given, entity.surname = given, surname
        self.by_surname.setdefault(surname, []).append(entity.number)
        if len(core) > 2:  # compound surnames: "Mario Vargas Llosa", "Chris Van Hollen"
            self.by_surname.setdefault(" ".join(core[1:]), []).append(entity.number)
        self.by_given.setdefault(given, []).append(entity.number)
        self.by_name[" ".join(piece.core)] = entity.number

    def _mention(self, piece: _Piece) -> None:
        """Record the mention and decide whom it means."""
        doc = self.doc
        number = self._lookup(piece)
        sure = True
        if number is None:
            number, sure = self._unknown(piece)
        if number is None:
            return
        entity = self.entities[number]
        if piece.titled and entity.kind != "organization":
            title = doc.text[doc.starts[piece.first] : doc.ends[piece.name - 1]]
            if title not in entity.titles:
                entity.titles.append(title)
            roles = {_ROLE_OF.get(low, low) for low in doc.lows[piece.first : piece.name]}
            entity.roles |= roles - {"president"} if "vice-president" in roles else roles
        low = doc.lows[piece.last - 1]
        possessive = _bare(low) != low or (
            low.endswith("s")
            and piece.last < len(doc)
            and doc.words[piece.last] in "’'"
            and doc.starts[piece.last] == doc.ends[piece.last - 1]
        )
        mention = Mention(
            piece.first, piece.last, piece.name, number, possessive, bool(self.mask[piece.first]), sure
        )
        self.starting[piece.first] = self.ending[piece.last - 1] = len(self.mentions)
        entity.mentions.append(len(self.mentions))
        self.mentions.append(mention)

    def _lookup(self, piece: _Piece) -> int | None:
        core = [low for low in piece.core if low not in _SUFFIXES]
        joined = " ".join(piece.core)
        if joined in self.by_name:
            return self.by_name[joined]
        if piece.full:
            for number in self.by_surname.get(core[-1], []):
                if _same_given(self.entities[number].given, core[0]):
                    return number
        gender = self._gender(piece, "") if piece.titled else ""
        candidates = self.by_surname.get(" ".join(core), [])
        if not candidates and len(core) == 1:
            candidates = self.by_given.get(core[0], [])
        candidates = [
            n
            for n in candidates
            if not (gender and self.entities[n].gender and self.entities[n].gender != gender)
        ]
        if not candidates or piece.organization:
            return None
        return self._nearest(candidates, piece.first)

    def _nearest(self, candidates: list[int], token: int) -> int:
        """The candidate mentioned last before ``token``, or the first introduced one."""
        best, best_token = candidates[0], -1
        for number in candidates:
            mentions = self.entities[number].mentions
            if mentions and self.mentions[mentions[-1]].first > best_token:
                best, best_token = number, self.mentions[mentions[-1]].first
        return best

    def _unknown(self, piece: _Piece) -> tuple[int | None, bool]:
        """A new entity for a run that names no known person: a body, a place, or a bare surname."""
        doc = self.doc
        core = piece.core
        first_low = core[0]
        if piece.organization or (
            not piece.place
            and len(core) == 1
            and _ACRONYM.fullmatch(doc.words[piece.name])
            and not piece.titled
        ):
            entity = self._new(self._printed(piece), "organization", "")
        elif piece.place:
            entity = self._new(self._printed(piece), "place", "")
        elif len(core) == 1 and not piece.titled and (first_low in _CALENDAR or self._common(piece)):
            return None, False
        else:
            known = len(core) == 1 and first_low in given_names() and first_low not in _PLACES
            kind = "person" if (piece.titled and len(core) <= 2) or known else ""
            gender = self._gender(piece, first_low if len(core) > 1 or known else "")
            entity = self._new(self._printed(piece), kind, gender)
            entity.surname = core[-1]
            if len(core) > 1:
                entity.given = core[0]
            self.by_surname.setdefault(core[-1], []).append(entity.number)
        self.by_name[" ".join(core)] = entity.number
        return entity.number, False

    def _common(self, piece: _Piece) -> bool:
        """Whether a lone capitalised word is capital only because it begins a sentence."""
        low = piece.core[0]
        before = self.doc.words[piece.first - 1][0] if piece.first else ""
        if before.islower() or low in self._mid_sentence:
            return False
        following = self.doc.lows[piece.last] if piece.last < len(self.doc) else ""
        return not (low in given_names() or following in SAID or following in AUXILIARIES)

    def _new(self, name: str, kind: str, gender: str) -> Entity:
        entity = Entity(len(self.entities), name, kind, gender)
        self.entities.append(entity)
        return entity

    def _printed(self, piece: _Piece) -> str:
        text = self.doc.text[self.doc.starts[piece.name] : self.doc.ends[piece.last - 1]]
        return re.sub(r"['’]s$", "", re.sub(r"\s+", " ", text))

    def _gender(self, piece: _Piece, given: str) -> str:
        for low in self.doc.lows[piece.first : piece.name]:
            if _TITLES.get(low):
                return _TITLES[low]
        return given_names().get(given, "")


@dataclass(slots=True)
class _Piece:
    first: int
    last: int
    name: int
    core: list[str]
    titled: bool
    full: bool
    organization: bool
    place: bool


# Words that stand before names like titles but say nothing about being a person.
_WEAK_TITLES = frozenset(
    [
        "former",
        "acting",
        "republican",
        "republicans",
        "democrat",
        "democrats",
        "democratic",
        "gop",
        "libertarian",
        "independent",
    ]
)
# Function words that are also names: read as names inside a sentence.
_ALSO_NAMES = frozenset(["will", "may"])
_ROLE_OF = {
    "sen.": "senator", "sen": "senator", "rep.": "representative", "rep": "representative", "gov.": "governor",
    "gen.": "general", "col.": "colonel", "capt.": "captain", "lt.": "lieutenant", "sgt.": "sergeant",
    "prof.": "professor", "vice": "vice-president", "rev.": "reverend", "congressman": "representative", "congresswoman": "representative",
    "lawmaker": "representative",
}  # fmt: skip


def _bare(low: str) -> str:
    """The word without a possessive ending."""
    return low[:-2] if low.endswith("'s") and len(low) > 3 else low


def _same_given(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, an initial, a short form."""
    if not one or not other or one == other:
        return one == other
    if one[0] == other[0] and (len(one.rstrip(".")) == 1 or len(other.rstrip(".")) == 1):
        return True
    return _SHORT.get(one, one) == _SHORT.get(other, other)


_SHORT = {
    short: full
    for full, *shorts in (line.split() for line in lexicon.lines("short_names"))
    for short in shorts
}


def _is_name_word(doc: Doc, i: int) -> bool:
    """Whether "Will" or "May" at token ``i`` is a name: capital inside a sentence or before a verb."""
    if doc.lows[i] not in _ALSO_NAMES or not i or i + 1 >= len(doc):
        return False
    before = doc.words[i - 1]
    following = doc.lows[i + 1]
    return before[0].islower() or (before == "," and following in CUES) or following in SAID


def _runs(doc: Doc) -> Iterable[tuple[int, int]]:
    """Token ranges of capitalised words that may form a name, function words left out."""
    words, lows, starts, ends = doc.words, doc.lows, doc.starts, doc.ends
    size = len(words)
    i = 0
    while i < size:
        if not (words[i][0].isupper() or _PREFIXED.match(words[i])) or (
            lows[i] in _FUNCTION and not _is_name_word(doc, i)
        ):
            i += 1
            continue
        first = i
        i += 1
        while i < size and i - first < _LONGEST_RUN:
            word = words[i]
            if (
                (word[0].isupper() or _PREFIXED.match(word))
                and (lows[i] not in _FUNCTION or lows[i] in _ALSO_NAMES)
                and starts[i] - ends[i - 1] <= 2
            ):
                if doc.token_paragraph[i] != doc.token_paragraph[first]:
                    break
                i += 1
            elif lows[i] in _PARTICLES and i + 1 < size and words[i + 1][0].isupper():
                i += 2
            elif word == "," and i + 1 < size and lows[i + 1] in _SUFFIXES:
                i += 2
            elif (
                lows[i] == "of"
                and i + 1 < size
                and words[i + 1][0].isupper()
                and lows[i - 1] in _ORGANIZATION
            ):
                i += 2
            else:
                break
        yield first, i
