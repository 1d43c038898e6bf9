"""Sessions in MongoDB: an opaque token in the cookie, only its hash in the database."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate

MEMBER_KEY = "member"


def hash_token(token: str) -> str:
    """Return the hash of a token, as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's session backend on the `sessions` collection.

    Saving a session that was ended meanwhile does not restore it: it raises UpdateError.
    """

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        # Expiry is checked here: the TTL index deletes expired sessions some time later.
        row = None
        if self.session_key:
            row = mongo.sessions().find_one(
                {"_id": hash_token(self.session_key), "expires_at": {"$gt": now()}}, {"data": 1}
            )
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row["data"]))

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
