"""The driver's errors as ours, and what people read of what the server refuses."""

from collections.abc import Mapping
from typing import Any

from bson.errors import BSONError
from django.utils.translation import gettext_lazy as _
from pymongo import errors as driver
from pymongo.errors import OperationFailure

from mflix_site.errors import Conflict, LazyText, Problem, Unavailable

from .index_definitions import UNIQUE_KEYS

TRANSIENT = "TransientTransactionError"
UNKNOWN_COMMIT_RESULT = "UnknownTransactionCommitResult"
BAD_VALUE, NESTED_TOO_DEEPLY, INVALID_DOCUMENT, TOO_LARGE, DUPLICATE_KEY = 2, 15, 121, 10334, 11000
FOREIGN_INDEX = _(
    "An index that isn't ours keeps this from being saved. The operator should run "
    "`manage.py migrate_mongodb --check`."
)
INDEX_MISSING = _("An index is missing. The operator should run `manage.py migrate_mongodb`.")
# The server's names of errors of single documents, which it does not send for a bulk write.
CODE_NAMES = {
    BAD_VALUE: "BadValue",
    9: "FailedToParse",
    14: "TypeMismatch",
    NESTED_TOO_DEEPLY: "Overflow",
    28: "PathNotViable",
    40: "ConflictingUpdateOperators",
    66: "ImmutableField",
    INVALID_DOCUMENT: "DocumentValidationFailure",
    171: "CannotIndexParallelArrays",
    TOO_LARGE: "BSONObjectTooLarge",
    DUPLICATE_KEY: "DuplicateKey",
}
# The server was stopping, or another one became primary: the write may be sent again.
RETRYABLE_CODES, MAX_ID_LENGTH = frozenset((91, 189, 10107, 11600, 11602, 13435, 13436)), 60
SENTENCES: dict[int, LazyText] = {
    # No text index, no plan without a collection scan, no unique index to merge on.
    **dict.fromkeys((27, 291, 51183), INDEX_MISSING),
    13297: _(
        "MONGODB_DB has the name of a database in another spelling. The operator should write it "
        "with the same capital and small letters as the server."
    ),
    13: _("The database refused this. The operator should check its log."),
    14031: _("The database's disk is full. The operator needs to free some space."),
}


class Duplicate(Conflict):
    """A unique index already has this key; `key` holds the names of the index's fields."""

    def __init__(self, key: frozenset[str]) -> None:
        super().__init__(_("That's already taken."))
        self.key = key


class Unstorable(Problem):
    """A value that BSON or a validator refuses: a bug of ours if a form let it through."""


class OutcomeUnknown(Unavailable):
    """The response to a write was lost: it may have happened, and repeating it is safe."""

    sentence = _("We couldn't confirm that this was saved. Send it again: it won't be saved twice.")


def problem_from_error(error: Exception) -> Problem | None:
    """Return our error for one of the driver; None for other errors and misuse."""
    if isinstance(error, BSONError | OverflowError | UnicodeEncodeError):
        return Unstorable(f"This can't be saved: {type(error).__name__}.")
    if (details := _duplicate_key(error)) is not None:
        key = frozenset(details.get("keyPattern", {}))
        # Words about what is taken would be wrong where the index is not one of ours.
        return Duplicate(key) if not key or key in UNIQUE_KEYS else Unavailable(FOREIGN_INDEX)
    is_misuse = isinstance(error, driver.InvalidOperation | driver.ConfigurationError)
    return _unavailable(error) if isinstance(error, driver.PyMongoError) and not is_misuse else None


def _duplicate_key(error: Exception) -> Mapping[str, Any] | None:
    """Return the server's details of a duplicate key, also of the first one of a bulk write."""
    if isinstance(error, driver.DuplicateKeyError):
        return error.details or {}
    is_bulk = isinstance(error, driver.BulkWriteError)
    details = _details(error)
    return details if is_bulk and details.get("code") == DUPLICATE_KEY else None


def _details(error: BaseException | None) -> Mapping[str, Any]:
    """Return the server's details of an error; of a bulk write, of its first refused write."""
    details: Mapping[str, Any] = getattr(error, "details", None) or {}
    return next(iter(details.get("writeErrors") or ()), details)


def _code(error: OperationFailure) -> int:
    return int(_details(error).get("code") or error.code or 0)


def _unavailable(error: driver.PyMongoError) -> Problem:
    # After a server selection timeout nothing was sent.
    was_sent = not isinstance(error, driver.ServerSelectionTimeoutError)
    is_lost = error.has_error_label(UNKNOWN_COMMIT_RESULT) or (error.timeout and was_sent)
    if is_lost or isinstance(error, driver.WTimeoutError) or _is_unconfirmed(error):
        return OutcomeUnknown()
    if not isinstance(error, driver.OperationFailure):
        return Unavailable()
    if _code(error) == INVALID_DOCUMENT:
        reason = _details(error).get("errInfo")
        return Unstorable(f"The validator refused a document: {reason}")
    return Unavailable(refusal_sentence(error))


def _is_unconfirmed(error: driver.PyMongoError) -> bool:
    """Return whether a bulk write succeeded, but too few members acknowledged it."""
    return isinstance(error, driver.BulkWriteError) and not error.details["writeErrors"]


def problem_from_driver_error(error: Exception) -> Problem | None:
    """Return our error for one of the driver, and None for any other error."""
    return problem_from_error(error) if isinstance(error, driver.PyMongoError) else None


def refusal_sentence(error: OperationFailure) -> LazyText:
    """Return the sentence that members read about a refusal; "" for the general one."""
    code = _code(error)
    is_about_hint = code == BAD_VALUE and "hint provided" in str(error)
    return INDEX_MISSING if is_about_hint else SENTENCES.get(code, "")


def refusal(error: BaseException | None) -> str:
    """Return the name of an error that the server would repeat; "" for one that may pass.

    Of a bulk write, the name of its first error, with the id of the document.
    """
    if not isinstance(error, OperationFailure) or error.timeout or _is_unconfirmed(error):
        return ""
    is_labelled = any(map(error.has_error_label, ("RetryableWriteError", TRANSIENT)))
    if is_labelled or _code(error) in RETRYABLE_CODES:
        return ""
    write = _details(error).get("op") or {}
    document = (write.get("q") or write).get("_id")
    where = f" in the document {str(document)[:MAX_ID_LENGTH]}" if document is not None else ""
    return error_name(error) + where


def error_name(error: BaseException | None) -> str:
    """Return the server's name of an error, else its number; "" for one that is not its own."""
    if not isinstance(error, OperationFailure):
        return ""
    return str(_details(error).get("codeName") or code_name(_code(error)))


def code_name(code: int) -> str:
    return CODE_NAMES.get(code) or f"error {code}"
