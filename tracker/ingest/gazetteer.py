"""Names of US jurisdictions, looked up by the words they are printed with."""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import names as census_names

LEXICON = Path(__file__).parent / "lexicon"
BUNDLED = LEXICON / "jurisdictions.csv"
ASSUMED_POPULATION = 10_000
"""People assumed in a place whose population the lexicon lacks, and in each namesake left out of it."""

STATE_KINDS = frozenset({"state", "territory", "federal district"})
COUNTY_WORDS = {"county": "county", "parish": "parish", "borough": "borough", "municipio": "municipio"}
_COMMON_SURNAMES = 12_000  # ranks of the 1990 census list that count as "somebody's name"
_SPELT_OUT = {"st": "saint", "ft": "fort", "mt": "mount", "ste": "sainte", "pt": "point"}
_WORD_LISTS = ("foreign", "common", "followers", "leaders", "titles", "institutions", "georgia_abroad")
_PARTS = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


class GazetteerError(ValueError):
    """A gazetteer file cannot be read; the message names the file and the line or column."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One line of the lexicon. ``state`` is the USPS code; ``population`` 0 means unknown;
    ``homonyms`` counts namesakes that the lexicon leaves out; ``same_as`` is the GEOID of the county
    that is the same government, or blank; ``ocd`` follows ``ocd-division/country:us/``."""

    geoid: str
    name: str
    kind: str
    state: str
    population: int = 0
    homonyms: int = 0
    same_as: str = ""
    lat: str = ""
    lon: str = ""
    ocd: str = ""

    @property
    def level(self) -> str:
        """``state``, ``county`` or ``place``, read from the length of the GEOID."""
        return {2: "state", 5: "county"}.get(len(self.geoid), "place")

    @property
    def size(self) -> int:
        """People, or what is assumed when the number is unknown."""
        return self.population or ASSUMED_POPULATION


def fold_word(word: str) -> str:
    """A word without case, accents, apostrophes and full stops; "St." reads "saint"."""
    if word.isascii() and word.isalnum():  # nearly every word, and faster than a look into a large cache
        low = word.lower()
        return _SPELT_OUT.get(low, low)
    return _folded(word)


@lru_cache(maxsize=8_192)
def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in plain if c.isalnum()).casefold()
    return _SPELT_OUT.get(plain, plain)


