"""Many reports and decisions at once, for filling a site."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo

from . import log

Doc = dict[str, Any]
COLLECTIONS = {
    "cases": mongo.cases,
    "reports": mongo.reports,
    "appeals": mongo.appeals,
    "decisions": mongo.decisions,
}


def insert_documents(docs: Mapping[str, Sequence[Doc]], session: ClientSession) -> None:
    """Within a transaction: insert documents by the name of their collection."""
    for name, new in docs.items():
        if new:
            COLLECTIONS[name]().insert_many(new, session=session)


def find_by_ids(
    name: str, ids: Sequence[ObjectId], session: ClientSession | None
) -> dict[ObjectId, Doc]:
    """Return the documents of a collection with these ids, by id (index `_id_`)."""
    if not ids:
        return {}
    found = COLLECTIONS[name]().find({"_id": {"$in": list(ids)}}, session=session)
    return {doc["_id"]: doc for doc in found}


def find_open_targets(target_ids: Sequence[ObjectId], session: ClientSession) -> set[ObjectId]:
    """Return those of these targets that have an open case."""
    chosen = {"target.id": {"$in": list(target_ids)}, "open": True}
    return {
        d["target"]["id"] for d in mongo.cases().find(chosen, {"target.id": 1}, session=session)
    }


def find_undone(numbers: Sequence[int], session: ClientSession) -> set[int]:
    """Return the numbers of those of these decisions that have been taken back."""
    undone = {"undoes": {"$in": list(numbers)}}
    return {d["undoes"] for d in mongo.decisions().find(undone, {"undoes": 1}, session=session)}


def find_open_case(target_id: ObjectId) -> ObjectId | None:
    """Return the open case about a target, or None."""
    case = mongo.cases().find_one({"target.id": target_id, "open": True}, {"_id": 1})
    return case["_id"] if case else None


class Chain:
    """Takes its turn with the first row, so that a site that decides meanwhile cannot fork it."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.rows: list[dict[str, Any]] = []
        self.turn: Mapping[str, Any] | None = None
        self.written = 0

    def add(
        self, entry: log.Entry, *, by: Member, at: datetime, row_id: ObjectId
    ) -> dict[str, Any]:
        """Give the next row, with an id of its own; it is written by `flush`."""
        if self.turn is None:
            self.turn = log.lock_log_head(self.session)
        number, previous = self.turn["number"] + len(self.rows), self.turn["hash"]
        if self.rows:
            previous = self.rows[-1]["hash"]
        row = {**log.row_for(entry, by=by, number=number, previous=previous, at=at), "_id": row_id}
        self.rows.append(row)
        return row

    def flush(self) -> None:
        """Write the rows that are new, and the head after them."""
        new = self.rows[self.written :]
        if not new:
            return
        mongo.decisions().insert_many(new, session=self.session)
        head = {"number": new[-1]["number"], "hash": new[-1]["hash"]}
        mongo.log_head().update_one({"_id": log.HEAD}, {"$set": head}, session=self.session)
        self.written = len(self.rows)
