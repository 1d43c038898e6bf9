"""Resetting a password by e-mail: with a token that works once, for an hour, stored as a hash."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now

from .documents import WITHOUT_PASSWORD, Member
from .errors import ResetTokenInvalid
from .names import email_key
from .passwords import hash_password
from .queries import find_member_by_email
from .services import replace_password
from .sessions import hash_token

TOKEN_LIFETIME, MAX_ACTIVE_LINKS = timedelta(hours=1), 5


def request_reset(*, email: str) -> None:
    """Queue a request for a reset link in the outbox, for any e-mail address.

    The member is looked up when the mail is written, so that the request takes the same time
    whether or not the address has an account.
    """
    row = {"kind": "password-reset", "email_key": email_key(email), "tries": 0}
    mongo.outbox().insert_one({**row, "state": "pending", "due_at": now(), "asked_at": now()})


def write_reset_mail(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Create a token and return the mail: address, subject, text; None if none is to be sent."""
    member = find_member_by_email(row["email_key"])
    is_first_try = row["tries"] <= 1
    if member is None or (is_first_try and _has_too_many_links(member.id)):
        return None
    link = f"{settings.SITE_URL.rstrip('/')}/accounts/reset/{create_token(member.id)}/"
    text = (
        f"Hello {member.name},\n\nsomebody, probably you, asked for a new mflix password.\n"
        f"This link sets one. It works once, for an hour:\n\n{link}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n"
    )
    return member.email, "A new password for mflix", text


def _has_too_many_links(member_id: ObjectId) -> bool:
    # Nobody can fill another's inbox by asking often.
    active = {"member_id": member_id, "expires_at": {"$gt": now()}}
    count = mongo.password_resets().count_documents(active, limit=MAX_ACTIVE_LINKS)
    return count >= MAX_ACTIVE_LINKS


def create_token(member_id: ObjectId) -> str:
    """Create and return a token for a member; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    mongo.password_resets().insert_one(
        {"_id": hash_token(token), "member_id": member_id, "expires_at": now() + TOKEN_LIFETIME}
    )
    return token


def member_for_token(token: str) -> Member:
    """Return the member whom a token is for, without using it; raise ResetTokenInvalid."""
    row = mongo.password_resets().find_one({"_id": hash_token(token), "expires_at": {"$gt": now()}})
    doc = mongo.members().find_one({"_id": row["member_id"]}, WITHOUT_PASSWORD) if row else None
    if doc is None:
        raise ResetTokenInvalid
    return Member.from_doc(doc)


def reset_password(*, token: str, new_password: str) -> None:
    """Use up a token to set a password, and end all sessions and other tokens of the member."""
    new_hash = hash_password(new_password)

    def work(session: ClientSession) -> None:
        row = mongo.password_resets().find_one_and_delete(
            {"_id": hash_token(token), "expires_at": {"$gt": now()}}, session=session
        )
        if row is None:
            raise ResetTokenInvalid
        replace_password({"_id": row["member_id"]}, new_hash, session)

    in_transaction(work)
