"""Check that the database of MONGODB_URI can be used; errors never show its password."""

import re
from typing import Any

from pymongo import MongoClient, errors
from pymongo.uri_parser import split_options

from ..embedded.state import ServerError

CHECK_SECONDS = 5
# The driver's own words may quote a part of the password.
FORM = (
    "write it as mongodb://user:password@host:27017/?name=value, with %40 for @, %2F for / and %25 "
    "for % in user name and password."
)
HOSTS = re.compile(r"mongodb(?:\+srv)?://(?:[^@/?]*@)?([^/?@]+)")


def check_connection(uri: str, name: str) -> None:
    """Raise ServerError with the reason unless database `name` at `uri` can be used."""
    timeout = CHECK_SECONDS * 1000
    _check_options(uri)
    try:
        site = MongoClient[Any](uri, serverSelectionTimeoutMS=timeout, connectTimeoutMS=timeout)
        with site as client:
            client[name].list_collection_names(authorizedCollections=True)
            present = client.list_databases(nameOnly=True, authorizedDatabases=True)
            names = {info["name"].lower(): info["name"] for info in present}
            hello = client.admin.command("hello")
    except (errors.PyMongoError, ValueError, TypeError, OSError) as error:
        raise ServerError(_reason(error, uri, name)) from error
    if not ("setName" in hello or hello.get("msg") == "isdbgrid"):
        raise ServerError(
            f"MongoDB at {host_list(uri)} is not a replica set, so it has no transactions. "
            "Start it with --replSet and run rs.initiate()."
        )
    if (other := names.get(name.lower(), name)) != name:
        raise ServerError(
            f"MongoDB at {host_list(uri)} has the database {other}, and allows no second one with "
            f"the same letters: set MONGODB_DB={other}."
        )


def _check_options(uri: str) -> None:
    """Raise ServerError for a value that the driver would only warn of, and replace."""
    for option in filter(None, uri.partition("?")[2].split("&")):
        try:
            split_options(option)
        except (errors.ConfigurationError, OSError):
            continue  # an unknown name, or a file that is missing: the connection says so
        except (ValueError, TypeError) as error:
            name = option.partition("=")[0]
            raise ServerError(
                f"The value of {name} in MONGODB_URI isn't valid. Correct or remove it."
            ) from error


def host_list(uri: str) -> str:
    match = HOSTS.match(uri)
    return match[1] if match else "MONGODB_URI"


def _reason(error: Exception, uri: str, name: str) -> str:
    server = f"MongoDB at {host_list(uri)}"
    if isinstance(error, errors.OperationFailure):
        refusals = {
            18: "refused the user name or password in MONGODB_URI.",
            13: f"does not allow MONGODB_URI's user to use database {name}.",
        }
        code = (error.details or {}).get("codeName", error.code)
        return f"{server} {refusals.get(error.code or 0, f'refused the connection: {code}.')}"
    if isinstance(error, errors.ConnectionFailure):
        return (
            f"{server} did not answer within {CHECK_SECONDS} s. "
            "Is it running, and is MONGODB_URI right?"
        )
    if isinstance(error, OSError):
        return f"{error.filename or 'A certificate'}, which MONGODB_URI names, cannot be read."
    is_setting = isinstance(error, errors.ConfigurationError)
    if is_setting and not isinstance(error, errors.InvalidURI) and uri.startswith("mongodb+srv:"):
        return f"{server} was not found: DNS has no record _mongodb._tcp.{host_list(uri)}."
    if is_setting or isinstance(error, ValueError | TypeError):
        return f"MONGODB_URI cannot be used: {FORM}"
    return f"{server} cannot be used: {type(error).__name__}."
