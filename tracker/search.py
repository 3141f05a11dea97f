"""Word search over all kinds: the only place beside models that knows PostgreSQL's text search.

The index (``tracker.models.search_index``) is one narrow row per published record. The road taken depends on
how common the words are, because either road alone is slow for the other case:

* up to ``EXACT`` hits: collect them through the index, then sort or rank them all;
* more: the newest are walked by date; ranking looks at the newest ``RANKED`` hits only, and says so.

A phrase is looked up as pairs of neighbouring words, so that two very common words cost one index lookup.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import DEFAULT_DB_ALIAS, connections, models

from tracker.models.search_index import PAIR_BITS

EXACT = 2_000
RANKED = 500
MAX_LENGTH = 200
MAX_WORDS = 20

KINDS = (
    "articles",
    "quotations",
    "officials",
    "jurisdictions",
    "announcements",
    "figures",
    "positions",
    "lists",
    "instruments",
    "outlets",
    "organizations",
)

# Filters of each kind whose values are lexemes of the index too ('kind:news', 'outlet:12'), so that common words under
# a filter are one look into the index. Filters on records are there by id. Only what the row's own triggers keep is
# named: a quotation's outlet is its article's, and may be put right without the quotation being indexed again.
FACETS = {
    "articles": ("kind", "outlet"),
    "quotations": ("official", "form"),
    "jurisdictions": ("kind", "state"),
    "announcements": ("kind",),
    "positions": ("dimension",),
    "instruments": ("kind",),
    "organizations": ("kind",),
}

# What of each kind is searched in the books as they stood at an earlier moment, which the index does not keep.
PAST_FIELDS = {
    "articles": ("headline", "byline"),
    "quotations": ("exact", "utterance__official__name", "utterance__speaker_label"),
    "officials": ("name",),
    "jurisdictions": ("name", "full_name", "state_code"),
    "announcements": ("title", "announcer__name", "detail"),
    "figures": ("metric", "exact", "speaker_label", "official__name"),
    "positions": ("stated_as", "body__name", "jurisdiction__full_name"),
    "lists": ("title", "maker__name", "criteria"),
    "instruments": ("title", "citation_text", "issuer__name"),
    "outlets": ("name", "domain"),
    "organizations": ("name", "short_name"),
}


Facets = Mapping[str, Sequence[object]]


class SearchRefused(ValueError):
    """The words cannot be searched; the message says why and what would work."""


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A search as PostgreSQL reads it.

    ``tsquery`` is the whole query; ``pairs`` the phrase steps in it, as numbers; ``lexemes`` the words that
    must all be there; ``is_plain`` is true when the query is just one word.
    """

    text: str
    tsquery: str
    pairs: tuple[int, ...]
    lexemes: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        return (
            len(self.lexemes) == 1 and not self.pairs and "|" not in self.tsquery and "!" not in self.tsquery
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Hits:
    """What a search found in one kind.

    ``ids`` are record ids, best first; ``total`` how many there are; ``is_total_exact`` false when it is a
    kept count or a lower bound (``more_than``); ``ranked_newest`` is 0 when every hit was ranked, otherwise
    how many of the newest were.
    """

    kind: str
    ids: tuple[int, ...]
    total: int
    is_total_exact: bool
    ranked_newest: int


def clean(text: str) -> str:
    """The words of a search, made safe for the parser; refuses what nobody could mean.

    33 or more dashes in a row overflow the parser's stack, so runs are shortened; a search that only
    excludes words would return nearly everything. Raises SearchRefused.
    """
    text = " ".join(text.replace("\x00", " ").split())
    if len(text) > MAX_LENGTH:
        raise SearchRefused(f"A search may have up to {MAX_LENGTH} characters; this one has {len(text)}.")
    text = re.sub(r"(?:-\s*){2,}", "- ", text)
    text = re.sub(r"[<>():&|!*\\]+", " ", text)
    if text.count('"') % 2:
        text = text[::-1].replace('"', " ", 1)[::-1]
    words = text.split()
    if len(words) > MAX_WORDS:
        raise SearchRefused(f"A search may have up to {MAX_WORDS} words; this one has {len(words)}.")
    return " ".join(words)


def closed(text: str) -> str:
    """The search with the quotation mark closed that it leaves open; blank when it leaves none open.

    Straight or typographic; ``clean`` looks for the words of an open one singly.
    """
    plain = re.sub("[“”„]", '"', text)
    if plain.count('"') % 2 == 0:
        return ""
    before, _, words = plain.rpartition('"')
    return f'{before}"{words.strip()}"' if words.strip() else ""


_LEXEME = r"'((?:[^'\\]|''|\\.)*)'(?::[*A-D]+)?"
_EXCLUDED = rf"!\s*(?:{_LEXEME}|\((?:[^()]*)\))"
_STEP = re.compile(rf"{_LEXEME}\s*<(-|\d+)>\s*(?={_LEXEME})")


def _unquoted(lexeme: str) -> str:
    return lexeme.replace("''", "'").replace("\\\\", "\\")


def parse(text: str, *, using: str = DEFAULT_DB_ALIAS) -> Words:
    """Read a search as PostgreSQL reads it. Raises SearchRefused when no searchable word remains."""
    cleaned = clean(text)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT websearch_to_tsquery('pg_catalog.english', tracker_fold(%s))::text", [cleaned])
        tsquery = cursor.fetchone()[0]
    if tsquery and not re.search(_LEXEME, re.sub(_EXCLUDED, "", tsquery)):
        raise SearchRefused("A search needs at least one word to look for, not only words to leave out.")
    if not tsquery:
        raise SearchRefused(
            "These words are too common to search for. Add a name, a place or a less common word."
            if cleaned
            else "Type a word to search for."
        )
    positive = re.sub(_EXCLUDED, "", tsquery)
    only_and = "|" not in tsquery
    pairs = tuple(
        _pair(_unquoted(step[1]), 1 if step[2] == "-" else int(step[2]), _unquoted(step[3]))
        for step in _STEP.finditer(positive)
    )
    lexemes = tuple(dict.fromkeys(_unquoted(found) for found in re.findall(_LEXEME, positive)))
    return Words(
        text=cleaned,
        tsquery=tsquery,
        pairs=pairs if only_and else (),
        lexemes=lexemes if only_and else (),
    )


def _pair(word: str, distance: int, next_word: str) -> int:
    """Two neighbouring words as the number the index keeps (``tracker_word_pairs``)."""
    digest = hashlib.md5(f"{word}~{distance}~{next_word}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[: PAIR_BITS // 4], 16)


def _condition(words: Words) -> tuple[str, list[object]]:
    """SQL and parameters that hold for rows of the index matching the words."""
    if words.pairs:
        return "pairs @> %s::int[] AND words @@ %s::tsquery", [list(words.pairs), words.tsquery]
    return "words @@ %s::tsquery", [words.tsquery]


def _quick_condition(words: Words) -> tuple[str, list[object]]:
    """As ``_condition``, without looking at phrases again: a little too much, never too little.

    Looking again reads each row's vector; among thousands of hits that alone would take longer than the search.
    """
    if words.pairs:
        plain = [lexeme for lexeme in words.lexemes if lexeme]
        return "pairs @> %s::int[] AND words @@ %s::tsquery", [
            list(words.pairs),
            " & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in plain),
        ]
    return _condition(words)


def _facets(facets: Facets) -> tuple[str, list[object]]:
    """SQL and parameters that hold for rows of the index with one of the values of each filter."""
    each = [
        " | ".join("'" + f"{name}:{value}".replace("\\", "\\\\").replace("'", "''") + "'" for value in values)
        for name, values in facets.items()
        if values
    ]
    return (" AND words @@ %s::tsquery", [" & ".join(f"({one})" for one in each)]) if each else ("", [])


def _collect(kind: str, words: Words, facets: Facets, *, using: str) -> list[int]:
    """Ids of matching rows through the index, in no order; more than EXACT of them when there are too many."""
    condition, params = _quick_condition(words)
    more, more_params = _facets(facets)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT record_id FROM tracker_searchentry WHERE kind = %s AND {condition}{more} LIMIT {EXACT + 1}",
            [kind, *params, *more_params],
        )
        ids = [row[0] for row in cursor.fetchall()]
        if words.pairs and ids and len(ids) <= EXACT:
            cursor.execute(
                "SELECT record_id FROM tracker_searchentry"
                " WHERE kind = %s AND record_id = ANY(%s) AND words @@ %s::tsquery",
                [kind, ids, words.tsquery],
            )
            ids = [row[0] for row in cursor.fetchall()]
    return ids


def _kept_total(kind: str, words: Words, *, using: str) -> int | None:
    """The kept count of a one-word search, or None."""
    if not words.is_plain:
        return None
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT documents FROM tracker_searchfrequency WHERE kind = %s AND lexeme = %s",
            [kind, words.lexemes[0]],
        )
        row = cursor.fetchone()
    return row[0] if row else None


