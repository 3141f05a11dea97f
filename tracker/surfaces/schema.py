"""OpenAPI 3.1 of the addresses machines read, made from the same declarations that answer them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tracker.records import RECORDS
from tracker.records.base import Column, Record
from tracker.records.exports import LICENCE
from tracker.records.filters import AnyOf, Codes, Pattern, States, YesNo
from tracker.records.parameters import MAX_LENGTH, MAX_PAGE, MAX_VALUES
from tracker.records.state_names import STATE_NAMES
from tracker.surfaces import schema_compare
from tracker.surfaces.exports import shared_with_all

TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": ["number", "null"]},
    "list": {"type": "array", "items": {"type": "string"}},
}

REFUSAL = {"$ref": "#/components/responses/BadParameters"}


def document() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for record in RECORDS.values():
        schemas[record.name] = _row(record)
        for extension in ("json", "csv", "atom"):
            paths[f"/{record.name}.{extension}"] = {"get": _operation(record, extension)}
    for extension in ("json", "csv"):
        paths[f"/compare.{extension}"] = {"get": schema_compare.operation(extension, refusal=REFUSAL)}
    schemas |= schema_compare.schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sanctuary Policy Tracker",
            "version": "1",
            "summary": "Who says what about US local immigration-enforcement policy, since when, on what evidence.",
            "license": {"name": LICENCE, "identifier": LICENCE},
        },
        "servers": [{"url": settings.SITE_URL}],
        "tags": [
            *({"name": record.name, "description": record.summary} for record in RECORDS.values()),
            schema_compare.TAG,
        ],
        "paths": paths,
        "components": {"schemas": {**schemas, "Meta": META}, "responses": {"BadParameters": BAD_PARAMETERS}},
    }


META = {
    "type": "object",
    "required": [
        "kind",
        "total",
        "total_is_exact",
        "page",
        "page_size",
        "as_of",
        "known_at",
        "csv",
        "licence",
    ],
    "properties": {
        "kind": {"type": "string"},
        "total": {"type": "integer", "description": "How many rows, or, if not exact, more than so many."},
        "total_is_exact": {"type": "boolean"},
        "page": {"type": "integer"},
        "page_size": {"type": "integer"},
        "as_of": {"type": ["string", "null"], "format": "date"},
        "known_at": {"type": ["string", "null"], "format": "date-time"},
        "csv": {"type": "string", "format": "uri", "description": "Every row of the same selection."},
        "licence": {"type": "string"},
        "advice": {"type": "string", "description": "What to do when the pages end before the rows."},
    },
}

BAD_PARAMETERS = {
    "description": "Unknown or malformed parameters, each by name with what was expected. CSV and Atom answer"
    " in plain text, a line for each.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error", "parameters"],
                "properties": {
                    "error": {"type": "string"},
                    "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            }
        },
        "text/plain": {"schema": {"type": "string"}},
    },
}


def _row(record: Record) -> dict[str, Any]:
    return {
        "type": "object",
        "description": record.summary,
        "required": [column.name for column in record.columns],
        "properties": {column.name: _property(column) for column in record.columns},
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    return {**TYPES.get(column.shown_as, {"type": "string"}), "description": column.help}


def _operation(record: Record, extension: str) -> dict[str, Any]:
    contents = {
        "json": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["meta", "rows", "next"],
                    "properties": {
                        "meta": {"$ref": "#/components/schemas/Meta"},
                        "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{record.name}"}},
                        "next": {"type": ["string", "null"], "format": "uri"},
                    },
                }
            }
        },
        "csv": {"text/csv": {"schema": {"type": "string"}}},
        "atom": {"application/atom+xml": {"schema": {"type": "string"}}},
    }
    means = {"json": "A page of", "csv": "All", "atom": "The newest"}
    return {
        "operationId": f"{record.name}_{extension}",
        "tags": [record.name],
        "summary": f"{means[extension]} {record.plural} that match",
        "parameters": [*_shared(record), *(_own(n, f) for n, f in record.filterset.base_filters.items())],
        "responses": {
            "200": {"description": f"{means[extension]} {record.plural}.", "content": contents[extension]},
            "400": REFUSAL,
        },
    }


def _shared(record: Record) -> list[dict[str, Any]]:
    text = {"type": "string", "maxLength": MAX_LENGTH}
    found = [
        ("q", text, "Words to look for."),
        (
            "known_at",
            text,
            "Our books as they stood at a moment (with its zone), or at the end of a day (UTC).",
        ),
        (
            "sort",
            {"type": "string", "enum": list(record.sorts), "default": record.default_sort},
            "Order of rows.",
        ),
        (
            "page",
            {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
            "Page of the list; CSV and Atom do not page.",
        ),
    ]
    if record.within:
        day = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
        found += [
            ("since", day, f"First day, month or year of {record.date_means}, included."),
            ("until", day, f"Last day, month or year of {record.date_means}, included."),
        ]
    if not record.no_as_of:
        found.append(("as_of", {"type": "string", "format": "date"}, "What was so on that day."))
    return [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": means}
        for name, schema, means in found
    ]


def _own(name: str, found: django_filters.Filter) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string", "maxLength": MAX_LENGTH}
    if isinstance(found, Codes) and found.is_closed:
        one = {"type": "string", "enum": [str(code) for code, _ in found.codes()]}
    elif isinstance(found, States):
        one = {"type": "string", "enum": sorted(STATE_NAMES)}
    elif isinstance(found, Pattern):
        one = {"type": "string", "pattern": f"^{found.extra['pattern']}$"}
    elif isinstance(found, YesNo):
        one = {"type": "string", "enum": ["yes", "no"]}
    several = isinstance(found, AnyOf)
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": found.help_text
        + (" May be repeated: rows with any of the values." if several else ""),
        "schema": {"type": "array", "items": one, "maxItems": MAX_VALUES} if several else one,
        **({"style": "form", "explode": True} if several else {}),
    }


@require_safe
def schema_json(request: HttpRequest) -> HttpResponse:
    """The document, as JSON."""
    return shared_with_all(JsonResponse(document(), json_dumps_params={"indent": 1, "ensure_ascii": False}))
