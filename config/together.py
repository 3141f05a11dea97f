"""Applies the operations of a large first migration together instead of one after another.

Django draws every model anew after each operation, which takes half a minute for a few hundred of them. Tables that
are made in one go need only the last picture: fields, indexes and constraints that come after a CreateModel of the
same batch are part of the table already.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What create_model() makes from the finished model.
PART_OF_THE_TABLE = (AddField, AddIndex, AddConstraint)


class Together(Operation):
    """One operation made of many, for a first migration that Django generated: only models of this batch are changed.

    Takes CreateModel, AddField, AddIndex, AddConstraint, and operations that change no table's columns.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        strangers = [
            operation.model_name
            for operation in self.operations
            if isinstance(operation, PART_OF_THE_TABLE) and operation.model_name_lower not in made
        ]
        if strangers:
            raise ValueError(f"Not created in this batch: {', '.join(sorted(set(strangers)))}")

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state after all of them, its models drawn once when they are next asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Whole tables first, then what stands on them, such as triggers."""
        for operation in self.operations:
            if not isinstance(operation, PART_OF_THE_TABLE):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drops the tables, and with them what stands on them."""
        # from_state is the one with the tables in it.
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                schema_editor.delete_model(from_state.apps.get_model(app_label, operation.name))

    def describe(self) -> str:
        """As `migrate --plan` prints it."""
        return f"Apply {len(self.operations)} operations together"
