"""The archive: every table, described and checkable."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from tests import cast
from tests.surfaces.reading import archive, get
from tracker.records import RECORDS
from tracker.records.tables import TABLES

pytestmark = pytest.mark.django_db


def rows(found: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.decode(), newline="")))


def test_archive_has_every_kind_and_table(client):
    names = {f"{name}.csv" for name in [*RECORDS, *(table.name for table in TABLES)]}
    assert set(archive(client)) == names | {"datapackage.json", "SHA256SUMS"}


def test_checksums_are_those_of_the_files(client):
    files = archive(client)
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(f).hexdigest() for n, f in files.items() if n != "SHA256SUMS"}


def test_data_package_describes_each_file_as_it_is(client):
    cast.build()
    files = archive(client)
    for resource in json.loads(files["datapackage.json"])["resources"]:
        found = files[resource["path"]]
        header = found.decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["hash"] == f"sha256:{hashlib.sha256(found).hexdigest()}"
        assert resource["bytes"] == len(found)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_csv_in_the_archive_is_the_csv_of_the_list(client):
    cast.build()
    files = archive(client)
    assert [name for name in RECORDS if files[f"{name}.csv"] != get(client, f"/{name}.csv")] == []


def test_tables_hang_on_public_records_only(client):
    world = cast.build()
    files = archive(client)
    assert {row["record_slug"] for row in rows(files["citations.csv"])} >= {
        world.quotation.slug,
        world.edition.slug,
        world.position.slug,
    }
    everything = b"".join(files.values()).decode()
    assert world.draft_quotation.slug not in everything
    assert "We are only getting started" not in everything
    assert [row["as_printed"] for row in rows(files["listings.csv"])] == ["Chicago", "Franklin County"]
    assert [row["official_slug"] for row in rows(files["tenures.csv"]) if row["title"] == "Mayor"] == [
        world.mayor.slug
    ]


def test_archive_takes_no_filter_but_the_clock(client):
    response = client.get("/data/tracker.zip?state=IL")
    assert response.status_code == 400
    assert "state" in response.content.decode()
