"""Documents before and after a change that can be undone.

A change is undone where the document still says what the change left. What others keep in it, such
as a film's title, follows them and does not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bson
from bson import ObjectId
from pymongo import DeleteOne, InsertOne, ReplaceOne
from pymongo.client_session import ClientSession

from .collections import Collection, Document

Write = InsertOne[Document] | ReplaceOne[Document] | DeleteOne


@dataclass(frozen=True, slots=True)
class Change:
    """A document before and after; None where there is none."""

    before: Document | None
    after: Document | None

    @property
    def id(self) -> ObjectId:
        doc = self.after or self.before or {}
        return ObjectId(doc["_id"])

    def write(self, shard_key: str = "_id") -> Write:
        if self.before is None:
            return InsertOne(self.after or {})
        same = {"_id": self.id, shard_key: self.before[shard_key]}
        return DeleteOne(same) if self.after is None else ReplaceOne(same, self.after)


Changes = Sequence[Change]


def write_changes(
    collection: Collection,
    changes: Changes,
    session: ClientSession,
    shard_key: str = "_id",
) -> None:
    """Within a transaction that has read what was before: write what is after."""
    if writes := [change.write(shard_key) for change in changes if change.before != change.after]:
        collection.bulk_write(writes, ordered=False, session=session)


def find_current(
    collection: Collection,
    changes: Changes,
    session: ClientSession,
    shard_key: str = "_id",
) -> dict[ObjectId, Document]:
    """Return the changed documents as they are now (index `_id_`)."""
    ids = [change.id for change in changes]
    keys = {(change.after or change.before or {})[shard_key] for change in changes}
    selector = {shard_key: {"$in": list(keys)}, "_id": {"$in": ids}}
    # An index of the shard key alone would read all that a member has.
    docs = collection.find(selector, session=session).hint([("_id", 1)])
    return {doc["_id"]: doc for doc in docs}


def undo_change(
    change: Change, current: Document | None, denormalized: Sequence[str]
) -> Change | None:
    """Return the change that restores what was before; None where somebody changed it since."""
    if _content(current, denormalized) != _content(change.after, denormalized):
        return None
    if current is None or change.before is None:
        return Change(current, change.before)
    followed = change.before.keys() & current.keys() & set(denormalized)
    return Change(current, {**change.before, **{name: current[name] for name in followed}})


def kept_documents(changes: Changes, undone: Sequence[Change | None]) -> list[Document]:
    """Return what was written by the changes that `undo_change` has left as they are."""
    pairs = zip(changes, undone, strict=True)
    return [dict(change.after or change.before or {}) for change, one in pairs if one is None]


def _content(doc: Mapping[str, Any] | None, denormalized: Sequence[str]) -> bytes:
    """Return a document's content as bytes, whatever the order of its fields."""
    kept = {name: value for name, value in (doc or {}).items() if name not in denormalized}
    return bson.encode(dict(sorted(kept.items())))
