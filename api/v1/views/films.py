"""Films: the front page, searches, one film with its comments."""

from typing import Any

from bson import ObjectId
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.requests import number_within
from api.responses import RequestRefused, json_response
from movies import raw_films
from reviews.queries import comments_on_film

from ..films import FILM_FIELDS, LIST_FIELDS, facets, film_of_client, type_of_lastupdated
from ..responses import comment_for_visitors

PAGE_SIZE, MAX_PAGE = 20, 2_500
# What the course asks of its connection to the database, as its tickets compare it.
CONNECTION_OF_COURSE = {"pool_size": 50, "wtimeout": 2500, "role": "readWrite"}


def front_page(request: HttpRequest) -> HttpResponse:
    return _films(0, {})


def search(request: HttpRequest) -> HttpResponse:
    """Answer with a page of the films of a text, of people or of genres; of none, all films."""
    return _films(number_within(request.GET, "page", 0, 0, MAX_PAGE), _filters(request))


def facet_search(request: HttpRequest) -> HttpResponse:
    """Answer as `search`, with how the films of this page divide by rating and running time."""
    filters = _filters(request)
    number = number_within(request.GET, "page", 0, 0, MAX_PAGE)
    return _films(number, filters, with_facets="cast" in filters)


def countries(request: HttpRequest) -> HttpResponse:
    names = tuple(filter(None, request.GET.getlist("countries")))
    rows = raw_films.titles_of_countries(names) if names else []
    return json_response({"titles": [{"_id": id, "title": title} for id, title in rows]})


def film(request: HttpRequest, id: ObjectId) -> HttpResponse:
    raw = raw_films.find_raw_film(id, FILM_FIELDS)
    if raw is None:
        raise RequestRefused(404)
    shown = film_of_client(raw)
    comments = list(map(comment_for_visitors, comments_on_film(ObjectId(shown["_id"]))))
    movie = {**shown, "comments": comments}
    response = json_response({"movie": movie, "updated_type": type_of_lastupdated(raw)})
    # Whoever has just written is known to nobody here, and looks for what came of it.
    response["Cache-Control"] = "private, no-cache"
    return response


def unknown_film(request: HttpRequest) -> HttpResponse:
    raise RequestRefused(404)


def config_options(request: HttpRequest) -> HttpResponse:
    """Answer a class's tickets about the connection; to others there is no such address."""
    if not settings.TEACHING:
        raise RequestRefused(404)
    return json_response(CONNECTION_OF_COURSE)


def _filters(request: HttpRequest) -> dict[str, Any]:
    """Return the one filter that counts, as the client sends it again for the next page."""
    text = request.GET.get("text") or request.GET.get("search")
    if text:
        return {"text": text}
    for name in ("cast", "genre"):
        if values := list(filter(None, request.GET.getlist(name))):
            return {name: values}
    return {}


def _films(number: int, filters: dict[str, Any], *, with_facets: bool = False) -> HttpResponse:
    part = raw_films.ListPart(
        number * PAGE_SIZE, PAGE_SIZE, LIST_FIELDS, by_audience=settings.TEACHING
    )
    if "text" in filters:
        films, total = raw_films.films_by_words(filters["text"], part)
    else:
        names = raw_films.ExactNames(
            tuple(filters.get("cast", ())), tuple(filters.get("genre", ()))
        )
        films, total = raw_films.films_by_names(names, part)
    page = {
        "movies": list(map(film_of_client, films)),
        "page": number,
        "filters": filters,
        "entries_per_page": PAGE_SIZE,
        "total_results": total,
    }
    return json_response({**page, "facets": facets(films)} if with_facets else page)
