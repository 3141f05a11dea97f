"""Who a text names: people and bodies, every mention, and which mentions are the same one.

A run of capitalised words is cut at titles ("Texas Sen. Ted Cruz"), read as a person when its first
word is a US given name (census lists of the ``names`` package), when a title stands before it or when
its surname is already known, and joined with earlier mentions by surname, given name and gender.
Bodies are runs that hold a word such as "Department" or are an acronym.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tracker.ingest.cues import AUXILIARIES, FINITE, NOUN_LIKE, SAID
from tracker.ingest.given_names import given_names, lone_given_names, same_given, surnames, surnames_alone
from tracker.ingest.name_runs import CALENDAR, FUNCTION, PARTICLES, PLACES, SUFFIXES, Piece, bare, pieces
from tracker.ingest.text import Doc
from tracker.ingest.titles import PERSON_NOUNS, ROLES, TITLES, is_of_several

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}|(?:[A-Z]\.){2,}")
# How many people of one surname are kept apart; a text with more is a list of names.
_MOST_NAMESAKES = 12
# What begins an apposition to a name: "Lee, the mayor", "Lee (R-Ohio)".
_APPOSING = frozenset(["a", "an", "the", "who", "whose", "r", "d"])
_MOST_TITLES = 20
_LONGEST_PERSON = 3
_LOCATIVE = frozenset(["in", "at", "near", "outside", "across", "around", "throughout"])
_ARTICLES = frozenset(["the", "a", "an", "this", "that"])
_PART_OF_NAME = re.compile(r"[^\W\d_]+")
_AFTER_MC = re.compile(r"(?<=\bMc)[a-z](?=[a-z]{2})")
_BETWEEN_NAMES = frozenset(["and", "&", ",", "of", "(", ")", "-"])
_FURTHEST_OF_SEVERAL = 12
_ROLE_OF = ROLES | {"prof.": "professor", "rev.": "reverend", "vice": "vice-president"}


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


def in_small_letters(name: str) -> str:
    """A person's name printed in capitals as it is written: "ANN O'HARA-MCKAY" is "Ann O'Hara-McKay".

    A word by itself that is nobody's surname stays: it may be a body's initials.
    """
    if name.isalpha() and name.lower() not in surnames():
        return name
    words = _PART_OF_NAME.sub(lambda match: match[0].capitalize(), name)
    return _AFTER_MC.sub(lambda match: match[0].upper(), words)


def _goes_on_by_surname(piece: Piece, alone: set[str]) -> bool:
    """Whether the text goes on by the last word of a longer name: "Zola Marsh … Marsh", only people do."""
    core = piece.core
    return (
        1 < len(core) <= _LONGEST_PERSON
        and core[-1] in alone
        and not (piece.organization or piece.place)
        and core[0] not in CALENDAR
        and core[-1] not in lone_given_names()
    )


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

    def __init__(self, doc: Doc, mask: bytearray, labels: Collection[tuple[int, int]] = ()) -> None:
        """``mask`` marks tokens between quotation marks, ``labels`` are code points of the names of turns."""
        self.doc = doc
        self.mask = mask
        self.entities: list[Entity] = []
        self.mentions: list[Mention] = []
        self.by_surname: dict[str, list[int]] = {}
        self.by_given: dict[str, list[int]] = {}
        self.by_name: dict[str, int] = {}
        self.starting: dict[int, int] = {}
        self.ending: dict[int, int] = {}
        self._given = given_names()
        # The last title of several, and the token behind the last name that bears it.
        self._several = (0, 0, 0)
        parsed = pieces(doc, labels)
        self._mid_sentence = {
            low
            for piece in parsed
            if piece.first and (doc.words[piece.first - 1][0].islower() or doc.words[piece.first - 1] == ",")
            for low in piece.core
        }
        alone = self._alone(parsed)
        for piece in parsed:
            piece.full = piece.full or _goes_on_by_surname(piece, alone)
            if piece.full:
                self._introduce(piece)
        for piece in parsed:
            self._mention(piece)

    def _behind_article(self, piece: Piece) -> bool:
        return bool(piece.first) and self.doc.lows[piece.first - 1] in _ARTICLES

    def _alone(self, parsed: Sequence[Piece]) -> set[str]:
        """Words that stand as names by themselves: "Marsh said", never "the Marsh"."""
        return {
            piece.core[0]
            for piece in parsed
            if len(piece.core) == 1
            and not (piece.organization or piece.place or piece.title_only)
            and not self._behind_article(piece)
        }

    def entity_at(self, mention: int) -> Entity:
        """The entity of mention number ``mention``."""
        return self.entities[self.mentions[mention].entity]

    def _introduce(self, piece: Piece) -> None:
        """Make or join the entity of a full personal name."""
        core = [low for low in piece.core if low not in SUFFIXES]
        given, surname = core[0], core[-1]
        if not piece.label and given in PARTICLES and " ".join(core) in self.by_surname:
            return  # "Ann Van Horn … Rep. Van Horn"
        gender = self._gender(piece, given)
        for number in self.by_surname.get(surname, [])[-_MOST_NAMESAKES:]:
            entity = self.entities[number]
            if same_given(entity.given, given) and not (gender and entity.gender and gender != entity.gender):
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

    def _mention(self, piece: Piece) -> None:
        """Record the mention and decide whom it means."""
        doc = self.doc
        if piece.title_only and not self._is_surname_here(piece):
            return
        number = self._lookup(piece)
        sure = True
        if number is None:
            number, sure = self._unknown(piece)
        if number is None:
            return
        entity = self.entities[number]
        if (
            not entity.kind
            and entity.given
            and piece.core == [entity.surname]
            and not self._behind_article(piece)
        ):
            entity.kind = "person"  # "Zola Marsh … Marsh": only people go on by their last word
        if entity.kind != "organization":
            self._take_titles(piece, entity)
        low = doc.lows[piece.last - 1]
        possessive = bare(low) != low or (
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

    def _take_titles(self, piece: Piece, entity: Entity) -> None:
        """Give the entity the title before its name, or the one it shares: "Sens. Ann Lee and Bo Ray"."""
        doc = self.doc
        first, last = piece.first, piece.name
        if not piece.titled:
            if entity.kind != "person" or not self._is_next_of_several(piece):
                return
            first, last, _ = self._several
        self._several = (first, last, piece.last) if is_of_several(doc.lows, last) else (0, 0, 0)
        title = doc.text[doc.starts[first] : doc.ends[last - 1]]
        if len(entity.titles) < _MOST_TITLES and title not in entity.titles:
            entity.titles.append(title)
        roles = {_ROLE_OF.get(low, low) for low in doc.lows[first:last]}
        entity.roles |= roles - {"president"} if "vice-president" in roles else roles

    def _is_next_of_several(self, piece: Piece) -> bool:
        """Whether only "and", commas, parties and places stand between the name and one before it that bears the
        title of several."""
        doc = self.doc
        behind = self._several[2]
        if not behind or not 0 < piece.first - behind <= _FURTHEST_OF_SEVERAL:
            return False
        between = range(behind, piece.first)
        return doc.lows[piece.first - 1] in ("and", "&", ",") and all(
            doc.lows[k] in _BETWEEN_NAMES or doc.words[k][0].isupper() or doc.words[k][0].isdigit()
            for k in between
        )

    def _lookup(self, piece: Piece) -> int | None:
        core = [low for low in piece.core if low not in SUFFIXES]
        joined = " ".join(piece.core)
        if joined in self.by_name:
            return self.by_name[joined]
        if piece.full:
            for number in self.by_surname.get(core[-1], [])[-_MOST_NAMESAKES:]:
                if same_given(self.entities[number].given, core[0]):
                    return number
        gender = self._gender(piece, "") if piece.titled else ""
        candidates = self.by_surname.get(" ".join(core), [])[-_MOST_NAMESAKES:]
        if not candidates and len(core) == 1:
            candidates = self.by_given.get(core[0], [])[-_MOST_NAMESAKES:]
        candidates = [
            n
            for n in candidates
            if not (gender and self.entities[n].gender and self.entities[n].gender != gender)
        ]
        if piece.place and piece.first and self.doc.lows[piece.first - 1] in _LOCATIVE:
            return None  # "in Houston" is the city beside a Dana Houston
        # "Green" and "Young" are words of bodies too; whose surname the text has given is a person.
        if not candidates or (piece.organization and (len(core) > 1 or not self._is_surname_here(piece))):
            return None
        return self._nearest(candidates, piece.first)

    def _is_surname_here(self, piece: Piece) -> bool:
        """Whether a person of that surname is named in full in this text, and no "the" stands before it."""
        return not self._behind_article(piece) and any(
            self.entities[number].given for number in self.by_surname.get(piece.core[0], ())
        )

    def _nearest(self, candidates: list[int], token: int) -> int:
        """The candidate mentioned last before ``token``, or the first introduced one."""
        best, best_token = candidates[0], -1
        for number in candidates:
            mentions = self.entities[number].mentions
            if mentions and self.mentions[mentions[-1]].first > best_token:
                best, best_token = number, self.mentions[mentions[-1]].first
        return best

    def _unknown(self, piece: Piece) -> tuple[int | None, bool]:
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
        elif (
            len(core) == 1
            and not (piece.titled or piece.label)
            and (first_low in CALENDAR or self._common(piece))
        ):
            return None, False
        else:
            known = len(core) == 1 and first_low in lone_given_names() and first_low not in PLACES
            kind = "person" if (piece.titled and len(core) <= 2) or known or piece.label else ""
            gender = self._gender(piece, first_low if len(core) > 1 or known else "")
            if len(core) == 1 and first_low in surnames_alone():
                kind, gender = "person", gender or surnames_alone()[first_low]
            entity = self._new(self._printed(piece), kind, gender)
            entity.surname = core[-1]
            if len(core) > 1:
                entity.given = core[0]
            self.by_surname.setdefault(core[-1], []).append(entity.number)
        self.by_name[" ".join(core)] = entity.number
        return entity.number, False

    def _common(self, piece: Piece) -> bool:
        """Whether a lone capitalised word is capital only because it begins a sentence."""
        low = piece.core[0]
        before = self.doc.words[piece.first - 1][0] if piece.first else ""
        if before.islower() or low in self._mid_sentence:
            return False
        tagged = piece.first and self.doc.lows[piece.first - 1] in SAID
        if tagged and self.doc.words[piece.last : piece.last + 1] == [":"]:
            return False  # "Added Lee: “…”"
        if low in PERSON_NOUNS or (low.endswith(("s", "ly")) and low not in surnames()):
            return True  # "Sources said", "Additionally, the auditor said"
        if self.doc.lows[piece.last - 1] != low and low not in FUNCTION:
            return False  # a possessive: "Mull's memo"
        following = self.doc.lows[piece.last : piece.last + 2]
        if not following or low in self._given or low in surnames_alone():
            return not (low in self._given or low in surnames_alone())
        verb = following[0] in AUXILIARIES or (following[0] in FINITE and following[0] not in NOUN_LIKE)
        apposed = following[0] in (",", "—", "--", "(") and (
            following[-1] in _APPOSING or following[-1].isdigit()
        )
        return not (verb or apposed)

    def _new(self, name: str, kind: str, gender: str) -> Entity:
        entity = Entity(len(self.entities), name, kind, gender)
        self.entities.append(entity)
        return entity

    def _printed(self, piece: Piece) -> str:
        text = self.doc.text[self.doc.starts[piece.name] : self.doc.ends[piece.last - 1]]
        if text.endswith(("'s", "’s")):
            text = text[:-2]
        text = " ".join(text.split())
        return in_small_letters(text) if (piece.full or piece.label) and text.isupper() else text

    def _gender(self, piece: Piece, given: str) -> str:
        for low in self.doc.lows[piece.first : piece.name]:
            if TITLES.get(low):
                return TITLES[low]
        return self._given.get(given, "")
