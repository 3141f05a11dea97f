"""Addresses machines read: health, schema, sitemap, feeds, headers."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import make
from tests.surfaces.reading import get
from tracker.models import Correction, Job
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_healthz_asks_nothing_of_the_database(client):
    with CaptureQueriesContext(connection) as captured:
        assert get(client, "/healthz") == b"ok\n"
    assert len(captured) == 0


def test_readyz_says_how_long_the_oldest_job_waits(client):
    assert json.loads(get(client, "/readyz"))["oldest_queued_job_s"] == 0
    job = Job.objects.create(kind="ingest")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracker_job SET run_at = now() - interval '90 seconds' WHERE id = %s", [job.pk]
        )
    assert 90 <= json.loads(get(client, "/readyz"))["oldest_queued_job_s"] <= 95


def test_readyz_refuses_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tracker' AND name LIKE '0001%%'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["migrations"] == "1 missing, first 0001_tables"


def test_schema_names_every_address_filter_and_column(client):
    schema = json.loads(get(client, "/api/schema.json"))
    assert schema["openapi"] == "3.1.0"
    for record in RECORDS.values():
        operation = schema["paths"][f"/{record.name}.json"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert set(record.filterset.base_filters) | {"q", "known_at", "sort", "page"} <= names
        assert ("as_of" in names) == (not record.no_as_of)
        assert ("since" in names) == bool(record.within)
        assert "400" in operation["responses"]
        row = schema["components"]["schemas"][record.name]
        assert list(row["properties"]) == [column.name for column in record.columns]


def test_every_parameter_the_schema_names_is_accepted(client):
    schema = json.loads(get(client, "/api/schema.json"))
    examples = {"q": "word", "known_at": "2026-01-01", "page": "1", "since": "2020", "until": "2021"}
    for path, item in schema["paths"].items():
        for parameter in item["get"]["parameters"]:
            name, shape = parameter["name"], parameter["schema"]
            value = examples.get(name) or (shape.get("enum") or shape.get("items", {}).get("enum") or [""])[0]
            assert client.get(path, {name: value}).status_code == 200, (path, name, value)


def test_sitemap_leads_to_every_published_record(client):
    for kind in RECORDS:
        make(kind, number=1)
    found = set()
    for part in ET.fromstring(get(client, "/sitemap.xml")).iter(f"{SITEMAP}loc"):
        address = part.text.split("8000", 1)[1]
        found |= {loc.text for loc in ET.fromstring(get(client, address)).iter(f"{SITEMAP}loc")}
    assert {f"http://127.0.0.1:8000/{kind}/{kind}-1/" for kind in RECORDS} <= found
    assert "http://127.0.0.1:8000/compare/" in found


def test_sitemap_part_that_is_not_there_is_not_found(client):
    assert client.get("/sitemaps/nothing-0.xml").status_code == 404
    assert client.get(f"/sitemaps/articles-{10**12}.xml").status_code == 404


def test_feed_shows_the_newest_first_and_stays_readable_with_odd_characters(client):
    for number in range(60):
        make("lists", number=number, words=f"Roll {number} \x0b & <b>\ufffe")
    feed = ET.fromstring(get(client, "/lists.atom"))
    titles = [entry.find(f"{ATOM}title").text for entry in feed.iter(f"{ATOM}entry")]
    assert len(titles) == 50
    assert titles[0].startswith("Roll 59") and "<b>" in titles[0]


def test_corrections_have_a_feed(client):
    Correction.objects.create(
        record_kind="lists",
        record_slug="roll",
        record_title="The roll",
        kind="corrected",
        summary="Line 4 was entered twice.",
    )
    assert b"Line 4 was entered twice." in get(client, "/corrections.atom")


def test_robots_leads_to_the_sitemap_and_keeps_crawlers_out_of_filters(client):
    lines = get(client, "/robots.txt").decode().splitlines()
    assert "Disallow: /*?" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def test_file_name_says_kind_filters_and_day(client):
    response = client.get("/jurisdictions.csv?state=IL&kind=county&known_at=2026-05-18")
    name = "jurisdictions_kind-county_state-IL_known-2026-05-18.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_file_name_holds_nothing_a_header_could_stumble_over(client):
    response = client.get("/lists.csv", {"q": 'a"b\r\nSet-Cookie: x; é/..\\'})
    name = response["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert name.isascii() and not set(name) & set('"\r\n/\\;: ')


@pytest.mark.parametrize("path", ["/lists.csv", "/lists.json", "/data/tracker.zip", "/api/schema.json"])
def test_pages_of_other_sites_may_read_the_data(client, path):
    assert client.get(path)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/lists.csv", "/lists.json", "/lists.atom", "/data/tracker.zip", "/readyz"])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
