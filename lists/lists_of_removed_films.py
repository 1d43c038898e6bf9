"""Moving or deleting the entries of a film that is merged into another or deleted."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .documents import COVER_SIZE
from .queries import IN_ORDER

BATCH_SIZE = 100


def move_entries_batch(from_id: ObjectId, to_id: ObjectId | None, session: ClientSession) -> int:
    """Within a transaction: move a batch of a film's entries to another film; return how many.

    Without `to_id` they are deleted. Where a list has both films, only the other film's entry
    stays, with the note of either. Served by the index `of_film`.
    """
    of_film = mongo.list_entries().find({"movie_id": from_id}, session=session)
    docs = list(of_film.sort("_id", -1).limit(BATCH_SIZE))
    others: dict[ObjectId, Mapping[str, Any]] = {}
    if to_id and docs:
        among = {"list_id": {"$in": [doc["list_id"] for doc in docs]}, "movie_id": to_id}
        found = mongo.list_entries().find(among, session=session)
        others = {doc["list_id"]: doc for doc in found}
    for doc in docs:
        own = {"list_id": doc["list_id"], "movie_id": from_id}
        other = others.get(doc["list_id"])
        if to_id and other is None:
            moved = {"$set": {"movie_id": to_id}}
            mongo.list_entries().update_one(own, moved, session=session)
        else:
            mongo.list_entries().delete_one(own, session=session)
        if other and doc["note"] and not other["note"]:
            same = {"list_id": doc["list_id"], "movie_id": to_id}
            noted = {"$set": {"note": doc["note"]}}
            mongo.list_entries().update_one(same, noted, session=session)
        _update_list(doc["list_id"], 0 if to_id and other is None else -1, session)
    return len(docs)


def _update_list(list_id: ObjectId, change: int, session: ClientSession) -> None:
    first = mongo.list_entries().find({"list_id": list_id}, {"movie_id": 1}, session=session)
    cover = [doc["movie_id"] for doc in first.sort(IN_ORDER).limit(COVER_SIZE)]
    update = {"$set": {"cover": cover}, "$inc": {"entry_count": change, "version": 1}}
    mongo.lists().update_one({"_id": list_id}, update, session=session)
