"""Inserting many lists at once, to fill a site."""

from collections.abc import Sequence
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import insert_new

Doc = dict[str, Any]


def insert_lists(planned: Sequence[tuple[Doc, Sequence[Doc]]]) -> int:
    """Insert lists with their entries; return how many lists were new.

    A list that exists stays as it is. Entries come first: killed in between, the next run finds
    them there and inserts their list.
    """
    ids = [doc["_id"] for doc, _ in planned]
    present = {doc["_id"] for doc in mongo.lists().find({"_id": {"$in": ids}}, {"_id": 1})}
    new = [(doc, entries) for doc, entries in planned if doc["_id"] not in present]
    insert_new(mongo.list_entries(), [entry for _, entries in new for entry in entries])
    insert_new(mongo.lists(), [doc for doc, _ in new])
    return len(new)
