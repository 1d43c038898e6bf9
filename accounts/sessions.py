"""Sessions in MongoDB, and the member of a request: signing in and out, and the middleware.

The cookie holds an opaque token, the database only its hash.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from bson import ObjectId
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.cache import patch_cache_control, patch_vary_headers

from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.text import now
from mflix_site.web.middleware import problem_page

from .documents import NOT_CLOSING, WITHOUT_PASSWORD, Member, Viewer

MEMBER_KEY, EPOCH_KEY = "member", "epoch"
# Answered the same for everybody, and without reading whose session it is.
IMPERSONAL_PATHS = ("/healthz", "/readyz", "/posters/")
MEMBER_LOOKUP = {
    "$lookup": {
        "from": "users",
        "localField": "member_id",
        "foreignField": "_id",
        "pipeline": [{"$match": NOT_CLOSING}, {"$project": WITHOUT_PASSWORD}],
        "as": "members",
    }
}
GetResponse = Callable[[HttpRequest], HttpResponse]


def hash_token(token: str) -> str:
    """Return the hash of a token, as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's session backend on the `sessions` collection; loading reads its member as well.

    Saving a session that was ended meanwhile does not restore it: it raises UpdateError.
    """

    member_doc: dict[str, Any] | None = None

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        # Expiry is checked here: the TTL index deletes expired sessions some time later.
        rows = []
        if self.session_key:
            own = {"_id": hash_token(self.session_key), "expires_at": {"$gt": now()}}
            rows = mongo.sessions().list_of([{"$match": own}, MEMBER_LOOKUP])
        if not rows:
            self._session_key = None
            return {}
        self.member_doc = next(iter(rows[0]["members"]), None)
        return dict(self.decode(rows[0]["data"]))

    def exists(self, session_key: str) -> bool:
        return mongo.sessions().find_one({"_id": hash_token(session_key)}, {"_id": 1}) is not None

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        fields = {
            "data": self.encode(data),
            "member_id": ObjectId(data[MEMBER_KEY]) if MEMBER_KEY in data else None,
            "expires_at": self._expires_at(),
        }
        if must_create:
            try:
                mongo.sessions().insert_one({"_id": hash_token(self.session_key), **fields})
            except Duplicate as error:
                raise CreateError from error
            return
        selector = {"_id": hash_token(self.session_key)}
        if not mongo.sessions().update_one(selector, {"$set": fields}).matched_count:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        token = session_key or self.session_key
        if token:
            mongo.sessions().delete_one({"_id": hash_token(token)})

    def _expires_at(self) -> datetime:
        return now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @classmethod
    def clear_expired(cls) -> None:
        mongo.sessions().delete_many({"expires_at": {"$lte": now()}})


def sign_in(request: HttpRequest, member: Member) -> None:
    """Start a session for a member, with a new session token and a new CSRF token."""
    request.session.flush()
    request.session[MEMBER_KEY] = str(member.id)
    request.session[EPOCH_KEY] = member.session_epoch
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """End the session, here and in the database."""
    request.session.flush()
    rotate_token(request)


def signed_in_member(request: HttpRequest) -> Member | None:
    """Return the session's member; None if it was started before the member's epoch was raised."""
    session = cast(SessionStore, request.session)
    if not session.get(MEMBER_KEY) or session.member_doc is None:  # `get` loads the session
        return None
    member = Member.from_doc(session.member_doc)
    return member if session.get(EPOCH_KEY) == member.session_epoch else None


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's session middleware, with an error page while the database is unavailable."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = super().__call__(request)  # type: ignore[assignment]
        except Problem as problem:
            return problem_page(request, problem)
        return response


def member_middleware(get_response: GetResponse) -> GetResponse:
    """Set `request.member`, and keep pages of signed-in members out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        impersonal = request.path.startswith(IMPERSONAL_PATHS)
        has_session = bool(request.session.session_key) and not impersonal
        try:
            member = signed_in_member(request) if has_session else None
        except Problem as problem:
            return problem_page(request, problem)
        request.member = member  # type: ignore[attr-defined]
        response = get_response(request)
        if "immutable" not in response.get("Cache-Control", ""):
            patch_vary_headers(response, ["Cookie"])
        if getattr(request, "member", None):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def viewer_context(request: HttpRequest) -> dict[str, Any]:
    """Return the template variable `viewer`: a visitor if the request failed too early."""
    return {"viewer": Viewer(getattr(request, "member", None))}
