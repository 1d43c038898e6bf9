"""The rows of lists: the owner's list is public; the other member is invited to edit another."""

from collections.abc import Mapping

from .route_table import (
    ALL,
    LOG_IN,
    NOT_ALLOWED,
    OF_FILM,
    OF_LIST,
    OF_MEMBER,
    Route,
    every,
    members,
)
from .routes_of_moderation import REPORT

DETAILS = {
    **{"title": "Ten of the best", "description": "In no hurry.", "ranked": "on"},
    **{"privacy": "private", "tags": "noir, Vienna"},  # which limited members may do too
}
OWNERS = members(403, owner=200)
OWNERS_POST = members(403, owner=302)

LISTS: Mapping[str, Route] = {
    "lists": Route(ALL, NOT_ALLOWED, query={"tag": "noir", "before": "0-" + "0" * 24}),
    "film-list": Route(ALL, NOT_ALLOWED, OF_LIST, query={"page": "1"}),
    "list-by-link": Route(ALL, NOT_ALLOWED, lambda world: [*world.list_link]),
    "member-lists": Route(ALL, NOT_ALLOWED, OF_MEMBER, query={"before": "0-" + "0" * 24}),
    "lists-feed": Route(ALL, NOT_ALLOWED, OF_MEMBER),
    "sitemap-of-lists": Route(ALL, NOT_ALLOWED),
    "new-list": Route(
        members(200),
        members(302),
        query={"films": "0" * 24, "smart": "genre=War"},
        data=lambda world: {**DETAILS, "films": str(world.film), "notes": "The zither."},
    ),
    "edit-list": Route(
        OWNERS,
        OWNERS_POST,
        OF_LIST,
        query={"page": "1"},
        data=lambda world: {
            **DETAILS,
            **{"films": str(world.film), "notes": "The zither.", "numbers": "1", "part": "1"},
            **{"start": "1", "version": "1"},
        },
    ),
    "delete-list": Route(OWNERS, OWNERS_POST, OF_LIST),
    "restore-list": Route(NOT_ALLOWED, members(404, owner=302), lambda world: [world.deleted_list]),
    "clone-list": Route(NOT_ALLOWED, members(302), OF_LIST, data={"link": "x"}),
    "renew-list-link": Route(NOT_ALLOWED, OWNERS_POST, OF_LIST),
    "list-editors": Route(OWNERS, OWNERS_POST, OF_LIST, data={"handle": "@carol"}),
    "accept-invitation": Route(
        NOT_ALLOWED, members(404, other=302), lambda world: [world.list_with_editor]
    ),
    "remove-editor": Route(
        NOT_ALLOWED,
        members(403, owner=302, other=302),
        lambda world: [world.list_with_editor, world.editor],
    ),
    "add-to-list": Route(
        NOT_ALLOWED,
        OWNERS_POST,
        OF_LIST,
        data=lambda world: {"films": str(world.another_film)},
    ),
    "paste-titles": Route(
        OWNERS,
        OWNERS,
        OF_LIST,
        data={"titles": "The Third Man (1949)\nAlien\nNo such film"},
    ),
    "film-lists": Route(
        members(200),
        members(302),
        OF_FILM,
        data=lambda world: {"lists": str(world.list), "shown": str(world.list)},
    ),
    "report-list": Route(members(200, owner=403), members(302, owner=403), OF_LIST, data=REPORT),
    "open-list-case": Route(
        NOT_ALLOWED, every(403, visitor=LOG_IN, moderator=302, admin=302), OF_LIST
    ),
}
