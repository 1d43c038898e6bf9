"""Films: lists with the filters and the search of the pages, facets, suggestions; people."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.dates import VISITOR
from api.v2.errors import UnknownFilms
from api.v2.responses import document, page_of, position
from api.v2.schemas import films as schemas
from api.v2.schemas.shared import FieldsQuery, Page, PathId
from mflix_site.text import clean_line
from movies import people, queries, similar_films
from movies.facets import facets_for
from movies.search.engine import resolve
from movies.search.suggestions import find_suggestions
from movies.selection import ResolvedSelection, Selection

from . import serialisers
from .authentication import viewer_of

router = Router(tags=["Films"])


def film_ids(sent: Sequence[str], pointer: str) -> list[ObjectId]:
    """Return the ids that a body has at such pointers; raise UnknownFilms for those of no film."""
    ids = list(map(ObjectId, sent))
    known = queries.get_titles(ids) if ids else {}
    if unknown := {pointer.format(n): id for n, id in enumerate(sent) if id not in known}:
        raise UnknownFilms(unknown)
    return ids


@router.get("films", response=Page[schemas.FilmSummary], summary="List and search films")
def list_films(request: HttpRequest, query: Query[schemas.FilmQuery]) -> HttpResponse:
    """Return films that match all filters, a part of the list at a time.

    `q` takes what the search box takes, also its fields: `director:"agnès varda" year:1960..1970`.
    """
    page = queries.films_after(_selection(query), position(request, query), query.limit)
    shown = page.map(partial(serialisers.film_summary, viewer=viewer_of(request)))
    return page_of(request, query, shown)


@router.get("films/facets", response=schemas.Facets, summary="Count films by facet")
def film_facets(request: HttpRequest, query: Query[schemas.FilmFilters]) -> HttpResponse:
    """Return how many films match, and how many each further value of a filter would leave."""
    return document(request, serialisers.facets(facets_for(_selection(query))))


@router.get("films/suggestions", response=schemas.Suggestions, summary="Suggest titles and people")
def film_suggestions(request: HttpRequest, query: Query[schemas.SuggestionQuery]) -> HttpResponse:
    """Return up to eight films and people whose names begin so, from the second letter on."""
    suggestions = find_suggestions(clean_line(query.q))
    return document(request, {"items": list(map(serialisers.suggestion, suggestions))})


@router.get("films/{oid:film_id}", response=schemas.Film, summary="Read a film")
def read_film(request: HttpRequest, film_id: PathId, query: Query[FieldsQuery]) -> HttpResponse:
    """Return a film with the films that are like it."""
    movie, similar = similar_films.get_film_with_similar(film_id)
    shown = serialisers.film(movie, similar, viewer_of(request))
    return document(request, shown, fields=query.fields)


@router.get("people/{name:name}", response=schemas.Person, summary="Read a person")
def read_person(request: HttpRequest, name: str, query: Query[FieldsQuery]) -> HttpResponse:
    """Return somebody of cast or crew by name, ignoring case and accents."""
    shown = serialisers.person(people.get_person(name), viewer_of(request))
    return document(request, shown, fields=query.fields)


def _selection(query: schemas.FilmFilters) -> ResolvedSelection:
    """Return the selection that a visitor's page with these filters would show."""
    chosen: dict[str, Any] = {}
    for name, value in query.dict(exclude={"limit", "cursor", "fields"}).items():
        if isinstance(value, list):
            value = tuple(dict.fromkeys(filter(None, map(clean_line, value))))
        chosen[name] = clean_line(value) if isinstance(value, str) else value
    selection = Selection(**{k: v for k, v in chosen.items() if v not in ("", None, ())})
    return resolve(selection, VISITOR.preferences.rating_scale)
