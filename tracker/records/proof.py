"""What proves a record: columns every cited kind has, and how many sources stand behind the words."""

from __future__ import annotations

from django.db.models import Count, Q

from tracker.models import Citation, State
from tracker.records.columns import Column, Gathered, ListOf, address


def identity(kind: str, singular: str) -> tuple[Column, Column]:
    """The columns every kind begins with."""
    return (
        Column("slug", "slug", f"Last part of the {singular}'s address; never changes.", in_list=False),
        Column("url", address(kind), "Address of its page here.", shown_as="url", in_list=False),
    )


# Notices are few: they come first, so that nothing is gathered for the many records without one.
NOTICED = """
SELECT key, array_agg(DISTINCT kind::text) AS source_notice FROM (
    SELECT citation.{target}_id AS key, notice.kind
      FROM tracker_sourcenotice AS notice JOIN tracker_citation AS citation USING (article_id)
     WHERE notice.is_public AND citation.{target}_id IS NOT NULL
    {printed}
) AS noticed {{narrow}} GROUP BY key
"""

PRINTED = {
    "quotation": """UNION ALL
    SELECT quotation.id, notice.kind FROM tracker_sourcenotice AS notice
      JOIN tracker_snapshot AS capture USING (article_id)
      JOIN tracker_quotation AS quotation ON quotation.snapshot_id = capture.id
     WHERE notice.is_public""",
    "figure": """UNION ALL
    SELECT figure.id, notice.kind FROM tracker_sourcenotice AS notice
      JOIN tracker_figure AS figure USING (article_id)
     WHERE notice.is_public""",
}
"""Kinds that stand in a text, beside being cited to some."""


def citations(target: str) -> tuple[Column, ...]:
    """How many citations prove a record, the addresses of the texts cited, and what is noted about those."""
    proof = Gathered(
        rows=lambda clock: Citation.objects.filter(
            **{f"{target}__isnull": False}, article__state=State.PUBLISHED
        ),
        by=target,
        values={
            "citations": Count("pk"),
            "sources": ListOf("article__url", where=Q(article__url__isnull=False)),
        },
    )
    return (
        Column(
            "citations",
            proof["citations"],
            "How many citations support, dispute or mention it.",
            shown_as="number",
        ),
        Column(
            "sources",
            proof["sources"],
            "Addresses of the texts cited; blank if none has an address.",
            shown_as="list",
            in_list=False,
        ),
        Column(
            "source_notice",
            Gathered(
                sql=NOTICED.format(target=target, printed=PRINTED.get(target, "")),
                values={"source_notice": ""},
            )["source_notice"],
            "What is noted about a text it rests on: corrected, withdrawn, changed or unreliable;"
            " blank if nothing.",
            shown_as="list",
            in_list=False,
        ),
    )


# An article that rests on others counts as those it finally rests on; the narrowing comes first, so that a
# page follows the derivations of its own rows only.
INDEPENDENT = """
WITH RECURSIVE printed AS (
    {printed}
), up (article_id, rests_on_id) AS (
    SELECT DISTINCT article_id, article_id FROM tracker_derivation
     WHERE article_id IN (SELECT article_id FROM printed)
    UNION
    SELECT up.article_id, edge.source_id FROM up JOIN tracker_derivation AS edge ON edge.article_id = up.rests_on_id
), roots AS (
    SELECT article_id, rests_on_id FROM up
     WHERE NOT EXISTS (SELECT FROM tracker_derivation AS edge WHERE edge.article_id = up.rests_on_id)
)
SELECT key, count(DISTINCT COALESCE(roots.rests_on_id, printed.article_id)) AS independent_sources
  FROM printed LEFT JOIN roots USING (article_id)
 GROUP BY key
"""

PRINTINGS = """
    SELECT DISTINCT key, capture.article_id
      FROM (SELECT utterance_id AS key, snapshot_id FROM tracker_quotation WHERE state = 'published') AS quotation
      JOIN tracker_snapshot AS capture ON capture.id = quotation.snapshot_id
      {narrow}
"""
ITSELF = "SELECT key, key AS article_id FROM (SELECT id AS key FROM tracker_article) AS article {narrow}"


def _independent(printed: str, *, over: str) -> Gathered:
    return Gathered(
        sql=INDEPENDENT.replace("{printed}", printed), over=over, values={"independent_sources": "count"}
    )


INDEPENDENT_SOURCES = _independent(PRINTINGS, over="utterance")
"""Independent sources of an utterance: the texts that its printings finally rest on."""

INDEPENDENT_OF_ARTICLE = _independent(ITSELF, over="pk")
INDEPENDENT_OF_FIGURE = _independent(ITSELF, over="article")
"""Independent sources of one text: those it finally rests on; itself if it rests on none."""
