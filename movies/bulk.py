"""Many films at once: to fill a site, to import another catalogue, to complete one in place.

Fields that the site counts or computes are never taken from elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import (
    BulkResult,
    BulkWrite,
    changed_fields,
    in_batches,
    insert_new,
)
from mflix_site.mongo.transactions import long_timeout
from mflix_site.mongo.waiting import all_documents, retry_until_available
from mflix_site.text import get_path, now

from .derived_fields import (
    DERIVED_FIELDS,
    EMPTY_TALLY,
    SOURCE_FIELDS,
    derived_fields,
    ranks_pipeline,
    title_key_of,
)
from .history import find_removed
from .tallies import bulk_change

BATCH_SIZE = 1000
COUNTED = {"rating", "ranks", "num_mflix_comments", "talk"}
OWN_FIELDS = {"_id", "state", "text_language", "version", *DERIVED_FIELDS, *COUNTED}
# What the site's own values have at a path; another application's are none of them.
OWN_KINDS: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "version": ("version", int),
    "ranks": ("ranks.popularity", (int, float)),
    "talk": ("talk.week", datetime),
    "similar": ("similar.at", datetime),
}
READ_TO_ADOPT = {
    *(*SOURCE_FIELDS, *OWN_KINDS),
    *("year", "runtime", "imdb", "lastupdated", "title_key", "person_keys", "search", "kinds"),
}


def insert_films(docs: Iterable[dict[str, Any]], advance: Callable[[int], None]) -> int:
    """Insert films that do not exist yet; return how many. `advance` gets the sizes of batches."""
    moment, inserted = now(), 0
    for docs_of_batch in in_batches(docs, BATCH_SIZE):
        batch = [{**doc, "lastupdated": moment} for doc in docs_of_batch]
        with bulk_change():
            inserted += len(batch) - len(insert_new(mongo.movies(), batch))
        advance(len(batch))
    return inserted


def update_all_ranks() -> None:
    with bulk_change(), long_timeout():
        mongo.movies().update_many({}, ranks_pipeline())


def update_title_keys(advance: Callable[[int], None]) -> None:
    """Store the keys that titles are sorted by where earlier versions stored others."""
    fields = dict.fromkeys(("title", "languages", "title_key"), 1)
    for docs in in_batches(all_documents(mongo.movies(), fields), BATCH_SIZE):
        keys = ((doc, title_key_of(doc)) for doc in docs)
        updates = [
            UpdateOne({"_id": doc["_id"], "title": doc.get("title")}, {"$set": {"title_key": key}})
            for doc, key in keys
            if key != doc.get("title_key")
        ]
        if updates:
            with bulk_change():
                retry_until_available(partial(mongo.movies().bulk_write, updates, ordered=False))
        advance(len(updates))


def import_movies(docs: Sequence[Mapping[str, Any]], *, dry_run: bool) -> BulkResult:
    """Insert new films, and set the facts that differ on existing ones.

    Films that an admin has edited, merged or deleted here are skipped (index `_id_`).
    """
    batch = BulkWrite(mongo.movies())
    stored = {doc["_id"]: doc for doc in mongo.movies().find(_ids_filter(d["_id"] for d in docs))}
    edited = [movie_id for movie_id, doc in stored.items() if doc.get("version", 1) != 1]
    removed = find_removed([doc["_id"] for doc in docs])
    rejections = {
        **dict.fromkeys(edited, "an admin has edited it here"),
        **dict.fromkeys(removed, "an admin has merged or deleted it here"),
    }
    for index, doc in enumerate(docs):
        facts = {n: v for n, v in doc.items() if n not in OWN_FIELDS} | derived_fields(doc)
        if reason := rejections.get(doc["_id"]):
            batch.skip(index, reason)
        elif doc["_id"] not in stored:
            own = {"rating": dict(EMPTY_TALLY), "num_mflix_comments": 0}
            batch.insert(index, {"_id": doc["_id"], **facts, **own})
        elif changes := changed_fields(facts, stored[doc["_id"]]):
            update = {"$set": changes, "$unset": {"similar": ""}}
            batch.update(index, {"_id": doc["_id"]}, update)
        else:
            batch.count_unchanged()
        rejections[doc["_id"]] = "the same _id came just before"
    return batch.execute(dry_run=dry_run, within=bulk_change)


def adopt_movies(docs: Sequence[Mapping[str, Any]]) -> BulkResult:
    """Set the computed fields that existing films lack, and facts as pages read them.

    What another application keeps under a name of ours is removed.
    """
    batch = BulkWrite(mongo.movies())
    for index, doc in enumerate(docs):
        changes, foreign = changed_fields(derived_fields(doc), doc), _foreign_fields(doc)
        update = {"$set": changes, "$unset": dict.fromkeys(foreign, "")}
        if update := {operator: fields for operator, fields in update.items() if fields}:
            batch.update(index, {"_id": doc["_id"]}, update)
        else:
            batch.count_unchanged()
    return batch.execute(within=bulk_change)


def _foreign_fields(doc: Mapping[str, Any]) -> list[str]:
    kinds = ((name, *of) for name, of in OWN_KINDS.items() if name in doc)
    return [name for name, path, kind in kinds if not isinstance(get_path(doc, path), kind)]


def iterate_movies() -> Iterator[dict[str, Any]]:
    """Yield all films in the order of their ids, with the fields that adopting needs."""
    yield from all_documents(mongo.movies(), dict.fromkeys(READ_TO_ADOPT, 1))


def existing_ids(movie_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Return those of the ids that a film has (index `_id_`)."""
    return {doc["_id"] for doc in mongo.movies().find(_ids_filter(movie_ids), {"_id": 1})}


def _ids_filter(movie_ids: Iterable[ObjectId]) -> dict[str, Any]:
    return {"_id": {"$in": list(movie_ids)}}
