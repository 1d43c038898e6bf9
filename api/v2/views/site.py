"""The operations of version 2 as one API, and how a request finds its own."""

import re
from collections.abc import Iterator
from typing import Any, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from pydantic import BaseModel

from api.v2.errors import FieldError, Invalid, NoSuchResource, NotJson
from api.v2.schemas.shared import Problem

from . import diary, films, lists, me, members, reviews
from .problems import problem_response

VERSION = "2.0"

api = NinjaAPI(title="mflix", version=VERSION, docs_url=None, openapi_url=None)
for _kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_kind, cast(Any, problem_response))
for _module in (films, reviews, members, diary, lists, me):
    api.add_router("", _module.router)
resolver = URLResolver(RegexPattern("^"), api.urls[0])

OPERATIONS: dict[tuple[str, str], Operation] = {
    (re.sub(r"{(\w+:)?(\w+)}", r"\2", path), method): operation
    for bound in api._get_bound_routers()
    for path, view in bound.path_operations.items()
    for operation in view.operations
    for method in operation.methods
}


def find_operation(path: str) -> ResolverMatch:
    """Return what answers a path; raise NoSuchResource."""
    try:
        return resolver.resolve(path)
    except Resolver404 as error:
        raise NoSuchResource from error


def operation_of(request: HttpRequest, match: ResolverMatch) -> Operation | None:
    """Return the operation that a request asks for; None for a method that the path lacks."""
    template = re.sub(r"<(\w+:)?(\w+)>", r"\2", match.route.lstrip("^"))
    return OPERATIONS.get((template, request.method or ""))


def run(request: HttpRequest, match: ResolverMatch, operation: Operation) -> HttpResponse:
    """Call an operation; raise Invalid for a parameter that it lacks, NotJson for another body."""
    if request.method != "GET" and request.body and request.content_type != "application/json":
        raise NotJson
    known = _parameters(operation)
    wrong = [
        FieldError(f"query {name[:80]}", "unknown_parameter", "There is no such parameter.")
        for name in request.GET
        if name not in known
    ]
    if wrong := wrong or list(_unknown_fields(request, operation)):
        raise Invalid(wrong)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _parameters(operation: Operation) -> set[str]:
    queries = (m for m in operation.models if m.__ninja_param_source__ == "query")
    return {name for model in queries for name in model.__ninja_flatten_map__}


def _unknown_fields(request: HttpRequest, operation: Operation) -> Iterator[FieldError]:
    """Yield what is wrong with the names of members that a client asks for."""
    fields = request.GET.get("fields")
    known = selectable(operation).model_fields if fields else {}
    if fields and (unknown := [name for name in fields.split(",") if name not in known]):
        detail = f"There is no {', '.join(unknown)[:200] or 'such member'}."
        yield FieldError("query fields", "unknown_field", f"{detail} There is: {', '.join(known)}.")


def selectable(operation: Operation) -> type[BaseModel]:
    """Return the model of what an operation returns, or lists."""
    model = operation.response_models[200].model_fields["response"].annotation
    if items := model.model_fields.get("items"):
        model = get_args(items.annotation)[0]
    return cast(type[BaseModel], model)


def problem_schemas() -> dict[str, Any]:
    """Return the JSON Schemas of errors."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
