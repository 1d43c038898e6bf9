"""Asks whether the database of MONGODB_URI answers us, and says why not without its password."""

import re
from typing import Any

from pymongo import MongoClient
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)

from ..embedded.errors import ServerError

SECONDS = 5
HOSTS = re.compile(r"mongodb(?:\+srv)?://(?:[^@/?]*@)?([^/?@]+)")


def check_connection(uri: str, name: str) -> None:
    """Raise ServerError with the reason unless database `name` at `uri` lets us in."""
    milliseconds = SECONDS * 1000
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(
            uri, serverSelectionTimeoutMS=milliseconds, connectTimeoutMS=milliseconds
        )
        with client:
            client[name].list_collection_names(authorizedCollections=True)
            hello = client.admin.command("hello")
    except (InvalidURI, ConfigurationError, ValueError, TypeError) as error:
        raise ServerError(f"MONGODB_URI cannot be used: {_harmless(error, uri)}") from error
    except OperationFailure as error:
        raise ServerError(_refusal(error, uri, name)) from error
    except ConnectionFailure as error:
        raise ServerError(
            f"MongoDB at {hosts(uri)} did not answer within {SECONDS} s. "
            "Is it running, and is MONGODB_URI right?"
        ) from error
    except PyMongoError as error:
        raise ServerError(
            f"MongoDB at {hosts(uri)} cannot be used: {type(error).__name__}."
        ) from error

    if not ("setName" in hello or hello.get("msg") == "isdbgrid"):
        raise ServerError(
            f"MongoDB at {hosts(uri)} is no replica set, so it has no transactions. "
            "Start it with --replSet and run rs.initiate()."
        )


def hosts(uri: str) -> str:
    """Give the hosts of an address, without the name and the password."""
    found = HOSTS.match(uri)
    return found[1] if found else "MONGODB_URI"


def _refusal(error: OperationFailure, uri: str, name: str) -> str:
    if error.code == 18:
        return f"MongoDB at {hosts(uri)} refused the user name or password in MONGODB_URI."
    if error.code == 13:
        return f"MongoDB at {hosts(uri)} does not allow MONGODB_URI's user to use database {name}."
    return (
        f"MongoDB at {hosts(uri)} refused us: {(error.details or {}).get('codeName', error.code)}."
    )


def _harmless(error: Exception, uri: str) -> str:
    """Give the driver's reason, unless it quotes a part of the address that may be a secret."""
    reason = str(error).split("\n")[0]
    secret = uri.partition("://")[2].rpartition("@")[0].rpartition(":")[2]
    quoted = secret and any(part and part in reason for part in re.split(r"[@/?:#\[\]]", secret))
    return "it is not a proper mongodb:// address." if quoted else reason
