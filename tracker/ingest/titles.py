"""Titles and offices: words before a name, and nouns that stand for the person who holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.ingest import lexicon


@dataclass(frozen=True, slots=True)
class Office:
    """One line of the lexicon of offices, lower case.

    ``public`` says that the noun by itself is a public office. ``gender`` is "m", "f" or blank. ``role`` is the noun
    that nouns of the same office share: "councilmember" of a councilwoman.
    """

    noun: str
    gender: str
    role: str
    short: tuple[str, ...]
    plurals: tuple[str, ...]
    public: bool


def _offices() -> Iterator[Office]:
    for line in lexicon.lines("offices"):
        singular, _, plurals = line.partition("+")
        printed, _, short = singular.partition(":")
        noun, *marks = printed.split()
        gender = "".join(mark for mark in marks if mark in ("m", "f"))
        same = [mark[1:] for mark in marks if mark[0] == "="]
        yield Office(
            noun,
            gender,
            (same or [noun])[0],
            tuple(short.split()),
            tuple(plurals.split()),
            "~" not in marks,
        )


def _marked(name: str) -> dict[str, str]:
    """Words of a list with the mark behind each, blank where there is none."""
    return {line.split()[0].lower(): [*line.split(), ""][1] for line in lexicon.lines(name)}


def _singular(office: Office, plural: str) -> str:
    """ "sens." is of "sen.", "aldermen" of "alderman"."""
    for short in office.short:
        if plural in (f"{short}s", f"{short.rstrip('.')}s."):
            return short
    return office.noun


_OFFICES = tuple(_offices())

OFFICE_NOUNS: Final = frozenset(office.noun for office in _OFFICES)
PUBLIC_OFFICES: Final = frozenset(
    word.rstrip(".") for o in _OFFICES if o.public for word in (o.noun, *o.short, *o.plurals)
)
"""Words that are public offices by themselves, in lower case without full stop."""
SINGULARS: Final = {plural: _singular(office, plural) for office in _OFFICES for plural in office.plurals}
"""Plural of an office as printed before names → its singular: "sens." → "sen."."""

TITLES: Final = (
    _marked("titles")
    | {office.noun: office.gender for office in _OFFICES}
    | {word: "" for office in _OFFICES for word in (*office.short, *office.plurals)}
)
"""Words before a name, in lower case → gender of who bears them, "m", "f" or blank."""

PERSON_NOUNS: Final = (
    _marked("person_nouns")
    | {office.noun: office.gender for office in _OFFICES}
    | {plural: "+" for office in _OFFICES for plural in office.plurals if "." not in plural}
)
"""Nouns for a person or a body in the act of speaking → "m", "f", "+" of several, "o" of a body, or blank."""

ROLES: Final = {
    spelt: office.role
    for office in _OFFICES
    for word in (office.noun, *office.short, *office.plurals)
    for spelt in (word, word.rstrip("."))
}
"""Every word for an office → the noun that all words for it share: "sens." → "senator"."""


def is_of_several(lows: Sequence[str], last: int) -> bool:
    """Whether the title that ends before token ``last`` is one of several: "Sens.", "Attorneys General"."""
    return lows[last - 1] in SINGULARS or (
        last > 1 and lows[last - 1] == "general" and lows[last - 2] in SINGULARS
    )


def of_one(title: str) -> str:
    """A title printed before several names as one of them bears it: "State Sens." is "State Sen."."""
    words = title.split()
    at = -2 if len(words) > 1 and words[-1].lower() == "general" else -1
    singular = SINGULARS.get(words[at].lower()) if words else None
    if singular is None:
        return title
    words[at] = singular.capitalize() if words[at][0].isupper() else singular
    return " ".join(words)
