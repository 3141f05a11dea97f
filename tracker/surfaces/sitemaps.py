"""The sitemap: an index, and parts of bounded size cut by id."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, IntegerField
from django.db.models.functions import Cast, Floor
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.records import RECORDS
from tracker.records.base import Record

PART = 10_000
"""Ids in a part; the standard allows 50,000 addresses (sitemaps.org, seen 2026-11-22)."""

PAGES = ("/", "/compare/", "/data/", "/methodology/", "/corrections/")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def parts(record: Record) -> list[int]:
    """Numbers of a kind's parts that hold a published record."""
    part = Cast(Floor(F("pk") / PART), IntegerField())
    rows = record.published().order_by().annotate(part=part).values_list("part", flat=True)
    return sorted(rows.distinct())


def _xml(root: str, inner: Iterable[str]) -> HttpResponse:
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{"".join(inner)}</{root}>\n'
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Addresses of all parts."""
    names = ["pages-0", *(f"{record.name}-{part}" for record in RECORDS.values() for part in parts(record))]
    return _xml(
        "sitemapindex",
        (
            f"<sitemap><loc>{escape(settings.SITE_URL)}/sitemaps/{name}.xml</loc></sitemap>\n"
            for name in names
        ),
    )


@require_safe
def sitemap_part(request: HttpRequest, kind: str, part: int) -> HttpResponse:
    """Addresses of the published records of one part."""
    if kind == "pages" and part == 0:
        paths = [*PAGES, *(f"/{record.name}/" for record in RECORDS.values())]
        return _xml(
            "urlset", (f"<url><loc>{escape(settings.SITE_URL + path)}</loc></url>\n" for path in paths)
        )
    record = RECORDS.get(kind)
    if record is None or part > 10**9:
        raise Http404
    rows = record.published().filter(pk__gte=part * PART, pk__lt=(part + 1) * PART).order_by("pk")
    return _xml(
        "urlset",
        (
            f"<url><loc>{escape(settings.SITE_URL + record.path(slug))}</loc>"
            f"<lastmod>{updated_at:%Y-%m-%d}</lastmod></url>\n"
            for slug, updated_at in rows.values_list("slug", "updated_at")
        ),
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: every record once, by its address; not every combination of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /*?",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
