"""The envelope of every answer, errors too, and what leads a request to the view of its method."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse

from mflix_site import errors
from mflix_site.text import now
from mflix_site.web.middleware import DATABASE_RETRY_SECONDS, STATUS, problem_of
from movies.errors import MovieNotFound

View = Callable[..., HttpResponse]
CODES = {
    400: "BAD_REQUEST", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT", 413: "TOO_LARGE", 429: "TOO_MANY_REQUESTS", 500: "INTERNAL_ERROR",
    503: "SERVICE_UNAVAILABLE",
}  # fmt: skip

log = logging.getLogger(__name__)


class BadRequest(Exception):
    """What a request asks for cannot be read; `code` tells programs why, the sentence people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def answer(data: Any, message: str = "", status: int = 200) -> JsonResponse:
    return _json({"success": True, "message": message, "data": data, "pagination": None}, status)


def refusal(status: int, message: str, code: str = "") -> JsonResponse:
    error = {"message": message, "code": code or CODES[status], "details": None}
    return _json({"success": False, "message": message, "error": error}, status)


def _json(body: dict[str, Any], status: int) -> JsonResponse:
    body["timestamp"] = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def by_method(**views: View) -> View:
    """Return the view of a path: that of the request's method, with its errors in the envelope."""
    methods = {**views, "HEAD": views["GET"]} if "GET" in views else dict(views)
    allowed = ", ".join([*methods, "OPTIONS"])

    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        chosen = methods.get(request.method or "")
        if chosen:
            return _answered(chosen, request, arguments)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        refused = refusal(405, f"This address doesn't take {request.method}.")
        refused.headers["Allow"] = allowed
        return refused

    return view


def _answered(view: View, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **arguments)
    except BadRequest as error:
        return refusal(400, str(error), error.code)
    except RequestDataTooBig:
        return refusal(413, "That's more than this address can take.")
    except SuspiciousOperation:
        return refusal(400, "There's something in the request that we can't read.")
    except Exception as error:  # noqa: BLE001 -- a client of JSON must not get a page
        problem = problem_of(error)
        return _refused_by(problem) if problem else _failed(request, error)


def _refused_by(problem: errors.Problem) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)
    code = "MOVIE_NOT_FOUND" if isinstance(problem, MovieNotFound) else ""
    response = refusal(status, str(problem), code)
    if status == 503:
        response.headers["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    if isinstance(problem, errors.TooMany):
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s", request.method, request.path, exc_info=error)
    return refusal(500, "It's our fault, not yours, and we've logged it. Try again in a moment.")


def not_found(_request: HttpRequest, **_arguments: Any) -> HttpResponse:
    """Answer at addresses that have no view."""
    return refusal(404, "There's nothing at this address.")
