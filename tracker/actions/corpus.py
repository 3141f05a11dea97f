"""A synthetic corpus of any size, for benchmarks: invented words, people, places and outlets.

The same seed and size give the same rows. Rows are written by COPY with the row triggers off, then the
history and the search index are made in bulk, so that the result is what one-by-one entry would have left.
Everything is invented; domains end in ``.invalid``, which no address can (RFC 2606).
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tracker import search
from tracker.models import Article, CodebookValue, Dimension

STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
).split()
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 4_000
VOCABULARY = 50_000
WORDS_PER_ARTICLE = 420


class CorpusRefused(ValueError):
    """The corpus cannot be made here; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each kind; ``versions``: how many the history of small kinds holds of each row."""

    articles: int
    quotations_per_article: int = 3
    outlets: int = 500
    officials: int = 2_000
    jurisdictions: int = 20_000
    makers: int = 6
    editions_per_maker: int = 10
    lines_per_edition: int = 2_000
    versions: int = 4


class _Stream:
    """Lines as the file COPY reads, without holding them."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._lines = (self._line(row) for row in rows)
        self._rest = ""
        self.count = 0

    @staticmethod
    def _line(row: Sequence[object]) -> str:
        return "\t".join(_cell(value) for value in row) + "\n"

    def read(self, size: int = 8192) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size and (line := next(self._lines, None)) is not None:
            self.count += 1
            parts.append(line)
            length += len(line)
        data = "".join(parts)
        self._rest = data[size:]
        return data[:size]


def _cell(value: object) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    if isinstance(value, list | tuple):
        return "{" + ",".join(str(item) for item in value) + "}"
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)


def _vocabulary(chance: random.Random) -> list[str]:
    """Invented words, commonest first, shaped like English so that stemming has its usual work."""
    starts = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl sp st t th tr v w y z".split()
    middles = "a e i o u ai ea ee oa ou".split()
    ends = "b ck d f g l ll m n nd ng nt p r rd rk rn s ss st t th x".split()
    tails = ["", "", "", "ing", "ed", "er", "ly", "tion", "ment", "s"]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        word = chance.choice(starts) + chance.choice(middles) + chance.choice(ends)
        if chance.random() < 0.6:
            word += chance.choice(middles) + chance.choice(ends)
        words.setdefault(word + chance.choice(tails))
    return list(words)


class Writer:
    """Invented prose with a Zipf-like spread of words and a few words of known frequency."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = _vocabulary(chance)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def sentence(self, length: int) -> str:
        words = self.chance.choices(self.words, cum_weights=self.weights, k=length)
        words[0] = words[0].capitalize()
        return " ".join(words) + "."

    def article(self, number: int, quotations: int) -> tuple[str, list[tuple[int, int]]]:
        """Text, and the spans of its quotations in code points."""
        chance, parts, spans, at = self.chance, [], [], 0

        def add(text: str) -> None:
            nonlocal at
            parts.append(text)
            at += len(text)

        per_part = WORDS_PER_ARTICLE // (quotations + 1)
        for part in range(quotations + 1):
            add(self.sentence(per_part))
            if chance.random() < 0.6:
                add(" The sheriff spoke on Monday.")  # a common word, and a phrase of two
            if part == 0 and number % 1000 == 7:
                add(" A quokka was seen.")  # a rare word: one article in a thousand
            add("\n\n")
            if part < quotations:
                words = self.sentence(chance.randint(6, 24))
                add("“")
                spans.append((at, at + len(words)))
                add(words)
                add("” said the speaker.\n\n")
        return "".join(parts).rstrip(), spans


def _copy(model_name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows of a model by COPY; returns how many."""
    table = apps.get_model("tracker", model_name)._meta.db_table
    names = ", ".join(f'"{name}"' for name in columns)
    stream = _Stream(rows)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", stream, 65_536)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    return stream.count


PUBLISHED = ("state", "published_at", "note", "version")
STAMP = ("published", NOW.isoformat(), "", 1)


