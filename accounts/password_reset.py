"""Resetting a password by e-mail: with a token that works once, for an hour, stored as a hash."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .documents import Member, hash_token
from .errors import ResetTokenInvalid
from .names import email_key
from .notices import Mail, pending_mail
from .passwords import hash_password
from .queries import find_member, find_member_by_email
from .services import replace_password

TOKEN_LIFETIME, MAX_ACTIVE_LINKS = timedelta(hours=1), 5


def request_reset(*, email: str) -> None:
    """Queue a request for a reset link, in the same time whether or not there is an account."""
    mongo.outbox().insert_one(pending_mail("password-reset", now(), email_key=email_key(email)))


def write_reset_mail(row: Mapping[str, Any]) -> Mail | None:
    """Create a token and return its mail, if one is due (indexes `email_key`, `by_member`)."""
    member = find_member_by_email(row["email_key"])
    if member is None:
        return None
    active = {"member_id": member.id, "expires_at": {"$gt": now()}}
    count = mongo.password_resets().count_documents(active, limit=MAX_ACTIVE_LINKS)
    if row["tries"] <= 1 and count >= MAX_ACTIVE_LINKS:  # nobody can fill another's inbox
        return None
    link = f"{settings.SITE_URL.rstrip('/')}/accounts/reset/{create_token(member.id)}/"
    text = _(
        "Hello %(name)s,\n\nSomebody, probably you, asked to reset your mflix password. Set a new "
        "one here. The link works once, for an hour:\n\n%(link)s\n\n"
        "If it wasn't you, ignore this e-mail. Your password stays as it is.\n"
    )
    return member.email, _("Reset your mflix password"), text % {"name": member.name, "link": link}


def create_token(member_id: ObjectId, lifetime: timedelta = TOKEN_LIFETIME, **fields: str) -> str:
    """Create and return the token of a mailed link; its hash is stored, with further fields."""
    token = secrets.token_urlsafe(32)
    row = {"_id": hash_token(token), "member_id": member_id, "expires_at": now() + lifetime}
    mongo.password_resets().insert_one(row | fields)
    return token


def valid_link_filter(token: str, *, confirms_email: bool = False) -> dict[str, Any]:
    """Return the filter of an unexpired link, which sets a password or confirms an address."""
    unexpired = {"_id": hash_token(token), "expires_at": {"$gt": now()}}
    return {**unexpired, "email": {"$exists": confirms_email}}


def member_for_token(token: str) -> Member:
    """Return the member whom an unused token is for (index `_id_`); raise ResetTokenInvalid."""
    reset = mongo.password_resets().find_one(valid_link_filter(token))
    if reset and (member := find_member(reset["member_id"])):
        return member
    raise ResetTokenInvalid


def reset_password(*, token: str, new_password: str) -> None:
    """Consume a reset token, set the password, and end the member's sessions and reset links."""
    new_hash = hash_password(new_password)

    def work(session: ClientSession) -> None:
        reset = mongo.password_resets().find_one_and_delete(
            valid_link_filter(token), session=session
        )
        if reset is None:
            raise ResetTokenInvalid
        replace_password({"_id": reset["member_id"]}, new_hash, session)

    in_transaction(work)
