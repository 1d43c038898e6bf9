"""What must be true together is written together, in a bounded time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pymongo
from pymongo import ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from .client import client
from .errors import translated

T = TypeVar("T")
SECONDS = 8.0
SECONDS_OF_HISTORY = 280.0  # MongoDB keeps five minutes of it for snapshots


def in_transaction(work: Callable[[ClientSession], T], seconds: float = SECONDS) -> T:
    """Run `work(session)` in one transaction, majority and journaled, and give its result.

    `work` may run twice (the driver retries transient errors) and must have no other effects.
    Raises our errors; an unanswered commit is `OutcomeUnknown`.
    """
    with translated(inside=False), pymongo.timeout(seconds), client().start_session() as session:
        return session.with_transaction(
            work,
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern(w="majority", j=True),
            read_preference=ReadPreference.PRIMARY,
        )


@contextmanager
def in_snapshot(seconds: float = SECONDS_OF_HISTORY) -> Iterator[ClientSession]:
    """Give a session whose reads all see one moment; the block is bounded, and writes nothing."""
    with translated(), pymongo.timeout(seconds), client().start_session(snapshot=True) as session:
        yield session
