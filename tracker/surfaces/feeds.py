"""Atom feeds: the newest rows of a kind under any filter."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from tracker.records.base import Column, Record
from tracker.records.columns import InstantText
from tracker.records.parameters import BadParameters, given_values, unknown
from tracker.records.selection import Selection
from tracker.surfaces.exports import plain_refusal, shared_with_all
from tracker.surfaces.pages_corrections import entries

UPDATED = (
    Column("_published_at", InstantText("published_at"), "When it was first published here (UTC)."),
    Column("_updated_at", InstantText("updated_at"), "When it was last changed here (UTC)."),
)

# What XML 1.0 cannot hold, not even escaped.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_of(selection: Selection) -> bytes:
    """The feed of a selection: up to a page of rows, in the order asked for, else the newest first."""
    record = selection.record
    query = selection.canonical_query
    suffix = f"?{query}" if query else ""
    feed = Atom1Feed(
        title=f"Sanctuary Policy Tracker: {record.plural}",
        link=f"{settings.SITE_URL}/{record.name}/{suffix}",
        feed_url=f"{settings.SITE_URL}/{record.name}.atom{suffix}",
        description=record.summary,
        language="en",
    )
    for row in selection.newest(extra=UPDATED):
        feed.add_item(
            title=fit(record.title_of(row)),
            link=row["url"],
            unique_id=row["url"],
            description=fit(_summary(record, row)),
            pubdate=_moment(row["_published_at"] or row["_updated_at"]),
            updateddate=_moment(row["_updated_at"]),
        )
    return feed.writeString("utf-8").encode()


def _summary(record: Record, row: dict[str, Any]) -> str:
    parts = []
    for column in record.columns:
        value = row[column.name]
        if column.in_list and value not in ("", None, []) and column.name != record.title_column:
            parts.append(f"{column.label}: {', '.join(value) if isinstance(value, list) else value}")
    return "; ".join(parts)


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def fit(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _UNFIT.sub("�", text)


@require_safe
def record_atom(request: HttpRequest, *, record: Record) -> HttpResponse:
    """The feed of a kind."""
    try:
        selection = record.select(request.GET)
    except BadParameters as error:
        return plain_refusal(error)
    return shared_with_all(
        HttpResponse(atom_of(selection), content_type="application/atom+xml; charset=utf-8")
    )


@require_safe
def corrections_atom(request: HttpRequest) -> HttpResponse:
    """What we corrected or retracted, objections answered, and notices on sources; the newest."""
    try:
        if errors := unknown(given_values(request.GET), known=(), plural="the corrections feed"):
            raise BadParameters(errors)
    except BadParameters as error:
        return plain_refusal(error)
    home = f"{settings.SITE_URL}/corrections/"
    feed = Atom1Feed(
        title="Sanctuary Policy Tracker: corrections",
        link=home,
        feed_url=f"{settings.SITE_URL}/corrections.atom",
        description="What we corrected and why, objections with our answers, and notices on sources.",
        language="en",
    )
    for entry in entries():
        feed.add_item(
            title=fit(entry.title),
            link=f"{home}#{entry.anchor}",
            unique_id=f"{home}#{entry.anchor}",
            description=fit(entry.text),
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return shared_with_all(
        HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    )
