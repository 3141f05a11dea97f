"""What a printed line of a list means: exact names first, then other spellings, then near ones for a person.

Never a guess: of several places with one name all are offered and none is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tracker.ingest.gazetteer import fold
from tracker.models import Jurisdiction, JurisdictionAlias, JurisdictionKind, MatchState

NEAR_SCORE = 84.0
"""Likeness from which a near name is offered (0 to 100; a dropped or doubled letter scores 90 and more)."""

NEAR_CANDIDATES = 6
"""How many near names are offered. Of one name all places are: there are 25 Franklin Counties."""
SHORTEST_STEM = 4
"""Letters a print needs for longer names that begin with it to be offered."""

_STATES = frozenset({JurisdictionKind.STATE, JurisdictionKind.DISTRICT, JurisdictionKind.TERRITORY})
_COUNTIES = frozenset({JurisdictionKind.COUNTY})
_PLACES = frozenset({JurisdictionKind.MUNICIPALITY, JurisdictionKind.SUBDIVISION})
_KIND_WORDS = {
    "state": _STATES,
    "territory": _STATES,
    "district": _STATES,
    "county": _COUNTIES,
    "counties": _COUNTIES,
    "parish": _COUNTIES,
    "borough": _COUNTIES | _PLACES,
    "city": _PLACES,
    "cities": _PLACES,
    "town": _PLACES,
    "village": _PLACES,
    "municipality": _PLACES,
    "township": _PLACES,
}
_COUNTY_NAME = re.compile(r"\b(?:county|parish)$|^county of\b", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:city and county|city|town|village|borough|township|county|state) of ", re.IGNORECASE
)
_SUFFIX = re.compile(r" (?:city|town|village|township|borough)$", re.IGNORECASE)


class UnknownState(ValueError):
    """The state of a line is none we know."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a line means. ``candidates`` are OCD ids, best first, unless it is matched."""

    state: str
    jurisdiction_id: int | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    pk: int
    ocd_id: str
    kind: str
    state_code: str
    population: int


