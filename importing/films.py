"""Films from elsewhere: their facts are put in or brought up to date, our own fields kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import BulkResult, BulkWrite, changed_fields
from movies.catalogue_fields import COMPUTED, EMPTY_TALLY, tidy_fields
from movies.counts.changes import changing_many
from movies.history import gone_among
from movies.search.film_keys import FIELDS_READ

# Fields that the site counts or computes: a file is not asked about them.
COUNTED = {"rating", "ranks", "num_mflix_comments"}
OURS = {"_id", "state", "text_language", "version", *COMPUTED, *COUNTED}
ADOPTED = (
    *dict.fromkeys((*FIELDS_READ, "title", "directors", "writers", "cast", "genres", "countries")),
    "year",
    "lastupdated",
    "title_key",
    "person_keys",
    "search",
    "kinds",
)


def import_movies(docs: Sequence[Mapping[str, Any]], *, dry_run: bool) -> BulkResult:
    """Put in films that are new, and set the facts that differ of those that are here.

    What an admin has edited, merged or deleted here stays so.
    """
    batch = BulkWrite(mongo.movies())
    gone = gone_among([doc["_id"] for doc in docs])
    stored = {doc["_id"]: doc for doc in mongo.movies().find(_these(doc["_id"] for doc in docs))}
    seen: set[ObjectId] = set()
    for index, doc in enumerate(docs):
        facts = {name: value for name, value in doc.items() if name not in OURS} | tidy_fields(doc)
        if reason := _unfit(doc["_id"], seen, gone, stored):
            batch.skip(index, reason)
        elif doc["_id"] not in stored:
            own = {"rating": dict(EMPTY_TALLY), "num_mflix_comments": 0}
            batch.insert(index, {"_id": doc["_id"], **facts, **own})
        elif changes := changed_fields(facts, stored[doc["_id"]]):
            batch.update(index, {"_id": doc["_id"]}, {"$set": changes})
        else:
            batch.count_unchanged()
        seen.add(doc["_id"])
    return _carried_out(batch, dry_run=dry_run)


def _unfit(
    movie_id: ObjectId,
    seen: Collection[ObjectId],
    gone: Collection[ObjectId],
    stored: Mapping[ObjectId, Mapping[str, Any]],
) -> str:
    if movie_id in seen:
        return "the same _id came just before"
    if movie_id in gone:
        return "an admin has merged or deleted it here"
    edited = stored.get(movie_id, {}).get("version", 1) != 1
    return "an admin has edited it here" if edited else ""


def adopt_movies(docs: Sequence[Mapping[str, Any]]) -> BulkResult:
    """Set what the site needs on films of an existing database; their facts stay."""
    batch = BulkWrite(mongo.movies())
    for index, doc in enumerate(docs):
        if changes := changed_fields(tidy_fields(doc), doc):
            batch.update(index, {"_id": doc["_id"]}, {"$set": changes})
        else:
            batch.count_unchanged()
    return _carried_out(batch, dry_run=False)


def _carried_out(batch: BulkWrite, *, dry_run: bool) -> BulkResult:
    """Films that stay as they are leave the counts of the browse page as they are."""
    with nullcontext() if dry_run or batch.is_empty else changing_many():
        return batch.execute(dry_run=dry_run)


def every_movie() -> Iterator[dict[str, Any]]:
    """Give all films in the order of their ids, with the fields that adopting looks at."""
    yield from mongo.movies().find({}, dict.fromkeys(ADOPTED, 1)).sort("_id", 1)


def present(movie_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Give those of the ids that a film has (index `_id_`)."""
    return {doc["_id"] for doc in mongo.movies().find(_these(movie_ids), {"_id": 1})}


def _these(movie_ids: Iterable[ObjectId]) -> dict[str, Any]:
    return {"_id": {"$in": list(movie_ids)}}
