"""Writing members: sign-up, log-in, passwords, standing, role, closing accounts."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .access_tokens import delete_tokens, end_token_sessions
from .documents import (
    ADMIN,
    CLOSED,
    GOOD,
    MEMBER,
    NOT_CLOSING,
    SUSPENDED,
    WITHOUT_PASSWORD,
    Member,
    Standing,
)
from .errors import EmailTaken, LastAdmin, MemberNotFound, TooOften, WrongPassword
from .former_accounts import delete_sanction, remember_sanction, remembered_standing
from .names import email_key, email_keys, handle_from_name, handle_key, name_fields, numbered_handle
from .notices import queue_security_mail
from .passwords import hash_password, verify_password
from .permissions import permitted_members_filter
from .profiles import is_former_handle
from .queries import find_document_by_email
from .rate_limits import check_rate_limit, require_below_limit
from .totals import MEMBERS, add_to_total

MAX_HANDLE_ATTEMPTS = 50
# Ends sessions that are being saved at this moment, and links that are being mailed.
END_SESSIONS = {"$inc": {"session_epoch": 1}, "$unset": {"pending_email": ""}}


def new_member(name: str, email: str, password_hash: str, role: str = MEMBER) -> dict[str, Any]:
    """Return the document of a member who joins now; the handle may turn out to be taken."""
    handle = handle_from_name(name)
    return {
        "_id": ObjectId(),
        **name_fields(name),
        "handle": handle,
        "handle_key": handle_key(handle),
        "email": email,
        "email_key": email_key(email),
        "password": password_hash,
        "role": role,
        "standing": GOOD,
        "taken_down": 0,
        "preferences": {},
        "account_type": "standard",
        "free_trial": False,
        "joined_at": now(),
        "session_epoch": 0,
    }


def sign_up(*, name: str, email: str, password: str, role: str = MEMBER) -> Member:
    """Create an account, with the sanction that its address still has; raise EmailTaken."""
    doc = new_member(name, email, hash_password(password), role)
    doc |= remembered_standing(email_keys(email))
    if find_document_by_email(email, {"email_key": 1}):
        raise EmailTaken
    plain_handle = doc["handle"]
    for number in range(2, MAX_HANDLE_ATTEMPTS):
        try:
            if is_former_handle(doc["handle_key"]):
                raise Duplicate(frozenset({"handle_key"}))
            in_transaction(partial(_insert_member, doc))
        except Duplicate as taken:
            if "email_key" in taken.key:
                raise EmailTaken from taken
            suffix = number if number < 10 else secrets.randbelow(10**6)
            doc["handle"] = numbered_handle(plain_handle, suffix)
            doc["handle_key"] = handle_key(doc["handle"])
        else:
            return Member.from_doc(doc)
    raise TooOften


def _insert_member(doc: dict[str, Any], session: ClientSession) -> None:
    mongo.members().insert_one(doc, session=session)
    add_to_total(MEMBERS, 1, session=session)


def log_in(*, email: str, password: str, client_ip: str) -> Member:
    """Return the member with this e-mail address and password; raise WrongPassword or TooOften.

    It takes as long if there is no such account; wrong ones are counted by account and IP address.
    """
    doc, limit_key = find_document_by_email(email), f"{email_key(email)}:{client_ip}"
    return Member.from_doc(_check_password(doc, password, limit_key))


def verify_own_password(*, member: Member, password: str) -> str:
    """Return the stored hash that a password matches (`_id_`); raise WrongPassword or TooOften."""
    sentence = _("That's not your password.")
    doc = mongo.members().find_one({"_id": member.id})
    return str(_check_password(doc, password, f"own:{member.id}", sentence)["password"])


def _check_password(
    doc: Mapping[str, Any] | None, password: str, limit_key: str, sentence: str = ""
) -> Mapping[str, Any]:
    require_below_limit("failed-log-in", limit_key)
    if not verify_password(password, str((doc or {}).get("password", ""))) or doc is None:
        check_rate_limit("failed-log-in", limit_key)
        raise WrongPassword(sentence)
    return doc


def change_password(*, member: Member, old_password: str, new_password: str) -> Member:
    """Set a new password, end all sessions of the member, and return the changed member."""
    old_hash = verify_own_password(member=member, password=old_password)
    unchanged = {"_id": member.id, "password": old_hash}
    new_hash = hash_password(new_password)
    return in_transaction(lambda session: replace_password(unchanged, new_hash, session))


def replace_password(selector: Mapping[str, Any], new_hash: str, session: ClientSession) -> Member:
    """Within a transaction: set a hash, end sessions and mailed links, and queue a mail."""
    present, update = {**selector, **NOT_CLOSING}, {"$set": {"password": new_hash}, **END_SESSIONS}
    change = mongo.members().find_one_and_update
    doc = change(present, update, return_document=ReturnDocument.AFTER, session=session)
    if doc is None:
        raise MemberNotFound
    delete_sessions(member_id=doc["_id"], session=session)
    queue_security_mail("password-changed", doc, session)
    return Member.from_doc(doc)


def set_standing(
    *, member_id: ObjectId, kind: str, until: datetime | None, session: ClientSession
) -> tuple[Standing, Standing]:
    """Within a decision's transaction: set a standing, and return the old and the new one.

    A limit that outlasts a suspension comes back after it. Closing an account ends its sessions,
    and suspending it those of programs and access tokens. Raise MemberNotFound or LastAdmin.
    """

    def change(before: Standing) -> Standing:
        return Standing(kind, until).with_later_of(before.current(now()))

    return change_standing(member_id=member_id, change=change, session=session)


def change_standing(
    *, member_id: ObjectId, change: Callable[[Standing], Standing], session: ClientSession
) -> tuple[Standing, Standing]:
    """Within a decision's transaction: change a standing; return the old and the new one."""
    present = {"_id": member_id, **NOT_CLOSING}
    doc = mongo.members().find_one(present, WITHOUT_PASSWORD, session=session) or {}
    before = Standing.from_doc(doc)
    after = change(before)
    fields = after.fields()
    # A pipeline update can set or remove the end.
    update = {k: {"$literal": v} if v is not None else "$$REMOVE" for k, v in fields.items()}
    member = _update(member_id, update, session)
    remember = delete_sanction if after.kind == GOOD else remember_sanction
    remember({**doc, **fields}, session)
    if after.kind == CLOSED:
        end_sessions(member_id=member_id, session=session)
    if after.kind == SUSPENDED:
        delete_tokens(member_id=member_id, session=session)
        end_token_sessions(member=member, session=session)
    return before, after


