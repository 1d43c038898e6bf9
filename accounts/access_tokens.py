"""Tokens that a program shows to act for a member: personal ones, and those of its sessions.

A personal access token has scopes, is shown once and stored as a hash. Its prefix and checksum let
secret scanners recognise one that has leaked, and let a mistyped one be refused without a query.

A session's token is its secret, as a cookie is of a browser's. They are in the same collection, so
that whatever ends a member's sessions ends both. What is hashed differs: a token is of no use as a
cookie, nor a cookie as a token.
"""

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .documents import LIMITED, STANDINGS, Member, hash_token
from .errors import TokenNotFound, TooManyTokens
from .permissions import permission_filter, recheck_permission
from .queries import MEMBER_LOOKUP

PREFIX = "mflix_pat_"
ALPHABET = string.digits + string.ascii_letters
RANDOM_LENGTH, CHECKSUM_LENGTH = 30, 6  # 178 bits
MAX_TOKENS, MAX_TOKEN_NAME = 20, 60
USED_AT_PRECISION = timedelta(minutes=1)
READ, WRITE_REVIEWS, WRITE_DIARY = "read", "write:reviews", "write:diary"
WRITE_LISTS, MANAGE_ACCOUNT = "write:lists", "manage:account"
SCOPES = {
    READ: _(
        "Read what only you can see: reviews waiting for a moderator, private diary entries and "
        "lists, and preferences"
    ),
    WRITE_REVIEWS: _("Post, edit and delete your reviews and ratings"),
    WRITE_DIARY: _("Update your diary and watchlist, and the films you've watched and liked"),
    WRITE_LISTS: _("Create, edit and delete your lists, and add films to those you edit"),
    MANAGE_ACCOUNT: _("Change your profile and preferences, and download your data"),
}
USABLE_STANDINGS = STANDINGS[: STANDINGS.index(LIMITED) + 1]


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as its owner sees it later: everything but its text."""

    id: ObjectId
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "AccessToken":
        """Read an `access_tokens` document; a scope that no longer exists is left out."""
        scopes = tuple(scope for scope in SCOPES if scope in doc["scopes"])
        times = (doc["created_at"], doc.get("last_used_at"), doc.get("expires_at"))
        return cls(doc["_id"], doc["name"], scopes, *times)


def new_token_text() -> str:
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return PREFIX + random + checksum(random)


def checksum(random: str) -> str:
    """Return the CRC-32 of a token's random part, in base 62."""
    number, digits = crc32(random.encode()), ""
    for _place in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_token_text(text: str) -> bool:
    """Return whether a text has the form and the checksum of a token."""
    random = text[len(PREFIX) : -CHECKSUM_LENGTH]
    is_formed = text.startswith(PREFIX) and len(random) == RANDOM_LENGTH and text.isascii()
    return is_formed and text.endswith(checksum(random))


def create_token(
    *, member: Member, name: str, scopes: Sequence[str], lifetime: timedelta | None = None
) -> str:
    """Create a token and return its text, which nobody can read again; raise TooManyTokens."""
    text, moment, own = new_token_text(), now(), {"member_id": member.id}
    doc = {"_id": ObjectId(), "hash": hash_token(text), **own, "name": name, "created_at": moment}
    doc["scopes"] = [scope for scope in SCOPES if scope in scopes]
    if lifetime:
        doc["expires_at"] = moment + lifetime

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="access-tokens", session=session)
        if mongo.access_tokens().count_documents(own, session=session) >= MAX_TOKENS:
            raise TooManyTokens
        mongo.access_tokens().insert_one(doc, session=session)

    in_transaction(work)
    return text


def tokens_of(member: Member) -> list[AccessToken]:
    """Return a member's tokens, the newest first (index `by_member`)."""
    docs = mongo.access_tokens().find({"member_id": member.id}, {"hash": 0}).sort("_id", -1)
    return [AccessToken.from_doc(doc) for doc in docs.limit(MAX_TOKENS)]


def tokens_export(member_id: ObjectId) -> list[dict[str, Any]]:
    """Return a member's tokens without their hashes, for the export (index `by_member`)."""
    return list(mongo.access_tokens().find({"member_id": member_id}, {"_id": 0, "hash": 0}))


def revoke_token(*, member: Member, token_id: ObjectId) -> AccessToken:
    """Delete a member's own token, and return it; raise TokenNotFound."""
    own = {"_id": token_id, **permission_filter(member, "revoke-token", "member_id")}
    if doc := mongo.access_tokens().find_one_and_delete(own):
        return AccessToken.from_doc(doc)
    raise TokenNotFound


def find_token_holder(text: str) -> tuple[AccessToken, Member] | None:
    """Return a token that is still good and its member, and note its use (`hash`), or None."""
    if not is_token_text(text):
        return None
    pipeline: list[dict[str, Any]] = [{"$match": {"hash": hash_token(text)}}, MEMBER_LOOKUP]
    docs = [doc for doc in mongo.access_tokens().list_of(pipeline) if doc["members"]]
    if not docs:
        return None
    token, moment = AccessToken.from_doc(docs[0]), now()
    member = Member.from_doc(docs[0]["members"][0])
    has_expired = token.expires_at is not None and token.expires_at <= moment
    if has_expired or member.current_standing not in USABLE_STANDINGS:
        return None
    if token.last_used_at is None or token.last_used_at <= moment - USED_AT_PRECISION:
        unchanged = {"_id": token.id, "last_used_at": token.last_used_at}
        mongo.access_tokens().update_one(unchanged, {"$set": {"last_used_at": moment}})
    return token, member


def delete_tokens(*, member_id: ObjectId, session: ClientSession) -> None:
    """Within a transaction: delete a member's tokens, and the stored responses."""
    own = {"member_id": member_id}
    mongo.access_tokens().delete_many(own, session=session)
    mongo.idempotent_requests().delete_many(own, session=session)


def _session_id(token: str) -> str:
    return hash_token(f"token {token}")


def start_token_session(member: Member) -> str:
    """Start a session for a member's program, and return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    epoch, age = str(member.session_epoch), timedelta(seconds=settings.SESSION_COOKIE_AGE)
    fields = {"member_id": member.id, "data": epoch, "expires_at": now() + age}
    mongo.sessions().insert_one({"_id": _session_id(token), **fields})
    return token


def find_member_by_token(token: str) -> Member | None:
    """Return the member of a session that goes on (index `_id_`), or None."""
    own = {"_id": _session_id(token), "expires_at": {"$gt": now()}}
    rows = mongo.sessions().list_of([{"$match": own}, MEMBER_LOOKUP]) if token else []
    if not rows or not rows[0]["members"]:
        return None
    member = Member.from_doc(rows[0]["members"][0])
    # Raising a member's epoch ends all sessions that were started before.
    return member if rows[0]["data"] == str(member.session_epoch) else None


def end_token_session(token: str) -> None:
    mongo.sessions().delete_one({"_id": _session_id(token)})


def end_token_sessions(*, member: Member, session: ClientSession) -> None:
    """Within a transaction: end a member's sessions of programs, not of browsers."""
    own = {"member_id": member.id, "data": str(member.session_epoch)}
    mongo.sessions().delete_many(own, session=session)
