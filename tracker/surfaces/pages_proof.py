"""What proves a record: the citing texts with their passages, ready for parts/proof.html."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import DenseRank, RowNumber

from tracker.models import Article, Citation, Snapshot, SourceNotice

SHOWN = 12
"""Citations shown per record; the other texts are counted in the summary."""


@dataclass(frozen=True)
class Evidence:
    """One text that supports, disputes or mentions a record; the passage is blank if not captured."""

    article: Article
    snapshot: Snapshot | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    locator: str = ""
    stance: str = "supports"
    note: str = ""


@dataclass(frozen=True)
class Proof:
    """All evidence for one record, or for several said as one: the part shown, and of how many texts it is.

    ``total`` counts texts, not citations: one text cited for a list and again for a line of it, or for two passages,
    is one source. All its passages are shown, each once; a citation that marks none is left out beside one that does.
    """

    shown: list[Evidence] = field(default_factory=list)
    total: int = 0

    def __add__(self, other: Proof) -> Proof:
        """The evidence for two things said as one. A text is seen to be in both if both show it."""
        return Proof(
            _each_once([*self.shown, *other.shown]),
            self.total + other.total - len(self._texts & other._texts),
        )

    @property
    def _texts(self) -> set[int]:
        return {item.article.pk for item in self.shown}

    @property
    def disputing(self) -> int:
        """How many of the texts shown dispute the record."""
        return len({item.article.pk for item in self.shown if item.stance == "disputes"})

    @property
    def noticed(self) -> list[str]:
        """What is noted about the texts shown, in words, each once: "corrected by its publisher"."""
        notices = (notice for item in self.shown for notice in item.article.public_notices)
        return list(dict.fromkeys(notice.get_kind_display() for notice in notices))

    @property
    def more(self) -> int:
        """How many texts are not shown."""
        return self.total - len(self._texts)


def _each_once(items: list[Evidence]) -> list[Evidence]:
    """The items without those that add nothing to another of the same text and stance; those of a text stand together."""
    found: dict[tuple[int, str], dict[tuple[str, str, str], Evidence]] = {}
    for item in items:
        said = found.setdefault((item.article.pk, item.stance), {})
        said.setdefault((item.exact, item.locator, item.note), item)
    nothing = ("", "", "")
    return [
        item for said in found.values() for words, item in said.items() if words != nothing or len(said) == 1
    ]


def public_notices(path: str = "") -> Prefetch:
    """Prefetch of an article's public notices, as ``public_notices``; ``path`` leads to the article."""
    return Prefetch(
        f"{path}notices", queryset=SourceNotice.objects.filter(is_public=True), to_attr="public_notices"
    )


def citable() -> QuerySet[Article]:
    """Articles as sources: with outlet, issuer and public notices, in two queries however many."""
    return Article.objects.select_related("outlet", "organization").prefetch_related(public_notices())


def proofs(target: str, ids: Iterable[int]) -> dict[int, Proof]:
    """The proof of each record of a kind. ``target``: the column of Citation, such as "official".

    Every id has an entry. Texts that were never published are not evidence the public can check, so they
    are left out and not counted.
    """
    wanted = list(ids)
    column = f"{target}_id"
    rows = (
        Citation.objects.filter(**{f"{column}__in": wanted})
        .exclude(article__state="draft")
        .annotate(
            rank=Window(RowNumber(), partition_by=[F(column)], order_by="id"),
            # Two ranks of a text, from either end, add up to one more than there are texts.
            texts=Window(DenseRank(), partition_by=[F(column)], order_by="article_id")
            + Window(DenseRank(), partition_by=[F(column)], order_by="-article_id")
            - 1,
        )
        .filter(rank__lte=SHOWN)
        .select_related("article__outlet", "article__organization", "snapshot")
        .defer("snapshot__text")
        .prefetch_related(public_notices("article__"))
        .order_by("id")
    )
    found: dict[int, list[Evidence]] = {}
    totals: dict[int, int] = {}
    for row in rows if wanted else ():
        found.setdefault(getattr(row, column), []).append(
            Evidence(
                article=row.article,
                snapshot=row.snapshot,
                exact=row.exact,
                prefix=row.prefix,
                suffix=row.suffix,
                locator=row.locator,
                stance=row.stance,
                note=row.note,
            )
        )
        totals[getattr(row, column)] = row.texts
    return {pk: Proof(_each_once(found.get(pk, [])), totals.get(pk, 0)) for pk in wanted}


def proof(target: str, pk: int) -> Proof:
    """The proof of one record."""
    return proofs(target, [pk])[pk]


def from_source(article: Article | None) -> Proof:
    """The proof of a subordinate row, which names one source."""
    if article is None or article.state == "draft":
        return Proof()
    return Proof([Evidence(article)], 1)
