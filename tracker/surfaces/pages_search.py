"""Search over all kinds at once."""

from __future__ import annotations

from typing import Any

from django.db import router
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tracker import search as words
from tracker.models import Article, Tenure
from tracker.records import RECORDS
from tracker.records.base import Record
from tracker.records.filters import named
from tracker.records.parameters import BadParameters, given_values, unknown
from tracker.surfaces.context import bad_parameters, show
from tracker.templatetags.showing import counted

SHOWN = 5
"""Hits shown per kind; the rest are one link away."""

NAMED = ("jurisdictions", "officials", "organizations", "outlets")
"""Kinds whose records bear names of their own."""

OFFERED = 8
"""Single words offered when all together find nothing."""

COUNTED = 1_000
"""How far the records of a single word are counted."""

RELATED = {
    "articles": ("outlet",),
    "quotations": ("utterance__official", "utterance__organization", "snapshot__article__outlet"),
    "announcements": ("announcer",),
    "figures": ("official", "organization"),
    "positions": ("body", "jurisdiction"),
    "lists": ("maker",),
    "instruments": ("issuer",),
}
"""What a hit of each kind needs to be told apart from its neighbours."""


def nameable(record: Record) -> QuerySet:
    """Published rows of a kind with all that naming one needs, and no long text."""
    rows = record.published().select_related(*RELATED.get(record.name, ()))
    if record.name == "officials":
        held = Tenure.objects.select_related("organization", "jurisdiction").order_by("-during", "-id")
        rows = rows.prefetch_related(Prefetch("tenures", queryset=held, to_attr="shown_tenures"))
    return rows.defer("snapshot__text") if record.name == "quotations" else rows


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits of every kind with their number; without words, where to begin."""
    try:
        values = given_values(request.GET)
        errors = unknown(values, known=("q",), plural="the search")
        if errors:
            raise BadParameters(errors)
    except BadParameters as error:
        return bad_parameters(request, error)
    text = " ".join(values.get("q", ()))
    context: dict[str, Any] = {"q": text, "groups": [], "named": [], "problem": "", "searched": bool(text)}
    if text:
        try:
            context["groups"] = _groups(text)
            context["named"] = _named(text)
        except words.SearchRefused as refused:
            context["problem"] = str(refused)
        else:
            context |= unclosed(text)
            context["fewer"] = [] if context["groups"] else _fewer(text)
    hits = [group["hits"] for group in context["groups"]]
    number = counted(sum(kind.total for kind in hits), "record")
    context["total_words"] = number if all(kind.is_total_exact for kind in hits) else f"more than {number}"
    return show(request, "pages/search.html", context, section="search", is_index=True)


def unclosed(text: str) -> dict[str, str]:
    """The same search with an open quotation mark closed, and its query string; nothing when none is open."""
    closed = words.closed(text)
    return {"closed": closed, "closed_query": urlencode({"q": closed})} if closed else {}


def _fewer(text: str) -> list[dict[str, Any]]:
    """Single words of a search without hits that have some, with how many records hold them."""
    using = router.db_for_read(Article)
    found = []
    asked = [word.strip('"') for word in words.clean(text).split() if not word.startswith("-")]
    for word in dict.fromkeys(asked) if len(asked) > 1 else ():
        try:
            number = words.found(word, up_to=COUNTED, using=using)
        except words.SearchRefused:
            continue
        if number:
            found.append(
                {
                    "word": word,
                    "query": urlencode({"q": word}),
                    "number": min(number, COUNTED),
                    "is_more": number > COUNTED,
                }
            )
    return found[:OFFERED]


def _named(text: str) -> list[dict[str, Any]]:
    """Places, people and bodies called just so, each with its kind: who types a name mostly means its bearer."""
    found = []
    for kind in NAMED:
        record = RECORDS[kind]
        ids = list(
            named(record.model, text).using(router.db_for_read(Article)).values_list("pk", flat=True)[:SHOWN]
        )
        found += [{"kind": kind, "row": row} for row in nameable(record).filter(pk__in=ids)] if ids else []
    return found


def _groups(text: str) -> list[dict[str, Any]]:
    """Kinds with hits; the number of queries is bounded by the number of kinds."""
    found = words.ranked_all(text, limit=SHOWN, kinds=tuple(RECORDS), using=router.db_for_read(Article))
    groups = []
    for hits in found:
        if not hits.total:
            continue
        record = RECORDS[hits.kind]
        by_id = nameable(record).in_bulk(list(hits.ids))
        groups.append(
            {
                "record": record,
                "hits": hits,
                "rows": [by_id[pk] for pk in hits.ids if pk in by_id],
                "all": f"/{record.name}/?{urlencode({'q': text})}",
            }
        )
    return groups
