"""Every collection, named once, with its write concern; transactions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

import bson
import pymongo
from bson.raw_bson import DEFAULT_RAW_BSON_OPTIONS
from django.conf import settings
from pymongo import ReadPreference, WriteConcern
from pymongo import errors as driver
from pymongo.client_session import ClientSession
from pymongo.collection import Collection as DriverCollection
from pymongo.cursor import Cursor as DriverCursor
from pymongo.read_concern import ReadConcern

from .client import DECODING, client
from .refusals import TRANSIENT, to_problem
from .refusals import Duplicate as Duplicate
from .refusals import OutcomeUnknown as OutcomeUnknown
from .refusals import Unstorable as Unstorable

Document = dict[str, Any]
Pipeline = Sequence[Mapping[str, Any]]
T = TypeVar("T")

LONG_SECONDS = 600.0
TRANSACTION_SECONDS = 8.0
# After these the driver repeats a read: the network failed, or a majority has no snapshot yet.
REPEATED_CODES = frozenset((6, 7, 89, 134, 262, 9001))
ONE_BATCH = 100_000  # of documents, so that a long list costs no further commands
SNAPSHOT_SECONDS = 280.0  # MongoDB keeps five minutes of history
MAJORITY = WriteConcern(w="majority", j=True)
ONE_MEMBER = WriteConcern(w=1)
UNACKNOWLEDGED = WriteConcern(w=0)
RAW: Any = DEFAULT_RAW_BSON_OPTIONS


@contextmanager
def translate_errors(*, inside: bool = True) -> Iterator[None]:
    """Raise our error in place of the driver's; a context manager and a decorator.

    Inside a transaction, errors that the driver retries are raised unchanged; around one
    (`inside=False`) all are translated.
    """
    try:
        yield
    except Exception as error:
        is_retried = isinstance(error, driver.PyMongoError) and error.has_error_label(TRANSIENT)
        problem = None if inside and is_retried else to_problem(error)
        if problem is None:
            raise
        raise problem from error


class Cursor(DriverCursor[Document]):
    """A cursor that raises our errors."""

    def next(self) -> Document:
        try:
            return super().next()
        except StopIteration:
            raise
        except Exception:
            with translate_errors():  # entered for errors alone: it costs more than a document
                raise

    __next__ = next


class Collection(DriverCollection[Document]):
    """A collection that raises our errors."""

    def find(self, *args: Any, **kwargs: Any) -> Cursor:
        return Cursor(self, *args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> Iterator[Document]:  # type: ignore[override]
        with translate_errors():
            rows = super().aggregate(*args, **kwargs)
        return _rows(rows)

    def find_raw(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        """Yield documents as BSON, for whoever keeps what they have read of the same bytes."""
        with translate_errors():
            batches: Iterator[Any] = self.find_raw_batches(*args, **kwargs)
            for batch in batches:
                yield from _documents(batch)

    def list_of(self, pipeline: Pipeline, *others: Pipeline, **options: Any) -> list[Document]:
        """Return the results of an aggregation, and of others after it, in one command.

        Outside of transactions without a cursor, which costs a fifth more.
        """
        unions = [{"$unionWith": {"coll": self.name, "pipeline": other}} for other in others]
        stages = [*pipeline, *unions]
        if options.get("session") is None:
            try:
                answer = self._first_batch(stages, **options)
            except driver.AutoReconnect:  # the driver repeats an aggregation, and no command
                pass
            else:
                if not answer["id"]:
                    return list(answer["firstBatch"])
                with translate_errors():
                    self.database.command("killCursors", self.name, cursors=[answer["id"]])
        return list(self.aggregate(stages, **options))

    def _first_batch(self, stages: Pipeline, **options: Any) -> Any:
        """Return the first 16 MB of an aggregation, and the `id` of a cursor for what follows.

        Raise AutoReconnect where it may be sent again: the time for it has not run out.
        """
        try:
            return self.database.command(
                "aggregate",
                self.name,
                pipeline=stages,
                cursor={"batchSize": ONE_BATCH},
                readConcern=self.read_concern.document,
                read_preference=self.read_preference,
                codec_options=self.codec_options,
                **options,
            )["cursor"]
        except Exception as error:
            if isinstance(error, driver.AutoReconnect) and not error.timeout:
                raise
            if isinstance(error, driver.OperationFailure) and error.code in REPEATED_CODES:
                raise driver.AutoReconnect from error
            with translate_errors():  # entered for errors alone
                raise

    def raw_list_of(self, pipeline: Pipeline, *others: Pipeline, **options: Any) -> list[bytes]:
        """Return the same as BSON; the driver's raw batches would need a command more."""
        rows: list[Any] = _as_ours(self, RAW).list_of(pipeline, *others, **options)
        return [bytes(row.raw) for row in rows]  # of a large answer, the driver has a view of it

    def with_options(self, *args: Any, **kwargs: Any) -> "Collection":  # type: ignore[override]
        return _as_ours(super().with_options(*args, **kwargs))

    def __getitem__(self, name: str) -> "Collection":
        return _as_ours(super().__getitem__(name))


