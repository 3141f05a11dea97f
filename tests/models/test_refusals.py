"""What the database refuses, asked round the ORM by raw SQL; and history, whoever writes."""

import io
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast
from tests.cast import Cast
from tracker.actions import context
from tracker.models import Outlet


@pytest.fixture
def world(db: None, tmp_path: Any, settings: Any) -> Cast:
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {**settings.STORAGES["snapshots"], "OPTIONS": {"location": str(tmp_path)}},
    }
    return cast.build()


def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of one statement, past the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def refusal(*statements: tuple[Any, ...]) -> str:
    """Name of the constraint by which the database refuses the statements, at the latest at commit."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        for sql, *values in statements:
            run(sql, *values)
        run("SET CONSTRAINTS ALL IMMEDIATE")
    diagnosis = refused.value.__cause__.diag  # type: ignore[union-attr]
    return diagnosis.constraint_name or diagnosis.sqlstate


# --- 1. a quotation is the text of its capture, to the character


@pytest.mark.parametrize(
    "change",
    [
        "exact = exact || '!'",
        "exact = upper(exact)",
        "start = start + 1",
        '"end" = "end" - 1',
        "prefix = 'x' || substr(prefix, 2)",
        "suffix = 'x' || substr(suffix, 2)",
        "exact = translate(exact, ' ', chr(160))",
    ],
)
def test_quotation_that_is_not_the_text_at_its_place(world: Cast, change: str) -> None:
    assert refusal((f"UPDATE tracker_quotation SET {change} WHERE id = %s", world.quotation.pk)) == "verbatim"


def test_quotation_moved_to_a_capture_that_says_otherwise(world: Cast) -> None:
    other = world.release.snapshots.get().pk
    statement = ("UPDATE tracker_quotation SET snapshot_id = %s WHERE id = %s", other, world.quotation.pk)
    assert refusal(statement) == "verbatim"


def test_figure_and_citation_are_held_to_their_capture_too(world: Cast) -> None:
    for table, pk in (
        ("tracker_figure", world.figure.pk),
        ("tracker_citation", world.quotation.citations.get().pk),
    ):
        assert refusal((f"UPDATE {table} SET exact = 'other words' WHERE id = %s", pk)) == "verbatim"


def test_span_counts_code_points_not_bytes(world: Cast) -> None:
    text = "a “b” \U0001f600 c"
    _, snapshot = cast.capture(text, by=world.curator, name="emoji.txt")
    run(
        'INSERT INTO tracker_quotation (slug, state, note, version, utterance_id, snapshot_id, start, "end",'
        " exact, prefix, suffix, form, alterations)"
        " VALUES ('e', 'draft', '', 1, %s, %s, 8, 9, 'c', '\U0001f600 ', '', 'direct', '{}')",
        world.quotation.utterance_id,
        snapshot.pk,
    )
    assert run("SELECT exact FROM tracker_quotation WHERE slug = 'e'") == [("c",)]


def test_empty_span(world: Cast) -> None:
    statement = (
        'UPDATE tracker_quotation SET "end" = start, exact = %s WHERE id = %s',
        "",
        world.quotation.pk,
    )
    assert refusal(statement) == "quotation_span_forward"


# --- 2. a capture is never changed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tracker_snapshot SET archive_url = 'https://archive.example/1'",
        "UPDATE tracker_snapshot SET text = text",
        "DELETE FROM tracker_snapshot",
        "TRUNCATE tracker_snapshot CASCADE",
    ],
)
def test_change_of_a_capture(world: Cast, statement: str) -> None:
    assert refusal((statement,)) == "snapshot_immutable"


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("sha256", "0" * 64, "snapshot_hash_of_text"),
        ("text_length", "5", "snapshot_length_of_text"),
        ("raw_sha256", "none", "snapshot_raw_hash_form"),
    ],
)
def test_capture_whose_hash_is_not_that_of_its_text(
    world: Cast, column: str, value: str, constraint: str
) -> None:
    columns = [
        "article_id", "captured_at", "status", "content_type", "final_url", "file_name", "raw_sha256",
        "raw_size", "text", "sha256", "text_length", "extractor", "archive_url",
    ]  # fmt: skip
    taken = ", ".join(f"'{value}'" if name == column else name for name in columns)
    statement = (
        f"INSERT INTO tracker_snapshot ({', '.join(columns)}) SELECT {taken} FROM tracker_snapshot LIMIT 1"
    )
    assert refusal((statement,)) == constraint


@pytest.mark.parametrize(
    ("status", "text", "address"),
    [
        (200, "", "https://a.example/"),
        (404, "Words.", "https://a.example/"),
        (410, "", ""),
        (500, "", "https://a.example/"),
    ],
)
def test_capture_of_no_text_that_is_no_absence(world: Cast, status: int, text: str, address: str) -> None:
    absent = (
        "INSERT INTO tracker_snapshot (captured_at, status, content_type, final_url, file_name, raw_sha256, raw_size,"
        " text, sha256, text_length, extractor, archive_url) VALUES (now(), %s, '', %s, '', repeat('0', 64), 0,"
        " %s, encode(sha256(convert_to(%s, 'UTF8')), 'hex'), length(%s), '', '')"
    )
    statement = (absent, status, address, text, text, text)
    assert refusal(statement) == "snapshot_of_article_or_absence"
    with connection.cursor() as cursor:
        cursor.execute(absent, [451, "https://a.example/", "", "", ""])


@pytest.mark.parametrize("code", ["pa", "P", "P1"])
def test_home_of_an_outlet_is_a_state(world: Cast, code: str) -> None:
    statement = ("UPDATE tracker_outlet SET home_state = %s WHERE id = %s", code, world.outlet.pk)
    assert refusal(statement) == "outlet_home_state_form"


# --- 3. one body never contradicts itself; two may disagree

COPY_OF_POSITION = (
    "INSERT INTO tracker_position (slug, state, note, version, body_id, jurisdiction_id, dimension, value,"
    " codebook, stated_as, valid, start_precision, end_precision)"
    " SELECT 'copy', 'draft', '', 1, {body}, jurisdiction_id, dimension, 'honors', codebook, '', {valid},"
    " 'day', 'day' FROM tracker_position WHERE id = %s"
)


def test_body_contradicting_itself(world: Cast) -> None:
    statement = COPY_OF_POSITION.format(body="body_id", valid="'[2020-01-01, 2020-02-01)'")
    assert refusal((statement, world.position.pk)) == "position_one_voice"


def test_two_bodies_may_disagree(world: Cast) -> None:
    run(COPY_OF_POSITION.format(body=world.department.pk, valid="valid"), world.position.pk)
    assert run("SELECT count(DISTINCT value) FROM tracker_position") == [(2,)]


def test_body_may_change_its_mind_later(world: Cast) -> None:
    run(COPY_OF_POSITION.format(body="body_id", valid="'[2000-01-01, 2012-01-01)'"), world.position.pk)
    assert run("SELECT count(*) FROM tracker_position") == [(2,)]


@pytest.mark.parametrize(
    "change",
    ["value = 'honors'", "stated_as = 'x'", "valid = '[2013-01-01,)'", "recorded = tstzrange(now(), NULL)"],
)
def test_published_position_is_never_rewritten(world: Cast, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE tracker_position SET recorded = tstzrange('2020-01-01', NULL)")
        cursor.execute("SET LOCAL session_replication_role = origin")
    statement = (f"UPDATE tracker_position SET {change} WHERE id = %s", world.position.pk)
    assert refusal(statement) == "position_never_rewritten"


def test_value_outside_the_codebook(world: Cast) -> None:
    sql = COPY_OF_POSITION.format(body=world.department.pk, valid="valid").replace(
        "'honors'", "'a sanctuary'"
    )
    assert refusal((sql, world.position.pk)) == "position_value_in_codebook"


# --- 4. nothing is public without its source

PUBLIC = ["quotation", "figure", "announcement", "listedition", "instrument", "position", "official"]


@pytest.mark.parametrize("kind", [*PUBLIC, "jurisdiction", "organization"])
def test_publishing_without_a_citation(world: Cast, kind: str) -> None:
    column = {"listedition": "list_edition"}.get(kind, kind)
    pk = run(f"SELECT id FROM tracker_{kind} WHERE state = 'published' LIMIT 1")[0][0]
    run(f"UPDATE tracker_{kind} SET state = 'draft' WHERE id = %s", pk)
    run(f"DELETE FROM tracker_citation WHERE {column}_id = %s", pk)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    assert refusal((f"UPDATE tracker_{kind} SET state = 'published' WHERE id = %s", pk)) == "needs_citation"


@pytest.mark.parametrize("kind", [*PUBLIC, "jurisdiction", "organization"])
def test_last_citation_of_a_published_record(world: Cast, kind: str) -> None:
    column = {"listedition": "list_edition"}.get(kind, kind)
    pk = run(f"SELECT id FROM tracker_{kind} WHERE state = 'published' LIMIT 1")[0][0]
    assert refusal((f"DELETE FROM tracker_citation WHERE {column}_id = %s", pk)) == "last_citation"


def test_last_citation_moved_to_another_record(world: Cast) -> None:
    statement = (
        "UPDATE tracker_citation SET quotation_id = NULL, instrument_id = %s WHERE quotation_id = %s",
        world.instrument.pk,
        world.quotation.pk,
    )
    assert refusal(statement) == "last_citation"


def test_one_citation_may_be_exchanged_for_another_in_one_transaction(world: Cast) -> None:
    old = world.quotation.citations.get()
    run(
        "INSERT INTO tracker_citation (article_id, quotation_id, stance, version, exact, prefix, suffix, locator, note)"
        " VALUES (%s, %s, 'supports', 1, '', '', '', '', '')",
        world.story.pk,
        world.quotation.pk,
    )
    run("DELETE FROM tracker_citation WHERE id = %s", old.pk)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert world.quotation.citations.count() == 1


# --- 5. citations and targets have exactly one target; nothing rests on itself

CITATION = (
    "INSERT INTO tracker_citation (article_id, stance, version, exact, prefix, suffix, locator, note,"
    " quotation_id, figure_id) VALUES (%s, 'supports', 1, '', '', '', '', '', %s, %s)"
)


def test_citation_of_nothing_or_of_two_things(world: Cast) -> None:
    assert refusal((CITATION, world.story.pk, None, None)) == "citation_one_target"
    both = (CITATION, world.story.pk, world.quotation.pk, world.figure.pk)
    assert refusal(both) == "citation_one_target"


def test_citation_of_another_articles_capture(world: Cast) -> None:
    statement = (
        "UPDATE tracker_citation SET article_id = %s WHERE quotation_id = %s",
        world.release.pk,
        world.quotation.pk,
    )
    assert refusal(statement) == "citation_own_capture"


@pytest.mark.parametrize(("with_place", "words"), [(False, ""), (True, "300-plus cities")])
def test_target_that_is_none_or_two(world: Cast, with_place: bool, words: str) -> None:
    statement = (
        "INSERT INTO tracker_target (announcement_id, jurisdiction_id, class_as_printed, detail, source_id)"
        " VALUES (%s, %s, %s, '', %s)",
        world.announcement.pk,
        world.illinois.pk if with_place else None,
        words,
        world.release.pk,
    )
    assert refusal(statement) == "target_exactly_one"


DERIVATION = (
    "INSERT INTO tracker_derivation (article_id, source_id, kind, stated_as) VALUES (%s, %s, 'excerpts', '')"
)


def test_text_resting_on_itself(world: Cast) -> None:
    assert refusal((DERIVATION, world.story.pk, world.story.pk)) == "derivation_not_self"


def test_texts_resting_on_each_other_in_a_circle(world: Cast) -> None:
    assert refusal((DERIVATION, world.uncaptured.pk, world.story.pk)) == "derivation_cycle"
    long_way = [
        (DERIVATION, world.uncaptured.pk, world.release.pk),
        (DERIVATION, world.release.pk, world.story.pk),
    ]
    assert refusal(*long_way) == "derivation_cycle"


def test_jurisdiction_inside_itself(world: Cast) -> None:
    own = ("UPDATE tracker_jurisdiction SET parent_id = id WHERE id = %s", world.cook.pk)
    assert refusal(own) in {"jurisdiction_not_own_parent", "jurisdiction_cycle"}
    round_trip = (
        "UPDATE tracker_jurisdiction SET parent_id = %s WHERE id = %s",
        world.cook.pk,
        world.illinois.pk,
    )
    assert refusal(round_trip) == "jurisdiction_cycle"


def test_body_inside_itself(world: Cast) -> None:
    statements = [
        (
            "UPDATE tracker_organization SET parent_id = %s WHERE id = %s",
            world.council.pk,
            world.department.pk,
        ),
        (
            "UPDATE tracker_organization SET parent_id = %s WHERE id = %s",
            world.department.pk,
            world.council.pk,
        ),
    ]
    assert refusal(*statements) == "organization_cycle"


# --- 6. terms in office

TENURE = (
    "INSERT INTO tracker_tenure (official_id, title, jurisdiction_id, during, start_precision, end_precision,"
    " is_acting, observed_only, source_id) VALUES (%s, %s, %s, %s, 'day', 'day', false, false, %s)"
)


def tenure(world: Cast, title: str, during: str) -> tuple[Any, ...]:
    return (TENURE, world.mayor.pk, title, world.chicago.pk, during, world.story.pk)


def test_same_post_held_twice_at_once(world: Cast) -> None:
    assert refusal(tenure(world, "MAYOR", "[2024-01-01,2024-02-01)")) == "tenure_no_overlap"


def test_other_post_may_be_held_at_once(world: Cast) -> None:
    run(*tenure(world, "Chair of the police board", "[2024-01-01,2024-02-01)"))
    assert world.mayor.tenures.count() == 2


def test_empty_term_and_end_before_start(world: Cast) -> None:
    assert refusal(tenure(world, "Clerk", "[2024-01-01,2024-01-01)")) == "tenure_not_empty"
    assert refusal(tenure(world, "Clerk", "[2024-02-01,2024-01-01)")) == "22000"


def test_office_of_nobody(world: Cast) -> None:
    sql = TENURE.replace("jurisdiction_id", "organization_id")
    assert refusal((sql, world.mayor.pk, "Clerk", None, "[2024-01-01,)", world.story.pk)) == "tenure_has_body"


# --- 7. lost updates


def test_second_saver_of_one_version(world: Cast) -> None:
    save = ("UPDATE tracker_article SET headline = %s, version = %s WHERE id = %s", "x", world.story.version)
    run(*save, world.story.pk)
    assert refusal((*save, world.story.pk)) == "lost_update"


def test_writer_that_names_no_version_is_counted(world: Cast) -> None:
    run("UPDATE tracker_article SET headline = 'x' WHERE id = %s", world.story.pk)
    assert run("SELECT version FROM tracker_article WHERE id = %s", world.story.pk) == [
        (world.story.version + 1,)
    ]


# --- 8. history is written whoever writes, and never rewritten


def history(domain: str) -> list[tuple[str, str | None]]:
    """(label, reason) of each recorded version of an outlet, oldest first."""
    return run(
        "SELECT h.pgh_label, c.metadata->>'reason' FROM tracker_outlethistory h"
        " LEFT JOIN pghistory_context c ON c.id = h.pgh_context_id WHERE domain = %s ORDER BY pgh_id",
        domain,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["create", "bulk_create", "raw SQL", "COPY"])
def test_new_row_is_recorded_with_its_reason(way: str) -> None:
    editor = cast.user("ed", "editor")
    with context.by(editor, "Because"):
        if way == "create":
            Outlet.objects.create(slug="a", name="A", domain="a.example")
        elif way == "bulk_create":
            Outlet.objects.bulk_create([Outlet(slug="a", name="A", domain="a.example")])
        elif way == "raw SQL":
            run(
                "INSERT INTO tracker_outlet (slug, state, note, name, domain, former_domains, version)"
                " VALUES ('a', 'draft', '', 'A', 'a.example', '{}', 1)"
            )
        else:
            with connection.cursor() as cursor:
                cursor.copy_expert(
                    "COPY tracker_outlet (slug, state, note, name, domain, former_domains, version) FROM STDIN",
                    io.StringIO("a\tdraft\t\tA\ta.example\t{}\t1\n"),
                )
    assert history("a.example") == [("insert", "Because")]


@pytest.mark.parametrize("way", ["update()", "bulk_update", "raw SQL"])
def test_change_is_recorded_with_its_reason(world: Cast, way: str) -> None:
    with context.by(world.editor, "Because"):
        if way == "update()":
            Outlet.objects.filter(pk=world.outlet.pk).update(name="B")
        elif way == "bulk_update":
            outlet = Outlet.objects.get(pk=world.outlet.pk)
            outlet.name = "B"
            Outlet.objects.bulk_update([outlet], ["name"])
        else:
            run("UPDATE tracker_outlet SET name = 'B' WHERE id = %s", world.outlet.pk)
    assert history(world.outlet.domain)[-1] == ("update", "Because")


@pytest.mark.django_db
def test_deletion_is_recorded_with_its_reason() -> None:
    editor = cast.user("ed", "editor")
    Outlet.objects.create(slug="a", name="A", domain="a.example")
    with context.by(editor, "Entered twice"):
        run("DELETE FROM tracker_outlet")
    assert history("a.example") == [("insert", None), ("delete", "Entered twice")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tracker_outlethistory SET name = 'B'",
        "UPDATE tracker_outlethistory SET pgh_created_at = now() - interval '1 year'",
        "DELETE FROM tracker_outlethistory",
        "TRUNCATE tracker_outlethistory",
    ],
)
def test_history_is_never_changed(world: Cast, statement: str) -> None:
    assert refusal((statement,)) == "history_append_only"


# --- words that are contested are never our own

OWN_WORDS = [
    ("announcement", "detail"),
    ("list_edition", "criteria"),
    ("correction", "summary"),
    ("correction_request", "answer"),
    ("source_notice", "detail"),
    ("utterance", "occasion"),
    ("instrument_event", "detail"),
    ("announcement_event", "searched"),
    ("target", "detail"),
]


@pytest.mark.parametrize(("table", "field"), OWN_WORDS)
def test_contested_word_of_our_own_is_refused_and_one_quoted_is_not(
    world: Cast, table: str, field: str
) -> None:
    name = f"{table}_{field}_own_words"
    (definition,) = run(
        "SELECT pg_get_expr(conbin, conrelid), conrelid::regclass::text FROM pg_constraint WHERE conname = %s",
        name,
    )
    check = definition[0]
    for words, holds in [
        ("Chicago is a sanctuary city.", False),
        ("A crackdown on Illegal Aliens.", False),
        ("The county calls itself a “sanctuary county”.", True),
        ("The Sanctuary Policy Tracker was told.", True),
        ("The court held the condition illegal.", True),
        ("", True),
    ]:
        ((found,),) = run(f"SELECT {check} FROM (SELECT %s::text AS {field}) AS own", words)
        assert found is holds, words


def test_answer_in_contested_words_is_refused(world: Cast) -> None:
    statement = (
        "INSERT INTO tracker_correction (record_kind, record_slug, record_title, kind, summary, role) "
        "VALUES ('lists', 'a', 'A', 'corrected', 'Chicago is a sanctuary city.', 'editor')"
    )
    assert refusal((statement,)) == "correction_summary_own_words"
