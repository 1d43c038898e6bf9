"""Sessions of programs: a token of the API is the secret of a session, as a cookie is of a browser.

They are in the same collection, so that whatever ends a member's sessions ends these too. What is
hashed differs: a token is of no use as a cookie, nor a cookie as a token.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .documents import Member, hash_token
from .queries import MEMBER_LOOKUP


def _session_id(token: str) -> str:
    return hash_token(f"token {token}")


def start_token_session(member: Member) -> str:
    """Start a session for a member's program, and return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    mongo.sessions().insert_one(
        {
            "_id": _session_id(token),
            "member_id": member.id,
            "data": str(member.session_epoch),
            "expires_at": now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        }
    )
    return token


def find_member_by_token(token: str) -> Member | None:
    """Return the member of a session that goes on (index `_id_`), or None."""
    if not token:
        return None
    own = {"_id": _session_id(token), "expires_at": {"$gt": now()}}
    for row in mongo.sessions().list_of([{"$match": own}, MEMBER_LOOKUP]):
        for doc in row["members"]:
            member = Member.from_doc(doc)
            # Raising a member's epoch ends all sessions that were started before.
            return member if row["data"] == str(member.session_epoch) else None
    return None


def end_token_session(token: str) -> None:
    mongo.sessions().delete_one({"_id": _session_id(token)})


def end_token_sessions(*, member: Member, session: ClientSession) -> None:
    """Within a transaction: end a member's sessions of programs, not of browsers."""
    own = {"member_id": member.id, "data": str(member.session_epoch)}
    mongo.sessions().delete_many(own, session=session)
