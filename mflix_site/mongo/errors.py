"""Translate PyMongo's errors into ours, so that none of them leaves the data layer."""

from collections.abc import Iterator
from contextlib import contextmanager

from bson.errors import BSONError
from pymongo import errors as driver

from mflix_site.errors import Conflict, Problem, Unavailable

TRANSIENT = "TransientTransactionError"
UNKNOWN_COMMIT_RESULT = "UnknownTransactionCommitResult"
INVALID_DOCUMENT = 121
SENTENCES = {
    27: "An index is missing. The operator should run `manage.py migrate_mongodb`.",
    13: "The database refuses to do this: the operator should look at its log.",
    14031: "The database's disk is full: the operator should make room.",
}


class Duplicate(Conflict):
    """A unique index already has this key; `key` holds the names of the index's fields."""

    def __init__(self, key: frozenset[str]) -> None:
        super().__init__("That is taken already.")
        self.key = key


class Unstorable(Problem):
    """A value that BSON or a validator refuses: a bug of ours if a form let it through."""


class OutcomeUnknown(Unavailable):
    """The response to a write was lost: it may have happened, and repeating it is safe."""

    sentence = (
        "We could not confirm that this was saved. Send it again: it will not be there twice."
    )


def to_problem(error: Exception) -> Problem | None:
    """Return our error for one of the driver; None for other errors and misuse."""
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
    if error.has_error_label(UNKNOWN_COMMIT_RESULT) or isinstance(error, driver.WTimeoutError):
        return OutcomeUnknown()
    # After a server selection timeout nothing was sent.
    if error.timeout and not isinstance(error, driver.ServerSelectionTimeoutError):
        return OutcomeUnknown()
    if not isinstance(error, driver.OperationFailure):
        return Unavailable()
    if error.code == INVALID_DOCUMENT:
        reason = (error.details or {}).get("errInfo")
        return Unstorable(f"The validator refused a document: {reason}")
    return Unavailable(SENTENCES.get(error.code or 0, ""))


@contextmanager
def translate_errors(*, inside: bool = True) -> Iterator[None]:
    """Raise our error in place of the driver's; a context manager and a decorator.

    Inside a transaction, errors that the driver retries are raised unchanged; around one
    (`inside=False`) all are translated.
    """
    try:
        yield
    except Problem:
        raise
    except Exception as error:
        if inside and isinstance(error, driver.PyMongoError) and error.has_error_label(TRANSIENT):
            raise
        problem = to_problem(error)
        if problem is None:
            raise
        raise problem from error
