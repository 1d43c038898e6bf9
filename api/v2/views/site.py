"""The operations of version 2 as one API, and how a request finds its own."""

import re
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from api.v2.errors import FieldError, Invalid, NoSuchResource, NotJson
from api.v2.schemas.shared import Problem

from . import films, me, members, reviews
from .problems import problem_response

VERSION = "2.0"

api = NinjaAPI(title="mflix", version=VERSION, docs_url=None, openapi_url=None)
for _kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_kind, cast(Any, problem_response))
for _module in (films, reviews, members, me):
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


def check_request(request: HttpRequest, match: ResolverMatch) -> None:
    """Raise Invalid for a query parameter that the operation lacks, NotJson for another body."""
    template = re.sub(r"<(\w+:)?(\w+)>", r"\2", match.route.lstrip("^"))
    operation = OPERATIONS.get((template, request.method or ""))
    if operation is None:  # it does not take the method, and says so
        return
    if request.method != "GET" and request.body and request.content_type != "application/json":
        raise NotJson
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    if unknown := [name for name in request.GET if name not in known]:
        details = "There is no such parameter."
        raise Invalid(
            [FieldError(f"query {n[:80]}", "unknown_parameter", details) for n in unknown]
        )


def problem_schemas() -> dict[str, Any]:
    """Return the JSON Schemas of errors."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def run(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """Call an operation."""
    check_request(request, match)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response
