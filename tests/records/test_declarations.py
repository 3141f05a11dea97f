"""The declarations themselves: whole, documented, checked."""

from __future__ import annotations

import dataclasses

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command

from tracker import checks
from tracker.management.commands import data_dictionary
from tracker.records import RECORDS
from tracker.records.dictionary import markdown
from tracker.records.tables import TABLES


def test_data_dictionary_is_current():
    call_command("data_dictionary", "--check")


def test_outdated_data_dictionary_is_told(tmp_path, monkeypatch):
    outdated = tmp_path / "data-dictionary.md"
    outdated.write_text("old")
    monkeypatch.setattr(data_dictionary, "PATH", outdated)
    with pytest.raises(CommandError, match="out of date"):
        call_command("data_dictionary", "--check")


def test_every_column_and_filter_is_in_the_data_dictionary():
    page = markdown()
    for owner in (*RECORDS.values(), *TABLES):
        for column in owner.columns:
            assert f"| `{column.name}` |" in page and column.help in page
    for record in RECORDS.values():
        for name, found in record.filterset.base_filters.items():
            assert found.help_text and f"| `{name}` | {found.help_text}" in page


def test_declarations_pass_their_checks():
    assert checks.records_are_whole(None) == []


def broken(**changes):
    return dataclasses.replace(RECORDS["lists"], **changes)


COLUMN = RECORDS["lists"].columns[0]


def without(name: str) -> tuple:
    """Columns of the lists without one."""
    return tuple(column for column in RECORDS["lists"].columns if column.name != name)


@pytest.mark.parametrize(
    "record, id",
    [
        (broken(columns=(*RECORDS["lists"].columns, COLUMN)), "tracker.E001"),
        (
            broken(columns=(*RECORDS["lists"].columns, dataclasses.replace(COLUMN, name="Bad Name"))),
            "tracker.E002",
        ),
        (
            broken(columns=(*RECORDS["lists"].columns, dataclasses.replace(COLUMN, name="x", help="none"))),
            "tracker.E003",
        ),
        (broken(title_column="nothing"), "tracker.E004"),
        (broken(sorts={"newest": ("-published_on",)}), "tracker.E005"),
        (broken(facets={"nothing": "title"}), "tracker.E008"),
        (broken(columns=without("citations")), "tracker.E009"),
    ],
)
def test_broken_declaration_is_told_by_id(monkeypatch, record, id):
    monkeypatch.setitem(RECORDS, "lists", record)
    assert id in {message.id for message in checks.records_are_whole(None)}


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_every_kind_has_columns_in_the_admin(kind):
    assert len(admin.site.get_model_admin(RECORDS[kind].model).list_display) > 1
