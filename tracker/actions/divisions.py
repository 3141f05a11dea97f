"""Reading files of US jurisdictions into one shape: no database, no network.

Three forms are read, told apart by their header: the full form (``ocd_id``, ``full_name``, ``parent`` …), the
compact form (nine columns; ``~`` stands for ``ocd-division/country:us``) and the Open Civic Data file
``country-us.csv`` (``id``, ``name``, ``census_geoid``). Plain or gzip, UTF-8.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from tracker.ingest.gazetteer import Jurisdiction as Line

COUNTRY = "ocd-division/country:us"
_KINDS = {
    "state": "state",
    "territory": "territory",
    "federal district": "district",
    "county": "county",
    "parish": "county",
    "census area": "county",
    "municipio": "county",
    "city": "municipality",
    "town": "municipality",
    "village": "municipality",
    "borough": "municipality",
    "municipality": "municipality",
    "independent city": "municipality",
    "consolidated city": "municipality",
    "place": "municipality",
    "township": "subdivision",
    "town (county subdivision)": "subdivision",
    "plantation": "subdivision",
    "county subdivision": "subdivision",
}
_BEFORE = {"city", "town", "village", "borough", "municipality"}
_LEVEL = {"state": 0, "district": 0, "territory": 0, "county": 1, "municipality": 2, "subdivision": 3}
_LENGTH_KINDS = {2: "state", 5: "county", 7: "municipality", 10: "subdivision"}
_SUFFIXES = re.compile(
    r" (city and borough|unified government|consolidated government|metropolitan government|census area"
    r"|municipality|municipio|plantation|township|borough|village|county|parish|city|town|charter township)"
    r"(?: \(balance\))?$"
)


class DivisionsError(ValueError):
    """A file of jurisdictions cannot be used; the message names the line and what was expected."""


@dataclass(frozen=True, slots=True)
class Division:
    """One jurisdiction. ``kind`` is a JurisdictionKind; ``parent`` and ``same_as`` are OCD ids or blank."""

    ocd_id: str
    geoid: str
    kind: str
    name: str
    full_name: str
    state: str
    parent: str = ""
    same_as: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None

    @property
    def level(self) -> int:
        """0 for states, 1 for counties, 2 for places, 3 for county subdivisions."""
        return _LEVEL[self.kind]


def read_divisions(content: bytes) -> Iterator[Division]:
    """The jurisdictions of one file, in its order. Raises DivisionsError naming the line."""
    try:
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DivisionsError(f"not a UTF-8 text, plain or gzip: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = set(reader.fieldnames or ())
    if {"geoid", "ocd_id", "kind", "name", "state"} <= header:
        read = _from_own
    elif {"id", "name", "census_geoid"} <= header:
        read = _from_ocd
    else:
        raise DivisionsError("no columns geoid, ocd_id, kind, name and state, nor id, name and census_geoid")
    for cells in reader:
        try:
            division = read({key: (cell or "").strip() for key, cell in cells.items() if key})
        except (KeyError, ValueError) as error:
            raise DivisionsError(f"line {reader.line_num}: {error}") from error
        if division is not None:
            yield division


def bundled_division(geoid: str, lines: Mapping[str, Line]) -> Division | None:
    """The division of a GEOID as a gazetteer of extraction knows it (``lines`` by GEOID); None if it does not.

    A line without its Open Civic Data id is of no use: that is what a jurisdiction is known by.
    """
    line = lines.get(geoid)
    if line is None or not line.ocd or line.kind not in _KINDS:
        return None
    also = lines.get(line.same_as)
    return _from_own(
        {
            "geoid": geoid,
            "kind": line.kind,
            "name": line.name,
            "state": line.state,
            "ocd_id": f"~/{line.ocd}",
            "same_as": f"~/{also.ocd}" if also and also.ocd else "",
            "lat": line.lat,
            "lon": line.lon,
            "population": str(line.population or ""),
        }
    )


def slugs_of(divisions: Iterable[Division], *, taken: Mapping[str, str]) -> dict[str, str]:
    """Addresses by OCD id. ``taken`` are those in use already, by OCD id; they stay.

    Of several with one name in a state the larger government, then the larger population, gets the plain
    one; the others end in their GEOID. The order of the input does not matter.
    """
    used, slugs = set(taken.values()), dict(taken)
    ranked = sorted(divisions, key=lambda d: (d.level, -(d.population or 0), d.geoid, d.ocd_id))
    for division in ranked:
        if division.ocd_id in slugs:
            continue
        plain = _plain_slug(division)
        # Two divisions may share even their GEOID; the OCD id is what surely differs.
        spellings = (plain, f"{plain}-{division.geoid}", slugify(re.sub(r"[:/]", "-", division.ocd_id)))
        slug = next(spelling for spelling in spellings if spelling not in used)
        slugs[division.ocd_id] = slug
        used.add(slug)
    return slugs


def _plain_slug(division: Division) -> str:
    if division.level == 0:
        return slugify(division.name)
    words = division.full_name if division.kind == "county" else division.name
    if division.kind == "subdivision":
        words += " township" if division.full_name.endswith("Township") else " town"
    return slugify(f"{words} {division.state}")


def _from_own(cells: Mapping[str, str]) -> Division:
    """A row of the full or the compact form."""
    ocd_id, same_as = (_whole(cells.get(key, "")) for key in ("ocd_id", "same_as"))
    kind = cells["kind"]
    if kind not in _KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    county_borough = kind == "borough" and len(cells["geoid"]) == 5
    return Division(
        ocd_id=ocd_id,
        geoid=cells["geoid"],
        kind="county" if county_borough else _KINDS[kind],
        name=cells["name"],
        full_name=_full_name(cells["name"], kind, cells.get("full_name", ""), len(cells["geoid"])),
        state=cells["state"],
        parent=_parent(ocd_id),
        same_as=same_as,
        latitude=float(cells["lat"]) if cells.get("lat") else None,
        longitude=float(cells["lon"]) if cells.get("lon") else None,
        population=int(cells["population"]) if cells.get("population") else None,
    )


def _whole(ocd_id: str) -> str:
    """An OCD id with the shortened beginning of the compact form; a later "~" stands for an apostrophe."""
    return COUNTRY + ocd_id[1:] if ocd_id.startswith("~/") else ocd_id


def _from_ocd(cells: Mapping[str, str]) -> Division | None:
    """A row of the Open Civic Data file; None for what is no state, county, place or subdivision."""
    match = re.fullmatch(
        rf"{COUNTRY}(?:/(?:state|territory|district):(?P<state>[a-z]{{2}}))(?P<rest>/.*)?", cells["id"]
    )
    digits = re.sub(r"\D", "", cells["census_geoid"])
    if (
        not match
        or len(digits) not in _LENGTH_KINDS
        or not re.fullmatch(
            r"(/(county|parish|borough|census_area|censusarea|municipio))?(:[^/:]+)?(/place:[^/:]+)?",
            match["rest"] or "",
        )
    ):
        return None
    kind = _LENGTH_KINDS[len(digits)]
    if kind == "state":
        kind = {"territory": "territory", "district": "district"}.get(
            cells["id"].rpartition("/")[2].partition(":")[0], "state"
        )
        return Division(cells["id"], digits, kind, cells["name"], cells["name"], match["state"].upper())
    found = _SUFFIXES.search(cells["name"]) or _SUFFIXES.search(cells["name"].lower())
    name = cells["name"][: found.start()] if found else cells["name"]
    legal = found[1].lower() if found else ""
    return Division(
        ocd_id=cells["id"],
        geoid=digits,
        kind=kind,
        name=name,
        full_name=_full_name(name, legal, cells["name"], len(digits)),
        state=match["state"].upper(),
        parent=_parent(cells["id"]),
        same_as=cells.get("sameAs", ""),
    )


def _full_name(name: str, kind: str, printed: str, geoid_length: int) -> str:
    """The name with its legal kind: "Cook County", "City of Chicago", "Andover Township"."""
    if geoid_length == 5:
        return printed or (name if kind == "" else f"{name} {kind.title()}")
    if kind in ("independent city", "consolidated city"):
        return f"City of {name}"
    if kind in _BEFORE:
        return f"{kind.title()} of {name}"
    if kind == "town (county subdivision)":
        return f"Town of {name}"
    if kind in ("township", "plantation"):
        return f"{name} {kind.title()}"
    return name


def _parent(ocd_id: str) -> str:
    """OCD id of what a division lies in; blank for states."""
    parent = ocd_id.rpartition("/")[0]
    return "" if parent == COUNTRY else parent