def set_role(*, member_id: ObjectId, role: str, session: ClientSession) -> tuple[Member, Member]:
    """Within a transaction: set a role; return the member before and after, or raise LastAdmin."""
    before = _update(member_id, {"role": role}, session)
    return before, replace(before, role=role)


def _update(member_id: ObjectId, fields: dict[str, Any], session: ClientSession) -> Member:
    present, update = {"_id": member_id, **NOT_CLOSING}, [{"$set": fields}]
    doc = mongo.members().find_one_and_update(present, update, WITHOUT_PASSWORD, session=session)
    if doc is None:
        raise MemberNotFound(_("This member has left."))
    before = Member.from_doc(doc)
    if before.role == ADMIN and fields.get("role") != ADMIN:
        require_another_admin(exclude=member_id, session=session)
    return before


def require_another_admin(*, exclude: ObjectId, session: ClientSession) -> None:
    """Raise LastAdmin unless there is another admin in good standing."""
    moment = now()
    others = {"_id": {"$ne": exclude}, **permitted_members_filter("set-role", moment)}
    # Written, so that two admins cannot leave in concurrent transactions.
    update = {"$set": {"counted_at": moment}}
    if not mongo.members().update_many(others, update, session=session).matched_count:
        raise LastAdmin


def end_sessions(*, member_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: end all sessions of a member, and return how many there were."""
    mongo.members().update_one({"_id": member_id}, END_SESSIONS, session=session)
    return delete_sessions(member_id=member_id, session=session)


def delete_sessions(*, member_id: ObjectId, session: ClientSession) -> int:
    """Delete sessions, which are counted, links and tokens; the caller applies END_SESSIONS."""
    own = {"member_id": member_id}
    delete_tokens(member_id=member_id, session=session)
    mongo.password_resets().delete_many(own, session=session)
    return mongo.sessions().delete_many(own, session=session).deleted_count