class _Matches(models.Model):
    """The index as the ORM sees it; never migrated, never written."""

    record_id = models.BigIntegerField(primary_key=True)
    kind = models.TextField()

    class Meta:
        managed = False
        app_label = "tracker_index"  # not installed: no migration, no admin, no permission
        db_table = "tracker_searchentry"


class _InIndex(models.Func):
    """Whether a row of the index matches."""

    output_field = models.BooleanField()

    def __init__(self, condition: str, params: list[object]) -> None:
        super().__init__()
        self._condition, self._params = condition, params

    def as_sql(self, compiler, connection, **extra):
        return self._condition, self._params


def matching(
    kind: str,
    queryset: models.QuerySet,
    text: str,
    *,
    facets: Facets | None = None,
    known_at: datetime.datetime | None = None,
) -> models.QuerySet:
    """The rows of a queryset that match the words. ``known_at``: the queryset reads the past (``as_known``).

    ``facets``: what the queryset is narrowed to already by filters of FACETS, any of the values of each; the index
    is asked for these rows only.

    The index holds the present only; in the past, the columns named in PAST_FIELDS are searched.
    Raises SearchRefused.
    """
    using = queryset.db
    words = parse(text, using=using)
    if known_at is not None:
        document = SearchVector(*PAST_FIELDS[kind], config="pg_catalog.english")
        query = SearchQuery(words.text, search_type="websearch", config="pg_catalog.english")
        return queryset.alias(document=document).filter(document=query)
    facets = facets or {}
    ids = _collect(kind, words, facets, using=using)
    if len(ids) <= EXACT:
        return queryset.filter(pk__in=ids)
    condition, params = _condition(words)
    more, more_params = _facets(facets)
    hits = _Matches.objects.filter(_InIndex(condition + more, params + more_params), kind=kind)
    return queryset.filter(models.Exists(hits.filter(record_id=models.OuterRef("pk"))))


