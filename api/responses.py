"""Responses of the API: JSON, whatever happens.

An address is one `endpoint`, which has a view for each method. Errors of the site, and
`RequestRefused`, become what `use_error_format` says for the path's beginning (see `api/apps.py`).
"""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from mflix_site.web.error_pages import error_page

View = Callable[..., HttpResponse]
SENTENCES = {
    400: _("We can't read this request."),
    401: _("Unauthorized"),
    403: _("You can't do that."),
    404: _("Not found"),
    405: _("This address doesn't take this method."),
    409: _("That can't be done as things stand now."),
    413: _("That's more than this address takes."),
    415: _("Send JSON, with the content type application/json."),
    429: _("That's a lot in a short time. Wait a little, then try again."),
    500: _("It's our fault, not yours, and we've logged it. Try again in a moment."),
    503: _("The database isn't answering. Wait a moment, then try again."),
}


class RequestRefused(Exception):
    """A request that a view refuses: a status, and a sentence if there is more to say."""

    def __init__(self, status: int, sentence: str = "") -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def json_response(data: Any, status: int = 200) -> HttpResponse:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    headers = {"Cache-Control": "no-store"} if status >= 400 else {}
    return HttpResponse(body, content_type="application/json", status=status, headers=headers)


def sentence_for(status: int, sentence: str = "") -> str:
    """Return the sentence of an error, or what is always true of its status."""
    return sentence or str(SENTENCES.get(status, SENTENCES[400]))


def json_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return an error below /api/ where no version has a format of its own."""
    return json_response({"error": sentence_for(status, sentence)}, status)


def endpoint(**views: View) -> View:
    """Return the view of an address that takes these methods; GET answers HEAD too.

    No cookie is a proof here, so no form of another site can be sent in anybody's name.
    """

    @csrf_exempt
    def dispatch(request: HttpRequest, **arguments: Any) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else str(request.method)
        view = views.get(method)
        try:
            response = view(request, **arguments) if view else error_page(request, 405)
        except RequestRefused as refused:
            response = error_page(request, refused.status, refused.sentence)
        if view is None:
            response["Allow"] = ", ".join(views)
        if method != "GET" or "Authorization" in request.headers:
            patch_cache_control(response, no_store=True, private=True)
        return response

    dispatch.methods = frozenset(views)  # type: ignore[attr-defined]
    return dispatch


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer what is below /api/ and is no address, without a redirect to one with a slash."""
    return error_page(request, 404)
