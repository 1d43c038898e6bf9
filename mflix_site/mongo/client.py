"""One client per process, made after fork, with times short enough that no page hangs."""

import os
from typing import Any

from django.conf import settings
from pymongo import MongoClient
from pymongo.database import Database

from .address import address

POOL = 50
SECONDS_FOR_AN_OPERATION = 4.0

_clients: dict[tuple[int, str], MongoClient[dict[str, Any]]] = {}


def client() -> MongoClient[dict[str, Any]]:
    """Give this process's client; it connects when first used."""
    key = (os.getpid(), address())
    if key not in _clients:
        _clients.clear()  # a parent's client must not be used, nor closed, on this side of a fork
        _clients[key] = MongoClient(
            key[1],
            appname="mflix",
            tz_aware=True,
            datetime_conversion="DATETIME_AUTO",
            w="majority",
            journal=True,
            readConcernLevel="majority",
            retryWrites=True,
            retryReads=True,
            maxPoolSize=POOL,
            timeoutMS=int(SECONDS_FOR_AN_OPERATION * 1000),
            serverSelectionTimeoutMS=3000,
            connectTimeoutMS=1500,
            heartbeatFrequencyMS=2000,
        )
    return _clients[key]


def close() -> None:
    """Close this process's client, as a process does that ends in good order."""
    for (pid, _), made in list(_clients.items()):
        if pid == os.getpid():
            made.close()
    _clients.clear()


def database() -> Database[dict[str, Any]]:
    """Give the site's database."""
    return client()[settings.MONGODB_DB]
