"""Members from elsewhere: an account each, which no published password opens."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bson import ObjectId

from accounts.names import HandleAllocator, email_key
from accounts.passwords import UNUSABLE_PASSWORD
from accounts.services import new_member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.upserts import Batch, Outcome
from mflix_site.text import clean_line

# How a password of ours begins; the course's are bcrypt's, or plain text.
OUR_HASHES = ("argon2", UNUSABLE_PASSWORD)
TOKENS = ("jwt", "token", "auth_token", "refresh_token", "api_key")
COURSE_SESSION = {"jwt": {"$exists": True}, "expires_at": {"$exists": False}}


def import_members(docs: Sequence[Mapping[str, Any]], *, dry_run: bool) -> Outcome:
    """Make an account for each who has none; on those who have one, nothing changes."""
    batch = Batch(mongo.members())
    chosen = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    known = {doc["_id"] for doc in mongo.members().find(chosen, {"_id": 1})}
    holders, handles = (
        _holders(docs),
        HandleAllocator(doc for doc in docs if doc["_id"] not in known),
    )
    for index, doc in enumerate(docs):
        if doc["_id"] in known:
            batch.leave()
        elif reason := _unfit(doc, holders):
            batch.skip(index, reason)
        else:
            batch.insert(index, _account(doc, handles))
            holders[email_key(doc["email"])] = doc["_id"]
    return batch.carry_out(dry_run=dry_run)


def adopt_members(docs: Sequence[Mapping[str, Any]]) -> Outcome:
    """Add what the site needs to the members of an existing database, and close old passwords."""
    batch = Batch(mongo.members())
    holders, handles = (
        _holders(docs),
        HandleAllocator(doc for doc in docs if "handle_key" not in doc),
    )
    for index, doc in enumerate(docs):
        fields = {} if "closing" in doc else _lacking(doc, handles)
        key = fields.get("email_key")
        if key and holders.setdefault(key, doc["_id"]) != doc["_id"]:
            del fields["email_key"]
            batch.remark("another member has the same e-mail address: this one cannot log in")
        tokens = [name for name in TOKENS if name in doc]
        if not fields and not tokens:
            batch.leave()
            continue
        update: dict[str, Any] = {"$set": fields} if fields else {}
        if tokens:
            update["$unset"] = dict.fromkeys(tokens, "")
        batch.change(index, {"_id": doc["_id"], **_as_seen(doc, fields)}, update)
    return batch.carry_out()


def every_member() -> Iterator[dict[str, Any]]:
    """Give all members' documents in the order of their ids."""
    yield from mongo.members().find({}, {"preferences": 0}).sort("_id", 1)


def drop_course_sessions() -> int:
    """Delete the sessions of the course's applications, which hold a readable token."""
    return mongo.sessions().delete_many(COURSE_SESSION).deleted_count


def address_of(doc: Mapping[str, Any]) -> str:
    """Give a document's e-mail address, or nothing."""
    email = doc.get("email")
    return email.strip() if isinstance(email, str) else ""


def _holders(docs: Sequence[Mapping[str, Any]]) -> dict[str, ObjectId]:
    """Give who has each of the documents' addresses already (index `email_key`)."""
    keys = [email_key(address_of(doc)) for doc in docs if address_of(doc)]
    found = mongo.members().find({"email_key": {"$in": keys}}, {"email_key": 1})
    return {doc["email_key"]: doc["_id"] for doc in found}


def _unfit(doc: Mapping[str, Any], holders: Mapping[str, ObjectId]) -> str:
    if not _name(doc):
        return "no name"
    if not address_of(doc):
        return "no e-mail address"
    if email_key(address_of(doc)) in holders:
        return "another member has the same e-mail address"
    return ""


def _name(doc: Mapping[str, Any]) -> str:
    name = doc.get("name")
    return clean_line(name) if isinstance(name, str) else ""


def _account(doc: Mapping[str, Any], handles: HandleAllocator) -> dict[str, Any]:
    """Take only name, address and preferences: no password, token or right comes from a file."""
    preferences = doc.get("preferences")
    return {
        **new_member(_name(doc), address_of(doc), UNUSABLE_PASSWORD),
        **handles.allocate(doc),
        "_id": doc["_id"],
        "preferences": preferences if isinstance(preferences, dict) else {},
        "joined_at": doc["_id"].generation_time,
    }


def _lacking(doc: Mapping[str, Any], handles: HandleAllocator) -> dict[str, Any]:
    whole = new_member(_name(doc) or "Somebody", address_of(doc), UNUSABLE_PASSWORD)
    if isinstance(doc["_id"], ObjectId):
        whole["joined_at"] = doc["_id"].generation_time
    # The preferences were not read, and the readers know what a missing field means.
    ignored = {"_id", "email", "preferences"} | ({"email_key"} if not address_of(doc) else set())
    fields = {n: v for n, v in whole.items() if n not in doc and n not in ignored}
    if "handle_key" in fields:
        fields.update(handles.allocate(doc))
    if not str(doc.get("password", "")).startswith(OUR_HASHES):
        fields["password"] = UNUSABLE_PASSWORD
    return fields


def _as_seen(doc: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the filter that lets a change pass only while the fields are as they were read."""
    return {n: doc.get(n, {"$exists": False}) for n in fields}
