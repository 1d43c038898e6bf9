"""The queries of the sample client's API, for the tests of indexes and shards."""

from collections.abc import Callable, Mapping
from typing import Any

from movies.catalogue_reports import read_reports, refresh_reports
from movies.film_documents import (
    SORTS,
    FactFilter,
    film_documents,
    get_public_film,
    list_film_documents,
    list_genres,
    popular_film_documents,
)
from movies.search.field_search import find_by_meaning, find_with_all, find_with_any
from reviews.talked_about import last_discussed

FILTERS = {
    "all": FactFilter(),
    "a genre": FactFilter("War"),
    "a year": FactFilter(year=1949),
    "ratings": FactFilter(rating_min=9.4, rating_max=10.0),
}
FIELDS = (("fullplot", "a zither in Vienna"), ("cast", "orson wells"), ("plot", "a funeral"))

CASES: Mapping[str, Callable[[Any], object]] = {
    **{
        f"API: {name} by {sort}, {order}": lambda _, f=chosen, s=sort, o=order: list_film_documents(
            f, s, o, 0, 21
        )
        for name, chosen in FILTERS.items()
        for sort in SORTS
        for order in (1, -1)
    },
    "API: a late page": lambda _: list_film_documents(FactFilter(), "imdb.rating", -1, 90, 100),
    "API: genres": lambda _: list_genres(),
    "API: a film": lambda w: [get_public_film(w.film), film_documents([w.film])],
    "API: other films": lambda w: popular_film_documents([w.film], 5, 5),
    "API: all fields": lambda _: find_with_all(FIELDS[:2]),
    "API: any field": lambda _: find_with_any(FIELDS),
    "API: by meaning": lambda _: find_by_meaning("a writer in vienna", 5),
    "API: reports": lambda _: [read_reports(), refresh_reports()],
    "API: last discussed": lambda _: last_discussed(5),
}