def _small_kinds(
    size: Size, chance: random.Random
) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[object]]]]:
    """Outlets, places, people, list-makers and their lists, in the order foreign keys need."""
    yield (
        "Outlet",
        ("id", "slug", "name", "domain", "former_domains", *PUBLISHED),
        (
            (n, f"outlet-{n}", f"Outlet {n}", f"outlet-{n}.invalid", [], *STAMP)
            for n in range(1, size.outlets + 1)
        ),
    )
    yield (
        "Jurisdiction",
        ("id", "slug", "name", "full_name", "kind", "state_code", "ocd_id", "geoid", "population", "latitude",
         "longitude", *PUBLISHED),
        (
            (n, f"place-{n}", f"Place {n}", f"Place {n}", ("county", "municipality")[n % 2], STATES[n % 50],
             f"ocd-division/country:us/state:{STATES[n % 50].lower()}/place:place_{n}", "", chance.randint(200, 900_000),
             round(chance.uniform(25, 48), 4), round(chance.uniform(-124, -67), 4), *STAMP)
            for n in range(1, size.jurisdictions + 1)
        ),
    )  # fmt: skip
    yield (
        "Organization",
        ("id", "slug", "name", "short_name", "kind", "aliases", "website", *PUBLISHED),
        (
            (n, f"maker-{n}", f"List-maker {n}", f"LM{n}", "research", [], "", *STAMP)
            for n in range(1, size.makers + 1)
        ),
    )
    yield (
        "Official",
        (
            "id",
            "slug",
            "name",
            "sort_name",
            "aliases",
            "bioguide_id",
            "wikidata_id",
            "ocd_person_id",
            *PUBLISHED,
        ),
        (
            (n, f"official-{n}", f"Official {n}", f"{n:06}, Official", [], "", "", "", *STAMP)
            for n in range(1, size.officials + 1)
        ),
    )
    editions = [
        (maker, number) for maker in range(1, size.makers + 1) for number in range(size.editions_per_maker)
    ]
    yield (
        "ListEdition",
        ("id", "slug", "maker_id", "title", "published_on", "published_precision", "label_as_printed", "criteria",
         "scope_kinds", "scope_states", "is_partial", *PUBLISHED),
        (
            (n, f"list-{n}", maker, f"List {maker}, edition {number}",
             FIRST_DAY + datetime.timedelta(days=number * 365 + maker * 20), "day", "", "",
             ["county", "municipality"], [], False, *STAMP)
            for n, (maker, number) in enumerate(editions, 1)
        ),
    )  # fmt: skip
    lines = min(size.lines_per_edition, size.jurisdictions)
    yield (
        "Listing",
        ("id", "edition_id", "line", "as_printed", "state_as_printed", "kind_as_printed", "label_as_printed",
         "match_state", "jurisdiction_id", "candidates", "version"),
        (
            (number, edition, line, f"Place {place}", STATES[place % 50], "", "", "matched", place, "[]", 1)
            for number, (edition, line, place) in enumerate(
                (
                    (edition, line, place)
                    for edition in range(1, len(editions) + 1)
                    for line, place in enumerate(chance.sample(range(1, size.jurisdictions + 1), lines), 1)
                ),
                1,
            )
        ),
    )  # fmt: skip
    values = list(
        CodebookValue.objects.exclude(dimension=Dimension.LISTED).values_list(
            "codebook", "dimension", "value"
        )
    )
    if values:
        yield (
            "Position",
            ("id", "slug", "body_id", "jurisdiction_id", "dimension", "value", "codebook", "stated_as", "valid",
             "start_precision", "end_precision", "recorded", *PUBLISHED),
            (
                (n, f"position-{n}", 1 + n % size.makers, n, dimension, value, codebook, "",
                 f"[{FIRST_DAY + datetime.timedelta(days=chance.randint(0, DAYS))},)", "day", "day",
                 f"[{NOW.isoformat()},)", *STAMP)
                for n in range(1, size.jurisdictions + 1)
                for codebook, dimension, value in [values[n % len(values)]]
            ),
        )  # fmt: skip


def _texts(size: Size, chance: random.Random, progress: Callable[[str, int], None]) -> None:
    """Articles, captures, utterances and quotations, a chunk of articles at a time."""
    writer = Writer(chance)
    chunk = 5_000
    quotation = itertools.count(1)
    for first in range(1, size.articles + 1, chunk):
        numbers = range(first, min(first + chunk, size.articles + 1))
        texts = [writer.article(n, size.quotations_per_article) for n in numbers]
        days = [FIRST_DAY + datetime.timedelta(days=chance.randint(0, DAYS)) for _ in numbers]
        outlets = [1 + int(size.outlets * chance.random() ** 2) for _ in numbers]
        _copy(
            "Article",
            ("id", "slug", "kind", "url", "headline", "byline", "published_on", "published_precision", "language",
             "outlet_id", *PUBLISHED),
            (
                (n, f"article-{n}", "news", f"https://outlet-{outlet}.invalid/{n}", writer.sentence(9), f"Writer {n % 700}",
                 day, "day", "en", outlet, *STAMP)
                for n, day, outlet in zip(numbers, days, outlets, strict=True)
            ),
        )  # fmt: skip
        _copy(
            "Snapshot",
            ("id", "article_id", "captured_at", "status", "content_type", "final_url", "file_name", "raw_sha256",
             "raw_size", "text", "sha256", "text_length", "extractor", "archive_url", "created_at"),
            (
                (n, n, NOW.isoformat(), 200, "text/html", "", "", digest, len(text), text, digest, len(text), "corpus", "", NOW.isoformat())
                for n, (text, _) in zip(numbers, texts, strict=True)
                for digest in [hashlib.sha256(text.encode()).hexdigest()]
            ),
        )  # fmt: skip
        rows = [
            (next(quotation), n, day, start, end, text)
            for n, day, (text, spans) in zip(numbers, days, texts, strict=True)
            for start, end in spans
        ]
        _copy(
            "Utterance",
            ("id", "official_id", "speaker_label", "said_on", "said_precision", "occasion", "version"),
            (
                (q, 1 + int(size.officials * chance.random() ** 2), "", day, "day", "", 1)
                for q, _, day, *_ in rows
            ),
        )
        _copy(
            "Quotation",
            ("id", "slug", "utterance_id", "snapshot_id", "start", "end", "exact", "prefix", "suffix", "form",
             "alterations", *PUBLISHED),
            (
                (q, f"quotation-{q}", q, n, start, end, text[start:end], text[max(0, start - 32) : start],
                 text[end : end + 32], "direct", [], *STAMP)
                for q, n, day, start, end, text in rows
            ),
        )  # fmt: skip
        _copy(
            "QuotationJurisdiction",
            ("id", "quotation_id", "jurisdiction_id"),
            ((q, q, chance.randint(1, size.jurisdictions)) for q, *_ in rows),
        )
        progress("articles", numbers[-1])


