"""The page of the API's reference: the OpenAPI document, in the order that a person reads it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from api.v2 import errors

from .openapi import openapi_document

Json = Mapping[str, Any]
MAX_LISTED = 30


@lru_cache(1)
def reference() -> dict[str, Any]:
    """Return the template's context; the same for everybody until the code changes."""
    document = openapi_document()
    operations = [
        _entry(described, method, path)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    schemas = document["components"]["schemas"]
    return {
        "groups": [(tag, list(group)) for tag, group in groupby(operations, itemgetter("tag"))],
        "schemas": {
            name: (
                with_code(schema.get("description", "")),
                [_value(n, member, member) for n, member in schema.get("properties", {}).items()],
            )
            for name, schema in sorted(schemas.items())
        },
        "problems": [(kind.name, kind.status, str(kind.title)) for kind in errors.KINDS],
    }


def _entry(described: Json, method: str, path: str) -> Json:
    """Return an operation as the page shows it."""
    scopes = [scope for needs in described["security"] for scope in needs.get("token", ())]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "tag": described["tags"][0],
        "name": described["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": described["summary"],
        "description": with_code(described.get("description", "")),
        "scope": ", ".join(scopes),
        "parameters": [_value(p["name"], p["schema"], p) for p in described["parameters"]],
        "body": schema_name(body.get("schema", {})),
        "outcomes": list(_outcomes(described["responses"])),
    }


def _outcomes(responses: Json) -> Iterator[Json]:
    """Yield the statuses and what they return; problems have their own part of the page."""
    for status, response in responses.items():
        content: list[Json] = [*response.get("content", {}).values(), {}]
        name = schema_name(content[0].get("schema", {}))
        if name != "Problem":
            yield {"status": status, "description": response["description"], "schema": name}


def _value(name: str, schema: Json, described: Json) -> Json:
    """Return a parameter, or a member of a document."""
    description = with_code(described.get("description", ""))
    kind = {"type": type_of(schema), "schema": schema_name(schema)}
    return {"name": name, "description": description, **kind}


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
