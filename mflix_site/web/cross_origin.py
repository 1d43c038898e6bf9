"""Pages of other origins that may ask the sample client's API, and the questions before they do.

It wraps the page cache, which knows nothing of origins.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PREFIX = "/api/movies"
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


def cross_origin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Answer every OPTIONS of that API, and let pages of API_ALLOWED_ORIGINS read its answers.

    Credentials are never allowed: a cookie proves nothing there, and tokens are sent by hand.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        is_question = request.method == "OPTIONS"
        response = HttpResponse(status=204) if is_question else get_response(request)
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin", "")
        if origin in settings.API_ALLOWED_ORIGINS:
            response.headers["Access-Control-Allow-Origin"] = origin
            for name, value in ALLOWED.items() if is_question else ():
                response.headers[name] = value
        return response

    return middleware
