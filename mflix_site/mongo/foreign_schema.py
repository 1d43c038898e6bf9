"""Indexes, validators and ids that other applications have left in the database.

`sample_mflix`, for example, has a unique index on `sessions.user_id`, a field that ours have not.
Documents with an `_id` that is no ObjectId stay until the operator has them moved aside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import bson
from bson import ObjectId

from .bulk_writes import insert_new
from .client import database
from .collections import (
    MAJORITY,
    WRITE_CONCERNS,
    Collection,
    Document,
    collection,
    translate_errors,
)
from .index_definitions import INDEXES, RETIRED
from .transactions import long_timeout
from .validators import SCHEMAS

OWN = {(index.collection, index.name) for index in (*INDEXES, *RETIRED)}
# MongoDB indexes one list a document at most, and no list by its hash or as a place.
LISTS = {
    *("genres", "countries", "languages", "cast", "directors", "writers", "person_keys", "kinds"),
    *("search.keys", "search.begins", "search.words", "keys", "begins", "reasons", "words"),
}
# Whose documents have addresses; an `_id` that is no ObjectId is another application's.
COLLECTIONS = ("users", "movies", "comments")
BATCH_SIZE, MAX_SHOWN = 500, 10


@dataclass(frozen=True, slots=True)
class ForeignRule:
    """An index, or a validator or option (an empty name), and what it does to our writes."""

    collection: str
    name: str
    harm: str
    is_droppable: bool = True

    @property
    def sentence(self) -> str:
        if not self.is_droppable:
            copy = f"{self.collection}_copy"
            return (
                f"{self.collection} {self.harm}. Replace it with an ordinary collection: "
                f'db.{self.collection}.aggregate([{{$out: "{copy}"}}]), then drop it and rename '
                f"{copy}."
            )
        kind, name = ("index", f".{self.name}") if self.name else ("validator of", "")
        return f"{kind} {self.collection}{name}: not ours, {self.harm}."

    def drop(self) -> None:
        if self.name:
            collection(self.collection).drop_index(self.name)
        else:
            with translate_errors():
                database().command("collMod", self.collection, validator={})


def find_foreign_rules() -> list[ForeignRule]:
    with translate_errors():
        present = list(database().list_collections())
    ours = (info for info in present if info["name"] in WRITE_CONCERNS)
    return [rule for info in sorted(ours, key=lambda info: info["name"]) for rule in _rules(info)]


def _rules(info: Mapping[str, Any]) -> Iterator[ForeignRule]:
    name, options = info["name"], info.get("options", {})
    if info.get("type", "collection") != "collection":
        yield ForeignRule(name, "", f"is a {info['type']}, not a collection", is_droppable=False)
        return
    if options.get("capped"):
        yield ForeignRule(name, "", "is capped, and loses its oldest documents", is_droppable=False)
    if options.get("validator") and name not in SCHEMAS:
        yield ForeignRule(name, "", "may refuse our documents")
    for index, stored in collection(name).index_information().items():
        if index != "_id_" and (name, index) not in OWN and (harm := _harm(stored)):
            yield ForeignRule(name, index, harm)


def _harm(stored: Mapping[str, Any]) -> str:
    """Return the harm that an index does to documents made without it; "" if none."""
    keys = dict(stored["key"])
    fields, lists = " and ".join(keys), LISTS & keys.keys()
    if "expireAfterSeconds" in stored:
        return f"deletes documents some time after their {fields}"
    if stored.get("unique") and "_id" not in keys:
        return f"refuses a second document with the same {fields}, or without any"
    if len(lists) > 1 or (lists and {"hashed", "2d", "2dsphere"} & set(map(str, keys.values()))):
        return f"refuses documents with lists in {' and '.join(sorted(lists))}"
    return ""


def find_foreign_ids() -> list[str]:
    """Return the names of the collections that have such documents (index `_id_`)."""
    return [name for name in COLLECTIONS if any(_documents(collection(name), 1))]


def foreign_ids_sentences() -> list[str]:
    """Return what to do about each such collection; nothing where the site can be served."""
    how = "Run `manage.py migrate_mongodb --set-aside` to move them to {}_set_aside."
    return [f"{foreign_ids_sentence(name)} {how.format(name)}" for name in find_foreign_ids()]


def foreign_ids_sentence(name: str) -> str:
    ids = [repr(doc["_id"]) for doc in _documents(collection(name), MAX_SHOWN + 1)]
    more = ", …" if len(ids) > MAX_SHOWN else ""
    return (
        f"{name} has documents that no page can show, for their _id isn't an ObjectId: "
        f"{', '.join(ids[:MAX_SHOWN])}{more}."
    )


def set_aside(name: str) -> int:
    """Move such documents to a collection beside theirs; return how many. Safe to repeat."""
    theirs, moved = collection(name), 0
    while docs := list(_documents(theirs, BATCH_SIZE)):
        with long_timeout():
            insert_new(collection(f"{name}_set_aside", MAJORITY), docs)
            theirs.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}})
        moved += len(docs)
    return moved


def _documents(documents: Collection, limit: int) -> Iterator[Document]:
    # ObjectIds are neighbours in the order of BSON: what is not one is before or after them.
    seen = set()
    for order in (1, -1):
        cursor = documents.find().sort("_id", order).hint([("_id", 1)]).limit(limit)
        for doc in takewhile(lambda doc: not isinstance(doc["_id"], ObjectId), cursor):
            key = bson.encode({"": doc["_id"]})
            if key not in seen:
                seen.add(key)
                yield doc
