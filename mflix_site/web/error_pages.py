"""Error pages: what happened, and what to do next, as pages of the site.

Paths for other programs have errors in a format of their own.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from mflix_site.errors import LazyText

from .kept_forms import chosen_fields, kept_data, kept_form
from .requests import safe_next_url

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
RETRYABLE = (409, 429, 503)
KEEPING = (403, 404, *RETRYABLE)
EXPIRED = _("This form has expired")
EXPIRED_SENTENCE = _(
    "It was open for too long, or cookies are off. Go back, reload the page and try again."
)
RESEND_SENTENCE = _("Your text is safe below. Send it again.")
# The names of fields in which somebody writes.
TEXTS = (
    *("text", "note", "reason", "answer", "about", "plot", "fullplot", "description", "titles"),
    *("favorite_cast", "notes"),
)
SENTENCES = {
    400: _("There's something in the address or the form that we can't read."),
    403: _("You're logged in, but this belongs to somebody else."),
    404: _("The address may be mistyped, or the page may have been removed."),
    405: _("This address only accepts forms. Go back and use the form on the page."),
    413: _("That's more than this form can take. Shorten it and send it again."),
    500: _("It's our fault, not yours, and we've logged it. Try again in a moment."),
}
# Make the response for a status and a sentence, which is empty where nothing more is known.
ErrorFormat = Callable[[HttpRequest, int, str], HttpResponse]
_formats: dict[str, ErrorFormat] = {}


def use_error_format(prefix: str, make: ErrorFormat) -> None:
    """Answer errors of the paths that begin so in a format of their own; the longest one wins."""
    _formats[prefix] = make


def _format_for(request: HttpRequest) -> ErrorFormat | None:
    prefixes = [prefix for prefix in _formats if request.path_info.startswith(prefix)]
    return _formats[max(prefixes, key=len)] if prefixes else None


@dataclass(frozen=True, slots=True)
class SubmittedField:
    """A field of a form that an error page shows or sends again."""

    name: str
    value: str
    is_text: bool


def error_page(
    request: HttpRequest,
    status: int,
    sentence: str = "",
    retry_after: int | None = None,
    title: LazyText = "",
) -> HttpResponse:
    """Return the page for a status; `retry_after` is in seconds and becomes a header too."""
    if make := _format_for(request):
        response = make(request, status, sentence)
    else:
        submitted = submitted_fields(request) if status in KEEPING else []
        if submitted and title is EXPIRED:
            sentence = str(RESEND_SENTENCE)
        context = {
            "status": status,
            "title": title or TITLES[status],
            "sentence": sentence or SENTENCES.get(status, ""),
            "retry_after": retry_after,
            "submitted": submitted,
            "can_resend": request.method == "POST" and (status in RETRYABLE or title is EXPIRED),
            "what_next": _what_next(request, status),
        }
        readable = request if _has_readable_query(request) else None
        response = render(readable, "errors/error.html", context, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _has_readable_query(request: HttpRequest) -> bool:
    """Return whether a query can be parsed, and used by the template: not a thousand fields."""
    try:
        return request.GET is not None
    except SuspiciousOperation:
        return False


def _what_next(request: HttpRequest, status: int) -> list[tuple[Any, str]]:
    """Return links that lead on; for a member whose standing is the reason, to what it says."""
    links = [(_("Find a film"), reverse("browse")), (_("Home page"), reverse("home"))]
    is_restricted = bool(getattr(getattr(request, "member", None), "restriction", ""))
    why = [(_("See why, and how to appeal"), reverse("standing"))]
    return [*why, *links] if status == 403 and is_restricted else links


def submitted_fields(request: HttpRequest) -> list[SubmittedField]:
    """Return the fields that the view keeps, as they were submitted, or kept by the session."""
    if request.method != "POST":
        # Only a member's session has been read; reading one now might fail again.
        is_member = getattr(request, "member", None)
        kept = kept_form(request, page=request.path) if is_member else None
        return _as_fields(kept_data(kept), kept["keys"]) if kept else []
    # Another site's form must not put words into somebody's mouth.
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not f"{origin}/".startswith(f"{request.scheme}://{request.get_host()}/"):
        return []
    try:
        view, submitted = resolve(request.path_info).func, request.POST
    except (OSError, SuspiciousOperation, Resolver404):  # unreadable form, or no such page
        return []
    chosen = chosen_fields(submitted, getattr(view, "kept_fields", ()))
    return _as_fields(chosen, getattr(view, "key_fields", ()))


def _as_fields(data: QueryDict, keys: Sequence[str]) -> list[SubmittedField]:
    """Return fields with the texts first; nothing if nobody wrote any."""
    texts = set(TEXTS) - set(keys)
    fields = [SubmittedField(name, v, name in texts) for name, vs in data.lists() for v in vs]
    written = [field for field in fields if field.is_text and field.value.strip()]
    return written + [field for field in fields if field not in written] if written else []


def handler(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
    def view(request: HttpRequest, exception: Exception) -> HttpResponse:
        return error_page(request, status)

    return view


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Return the page for a bug, for Django's handler500; it needs nothing that may be broken."""
    if make := _format_for(request):
        return make(request, 500, "")
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form without its token: forged, or left open for too long."""
    with suppress(Resolver404):
        is_log_in = getattr(resolve(request.path_info).func, "only_visitors", False)
        if is_log_in and getattr(request, "member", None):  # logged in meanwhile, in another tab
            return redirect(safe_next_url(request))
    return error_page(request, 403, str(EXPIRED_SENTENCE), title=EXPIRED)
