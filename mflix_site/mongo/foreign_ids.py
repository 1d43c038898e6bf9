"""Documents whose `_id` is not an ObjectId, which no address of the site can name.

They are another application's. They stay where they are until the operator has them moved aside.
"""

from collections.abc import Iterator
from itertools import takewhile

import bson
from bson import ObjectId

from .bulk_writes import insert_new
from .collections import MAJORITY, Collection, Document, collection, long_timeout

COLLECTIONS = ("users", "movies", "comments")
BATCH_SIZE, MAX_SHOWN = 500, 10


def find_foreign_ids() -> list[str]:
    """Return the names of the collections that have such documents (index `_id_`)."""
    return [name for name in COLLECTIONS if any(_documents(collection(name), 1))]


def foreign_ids_sentences() -> list[str]:
    """Return what to do about all of them; nothing where the site can be served."""
    return [foreign_ids_sentence(name) for name in find_foreign_ids()]


def foreign_ids_sentence(name: str) -> str:
    ids = [repr(doc["_id"]) for doc in _documents(collection(name), MAX_SHOWN + 1)]
    more = ", …" if len(ids) > MAX_SHOWN else ""
    return (
        f"{name} has documents that no page can show, for their _id isn't an ObjectId: "
        f"{', '.join(ids[:MAX_SHOWN])}{more}. To move them to {name}_set_aside, run "
        "`manage.py migrate_mongodb --set-aside`."
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


def _documents(documents: Collection, most: int) -> Iterator[Document]:
    # ObjectIds are neighbours in the order of BSON: what is not one is before or after them.
    seen = set()
    for order in (1, -1):
        cursor = documents.find().sort("_id", order).hint([("_id", 1)]).limit(most)
        for doc in takewhile(lambda doc: not isinstance(doc["_id"], ObjectId), cursor):
            key = bson.encode({"": doc["_id"]})
            if key not in seen:
                seen.add(key)
                yield doc
