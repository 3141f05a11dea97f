"""What a query string asks of the comparison, the same for page, CSV, JSON and map."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.utils import timezone

from tracker.models import JurisdictionKind
from tracker.records.compare import Comparison
from tracker.records.filters import no_states
from tracker.records.parameters import (
    SHARED,
    BadParameters,
    Clock,
    given_values,
    instant,
    read_shared,
    unknown,
)
from tracker.records.status import VERDICTS

OWN = ("state", "kind", "maker", "verdict")
CLOCKS = ("as_of", "known_at")


@dataclasses.dataclass(frozen=True)
class Asked:
    """The parameters, read. ``makers`` are not checked before the books are open."""

    clock: Clock
    page: int
    values: Mapping[str, tuple[str, ...]]

    def comparison(self) -> Comparison:
        """The comparison asked for; to be called inside its books. Raises BadParameters for unknown makers."""
        made = Comparison(
            self.clock,
            states=self.values["state"],
            kinds=self.values["kind"],
            makers=self.values["maker"],
            verdicts=self.values["verdict"],
        )
        offered = {edition.maker.slug for edition in made.offered}
        if wrong := set(made.makers) - offered:
            known = ", ".join(sorted(offered)) or "none"
            raise BadParameters(
                {"maker": f"has no list by this day: {', '.join(sorted(wrong))}; these have: {known}."}
            )
        return made

    def query(
        self, names: Iterable[str] = (*OWN, *CLOCKS), *, page: int = 1, **changes: str | tuple[str, ...]
    ) -> str:
        """The query string of the same comparison, sorted; ``changes`` replaces values, ``page`` is left out
        for the first."""
        values = {name: self.values.get(name, ()) for name in OWN}
        if self.clock.as_of:
            values["as_of"] = (self.clock.as_of.isoformat(),)
        if self.clock.known_at:
            values["known_at"] = (instant(self.clock.known_at),)
        for name, value in changes.items():
            values[name] = (value,) if isinstance(value, str) else value
        wanted = set(names)
        pairs = [(n, one) for n in sorted(values) if n in wanted for one in sorted(values[n]) if one]
        return urlencode(pairs + ([("page", str(page))] if page > 1 else []))


def read(
    query: Mapping[str, str],
    *,
    known: Iterable[str] = (*OWN, *CLOCKS, "page"),
    what: str = "the comparison",
) -> Asked:
    """Read a query string; ``known`` are the parameters the address takes. Raises BadParameters."""
    known = tuple(known)
    values = given_values(query)
    shared, errors = read_shared(values, now=timezone.now(), sorts=("state",))
    errors = {name: sentence for name, sentence in errors.items() if name in known}
    errors |= unknown((name for name in values if name not in SHARED), known=known, plural=what)
    errors |= {name: f"is not a filter of {what}." for name in values if name in SHARED and name not in known}
    asked = {name: tuple(values.get(name, ())) for name in OWN}
    if refusal := no_states(asked["state"]):
        errors.setdefault("state", refusal)
    for name, codes in (("kind", JurisdictionKind.values), ("verdict", VERDICTS)):
        if set(asked[name]) - set(codes):
            errors.setdefault(name, f"must be one of: {', '.join(codes)}.")
    if errors:
        raise BadParameters(errors)
    return Asked(shared.clock, shared.page, asked)
