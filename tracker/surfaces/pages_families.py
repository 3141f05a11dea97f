"""Printings of one utterance side by side, and which texts rest on which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db import connections, router

from tracker.models import Article, Derivation, Quotation
from tracker.models.base import Precision
from tracker.surfaces.pages_proof import citable

MAX_TEXTS = 60
"""Texts drawn in one picture; a larger family is told in numbers only."""

_AROUND_WORDS = ",.;:!?…—–-'"

MAX_WORDS = 600
"""Longer printings are not compared word by word: the comparison grows with the product of the lengths."""


@dataclass(frozen=True)
class Piece:
    """A stretch of words: "same" in both printings, "only_here" in this one, "only_there" in the other."""

    kind: str
    words: str


def differences(here: str, there: str) -> list[Piece]:
    """How another printing's words differ from this one's, word by word.

    Marks, capitals and the punctuation around a word are the outlet's typography, not the speaker's words;
    brackets count, since they say that a word was put in.
    """
    first, second = _words(here), _words(there)
    if max(len(first), len(second)) > MAX_WORDS:
        return [Piece("same", there)]
    pieces: list[Piece] = []
    folded = [[word.strip(_AROUND_WORDS).casefold() for word in words] for words in (first, second)]
    matcher = SequenceMatcher(None, *folded, autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", " ".join(second[k:m])))
            continue
        if i < j:
            pieces.append(Piece("only_here", " ".join(first[i:j])))
        if k < m:
            pieces.append(Piece("only_there", " ".join(second[k:m])))
    return pieces


def first_printed(quotations: Sequence[Quotation]) -> int | None:
    """Id of the printing published first; None where no date, or a month or year alone, leaves it open."""
    dated = [(quotation.snapshot.article, quotation.pk) for quotation in quotations]
    if len(dated) < 2 or any(article.published_on is None for article, _ in dated):
        return None
    (first, pk), (second, _), *_ = sorted(dated, key=lambda pair: (pair[0].published_on, pair[1]))
    # A printing of "July 2017" may be any day of it: it begins on the first and may still be the later one.
    is_open = first.published_precision != Precision.DAY or first.published_on == second.published_on
    return None if is_open else pk


def compared_with(quotations: Sequence[Quotation]) -> int | None:
    """Id of the printing that labels of the others compare with: the first that was surely printed by its day."""
    return min(quotations, key=lambda one: (one.printed_by, one.pk)).pk if len(quotations) > 1 else None


def first_captured(quotations: Sequence[Quotation]) -> int | None:
    """Id of the printing captured first; None where two were captured at the same moment."""
    moments = sorted((quotation.snapshot.captured_at, quotation.pk) for quotation in quotations)
    return moments[0][1] if len(moments) > 1 and moments[0][0] < moments[1][0] else None


def _words(text: str) -> list[str]:
    return re.sub(r"[“”\"]", "", text.replace("’", "'").replace("‘", "'")).split()


@dataclass
class Node:
    """A text in the picture. ``level`` 0 rests on nothing we know of; ``x`` and ``y`` are in SVG units."""

    article: Article
    level: int = 0
    x: int = 0
    y: int = 0
    is_root: bool = False
    is_captured: bool = True
    is_here: bool = False

    @property
    def text_x(self) -> int:
        """Where the words in its box begin."""
        return self.x + 10

    @property
    def text_y(self) -> int:
        """Base line of its first line."""
        return self.y + 19

    @property
    def sub_y(self) -> int:
        """Base line of its second line."""
        return self.y + 35

    @property
    def label(self) -> str:
        """The publisher's name, short enough for its box."""
        name = str(self.article.outlet or self.article.organization or self.article.headline)
        return name if len(name) <= 24 else f"{name[:23]}…"


