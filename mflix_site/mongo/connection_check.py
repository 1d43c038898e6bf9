"""Check that the database of MONGODB_URI can be used; errors never show its password."""

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

CHECK_SECONDS = 5
HOSTS = re.compile(r"mongodb(?:\+srv)?://(?:[^@/?]*@)?([^/?@]+)")


def check_connection(uri: str, name: str) -> None:
    """Raise ServerError with the reason unless database `name` at `uri` can be used."""
    milliseconds = CHECK_SECONDS * 1000
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(
            uri, serverSelectionTimeoutMS=milliseconds, connectTimeoutMS=milliseconds
        )
        with client:
            client[name].list_collection_names(authorizedCollections=True)
            hello = client.admin.command("hello")
    except (InvalidURI, ConfigurationError, ValueError, TypeError) as error:
        raise ServerError(
            f"MONGODB_URI cannot be used: {_reason_without_password(error, uri)}"
        ) from error
    except OperationFailure as error:
        raise ServerError(_refusal(error, uri, name)) from error
    except ConnectionFailure as error:
        raise ServerError(
            f"MongoDB at {host_list(uri)} did not answer within {CHECK_SECONDS} s. "
            "Is it running, and is MONGODB_URI right?"
        ) from error
    except PyMongoError as error:
        raise ServerError(
            f"MongoDB at {host_list(uri)} cannot be used: {type(error).__name__}."
        ) from error

    if not ("setName" in hello or hello.get("msg") == "isdbgrid"):
        raise ServerError(
            f"MongoDB at {host_list(uri)} is not a replica set, so it has no transactions. "
            "Start it with --replSet and run rs.initiate()."
        )


def host_list(uri: str) -> str:
    """Return the hosts of an address, without user name and password."""
    match = HOSTS.match(uri)
    return match[1] if match else "MONGODB_URI"


def _refusal(error: OperationFailure, uri: str, name: str) -> str:
    if error.code == 18:
        return f"MongoDB at {host_list(uri)} refused the user name or password in MONGODB_URI."
    if error.code == 13:
        return (
            f"MongoDB at {host_list(uri)} does not allow MONGODB_URI's user to use database {name}."
        )
    reason = (error.details or {}).get("codeName", error.code)
    return f"MongoDB at {host_list(uri)} refused the connection: {reason}."


def _reason_without_password(error: Exception, uri: str) -> str:
    """Return the driver's message, unless it quotes a part of the password."""
    reason = str(error).split("\n")[0]
    secret = uri.partition("://")[2].rpartition("@")[0].rpartition(":")[2]
    is_quoted = secret and any(part and part in reason for part in re.split(r"[@/?:#\[\]]", secret))
    return "it is not a valid mongodb:// address." if is_quoted else reason
