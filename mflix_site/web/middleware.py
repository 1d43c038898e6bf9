"""Headers on every response, a page for everything that can go wrong, the commands panel."""

import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]

from mflix_site import errors
from mflix_site.mongo.command_log import CommandLog, current_log
from mflix_site.mongo.refusals import OutcomeUnknown, error_name, problem_from_driver_error

from .commands_panel import append_panel
from .error_pages import error_page

GetResponse = Callable[[HttpRequest], HttpResponse]
STATUS: dict[type[errors.Problem], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
DATABASE_RETRY_SECONDS = 5
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
)

CROSS_ORIGIN_PREFIX = "/api/movies"
CROSS_ORIGIN_HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}

log = logging.getLogger(__name__)


def content_security_policy() -> str:
    """Return the policy: all from this site, nothing inline; images also from POSTER_HOSTS."""
    images = " ".join(["'self'", *(f"https://{host}" for host in settings.POSTER_HOSTS)])
    parts = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'",
        f"img-src {images}; connect-src 'self'; manifest-src 'self'; form-action 'self'",
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        *(["upgrade-insecure-requests"] if settings.HTTPS else []),
    )
    return "; ".join(parts)


def chunked_bodies(get_response: GetResponse) -> GetResponse:
    """Read a body that is sent in chunks: Django takes one without a Content-Length for empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        coding = request.headers.get("Transfer-Encoding", "")
        if "chunked" not in coding.casefold() or not request.META.get("wsgi.input_terminated"):
            return get_response(request)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            body = request.META["wsgi.input"].read(limit + 1)
        except (OSError, ParseException):  # no chunks, or the connection is gone
            return error_page(request, 400)
        if len(body) > limit:
            sentence = _("A request without a Content-Length can have %(size)s at most.")
            return error_page(request, 413, sentence % {"size": filesizeformat(limit)})
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._stream = BytesIO(body)
        return get_response(request)

    return middleware


def head_without_body(get_response: GetResponse) -> GetResponse:
    """Drop the body of what answers HEAD: gunicorn would, with a warning for each."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        elif request.method == "HEAD":
            response.streaming_content = ()  # type: ignore[attr-defined]
        return response

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    policy = content_security_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def problem_page(request: HttpRequest, problem: errors.Problem) -> HttpResponse:
    """Return the page for an error, with the status of its kind and when to retry."""
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 500)
    if status == 500:  # of no kind: a bug of ours, and the log must say which
        log.error("%s %s", request.method, request.path, exc_info=problem)
    elif status > 500:
        log.warning("%s %s: %s", status, request.path, describe_error(problem))
    if isinstance(problem, OutcomeUnknown) and request.method in {"GET", "HEAD"}:
        problem = errors.Unavailable()
    wait = problem.retry_after if isinstance(problem, errors.TooMany) else None
    if status == 503:
        wait = DATABASE_RETRY_SECONDS
    return error_page(request, status, str(problem) if status != 500 else "", wait)


def problem_of(exception: Exception) -> errors.Problem | None:
    """Return the error of the site that an exception is or stands for; None for a bug."""
    return (
        exception if isinstance(exception, errors.Problem) else problem_from_driver_error(exception)
    )


class ErrorPagesMiddleware:
    """Turn errors of the site into pages, and Django's empty 405 too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = error_page(request, 405).content
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for an error of the site or the driver; others are left to Django."""
        problem = problem_of(exception)
        return problem_page(request, problem) if problem else None


class CommandsPanelMiddleware:
    """Record the commands of a request, and append them to its page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_log.set(CommandLog() if settings.SHOW_COMMANDS else None)
        try:
            response = self.get_response(request)
            log = current_log.get()
        finally:
            current_log.reset(token)
        if log is not None:
            append_panel(response, log)
        return response

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        """Record for admins: only now is it known who they are."""
        member = getattr(request, "member", None)
        if member is not None and member.role == "admin" and current_log.get() is None:
            current_log.set(CommandLog())


def cross_origin(
    get_response: GetResponse,
) -> GetResponse:
    """Answer every OPTIONS of the sample client's API; let API_ALLOWED_ORIGINS read its answers.

    Credentials are never allowed: a cookie proves nothing there, and tokens are sent by hand. It
    wraps the page cache, which knows nothing of origins.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(CROSS_ORIGIN_PREFIX):
            return get_response(request)
        is_preflight = request.method == "OPTIONS"
        response = HttpResponse(status=204) if is_preflight else get_response(request)
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin", "")
        if origin in settings.API_ALLOWED_ORIGINS:
            response.headers["Access-Control-Allow-Origin"] = origin
            for name, value in CROSS_ORIGIN_HEADERS.items() if is_preflight else ():
                response.headers[name] = value
        return response

    return middleware


def describe_error(problem: BaseException) -> str:
    """Return the classes of an error and of its cause for the log, and the server's error name."""
    cause = problem.__cause__
    names = [type(error).__name__ for error in (problem, cause) if error]
    return " ".join(filter(None, [*names, error_name(cause)]))
