"""URLs of the sample client: each with and without a last slash, so that nothing is redirected."""

from django.urls import re_path
from django.urls.resolvers import URLPattern

from .views import films
from .views.envelope import View, by_method, not_found

PREFIX = "^api/movies"
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _route(path: str, name: str, **views: View) -> URLPattern:
    return re_path(f"{PREFIX}{path}/?$", by_method(**views), name=f"sample-client-{name}")


urlpatterns = [
    _route("", "films", GET=films.films),
    _route("/genres", "genres", GET=films.genres),
    _route("/(?P<film_id>[^/]{1,60})", "film", GET=films.film),
    _route("(?P<rest>/.*)", "unknown", **dict.fromkeys(ANY, not_found)),
]
