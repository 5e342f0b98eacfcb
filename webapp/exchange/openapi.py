"""The OpenAPI 3.1 document, written from the table of operations and their shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation. ``place`` is 'query' or 'path'."""

    name: str
    description: str
    schema: dict[str, Any]
    place: str = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API: GET only."""

    path: str
    name: str
    summary: str
    answer: type[BaseModel]
    parameters: tuple[Parameter, ...] = ()


def document(operations: tuple[Operation, ...], title: str, server: str) -> dict[str, Any]:
    """The whole document as plain data."""
    pairs = [(operation.answer, "serialization") for operation in operations]
    _, definitions = models_json_schema(pairs, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION},
        "servers": [{"url": server}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in operations},
        "components": {"schemas": {**definitions["$defs"], "Error": _ERROR}},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            {
                "name": each.name,
                "in": each.place,
                "required": each.place == "path",
                "description": each.description,
                "schema": each.schema,
            }
            for each in operation.parameters
        ],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": reference}}},
            "404": {"description": "not there, or not for this reader", "content": _ERROR_CONTENT},
            "422": {"description": "a parameter does not fit", "content": _ERROR_CONTENT},
        },
    }


_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "title", "reference"],
            "properties": {
                "status": {"type": "integer"},
                "title": {"type": "string"},
                "reference": {"type": "string"},
            },
        }
    },
}
_ERROR_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