TABLES = (
    "Outlet Jurisdiction Organization Official ListEdition Listing Position Article Utterance Quotation"
    " QuotationJurisdiction Citation"
).split()


def _cite() -> None:
    """One citation for every row that needs one, in one statement a kind."""
    ours = {
        "quotation": "SELECT s.article_id, s.id, q.id, q.start, q.\"end\", q.exact, q.prefix, q.suffix"
        " FROM tracker_quotation q JOIN tracker_snapshot s ON s.id = q.snapshot_id",
        **{
            name: f"SELECT 1 + (r.id % (SELECT count(*) FROM tracker_article)), NULL::bigint, r.id, NULL::int, NULL::int, '', '', ''"
            f" FROM tracker_{table} r"
            for name, table in (
                ("jurisdiction", "jurisdiction"),
                ("organization", "organization"),
                ("official", "official"),
                ("list_edition", "listedition"),
                ("position", "position"),
            )
        },
    }  # fmt: skip
    with connection.cursor() as cursor:
        for name, select in ours.items():
            cursor.execute(
                "INSERT INTO tracker_citation"
                f' (article_id, snapshot_id, {name}_id, start, "end", exact, prefix, suffix, locator, stance, note, version)'
                f" SELECT *, '', 'supports', '', 1 FROM ({select}) AS made"
            )


CORRECTED = {
    "Outlet": "",
    "Jurisdiction": "",
    "Organization": "",
    "Official": "",
    "ListEdition": "",
    "Listing": "",
    "Article": "WHERE id % 10 = 0",
    "Utterance": "WHERE id % 10 = 0",
    "Quotation": "WHERE id % 10 = 0",
}
"""Kinds with earlier versions in their history, and which of their rows."""

BEFORE = {
    "population": "population - 10 * %(back)s",
    "headline": "headline || ' (earlier)'",
    "jurisdiction_id": "CASE WHEN id %% 10 < %(back)s THEN NULL ELSE jurisdiction_id END",
    "match_state": "CASE WHEN id %% 10 < %(back)s THEN 'ambiguous' ELSE match_state END",
}
"""What a column held so many versions back: a tenth of the lines waited for each correction to be matched."""

BETWEEN_VERSIONS = datetime.timedelta(days=30)


def _remember(versions: int) -> None:
    """History and search index, in bulk, as the triggers would have left them."""
    with connection.cursor() as cursor:
        for name in TABLES:
            for back in range(versions if name in CORRECTED else 1):
                _versions(cursor, name, back=back)
    search.rebuild()
    search.count_words()


def _versions(cursor: Any, name: str, *, back: int) -> None:
    """One version of each row of a model in its history: the present one, or that so many corrections back."""
    model = apps.get_model("tracker", name)
    history = apps.get_model("tracker", f"{name}History")._meta.db_table
    fields = [field.column for field in model._meta.local_concrete_fields]
    columns = ", ".join(f'"{field}"' for field in fields)
    cells = ", ".join(BEFORE[field] if back and field in BEFORE else f'"{field}"' for field in fields)
    cursor.execute(
        f"INSERT INTO {history} ({columns}, pgh_created_at, superseded_at, pgh_label, pgh_obj_id)"
        f" SELECT {cells}, %(at)s, %(until)s, 'insert', id FROM {model._meta.db_table}"
        f" {CORRECTED[name].replace('%', '%%') if back else ''}",
        {
            "back": back,
            "at": NOW - back * BETWEEN_VERSIONS,
            "until": NOW - (back - 1) * BETWEEN_VERSIONS if back else None,
        },
    )


def make_corpus(
    size: Size, *, seed: int, progress: Callable[[str, int], None] = lambda kind, count: None
) -> None:
    """Fill an empty database. Raises CorpusRefused where records exist: a corpus never mixes with real ones."""
    if Article.objects.exists():
        raise CorpusRefused("This database holds articles already; a corpus is only made in an empty one.")
    chance = random.Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [apps.get_model("tracker", name)._meta.db_table for name in (*TABLES, "Snapshot")]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name, columns, rows in _small_kinds(size, chance):
            progress(name, _copy(name, columns, rows))
        _texts(size, chance, progress)
        progress("citations", 0)
        _cite()
        # Foreign keys wait until here; a table with waiting checks cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        progress("history and search index", 0)
        _remember(size.versions)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    # The planner must know the new sizes before the first question, not after the next autovacuum.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