def fold(name: str) -> str:
    """A name as the lookup spells it: folded words with single blanks ("Winston-Salem" is two words)."""
    return " ".join(fold_word(word) for word in _PARTS.findall(name))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every name with the jurisdictions it may mean: states, cities that stand alone, then by size.

    ``longest`` maps the first word of a name to the number of words of the longest name it opens; ``openings``
    are the first words, one or several, of longer names;
    ``personal`` are single-word names that people also bear; ``stand_alone`` are GEOIDs of cities that
    newspapers print without a state; ``large_counties`` of counties with ten times the people of their namesakes;
    ``abbreviations`` maps a printed state to its USPS code.
    """

    by_geoid: Mapping[str, Jurisdiction]
    names: Mapping[str, tuple[Jurisdiction, ...]]
    longest: Mapping[str, int]
    openings: frozenset[str]
    personal: frozenset[str]
    first_names: frozenset[str]
    stand_alone: frozenset[str]
    large_counties: frozenset[str]
    abbreviations: Mapping[str, str]
    words: Mapping[str, frozenset[str]]

    def named(self, name: str) -> tuple[Jurisdiction, ...]:
        """Jurisdictions of that name, likeliest first; an empty tuple for none."""
        return self.names.get(fold(name), ())


def load(path: str | Path | None = None) -> Gazetteer:
    """The bundled lexicon, or a larger file of the same columns (plain or ``.gz``), kept after first use.

    Only geoid, name, kind and state are required. Raises GazetteerError for a missing or malformed file.
    """
    return _load(str(path or BUNDLED))


@lru_cache(maxsize=4)
def _load(path: str) -> Gazetteer:
    jurisdictions = tuple(_read(Path(path)))
    settings = tomllib.loads((LEXICON / "places.toml").read_text(encoding="utf-8"))
    by_geoid = {item.geoid: item for item in jurisdictions}
    found: dict[str, dict[str, Jurisdiction]] = {}
    for item in jurisdictions:
        for key in _keys(item):
            found.setdefault(key, {})[item.geoid] = item
    for geoid, aliases in settings["aliases"].items():
        if geoid in by_geoid:
            for alias in aliases:
                found.setdefault(fold(alias), {})[geoid] = by_geoid[geoid]
    longest: dict[str, int] = {}
    for key in found:
        words = key.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    openings = {key[: blank.start()] for key in found for blank in re.finditer(" ", key)}
    alone, large = frozenset(settings["stand_alone"]), frozenset(settings["large_counties"])
    first, last = _personal_names()
    words = {
        key: frozenset(fold(word.replace("_", " ")) for word in settings[key].split()) for key in _WORD_LISTS
    }
    return Gazetteer(
        by_geoid=by_geoid,
        names={key: _ranked(items.values(), alone | large) for key, items in found.items()},
        longest=longest,
        openings=frozenset(openings),
        personal=frozenset(key for key in found if key in first or key in last),
        first_names=first - words["leaders"],  # "In" and "So" are somebody's names, too
        stand_alone=alone,
        large_counties=large,
        abbreviations=_state_spellings(jurisdictions, settings["abbreviations"]),
        words=words,
    )


def _ranked(items: Iterable[Jurisdiction], alone: frozenset[str]) -> tuple[Jurisdiction, ...]:
    """States first, then the cities that stand alone, then by population."""
    return tuple(
        sorted(items, key=lambda i: (i.level != "state", i.geoid not in alone, -i.population, i.geoid))
    )


def _keys(item: Jurisdiction) -> list[str]:
    """Folded names of a jurisdiction. A county answers to its name with its kind only ("Cook County")."""
    if item.level != "county":
        return [key for part in re.split(r"[()]", item.name) if (key := fold(part))]
    kind = COUNTY_WORDS.get(item.kind, item.kind)
    names = [f"{item.name} {kind}"]
    if item.kind in ("municipio", "census area"):
        names.append(item.name)
    return [fold(name) for name in names]


def _read(path: Path) -> Iterable[Jurisdiction]:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = {"geoid", "name", "kind", "state"} - set(reader.fieldnames or ())
            if missing:
                raise GazetteerError(f"{path}: no column {', '.join(sorted(missing))}")
            for row in reader:
                yield _jurisdiction(row, where=f"{path}, line {reader.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GazetteerError(f"{path}: {error}") from error


def _jurisdiction(row: Mapping[str, str | None], *, where: str) -> Jurisdiction:
    value = {key: text or "" for key, text in row.items() if key}
    if not re.fullmatch(r"\d{2}|\d{5}|\d{7}|\d{10}", value["geoid"]) or not value["name"]:
        raise GazetteerError(f"{where}: needs a GEOID of 2, 5, 7 or 10 digits and a name")
    try:
        population, homonyms = int(value.get("population") or 0), int(value.get("homonyms") or 0)
    except ValueError as error:
        raise GazetteerError(f"{where}: {error}") from error
    kept = {
        key: value.get(key, "") for key in ("geoid", "name", "kind", "state", "same_as", "lat", "lon", "ocd")
    }
    return Jurisdiction(**kept, population=population, homonyms=homonyms)


def _state_spellings(items: Iterable[Jurisdiction], shortened: Mapping[str, list[str]]) -> dict[str, str]:
    """Spellings of a state as printed after a city: its name, its postal code, its abbreviations."""
    spelt = {item.name: item.state for item in items if item.level == "state"}
    for code, forms in shortened.items():
        spelt[code] = code
        for form in forms:
            spelt[form] = spelt[f"{form}."] = code
    spelt["DC"] = "DC"
    return spelt


def _personal_names() -> tuple[frozenset[str], frozenset[str]]:
    """Census first names and the commoner surnames, folded (US Census Bureau 1990, public domain)."""

    def column(key: str, limit: int) -> frozenset[str]:
        lines = Path(census_names.FILES[key]).read_text(encoding="ascii").splitlines()
        return frozenset(line.split(maxsplit=1)[0].casefold() for line in lines[:limit])

    first = column("first:male", 1_200) | column("first:female", 3_000)
    return first, column("last", _COMMON_SURNAMES)