@dataclass(frozen=True)
class Family:
    """Texts and what they rest on. ``printing``: how many texts print it; ``independent``: how many of all rest
    on nothing we know of."""

    printing: int
    independent: int
    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[Node, Node, Derivation]] = field(default_factory=list)
    width: int = 0
    height: int = 0

    @property
    def lines(self) -> list[str]:
        """SVG paths from each source to the text that rests on it."""
        return [
            f"M{source.x + BOX} {source.y + HEIGHT // 2}"
            f" C{source.x + BOX + 30} {source.y + HEIGHT // 2} {child.x - 30} {child.y + HEIGHT // 2}"
            f" {child.x} {child.y + HEIGHT // 2}"
            for child, source, _ in self.edges
        ]

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture worth showing."""
        return bool(self.edges)


UP = """
WITH RECURSIVE up (id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT edge.source_id FROM tracker_derivation AS edge JOIN up ON edge.article_id = up.id
)
"""
COUNTED = f"""{UP}
SELECT count(*),
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM tracker_derivation AS edge WHERE edge.article_id = up.id))
  FROM up
"""
"""Texts given and above, and those of them that rest on nothing: the same rule as the column independent_sources
of the exports."""

EDGES = f"{UP} SELECT edge.id, edge.article_id, edge.source_id FROM tracker_derivation AS edge JOIN up ON edge.article_id = up.id"
"""Every edge above some texts; asked for only when there are few enough texts to draw."""


def family(article_ids: Iterable[int], *, here: int | None = None) -> Family:
    """The texts given and all they rest on. ``here``: the text the page is about."""
    printing = list(dict.fromkeys(article_ids))
    if not printing:
        return Family(0, 0)
    with connections[router.db_for_read(Derivation)].cursor() as cursor:
        cursor.execute(COUNTED, [printing])
        texts, independent = cursor.fetchone()
        if texts > MAX_TEXTS:
            return Family(len(printing), independent)
        cursor.execute(EDGES, [printing])
        rows = cursor.fetchall()
    if not rows:
        return Family(len(printing), independent)
    above: dict[int, set[int]] = defaultdict(set)
    for _, child, parent in rows:
        above[child].add(parent)
    everyone = {*printing, *(row[1] for row in rows), *(row[2] for row in rows)}
    return _drawn(printing, everyone, above, [row[0] for row in rows], independent=independent, here=here)


COLUMN, ROW, BOX, HEIGHT, LEFT, TOP = 250, 58, 190, 44, 6, 8


def _drawn(
    printing: list[int],
    everyone: set[int],
    above: dict[int, set[int]],
    edge_ids: list[int],
    *,
    independent: int,
    here: int | None,
) -> Family:
    """Columns from left to right: what rests on nothing, what rests on it, and so on."""
    articles = citable().exclude(state="draft").in_bulk(everyone)
    captured = set(
        Article.objects.filter(pk__in=everyone, snapshots__isnull=False).values_list("pk", flat=True)
    )
    nodes = {
        pk: Node(
            article,
            level=_level(pk, above, {}),
            is_root=not above[pk],
            is_captured=pk in captured,
            is_here=pk == here,
        )
        for pk, article in articles.items()
    }
    rows: dict[int, int] = defaultdict(int)
    for node in sorted(nodes.values(), key=lambda node: (node.level, str(node.article.published_on))):
        node.x, node.y = LEFT + node.level * COLUMN, TOP + rows[node.level] * ROW
        rows[node.level] += 1
    edges = [
        (nodes[edge.article_id], nodes[edge.source_id], edge)
        for edge in Derivation.objects.filter(pk__in=edge_ids)
        if edge.article_id in nodes and edge.source_id in nodes
    ]
    return Family(
        len(printing),
        independent,
        sorted(nodes.values(), key=lambda node: (node.level, node.y)),
        edges,
        width=LEFT * 2 + max(rows) * COLUMN + BOX,
        height=TOP * 2 + max(rows.values()) * ROW,
    )


def _level(pk: int, above: dict[int, set[int]], known: dict[int, int]) -> int:
    if pk not in known:
        known[pk] = 1 + max((_level(parent, above, known) for parent in above[pk]), default=-1)
    return known[pk]
