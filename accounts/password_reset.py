"""Resetting a password by mail: a token that works once, for an hour, and is kept as a hash."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction

from .documents import Member
from .errors import ResetTokenInvalid
from .names import email_key
from .passwords import hashed
from .queries import find_by_email
from .services import replace_password
from .sessions import hash_of

LIFETIME, LINKS_AT_ONCE = timedelta(hours=1), 5


def request_reset(*, email: str) -> None:
    """Note down that somebody asked; whether there is such a member is looked up when mailing.

    So the request does the same work, and takes the same time, for every address.
    """
    row = {"kind": "password-reset", "email_key": email_key(email), "tries": 0}
    mongo.outbox().insert_one({**row, "state": "pending", "due_at": now(), "asked_at": now()})


def reset_mail(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Make a token for the member who asked, and the mail to their stored address."""
    member = find_by_email(row["email_key"])
    first_try = row["tries"] <= 1
    if member is None or (first_try and _has_links_enough(member.id)):
        return None
    link = f"{settings.SITE_URL.rstrip('/')}/accounts/reset/{new_token(member.id)}/"
    text = (
        f"Hello {member.name},\n\nsomebody, probably you, asked for a new mflix password.\n"
        f"This link sets one. It works once, for an hour:\n\n{link}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n"
    )
    return member.email, "A new password for mflix", text


def _has_links_enough(member_id: ObjectId) -> bool:
    """However often somebody asks in another's name, the inbox gets a few mails an hour."""
    alive = {"member_id": member_id, "expires_at": {"$gt": now()}}
    return mongo.password_resets().count_documents(alive, limit=LINKS_AT_ONCE) >= LINKS_AT_ONCE


def new_token(member_id: ObjectId) -> str:
    """Make a token for a member; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    mongo.password_resets().insert_one(
        {"_id": hash_of(token), "member_id": member_id, "expires_at": now() + LIFETIME}
    )
    return token


def member_for_token(token: str) -> Member:
    """Give the member whom a token is for, without using it; or raise ResetTokenInvalid."""
    row = mongo.password_resets().find_one({"_id": hash_of(token), "expires_at": {"$gt": now()}})
    doc = mongo.members().find_one({"_id": row["member_id"]}, {"password": 0}) if row else None
    if doc is None:
        raise ResetTokenInvalid
    return Member.from_doc(doc)


def reset_password(*, token: str, new_password: str) -> None:
    """Use a token to set a password: once, and all sessions and other tokens end with it."""
    new_hash = hashed(new_password)

    def work(session: ClientSession) -> None:
        row = mongo.password_resets().find_one_and_delete(
            {"_id": hash_of(token), "expires_at": {"$gt": now()}}, session=session
        )
        if row is None:
            raise ResetTokenInvalid
        replace_password({"_id": row["member_id"]}, new_hash, session)

    in_transaction(work)
