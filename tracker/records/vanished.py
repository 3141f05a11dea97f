"""Words that an earlier capture holds and the newest one of the same text does not. Asked anew each time:
nothing is stored, and nothing is anchored anew."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, router

from tracker.models import Quotation
from tracker.models.media import EXCERPT


@dataclass(frozen=True, slots=True)
class Vanished:
    """The newest capture, which lacks the words: its hash, when it was made (UTC), what the address answered."""

    sha256: str
    captured_at: datetime.datetime
    status: int

    @property
    def is_absent(self) -> bool:
        """Whether the whole text is gone from its address."""
        return self.status != 200


_ONE_LINE = r"regexp_replace({}, '\s+', ' ', 'g')"


def vanished(quotations: Iterable[int]) -> dict[int, Vanished]:
    """Of these quotations (ids) those whose words are not in the newest capture of their article.

    Only a later capture of the whole text can lack them; an excerpt of another passage says nothing. Blanks and line ends make no difference. One query; each newest capture is read in the database, so give
    only what a page shows.
    """
    ids = list(quotations)
    if not ids:
        return {}
    with connections[router.db_for_read(Quotation)].cursor() as cursor:
        cursor.execute(
            f"""
            SELECT quotation.id, newest.sha256, newest.captured_at, newest.status
              FROM tracker_quotation quotation
                   JOIN tracker_snapshot own ON own.id = quotation.snapshot_id
                   CROSS JOIN LATERAL (SELECT snapshot.id, snapshot.sha256, snapshot.captured_at,
                                              snapshot.status, snapshot.text
                                         FROM tracker_snapshot snapshot
                                        WHERE snapshot.article_id = own.article_id
                                          AND snapshot.captured_at > own.captured_at
                                          AND snapshot.extractor <> %s
                                     ORDER BY snapshot.captured_at DESC, snapshot.id DESC LIMIT 1) AS newest
             WHERE quotation.id = ANY(%s) AND newest.id <> own.id AND newest.sha256 <> own.sha256
               AND strpos({_ONE_LINE.format("newest.text")}, {_ONE_LINE.format("quotation.exact")}) = 0
            """,
            [EXCERPT, ids],
        )
        return {pk: Vanished(*found) for pk, *found in cursor.fetchall()}
