"""Many documents at once: what is there already is left as it is, and counted."""

from collections.abc import Sequence

from pymongo.errors import BulkWriteError

from .collections import Collection, Document
from .errors import translated
from .timeouts import long_timeout

ALREADY_THERE = 11000


def insert_new(collection: Collection, docs: Sequence[Document]) -> list[int]:
    """Insert documents; give the positions of those whose key was taken, which stay out."""
    if not docs:
        return []
    with translated(), long_timeout():
        try:
            super(Collection, collection).insert_many(docs, ordered=False)
        except BulkWriteError as error:
            failed = error.details["writeErrors"]
            if any(one["code"] != ALREADY_THERE for one in failed):
                raise
            return [one["index"] for one in failed]
    return []
