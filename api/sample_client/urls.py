"""URLs of the sample client: each with and without a last slash, so that nothing is redirected."""

from django.urls import re_path
from django.urls.resolvers import URLPattern

from ..responses import View
from .responses import sample_client_endpoint
from .views import films, reports, writes

REPORTS = "/aggregations/reportingBy"


def _route(path: str, name: str, **views: View) -> URLPattern:
    view = sample_client_endpoint(**views)
    return re_path(f"^api/movies{path}/?$", view, name=f"sample-client-{name}")


urlpatterns = [
    _route(
        "", "films",
        GET=films.films, POST=writes.add, PATCH=writes.edit_batch, DELETE=writes.delete_batch,
    ),
    _route("/batch", "batch", POST=writes.add_batch),
    _route("/genres", "genres", GET=films.genres),
    _route("/search", "search", GET=films.search),
    _route("/vector-search", "vector-search", GET=films.vector_search),
    _route(f"{REPORTS}Comments", "comments", GET=reports.by_comments),
    _route(f"{REPORTS}Year", "years", GET=reports.by_year),
    _route(f"{REPORTS}Directors", "directors", GET=reports.by_director),
    _route(
        "/(?P<film_id>[^/]{1,60})", "film",
        GET=films.film, PATCH=writes.edit, DELETE=writes.delete,
    ),
]  # fmt: skip
