"""Public officials the books already know, found by name, alias or the office held on a day.

The index is built once per run and holds no database rows: callers make ``KnownOfficial`` values from
wherever they keep them. Linking abstains whenever two officials fit: a surname two of them share, an
office two of them held that day.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.ingest.titles import ROLES, SINGULARS

_WORD = re.compile(r"[a-z0-9]+")
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
# Words of a title that name no office by themselves.
_EMPTY = frozenset("the of and for a an s us u acting former nation department chief".split())
# "Marshals" and "sheriffs" are of bodies' names.
_ROLES = {word: role for word, role in ROLES.items() if word not in SINGULARS}
# Offices too many hold to tell one bearer of a name from another.
_COMMON_OFFICES = frozenset("attorney lawyer counsel member aide adviser advisor head deputy agent".split())
# Words that go with an office and name no body of their own: "the attorney general" is of no one state.
_OFFICE_WORDS = frozenset(
    "attorney general district city county state police deputy vice assistant executive office press special "
    "majority minority house senate federal local top new".split()
)


@dataclass(frozen=True, slots=True)
class KnownOfficial:
    """An official as the books hold them.

    ``tenures`` are ``(title, organization, start, end)``: the organization by any name it is printed
    under, several joined by "|"; days as ISO 8601 cut to their precision; a blank start or end is open.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    tenures: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(slots=True)
class OfficialIndex:
    """Officials by full name, by surname and by office."""

    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_surname: dict[str, set[str]] = field(default_factory=dict)
    officials: dict[str, KnownOfficial] = field(default_factory=dict)
    by_noun: dict[str, list[tuple[frozenset[str], frozenset[str], str, str, str]]] = field(
        default_factory=dict
    )

    @classmethod
    def build(cls, officials: Iterable[KnownOfficial]) -> OfficialIndex:
        """The index of ``officials``; a slug given twice is kept once, the last wins."""
        index = cls()
        for official in officials:
            index.officials[official.slug] = official
            for printed in (official.name, *official.aliases):
                words = name_words(printed)
                if not words:
                    continue
                index.by_surname.setdefault(words[-1], set()).add(official.slug)
                for key in {" ".join(words), f"{words[0]} {words[-1]}"}:
                    index.by_name.setdefault(key, set()).add(official.slug)
            for title, organization, start, end in official.tenures:
                index._add_tenure(official.slug, title, organization, start, end)
        return index

    def _add_tenure(self, slug: str, title: str, organization: str, start: str, end: str) -> None:
        words = frozenset(_words(title))
        bodies = frozenset(word for name in organization.split("|") for word in _body_words(name)) | (
            words - frozenset(_ROLES)
        )
        for noun in _offices(words):
            self.by_noun.setdefault(noun, []).append((words - _EMPTY, bodies - _EMPTY, start, end, slug))

    def by_printed_name(self, name: str, *, titles: Sequence[str] = (), day: str = "") -> str:
        """Slug of the official printed as ``name``, blank if none or several fit.

        A lone surname links only when a printed title fits an office its one bearer held on ``day``
        (ISO 8601, blank when unknown: then any time).
        """
        words = name_words(name)
        if not words:
            return ""
        if len(words) > 1:
            for key in (" ".join(words), f"{words[0]} {words[-1]}"):
                slugs = self.by_name.get(key, set())
                if len(slugs) == 1:
                    return next(iter(slugs))
                if slugs:
                    return self._by_office(slugs, titles, day)
            return ""
        return self._by_office(self.by_surname.get(words[0], set()), titles, day)

    def _by_office(self, slugs: set[str], titles: Sequence[str], day: str) -> str:
        nouns = {noun for title in titles for noun in _offices(_words(title))}
        fitting = {
            slug
            for slug in slugs
            for title, _, start, end in self.officials[slug].tenures
            if _holds(start, end, day) and not nouns.isdisjoint(_offices(_words(title)))
        }
        return next(iter(fitting)) if len(fitting) == 1 else ""

    def holder(self, description: str, *, day: str) -> str:
        """Slug of who held the office described ("the acting ICE director") on ``day``; blank if unsure.

        Needs an office noun and a word of its body or place; without ``day`` nobody is named.
        """
        words = frozenset(_words(description))
        nouns = _offices(words)
        if not nouns or not day or "former" in words:
            return ""
        rest = words - frozenset(_ROLES) - _EMPTY - _OFFICE_WORDS
        if not rest:
            return ""
        found = {
            slug
            for noun in nouns
            for _, bodies, start, end, slug in self.by_noun.get(noun, [])
            if rest & bodies and rest <= bodies and _holds(start, end, day)
        }
        return next(iter(found)) if len(found) == 1 else ""


def _holds(start: str, end: str, day: str) -> bool:
    """Whether ``day`` lies in the term; days cut to month or year compare at their own precision."""
    if not day:
        return True
    return (not start or start[: len(day)] <= day[: len(start)]) and (
        not end or day[: len(end)] <= end[: len(day)]
    )


def _fold(text: str) -> str:
    straight = text.replace("’", "'")
    return unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode().lower()


def _words(text: str) -> list[str]:
    return _WORD.findall(_fold(text).replace("u.s.", "us"))


def _offices(words: Iterable[str]) -> set[str]:
    """The offices words name, each by the noun that all words for it share."""
    return {_ROLES[word] for word in words if word in _ROLES} - _COMMON_OFFICES


def _body_words(name: str) -> list[str]:
    """Words of a body's name and its initials: "Immigration and Customs Enforcement" is also "ice"."""
    words = [word for word in _words(name) if word not in ("us",)]
    initials = "".join(word[0] for word in words if word not in _EMPTY - {"department"})
    return [*words, initials] if len(initials) > 1 else words


def name_words(name: str) -> list[str]:
    """Folded words of a personal name without initials in the middle and without Jr., III …"""
    words = [word for word in _words(name) if word not in _SUFFIXES]
    if len(words) > 2:
        words = [words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1]]
    return words


def load_officials(folder: Path) -> tuple[KnownOfficial, ...]:
    """Officials of ``officials.csv`` and ``tenures.csv`` in ``folder``; none when a file is missing.

    Lists in a cell are separated by "|". ``organizations.csv``, when there, adds a body's names.
    """
    rows = _rows(folder / "officials.csv")
    bodies = {
        row["slug"]: "|".join(
            filter(None, [row.get("name", ""), row.get("short_name", ""), row.get("aliases", "")])
        )
        for row in _rows(folder / "organizations.csv")
        if row.get("slug")
    }
    tenures: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in _rows(folder / "tenures.csv"):
        body = row.get("organization", "") or row.get("jurisdiction", "")
        printed = "|".join(filter(None, [body.replace("-", " "), bodies.get(body, "")]))
        title = f"acting {row.get('title', '')}" if row.get("acting") == "yes" else row.get("title", "")
        # Seen in the office on one day only: that day is all that is known.
        end = row.get("start", "") if row.get("observed_only") == "yes" else row.get("end", "")
        tenures.setdefault(row.get("official", ""), []).append((title, printed, row.get("start", ""), end))
    return tuple(
        KnownOfficial(
            row["slug"],
            row["name"],
            tuple(part.strip() for part in row.get("aliases", "").split("|") if part.strip()),
            tuple(tenures.get(row["slug"], ())),
        )
        for row in rows
        if row.get("slug") and row.get("name")
    )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(lines)]
