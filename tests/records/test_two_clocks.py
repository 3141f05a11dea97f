"""As it was on a day, as known at a moment: answers equal those of a plain replay of what was entered when."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extras import DateRange

from tests.cast import user
from tests.makers import CAPTURED_AT, make, source
from tracker.actions.correcting import correct_position
from tracker.actions.errors import Refused
from tracker.models import Citation, CodebookValue, ListEdition, Listing, Position, State
from tracker.models.known import as_known
from tracker.records import RECORDS
from tracker.records.compare import Comparison
from tracker.records.parameters import Clock, instant

pytestmark = pytest.mark.django_db(transaction=True)

EPOCH = datetime.date(2017, 1, 1)
DAYS = 30
VALUES = ("declines", "honors", "requires_warrant")
numbers = itertools.count(1)

RANGES = st.tuples(st.integers(0, DAYS - 1), st.integers(1, 12) | st.none())
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("assert"), st.integers(0, 1), RANGES, st.sampled_from(VALUES)),
        st.tuples(st.just("correct"), st.integers(0, 9), RANGES, st.sampled_from(VALUES)),
        st.tuples(st.just("retract"), st.integers(0, 9)),
        st.tuples(st.just("retract all"), st.integers(0, 1)),
        st.tuples(st.just("bring back"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=7,
)


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the log holds of one position."""

    body: int
    first: int
    last: int | None
    value: str

    def holds_on(self, offset: int) -> bool:
        return self.first <= offset and (self.last is None or offset < self.last)

    def overlaps(self, other: Entry) -> bool:
        return (
            self.body == other.body
            and (other.last is None or self.first < other.last)
            and (self.last is None or other.first < self.last)
        )


def day(offset: int) -> datetime.date:
    return EPOCH + datetime.timedelta(days=offset)


def valid(entry: Entry) -> DateRange:
    return DateRange(day(entry.first), None if entry.last is None else day(entry.last))


