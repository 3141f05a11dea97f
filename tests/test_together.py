"""A batch of migration operations applied together leaves what they leave one after another."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from config.together import Together

OPERATIONS = [
    CreateModel("Maker", [("id", models.BigAutoField(primary_key=True))]),
    CreateModel("Edition", [("id", models.BigAutoField(primary_key=True)), ("year", models.IntegerField())]),
    AddField("Edition", "maker", models.ForeignKey("tracker.Maker", models.PROTECT)),
    AddIndex("Edition", models.Index(fields=["year"], name="edition_year")),
    AddConstraint(
        "Edition", models.CheckConstraint(condition=models.Q(year__gt=1900), name="edition_modern")
    ),
]


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def constraints(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def forwards() -> ProjectState:
    state = ProjectState()
    batch = Together(OPERATIONS)
    batch.state_forwards("tracker", state)
    # As a migration outside the test's transaction would, foreign keys included.
    with connection.schema_editor(atomic=False) as editor:
        batch.database_forwards("tracker", editor, ProjectState(), state)
    return state


@pytest.mark.django_db
def test_later_fields_indexes_and_constraints_are_part_of_the_table() -> None:
    forwards()
    assert columns("tracker_edition") == {"id", "year", "maker_id"}
    assert {"edition_year", "edition_modern"} <= constraints("tracker_edition")


@pytest.mark.django_db
def test_going_back_drops_the_tables() -> None:
    state = forwards()
    with connection.schema_editor(atomic=False) as editor:
        Together(OPERATIONS).database_backwards("tracker", editor, state, ProjectState())
    assert not {"tracker_edition", "tracker_maker"} & set(connection.introspection.table_names())


def test_state_is_that_of_the_operations_one_after_another() -> None:
    together, apart = ProjectState(), ProjectState()
    Together(OPERATIONS).state_forwards("tracker", together)
    for operation in OPERATIONS:
        operation.state_forwards("tracker", apart)
    assert together == apart


def test_change_of_a_table_from_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="Not created in this batch: Edition"):
        Together([AddField("Edition", "year", models.IntegerField())])
