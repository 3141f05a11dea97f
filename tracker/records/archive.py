"""Everything at once: a zip of tidy CSV files with a Frictionless data package and checksums, streamed."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.db import connections, router, transaction
from django.http import QueryDict

from tracker.models import Article
from tracker.models.known import as_known
from tracker.records import RECORDS
from tracker.records.columns import Column
from tracker.records.exports import LICENCE
from tracker.records.parameters import BadParameters, Clock, instant, moment, unknown
from tracker.records.streams import copied
from tracker.records.tables import TABLES, Table


class _Drain:
    """A file that cannot be wound back; what was written is taken out as it comes."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = bytes(self.written)
        self.written.clear()
        return taken


@dataclasses.dataclass(frozen=True)
class Sheet:
    """One CSV file of the archive."""

    name: str
    summary: str
    columns: Sequence[Column]
    select: Callable[[], str]


def sheets(clock: Clock, *, using: str) -> list[Sheet]:
    """Every file: the public kinds, then the tables that hang on them."""
    query = QueryDict(mutable=True)
    if clock.known_at:
        query["known_at"] = instant(clock.known_at)
    made = [
        Sheet(record.name, record.summary, record.columns, record.select(query, now=clock.now).csv_sql)
        for record in RECORDS.values()
    ]
    for table in TABLES:
        made.append(Sheet(table.name, table.summary, table.columns, _selecting(table, clock, using)))
    return made


def _selecting(table: Table, clock: Clock, using: str) -> Callable[[], str]:
    return lambda: table.csv_sql(clock, using=using)


def read_clock(values: dict[str, list[str]], *, now: datetime.datetime) -> Clock:
    """The clock of an archive: ``known_at`` is its only parameter. Raises BadParameters."""
    errors = unknown(values, known=["known_at"], plural="the archive")
    given = values.get("known_at", [])
    known_at = None
    if len(given) > 1:
        errors["known_at"] = "may be given once only."
    elif given:
        try:
            known_at = moment(given[0], now=now)
        except ValueError as error:
            errors["known_at"] = str(error)
    if errors:
        raise BadParameters(errors)
    return Clock(as_of=None, known_at=known_at, now=now)


def zip_of(clock: Clock) -> Iterator[bytes]:
    """The archive, in chunks; every file is of the same moment."""
    using = router.db_for_read(Article)
    drain = _Drain()
    sums: dict[str, tuple[str, int]] = {}
    with _one_moment(using), as_known(clock.known_at, using=using):
        files = sheets(clock, using=using)
        with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            for sheet in files:
                digest, size = hashlib.sha256(), 0
                with archive.open(_entry(f"{sheet.name}.csv"), "w", force_zip64=True) as file:
                    for chunk in copied(sheet.select, using=using):
                        digest.update(chunk)
                        size += len(chunk)
                        file.write(chunk)
                        if part := drain.take():
                            yield part
                sums[f"{sheet.name}.csv"] = digest.hexdigest(), size
            package = json.dumps(_package(files, sums, clock), indent=1, ensure_ascii=False).encode() + b"\n"
            sums["datapackage.json"] = hashlib.sha256(package).hexdigest(), len(package)
            archive.writestr(_entry("datapackage.json"), package)
            lines = "".join(f"{digest}  {name}\n" for name, (digest, _) in sorted(sums.items()))
            archive.writestr(_entry("SHA256SUMS"), lines)
        yield drain.take()


def _entry(name: str) -> zipfile.ZipInfo:
    # No clock time inside: the same books make the same bytes.
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@contextlib.contextmanager
def _one_moment(using: str) -> Iterator[None]:
    """A transaction that sees one state of the database throughout."""
    connection = connections[using]
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(using=using):
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


TYPES = {"number": "number"}


def _package(files: Sequence[Sheet], sums: dict[str, tuple[str, int]], clock: Clock) -> dict[str, object]:
    """The data package (Frictionless Data Package v1, specs.frictionlessdata.io, seen 2026-11-22)."""
    package: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": "sanctuary-policy-tracker",
        "title": "Sanctuary Policy Tracker",
        "homepage": settings.SITE_URL,
        "licenses": [{"name": LICENCE, "path": "https://creativecommons.org/licenses/by/4.0/"}],
    }
    if clock.known_at:
        package["known_at"] = instant(clock.known_at)
    package["resources"] = [
        {
            "profile": "tabular-data-resource",
            "name": sheet.name.replace("_", "-"),
            "path": f"{sheet.name}.csv",
            "description": sheet.summary,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "hash": f"sha256:{sums[f'{sheet.name}.csv'][0]}",
            "bytes": sums[f"{sheet.name}.csv"][1],
            "schema": {
                "fields": [
                    {"name": c.name, "type": TYPES.get(c.shown_as, "string"), "description": c.help}
                    for c in sheet.columns
                ]
            },
        }
        for sheet in files
    ]
    return package
