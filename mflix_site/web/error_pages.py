"""Error pages: what happened, and what to do next, as pages of the site."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TITLES = {
    400: _("We couldn't read that"),
    403: _("You can't do that"),
    404: _("This reel is missing"),
    405: _("That doesn't work here"),
    409: _("That didn't go through"),
    413: _("That's too much at once"),
    429: _("Slow down a moment"),
    500: _("The projector broke"),
    503: _("The projector has stopped"),
}
RETRYABLE = (403, 409, 429, 503)
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
SENTENCES = {
    400: _("There's something in the address or the form that we can't read."),
    403: _("You're logged in, but this belongs to somebody else."),
    404: _("The address may be mistyped, or the page may have been removed."),
    405: _("This address only takes forms. Go back and use the one on the page."),
    413: _("That's more than this form takes. Shorten it and send it again."),
    500: _("It's our fault, not yours, and we've logged it. Try again in a moment."),
}


def error_page(
    request: HttpRequest,
    status: int,
    sentence: str = "",
    retry_after: int | None = None,
    title: str = "",
) -> HttpResponse:
    """Return the page for a status; `retry_after` is in seconds and becomes a header too."""
    context: dict[str, Any] = {
        "status": status,
        "title": title or TITLES[status],
        "sentence": sentence or SENTENCES.get(status, ""),
        "retry_after": retry_after,
        "submitted": submitted_fields(request) if status in RETRYABLE else {},
        "what_next": _what_next(request, status),
    }
    readable: HttpRequest | None = request
    try:  # with a thousand fields it cannot be parsed, nor used by the template
        request.GET  # noqa: B018
    except SuspiciousOperation:
        readable = None
    response = render(readable, "errors/error.html", context, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _what_next(request: HttpRequest, status: int) -> list[tuple[Any, str]]:
    """Return links that lead on; for a member whose standing is the reason, to what it says."""
    links = [(_("Find a film"), reverse("browse")), (_("Home page"), reverse("home"))]
    is_restricted = bool(getattr(getattr(request, "member", None), "restriction", ""))
    why = [(_("See why, and how to appeal"), reverse("standing"))]
    return [*why, *links] if status == 403 and is_restricted else links


def keep_on_error(*names: str) -> Callable[[V], V]:
    """Mark the fields of a view's form that an error page offers to be sent again.

    The first is the text that somebody wrote: it is shown, and nothing is offered without it.
    """

    def mark(view: V) -> V:
        view.fields_kept_on_error = names  # type: ignore[attr-defined]
        return view

    return mark


def submitted_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields that the view keeps on errors, as they were submitted.

    Only from a form of this site: another one must not put words into somebody's mouth.
    """
    own_origin = f"{request.scheme}://{request.get_host()}/"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not f"{origin}/".startswith(own_origin):
        return {}
    try:
        view, submitted = resolve(request.path_info).func, request.POST
    except (OSError, SuspiciousOperation, Resolver404):  # unreadable form, or no such page
        return {}
    names: tuple[str, ...] = getattr(view, "fields_kept_on_error", ())
    if not names or not submitted.get(names[0]):
        return {}
    return {name: submitted[name] for name in names if name in submitted}


def handler(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:

    def view(request: HttpRequest, exception: Exception) -> HttpResponse:
        return error_page(request, status)

    return view


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500: it must need nothing, for anything may have broken."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: forged, or left open for too long."""
    return error_page(
        request,
        403,
        gettext(
            "It was open for too long, or cookies are off. Go back, reload the page and try again."
        ),
        title=gettext("This form has expired"),
    )
