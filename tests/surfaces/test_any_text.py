"""Any text at all goes from a file through capture, review and publication to every surface and back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.surfaces.reading import csv_rows, get, json_rows
from tracker.actions.deciding import accept
from tracker.actions.ingesting import ingest
from tracker.actions.jobs import claim_job
from tracker.actions.proposing import propose
from tracker.actions.publishing import publish_all
from tracker.actions.submitting import submit_file
from tracker.ingest import types
from tracker.ingest.decode import clean_text
from tracker.models import Proposal, Quotation, Snapshot, Submission

ODD = st.sampled_from(
    ["\u202e", "\u2028", "\ufeff", "é", "e\u0301", "🗳️", "=", "+", "\t", "'", '"', "“", "\\", "%", "\x85"]
)
TEXTS = st.lists(st.one_of(st.text(max_size=12), ODD), min_size=1, max_size=12).map("".join)

ENCODED = {
    "utf-8": "Sheriff Zoë Núñez said “No – never,” and left.",
    "utf-8-sig": "Sheriff Zoë Núñez said “No – never,” and left.",
    "utf-16": "Sheriff Zoë Núñez said “No – never,” and left.",
    "windows-1252": "Sheriff Zoë Núñez said “No – never,” and left.",
    "iso-8859-1": "Sheriff Zoë Núñez said no, never, and left.",
    "windows-1251": "Шериф округа сказал в понедельник, что правила не изменятся.",
    "shift_jis": "保安官は月曜日、規則は変わらないと述べた。郡の委員会は来週また集まる。",
    "gb18030": "警长星期一表示，规则不会改变。县委员会下周将再次开会讨论此事。",
}


@pytest.fixture
def curator(db: None, tmp_path: Path, settings: Any) -> AbstractUser:
    location = {"location": str(tmp_path), "allow_overwrite": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": location},
    }
    return cast.user("curator", "curator")


class _Undone(Exception):
    """Takes an example's rows back."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=TEXTS, title=TEXTS, speaker=TEXTS)
def test_any_words_are_published_found_and_taken_away(
    curator: AbstractUser, words: str, title: str, speaker: str
) -> None:
    said = clean_text(f"we {words} rule").strip()
    text = clean_text(f"Before. “{said}” After it all went home.")
    try:
        with transaction.atomic():
            quotation = _published(curator, text, said, title=clean_text(title), speaker=clean_text(speaker))
            _is_everywhere(Client(), quotation, said)
            raise _Undone
    except _Undone:
        pass


def _published(curator: AbstractUser, text: str, said: str, *, title: str, speaker: str) -> Quotation:
    submission, snapshot = cast.capture(text, by=curator, title=title, outlet_name=title)
    quote = types.Quote(cast.span(text, said), form="direct", confidence=0.9, speaker_name=speaker)
    extraction = types.Extraction(text=text, quotes=(quote,))
    propose(snapshot, submission, extraction=extraction, extractor="tracker", version="1")
    changes = {} if speaker.strip() else {"speaker_label": "a speaker"}
    quotation = accept(Proposal.objects.get(kind="quotation"), by=curator, changes=changes)
    assert isinstance(quotation, Quotation)
    editor = cast.user("editor", "editor")
    publish_all([snapshot.article, quotation], by=editor, reason=said[:200])
    quotation.refresh_from_db()
    return quotation


def _is_everywhere(client: Client, quotation: Quotation, said: str) -> None:
    slug, article = quotation.slug, quotation.snapshot.article
    for address in (f"/quotations/{slug}/", f"/articles/{article.slug}/", "/articles/", "/quotations/"):
        assert client.get(address).status_code == 200, address
    for query in (said[:200], said[:40].split(" ", 1)[-1]):
        assert client.get(f"/search/?{urlencode({'q': query})}").status_code in (200, 400)
        assert client.get(f"/quotations/?{urlencode({'q': query})}").status_code in (200, 400)
    (row,) = json_rows(client, "quotations")
    assert said in json.dumps(row, ensure_ascii=False).replace('\\"', '"') or said in row.values()
    (cells,) = csv_rows(client, "quotations")
    assert any(cell.lstrip("'") == said or cell == said for cell in cells.values())
    assert not [cell for cell in cells.values() if cell[:1] in set("=+-@\t\r\n\0＝＋－＠")]
    ElementTree.fromstring(get(client, "/quotations.atom"))


@pytest.mark.parametrize("encoding", ENCODED)
def test_page_in_any_encoding_is_read_to_the_letter(curator: AbstractUser, encoding: str) -> None:
    declared = f'<html><head><meta charset="{encoding}"></head><body><article><p>'
    page = f"{declared}{ENCODED[encoding]}</p></article></body></html>"
    submitted = submit_file(page.encode(encoding), "notes.html", by=curator)
    assert submitted.job is not None
    lease = claim_job(submitted.job.pk)
    assert lease is not None
    ingest(lease)
    assert Submission.objects.get(pk=submitted.submission.pk).reason == ""
    assert Snapshot.objects.get().text.strip() == ENCODED[encoding]


def test_csv_is_one_table_whatever_the_words_hold(curator: AbstractUser) -> None:
    said = 'a "b", c; d\te\' – ‘f’ and more of the same'
    quotation = _published(curator, f"Before. “{said}” After.", said, title="Line one", speaker="A, B")
    table = get(Client(), "/quotations.csv").decode()
    header, row = csv.reader(io.StringIO(table, newline=""))
    assert len(header) == len(row)
    assert quotation.exact in row