class Books:
    """The database under test, and beside it a plain list that every step is replayed on."""

    def __init__(self) -> None:
        number = next(numbers)
        self.editor = user(f"editor{number}", "editor")
        self.bodies = [make("organizations", number=number * 10 + n) for n in (1, 2)]
        self.place = make("jurisdictions", number=1000 + number)
        for value in VALUES:
            CodebookValue.objects.get_or_create(
                codebook="2026.1",
                dimension="detainers",
                value=value,
                defaults={"label": value, "definition": "A value."},
            )
        self.current: list[tuple[Entry, Position]] = []
        self.retracted: list[tuple[Entry, Position]] = []
        self.moments: list[tuple[datetime.datetime, list[Entry]]] = []

    def take(self, step: tuple) -> None:
        done = {
            "assert": self._assert,
            "correct": self._correct,
            "retract": self._retract,
            "retract all": self._retract_all,
            "bring back": self._bring_back,
        }
        done[step[0]](*step[1:])
        self.moments.append((timezone.now(), [entry for entry, _ in self.current]))

    def _entry(self, body: int, span: tuple[int, int | None], value: str) -> Entry:
        first, length = span
        return Entry(body, first, None if length is None else first + length, value)

    def _assert(self, body: int, span: tuple[int, int | None], value: str) -> None:
        entry = self._entry(body, span, value)
        contradicts = any(entry.overlaps(other) for other, _ in self.current)
        try:
            position = self._enter(entry)
        except IntegrityError as error:
            assert contradicts, f"{entry} was refused: {error}"
            return
        assert not contradicts, f"{entry} contradicts what the same body asserts, and was taken"
        self.current.append((entry, position))

    def _enter(self, entry: Entry) -> Position:
        with transaction.atomic():
            position = Position.objects.create(
                slug=f"position-{self.place.pk}-{Position.objects.count()}",
                body=self.bodies[entry.body],
                jurisdiction=self.place,
                dimension="detainers",
                value=entry.value,
                valid=valid(entry),
                state=State.PUBLISHED,
                published_at=CAPTURED_AT,
            )
            Citation.objects.create(article=source(), position=position)
        position.refresh_from_db()
        return position

    def _correct(self, which: int, span: tuple[int, int | None], value: str) -> None:
        if not self.current:
            return
        old, position = self.current[which % len(self.current)]
        entry = self._entry(old.body, span, value)
        others = [pair for pair in self.current if pair[1].pk != position.pk]
        contradicts = any(entry.overlaps(other) for other, _ in others)
        try:
            new = correct_position(
                position,
                {"value": entry.value, "valid": valid(entry)},
                by=self.editor,
                reason="The text says so",
                summary="The date was wrong; it is as printed now.",
            )
        except (Refused, IntegrityError) as error:
            assert contradicts, f"{entry} was refused: {error}"
            position.refresh_from_db()
            return
        assert not contradicts, f"{entry} contradicts what the same body asserts, and was taken"
        self.current = [*others, (entry, new)]

    def _retract(self, which: int) -> None:
        if not self.current:
            return
        pair = self.current.pop(which % len(self.current))
        Position.objects.filter(pk=pair[1].pk).update(state=State.RETRACTED)
        self.retracted.append(pair)

    def _retract_all(self, body: int) -> None:
        """Many at once, past the ORM."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tracker_position SET state = 'retracted' WHERE body_id = %s AND upper_inf(recorded)",
                [self.bodies[body].pk],
            )
        self.retracted += [pair for pair in self.current if pair[0].body == body]
        self.current = [pair for pair in self.current if pair[0].body != body]

    def _bring_back(self, which: int) -> None:
        """Past the ORM too; refused when the body has said something else since."""
        if not self.retracted:
            return
        entry, position = self.retracted[which % len(self.retracted)]
        contradicts = any(entry.overlaps(other) for other, _ in self.current)
        try:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE tracker_position SET state = 'published' WHERE id = %s", [position.pk])
        except IntegrityError as error:
            assert contradicts, f"{entry} was refused: {error}"
            return
        assert not contradicts, f"{entry} contradicts what the same body asserts, and was taken"
        position.refresh_from_db()
        self.retracted.pop(which % len(self.retracted))
        self.current.append((entry, position))

    def answers(self, at: datetime.datetime, offset: int) -> list[tuple[str, str]]:
        """Body and value of each position read as of a day, as known at a moment."""
        asked = {"as_of": day(offset).isoformat(), "known_at": instant(at), "jurisdiction": self.place.slug}
        rows = RECORDS["positions"].select(asked).rows()
        return sorted((row["body_slug"], row["value"]) for row in rows)

    def replayed(self, entries: list[Entry], offset: int) -> list[tuple[str, str]]:
        return sorted(
            (self.bodies[entry.body].slug, entry.value) for entry in entries if entry.holds_on(offset)
        )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(STEPS, st.lists(st.integers(0, DAYS + 12), min_size=2, max_size=3))
def test_positions_as_of_any_day_known_at_any_moment_equal_a_replay_of_the_log(steps, offsets):
    books = Books()
    for step in steps:
        books.take(step)
    for at, entries in books.moments:
        for offset in offsets:
            assert books.answers(at, offset) == books.replayed(entries, offset)


def test_body_cannot_contradict_itself_when_several_write_at_once():
    books = Books()
    entries = [Entry(0, first, None, value) for first, value in zip(range(4), VALUES * 2, strict=False)]
    ready = threading.Barrier(len(entries))
    taken: list[Entry] = []
    refused: list[str] = []

    def enter(number: int, entry: Entry) -> None:
        ready.wait(timeout=30)
        try:
            with transaction.atomic():
                position = Position.objects.create(
                    slug=f"at-once-{books.place.pk}-{number}",
                    body=books.bodies[entry.body],
                    jurisdiction=books.place,
                    dimension="detainers",
                    value=entry.value,
                    valid=valid(entry),
                )
                Citation.objects.create(article=text, position=position)
            taken.append(entry)
        except IntegrityError as error:
            refused.append(error.__cause__.diag.constraint_name)
        except OperationalError:
            refused.append("deadlock")  # the database ends one of two that wait for each other
        finally:
            connection.close()

    text = source()
    writers = [threading.Thread(target=enter, args=pair) for pair in enumerate(entries)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(taken) == 1
    assert set(refused) <= {"position_one_voice", "deadlock"} and "position_one_voice" in refused
    assert Position.objects.filter(jurisdiction=books.place).count() == 1


LIST_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("print"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("take back"), st.integers(0, 9), st.integers(0, DAYS)),
        st.tuples(st.just("withdraw"), st.integers(0, 1), st.integers(0, DAYS)),
        st.tuples(st.just("erase"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(LIST_STEPS, st.integers(0, DAYS))
def test_comparison_at_a_past_moment_stays_what_it_was_at_that_moment(steps, offset):
    number = next(numbers)
    editions = [make("lists", number=number * 10 + n, words=f"List {number} {n}") for n in (0, 1)]
    for n, edition in enumerate(editions):
        maker = make("organizations", number=number * 10 + n)
        ListEdition.objects.filter(pk=edition.pk).update(maker=maker, published_on=EPOCH)
    places = [make("jurisdictions", number=number * 10 + n) for n in range(3)]
    clock = Clock(day(offset), None, timezone.now())

    def seen(at: datetime.datetime | None) -> list[tuple]:
        with as_known(at):
            comparison = Comparison(dataclasses.replace(clock, known_at=at or timezone.now()))
            return [
                (row.slug, row.codes, row.as_printed, row.verdict)
                for row in comparison.page(1)
                if row.id in {place.pk for place in places}
            ]

    remembered = []
    for step in steps:
        _change(step, editions, places)
        remembered.append((timezone.now(), seen(None)))
    assert [seen(at) for at, _ in remembered] == [rows for _, rows in remembered]


def _change(step: tuple, editions: list[ListEdition], places: list) -> None:
    kind, *given = step
    lines = Listing.objects.filter(edition__in=editions).order_by("pk")
    if kind == "print":
        edition, place = editions[given[0]], places[given[1]]
        if not lines.filter(edition=edition, jurisdiction=place).exists():
            Listing.objects.create(
                edition=edition,
                line=1 + Listing.objects.filter(edition=edition).count() + 100 * lines.count(),
                as_printed=f"Line {lines.count()}",
                match_state="matched",
                jurisdiction=place,
            )
    elif kind == "withdraw":
        ListEdition.objects.filter(pk=editions[given[0]].pk).update(
            withdrawn_on=day(given[1]), withdrawal_source=source()
        )
    elif lines:
        line = lines[given[0] % len(lines)]
        if kind == "erase":
            line.delete()
        else:
            Listing.objects.filter(pk=line.pk).update(retracted_on=day(given[1]), retraction_source=source())
