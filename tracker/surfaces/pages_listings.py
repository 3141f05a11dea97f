"""Who lists a place, from when to when, in plain attributed words.

The rule is in ``records.status``. Pure: editions and lines in, words out.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.models import Jurisdiction, ListEdition, Listing, Organization
from tracker.records.status import WORDS, code
from tracker.templatetags.showing import day as in_words

_DESCRIBED = re.compile(
    r"(?:Association|Board|Bureau|Center|Coalition|Committee|Council|Department|Federation|Institute|League|Office"
    r"|Society) (?:for|of|on|to) "
)
"""Names that are a description, which a sentence calls "the Center for …"."""
_COUNTABLE = re.compile(
    r"\b(?:Administration|Agency|Board|Bureau|Center|Commission|Council|Court|Department|Directorate|Division|Guard"
    r"|Office|Patrol|Service)\b"
)
"""Words that make an agency's name one with an article: "the Department of …", but "Customs and Border Protection"."""


@dataclass(frozen=True)
class Standing:
    """What one maker says of one place on a day. ``line`` is None where the edition does not print it."""

    maker: Organization
    code: str
    edition: ListEdition | None = None
    line: Listing | None = None

    @property
    def word(self) -> str:
        """The word shown for the code."""
        return WORDS[self.code]


@dataclass(frozen=True)
class Run:
    """A stretch of days over which a maker listed a place, through one or more editions.

    ``until`` is the day it ended, None while it stands; ``ending`` says how: "withdrawn", "retracted" or
    "left off" (``left_off_by``, the next edition, no longer prints it).
    """

    maker: Organization
    since: datetime.date
    precision: str
    lines: tuple[Listing, ...]
    until: datetime.date | None = None
    ending: str = ""
    left_off_by: ListEdition | None = None


def standing(
    place: Jurisdiction,
    maker: Organization,
    edition: ListEdition | None,
    line: Listing | None,
    *,
    day: datetime.date,
) -> Standing:
    """What a maker says of a place on a day. ``edition``: its newest published by then, None if none yet."""
    word = code(
        edition,
        kind=place.kind,
        state=place.state_code,
        is_printed=line is not None,
        is_kept=line is not None and (line.retracted_on is None or line.retracted_on > day),
        day=day,
    )
    return Standing(maker, word, edition, line)


def newest(editions: Iterable[ListEdition], *, day: datetime.date) -> dict[int, ListEdition]:
    """The newest edition published by a day, by the id of its maker."""
    found: dict[int, ListEdition] = {}
    for edition in sorted(editions, key=lambda edition: (edition.published_on, edition.pk)):
        if edition.published_on <= day:
            found[edition.maker_id] = edition
    return found


def runs(editions: Iterable[ListEdition], lines: Mapping[int, Listing], *, day: datetime.date) -> list[Run]:
    """The stretches over which each maker listed a place, as seen on a day, newest first.

    ``editions``: all of the makers', in any order; ``lines``: the place's line by id of the edition.
    """
    by_maker: dict[int, list[ListEdition]] = defaultdict(list)
    for edition in sorted(editions, key=lambda edition: (edition.published_on, edition.pk)):
        if edition.published_on <= day:
            by_maker[edition.maker_id].append(edition)
    found = [run for sequence in by_maker.values() for run in _runs_of(sequence, lines, day=day)]
    return sorted(found, key=lambda run: (run.until is None, run.since), reverse=True)


def _runs_of(
    sequence: list[ListEdition], lines: Mapping[int, Listing], *, day: datetime.date
) -> Iterable[Run]:
    """The runs of one maker. An edition entered in part that does not print the place ends nothing."""
    opened: list[tuple[ListEdition, Listing]] = []

    def close(until: datetime.date | None, ending: str, left_off_by: ListEdition | None = None) -> Run:
        first = opened[0][0]
        run = Run(
            first.maker,
            first.published_on,
            first.published_precision,
            tuple(line for _, line in opened),
            until,
            ending,
            left_off_by,
        )
        opened.clear()
        return run

    for edition in sequence:
        line = lines.get(edition.pk)
        if line is None:
            if opened and not edition.is_partial:
                yield close(edition.published_on, "left off", edition)
            continue
        opened.append((edition, line))
        if line.retracted_on and line.retracted_on <= day:
            yield close(line.retracted_on, "retracted")
        elif edition.withdrawn_on and edition.withdrawn_on <= day:
            yield close(edition.withdrawn_on, "withdrawn")
    if opened:
        yield close(None, "")


def sentence(found: list[Run]) -> str:
    """One plain sentence that attributes: who listed the place, since when, and how it ended."""
    if not found:
        return ""
    return "; ".join([_clause(run, first=not number) for number, run in enumerate(found)]) + "."


def _clause(run: Run, *, first: bool) -> str:
    verb = "Listed" if first else "listed"
    by = f"{verb} by {named(run.maker)}"
    since = in_words(run.since, run.precision)
    if run.until is None:
        return f"{by} since {since}"
    until = in_words(run.until)
    ending = {
        "withdrawn": "when the list was taken down",
        "retracted": "when the line was taken back",
        "left off": "when a new edition left it off",
    }[run.ending]
    return f"{by} from {since} until {until}, {ending}"


def named(maker: Organization) -> str:
    """A maker's name inside a sentence, with the article its kind takes, or its form ("Center for …")."""
    takes_the = maker.kind == "executive" or (
        _COUNTABLE.search(maker.name) if maker.kind == "agency" else _DESCRIBED.match(maker.name)
    )
    if takes_the and not maker.name.lower().startswith("the "):
        return f"the {maker.name}"
    return maker.name
