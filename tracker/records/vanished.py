"""Words that an earlier capture holds and the newest one of the same text does not. Asked anew each time:
nothing is stored, and nothing is anchored anew."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, router

from tracker.models import Quotation
from tracker.models.media import EXCERPT
from tracker.records.columns import Gathered


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

# The narrowing comes first, so that only the captures of the quotations asked for are looked up, and only texts
# that differ are read.
_GONE = f"""
SELECT quotation.key, newest.sha256, newest.captured_at, newest.status,
       CASE WHEN newest.status = 200 THEN 'changed' ELSE 'gone' END AS later_capture,
       to_char(newest.captured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS later_captured_at
  FROM (SELECT * FROM (SELECT id AS key, snapshot_id, exact FROM tracker_quotation) AS every {{narrow}}) AS quotation
       JOIN tracker_snapshot own ON own.id = quotation.snapshot_id
       CROSS JOIN LATERAL (SELECT snapshot.id, snapshot.sha256, snapshot.captured_at, snapshot.status, snapshot.text
                             FROM tracker_snapshot snapshot
                            WHERE snapshot.article_id = own.article_id
                              AND snapshot.captured_at > own.captured_at
                              AND snapshot.extractor <> '{EXCERPT}'
                         ORDER BY snapshot.captured_at DESC, snapshot.id DESC LIMIT 1) AS newest
 WHERE newest.sha256 <> own.sha256
   AND strpos({_ONE_LINE.format("newest.text")}, {_ONE_LINE.format("quotation.exact")}) = 0
"""

GONE = Gathered(sql=_GONE, values={"later_capture": "", "later_captured_at": ""})
"""What became of a quotation's words in the newest capture of its text, as columns; none while they are there."""


def vanished(quotations: Iterable[int]) -> dict[int, Vanished]:
    """Of these quotations (ids) those whose words are not in the newest capture of their article.

    Only a later capture of the whole text can lack them; an excerpt of another passage says nothing. Blanks and
    line ends make no difference. One query; each newest capture is read in the database, so give only what a page
    shows.
    """
    ids = list(quotations)
    if not ids:
        return {}
    with connections[router.db_for_read(Quotation)].cursor() as cursor:
        cursor.execute(_GONE.format(narrow="WHERE key = ANY(%s)"), [ids])
        return {pk: Vanished(*found) for pk, *found, _, _ in cursor.fetchall()}
