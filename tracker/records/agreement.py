"""How far two lists name the same places: counts, a share, and how sure so few places let one be."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tracker.records.status import LEAVES_OFF, LISTS

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two makers, by their positions in the comparison, over the places where both speak.

    ``both`` of ``places`` are on both lists; ``first_only`` and ``second_only`` on one alone. Places on neither
    do not count: all of a country's unlisted places would make any two lists agree.

    ``partial``: which of the two are entered only in part. Such a list can be seen to name a place and not to leave
    it out, so the counts favour it and no share is given; ``unheard`` are the places the other names and on
    which the part we have is silent.
    """

    first: int
    second: int
    both: int
    first_only: int
    second_only: int
    partial: tuple[int, ...] = ()
    unheard: int = 0

    @property
    def places(self) -> int:
        """Places that at least one of the two lists, and of which both speak."""
        return self.both + self.first_only + self.second_only

    @property
    def share(self) -> float | None:
        """Part of those places that is on both lists, 0 to 1; None if there is none, or a list is partial."""
        return self.both / self.places if self.places and not self.partial else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval of the share, 95 %; None where there is no share."""
        return wilson(self.both, self.places) if self.share is not None else None


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212).

    Raises ValueError unless 0 ≤ successes ≤ trials and trials > 0.
    """
    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials} is no share")
    share, square = successes / trials, Z_95 * Z_95
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = (
        Z_95
        / (1 + square / trials)
        * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    )
    # At the ends the formula gives exactly 0 and 1, but for rounding.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return low, high


def agreements(
    makers: int, rows: Iterable[tuple[Sequence[str], int]], *, partial: Collection[int] = ()
) -> list[Agreement]:
    """Each pair of makers. ``rows``: the codes of all makers for some places, and how many places those are;
    ``partial``: the makers whose lists are entered only in part."""
    counts = {pair: [0, 0, 0] for pair in itertools.combinations(range(makers), 2)}
    unheard: Counter[tuple[int, int]] = Counter()
    alike: Counter[tuple[str, ...]] = Counter()
    for codes, number in rows:
        alike[tuple(codes)] += number
    for codes, number in alike.items():
        speaks = [n for n, code in enumerate(codes) if code in LISTS or code in LEAVES_OFF]
        for first, second in itertools.combinations(speaks, 2):
            is_first, is_second = codes[first] in LISTS, codes[second] in LISTS
            if is_first or is_second:
                counts[first, second][0 if is_first and is_second else 1 if is_first else 2] += number
        for one in partial:
            for other in speaks:
                if codes[one] == "silent" and codes[other] in LISTS:
                    unheard[min(one, other), max(one, other)] += number
    return [
        Agreement(*pair, *found, tuple(n for n in pair if n in partial), unheard[pair])
        for pair, found in counts.items()
    ]
