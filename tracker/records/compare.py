"""Places × list-makers on a day: one query counts all places, one reads a page, whatever the filters.

What a maker says of a place follows from few things: kind, state, and on which of the compared editions it is
printed and kept. So the database groups places by those, the rule in ``status`` is asked once per group, and
its answers go back into the query as a table. Rule and counts stand in one place each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db import connections, router

from tracker.models import Jurisdiction, ListEdition, Listing
from tracker.records.agreement import Agreement, agreements
from tracker.records.parameters import Clock
from tracker.records.selection import COUNT_UP_TO, KEPT_S
from tracker.records.status import code, verdict

ROWS = 100
"""Places on one page."""

MAKERS = 60
"""Makers compared at once: a place's lines are kept as bits of one number."""

COLUMNS = (
    ("slug", "Last part of the place's address here."),
    ("name", "Name of the place with its legal kind where it has one."),
    ("state", "USPS code of its state or territory."),
    ("kind", "state, county, municipality, subdivision, district or territory."),
    ("geoid", "US Census GEOID; blank where the Census gives none."),
    ("verdict", "How the makers stand to each other over the place: disagree, agree, one or silent."),
)
MAKER_COLUMNS = (
    ("says_", "What the maker says on the day: listed, not_listed, withdrawn, retracted, outside or silent."),
    ("printed_", "The place's name on that list, as printed; blank if it is not on it."),
    ("edition_", "Slug of the maker's newest edition by the day, the one compared."),
)
"""Columns of the CSV: first these, then these for each maker, with the maker's slug added."""

PRINTED = """
SELECT l.jurisdiction_id AS id,
       bit_or(1::bigint << e.n::int) AS printed,
       bit_or(CASE WHEN l.retracted_on IS NULL OR l.retracted_on > %(day)s
                   THEN 1::bigint << e.n::int ELSE 0 END) AS kept
  FROM tracker_listing l
  JOIN unnest(%(editions)s::bigint[]) WITH ORDINALITY AS e(id, n) ON e.id = l.edition_id
 WHERE l.jurisdiction_id IS NOT NULL
 GROUP BY l.jurisdiction_id
"""
"""Places some edition prints; bit n of ``printed`` is the n-th edition, of ``kept`` a line not taken back."""

GROUPS = f"""
SELECT j.kind, j.state_code, p.printed, p.kept, count(*)
  FROM ({PRINTED}) p JOIN tracker_jurisdiction j ON j.id = p.id
 WHERE j.state = 'published'
 GROUP BY j.kind, j.state_code, p.printed, p.kept
"""

PLACE = "j.id, j.slug, j.name, j.full_name, j.state_code, j.kind, j.geoid"

ANY_PLACE = f"""
SELECT {PLACE}
  FROM tracker_jurisdiction j
 WHERE j.state = 'published'
   AND (%(in_states)s::text[] = ARRAY[]::text[] OR j.state_code = ANY (%(in_states)s))
   AND (%(of_kinds)s::text[] = ARRAY[]::text[] OR j.kind = ANY (%(of_kinds)s))
   AND EXISTS (SELECT 1 FROM tracker_listing l
                WHERE l.jurisdiction_id = j.id AND l.edition_id = ANY (%(editions)s))
 ORDER BY j.state_code, j.name, j.id
"""
"""The printed places of some states and kinds, whatever the makers say of them."""

PLACES = f"""
WITH placed AS MATERIALIZED (
    SELECT {PLACE}, concat_ws(' ', j.kind, j.state_code, p.printed, p.kept) AS alike
      FROM ({PRINTED}) p JOIN tracker_jurisdiction j ON j.id = p.id
     WHERE j.state = 'published'
)
SELECT {PLACE}, g.n
  FROM placed j JOIN unnest(%(alike)s::text[]) WITH ORDINALITY AS g(alike, n) ON g.alike = j.alike
 ORDER BY j.state_code, j.name, j.id
"""
"""The places of some groups; ``n`` is the place's group, from 1. One text is joined, not four columns: the
planner takes those for independent and the answer for one row."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places alike in all that matters: their kind, state and lines. ``codes``: what each maker says of them."""

    kind: str
    state: str
    printed: int
    kept: int
    places: int
    codes: tuple[str, ...]
    verdict: str

    @property
    def alike(self) -> str:
        """What its places have in common, as the database writes it."""
        return f"{self.kind} {self.state} {self.printed} {self.kept}"


