"""Where sentences begin, for readers that need no tokens.

Cheaper than ``text.Doc`` and less exact: good enough to say that two things stand in one sentence, not
to bound a quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

# A full stop or a line break, then what must follow the stop: tried at these characters alone.
_END = re.compile(r"[.!?\n](?:(?<=\n)|[”\"’')]{0,2}\s{1,3}(?=[A-Z“\"‘]))")
_LONGEST_ABBREVIATION = 12
_ABBREVIATIONS = frozenset(
    "Mr Ms Mrs Dr St Ft Mt Lt Jr Sr Co No vs Sen Sens Rep Reps Gov Govs Ald Alds Del Dels Gen Sgt Capt Atty Jan Feb Aug Sept Oct Nov Dec".split()
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Starts of the sentences of a text, in code points."""

    starts: tuple[int, ...]
    length: int

    def around(self, position: int) -> tuple[int, int]:
        """Half-open range of the sentence that holds ``position``, with the white space behind it."""
        number = bisect_right(self.starts, position)
        end = self.starts[number] if number < len(self.starts) else self.length
        return self.starts[number - 1] if number else 0, end


@lru_cache(maxsize=2)
def sentences(text: str) -> Sentences:
    """Finds sentence starts: after closing punctuation before a capital, and after every line break.

    The last texts are remembered: several readers ask for the same one.
    """
    starts = [0]
    for match in _END.finditer(text):
        if match[0][0] != "." or not _abbreviates(text, match.start()):
            starts.append(match.end())
    return Sentences(tuple(starts), len(text))


def _abbreviates(text: str, stop: int) -> bool:
    """Whether the full stop at ``stop`` belongs to an initial, "U.S." or a title."""
    word = text[max(0, stop - _LONGEST_ABBREVIATION) : stop].rpartition(" ")[2].lstrip('(“"‘')
    return word in _ABBREVIATIONS or (word[-1:].isupper() and (len(word) == 1 or word[-2] == "."))
