"""The functions of the course's `db.py` by their names, each a call of the site's own.

They return what the course's tests compare: documents, numbers of changed documents, and
`{"success": True}` or `{"error": …}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import bson
from bson import ObjectId

from accounts.access_tokens import end_token_session, find_member_by_token, start_token_session
from accounts.documents import Member
from accounts.errors import EmailTaken
from accounts.preferences import get_api_preferences, set_api_preferences
from accounts.queries import find_member_by_email
from accounts.services import log_in, sign_up
from api.v1.films import FILM_FIELDS, LIST_FIELDS, facets
from api.v1.responses import alias_of, read_comment
from api.v1.views.films import CONNECTION_OF_COURSE
from mflix_site.mongo.client import client
from moderation.account_closing import close_account
from moderation.posting import edit_review, write_text
from movies.raw_films import (
    ExactNames,
    ListPart,
    films_by_names,
    films_by_words,
    find_raw_film,
    titles_of_countries,
)
from reviews.documents import Review, ReviewContent
from reviews.errors import NotYourReview
from reviews.queries import comments_on_film
from reviews.services import delete_review
from reviews.site_summary import find_most_active

Doc = dict[str, Any]
Filters = Mapping[str, Any]


def get_movies(filters: Filters, page: int, size: int) -> tuple[list[Doc], int]:
    found, total = _read(filters, page, size)
    return [bson.decode(raw) for raw in found], total


def get_movies_faceted(filters: Filters, page: int, size: int) -> tuple[list[Doc], Doc, int]:
    found, total = _read(filters, page, size)
    return [bson.decode(raw) for raw in found], facets(found), total


def _read(filters: Filters, page: int, size: int) -> tuple[list[bytes], int]:
    part = ListPart(page * size, size, LIST_FIELDS, by_audience=True)
    if "text" in filters:
        return films_by_words(filters["text"], part)
    names = {name: tuple(filters.get(name, ())) for name in ("cast", "genres")}
    return films_by_names(ExactNames(**names), part)


def get_movie(id: Any) -> Doc | None:
    """Return a film with its comments, the newest first; None for what is no id."""
    raw = find_raw_film(ObjectId(id), FILM_FIELDS) if ObjectId.is_valid(id) else None
    return {**bson.decode(raw), "comments": _comments(ObjectId(id))} if raw else None


def _comments(movie_id: ObjectId) -> list[Review]:
    return list(map(read_comment, comments_on_film(movie_id)))


def get_movies_by_country(countries: Sequence[str]) -> list[Doc]:
    return [{"_id": id, "title": title} for id, title in titles_of_countries(tuple(countries))]


def add_user(name: str, email: str, password: str) -> Doc:
    try:
        sign_up(name=name, email=email, password=password)
    except EmailTaken:
        return {"error": "A user with the given email already exists."}
    return {"success": True}


def get_user(email: str) -> Member | None:
    return find_member_by_email(email)


def login_user(email: str, password: str) -> str:
    """Return the token of a new session."""
    return start_token_session(log_in(email=email, password=password, client_ip="::1"))


def get_user_session(token: str) -> Member | None:
    return find_member_by_token(token)


def logout_user(token: str) -> Doc:
    end_token_session(token)
    return {"success": True}


def delete_user(email: str, password: str) -> Doc:
    if member := find_member_by_email(email):
        close_account(member=member, password=password, keep_reviews=True)
    return {"success": True}


def update_prefs(email: str, preferences: Filters | None) -> Doc:
    member = find_member_by_email(email)
    if member is None:
        return {"error": "no user found"}
    set_api_preferences(member=member, preferences=preferences or {})
    return {"success": True}


def get_prefs(email: str) -> Doc | None:
    member = find_member_by_email(email)
    return get_api_preferences(member.id) if member else None


def add_comment(movie_id: ObjectId, member: Member, text: str) -> Review:
    return write_text(member=member, movie_id=movie_id, text=text)


def update_comment(comment_id: str, member: Member, text: str) -> int:
    """Return how many comments changed."""
    try:
        content = ReviewContent(text)
        edit_review(member=member, review_id=ObjectId(comment_id), content=content)
    except NotYourReview:
        return 0
    return 1


def delete_comment(comment_id: str, member: Member) -> int:
    """Return how many comments were deleted."""
    try:
        delete_review(member=member, review_id=ObjectId(comment_id))
    except NotYourReview:
        return 0
    return 1


def most_active_commenters() -> list[Doc]:
    return [{"_id": alias_of(r["_id"]), "count": r["reviews"]} for r in find_most_active()]


def get_configuration() -> tuple[int, float | None, Doc]:
    """Return the pool's size and the seconds of an operation, and what a class is answered."""
    options = client().options
    return options.pool_options.max_pool_size or 0, options.timeout, CONNECTION_OF_COURSE
