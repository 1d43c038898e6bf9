"""One client per process, created after fork, with timeouts so short that no page hangs."""

import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion
from django.conf import settings
from pymongo import MongoClient
from pymongo.database import Database

from ..embedded.state import ServerError, find_running, state_file
from .command_log import CommandRecorder, current_log

MAX_POOL_SIZE = 50
OPERATION_SECONDS = 4.0
DECODING: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)

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
def _read_address(folder: Path, written_at: int) -> str | None:
    state = find_running(folder)
    return state.uri if state else None
