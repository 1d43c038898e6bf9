"""The page of the API's reference: the OpenAPI document, in the order that a person reads it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from api.v2 import errors

from .openapi import openapi_document

Json = Mapping[str, Any]
MAX_LISTED = 30


class Value(NamedTuple):
    """A parameter, or a member of a document."""

    name: str
    type: str
    description: str
    schema: str = ""


class Outcome(NamedTuple):
    """A status that an operation may have, and the name of what it returns."""

    status: str
    description: str
    schema: str


class OperationEntry(NamedTuple):
    """An operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[Value]
    body: str
    outcomes: list[Outcome]


@lru_cache(1)
def reference() -> dict[str, Any]:
    """Return what the template shows; the same for everybody until the code changes."""
    document = openapi_document()
    operations = [
        (described["tags"][0], _entry(described, method, path))
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    schemas = document["components"]["schemas"]
    return {
        "groups": [
            (tag, [entry for _, entry in group])
            for tag, group in groupby(operations, key=lambda row: row[0])
        ],
        "schemas": {
            name: (schema.get("description", ""), list(_members(schema)))
            for name, schema in sorted(schemas.items())
        },
        "problems": [(name, status, str(title)) for _, name, status, title in errors.KINDS],
    }


def _entry(described: Json, method: str, path: str) -> OperationEntry:
    scopes = [scope for needs in described["security"] for scope in needs.get("token", ())]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    return OperationEntry(
        name=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=with_code(described.get("description", "")),
        scope=", ".join(scopes),
        parameters=[
            Value(p["name"], type_of(p["schema"]), with_code(p.get("description", "")))
            for p in described["parameters"]
        ],
        body=schema_name(body.get("schema", {})),
        outcomes=list(_outcomes(described["responses"])),
    )


def _outcomes(responses: Json) -> Iterator[Outcome]:
    """Yield what an operation returns; problems have their own part of the page."""
    for status, response in responses.items():
        content: list[Json] = [*response.get("content", {}).values(), {}]
        name = schema_name(content[0].get("schema", {}))
        if name != "Problem":
            yield Outcome(status, response["description"], name)


def _members(schema: Json) -> Iterator[Value]:
    for name, member in schema.get("properties", {}).items():
        description = with_code(member.get("description", ""))
        yield Value(name, type_of(member), description, schema_name(member))


def with_code(text: str) -> SafeString:
    """Return a text in which what stands between backticks is code."""
    parts = enumerate(text.split("`"))
    shown = (format_html("<code>{}</code>", part) if n % 2 else part for n, part in parts)
    return format_html_join("", "{}", ((part,) for part in shown))


def schema_name(schema: Json) -> str:
    """Return the name of the schema that one refers to, by itself or as a list's items."""
    target = schema.get("items", schema)
    return str(target.get("$ref", "")).rpartition("/")[2]


def type_of(schema: Json) -> str:
    """Return a type in words: `integer 1–100`, `list of string`, `a, b or null`."""
    if choices := schema.get("anyOf"):
        return " or ".join(map(type_of, choices))
    if values := schema.get("enum"):
        return ", ".join(map(str, values)) if len(values) <= MAX_LISTED else "string"
    if reference := schema_name(schema):
        return f"list of {reference}" if "items" in schema else reference
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    name = schema.get("format") or schema.get("type", "string")
    name = " or ".join(name) if isinstance(name, list) else name
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{name} {low}–{high}" if high is not None else str(name)
