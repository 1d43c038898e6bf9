"""Counting again how many films each list has."""

from collections.abc import Iterator, Sequence
from typing import Any

from pymongo import UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.waiting import all_documents

BATCH_SIZE = 500


def recount_lists() -> Iterator[str]:
    """Correct the number of films of lists where it has drifted; yield a line for each."""
    fields = {"title": 1, "entry_count": 1, "version": 1}
    for batch in in_batches(all_documents(mongo.lists(), fields), BATCH_SIZE):
        yield from _recount_batch(list(batch))


def _recount_batch(docs: Sequence[dict[str, Any]]) -> Iterator[str]:
    ids = [doc["_id"] for doc in docs]
    count = [
        {"$match": {"list_id": {"$in": ids}}},
        {"$group": {"_id": "$list_id", "films": {"$sum": 1}}},
    ]
    counted = {row["_id"]: row["films"] for row in mongo.list_entries().aggregate(count)}
    wrong = [doc for doc in docs if doc["entry_count"] != counted.get(doc["_id"], 0)]
    # What has changed since it was read is counted by whoever changed it.
    updates = [
        UpdateOne(
            {"_id": doc["_id"], "version": doc["version"]},
            {"$set": {"entry_count": counted.get(doc["_id"], 0)}},
        )
        for doc in wrong
    ]
    if updates:
        mongo.lists().bulk_write(updates, ordered=False)
    for doc in wrong:
        yield f"{doc['title']}: {doc['entry_count']} instead of {counted.get(doc['_id'], 0)}"
