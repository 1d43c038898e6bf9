"""Reading members."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .documents import ADMIN, MODERATOR, PROFILE, Member
from .errors import MemberNotFound
from .names import email_key, handle_key
from .permissions import standing_filter

KEYS = {"email_key": 0, "handle_key": 0, "name_key": 0}


def find_member(member_id: ObjectId) -> Member | None:
    """Give a member by id (index `_id_`), or None."""
    doc = mongo.members().find_one({"_id": member_id, "closing": {"$exists": False}}, PROFILE)
    return Member.from_doc(doc) if doc else None


def find_by_email(email: str) -> Member | None:
    """Give a member by address (index `email_key`), or None."""
    doc = mongo.members().find_one({"email_key": email_key(email)}, PROFILE)
    return Member.from_doc(doc) if doc else None


def get_by_handle(handle: str) -> Member:
    """Give a member by handle (index `handle_key`), or raise MemberNotFound."""
    doc = mongo.members().find_one({"handle_key": handle_key(handle)}, PROFILE)
    if doc is None or "closing" in doc:
        raise MemberNotFound
    return Member.from_doc(doc)


def is_staff(member_id: ObjectId, session: ClientSession | None = None) -> bool:
    """Tell whether somebody moderates or runs the site (index `_id_`)."""
    chosen = {"_id": member_id, "role": {"$in": [MODERATOR, ADMIN]}}
    return mongo.members().find_one(chosen, {"_id": 1}, session=session) is not None


def other_staff(member_id: ObjectId, session: ClientSession | None = None) -> bool:
    """Tell whether anybody else looks after the site and may act (index `staff`)."""
    others = {
        "role": {"$in": [MODERATOR, ADMIN]},
        "_id": {"$ne": member_id},
        **standing_filter("answer-appeal", now()),
    }
    return mongo.members().find_one(others, {"_id": 1}, session=session) is not None


def names_of(member_ids: Iterable[ObjectId]) -> dict[str, tuple[str, str]]:
    """Give name and handle of members who are still here, by id as text (index `_id_`)."""
    chosen = {"_id": {"$in": list(member_ids)}, "closing": {"$exists": False}}
    found = mongo.members().find(chosen, {"name": 1, "handle": 1})
    return {str(m["_id"]): (str(m.get("name")), str(m.get("handle") or "")) for m in found}


def trial_of(member_id: ObjectId) -> datetime | None:
    """Give when a member's trial ends (index `_id_`); None where they have none, or it is over."""
    doc = mongo.members().find_one({"_id": member_id}, {"free_trial": 1, "free_trial_ends_at": 1})
    ends = (doc or {}).get("free_trial_ends_at")
    running = bool((doc or {}).get("free_trial")) and isinstance(ends, datetime) and ends > now()
    return ends if running else None


def report_records(member_ids: Iterable[ObjectId]) -> dict[ObjectId, Any]:
    """Give how often the reports of these members were right and wrong (index `_id_`)."""
    found = mongo.members().find({"_id": {"$in": list(member_ids)}}, {"report_record": 1})
    return {doc["_id"]: doc.get("report_record") for doc in found}


def count() -> int:
    """Count the members, from the collection's metadata."""
    return mongo.members().estimated_document_count()


def own_document(member_id: ObjectId) -> dict[str, Any]:
    """Give all that is kept of a member but the password's hash, for the member's own export."""
    doc = mongo.members().find_one({"_id": member_id}, {**PROFILE, **KEYS})
    if doc is None:
        raise MemberNotFound
    return doc


def sessions_of(member_id: ObjectId) -> list[dict[str, Any]]:
    """Give when each of a member's sessions ends (index `by_member`); never their tokens."""
    return list(mongo.sessions().find({"member_id": member_id}, {"_id": 0, "expires_at": 1}))


def authors_by_email(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give id, name and handle by folded address, for matching old comments to their authors."""
    keys = list({email_key(address) for address in addresses})
    found = mongo.members().find(
        {"email_key": {"$in": keys}}, {"name": 1, "handle": 1, "email_key": 1}
    )
    return {
        doc["email_key"]: {"id": doc["_id"], "name": doc["name"], "handle": doc.get("handle", "")}
        for doc in found
    }
