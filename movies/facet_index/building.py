"""Build the facet index: from all films in one snapshot, published in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.operations import DeleteOne, UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_snapshot, in_transaction

from ..selection import Selection
from .bitmaps import BitmapIndex
from .changes import BITMAPS, CHANGES, HEAD, META, TOTALS, invalidate
from .indexed_counts import count_by_index
from .storage import VERSION, index_documents
from .values import FACET_FIELDS

MAX_ATTEMPTS = 3
SECONDS_TO_PUBLISH = 60.0
STALE_AFTER_CHANGES = 100
BATCH_SIZE = 2000

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FacetIndexState:
    """Whether the index should be rebuilt, and how often it was invalidated."""

    is_stale: bool
    generation: int


def facet_index_state() -> FacetIndexState:
    """Check whether the index is missing, outdated, or has so many changes that pages grow slow."""
    stored = mongo.facet_counts()
    docs = {doc["_id"]: doc for doc in stored.find({"_id": {"$in": [META, TOTALS]}})}
    is_current = docs.get(TOTALS, {}).get("version") == VERSION
    changes = stored.count_documents(CHANGES, limit=STALE_AFTER_CHANGES)
    generation = docs.get(META, {}).get("generation", 0)
    return FacetIndexState(not is_current or changes >= STALE_AFTER_CHANGES, generation)


def verify_facet_index(films: int) -> None:
    """Invalidate an index of another number of films: some were written by other means."""
    if count_by_index(Selection()) and not count_by_index(Selection(), films):
        invalidate()


def rebuild_facet_index(progress: Callable[[int], None] = lambda _: None) -> bool:
    """Build the index of all films; return False where it was invalidated meanwhile, every time.

    Pages use the old index, or count with MongoDB, until the new one is published.
    """
    mongo.facet_counts().update_one({"_id": META}, {"$inc": {"builds": 1}}, upsert=True)
    return any(_build(progress) for _ in range(MAX_ATTEMPTS))


def _build(progress: Callable[[int], None]) -> bool:
    with in_snapshot() as session:
        meta = mongo.facet_counts().find_one({"_id": META}, session=session) or {}
        changes = list(mongo.facet_counts().find(CHANGES, session=session))
        ids = [ObjectId(doc["_id"].partition(":")[2]) for doc in changes]
        changed = mongo.movies().find({"_id": {"$in": ids}}, FACET_FIELDS, session=session)
        facts = {str(doc.pop("_id")): doc for doc in changed}
        index = BitmapIndex.of(_read_films(session, progress))
    docs = list(index_documents(index, ObjectId()))

    def publish(session: ClientSession) -> bool:
        stored = mongo.facet_counts()
        same = {"_id": META, "generation": meta.get("generation", {"$exists": False})}
        if not stored.update_one(same, {"$inc": {"published": 1}}, session=session).matched_count:
            return False
        stored.delete_many({"_id": {"$in": [HEAD, TOTALS]}}, session=session)
        stored.delete_many({"_id": {"$gte": BITMAPS, "$lt": "bits;"}}, session=session)
        for start in range(0, len(docs), BATCH_SIZE):
            stored.insert_many(docs[start : start + BATCH_SIZE], session=session)
        if writes := [write for doc in changes for write in _settle(doc, facts)]:
            stored.bulk_write(writes, session=session)
        return True

    return in_transaction(publish, SECONDS_TO_PUBLISH)


def _read_films(session: ClientSession, progress: Callable[[int], None]) -> Iterator[Doc]:
    """Read all films, most popular first (index `popular`)."""
    order = [("ranks.popularity", -1), ("_id", -1)]
    films = mongo.movies().find({}, {**FACET_FIELDS, "_id": 0}, session=session).sort(order)
    for at, doc in enumerate(films.batch_size(BATCH_SIZE), 1):
        yield doc
        if at % BATCH_SIZE == 0:
            progress(BATCH_SIZE)


def _settle(change: Doc, facts: dict[str, Doc]) -> tuple[DeleteOne, UpdateOne]:
    # A film that changed again since the snapshot stays, now as changed from what it was there.
    was = facts.get(change["_id"].partition(":")[2])
    return (
        DeleteOne({"_id": change["_id"], "times": change["times"]}),
        UpdateOne({"_id": change["_id"]}, {"$set": {"was": was}}),
    )