class Names:
    """All names of the published jurisdictions, read once, to match the lines of one list."""

    def __init__(self) -> None:
        self._places: dict[int, _Place] = {}
        self._exact: dict[str, list[int]] = {}
        self._folded: dict[str, list[int]] = {}
        self._codes: dict[str, str] = {}
        columns = ("pk", "ocd_id", "kind", "state_code", "population", "name", "full_name")
        for (
            pk,
            ocd_id,
            kind,
            code,
            population,
            name,
            full_name,
        ) in Jurisdiction.objects.published().values_list(*columns):
            self._places[pk] = _Place(pk, ocd_id, kind, code, population or 0)
            if kind in _STATES:
                self._codes[fold(name)] = self._codes[code.casefold()] = code
            # "Cook" is Cook County only on a line that says it is a county.
            for spelling in {name, full_name}:
                self._learn(pk, spelling)
        for pk, name in JurisdictionAlias.objects.filter(jurisdiction__in=self._places).values_list(
            "jurisdiction_id", "name"
        ):
            self._learn(pk, name)
        self._by_state: dict[str, dict[str, str]] = {}
        self._sorted: dict[str, list[str]] = {}

    def _learn(self, pk: int, name: str) -> None:
        for index, key in ((self._exact, name.casefold()), (self._folded, fold(name))):
            found = index.setdefault(key, [])
            if pk not in found:
                found.append(pk)

    def code_of(self, state: str) -> str:
        """USPS code of a state as printed; blank for blank. Raises UnknownState."""
        if not state.strip():
            return ""
        code = self._codes.get(state.strip().casefold()) or self._codes.get(fold(state))
        if code is None:
            raise UnknownState(f"unknown state “{state}”")
        return code

    def match(self, as_printed: str, *, state: str = "", kind: str = "") -> Match:
        """What a line means. ``state`` and ``kind`` are as printed, blank when the list gives none.

        Raises UnknownState.
        """
        name, state = self._with_its_state(as_printed.strip(), state)
        code = self.code_of(state)
        kinds = self._kinds(name, kind)
        for spelling in self._spellings(name, kinds):
            for index, key in ((self._exact, spelling.casefold()), (self._folded, fold(spelling))):
                found = self._fitting(index.get(key, ()), code=code, kinds=kinds)
                if len(found) == 1:
                    return Match(MatchState.MATCHED, found[0].pk)
                if found:
                    return Match(MatchState.AMBIGUOUS, candidates=self._ranked(found))
        near = self._near(name, code=code, kinds=kinds)
        return Match(MatchState.AMBIGUOUS, candidates=near) if near else Match(MatchState.UNMATCHED)

    def _with_its_state(self, name: str, state: str) -> tuple[str, str]:
        """ "Chicago, IL" taken apart when the line has no column for the state."""
        head, comma, tail = name.rpartition(",")
        if state or not comma or name.casefold() in self._exact:
            return name, state
        known = tail.strip().casefold() in self._codes or fold(tail) in self._codes
        return (head.strip(), tail.strip()) if known else (name, state)

    def _kinds(self, name: str, kind: str) -> frozenset[str]:
        """Kinds the line may mean; all when it says nothing."""
        if _COUNTY_NAME.search(name):
            return _COUNTIES
        named = [kinds for word, kinds in _KIND_WORDS.items() if word in fold(kind).split()]
        return frozenset().union(*named) if named else frozenset(JurisdictionKind.values)

    def _spellings(self, name: str, kinds: frozenset[str]) -> Iterable[str]:
        """The name as printed, then without "City of" or "City", with "County" where the line says so."""
        yield name
        bare = _PREFIX.sub("", name)
        if bare != name:
            yield bare
        if kinds == _COUNTIES and not _COUNTY_NAME.search(bare):
            yield f"{bare} County"
        if kinds & _PLACES and _SUFFIX.search(bare):
            yield _SUFFIX.sub("", bare)

    def _fitting(self, pks: Iterable[int], *, code: str, kinds: frozenset[str]) -> list[_Place]:
        places = [self._places[pk] for pk in pks]
        return [place for place in places if place.kind in kinds and code in ("", place.state_code)]

    def _ranked(self, places: list[_Place]) -> tuple[str, ...]:
        ranked = sorted(places, key=lambda place: (-place.population, place.ocd_id))
        return tuple(place.ocd_id for place in ranked)

    def _near(self, name: str, *, code: str, kinds: frozenset[str]) -> tuple[str, ...]:
        """OCD ids of places whose name is nearly this one."""
        wanted = fold(name)
        hits = process.extract(
            wanted, self._names_in(code), scorer=fuzz.ratio, score_cutoff=NEAR_SCORE, limit=20
        )
        found: dict[str, None] = {}
        for _, _, key in hits:
            for place in self._fitting(self._folded[key], code=code, kinds=kinds):
                found.setdefault(place.ocd_id)
        # "Boise" is printed for Boise City, "Saint Landry County" for a parish.
        stem = _COUNTY_NAME.sub("", wanted).strip() + " "
        for key in self._beginning(stem, code) if len(stem) > SHORTEST_STEM else ():
            for place in self._fitting(self._folded[key], code=code, kinds=kinds):
                found.setdefault(place.ocd_id)
        # "Aurora Detention Center" begins like a place; a person says what it is.
        first = wanted.split(" ")[0] if len(wanted.split(" ")) > 2 else ""
        for place in self._fitting(self._folded.get(first, ()), code=code, kinds=kinds):
            found.setdefault(place.ocd_id)
        return tuple(found)[:NEAR_CANDIDATES]

    def _beginning(self, stem: str, code: str) -> Iterator[str]:
        """Folded names that begin with ``stem``, in order."""
        if code not in self._sorted:
            self._sorted[code] = sorted(self._names_in(code))
        names = self._sorted[code]
        for at in range(bisect_left(names, stem), len(names)):
            if not names[at].startswith(stem):
                return
            yield names[at]

    def ocd_id(self, pk: int) -> str:
        """The OCD id of a place."""
        if pk in self._places:
            return self._places[pk].ocd_id
        return Jurisdiction.objects.values_list("ocd_id", flat=True).get(pk=pk)

    def _names_in(self, code: str) -> dict[str, str]:
        """Folded names to compare with: those of one state, or all."""
        if code not in self._by_state:
            self._by_state[code] = {
                key: key
                for key, pks in self._folded.items()
                if not code or any(self._places[pk].state_code == code for pk in pks)
            }
        return self._by_state[code]
