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


def hash_of(token: str) -> str:
    """Give what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's session interface over the `sessions` collection.

    An ended session is never brought back: saving one that is gone raises UpdateError.
    """

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        """Read the session's data; expiry is checked here, the TTL index only sweeps."""
        row = None
        if self.session_key:
            row = mongo.sessions().find_one(
                {"_id": hash_of(self.session_key), "expires_at": {"$gt": now()}}, {"data": 1}
            )
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row["data"]))

    def exists(self, session_key: str) -> bool:
        """Tell whether a session with this token is there."""
        return mongo.sessions().find_one({"_id": hash_of(session_key)}, {"_id": 1}) is not None

    def create(self) -> None:
        """Make a new, empty session under a new token."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session; `must_create` inserts, else the session must still be there."""
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
                mongo.sessions().insert_one({"_id": hash_of(self.session_key), **fields})
            except Duplicate as error:
                raise CreateError from error
            return
        found = mongo.sessions().update_one({"_id": hash_of(self.session_key)}, {"$set": fields})
        if not found.matched_count:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End a session: this one, or the one with the token given."""
        token = session_key or self.session_key
        if token:
            mongo.sessions().delete_one({"_id": hash_of(token)})

    def _expires_at(self) -> datetime:
        return now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @classmethod
    def clear_expired(cls) -> None:
        """Sweep what has expired, as the TTL index does by itself."""
        mongo.sessions().delete_many({"expires_at": {"$lte": now()}})
