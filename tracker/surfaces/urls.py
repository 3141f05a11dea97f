"""Public addresses, as they stay: one loop over the kinds, then everything else."""

from __future__ import annotations

from django.urls import path, re_path

from tracker.records import RECORDS
from tracker.surfaces import (
    archive,
    compare_exports,
    exports,
    feeds,
    machines,
    map_page,
    pages,
    pages_history,
    pages_list_changes,
    schema,
    sitemaps,
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", pages.search, name="search"),
    path("compare/", pages.compare, name="compare"),
    path("compare.csv", compare_exports.compare_csv, name="compare_csv"),
    path("compare.json", compare_exports.compare_json, name="compare_json"),
    path("compare/map/", map_page.compare_map, name="compare_map"),
    path("lists/<slug:slug>/changes/", pages_list_changes.list_changes, name="list_changes"),
    path("lists/<slug:slug>/changes.csv", pages_list_changes.list_changes_csv, name="list_changes_csv"),
    re_path(r"^sources/(?P<sha256>[0-9a-f]{64})/$", pages.source, name="source"),
    re_path(r"^sources/(?P<sha256>[0-9a-f]{64})/changes/$", pages.source_changes, name="source_changes"),
    re_path(r"^sources/(?P<sha256>[0-9a-f]{64})/text/$", pages.source_text, name="source_text"),
    path("data/", pages.data, name="data"),
    path("data/tracker.zip", archive.tracker_zip, name="archive"),
    path("methodology/", pages.methodology, name="methodology"),
    path("corrections/", pages.corrections, name="corrections"),
    path("corrections.atom", feeds.corrections_atom, name="corrections_atom"),
    path("corrections/ask/", pages.ask, name="ask"),
    path("corrections/ask/thanks/", pages.thanks, name="thanks"),
    path("api/schema.json", schema.schema_json, name="schema"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemaps/<slug:kind>-<int:part>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]

for _record in RECORDS.values():
    _kind = {"record": _record}
    urlpatterns += [
        path(f"{_record.name}/", pages.record_list, _kind, name=f"{_record.name}_list"),
        path(f"{_record.name}.csv", exports.record_csv, _kind, name=f"{_record.name}_csv"),
        path(f"{_record.name}.json", exports.record_json, _kind, name=f"{_record.name}_json"),
        path(f"{_record.name}.atom", feeds.record_atom, _kind, name=f"{_record.name}_atom"),
        path(f"{_record.name}/<slug:slug>/", pages.record_page, _kind, name=f"{_record.name}_page"),
        path(
            f"{_record.name}/<slug:slug>/history/",
            pages_history.record_history,
            _kind,
            name=f"{_record.name}_history",
        ),
    ]