@dataclass(frozen=True, slots=True)
class Row:
    """A place with what each maker says of it, in the order of the editions, and how it is printed there."""

    id: int
    slug: str
    name: str
    full_name: str
    state: str
    kind: str
    geoid: str
    verdict: str
    codes: tuple[str, ...]
    as_printed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The makers' newest editions on a day, and the places at least one of them prints.

    ``states``, ``kinds`` and ``verdicts`` narrow the places, ``makers`` (slugs) the editions; empty is all. Read
    it inside the books of ``clock``.
    """

    clock: Clock
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    using: str = field(default_factory=lambda: router.db_for_read(Jurisdiction))
    _answers: dict[tuple[str, str, int, int], tuple[tuple[str, ...], str]] = field(default_factory=dict)
    _by_kind: dict[tuple[str, str], list[dict[tuple[int, int], str]]] = field(default_factory=dict)

    @cached_property
    def offered(self) -> list[ListEdition]:
        """The newest edition of every maker by the day, by the maker's name."""
        found = (
            ListEdition.objects.published()
            .using(self.using)
            .filter(published_on__lte=self.clock.day, maker__state="published")
            .order_by("maker_id", "-published_on", "-pk")
            .distinct("maker_id")
            .select_related("maker")
        )
        return sorted(found, key=lambda edition: (edition.maker.name, edition.pk))[:MAKERS]

    @cached_property
    def editions(self) -> list[ListEdition]:
        """The editions compared."""
        return [e for e in self.offered if not self.makers or e.maker.slug in self.makers]

    @cached_property
    def everywhere(self) -> list[Group]:
        """All printed places in groups, before the filters on places."""
        return [self.group(*found) for found in self._kept()]

    @cached_property
    def narrowed(self) -> list[Group]:
        """The groups in the states and of the kinds asked for, whatever the makers say."""
        return [
            group
            for group in self.everywhere
            if (not self.states or group.state in self.states)
            and (not self.kinds or group.kind in self.kinds)
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The groups under all filters."""
        return [g for g in self.narrowed if not self.verdicts or g.verdict in self.verdicts]

    @property
    def total(self) -> int:
        """Places under all filters."""
        return sum(group.places for group in self.groups)

    @property
    def verdict_counts(self) -> Counter[str]:
        """Places per verdict, under the filters on state and kind."""
        counts: Counter[str] = Counter()
        for group in self.narrowed:
            counts[group.verdict] += group.places
        return counts

    @property
    def agreements(self) -> list[Agreement]:
        """Each pair of makers over the places of the states and kinds asked for."""
        partial = [n for n, edition in enumerate(self.editions) if edition.is_partial]
        rows = [(group.codes, group.places) for group in self.narrowed]
        return agreements(len(self.editions), rows, partial=partial)

    def group(self, kind: str, state: str, printed: int, kept: int, places: int) -> Group:
        """Places alike with what the rule says of them; bits count editions from 1."""
        return Group(kind, state, printed, kept, places, *self.answers(kind, state, printed, kept))

    def answers(self, kind: str, state: str, printed: int, kept: int) -> tuple[tuple[str, ...], str]:
        """The code of each maker for places alike, and the verdict; asked of the rule once for all of them."""
        alike = kind, state, printed, kept
        if alike not in self._answers:
            asked = enumerate(self._rules(kind, state), start=1)
            codes = tuple(rules[printed >> n & 1, kept >> n & 1] for n, rules in asked)
            self._answers[alike] = codes, verdict(codes)
        return self._answers[alike]

    def _rules(self, kind: str, state: str) -> list[dict[tuple[int, int], str]]:
        """For each edition what it says of places of a kind in a state, by whether a line is printed and kept."""
        if (kind, state) not in self._by_kind:
            day = self.clock.day
            self._by_kind[kind, state] = [
                {
                    (printed, kept): code(
                        edition, kind=kind, state=state, is_printed=bool(printed), is_kept=bool(kept), day=day
                    )
                    for printed, kept in ((0, 0), (1, 0), (1, 1))
                }
                for edition in self.editions
            ]
        return self._by_kind[kind, state]

    def page(self, number: int) -> list[Row]:
        """The places of a page, from 1, by state and name."""
        sql = PLACES if self.verdicts else ANY_PLACE
        params = self._params() | {"limit": ROWS, "offset": (number - 1) * ROWS}
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"{sql} LIMIT %(limit)s OFFSET %(offset)s", params)
            places = [row[:7] for row in cursor.fetchall()]
        lines = self._lines([place[0] for place in places])
        return [self._row(place, lines.get(place[0], [])) for place in places]

    def _row(self, place: tuple[Any, ...], lines: list[tuple[int, str, bool]]) -> Row:
        """A place with its lines: number of the edition from 1, as printed, whether kept."""
        printed = kept = 0
        words = [""] * len(self.editions)
        for n, as_printed, is_kept in lines:
            printed |= 1 << n
            kept |= is_kept << n
            words[n - 1] = f"{words[n - 1]}; {as_printed}" if words[n - 1] else as_printed
        group = self.group(place[5], place[4], printed, kept, 1)
        return Row(*place, verdict=group.verdict, codes=group.codes, as_printed=tuple(words))

    def _lines(self, places: list[int]) -> dict[int, list[tuple[int, str, bool]]]:
        numbers = {edition.pk: n for n, edition in enumerate(self.editions, start=1)}
        found: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
        for place, edition, words, retracted in (
            Listing.objects.using(self.using)
            .filter(edition__in=list(numbers), jurisdiction__in=places)
            .order_by("edition", "line")
            .values_list("jurisdiction_id", "edition_id", "as_printed", "retracted_on")
        ):
            found[place].append((numbers[edition], words, retracted is None or retracted > self.clock.day))
        return found

    def csv_sql(self) -> str:
        """The query behind the CSV: every place under the filters, safe in a spreadsheet."""
        groups = self.groups
        columns = [name for name, _ in COLUMNS]
        cells = ["t.slug", "t.full_name", "t.state_code", "t.kind", "t.geoid", "(%(verdicts)s::text[])[t.n]"]
        params = self._params() | {"verdicts": [group.verdict for group in groups]}
        printed = ["jurisdiction_id"]
        for n, edition in enumerate(self.editions):
            slug = edition.maker.slug
            columns += [f"{name}{slug}" for name, _ in MAKER_COLUMNS]
            cells += [f"(%(c{n})s::text[])[t.n]", f"l.p{n}", f"%(s{n})s::text"]
            printed.append(
                f"string_agg(as_printed, '; ' ORDER BY line) FILTER (WHERE edition_id = %(e{n})s) AS p{n}"
            )
            params |= {
                f"c{n}": [group.codes[n] for group in groups],
                f"s{n}": edition.slug,
                f"e{n}": edition.pk,
            }
        named = ", ".join(
            f'tracker_cell({cell}) AS "{name}"' for cell, name in zip(cells, columns, strict=True)
        )
        sql = (
            f"WITH t AS MATERIALIZED ({PLACES}), l AS MATERIALIZED (SELECT {', '.join(printed)}"
            " FROM tracker_listing WHERE edition_id = ANY (%(editions)s) AND jurisdiction_id IS NOT NULL"
            f" GROUP BY jurisdiction_id) SELECT {named} FROM t LEFT JOIN l ON l.jurisdiction_id = t.id"
            " ORDER BY t.state_code, t.name, t.id"
        )
        connection = connections[self.using]
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            return cursor.mogrify(sql, params).decode()

    def _params(self) -> dict[str, Any]:
        return {
            "day": self.clock.day,
            "editions": [edition.pk for edition in self.editions],
            "in_states": list(self.states),
            "of_kinds": list(self.kinds),
            "alike": [group.alike for group in self.groups],
        }

    def _kept(self) -> list[tuple[str, str, int, int, int]]:
        """The groups as counted; a costly count of today's books is kept for a minute."""
        editions = [edition.pk for edition in self.editions]
        key = f"compare:{self.using}:{self.clock.day}:{'-'.join(map(str, editions))}"
        found = None if self.clock.known_at else cache.get(key)
        if found is None:
            with connections[self.using].cursor() as cursor:
                cursor.execute(GROUPS, {"day": self.clock.day, "editions": editions})
                found = cursor.fetchall()
            if not self.clock.known_at and sum(row[-1] for row in found) >= COUNT_UP_TO // 2:
                cache.set(key, found, KEPT_S)
        return found
