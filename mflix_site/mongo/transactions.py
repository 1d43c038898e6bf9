"""Transactions, which the driver repeats after transient errors; snapshots; long operations."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import pymongo
from pymongo import ReadPreference
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from .client import client, translate_errors
from .collections import MAJORITY
from .refusals import Duplicate

T = TypeVar("T")

LONG_SECONDS = 600.0
TRANSACTION_SECONDS = 8.0
SNAPSHOT_SECONDS = 280.0  # MongoDB keeps five minutes of history


def in_transaction(work: Callable[[ClientSession], T], seconds: float = TRANSACTION_SECONDS) -> T:
    """Run `work(session)` in one transaction, majority and journaled, and return its result.

    `work` may run twice (the driver retries transient errors) and must have no other effects.
    Raise our errors; a commit without a response is `OutcomeUnknown`.
    """
    try:
        return _run_transaction(work, seconds)
    except Duplicate as problem:
        if problem.key != {"_id"}:
            raise
        # Of two upserts of a new document, one loses: the document is there now.
        return _run_transaction(work, seconds)


def _run_transaction(work: Callable[[ClientSession], T], seconds: float) -> T:
    snapshot, primary = ReadConcern("snapshot"), ReadPreference.PRIMARY
    with translate_errors(inside=False), pymongo.timeout(seconds), client().start_session() as own:
        return own.with_transaction(work, snapshot, MAJORITY, primary)


@contextmanager
def in_snapshot() -> Iterator[ClientSession]:
    """Yield a session whose reads all see the same moment; it cannot write."""
    session = client().start_session(snapshot=True)
    with translate_errors(), pymongo.timeout(SNAPSHOT_SECONDS), session:
        yield session


def long_timeout() -> AbstractContextManager[object]:
    """Allow ten minutes to change or index a whole collection; a page's operation has 4 s."""
    return pymongo.timeout(LONG_SECONDS)
