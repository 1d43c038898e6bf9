"""Every collection, named once, with its write concern; transactions; the driver's errors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

import pymongo
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from django.utils.translation import gettext_lazy as _
from pymongo import ReadPreference, WriteConcern
from pymongo import errors as driver
from pymongo.client_session import ClientSession
from pymongo.collection import Collection as DriverCollection
from pymongo.cursor import Cursor as DriverCursor
from pymongo.read_concern import ReadConcern

from mflix_site.errors import Conflict, Problem, Unavailable

from .client import client, database

Document = dict[str, Any]
T = TypeVar("T")

LONG_SECONDS = 600.0
TRANSACTION_SECONDS = 8.0
SNAPSHOT_SECONDS = 280.0  # MongoDB keeps five minutes of history
MAJORITY = WriteConcern(w="majority", j=True)
ONE_MEMBER = WriteConcern(w=1)
UNACKNOWLEDGED = WriteConcern(w=0)

# How durable the writes of each collection are, and why; docs/data-model.md has the reasons.
WRITE_CONCERNS: Mapping[str, WriteConcern] = {
    "users": MAJORITY,  # without an account nothing else can be done
    "sessions": MAJORITY,  # a log-out must survive a failover
    "password_resets": MAJORITY,  # a used token must stay used
    "comments": MAJORITY,  # a member's text
    "review_revisions": MAJORITY,
    "movies": MAJORITY,  # tallies change in the transaction of a review
    "search_terms": MAJORITY,  # derived, but read with majority right after the write
    "site_summary": MAJORITY,  # derived, and computed again every minute
    "people": MAJORITY,  # derived, and deleted in the transaction that edits a film
    "facet_counts": MAJORITY,  # derived, and changed in the transaction of a review
    "outbox": MAJORITY,  # written in the transaction that causes the mail
    "notices": MAJORITY,  # a member must learn of decisions about them
    "reports": MAJORITY,  # a member's text
    "cases": MAJORITY,  # changed in the transactions of reports and decisions
    "decisions": MAJORITY,  # the public log is a hash chain
    "log_head": MAJORITY,  # the end of that chain
    "appeals": MAJORITY,  # a member's text
    "movie_revisions": MAJORITY,  # written with the edit of a film
    "throttle": ONE_MEMBER,  # a count lost in a failover does no harm
    "page_views": UNACKNOWLEDGED,  # a lost view costs nothing, a slow page does
}

TRANSIENT = "TransientTransactionError"
UNKNOWN_COMMIT_RESULT = "UnknownTransactionCommitResult"
INVALID_DOCUMENT = 121
SENTENCES = {
    27: _("An index is missing. The operator should run `manage.py migrate_mongodb`."),
    13: _("The database refused this. The operator should look at its log."),
    14031: _("The database's disk is full. The operator should make room."),
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


class Cursor(DriverCursor[Document]):
    """A cursor that raises our errors."""

    def next(self) -> Document:
        with translate_errors():
            return super().next()

    __next__ = next


class Collection(DriverCollection[Document]):
    """A collection that raises our errors."""

    def find(self, *args: Any, **kwargs: Any) -> Cursor:
        return Cursor(self, *args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> Iterator[Document]:  # type: ignore[override]
        with translate_errors():
            rows = super().aggregate(*args, **kwargs)
        return _rows(rows)

    def undecoded(self) -> "Collection":
        """Return this collection with documents that stay BSON until a field is read."""
        return Collection(
            self.database,
            self.name,
            codec_options=self.codec_options.with_options(document_class=RawBSONDocument),
            write_concern=self.write_concern,
            read_concern=self.read_concern,
        )

    def list_of(self, pipeline: Sequence[Mapping[str, Any]], **kwargs: Any) -> list[Document]:
        return list(self.aggregate(pipeline, **kwargs))


def _rows(rows: Any) -> Iterator[Document]:
    with translate_errors():
        yield from rows


for _name in (
    *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one"),
    *("delete_many", "bulk_write", "find_one", "find_one_and_update", "find_one_and_delete"),
    *("count_documents", "estimated_document_count", "distinct"),
    *("create_indexes", "drop_index", "index_information"),
):
    setattr(Collection, _name, translate_errors()(getattr(DriverCollection, _name)))


def collection(name: str, concern: WriteConcern | None = None) -> Collection:
    """Return a collection, with the write concern of the table unless another is given."""
    write_concern = concern or WRITE_CONCERNS[name]
    # A majority read sees the writes of one member late: too late for a rate limit.
    read_concern = ReadConcern("local") if write_concern is ONE_MEMBER else None
    return Collection(database(), name, write_concern=write_concern, read_concern=read_concern)


# Owner: accounts.
members = partial(collection, "users")  # the course's `users`
sessions = partial(collection, "sessions")  # by the hash of their token
password_resets = partial(collection, "password_resets")  # tokens by their hash
outbox = partial(collection, "outbox")  # mails to send
notices = partial(collection, "notices")  # in members' inboxes
throttle = partial(collection, "throttle")  # counters of rate limits
# Owner: movies.
movies = partial(collection, "movies")  # as in `sample_mflix`, with tallies and ranks
search_terms = partial(collection, "search_terms")  # names and words of films, for spelling
people = partial(collection, "people")  # what the films of prolific people come to
facet_counts = partial(collection, "facet_counts")  # bitmaps of films
page_views = partial(collection, "page_views")  # per film and day
movie_revisions = partial(collection, "movie_revisions")  # of edited and merged films
# Owner: reviews.
reviews = partial(collection, "comments")  # the course's `comments`
revisions = partial(collection, "review_revisions")  # earlier versions of edited reviews
site_summary = partial(collection, "site_summary")  # one document of the site's figures
# Owner: moderation.
reports = partial(collection, "reports")  # each with the text as it was reported
cases = partial(collection, "cases")  # all reports of one target until a decision
decisions = partial(collection, "decisions")  # the public log, an append-only hash chain
log_head = partial(collection, "log_head")  # number and hash of the log's last row
appeals = partial(collection, "appeals")  # against decisions, and their answers


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
            work, ReadConcern("snapshot"), MAJORITY, ReadPreference.PRIMARY
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


def long_timeout() -> AbstractContextManager[object]:
    """Allow ten minutes to change or index a whole collection; a page's operation has 4 s."""
    return pymongo.timeout(LONG_SECONDS)
