"""Reads what a surface answers, as a reader's program would."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any

from django.test import Client


def body(response: Any) -> bytes:
    """The whole answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def get(client: Client, address: str) -> bytes:
    """The body of an answer that must be 200."""
    response = client.get(address)
    found = body(response)
    assert response.status_code == 200, (address, response.status_code, found[:300])
    return found


def csv_rows(client: Client, kind: str, query: str = "") -> list[dict[str, str]]:
    """The rows of the CSV."""
    return list(csv.DictReader(io.StringIO(get(client, f"/{kind}.csv?{query}").decode(), newline="")))


def json_rows(client: Client, kind: str, query: str = "") -> list[dict[str, Any]]:
    """The rows of one page of JSON."""
    return json.loads(get(client, f"/{kind}.json?{query}"))["rows"]


def page_slugs(client: Client, kind: str, query: str = "") -> list[str]:
    """Slugs of the rows of the list page, from the links of its titles."""
    html = get(client, f"/{kind}/?{query}").decode()
    table = html[html.index("<tbody>") : html.index("</tbody>")] if "<tbody>" in html else ""
    titles = re.findall(r"<th scope=\"row\".*?</th>", table, flags=re.DOTALL)
    return [re.search(rf"href=\"/{kind}/([a-z0-9-]+)/", title)[1] for title in titles]  # type: ignore[index]


def archive(client: Client, query: str = "") -> dict[str, bytes]:
    """The files of the zip, by name."""
    with zipfile.ZipFile(io.BytesIO(get(client, f"/data/tracker.zip?{query}"))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}
