"""The operations of version 2 as one API, and one request from its token to its headers."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from pydantic import BaseModel

from accounts.idempotency import StoredResponse, begin_request, finish_request, release_key
from api.v2.errors import FieldError, Invalid, MethodNotAllowed, NoSuchResource, NotJson
from api.v2.responses import CACHE_CONTROL
from movies.history import find_merge_target

from . import diary, films, lists, members, reviews
from .authentication import ApiRequest, Caller, identify
from .problems import problem_response

WRITING = ("POST", "PUT", "PATCH", "DELETE")
KEY_FORM = "Up to 255 printable ASCII characters, without spaces."
KEPT_HEADERS = ("Content-Type", "Location", "ETag")

api = NinjaAPI(title="mflix", version="2.0", docs_url=None, openapi_url=None)
for _kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_kind, cast(Any, problem_response))
for _module in (films, reviews, members, diary, lists):
    api.add_router("", _module.router)
api.add_router("", members.own_router)
resolver = URLResolver(RegexPattern("^"), api.urls[0])

OPERATIONS: dict[tuple[str, str], Operation] = {
    (re.sub(r"{(\w+:)?(\w+)}", r"\2", path), method): operation
    for bound in api._get_bound_routers()
    for path, view in bound.path_operations.items()
    for operation in view.operations
    for method in operation.methods
}


def respond(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a request, whatever goes wrong, with JSON."""
    method = request.method
    if method == "HEAD":  # the body is dropped later
        request.method = "GET"
    try:
        response = _answer(request, path)
    except Exception as error:
        response = problem_response(request, error)
    finally:
        request.method = method
    limit = getattr(cast(ApiRequest, request), "rate_limit", None)
    if limit is not None:
        response["RateLimit-Policy"] = f'"requests";q={limit.limit};w={limit.window}'
        response["RateLimit"] = f'"requests";r={limit.left};t={limit.reset}'
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    patch_vary_headers(response, ["Authorization"])
    return response


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    caller = identify(request)
    try:
        match = resolver.resolve(path)
    except Resolver404 as error:
        raise NoSuchResource from error
    template = re.sub(r"<(\w+:)?(\w+)>", r"\2", match.route.lstrip("^"))
    operation = OPERATIONS.get((template, request.method or ""))
    if operation is None:
        refused = problem_response(request, MethodNotAllowed())
        refused["Allow"] = match.func(request, **match.kwargs)["Allow"]
        return refused
    run = partial(_run, request, match, operation)
    key = request.headers.get("Idempotency-Key")
    if caller is None or key is None or request.method not in WRITING:
        return run()
    for check in operation.auth_callbacks:  # a stored response is for who may ask for it alone
        check(request)
    return _run_once(request, run, caller, key)


def _run(request: HttpRequest, match: ResolverMatch, operation: Operation) -> HttpResponse:
    """Call an operation; raise Invalid for a parameter that it lacks, NotJson for another body."""
    if request.method != "GET" and request.body and request.content_type != "application/json":
        raise NotJson
    queries = (m for m in operation.models if m.__ninja_param_source__ == "query")
    known = {name for model in queries for name in model.__ninja_flatten_map__}
    wrong = [
        FieldError(f"query {name[:80]}", "unknown_parameter", "There is no such parameter.")
        for name in request.GET
        if name not in known
    ]
    if wrong := wrong or list(_unknown_fields(request, operation)):
        raise Invalid(wrong)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return _follow_merge(request, match) or response if response.status_code == 404 else response


def _follow_merge(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Redirect a GET of a merged film; let a write apply to the film that it was merged into.

    As `movies.requests.follow_merges` does on the site's pages.
    """
    film_id = match.kwargs.get("film_id")
    target = find_merge_target(film_id) if film_id else None
    if target is None:
        return None
    if request.method == "GET":
        path = request.get_full_path().replace(str(film_id), str(target), 1)
        return HttpResponse(status=308, headers={"Location": path})
    response: HttpResponse = match.func(request, *match.args, **match.kwargs | {"film_id": target})
    return response


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


def _run_once(
    request: HttpRequest, run: Callable[[], HttpResponse], caller: Caller, key: str
) -> HttpResponse:
    """Run a write whose key is new; else return what was answered to the same request."""
    if not re.fullmatch("[!-~]{1,255}", key):
        raise Invalid([FieldError("header Idempotency-Key", "invalid", KEY_FORM)])
    sent = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    stored = begin_request(caller.member.id, key, sent.decode("latin-1"))
    if stored is not None:
        headers = {**stored.headers, "Idempotency-Replayed": "true"}
        return HttpResponse(stored.body, status=stored.status, headers=headers)
    is_answered = False
    try:
        response = run()
        if response.status_code < 500 and response.status_code not in (401, 403, 429):
            headers = {n: response[n] for n in KEPT_HEADERS if n in response}
            stored = StoredResponse(response.status_code, headers, response.content)
            finish_request(caller.member.id, key, stored)
            is_answered = True
        return response
    finally:
        if not is_answered:
            release_key(caller.member.id, key)