def ranked(kind: str, text: str | Words, *, limit: int = 50, using: str = DEFAULT_DB_ALIAS) -> Hits:
    """The best ``limit`` records of a kind. Above EXACT hits only the newest RANKED are ranked."""
    words = parse(text, using=using) if isinstance(text, str) else text
    ids = _collect(kind, words, {}, using=using)
    is_bounded = len(ids) > EXACT
    condition, params = _condition(words)
    if not is_bounded and not ids:
        return Hits(kind, (), 0, True, 0)
    if is_bounded:
        candidates = (
            f"SELECT record_id, main_date, words FROM tracker_searchentry WHERE kind = %s AND {condition}"
            f" ORDER BY main_date DESC NULLS LAST, record_id DESC LIMIT {RANKED}"
        )
        candidate_params = [kind, *params]
    else:
        candidates = "SELECT record_id, main_date, words FROM tracker_searchentry WHERE kind = %s AND record_id = ANY(%s)"
        candidate_params = [kind, ids]
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"WITH hits AS MATERIALIZED ({candidates})"
            " SELECT record_id FROM hits"
            " ORDER BY ts_rank('{0.05, 0.2, 0.4, 1.0}', words, %s::tsquery, 1) DESC, main_date DESC NULLS LAST, record_id DESC"
            f" LIMIT {int(limit)}",
            [*candidate_params, words.tsquery],
        )
        best = tuple(row[0] for row in cursor.fetchall())
    if not is_bounded:
        return Hits(kind, best, len(ids), True, 0)
    return Hits(kind, best, _kept_total(kind, words, using=using) or EXACT, False, RANKED)


def ranked_all(
    text: str, *, limit: int = 10, kinds: Sequence[str] = KINDS, using: str = DEFAULT_DB_ALIAS
) -> list[Hits]:
    """The best records of every kind, in the order of ``kinds``, kinds without hits included."""
    words = parse(text, using=using)
    return [ranked(kind, words, limit=limit, using=using) for kind in kinds]


def found(text: str, *, up_to: int, using: str = DEFAULT_DB_ALIAS) -> int:
    """How many records of any kind match the words, counted to one more than ``up_to``. Raises SearchRefused."""
    condition, params = _condition(parse(text, using=using))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM tracker_searchentry WHERE {condition} LIMIT {up_to + 1}) AS hits",
            params,
        )
        return cursor.fetchone()[0]


def count_words(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Count again how many documents hold each common word. Run in the background."""
    with connections[using].cursor() as cursor:
        for kind in KINDS:
            cursor.execute("SELECT tracker_search_count_words(%s)", [kind])


def rebuild(*, kinds: Sequence[str] = KINDS, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the index of whole kinds again, after a bulk load with the triggers off."""
    with connections[using].cursor() as cursor:
        for kind in kinds:
            cursor.execute("SELECT tracker_search_rebuild(%s)", [kind])
