"""The comparison in the API's document, from the declarations its page, CSV and JSON are made of."""

from __future__ import annotations

from typing import Any

from tracker.models import JurisdictionKind
from tracker.records.compare import COLUMNS, MAKER_COLUMNS
from tracker.records.parameters import MAX_LENGTH, MAX_PAGE, MAX_VALUES
from tracker.records.status import VERDICT_MEANINGS, WORDS

TAG = {
    "name": "compare",
    "description": "Places × list-makers on a day: what each maker's newest edition says.",
}

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}


def parameters(*, with_page: bool) -> list[dict[str, Any]]:
    """What may be asked; ``with_page``: of the JSON, which comes in pages."""
    several = (
        ("state", {"type": "string", "pattern": "^[A-Z]{2}$"}, "USPS code of the place's state."),
        ("kind", {"type": "string", "enum": list(JurisdictionKind.values)}, "Level of government."),
        ("maker", {"type": "string", "maxLength": MAX_LENGTH}, "Slug of a list-maker; all when none is given."),
        ("verdict", {"type": "string", "enum": list(VERDICT_MEANINGS)}, _meanings(VERDICT_MEANINGS)),
    )  # fmt: skip
    found = [
        {
            "name": name,
            "schema": {"type": "array", "items": one, "maxItems": MAX_VALUES},
            "description": f"{means} May be repeated: places with any of the values.",
            "style": "form",
            "explode": True,
        }
        for name, one, means in several
    ]
    found.append({"name": "as_of", "schema": DAY, "description": "What was so on that day."})
    found.append(
        {
            "name": "known_at",
            "schema": {"type": "string", "maxLength": MAX_LENGTH},
            "description": "Our books as they stood at a moment (with its zone), or at the end of a day (UTC).",
        }
    )
    if with_page:
        page = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}
        found.append({"name": "page", "schema": page, "description": "Page of the rows; CSV does not page."})
    return [{"in": "query", "required": False, **one} for one in found]


def operation(extension: str, *, refusal: dict[str, Any]) -> dict[str, Any]:
    """The GET of /compare.json or /compare.csv."""
    means = {"json": "A page of places", "csv": "All places"}[extension]
    content = {
        "json": {"application/json": {"schema": {"$ref": "#/components/schemas/ComparePage"}}},
        "csv": {
            "text/csv": {
                "schema": {
                    "type": "string",
                    "description": "Columns: "
                    + ", ".join(name for name, _ in COLUMNS)
                    + "; then for each maker "
                    + ", ".join(f"{name}<maker's slug>" for name, _ in MAKER_COLUMNS)
                    + ".",
                }
            }
        },
    }[extension]
    return {
        "operationId": f"compare_{extension}",
        "tags": ["compare"],
        "summary": f"{means} that match, with what each list-maker says",
        "parameters": parameters(with_page=extension == "json"),
        "responses": {"200": {"description": f"{means}.", "content": content}, "400": refusal},
    }


def schemas() -> dict[str, Any]:
    """Shapes of a page, of a row, and of what one maker says."""
    return {
        "ComparePage": _object(
            {
                "meta": _meta(),
                "rows": {"type": "array", "items": {"$ref": "#/components/schemas/CompareRow"}},
                "next": {"type": ["string", "null"], "format": "uri"},
            }
        ),
        "CompareRow": _object(
            {
                **{name: {**TEXT, "description": means} for name, means in COLUMNS},
                "makers": {
                    "type": "object",
                    "description": "By the maker's slug.",
                    "additionalProperties": _object(_says()),
                },
            }
        ),
    }


def _says() -> dict[str, Any]:
    shapes = {name.rstrip("_"): {**TEXT, "description": means} for name, means in MAKER_COLUMNS}
    shapes["says"] |= {"enum": list(WORDS)}
    return shapes


def _meta() -> dict[str, Any]:
    edition = {
        "maker": TEXT,
        "edition": {**TEXT, "description": "Its slug."},
        "title": TEXT,
        "published_on": DAY,
        "withdrawn_on": {"type": ["string", "null"], "format": "date"},
        "is_partial": {"type": "boolean", "description": "Entered in part: absence from it means nothing."},
        "criteria": {**TEXT, "description": "As printed; blank if not captured."},
    }
    number = {"type": "integer", "minimum": 0}
    pair = {
        "makers": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2},
        "places": number,
        "both": number,
        "first_only": number,
        "second_only": number,
        "partial": {
            "type": "array",
            "items": TEXT,
            "description": "Slugs of the two whose list is entered only in part; with one there is no share.",
        },
        "unheard": {
            **number,
            "description": "Places one of the two lists and on which the other, entered in part, is silent: in no count.",
        },
        "share": {
            "type": ["number", "null"],
            "description": "Places on both, of all places of the pair; null without any, or for a list entered in part.",
        },
        "wilson_95": {"type": ["array", "null"], "items": {"type": "number"}},
    }
    return _object(
        {
            "kind": {"const": "compare"},
            "total": number,
            "page": number,
            "page_size": number,
            "as_of": {"type": ["string", "null"], "format": "date"},
            "known_at": {"type": ["string", "null"], "format": "date-time"},
            "csv": {"type": "string", "format": "uri", "description": "Every row of the same selection."},
            "licence": TEXT,
            "editions": {
                "type": "object",
                "description": "The editions compared, by the maker's slug.",
                "additionalProperties": _object(edition),
            },
            "agreement": {"type": "array", "items": _object(pair)},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _meanings(meanings: dict[str, str]) -> str:
    return " ".join(f"{code}: {sentence}" for code, sentence in meanings.items())
