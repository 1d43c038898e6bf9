"""Driver errors become ours here, so that none of them leaves the data layer."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from bson.errors import BSONError
from pymongo import errors as driver

from mflix_site.errors import Conflict, Problem, Unavailable

F = TypeVar("F", bound=Callable[..., Any])

RETRIED = "TransientTransactionError"
UNKNOWN = "UnknownTransactionCommitResult"
INVALID_DOCUMENT = 121
SENTENCES = {
    27: "An index is missing. The operator should run `manage.py migrate_mongodb`.",
    13: "The database refuses to do this: the operator should look at its log.",
    14031: "The database's disk is full: the operator should make room.",
}


class Duplicate(Conflict):
    """A unique index already holds such a key; `key` names the index's fields."""

    def __init__(self, key: frozenset[str]) -> None:
        super().__init__("That is taken already.")
        self.key = key


class Unstorable(Problem):
    """A value that BSON or a validator refuses: a bug of ours if a form let it through."""


class OutcomeUnknown(Unavailable):
    """The answer to a write was lost: it may have happened, and sending it again is safe."""

    sentence = (
        "We could not confirm that this was saved. Send it again: it will not be there twice."
    )


def to_own_error(error: Exception) -> Problem | None:
    """Give our error for a driver's; None for what is no driver's error, or a misuse of it."""
    if isinstance(error, BSONError | OverflowError | UnicodeEncodeError):
        return Unstorable(f"This cannot be stored: {type(error).__name__}.")
    if isinstance(error, driver.DuplicateKeyError):
        return Duplicate(frozenset((error.details or {}).get("keyPattern", {})))
    if isinstance(error, driver.InvalidOperation | driver.ConfigurationError):
        return None
    if isinstance(error, driver.PyMongoError):
        return _unavailable(error)
    return None


def _unavailable(error: driver.PyMongoError) -> Problem:
    if error.has_error_label(UNKNOWN) or isinstance(error, driver.WTimeoutError):
        return OutcomeUnknown()
    # It waited for a server in vain, so nothing was sent.
    if error.timeout and not isinstance(error, driver.ServerSelectionTimeoutError):
        return OutcomeUnknown()
    if not isinstance(error, driver.OperationFailure):
        return Unavailable()
    if error.code == INVALID_DOCUMENT:
        found = (error.details or {}).get("errInfo")
        return Unstorable(f"The validator refused a document: {found}")
    return Unavailable(SENTENCES.get(error.code or 0, ""))


@contextmanager
def translated(*, inside: bool = True) -> Iterator[None]:
    """Raise our error for a driver's.

    Inside a transaction an error that the driver would retry passes as it is; around a whole
    transaction (`inside=False`) none does.
    """
    try:
        yield
    except Problem:
        raise
    except Exception as error:
        if inside and isinstance(error, driver.PyMongoError) and error.has_error_label(RETRIED):
            raise
        problem = to_own_error(error)
        if problem is None:
            raise
        raise problem from error


def translating(function: F) -> F:
    """Wrap a method of the driver so that its errors come out as ours."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with translated():
            return function(*args, **kwargs)

    return wrapped  # type: ignore[return-value]
