"""The rows of imports: a history is its owner's alone."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from .route_table import NOT_ALLOWED, Route, World, members

OF_IMPORT: Callable[[World], list[Any]] = lambda world: [world.history]  # noqa: E731
OWN_PAGE, OWN_FORM = members(404, owner=200), members(404, owner=302)
CSV = b"Title,Year,Rating10\r\nAlien,1979,8\r\n"

IMPORTS: Mapping[str, Route] = {
    "start-import": Route(
        members(200),
        members(302),
        data=lambda _: {"file": SimpleUploadedFile("ratings.csv", CSV)},
    ),
    "show-import": Route(
        OWN_PAGE, NOT_ALLOWED, OF_IMPORT, query={"show": "match", "page": "1", "progress": "1"}
    ),
    "choose-match": Route(
        NOT_ALLOWED,
        OWN_FORM,
        OF_IMPORT,
        data=lambda world: {
            **{"file": "history.csv", "row": "2", "show": "choose"},
            "film": str(world.another_film),
        },
    ),
    "run-import": Route(
        NOT_ALLOWED,
        OWN_FORM,
        OF_IMPORT,
        data={"parts": "ratings", "overwrite": "on", "privacy": "private"},
    ),
    "retry-import": Route(NOT_ALLOWED, OWN_FORM, OF_IMPORT),
    "undo-import": Route(NOT_ALLOWED, OWN_FORM, OF_IMPORT),
    "not-found-rows": Route(OWN_PAGE, NOT_ALLOWED, OF_IMPORT),
    "export-letterboxd": Route(members(200), NOT_ALLOWED),
}
