"""The OpenAPI document: what Ninja generates from the code, and what all operations share."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix
from ninja.operation import Operation

from api.v2 import errors
from api.v2.responses import PROBLEM_TYPE
from api.v2.schemas.shared import Problem
from mflix_site.web.templates import url

from . import site
from .authentication import NeedsScope
from .feeds import FEEDS, parameter

Json = dict[str, Any]
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A personal access token, which begins with mflix_pat_. The scopes that an "
    "operation needs are listed with it; without any, a token is optional.",
}
KEY_PARAMETER = parameter(
    "Idempotency-Key",
    "header",
    "A text of your choice, new for each change: sent again with it, the same request is answered "
    "as it was the first time, for 24 hours",
    minLength=1,
    maxLength=255,
    pattern="^[!-~]+$",
)
MATCH_PARAMETER = parameter(
    "If-Match",
    "header",
    "The ETag of what you read: the change is refused (412) if it has changed since",
)
WRITING = ("post", "put", "patch", "delete")
COMMON_STATUSES, BODY_STATUSES, SCOPE_STATUSES, WRITE_STATUSES = (
    (400, 401, 404, 422, 429, 503),
    (413, 415),
    (403,),
    (409,),
)
STATUS_DESCRIPTIONS: dict[int, str] = {}
for _kind in errors.KINDS:
    _known = f"{STATUS_DESCRIPTIONS[_kind.status]}; " if _kind.status in STATUS_DESCRIPTIONS else ""
    STATUS_DESCRIPTIONS[_kind.status] = f"{_known}{_kind.title}"


def openapi_document() -> Json:
    """Return the OpenAPI document of the API and of the site's feeds."""
    return _document(get_script_prefix())


@lru_cache(4)
def _document(_prefix: str) -> Json:
    document: Json = dict(site.api.get_openapi_schema(path_prefix=url("api-v2", "")))
    document.pop("servers")
    document["info"]["description"] = "The documentation for people is at /api/docs/."
    schemas = document["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    for schema in schemas.values():  # without the titles that Pydantic makes of names
        for titled in (schema, *schema.get("properties", {}).values()):
            titled.pop("title", None)
    for operation, described in _operations(document):
        _describe(operation, described)
        _describe_fields(operation, described, schemas)
    document["components"]["securitySchemes"] = {"token": BEARER}
    document["paths"] |= {f"{_prefix.rstrip('/')}{path}": {"get": f} for path, f in FEEDS.items()}
    return document


def _operations(document: Json) -> Iterator[tuple[Operation, Json]]:
    by_name = {operation.view_func.__name__: operation for operation in site.OPERATIONS.values()}
    for methods in document["paths"].values():
        for method, described in methods.items():
            name = described["operationId"].partition("views_")[2].partition("_")[2]
            described |= {"operationId": name, "x-method": method}
            yield by_name[name], described


def _describe(operation: Operation, described: Json) -> None:
    method, parameters = described.pop("x-method"), described["parameters"]
    for sent in parameters:  # without null, which stands for leaving it out
        schema = next(iter(sent["schema"].get("anyOf", [sent["schema"]])))
        hidden = ("title", "description", *(() if schema.get("default") else ("default",)))
        sent["schema"] = {k: v for k, v in schema.items() if k not in hidden}
    needs = [auth for auth in operation.auth_callbacks if isinstance(auth, NeedsScope)]
    described["security"] = [{"token": [auth.scope]} for auth in needs] or [{}, {"token": []}]
    statuses = [*COMMON_STATUSES, *(SCOPE_STATUSES if needs else ())]
    if method in WRITING:
        parameters.append(KEY_PARAMETER)
        statuses += [*WRITE_STATUSES, *(BODY_STATUSES if "requestBody" in described else ())]
    if getattr(operation.view_func, "takes_if_match", False):
        parameters.append(MATCH_PARAMETER)
        statuses.append(412)
    responses = described["responses"]
    if method == "get":
        responses.setdefault(304, {"description": "Not modified: your copy is current"})
        if any(sent["name"] == "film_id" for sent in parameters):
            responses[308] = {"description": "The film was merged into another: it is there"}
    for status in statuses:
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        responses[status] = {
            "description": STATUS_DESCRIPTIONS[status],
            "content": {PROBLEM_TYPE: problem},
        }
    described["responses"] = {str(status): responses[status] for status in sorted(responses)}


def _describe_fields(operation: Operation, described: Json, schemas: Json) -> None:
    """List the names that `fields` takes, and make them optional in what is returned."""
    taken = next((p for p in described["parameters"] if p["name"] == "fields"), None)
    if taken is None:
        return
    model = site.selectable(operation)
    schemas[model.__name__].pop("required", None)
    names = {"type": "array", "items": {"enum": list(model.model_fields)}}
    taken |= {"schema": names, "style": "form", "explode": False}
