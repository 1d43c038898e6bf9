"""Writing members: joining, logging in, passwords, preferences."""

import secrets
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction

from .documents import ADMIN, MEMBER, Member, Preferences
from .errors import EmailTaken, MemberNotFound, TooOften, WrongPassword
from .names import email_key, handle_from, handle_key, name_key, numbered
from .passwords import hashed, matches
from .permissions import require_permission
from .rate_limits import check_rate_limit, is_rate_limited
from .standing import leave_an_admin

HANDLES_TRIED = 50


def new_member(name: str, email: str, password_hash: str, role: str = MEMBER) -> dict[str, Any]:
    """Give the document of a member who joins now; its handle is a first try."""
    handle = handle_from(name)
    return {
        "_id": ObjectId(),
        "name": name,
        "name_key": name_key(name),
        "handle": handle,
        "handle_key": handle_key(handle),
        "email": email,
        "email_key": email_key(email),
        "password": password_hash,
        "role": role,
        "standing": "good",
        "preferences": {},
        "account_type": "standard",
        "free_trial": False,
        "joined_at": now(),
        "session_epoch": 0,
    }


def sign_up(*, name: str, email: str, password: str, role: str = MEMBER) -> Member:
    """Make an account, with a handle of its own; raise EmailTaken where the address has one."""
    doc = new_member(name, email, hashed(password), role)
    first = doc["handle"]
    for number in range(2, HANDLES_TRIED):
        try:
            mongo.members().insert_one(doc)
        except Duplicate as taken:
            if "email_key" in taken.key:
                raise EmailTaken from taken
            doc["handle"] = numbered(first, number if number < 10 else secrets.randbelow(10**6))
            doc["handle_key"] = handle_key(doc["handle"])
        else:
            return Member.from_doc(doc)
    raise TooOften


def log_in(*, email: str, password: str, address: str) -> Member:
    """Give the member whose address and password these are, or raise WrongPassword.

    It takes as long where there is no such account. Ten wrong passwords in a quarter of an hour
    from one network address close that address's way to that account: TooOften.
    """
    pair = f"{email_key(email)}:{address}"
    if is_rate_limited("failed-log-in", pair):
        raise TooOften(retry_after=900)
    doc = mongo.members().find_one({"email_key": email_key(email), "closing": {"$exists": False}})
    if not matches(password, str((doc or {}).get("password", ""))) or doc is None:
        check_rate_limit("failed-log-in", pair)
        raise WrongPassword
    return Member.from_doc(doc)


def verify_own_password(*, member: Member, password: str) -> str:
    """Give the stored hash that this password matches, or raise WrongPassword."""
    own = f"own:{member.id}"
    if is_rate_limited("failed-log-in", own):
        raise TooOften(retry_after=900)
    doc = mongo.members().find_one({"_id": member.id}, {"password": 1})
    stored = str((doc or {}).get("password", ""))
    if not matches(password, stored):
        check_rate_limit("failed-log-in", own)
        raise WrongPassword("That is not your password.")
    return stored


def change_password(*, member: Member, old_password: str, new_password: str) -> Member:
    """Set a new password and end all of the member's sessions; give the member as they are now."""
    whose = {
        "_id": member.id,
        "password": verify_own_password(member=member, password=old_password),
    }
    new_hash = hashed(new_password)
    return in_transaction(lambda session: replace_password(whose, new_hash, session))


def replace_password(whose: Mapping[str, Any], new_hash: str, session: ClientSession) -> Member:
    """Within a transaction: set a member's hash, raise their epoch, end sessions and links."""
    doc = mongo.members().find_one_and_update(
        {**whose, "closing": {"$exists": False}},
        {"$set": {"password": new_hash}, "$inc": {"session_epoch": 1}},
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    if doc is None:
        raise MemberNotFound
    mine = {"member_id": doc["_id"]}
    mongo.sessions().delete_many(mine, session=session)
    mongo.password_resets().delete_many(mine, session=session)
    return Member.from_doc(doc)


def set_preferences(*, member: Member, preferences: Mapping[str, Any]) -> None:
    """Set the preferences given, field by field; the others stay as they are."""
    require_permission(member, "preferences")
    known = Preferences.__dataclass_fields__
    given = {name: {"$literal": value} for name, value in preferences.items() if name in known}
    mongo.members().update_one({"_id": member.id}, _merging(given))


def hide_row(*, member: Member, key: str) -> None:
    """Remember that a member does not want one of the home page's rows."""
    require_permission(member, "hide-row")
    hidden = "$preferences.hidden_rows"
    present = {"$cond": [{"$isArray": hidden}, hidden, []]}
    update = _merging({"hidden_rows": {"$setUnion": [present, [{"$literal": key}]]}})
    mongo.members().update_one({"_id": member.id}, update)


def _merging(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Set fields of the preferences, which in an older database may be no object at all."""
    is_object = {"$eq": [{"$type": "$preferences"}, "object"]}
    present = {"$cond": [is_object, "$preferences", {}]}
    return [{"$set": {"preferences": {"$mergeObjects": [present, given]}}}]


def begin_closing(*, member: Member, keep_reviews: bool) -> None:
    """Make an account unusable at once: no address, no password, no session is left of it.

    The mark `closing` stays until the reviews are dealt with, so that a purge can finish the work.
    """
    gone = ("name_key", "email", "email_key", "handle_key", "password", "preferences")

    def work(session: ClientSession) -> None:
        if member.role == ADMIN:
            leave_an_admin(but=member.id, session=session)
        found = mongo.members().update_one(
            {"_id": member.id, "closing": {"$exists": False}},
            {
                "$set": {"closing": {"keep_reviews": keep_reviews}},
                "$unset": dict.fromkeys(gone, ""),
                "$inc": {"session_epoch": 1},
            },
            session=session,
        )
        if not found.matched_count:
            raise MemberNotFound("This account is being closed already.")
        mine = {"member_id": member.id}
        mongo.sessions().delete_many(mine, session=session)
        mongo.password_resets().delete_many(mine, session=session)
        mongo.notices().delete_many(mine, session=session)

    in_transaction(work)


def members_being_closed() -> list[tuple[ObjectId, bool]]:
    """Give the members whose closing was begun, and whether their reviews stay."""
    found = mongo.members().find({"closing": {"$exists": True}}, {"closing": 1})
    return [(doc["_id"], bool(doc["closing"].get("keep_reviews"))) for doc in found]


def delete_member(*, member_id: ObjectId) -> int:
    """Delete what is left of a closed account; give how many documents that were."""
    chosen = {"_id": member_id, "closing": {"$exists": True}}
    return mongo.members().delete_one(chosen).deleted_count
