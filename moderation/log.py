"""Writing the public log: rows are only ever added, each with the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId, json_util
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

HEAD_ID = "head"
GENESIS_HASH = "0" * 64
# What everybody may see of a row, and what its hash is made of; `private` and `hash` are beside it.
PUBLIC_FIELDS = (
    *("number", "at", "action", "rule", "reason", "moderator", "about", "detail", "undoes"),
    *("seal", "previous"),
)
OPERATOR = {"handle": "operator", "role": "operator"}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What is to be logged: public words, what it is about, and what only moderators see.

    `about` holds ids as text: `kind`, `id`, and where they apply `film` and `member`. `private` is
    any document; the row shows only its hash.
    """

    action: str
    reason: str
    rule: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    undoes: int | None = None
    private: Mapping[str, Any] = field(default_factory=dict)


def lock_log_head(session: ClientSession) -> Mapping[str, Any]:
    """Take the next number, first in the transaction of a decision; return number and last hash.

    All decisions write this one document, so two at once follow one another.
    """
    head = mongo.log_head().find_one_and_update(
        {"_id": HEAD_ID},
        {"$inc": {"number": 1}, "$setOnInsert": {"hash": GENESIS_HASH}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    return head or {}


def append_row(
    entry: LogEntry,
    *,
    by: Member | None,
    head: Mapping[str, Any],
    session: ClientSession,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Add a row in the transaction that locked `head`; without `by` it is the operator's."""
    row = build_row(entry, by=by, number=head["number"], previous=head["hash"], at=at or now())
    mongo.decisions().insert_one(row, session=session)
    mongo.log_head().update_one({"_id": HEAD_ID}, {"$set": {"hash": row["hash"]}}, session=session)
    return row


def build_row(
    entry: LogEntry, *, by: Member | None, number: int, previous: str, at: datetime
) -> dict[str, Any]:
    """Return the document of a row, chained to the one before."""
    row: dict[str, Any] = {
        "_id": ObjectId(),
        "number": number,
        "at": at,
        "action": entry.action,
        "rule": entry.rule,
        "reason": entry.reason,
        "moderator": {"handle": by.handle, "role": by.role} if by else dict(OPERATOR),
        "about": dict(entry.about),
        "detail": entry.detail,
        "private": {"moderator_id": by.id if by else None, **entry.private},
        "previous": previous,
    }
    if entry.undoes is not None:
        row["undoes"] = entry.undoes
    row["seal"] = private_hash(row["private"])
    return {**row, "hash": row_hash(row)}


def public_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what everybody may see of a row, as it is hashed: its time is text."""
    shown = {name: row[name] for name in PUBLIC_FIELDS if name in row}
    at = row["at"]
    if isinstance(at, datetime):
        shown["at"] = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return shown


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's public part: JSON, keys sorted, no blanks, in UTF-8."""
    text = json.dumps(
        public_row(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def private_hash(private: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's private part, so that it cannot be changed unseen either."""
    options = json_util.CANONICAL_JSON_OPTIONS
    text = json_util.dumps(private, json_options=options, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
