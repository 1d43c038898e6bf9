"""Films: the list, the genres to filter it by, one film, and searches by fields and by meaning."""

from collections.abc import Callable, Mapping, Sequence

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from movies.film_documents import (
    SORTS,
    FactFilter,
    film_documents,
    get_public_film,
    list_film_documents,
    list_genres,
    popular_film_documents,
)
from movies.queries import catalogue_size
from movies.search import field_search
from movies.selection import ASC, DESC

from ...films import film_json
from ...requests import decimal_number, number_within, text, whole_number
from ..forms import read_id
from ..responses import Refusal, answer

MUST_NOT = "mustNot"
OPERATORS: Mapping[str, Callable[[field_search.Fields], Sequence[ObjectId]]] = {
    "must": field_search.find_with_all, "filter": field_search.find_with_all,
    "should": field_search.find_with_any, MUST_NOT: field_search.find_with_any,
}  # fmt: skip
SCORED = ("_id", "title", "plot", "poster", "year", "genres", "directors", "cast", "score")


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
    sort, direction = sort if sort in SORTS else "title", DESC if order == "desc" else ASC
    docs = list_film_documents(chosen, sort, direction, *_part(query))
    return answer(list(map(film_json, docs)), f"Found {len(docs)} films.")


def _part(query: Mapping[str, str]) -> tuple[int, int]:
    """Return how many films to skip, and how many to show."""
    return number_within(query, "skip", 0, 0, 2**31), number_within(query, "limit", 20, 1, 100)


def genres(_request: HttpRequest) -> HttpResponse:
    return answer(list_genres())


def film(_request: HttpRequest, film_id: str) -> HttpResponse:
    return answer(film_json(get_public_film(read_id(film_id))))


def search(request: HttpRequest) -> HttpResponse:
    """Answer a page of the films whose fields have, or with `mustNot` have not, what was typed."""
    query = request.GET
    operator = query.get("searchOperator") or "must"
    if operator not in OPERATORS:
        known = ", ".join(OPERATORS)
        sentence = _("The search operator must be one of these: %(known)s.") % {"known": known}
        raise Refusal(400, "INVALID_SEARCH_OPERATOR", sentence)
    fields = tuple((name, typed) for name in field_search.FIELDS if (typed := text(query, name)))
    if not fields:
        raise _nothing_to_search()
    skip, limit = _part(query)
    ids = OPERATORS[operator](fields)
    if operator == MUST_NOT:
        docs, total = popular_film_documents(ids, skip, limit), catalogue_size() - len(ids)
    else:
        docs, total = film_documents(ids[skip : skip + limit]), len(ids)
    return answer({"movies": list(map(film_json, docs)), "totalCount": max(0, total)})


def vector_search(request: HttpRequest) -> HttpResponse:
    """Answer the films that a text describes, with scores: see `movies/search/field_search.py`."""
    typed = text(request.GET, "q")
    if not typed:
        raise _nothing_to_search()
    scores = dict(
        field_search.find_by_meaning(typed, number_within(request.GET, "limit", 10, 1, 50))
    )
    docs = film_documents(list(scores))
    films = [film_json(doc) | {"score": scores[doc["_id"]]} for doc in docs]
    return answer([{name: film[name] for name in SCORED if name in film} for film in films])


def _nothing_to_search() -> Refusal:
    return Refusal(400, "MISSING_SEARCH_PARAMS", _("Enter something to search for."))
