"""Every route of the site, what it is asked with, and what each person gets: the one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.documents import Member
from accounts.resetting import new_token

from .browsing import Browser
from .cast import PASSWORD, make_member
from .factories import a_film, a_review

PEOPLE = ("visitor", "member", "owner", "other", "moderator", "admin")
TOKEN = "a" * 32
DOMAIN = (
    *("comments", "users", "movies", "review_revisions"),
    *("password_resets", "outbox"),
)
LOG_IN = "log in"  # sent to log in, and nothing else done
REFUSED = (LOG_IN, 403, 404, 405)

Outcome = int | str
Outcomes = Mapping[str, Outcome]


class World:
    """The cast, a film that Alice (the owner) and Bob (the other) reviewed, and a reset link."""

    def __init__(self) -> None:
        self.people: dict[str, Member | None] = {
            "visitor": None,
            "member": make_member("Carol"),
            "owner": make_member("Alice Ångström"),
            "other": make_member("Bob"),
            "moderator": make_member("Maud", role="moderator"),
            "admin": make_member("Ada", role="admin"),
        }
        self.film = a_film()
        owner, other = self.people["owner"], self.people["other"]
        assert owner
        assert other
        self.review = a_review(owner, self.film).id
        a_review(other, self.film, "Bob was here too.", 20)
        self.token = new_token(owner.id)
        self.handle = owner.handle

    def browser(self, who: str, **options: Any) -> Browser:
        """Give somebody's browser, which has been given a CSRF token by an earlier page."""
        browser = Browser(self.people[who], csrf=True, **options)
        browser.cookies["mflix_csrf"] = TOKEN
        return browser


@dataclass(frozen=True, slots=True)
class Route:
    """One row: how to make its path, what a form sends, and what comes of GET and POST."""

    get: Outcomes
    post: Outcomes
    arguments: Callable[[World], list[Any]] = lambda _: []
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)

    def outcome(self, method: str, who: str) -> Outcome:
        """Give what somebody gets."""
        return {"get": self.get, "post": self.post}[method][who]


def every(outcome: Outcome, **others: Outcome) -> Outcomes:
    """Give the same outcome for everybody but those named."""
    return {**dict.fromkeys(PEOPLE, outcome), **others}


def members(outcome: Outcome, **others: Outcome) -> Outcomes:
    """Give an outcome for whoever is signed in; a visitor is sent to log in."""
    return every(outcome, visitor=LOG_IN, **others)


NOT_ALLOWED = every(405)
ALL = every(200)
OF_FILM: Callable[[World], list[Any]] = lambda world: [world.film]  # noqa: E731
OF_REVIEW: Callable[[World], list[Any]] = lambda world: [world.review]  # noqa: E731

ROUTES: Mapping[str, Route] = {
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
    "request-reset": Route(ALL, ALL, data={"email": "alice@example.test"}),
    "reset-password": Route(
        ALL,
        every(302),
        lambda world: [world.token],
        data={"new_password1": "a new long password", "new_password2": "a new long password"},
    ),
    "export-account": Route(members(200), NOT_ALLOWED),
    "close-account": Route(
        members(200), members(302), data={"password": PASSWORD, "keep_reviews": "keep"}
    ),
    "member": Route(ALL, NOT_ALLOWED, lambda world: [world.handle], query={"page": "1"}),
    "healthz": Route(ALL, NOT_ALLOWED),
    "readyz": Route(ALL, NOT_ALLOWED),
}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Walk the site's URL patterns, those of included modules too."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def path_of(name: str, world: World) -> str:
    """Give a route's path in this world."""
    return reverse(name, args=ROUTES[name].arguments(world))


def ask(browser: Browser, method: str, name: str, world: World, **options: Any) -> HttpResponse:
    """Send what a row says, as a form of ours would, with a CSRF token."""
    path, row = path_of(name, world), ROUTES[name]
    if method == "post":
        sent = {**row.data, "csrfmiddlewaretoken": TOKEN}
        return browser.post(path, sent, **options)
    return getattr(browser, method)(path, row.query, **options)


def outcome_of(answer: HttpResponse) -> Outcome:
    """Give an answer's status, or that it leads to log-in."""
    leads_to_log_in = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
    return LOG_IN if answer.status_code == 302 and leads_to_log_in else answer.status_code


def snapshot(database: Any) -> dict[str, list[Any]]:
    """Give all that people and the catalogue own, to compare with later."""
    return {name: list(database[name].find().sort("_id", 1)) for name in DOMAIN}
