"""Routes of the diary, the films of a member and statistics."""

from collections.abc import Mapping

from .route_table import ALL, NOT_ALLOWED, OF_MEMBER, Route, every

FILTERS = {"genre": "Thriller", "decade": "1940", "length": "120", "page": "1"}
DIARIES: Mapping[str, Route] = {
    "diary": Route(
        ALL,
        NOT_ALLOWED,
        OF_MEMBER,
        query={
            **{"undated": "1", "genre": "Thriller", "decade": "1940"},
            **{"rating": "80", "rewatch": "yes", "tag": "cinema", "country": "UK"},
            **{"director": "Carol Reed", "actor": "Orson Welles", "page": "1"},
        },
    ),
    "diary-year": Route(
        ALL, NOT_ALLOWED, lambda world: [world.handle, 2026], query={"month": "3", "page": "1"}
    ),
    "diary-feed": Route(ALL, NOT_ALLOWED, OF_MEMBER),
    "diary-csv": Route(ALL, NOT_ALLOWED, OF_MEMBER),
    "member-films": Route(
        ALL, NOT_ALLOWED, OF_MEMBER, query={**FILTERS, "sort": "rating", "logged": "no"}
    ),
    "member-likes": Route(ALL, NOT_ALLOWED, OF_MEMBER, query={**FILTERS, "sort": "title"}),
    "watchlist": Route(
        ALL,
        NOT_ALLOWED,
        OF_MEMBER,
        query={**FILTERS, "sort": "shuffled", "seed": "a1", "pick": "b2"},
    ),
    "year": Route(ALL, NOT_ALLOWED, lambda world: [world.handle, None]),
    # There are too few films for a picture.
    "year-png": Route(every(404), NOT_ALLOWED, lambda world: [world.handle, 2026]),
}
