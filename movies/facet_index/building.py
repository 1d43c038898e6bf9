"""Build the facet index: from all films in one snapshot, published in one transaction.

Films are numbered by popularity. The head holds the bitmaps of the `HEAD_FILMS` most popular ones
for each group's commonest values; where nothing is filtered, the totals suffice. Bit slices, rare
values and, in a catalogue of more films, the bitmaps of all films are read only where a filter
names them; so are the orders of films, of which a page is cut.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.operations import DeleteOne, UpdateOne
from pyroaring import BitMap

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_snapshot, in_transaction

from ..selection import BARS, FACET_FIELDS, GROUPS, Selection
from ..tallies import invalidate_facets
from .bitmaps import BitmapIndex
from .counting import count_by_index
from .loading import (
    ALL_BITMAPS,
    CHANGES,
    HEAD,
    MAX_TOTALS,
    META,
    TOTALS,
    VERSION,
    bitmap_id,
    order_id,
)
from .ordering import MAX_ORDERED, read_orders

HEAD_FILMS = 65_536
# The head holds this many values of each group, then rarer ones while their bitmaps have room.
HEAD_VALUES, HEAD_BYTES_OF_RARE_VALUES = 40, 32_768
MAX_ATTEMPTS, SECONDS_TO_PUBLISH = 3, 60.0
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
    """Invalidate the index unless it has this many films: others were written elsewhere."""
    counts = count_by_index(Selection())
    if counts and counts.films != films:
        invalidate_facets()


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
        orders = read_orders(session) if len(index.films) <= MAX_ORDERED else {}
    build = ObjectId()
    docs = list(index_documents(index, build))
    docs += [{"_id": order_id(k), "build": build, **v} for k, v in orders.items()]

    def publish(session: ClientSession) -> bool:
        stored = mongo.facet_counts()
        same = {"_id": META, "generation": meta.get("generation", {"$exists": False})}
        if not stored.update_one(same, {"$inc": {"published": 1}}, session=session).matched_count:
            return False
        stored.delete_many({"_id": {"$in": [HEAD, TOTALS]}}, session=session)
        stored.delete_many(ALL_BITMAPS, session=session)
        for batch in in_batches(docs, BATCH_SIZE):
            stored.insert_many(batch, session=session)
        if writes := [write for doc in changes for write in _rebase_change(doc, facts)]:
            stored.bulk_write(writes, session=session)
        return True

    return in_transaction(publish, SECONDS_TO_PUBLISH)


def _read_films(session: ClientSession, progress: Callable[[int], None]) -> Iterator[Doc]:
    """Read all films, most popular first (index `popular`)."""
    order = [("ranks.popularity", -1), ("_id", -1)]
    films = mongo.movies().find({}, {**FACET_FIELDS, "_id": 0}, session=session).sort(order)
    for batch in in_batches(films.batch_size(BATCH_SIZE), BATCH_SIZE):
        yield from batch
        progress(len(batch))


def _rebase_change(change: Doc, facts: dict[str, Doc]) -> tuple[DeleteOne, UpdateOne]:
    # A film that changed again since the snapshot stays, now as changed from what it was there.
    was = facts.get(change["_id"].partition(":")[2])
    return (
        DeleteOne({"_id": change["_id"], "times": change["times"]}),
        UpdateOne({"_id": change["_id"]}, {"$set": {"was": was}}),
    )


def index_documents(index: BitmapIndex, build: ObjectId) -> Iterator[Doc]:
    """Yield the documents of an index, those first that pages read first."""
    is_partial = len(index.films) > HEAD_FILMS
    facts = {"build": build, "version": VERSION, "films": len(index.films), "partial": is_partial}
    ranked = {name: _rank_values(index, name) for name in (*GROUPS, *BARS)}
    totals = {name: rows[:MAX_TOTALS] for name, rows in ranked.items()}
    yield {"_id": TOTALS, **facts, "values": totals}
    head = {name: list(_head_rows(index, name, rows)) for name, rows in ranked.items()}
    yield {"_id": HEAD, **facts, "values": head}
    bitmaps = {
        bitmap_id(group, value): [index.values[group, value]]
        for group in GROUPS
        for value, _ in ranked[group][0 if is_partial else len(head[group]) :]
    }
    bitmaps |= {bitmap_id("number", name): list(index.slices[name]) for name in index.slices}
    for doc_id, parts in bitmaps.items():
        yield {"_id": doc_id, "build": build, "bitmaps": [part.serialize() for part in parts]}


def _rank_values(index: BitmapIndex, name: str) -> list[tuple[str, int]]:
    totals = [(v, len(bitmap)) for (group, v), bitmap in index.values.items() if group == name]
    return sorted(totals, key=lambda row: (-row[1], row[0]))


def _head_rows(index: BitmapIndex, name: str, ranked: list[tuple[str, int]]) -> Iterator[list[Any]]:
    room, head = HEAD_BYTES_OF_RARE_VALUES, BitMap(range(HEAD_FILMS))
    for at, (value, total) in enumerate(ranked):
        bitmap = (index.values[name, value] & head).serialize()
        room -= len(bitmap) if at >= HEAD_VALUES else 0
        if room < 0:
            return
        yield [value, total, bitmap]
