"""Many members at once: to fill a site, to import another application's, to adopt its database.

No published password opens any of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import (
    BulkResult,
    BulkWrite,
    in_batches,
    insert_new,
    unchanged_filter,
)
from mflix_site.mongo.waiting import all_documents, retry_until_available
from mflix_site.text import clean_line, now

from .documents import (
    ADMIN,
    MEMBER,
    MODERATOR,
    NOT_CLOSING,
    ROLES,
    STANDINGS,
    WITHOUT_PASSWORD,
    Member,
)
from .names import HandleAllocator, email_key, keys_by_stored_key, name_words
from .passwords import UNUSABLE_PASSWORD
from .services import new_member
from .totals import MEMBERS, bulk_change_of

Doc = dict[str, Any]
# How our password hashes begin; those of sample_mflix are bcrypt's, or plain text.
OWN_HASHES = ("argon2", UNUSABLE_PASSWORD)
TOKENS = ("jwt", "token", "auth_token", "refresh_token", "api_key")
ENUMERATIONS = {"role": ROLES, "standing": STANDINGS}
BATCH_SIZE = 1000
DUPLICATE_EMAIL = "another member has the same e-mail address"


def insert_members(docs: Sequence[Doc]) -> tuple[int, list[Doc]]:
    """Insert members that do not exist yet; return how many, and those of `docs` who exist now."""
    # Somebody else may have taken a member's address or handle: such a member stays out.
    with bulk_change_of(MEMBERS):
        inserted = len(docs) - len(insert_new(mongo.members(), docs))
    existing = _existing_ids(docs)
    return inserted, [doc for doc in docs if doc["_id"] in existing]


def find_members(ids: Iterable[ObjectId], session: ClientSession) -> dict[ObjectId, Member]:
    """Return those of these members who have not left (index `_id_`)."""
    selector = {"_id": {"$in": list(ids)}, **NOT_CLOSING}
    docs = mongo.members().find(selector, WITHOUT_PASSWORD, session=session)
    return {doc["_id"]: Member.from_doc(doc) for doc in docs}


def import_members(docs: Sequence[Mapping[str, Any]], *, dry_run: bool) -> BulkResult:
    """Insert an account for each document that has none; existing accounts do not change."""
    batch = BulkWrite(mongo.members())
    existing, owners = _existing_ids(docs), _email_owners(docs)
    handles = HandleAllocator(doc for doc in docs if doc["_id"] not in existing)
    for index, doc in enumerate(docs):
        name, key, preferences = _name(doc), email_key(email_of(doc)), doc.get("preferences")
        if doc["_id"] in existing:
            batch.count_unchanged()
        elif not name or not key:
            batch.skip(index, "no e-mail address" if name else "no name")
        elif key in owners:
            batch.skip(index, DUPLICATE_EMAIL)
        else:
            # Only name, address and preferences: no password, token or right comes from a file.
            account = new_member(name, email_of(doc), UNUSABLE_PASSWORD) | handles.allocate(doc)
            account |= {"_id": doc["_id"], "joined_at": min(doc["_id"].generation_time, now())}
            account["preferences"] = preferences if isinstance(preferences, dict) else {}
            batch.insert(index, account)
            owners[key] = doc["_id"]
    return batch.execute(dry_run=dry_run, within=partial(bulk_change_of, MEMBERS))


def adopt_members(docs: Sequence[Mapping[str, Any]], *, keep_roles: bool = False) -> BulkResult:
    """Set the fields that existing members lack, disable foreign passwords, remove tokens.

    A role of another application is dropped unless it is to be kept: of an account that had no
    handle yet. Whoever has the mailbox of its address could set its password.
    """
    batch = BulkWrite(mongo.members())
    owners = _email_owners(docs)
    handles = HandleAllocator(doc for doc in docs if not _is_adopted(doc))
    for index, doc in enumerate(docs):
        fields = {} if "closing" in doc else _missing_fields(doc, handles)
        key = fields.get("email_key")
        if key and owners.setdefault(key, doc["_id"]) != doc["_id"]:
            del fields["email_key"]
            batch.add_remark(f"{DUPLICATE_EMAIL}: this one cannot log in")
        if (role := doc.get("role")) in (MODERATOR, ADMIN) and not _is_adopted(doc):
            fields |= {} if keep_roles else {"role": MEMBER}
            result = "which stays" if keep_roles else "and is a member now"
            batch.add_remark(f"had the role {role} elsewhere, {result}: {email_of(doc)}")
        changes = {"$set": fields, "$unset": {name: "" for name in TOKENS if name in doc}}
        if update := {operator: values for operator, values in changes.items() if values}:
            # A change applies only while the fields are as they were read.
            batch.update(index, {"_id": doc["_id"], **unchanged_filter(doc, fields)}, update)
        else:
            batch.count_unchanged()
    return batch.execute()


def iterate_members() -> Iterator[Doc]:
    """Yield all members' documents without preferences, in the order of their ids."""
    yield from all_documents(mongo.members(), {"preferences": 0})


