"""One client per process, created after fork, and its collections, which raise our errors.

Its timeouts are so short that no page hangs.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.raw_bson import DEFAULT_RAW_BSON_OPTIONS
from django.conf import settings
from pymongo import MongoClient, WriteConcern
from pymongo import errors as driver
from pymongo.collection import Collection as DriverCollection
from pymongo.cursor import Cursor as DriverCursor
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from ..embedded.state import ServerError, find_running, state_file
from .command_log import CommandRecorder, current_log
from .refusals import TRANSIENT, problem_from_error

Document = dict[str, Any]
Pipeline = Sequence[Mapping[str, Any]]

MAX_POOL_SIZE = 50
OPERATION_SECONDS = 4.0
DECODING: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
RAW: Any = DEFAULT_RAW_BSON_OPTIONS
# After these the driver repeats a read: the network failed, or a majority has no snapshot yet.
REPEATED_CODES = frozenset((6, 7, 89, 134, 262, 9001))
ONE_BATCH = 100_000  # of documents, so that a long list costs no further commands
ONE_MEMBER = WriteConcern(w=1)
# How durable the writes of each collection are: `collections.py` names them all.
WRITE_CONCERNS: dict[str, WriteConcern] = {}

# By process, address, and whether it records commands: a page's client has no listener.
_client_by_process: dict[tuple[int, str, bool], MongoClient[dict[str, Any]]] = {}
_last_address: dict[Path, str] = {}
_making = threading.Lock()
os.register_at_fork(after_in_child=lambda: globals().update(_making=threading.Lock()))


def client() -> MongoClient[dict[str, Any]]:
    """Return this process's client, or the one with a listener while commands are recorded."""
    key = (os.getpid(), mongodb_uri(), current_log.get() is not None)
    if (made := _client_by_process.get(key)) is None:
        with _making:  # of several first requests, one makes it
            made = _client_by_process.get(key) or _make_client(key)
    return made


def _make_client(key: tuple[int, str, bool]) -> MongoClient[dict[str, Any]]:
    # The parent's clients must be neither used nor closed after a fork.
    for other in [other for other in _client_by_process if other[:2] != key[:2]]:
        old = _client_by_process.pop(other, None)
        if old is not None and other[0] == key[0] and other[2]:
            old.close()  # it recorded one request, and nobody else holds it
    recorders: dict[str, Any] = {"event_listeners": [CommandRecorder()]} if key[2] else {}
    made = _client_by_process[key] = MongoClient(
        key[1],
        appname="mflix",
        tz_aware=DECODING.tz_aware,
        datetime_conversion=DECODING.datetime_conversion,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        retryWrites=True,
        retryReads=True,
        maxPoolSize=MAX_POOL_SIZE,
        timeoutMS=int(OPERATION_SECONDS * 1000),
        serverSelectionTimeoutMS=3000,
        connectTimeoutMS=1500,
        heartbeatFrequencyMS=2000,
        **recorders,
    )
    return made


def close() -> None:
    for (pid, *_), made in list(_client_by_process.items()):
        if pid == os.getpid():
            made.close()
    _client_by_process.clear()


def database() -> Database[dict[str, Any]]:
    return client()[settings.MONGODB_DB]


def embedded_folder() -> Path:
    return Path(settings.VAR_DIR) / "mongodb"


def mongodb_uri() -> str:
    """Return MONGODB_URI, or the embedded server's address from its state file."""
    if settings.MONGODB_URI:
        return str(settings.MONGODB_URI)
    folder = embedded_folder()
    try:
        written_at = state_file(folder).stat().st_mtime_ns
    except OSError:
        written_at = 0
    # A server that ended comes back at its address; until then the driver reports it unavailable.
    address = (written_at and _read_address(folder, written_at)) or _last_address.get(folder)
    if not address:
        raise ServerError(
            "The embedded MongoDB is not running. Start it with `manage.py mongod start`."
        )
    _last_address[folder] = address
    return address


@lru_cache(maxsize=4)
def _read_address(folder: Path, _written_at: int) -> str | None:
    state = find_running(folder)
    return state.uri if state else None


@contextmanager
def translate_errors(*, inside: bool = True) -> Iterator[None]:
    """Raise our error in place of the driver's.

    Inside a transaction, not of errors that the driver retries; around one (`inside=False`) of all.
    """
    try:
        yield
    except Exception as error:
        is_retried = isinstance(error, driver.PyMongoError) and error.has_error_label(TRANSIENT)
        problem = None if inside and is_retried else problem_from_error(error)
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


def _translated(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def translated(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception:
            with translate_errors():
                raise

    return translated


for _name in (
    *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one"),
    *("delete_many", "bulk_write", "find_one", "find_one_and_update", "find_one_and_delete"),
    *("find_one_and_replace", "count_documents", "estimated_document_count", "distinct"),
    *("create_index", "create_indexes", "drop_index", "drop_indexes", "list_indexes"),
    *("index_information", "options", "rename", "drop", "watch"),
):
    setattr(Collection, _name, _translated(getattr(DriverCollection, _name)))
for _name in ("distinct", "explain", "to_list", "__getitem__"):
    setattr(Cursor, _name, _translated(getattr(DriverCursor, _name)))


def collection(name: str, concern: WriteConcern | None = None) -> Collection:
    """Return a collection, with its own write concern unless another is given."""
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
