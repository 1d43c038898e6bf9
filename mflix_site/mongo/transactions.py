"""Transactions and snapshots, bounded in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pymongo
from pymongo import ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from .client import client
from .errors import translate_errors

T = TypeVar("T")
TRANSACTION_SECONDS = 8.0
SNAPSHOT_SECONDS = 280.0  # MongoDB keeps five minutes of history


def in_transaction(work: Callable[[ClientSession], T], seconds: float = TRANSACTION_SECONDS) -> T:
    """Run `work(session)` in one transaction, majority and journaled, and return its result.

    `work` may run twice (the driver retries transient errors) and must have no other effects.
    Raise our errors; a commit without a response is `OutcomeUnknown`.
    """
    with (
        translate_errors(inside=False),
        pymongo.timeout(seconds),
        client().start_session() as session,
    ):
        return session.with_transaction(
            work,
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern(w="majority", j=True),
            read_preference=ReadPreference.PRIMARY,
        )


@contextmanager
def in_snapshot(seconds: float = SNAPSHOT_SECONDS) -> Iterator[ClientSession]:
    """Yield a session whose reads all see the same moment; it cannot write."""
    with (
        translate_errors(),
        pymongo.timeout(seconds),
        client().start_session(snapshot=True) as session,
    ):
        yield session
