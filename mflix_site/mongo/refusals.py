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
BAD_VALUE, INVALID_DOCUMENT, DUPLICATE_KEY, NESTED_TOO_DEEPLY = 2, 121, 11000, 15
FOREIGN_INDEX = _(
    "An index that isn't ours keeps this from being saved. The operator should run "
    "`manage.py migrate_mongodb --check`."
)
INDEX_MISSING = _("An index is missing. The operator should run `manage.py migrate_mongodb`.")
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


def to_problem(error: Exception) -> Problem | None:
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
    refused = error.details["writeErrors"] if isinstance(error, driver.BulkWriteError) else []
    return refused[0] if refused and refused[0]["code"] == DUPLICATE_KEY else None


def _unavailable(error: driver.PyMongoError) -> Problem:
    # After a server selection timeout nothing was sent.
    was_sent = not isinstance(error, driver.ServerSelectionTimeoutError)
    is_lost = error.has_error_label(UNKNOWN_COMMIT_RESULT) or (error.timeout and was_sent)
    if is_lost or isinstance(error, driver.WTimeoutError):
        return OutcomeUnknown()
    if not isinstance(error, driver.OperationFailure):
        return Unavailable()
    if error.code == INVALID_DOCUMENT:
        reason = (error.details or {}).get("errInfo")
        return Unstorable(f"The validator refused a document: {reason}")
    return Unavailable(refusal_sentence(error))


def driver_problem(error: Exception) -> Problem | None:
    """Return our error for one of the driver, and None for any other error."""
    return to_problem(error) if isinstance(error, driver.PyMongoError) else None


def refusal_sentence(error: OperationFailure) -> LazyText:
    """Return the sentence that members read about a refusal; "" for the general one."""
    is_about_hint = error.code == BAD_VALUE and "hint provided" in str(error)
    return INDEX_MISSING if is_about_hint else SENTENCES.get(error.code or 0, "")


def refusal(error: BaseException | None) -> str:
    """Return the name of an error that the server would repeat; "" for one that may pass."""
    if not isinstance(error, OperationFailure) or error.timeout:
        return ""
    if any(map(error.has_error_label, ("RetryableWriteError", TRANSIENT))):
        return ""
    return str((error.details or {}).get("codeName") or f"error {error.code}")
