"""The problem documents of errors: our own, Django's, Ninja's and the driver's."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import HttpError, ValidationError

from api.v2 import errors
from api.v2.responses import problem_document
from mflix_site.errors import EditConflict, Problem, TooMany, Unavailable
from mflix_site.web.middleware import DATABASE_RETRY_SECONDS, describe_error, problem_of

log = logging.getLogger(__name__)


# Errors of Django and Ninja, and what they are here.
OURS: tuple[tuple[type[Exception], type[Problem]], ...] = (
    (EditConflict, errors.PreconditionFailed),
    (Http404, errors.NoSuchResource),
    (RequestDataTooBig, errors.TooLarge),
    *((kind, errors.Unreadable) for kind in (HttpError, SuspiciousOperation, UnreadablePostError)),
)


def problem_response(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the problem document of an error; one of no kind is logged."""
    if isinstance(error, ValidationError):
        problem: Exception = errors.Invalid(list(map(_field_error, error.errors)))
    else:
        ours = next((kind for theirs, kind in OURS if isinstance(error, theirs)), None)
        problem = ours() if ours else problem_of(error) or error
    kind = errors.kind_of(problem)
    if kind.name == "unavailable":
        log.warning("503 %s: %s", request.path, describe_error(error))
    elif kind.status >= 500:
        log.error("%s %s", request.method, request.path, exc_info=error)
        got_request_exception.send(sender=None, request=request)
    detail = str(problem) if isinstance(problem, Problem) else ""
    field_errors = problem.field_errors if isinstance(problem, errors.Invalid) else ()
    return problem_document(kind, detail, field_errors, **_headers(problem))


def _field_error(row: Mapping[str, Any]) -> errors.FieldError:
    source, *path = row["loc"]
    pointer = "/" + "/".join(map(str, path[1:] if source == "body" else path))
    where = f"body {pointer}" if source == "body" else f"{source} {'.'.join(map(str, path))}"
    kind = str(row["type"])
    return errors.FieldError(where, kind, errors.value_sentence(kind, row.get("ctx", {})))


def _headers(problem: Exception) -> dict[str, str]:
    bearer = 'Bearer realm="mflix"'
    match problem:
        case errors.Unauthenticated():
            return {"WWW-Authenticate": bearer}
        case errors.InvalidToken():
            return {"WWW-Authenticate": f'{bearer}, error="invalid_token"'}
        case errors.InsufficientScope(scope=scope):
            challenge = f'error="insufficient_scope", scope="{scope}"'
            return {"WWW-Authenticate": f"{bearer}, {challenge}"}
        case TooMany(retry_after=seconds):
            return {"Retry-After": str(seconds)}
        case Unavailable():
            return {"Retry-After": str(DATABASE_RETRY_SECONDS)}
    return {}
