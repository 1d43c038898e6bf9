"""Retry work of commands until the database is available again; pages must not wait."""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from mflix_site.errors import Unavailable

from .collections import Collection, Document
from .refusals import refusal

T = TypeVar("T")
WAIT_SECONDS, PAUSE_SECONDS, BATCH_SIZE = 600.0, 2.0, 1000


def retry_until_available(work: Callable[[], T]) -> T:
    """Return the result of work that may be repeated; repeat it for ten minutes while it fails."""
    deadline, is_announced = time.monotonic() + WAIT_SECONDS, False
    while True:
        try:
            return work()
        except Unavailable as problem:
            if refusal(problem.__cause__) or time.monotonic() > deadline:
                raise
        if not is_announced:
            sys.stderr.write("The database isn't answering; waiting for it.\n")
        is_announced = True
        time.sleep(PAUSE_SECONDS)


def all_documents(collection: Collection, fields: dict[str, Any]) -> Iterator[Document]:
    """Yield all documents in the order of their ids, of any type (index `_id_`)."""
    last: list[Any] = []

    # In batches of its own: a cursor is lost with its server, or when nobody reads for long.
    def next_batch() -> list[Document]:
        cursor = collection.find({}, fields).sort("_id", 1).hint([("_id", 1)])
        return list((cursor.min([("_id", last[0])]) if last else cursor).limit(BATCH_SIZE))

    while batch := retry_until_available(next_batch):
        yield from batch[1:] if last and batch[0]["_id"] == last[0] else batch
        if len(batch) < BATCH_SIZE:
            return
        last = [batch[-1]["_id"]]
