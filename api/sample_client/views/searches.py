"""Searching films by single fields, and by what they are about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from movies.film_documents import film_documents, popular_film_documents
from movies.queries import catalogue_size
from movies.search.field_search import (
    FIELDS,
    Fields,
    find_by_meaning,
    find_with_all,
    find_with_any,
)

from ...films import film_json
from ...parameters import number_within, text
from ..responses import Refusal, answer
from .films import MAX_NUMBER, MAX_PAGE_SIZE, PAGE_SIZE

MUST_NOT = "mustNot"
OPERATORS: Mapping[str, Callable[[Fields], Sequence[ObjectId]]] = {
    "must": find_with_all, "filter": find_with_all,
    "should": find_with_any, MUST_NOT: find_with_any,
}  # fmt: skip
SCORED = ("_id", "title", "plot", "poster", "year", "genres", "directors", "cast")
MEANING_SIZE, MAX_MEANING_SIZE = 10, 50


def search(request: HttpRequest) -> HttpResponse:
    """Answer a page of the films whose fields have, or with `mustNot` have not, what was typed."""
    query = request.GET
    operator = query.get("searchOperator") or "must"
    if operator not in OPERATORS:
        known = ", ".join(OPERATORS)
        sentence = _("The search operator must be one of these: %(known)s.") % {"known": known}
        raise Refusal(400, "INVALID_SEARCH_OPERATOR", sentence)
    fields = tuple((name, typed) for name in FIELDS if (typed := text(query, name)))
    if not fields:
        raise Refusal(400, "MISSING_SEARCH_PARAMS", _("Enter something to search for."))
    skip = number_within(query, "skip", 0, 0, MAX_NUMBER)
    limit = number_within(query, "limit", PAGE_SIZE, 1, MAX_PAGE_SIZE)
    ids = OPERATORS[operator](fields)
    if operator == MUST_NOT:
        docs, total = popular_film_documents(ids, skip, limit), catalogue_size() - len(ids)
    else:
        docs, total = film_documents(ids[skip : skip + limit]), len(ids)
    films = [film_json(doc) for doc in docs]
    return answer({"movies": films, "totalCount": max(0, total)})


def vector_search(request: HttpRequest) -> HttpResponse:
    """Answer the films that a text describes, with scores: see `movies/search/field_search.py`."""
    typed = text(request.GET, "q")
    if not typed:
        raise Refusal(400, "MISSING_SEARCH_PARAMS", _("Enter something to search for."))
    limit = number_within(request.GET, "limit", MEANING_SIZE, 1, MAX_MEANING_SIZE)
    scores = dict(find_by_meaning(typed, limit))
    docs = film_documents(list(scores))
    return answer([_scored(doc, scores[doc["_id"]]) for doc in docs])


def _scored(doc: Mapping[str, Any], score: float) -> dict[str, Any]:
    facts = film_json(doc)
    return {name: facts[name] for name in SCORED if name in facts} | {"score": score}
