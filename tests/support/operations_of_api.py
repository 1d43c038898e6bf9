"""Every operation of version 2: how it is asked, and what each person gets with the right scope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

import mflix_site.urls  # noqa: F401 -- registers the URL converters
from accounts.access_tokens import (
    MANAGE_ACCOUNT,
    READ,
    SCOPES,
    WRITE_DIARY,
    WRITE_LISTS,
    WRITE_REVIEWS,
    create_token,
)
from diary.documents import EntryContent
from diary.queries import own_entries_of_film
from moderation.posting import log_film

from .route_table import PEOPLE, World

API = "/api/v2/"
Outcomes = Mapping[str, int]
SIGNED_IN = PEOPLE[1:]


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One row: method, path, body, the scope that it needs, and what comes of it for each."""

    method: str
    path: Callable[[World], str]
    scope: str = ""
    status: int = 200
    others: Outcomes = field(default_factory=dict)
    body: Any = None

    def outcome(self, who: str) -> int:
        """Return the status for somebody with the scope."""
        return self.others.get(who, self.status)


OWN_ONLY = dict.fromkeys(("member", "other", "moderator", "admin"), 403)
HAVE_REVIEWED = {"owner": 409, "other": 409}
WORDS = {"text": "New words.", "rating": 60, "spoiler": True}
DAY = {"day": "2020-02-29", "rewatch": True, "tags": ["Ciné club"], "note": "Again."}


def entry_of(world: World) -> str:
    """Return an entry of the owner's diary, which is logged when it is first asked for."""
    owner = world.people["owner"]
    assert owner
    entries = own_entries_of_film(owner.id, world.film)
    if not entries:
        content = EntryContent(day="2020-01-01", note="Zithers.")
        return log_film(member=owner, movie_id=world.film, content=content).entry.id
    return entries[0].id


OPERATIONS: Mapping[str, OperationRow] = {
    "list_films": OperationRow("GET", lambda w: "films?q=third&limit=3"),
    "film_facets": OperationRow("GET", lambda w: "films/facets?genre=Thriller"),
    "film_suggestions": OperationRow("GET", lambda w: "films/suggestions?q=th"),
    "read_film": OperationRow("GET", lambda w: f"films/{w.film}"),
    "read_person": OperationRow("GET", lambda w: "people/Orson Welles"),
    "list_film_reviews": OperationRow("GET", lambda w: f"films/{w.film}/reviews?sort=highest"),
    "post_review": OperationRow(
        "POST", lambda w: f"films/{w.film}/reviews", WRITE_REVIEWS, 201, HAVE_REVIEWED, WORDS
    ),
    "rate_film": OperationRow(
        "PUT", lambda w: f"films/{w.film}/rating", WRITE_REVIEWS, body={"rating": 60}
    ),
    "read_review": OperationRow("GET", lambda w: f"reviews/{w.review}"),
    "edit_review": OperationRow(
        "PUT", lambda w: f"reviews/{w.review}", WRITE_REVIEWS, 200, OWN_ONLY, WORDS
    ),
    "delete_review": OperationRow(
        "DELETE", lambda w: f"reviews/{w.review}", WRITE_REVIEWS, 204, OWN_ONLY
    ),
    "read_member": OperationRow("GET", lambda w: f"members/{w.handle}"),
    "list_member_reviews": OperationRow("GET", lambda w: f"members/{w.handle}/reviews"),
    "list_diary": OperationRow("GET", lambda w: f"members/{w.handle}/diary"),
    "list_watched_films": OperationRow("GET", lambda w: f"members/{w.handle}/films"),
    "list_liked_films": OperationRow("GET", lambda w: f"members/{w.handle}/likes"),
    "list_watchlist": OperationRow("GET", lambda w: f"members/{w.handle}/watchlist"),
    "log_film": OperationRow("POST", lambda w: f"films/{w.film}/diary", WRITE_DIARY, 201, body=DAY),
    "read_entry": OperationRow("GET", lambda w: f"diary/{entry_of(w)}", READ, 200, OWN_ONLY),
    "edit_entry": OperationRow(
        "PUT", lambda w: f"diary/{entry_of(w)}", WRITE_DIARY, 200, OWN_ONLY, DAY
    ),
    "delete_entry": OperationRow(
        "DELETE", lambda w: f"diary/{entry_of(w)}", WRITE_DIARY, 204, OWN_ONLY
    ),
    "read_film_state": OperationRow("GET", lambda w: f"me/films/{w.film}", READ),
    "change_film_state": OperationRow(
        "PATCH", lambda w: f"me/films/{w.film}", WRITE_DIARY, body={"liked": True, "wanted": True}
    ),
    "list_lists": OperationRow("GET", lambda w: "lists?limit=2"),
    "list_member_lists": OperationRow("GET", lambda w: f"members/{w.handle}/lists"),
    "read_list": OperationRow("GET", lambda w: f"lists/{w.list}"),
    "list_films_of_list": OperationRow("GET", lambda w: f"lists/{w.list}/films"),
    "create_list": OperationRow(
        "POST", lambda w: "lists", WRITE_LISTS, 201, body={"title": "Ten", "privacy": "private"}
    ),
    "edit_list": OperationRow(
        "PUT", lambda w: f"lists/{w.list}", WRITE_LISTS, 200, OWN_ONLY, {"title": "Eleven"}
    ),
    "delete_list": OperationRow("DELETE", lambda w: f"lists/{w.list}", WRITE_LISTS, 204, OWN_ONLY),
    "arrange_films": OperationRow(
        "PUT", lambda w: f"lists/{w.list}/films", WRITE_LISTS, 200, OWN_ONLY, {"films": []}
    ),
    "add_films": OperationRow(
        "POST", lambda w: f"lists/{w.list}/films", WRITE_LISTS, 200, OWN_ONLY, {"films": []}
    ),
    "remove_film": OperationRow(
        "DELETE", lambda w: f"lists/{w.list}/films/{w.film}", WRITE_LISTS, 204, OWN_ONLY
    ),
    "list_log": OperationRow("GET", lambda w: "log?limit=1"),
    "read_account": OperationRow("GET", lambda w: "me", READ),
    "list_own_reviews": OperationRow("GET", lambda w: "me/reviews", READ),
    "read_preferences": OperationRow("GET", lambda w: "me/preferences", READ),
    "change_preferences": OperationRow(
        "PATCH", lambda w: "me/preferences", MANAGE_ACCOUNT, body={"theme": "dark"}
    ),
    "change_profile": OperationRow(
        "PATCH", lambda w: "me/profile", MANAGE_ACCOUNT, body={"about": "Zithers."}
    ),
    "read_data": OperationRow("GET", lambda w: "me/data", MANAGE_ACCOUNT),
}


def token_of(world: World, who: str, *scopes: str) -> str:
    """Return a new token of somebody, with all scopes unless some are given."""
    member = world.people[who]
    assert member
    return create_token(member=member, name="test", scopes=scopes or tuple(SCOPES))


def ask_api(
    method: str, path: str, token: str = "", body: Any = None, **headers: str
) -> HttpResponse:
    """Send a request to version 2, as a program does: with neither cookies nor a CSRF token."""
    if token:
        headers["Authorization"] = f"Bearer {token}"
    client = Client(enforce_csrf_checks=True)
    path = path if path.startswith("/") else API + path
    sent = {"data": body, "content_type": "application/json"} if body is not None else {}
    return client.generic(method, path, headers=headers, **_encoded(sent))


def _encoded(sent: dict[str, Any]) -> dict[str, Any]:
    from json import dumps

    return {**sent, "data": dumps(sent["data"])} if sent else sent