def add_name_words(advance: Callable[[int], None]) -> None:
    """Store the words of the names of all members who have none yet."""
    lacking = {**NOT_CLOSING, "name_words": {"$exists": False}}
    for docs in in_batches(all_documents(mongo.members(), {"name": 1}), BATCH_SIZE):
        updates = [
            UpdateOne({**same, **lacking}, {"$set": {"name_words": name_words(same["name"])}})
            for same in docs
            if _name(same)
        ]
        if updates:
            retry_until_available(partial(mongo.members().bulk_write, updates, ordered=False))
        advance(len(updates))


def count_nothing_taken_down(
    with_cases: Callable[[list[ObjectId]], set[ObjectId]], advance: Callable[[int], None]
) -> None:
    """Store that no words were taken down of members who lack the count and never had a case.

    `with_cases` returns which of some members had one. Safe also while words are taken down: that
    begins a count, which stays.
    """
    lacking = {"taken_down": {"$exists": False}}
    for docs in in_batches(all_documents(mongo.members(), {"taken_down": 1}), BATCH_SIZE):
        ids = [doc["_id"] for doc in docs if "taken_down" not in doc]
        if ids := list(set(ids) - with_cases(ids)):
            update = {"$set": {"taken_down": 0}}
            chosen = {"_id": {"$in": ids}, **lacking}
            retry_until_available(partial(mongo.members().update_many, chosen, update))
        advance(len(ids))


def delete_foreign_sessions() -> int:
    """Delete the sessions of other applications, which hold readable tokens; return how many."""
    foreign = {"jwt": {"$exists": True}, "expires_at": {"$exists": False}}
    return mongo.sessions().delete_many(foreign).deleted_count


def email_of(doc: Mapping[str, Any]) -> str:
    """Return a document's e-mail address, or "" if it has none."""
    email = doc.get("email")
    return email.strip() if isinstance(email, str) else ""


def _existing_ids(docs: Sequence[Mapping[str, Any]]) -> set[ObjectId]:
    by_id = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    return {doc["_id"] for doc in mongo.members().find(by_id, {"_id": 1})}


def _email_owners(docs: Sequence[Mapping[str, Any]]) -> dict[str, ObjectId]:
    """Return the ids of the members who have the documents' addresses (index `email_key`)."""
    keys = keys_by_stored_key(email_of(doc) for doc in docs if email_of(doc))
    owners = mongo.members().find({"email_key": {"$in": list(keys)}}, {"email_key": 1})
    return {keys[doc["email_key"]]: doc["_id"] for doc in owners}


def _name(doc: Mapping[str, Any]) -> str:
    name = doc.get("name")
    return clean_line(name) if isinstance(name, str) else ""


def _is_adopted(doc: Mapping[str, Any]) -> bool:
    return isinstance(doc.get("handle_key"), str)


def _is_usable(name: str, value: Any, example: Any) -> bool:
    """Return whether a stored value is of the site's kind, and not another application's."""
    if name in ENUMERATIONS:
        return value in ENUMERATIONS[name]
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return is_integer if type(example) is int else isinstance(value, type(example))


def _missing_fields(doc: Mapping[str, Any], handles: HandleAllocator) -> Doc:
    complete = new_member(_name(doc) or "Somebody", email_of(doc), UNUSABLE_PASSWORD)
    if isinstance(doc["_id"], ObjectId):
        complete["joined_at"] = min(doc["_id"].generation_time, now())
    # The preferences were not read, and their readers know what a missing field means.
    ignored = {"_id", "email", "preferences"} | ({"name"} & doc.keys())
    ignored |= set() if complete["email_key"] else {"email_key"}
    ignored |= {"taken_down"} if _is_adopted(doc) else set()  # nobody has counted it
    fields = {
        name: value
        for name, value in complete.items()
        if name not in ignored and not _is_usable(name, doc.get(name), value)
    }
    if "handle_key" in fields:
        fields.update(handles.allocate(doc))
    if not str(doc.get("password", "")).startswith(OWN_HASHES):
        fields["password"] = UNUSABLE_PASSWORD
    return fields
