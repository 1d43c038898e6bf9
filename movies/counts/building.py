"""Making the bits: all films in one snapshot, published in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.operations import DeleteOne, UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_snapshot, in_transaction

from .bits import Filling, Table
from .changes import CHANGES, HEAD, META, TOTALS
from .facts import FACTS
from .storing import documents_of

TRIES = 3
SECONDS_TO_PUBLISH = 60.0
ENOUGH_CHANGES = 100
AT_ONCE = 2000

Doc = dict[str, Any]


def rebuild(advance: Callable[[int], None] = lambda _: None) -> bool:
    """Make the bits of all films; False where films kept changing by the thousand meanwhile.

    Pages go on with the old bits, or count for themselves, until the new ones are there.
    """
    mongo.facet_counts().update_one({"_id": META}, {"$inc": {"builds": 1}}, upsert=True)
    return any(_build(advance) for _ in range(TRIES))


@dataclass(frozen=True, slots=True)
class State:
    """Whether the bits should be made anew, and how often films changed by the thousand."""

    is_old: bool
    generation: int


def state() -> State:
    """Look whether the bits are missing, or so many films changed that pages grow slow."""
    kept = mongo.facet_counts()
    found = {doc["_id"]: doc for doc in kept.find({"_id": {"$in": [META, TOTALS]}})}
    changed = kept.count_documents(CHANGES, limit=ENOUGH_CHANGES)
    generation = found.get(META, {}).get("generation", 0)
    return State(TOTALS not in found or changed >= ENOUGH_CHANGES, generation)


def _build(advance: Callable[[int], None]) -> bool:
    with in_snapshot() as session:
        meta = mongo.facet_counts().find_one({"_id": META}, session=session) or {}
        changes = list(mongo.facet_counts().find(CHANGES, session=session))
        ids = [ObjectId(doc["_id"].partition(":")[2]) for doc in changes]
        those = mongo.movies().find({"_id": {"$in": ids}}, FACTS, session=session)
        facts = {str(doc.pop("_id")): doc for doc in those}
        table = _read(session, advance)
    new = list(documents_of(table, ObjectId()))

    def publish(session: ClientSession) -> bool:
        kept = mongo.facet_counts()
        same = {"_id": META, "generation": meta.get("generation", {"$exists": False})}
        if not kept.update_one(same, {"$inc": {"published": 1}}, session=session).matched_count:
            return False
        kept.delete_many({"_id": {"$in": [HEAD, TOTALS]}}, session=session)
        kept.delete_many({"_id": {"$gte": "bits:", "$lt": "bits;"}}, session=session)
        for start in range(0, len(new), AT_ONCE):
            kept.insert_many(new[start : start + AT_ONCE], session=session)
        if changes:
            kept.bulk_write([w for doc in changes for w in _settled(doc, facts)], session=session)
        return True

    return in_transaction(publish, SECONDS_TO_PUBLISH)


def _read(session: ClientSession, advance: Callable[[int], None]) -> Table:
    """Read all films, most popular first (index `popular`)."""
    order = [("ranks.popularity", -1), ("_id", -1)]
    filling = Filling(mongo.movies().count_documents({}, session=session, hint="_id_"))
    films = mongo.movies().find({}, {**FACTS, "_id": 0}, session=session).sort(order)
    for at, doc in enumerate(films.batch_size(AT_ONCE), 1):
        filling.add(doc)
        if at % AT_ONCE == 0:
            advance(AT_ONCE)
    return filling.table()


def _settled(change: Doc, facts: dict[str, Doc]) -> tuple[DeleteOne, UpdateOne]:
    """A film that changed again since the snapshot is kept, as one that was as in the snapshot."""
    was = facts.get(change["_id"].partition(":")[2])
    return (
        DeleteOne({"_id": change["_id"], "times": change["times"]}),
        UpdateOne({"_id": change["_id"]}, {"$set": {"was": was}}),
    )
