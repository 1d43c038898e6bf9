"""One request of version 2, from its token to its headers."""

import re
from collections.abc import Callable
from functools import partial
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from accounts.idempotency import StoredResponse, begin_request, finish_request, release_key
from api.v2.errors import FieldError, Invalid, MethodNotAllowed

from . import site
from .authentication import ApiRequest, Caller, identify
from .output import CACHE_CONTROL
from .problems import problem_response

WRITING = ("POST", "PUT", "PATCH", "DELETE")
KEY = re.compile("[!-~]{1,255}")
KEY_FORM = "Up to 255 printable ASCII characters, without blanks."
KEPT_HEADERS = ("Content-Type", "Location", "ETag")


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
    return _with_headers(request, response)


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    caller = identify(request)
    match = site.find_operation(path)
    operation = site.operation_of(request, match)
    if operation is None:
        refused = problem_response(request, MethodNotAllowed())
        refused["Allow"] = match.func(request, **match.kwargs)["Allow"]
        return refused
    run = partial(site.run, request, match, operation)
    key = request.headers.get("Idempotency-Key")
    if caller is None or key is None or request.method not in WRITING:
        return run()
    return _run_once(request, run, caller, key)


def _run_once(
    request: HttpRequest, run: Callable[[], HttpResponse], caller: Caller, key: str
) -> HttpResponse:
    """Run a write whose key is new; else return what was answered to the same request."""
    if not KEY.fullmatch(key):
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


def _with_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    limit = getattr(cast(ApiRequest, request), "rate_limit", None)
    if limit is not None:
        response["RateLimit-Policy"] = f'"requests";q={limit.limit};w={limit.window}'
        response["RateLimit"] = f'"requests";r={limit.left};t={limit.reset}'
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    patch_vary_headers(response, ["Authorization"])
    return response
