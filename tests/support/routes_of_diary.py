"""The routes of the diary: what is sent to each, and what each person gets."""

from collections.abc import Callable, Mapping
from typing import Any

from .route_table import (
    LOG_IN,
    NOT_ALLOWED,
    OF_FILM,
    Route,
    World,
    every,
    members,
)
from .routes_of_moderation import REPORT

OF_ENTRY: Callable[[World], list[Any]] = lambda world: [world.entry]  # noqa: E731
ENTRY = {
    **{"day": "2020-02-29", "rewatch": "on", "rating": "60", "tags": "cinema, with Ana"},
    **{"note": "New words.", "privacy": "private"},
}

DIARY: Mapping[str, Route] = {
    "set-watched": Route(NOT_ALLOWED, members(302), OF_FILM, data={"on": "1"}),
    "set-on-watchlist": Route(
        NOT_ALLOWED, members(302), OF_FILM, data={"on": "1", "note": "Soon."}
    ),
    "set-liked": Route(NOT_ALLOWED, members(302), OF_FILM, data={"on": "1"}),
    "rate-film": Route(NOT_ALLOWED, members(302), OF_FILM, data={"rating": "60"}),
    "log-film": Route(NOT_ALLOWED, members(302), OF_FILM, data=ENTRY),
    "start-log": Route(members(200), NOT_ALLOWED, query={"q": "third man"}),
    "edit-entry": Route(
        members(403, owner=200),
        members(403, owner=302),
        OF_ENTRY,
        data={**ENTRY, "version": "1", "next": "/movies/"},
    ),
    "report-entry": Route(members(200, owner=403), members(302, owner=403), OF_ENTRY, data=REPORT),
    "open-entry-case": Route(
        NOT_ALLOWED, every(403, visitor=LOG_IN, moderator=302, admin=302), OF_ENTRY
    ),
    "delete-entry": Route(
        NOT_ALLOWED, members(403, owner=302), OF_ENTRY, data={"next": "/movies/"}
    ),
}
