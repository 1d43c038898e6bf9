"""The public log: rows are only ever added, each with the hash of the one before; verifying it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from bson import ObjectId, json_util
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import TRANSACTION_SECONDS, in_snapshot, in_transaction
from mflix_site.text import now

from .documents import Decision, Doc
from .errors import DecisionNotFound

HEAD_ID = "head"
GENESIS_HASH = "0" * 64
# What everybody may see of a row, and what its hash is made of; `private` and `hash` are beside it.
PUBLIC_FIELDS = (
    *("number", "at", "action", "rule", "reason", "moderator", "about", "detail", "undoes"),
    *("seal", "previous"),
)
STORED = {"_id", *PUBLIC_FIELDS, "private", "hash"}
BATCH_SIZE = 500
OPERATOR = {"handle": "operator", "role": "operator"}
T = TypeVar("T")
Row = Mapping[str, Any]
Session = ClientSession | None
Head = tuple[int, str]  # the number and the hash of a row


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


Append = Callable[[LogEntry], Decision]


def run_logged(
    by: Member | None,
    action: str,
    work: Callable[[ClientSession, Append], T],
    seconds: float = TRANSACTION_SECONDS,
) -> T:
    """Run `work` in a transaction that holds the head of the log; return its result.

    `work` gets the session and a function that appends a row. If it raises, nothing is written.
    `by` None is the operator, who may do anything. Raise NotAllowed.
    """

    def locked(session: ClientSession) -> T:
        head = lock_log_head(session)
        if by is not None:
            recheck_permission(member=by, action=action, session=session)
        return work(session, partial(append_row, by=by, head=head, session=session))

    return in_transaction(locked, seconds)


def lock_log_head(session: ClientSession) -> Row:
    """Take the next number, first in the transaction of a decision; return number and last hash.

    All decisions write this one document, so two at once follow one another.
    """
    take = {"$inc": {"number": 1}, "$setOnInsert": {"hash": GENESIS_HASH}}
    upsert: Any = {"upsert": True, "return_document": ReturnDocument.AFTER, "session": session}
    return mongo.log_head().find_one_and_update({"_id": HEAD_ID}, take, **upsert) or {}


def log_head(session: Session = None) -> Head:
    """Return the last row's number and hash (index `_id_`)."""
    head = mongo.log_head().find_one({"_id": HEAD_ID}, session=session) or {}
    return head.get("number", 0), head.get("hash", GENESIS_HASH)


def get_decision(key: Row, session: Session = None) -> Decision:
    """Return the decision of an id or a number (`_id_`, `number`), or raise DecisionNotFound."""
    doc = mongo.decisions().find_one(key, session=session)
    if doc is None:
        raise DecisionNotFound
    return Decision.from_doc(doc)


def undone_by(numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return number and action of the rows that undid some of these (index `undone_once`)."""
    undoing = {"undoes": {"$in": [*numbers]}}
    rows = (
        mongo.decisions().find(undoing, {"undoes": 1, "number": 1, "action": 1}) if numbers else ()
    )
    return {doc["undoes"]: (doc["number"], doc["action"]) for doc in rows}


def append_row(
    entry: LogEntry, *, by: Member | None, head: Row, session: ClientSession
) -> Decision:
    """Add a row in the transaction that locked `head`; without `by` it is the operator's."""
    row = build_row(entry, by=by, number=head["number"], previous=head["hash"], at=now())
    mongo.decisions().insert_one(row, session=session)
    set_log_head(row, session)
    return Decision.from_doc(row)


def entry_about(
    decision: Decision,
    action: str,
    reason: str,
    private: Row,
    undoes: int | None = None,
) -> LogEntry:
    """Return the log entry of an answer to a decision: under its rule, about its target."""
    detail = f"{decision.label}, #{decision.number}"
    return LogEntry(action, reason, decision.rule, decision.about, detail, undoes, private)


def set_log_head(row: Row, session: ClientSession) -> None:
    head = {"number": row["number"], "hash": row["hash"]}
    mongo.log_head().update_one({"_id": HEAD_ID}, {"$set": head}, session=session)


def build_row(
    entry: LogEntry, *, by: Member | None, number: int, previous: str, at: datetime
) -> Doc:
    private = {"moderator_id": by.id if by else None, **entry.private}
    row: Doc = {
        "_id": ObjectId(),
        "number": number,
        "at": at,
        **{name: value for name, value in asdict(entry).items() if value is not None},
        "moderator": {"handle": by.handle, "role": by.role} if by else OPERATOR,
        "private": private,
        "previous": previous,
        "seal": private_hash(private),
    }
    return {**row, "hash": row_hash(row)}


def public_row(row: Row) -> Doc:
    """Return the public part of a row, as it is hashed: its time is text."""
    shown = {name: row[name] for name in PUBLIC_FIELDS if name in row}
    if isinstance(row["at"], datetime):
        shown["at"] = row["at"].astimezone(UTC).isoformat(timespec="milliseconds")
    return shown


def row_hash(row: Row) -> str:
    """Return the SHA-256 of a row's public part: JSON, keys sorted, no whitespace, in UTF-8."""
    form: Any = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    text = json.dumps(public_row(row), default=str, **form)
    return hashlib.sha256(text.encode()).hexdigest()


def private_hash(private: Row) -> str:
    """Return the SHA-256 of a row's private part, so that it cannot be changed unseen either."""
    options = json_util.CANONICAL_JSON_OPTIONS
    text = json_util.dumps(private, json_options=options, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """How many rows were read, the last hash, and a sentence for each problem."""

    rows: int
    head: str
    problems: tuple[str, ...]


def verify_log(
    noted: Head | None = None, advance: Callable[[int], None] | None = None
) -> VerificationResult:
    """Read the log in order, as it is at one moment, and return its problems (index `number`).

    With `noted`, that row must be there and have that hash: so a log that was cut at its end, or
    rewritten as a whole, is found too. `advance` is called with the number of rows read.
    """
    problems: list[str] = []
    number, previous, seen = 0, GENESIS_HASH, noted is None or noted[0] == 0
    with in_snapshot() as session:
        rows = mongo.decisions().find(session=session).sort("number", 1).batch_size(BATCH_SIZE)
        for row in rows:
            problems += _row_problems(row, number + 1, previous, noted)
            row_number, previous = row.get("number"), str(row.get("hash"))
            seen |= noted is not None and row_number == noted[0]
            number = row_number if isinstance(row_number, int) else number + 1
            if advance:
                advance(1)
        written, last = log_head(session)
    if written != number:
        problems.append(f"the log ends at entry {number}, but {written} were written")
    elif last != previous:
        problems.append(f"entry {number} is not the one that was written last")
    if noted is not None and not seen:
        problems.append(f"entry {noted[0]} was noted, and is missing")
    return VerificationResult(number, previous, tuple(problems))


def _row_problems(row: Row, number: int, previous: str, noted: Head | None) -> Iterator[str]:
    stored = row.get("number")
    if stored != number:
        yield f"entry {number} is missing: {stored} is in its place"
    if row.get("previous") != previous:
        yield f"entry {stored} does not follow the one before it"
    if "at" not in row or row_hash(row) != row.get("hash"):
        yield f"entry {stored} has been altered"
    if private_hash(row.get("private") or {}) != row.get("seal"):
        yield f"entry {stored} has been altered in what only moderators see"
    if more := sorted(set(row) - STORED):
        yield f"entry {stored} has unexpected fields: {', '.join(more)}"
    if noted is not None and stored == noted[0] and row.get("hash") != noted[1]:
        yield f"entry {stored} is not the one that was noted: the log has been rewritten"
