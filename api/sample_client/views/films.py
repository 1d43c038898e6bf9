"""Films: the list, the genres to filter it by, and one film."""

from django.http import HttpRequest, HttpResponse

from movies.film_documents import (
    SORTS,
    FactFilter,
    get_public_film,
    list_film_documents,
    list_genres,
)
from movies.selection import ASC, DESC

from ...films import film_json
from ...parameters import decimal_number, number_within, text, whole_number
from ..forms import read_id
from ..responses import answer

PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_NUMBER = 2**31


def films(request: HttpRequest) -> HttpResponse:
    """Answer a page of films; what cannot be read of the parameters does not filter."""
    query = request.GET
    chosen = FactFilter(
        text(query, "genre"),
        whole_number(query, "year"),
        decimal_number(query, "minRating"),
        decimal_number(query, "maxRating"),
    )
    sort, order = query.get("sortBy", ""), query.get("sortOrder", "").lower()
    docs = list_film_documents(
        chosen,
        sort if sort in SORTS else "title",
        DESC if order == "desc" else ASC,
        number_within(query, "skip", 0, 0, MAX_NUMBER),
        number_within(query, "limit", PAGE_SIZE, 1, MAX_PAGE_SIZE),
    )
    return answer([film_json(doc) for doc in docs], f"Found {len(docs)} films.")


def genres(_request: HttpRequest) -> HttpResponse:
    return answer(list_genres())


def film(_request: HttpRequest, film_id: str) -> HttpResponse:
    return answer(film_json(get_public_film(read_id(film_id))))
