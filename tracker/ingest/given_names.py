"""US given names: whose they may be, and whether two of them may be one person's.

From the 1990 census lists of the ``names`` package, corrected by two short lists of our own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from tracker.ingest import lexicon

# How much commoner a name must be for one sex before it tells the bearer's gender.
_GENDER_RATIO = 4.0


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


@cache
def surnames_alone() -> dict[str, str]:
    """Surnames that mean one national figure when no given name stands in the text, with the gender."""
    pairs = ((line.split()[0], line.split()[1:]) for line in lexicon.lines("surnames_alone"))
    return {name: "" if gender == "x" else gender for gender, names in pairs for name in names}


@cache
def surnames() -> dict[str, float]:
    """US surnames in lower case with the percentage of people who bear them (1990 census)."""
    lines = (files("names") / "dist.all.last").read_text(encoding="utf-8").splitlines()
    return {parts[0].lower(): float(parts[1]) for parts in map(str.split, lines) if len(parts) == 4}


@cache
def lone_given_names() -> frozenset[str]:
    """Given names that stand for a person by themselves: commoner as given name than as surname."""
    last = surnames()
    shares: dict[str, float] = {}
    for name in ("dist.male.first", "dist.female.first"):
        for line in (files("names") / name).read_text(encoding="utf-8").splitlines():
            parts = line.split()
            if len(parts) == 4:
                shares[parts[0].lower()] = max(shares.get(parts[0].lower(), 0.0), float(parts[1]))
    ours = {name.lower() for line in lexicon.lines("given_names") for name in line.split()[1:]}
    known = given_names()
    return frozenset(name for name in known if shares.get(name, 0.0) > last.get(name, 0.0) or name in ours)


def same_given(one: str, other: str) -> bool:
    """Whether two given names in lower case may be one person's: equal, an initial, a short form."""
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
