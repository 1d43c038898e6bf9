"""Time for long work: a page's operations have four seconds, a command's may need minutes."""

from contextlib import AbstractContextManager

import pymongo

LONG_SECONDS = 600.0


def long_timeout() -> AbstractContextManager[object]:
    """Allow ten minutes: for an operation that changes or indexes a whole collection."""
    return pymongo.timeout(LONG_SECONDS)
