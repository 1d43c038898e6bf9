"""Error pages: what happened, and what to do next, as pages of the site."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

TITLES = {
    400: "That request made no sense",
    403: "Not yours to do",
    404: "No such page",
    405: "Not that way",
    409: "Things have changed",
    413: "Too much at once",
    429: "A moment, please",
    500: "Something broke here",
    503: "The projector has stopped",
}
RETRYABLE = (403, 409, 429, 503)
WORDS = ("text", "rating", "spoiler", "version")
SENTENCES = {
    400: "The address or the form holds something that we cannot read.",
    403: "You are signed in, but this belongs to somebody else.",
    404: "The address may be mistyped, or what was here is gone.",
    405: "This address takes a form, not a visit.",
    413: "That was more than a form here takes. Shorten it, and send it again.",
    500: "It is our fault, not yours, and it has been written down. Please try again.",
}


def error_page(
    request: HttpRequest,
    status: int,
    sentence: str = "",
    retry_after: int | None = None,
    title: str = "",
) -> HttpResponse:
    """Give the page for a status; `retry_after` is in seconds and becomes a header too."""
    context: dict[str, Any] = {
        "status": status,
        "title": title or TITLES[status],
        "sentence": sentence or SENTENCES.get(status, ""),
        "retry_after": retry_after,
        "kept": submitted_fields(request) if status in RETRYABLE else {},
        "what_next": [("Look for a film", reverse("browse")), ("The home page", reverse("home"))],
    }
    readable = request if _can_be_read(request) else None
    response = render(readable, "errors/error.html", context, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _can_be_read(request: HttpRequest) -> bool:
    """Tell whether the page may look at the query; one with a thousand fields raises."""
    try:
        return request.GET is not None
    except SuspiciousOperation:
        return False


def submitted_fields(request: HttpRequest) -> dict[str, str]:
    """Give what somebody wrote in a form that met a problem, so that they can send it again.

    Only from a form of our own: another site must not put words into somebody's mouth.
    """
    ours = f"{request.scheme}://{request.get_host()}/"
    if not f"{request.headers.get('Origin') or request.headers.get('Referer')}/".startswith(ours):
        return {}
    try:
        sent = request.POST
    except (OSError, SuspiciousOperation):  # the form itself was what could not be read
        return {}
    return {name: sent[name] for name in WORDS if name in sent} if sent.get("text") else {}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return error_page(request, 400)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500: it must need nothing, for anything may have broken."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: forged, or left open for too long."""
    return error_page(
        request,
        403,
        "It was open too long, or cookies are off. Go back, reload, and send it again.",
        title="This form has gone stale",
    )
