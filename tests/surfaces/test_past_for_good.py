"""Whatever is done to the books afterwards, an export of a past moment keeps every byte."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import user
from tests.makers import make
from tests.surfaces.reading import get
from tests.surfaces.test_past import TEXT, a_moment, change
from tracker.actions.errors import Refused
from tracker.actions.merging import merge
from tracker.models import Citation, Jurisdiction, Listing, State
from tracker.records import RECORDS

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ("jurisdictions", "positions", "lists", "instruments", "announcements")
SURFACES = (
    *(f"/{kind}.{extension}?" for kind in KINDS for extension in ("csv", "json")),
    *(f"/{kind}.csv?as_of=2020-06-01&" for kind in KINDS),
    "/compare.csv?",
    "/compare.json?as_of=2020-06-01&",
    "/compare/?",
    "/compare/map/?",
)
numbers = itertools.count(100)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "correct", "bulk", "raw", "retract", "bring back", "list", "unlist", "erase", "merge"]
        ),
        st.sampled_from(KINDS),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=5,
)


def at_moment(client: Client, at: str) -> dict[str, bytes]:
    return {surface: get(client, f"{surface}known_at={at}") for surface in SURFACES}


class Hands:
    """Everything that may happen to the books, by every road."""

    def take(self, step: str, kind: str, which: int) -> None:
        rows = RECORDS[kind].model.objects.order_by("pk")
        row = rows[which % rows.count()] if rows.exists() else None
        done: dict[str, Callable[[], object]] = {
            "add": lambda: make(kind, number=next(numbers)),
            "correct": lambda: change(kind, row),
            "bulk": lambda: rows.update(note="Looked at again"),
            "raw": lambda: self._raw(kind),
            "retract": lambda: rows.filter(pk=row.pk).update(state=State.RETRACTED),
            "bring back": lambda: rows.update(state=State.PUBLISHED),
            "list": lambda: self._list(which),
            "unlist": lambda: Listing.objects.update(match_state="ambiguous", jurisdiction=None),
            "erase": lambda: (Citation.objects.filter(listing__isnull=False), Listing.objects.all().delete()),
            "merge": lambda: self._merge(which),
        }
        if row is not None or step in {"add", "list"}:
            done[step]()

    def _raw(self, kind: str) -> None:
        column = "stated_as" if kind == "positions" else TEXT[kind]
        # A published position is never rewritten: then the database refuses, and nothing has happened.
        with contextlib.suppress(IntegrityError), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {RECORDS[kind].model._meta.db_table} SET {column} = {column} || ' (2)'")

    def _list(self, which: int) -> None:
        number = next(numbers)
        Listing.objects.create(
            edition=make("lists", number=number),
            line=1 + which,
            as_printed=f"Line {number}",
            match_state="matched",
            jurisdiction=make("jurisdictions", number=number),
        )

    def _merge(self, which: int) -> None:
        places = list(Jurisdiction.objects.published().order_by("pk"))
        if len(places) < 2:
            return
        number = next(numbers)
        keep, drop = places[which % len(places)], places[(which + 1) % len(places)]
        try:
            merge(keep, drop, by=user(f"editor{number}", "editor"), reason="The same place twice")
        except Refused:
            return


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(STEPS)
def test_exports_and_pages_of_a_past_moment_keep_every_byte(client, steps):
    hands = Hands()
    for kind in KINDS:
        make(kind, number=next(numbers))
    remembered = []
    for step in steps:
        hands.take(*step)
        at = a_moment()
        remembered.append((at, at_moment(client, at)))
    hands.take("bulk", "lists", 0)
    for at, before in remembered:
        assert at_moment(client, at) == before
