"""Bookkeeping of an import: its state, its rows, and documents before and after changes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change
from mflix_site.text import now

from .documents import NOT_FOUND, Doc
from .errors import NotNow

TRANSACTION_SECONDS = 30.0


def change_state(doc: Doc, update: Doc) -> None:
    """Update an import if it is in the state in which it was read; raise NotNow otherwise."""
    as_read = {"_id": doc["_id"], "member_id": doc["member_id"], "state": doc["state"]}
    if not mongo.imports().update_one(as_read, update).matched_count:
        raise NotNow


def lock_import(doc: Doc, session: ClientSession, **fields: Any) -> None:
    """Within a transaction: raise NotNow unless the import is as it was read; set fields."""
    as_read = {"_id": doc["_id"], "state": doc["state"], "turn_at": doc["turn_at"]}
    update = {"$set": {**fields, "turn_at": now()}}
    if not mongo.imports().update_one(as_read, update, session=session).matched_count:
        raise NotNow


def save_before_images(
    doc: Doc, changes: Iterator[tuple[str, Change]], session: ClientSession
) -> None:
    """Within a transaction: keep the documents before and after changes, to undo these."""
    images = [
        {
            **{"_id": ObjectId(), "import_id": doc["_id"], "n": n, "collection": collection},
            **{"key": change.id, "before": change.before, "after": change.after},
        }
        for n, (collection, change) in enumerate(changes, doc.get("changes", 0))
    ]
    if images:
        mongo.import_undo().insert_many(images, session=session)
        added = {"$inc": {"changes": len(images)}}
        mongo.imports().update_one({"_id": doc["_id"]}, added, session=session)


def unmark_rows(
    taken: Sequence[ObjectId],
    gone: Sequence[ObjectId],
    remarks: dict[ObjectId, str],
    session: ClientSession,
) -> None:
    """Within a transaction: note that rows were imported, or that their film has gone."""
    ids = {"_id": {"$in": list(taken)}}
    mongo.import_rows().update_many(ids, {"$unset": {"pending": ""}}, session=session)
    updates = [UpdateOne({"_id": row}, {"$set": {"remark": r}}) for row, r in remarks.items()]
    lost = {"$set": {"outcome": NOT_FOUND, "films": []}, "$unset": {"film": ""}}
    updates += [UpdateOne({"_id": row}, lost) for row in gone]
    if updates:
        mongo.import_rows().bulk_write(updates, ordered=False, session=session)


def add_progress(doc: Doc, rows: int, counts: Counter[str], session: ClientSession) -> None:
    added = {"done": rows, **{f"result.{name}": n for name, n in counts.items() if n}}
    mongo.imports().update_one({"_id": doc["_id"]}, {"$inc": added}, session=session)
