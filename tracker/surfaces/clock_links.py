"""Links that keep the clocks: who reads the past and follows a link goes on reading it.

Done once for every page, when it is made, so that no template can forget it.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tracker.records import RECORDS
from tracker.records.parameters import Clock, instant

LINK = re.compile(r'(?<= href=")(/[\w/.-]*)(\?[^"#]*)?(#[^"]*)?(?=")', re.ASCII)
"""An address of this site in a link: path, query and fragment."""

COMPARISON = re.compile(r"/compare(?:/|/map/|\.csv|\.json)|/lists/[\w-]+/changes(?:/|\.csv)", re.ASCII)
KIND = re.compile(r"/([a-z]+)(?:/|/[\w-]+/|\.csv|\.json)", re.ASCII)
SOURCE = re.compile(r"/sources/[0-9a-f]{64}/")


def with_clocks(html: str, clock: Clock, *, here: str) -> str:
    """A page with its clocks added to the links in its main part that lead to what has a past.

    ``here`` is the page's own path: links to it say which clocks they mean, as do those that name one. The
    site's own navigation leads to now.
    """
    if clock.as_of is None and clock.known_at is None:
        return html
    begins, ends = max(html.find("<main"), 0), html.rfind("</main>")
    ends = ends if ends >= 0 else len(html)

    def kept(link: re.Match[str]) -> str:
        path, query, fragment = link[1], link[2] or "?", link[3] or ""
        if path == here or "as_of=" in query or "known_at=" in query:
            return link[0]
        if not (added := _clocks(path, clock)):
            return link[0]
        return f"{path}{query}{'&amp;' if len(query) > 1 else ''}{added}{fragment}"

    return html[:begins] + LINK.sub(kept, html[begins:ends]) + html[ends:]


def _clocks(path: str, clock: Clock) -> str:
    """The clocks an address takes, as they stand in an attribute; blank if it takes none."""
    kind = KIND.fullmatch(path)
    record = RECORDS.get(kind[1]) if kind else None
    if COMPARISON.fullmatch(path):
        takes_as_of = True
    elif record is not None:
        takes_as_of = not record.no_as_of
    elif SOURCE.fullmatch(path):
        takes_as_of = False
    else:
        return ""
    values = {}
    if clock.as_of and takes_as_of:
        values["as_of"] = clock.as_of.isoformat()
    if clock.known_at:
        values["known_at"] = instant(clock.known_at)
    return urlencode(values).replace("&", "&amp;")