def _as_ours(plain: DriverCollection[Any], codec_options: Any = None) -> Collection:
    """Return a collection that raises our errors; what the driver makes of ours does not."""
    names = ("read_preference", "write_concern", "read_concern")
    options = {name: getattr(plain, name) for name in names}
    decoding = codec_options or plain.codec_options
    return Collection(plain.database, plain.name, codec_options=decoding, **options)


def _rows(rows: Any) -> Iterator[Document]:
    with translate_errors():
        yield from rows


def decoded(row: bytes) -> Document:
    """Return a document of `raw_list_of` as the driver would have read it."""
    return bson.decode(row, DECODING)


def _documents(batch: bytes) -> Iterator[bytes]:
    """Yield the documents of a batch, each of which begins with its length."""
    start = 0
    while start < len(batch):
        end = start + int.from_bytes(batch[start : start + 4], "little")
        yield batch[start:end]
        start = end


for _name in (
    *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one"),
    *("delete_many", "bulk_write", "find_one", "find_one_and_update", "find_one_and_delete"),
    *("find_one_and_replace", "count_documents", "estimated_document_count", "distinct"),
    *("create_index", "create_indexes", "drop_index", "drop_indexes", "list_indexes"),
    *("index_information", "options", "rename", "drop", "watch"),
):
    setattr(Collection, _name, translate_errors()(getattr(DriverCollection, _name)))
for _name in ("distinct", "explain", "to_list", "__getitem__"):
    setattr(Cursor, _name, translate_errors()(getattr(DriverCursor, _name)))


def collection(name: str, concern: WriteConcern | None = None) -> Collection:
    """Return a collection, with the write concern of the table unless another is given."""
    own = client()
    key = (id(own), settings.MONGODB_DB, name)  # the client lives as long as its collections
    if concern is None and (made := _made_collections.get(key)) is not None:
        return made
    write_concern = concern or WRITE_CONCERNS[name]
    # A majority read sees the writes of one member late: too late for a rate limit.
    read_concern = ReadConcern("local") if write_concern is ONE_MEMBER else None
    options: dict[str, Any] = {"write_concern": write_concern, "read_concern": read_concern}
    made = Collection(own[settings.MONGODB_DB], name, **options)
    if concern is None:
        _made_collections[key] = made
    return made


# Of each client, which are few: making one costs as much as finding a document.
_made_collections: dict[tuple[int, str, str], Collection] = {}
# How durable the writes of each collection are; docs/data-model.md has the reasons.
WRITE_CONCERNS: dict[str, WriteConcern] = {}


def _named(name: str, concern: WriteConcern = MAJORITY) -> partial[Collection]:
    WRITE_CONCERNS[name] = concern
    return partial(collection, name)


# Owner: accounts.
members = _named("users")  # the course's `users`
sessions = _named("sessions")  # by the hash of their token; a log-out must survive a failover
notice_batches = _named("notice_batches")  # notices of many members, until they are delivered
former_accounts = _named("former_accounts")  # what outlasts them, by keyed hashes
password_resets = _named("password_resets")  # tokens by their hash; used ones must stay used
access_tokens = _named("access_tokens")  # by a hash; a revoked one must stay revoked
idempotent_requests = _named("idempotent_requests")  # answers to writes, kept for a day
outbox = _named("outbox")  # mails to send, written in the transaction that causes them
notices = _named("notices")  # in members' inboxes
throttle = _named("throttle", ONE_MEMBER)  # rate limits: a lost count does no harm
counters = _named("counters")  # totals of the site, in shards; derived
# Owner: movies.
movies = _named("movies")  # as in `sample_mflix`, with tallies and ranks
search_terms = _named("search_terms")  # names and words of films, for spelling; derived
people = _named("people")  # what the films of prolific people come to; derived
facet_counts = _named("facet_counts")  # bitmaps of films; derived
page_views = _named("page_views", UNACKNOWLEDGED)  # a lost view costs nothing, a slow page does
movie_revisions = _named("movie_revisions")  # of edited and merged films
# Owner: reviews.
reviews = _named("comments")  # the course's `comments`
revisions = _named("review_revisions")  # earlier versions of edited reviews
site_summary = _named("site_summary")  # one document of the site's figures; derived
# Owner: importing.
migrations = _named("migrations")  # what was filled in of data that earlier versions lack
# Owner: diary.
film_states = _named("film_states")  # what a film is to a member: watched, liked, on the watchlist
diary = _named("diary")  # one document a viewing
# Owner: lists.
lists = _named("lists")  # members' lists of films
list_entries = _named("list_entries")  # the films of each, with their positions and notes
# Owner: moderation.
reports = _named("reports")  # each with the text as it was reported
cases = _named("cases")  # all reports of one target until a decision
decisions = _named("decisions")  # the public log, an append-only hash chain
log_head = _named("log_head")  # number and hash of the log's last row
appeals = _named("appeals")  # against decisions, and their answers
# Owner: importing.
imports = _named("imports")  # of members' histories from elsewhere, one an uploaded file
import_rows = _named("import_rows")  # their rows, for thirty days
import_undo = _named("import_undo")  # documents as they were before an import changed them


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
