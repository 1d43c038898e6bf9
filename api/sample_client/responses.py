"""The envelope of every answer to the sample client, errors too, whatever made them."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from mflix_site.text import now
from movies.errors import MovieNotFound

from ..responses import View, endpoint, json_response, sentence_for

CODES = {
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED", 409: "CONFLICT", 413: "TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS", 500: "INTERNAL_ERROR", 503: "SERVICE_UNAVAILABLE",
}  # fmt: skip


class Refusal(Exception):
    """A request that is refused with a code of its own, for programs, and a sentence."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code = status, code


def answer(data: Any, message: str = "", status: int = 200) -> HttpResponse:
    return _enveloped(message, status, success=True, data=data)


def refusal(status: int, code: str, message: str) -> HttpResponse:
    error = {"message": message, "code": code, "details": None}
    return _enveloped(message, status, success=False, error=error)


def _enveloped(message: str, status: int, *, success: bool, **content: Any) -> HttpResponse:
    body = {"success": success, "message": message, **content}
    timestamp = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return json_response({**body, "timestamp": timestamp, "pagination": None}, status)


def sample_client_error(_request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return an error of an address that begins with /api/movies."""
    return refusal(status, CODES.get(status, CODES[400]), sentence_for(status, sentence))


def sample_client_endpoint(**views: View) -> View:
    """Return the view of an address that takes these methods; refusals with a code keep it."""
    return endpoint(**{method: _with_codes(view) for method, view in views.items()})


def _with_codes(view: View) -> View:
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            return view(request, **arguments)
        except Refusal as refused:
            return refusal(refused.status, refused.code, str(refused))
        except MovieNotFound as problem:
            return refusal(404, "MOVIE_NOT_FOUND", str(problem))

    return answered
