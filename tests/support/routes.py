"""Every route of the site, what it is asked with, and what each person gets: the one table."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .browsing import Browser
from .cast import PASSWORD
from .route_table import (
    ALL,
    LOG_IN,
    NOT_ALLOWED,
    OF_FILM,
    OF_MEMBER,
    OF_REVIEW,
    TOKEN,
    Outcome,
    Route,
    World,
    every,
    members,
)
from .routes_of_admins import ADMINISTRATION
from .routes_of_diaries import DIARIES
from .routes_of_diary import DIARY
from .routes_of_imports import IMPORTS
from .routes_of_lists import LISTS
from .routes_of_moderation import MODERATION
from .stored_state import collection_hashes

API = "api/"  # it has tables of its own: tests/api
PAGES_ABOUT_IT = ("api-docs", "api-schema")
DOMAIN = (
    *("comments", "users", "movies", "review_revisions", "movie_revisions"),
    *("film_states", "diary"),
    *("password_resets", "outbox", "notices"),
    *("lists", "list_entries"),
    *("reports", "cases", "decisions", "log_head", "appeals"),
    *("imports", "import_rows", "import_undo"),
)


ROUTES: Mapping[str, Route] = {
    **MODERATION,
    **ADMINISTRATION,
    **DIARY,
    **DIARIES,
    **IMPORTS,
    **LISTS,
    "home": Route(ALL, NOT_ALLOWED),
    "browse": Route(
        ALL,
        NOT_ALLOWED,
        query={
            **{"q": "vienna", "genre": "Thriller", "country": "UK", "language": "German"},
            **{"rated": "PG", "year_min": "1940", "year_max": "1950", "runtime_min": "90"},
            **{"runtime_max": "120", "rating_min": "10", "person": "Orson Welles"},
            **{"sort": "title", "page": "1", "all_ratings": "1"},
        },
    ),
    "movie": Route(ALL, NOT_ALLOWED, OF_FILM, query={"sort": "highest", "page": "1"}),
    "person": Route(ALL, NOT_ALLOWED, lambda _: ["Orson Welles"]),
    "talked-about": Route(ALL, NOT_ALLOWED, query={"decade": "1940"}),
    "suggest": Route(ALL, NOT_ALLOWED, query={"q": "third"}),
    "search-help": Route(ALL, NOT_ALLOWED),
    "post-review": Route(
        NOT_ALLOWED,
        members(302, owner=409, other=409),
        OF_FILM,
        data={"text": "New words.", "rating": "60", "spoiler": "on"},
    ),
    "edit-review": Route(
        members(403, owner=200),
        members(403, owner=302),
        OF_REVIEW,
        data={"text": "Changed words.", "rating": "60", "spoiler": "on", "version": "1"},
    ),
    "delete-review": Route(NOT_ALLOWED, members(403, owner=302), OF_REVIEW),
    "sign-up": Route(
        every(302, visitor=200),
        every(302),
        data={
            **{"name": "Nora", "email": "nora@example.test", "next": "/movies/"},
            **{"password1": "a new long password", "password2": "a new long password"},
        },
    ),
    "log-in": Route(
        every(302, visitor=200),
        every(302),
        data={"email": "alice@example.test", "password": PASSWORD, "next": "/movies/"},
    ),
    "log-out": Route(NOT_ALLOWED, every(302)),
    "preferences": Route(
        members(200),
        members(302),
        data={
            **{"favorite_genres": "Thriller", "favorite_cast": "Orson Welles"},
            **{"preferred_ratings": "PG", "rating_scale": "10", "theme": "dark"},
            **{"language": "de", "hidden_rows": "talked-about"},
        },
    ),
    "hide-row": Route(NOT_ALLOWED, members(302), data={"key": "highest-rated"}),
    "change-password": Route(
        members(200),
        members(302),
        data={
            **{"old_password": PASSWORD, "new_password1": "a new long password"},
            **{"new_password2": "a new long password"},
        },
    ),
    "welcome": Route(members(200), members(302), data={"favorite_genres": "Thriller"}),
    "member-search": Route(ALL, NOT_ALLOWED, query={"q": "ali", "page": "1"}),
    "profile": Route(
        members(200),
        members(302),
        data={"name": "Carla", "handle": "carla_2", "about": "Zithers.", "film1": "Alien"},
    ),
    "change-email": Route(
        members(200),
        members(302),
        data={"email": "new@example.test", "password": PASSWORD},
    ),
    "cancel-email-change": Route(NOT_ALLOWED, members(302)),
    "confirm-email": Route(ALL, every(302), lambda world: [world.email_token]),
    "request-reset": Route(ALL, ALL, data={"email": "alice@example.test"}),
    "reset-password": Route(
        ALL,
        every(302),
        lambda world: [world.token],
        data={"new_password1": "a new long password", "new_password2": "a new long password"},
    ),
    "access-tokens": Route(
        members(200),
        members(200),
        data={"name": "cron", "scopes": "read", "days": "30", "password": PASSWORD},
    ),
    "revoke-token": Route(NOT_ALLOWED, members(404, owner=302), lambda world: [world.access_token]),
    "export-account": Route(members(200), NOT_ALLOWED),
    "close-account": Route(
        members(200),
        members(302, admin=422),
        data={"password": PASSWORD, "keep_reviews": "keep"},
    ),
    "member": Route(ALL, NOT_ALLOWED, lambda world: [world.handle], query={"page": "1"}),
    "poster": Route(ALL, NOT_ALLOWED, lambda world: [world.film, world.poster]),
    "poster-png": Route(ALL, NOT_ALLOWED, lambda world: [world.film, world.poster]),
    "member-feed": Route(ALL, NOT_ALLOWED, OF_MEMBER),
    "film-feed": Route(ALL, NOT_ALLOWED, OF_FILM),
    "films-feed": Route(ALL, NOT_ALLOWED),
    "reviews-feed": Route(ALL, NOT_ALLOWED),
    "review": Route(ALL, NOT_ALLOWED, OF_REVIEW),
    "sitemap": Route(ALL, NOT_ALLOWED),
    "sitemap-of-pages": Route(ALL, NOT_ALLOWED),
    "sitemap-of-year": Route(ALL, NOT_ALLOWED, lambda _: [1949]),
    "api-schema": Route(ALL, NOT_ALLOWED),
    "api-docs": Route(ALL, NOT_ALLOWED),
    "robots": Route(ALL, NOT_ALLOWED),
    "manifest": Route(ALL, NOT_ALLOWED),
    "favicon": Route(ALL, NOT_ALLOWED),
    "healthz": Route(ALL, NOT_ALLOWED),
    "readyz": Route(ALL, NOT_ALLOWED),
}


def patterns() -> list[URLPattern]:
    """Return the URL patterns of the site's pages and forms."""
    walked = _walk(get_resolver())
    return [p for path, p in walked if not path.startswith(API) or p.name in PAGES_ABOUT_IT]


