"""The queries of the API's version 1: films by names, words and audience, comments, sessions."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.access_tokens import end_token_session, find_member_by_token, start_token_session
from accounts.preferences import get_api_preferences, set_api_preferences
from movies.raw_films import (
    ExactNames,
    ListPart,
    films_by_names,
    films_by_words,
    find_raw_film,
    titles_of_countries,
)
from reviews.queries import comments_on_film

FIRST, BY_AUDIENCE = (ListPart(0, 5, ("title",), by_audience) for by_audience in (False, True))
NAMES = {
    "nobody": ExactNames(),
    "people": ExactNames(cast=("Orson Welles", "Alida Valli")),
    "genres": ExactNames(genres=("War", "Western")),
}


def _session(world: Any) -> object:
    token = start_token_session(world.alice)
    member = find_member_by_token(token)
    end_token_session(token)
    return member


def _preferences(world: Any) -> object:
    set_api_preferences(member=world.alice, preferences={"a": "b"})
    return get_api_preferences(world.alice.id)


CASES: Mapping[str, Callable[[Any], object]] = {
    **{f"v1: {k}": lambda _, n=names: films_by_names(n, FIRST) for k, names in NAMES.items()},
    **{
        f"v1: {k}, audience": lambda _, n=n: films_by_names(n, BY_AUDIENCE)
        for k, n in NAMES.items()
    },
    "v1: words": lambda _: films_by_words("vienna zither", FIRST),
    "v1: words, page 2": lambda _: films_by_words("vienna", ListPart(5, 5, ("title",))),
    "v1: words and a field": lambda _: films_by_words("vienna genre:war", FIRST),
    "v1: countries": lambda _: titles_of_countries(("UK", "Japan")),
    "v1: a film": lambda w: find_raw_film(w.film, ("title",)),
    "v1: a film that is not there": lambda w: find_raw_film(w.review, ("title",)),
    "v1: comments": lambda w: comments_on_film(w.film),
    "v1: a session": _session,
    "v1: preferences": _preferences,
}
