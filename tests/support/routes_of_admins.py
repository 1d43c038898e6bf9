"""The rows of administration: admins get its pages, everybody else is refused."""

from collections.abc import Mapping
from typing import Any

from .route_table import (
    NOT_ALLOWED,
    OF_FILM,
    OF_MEMBER,
    Outcome,
    Outcomes,
    Route,
    World,
    members,
)

WHY = {"reason": "It is better so, and here is why."}
FACTS = {
    **{"title": "The Alien", "year": "1979", "runtime": "117", "rated": "R", "plot": "Far away."},
    **{"genres": "Horror\nSci-Fi", "countries": "UK", "languages": "English", "cast": "A\nB"},
    **{"directors": "Ridley Scott", "writers": "Dan O'Bannon", "fullplot": "Farther.", **WHY},
    **{"released": "1979-05-25", "poster": "https://posters.example/a.jpg", "version": "1"},
}
# The one page that shows an address which is not one's own, and to whom.
SHOWS_ADDRESSES = {("member-record", "admin")}


def admins(outcome: Outcome) -> Outcomes:
    """Return an outcome for admins; everybody else is refused."""
    return members(403, admin=outcome)


def _themselves(world: World) -> list[Any]:
    """The admin's own sessions: there is one wherever an admin asks."""
    admin = world.people["admin"]
    return [admin.handle if admin else ""]


def _two_films(world: World) -> list[Any]:
    return [world.film, world.another_film]


ADMINISTRATION: Mapping[str, Route] = {
    "dashboard": Route(admins(200), NOT_ALLOWED, query={"days": "7"}),
    "members": Route(
        admins(200),
        NOT_ALLOWED,
        query={"q": "ali", "role": "member", "standing": "good", "page": "1"},
    ),
    "member-record": Route(admins(200), NOT_ALLOWED, OF_MEMBER),
    "set-role": Route(NOT_ALLOWED, admins(302), OF_MEMBER, data={"role": "moderator", **WHY}),
    "end-sessions": Route(NOT_ALLOWED, admins(302), _themselves, data=WHY),
    "catalogue": Route(admins(200), NOT_ALLOWED, query={"q": "third", "page": "1"}),
    "add-film": Route(admins(200), admins(302), data=FACTS),
    "edit-film": Route(admins(200), admins(302), OF_FILM, data=FACTS),
    "film-history": Route(admins(200), NOT_ALLOWED, OF_FILM),
    "revert-film": Route(NOT_ALLOWED, admins(302), OF_FILM, data={"version": "1", **WHY}),
    "pick-film": Route(admins(200), NOT_ALLOWED, OF_FILM, query={"q": "third"}),
    "merge-films": Route(admins(200), admins(302), _two_films, data=WHY),
    "delete-film": Route(admins(200), admins(302), OF_FILM, data=WHY),
    "promotions": Route(admins(200), NOT_ALLOWED),
    "start-trial": Route(NOT_ALLOWED, admins(302), data={"days": "30", **WHY}),
    "end-trials": Route(NOT_ALLOWED, admins(302), data={"include_running": "on", **WHY}),
}