def api_patterns(prefix: str = API) -> list[URLPattern]:
    """Return the URL patterns of the API whose paths begin so."""
    found = [p for path, p in _walk(get_resolver()) if path.startswith(prefix)]
    return [pattern for pattern in found if pattern.name not in PAGES_ABOUT_IT]


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        else:
            yield path, entry


def path_of(name: str, world: World) -> str:
    """Return a route's path in this world."""
    return reverse(name, args=ROUTES[name].arguments(world))


def ask(browser: Browser, method: str, name: str, world: World, **options: Any) -> HttpResponse:
    """Send what a row says, as a form of ours would, with a CSRF token."""
    path, row = path_of(name, world), ROUTES[name]
    if method == "post":
        sent = {"csrfmiddlewaretoken": TOKEN, **row.sent(world)}
        return browser.post(path, sent, **options)
    return getattr(browser, method)(path, row.query, **options)


def outcome_of(answer: HttpResponse) -> Outcome:
    """Return an answer's status, or that it leads to log-in."""
    leads_to_log_in = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
    return LOG_IN if answer.status_code == 302 and leads_to_log_in else answer.status_code


def domain_hashes(database: Any) -> dict[str, str]:
    """Return a hash of each collection of what people and the catalogue own."""
    hashes = collection_hashes(database)
    return {name: hashes[name] for name in DOMAIN}
