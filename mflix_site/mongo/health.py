"""How the database does: whether it answers, its version, its members, and what differs."""

import time
from dataclasses import dataclass

import pymongo
from pymongo.errors import OperationFailure

from mflix_site.errors import Problem

from . import indexes, validators
from .client import client, database
from .errors import translated

SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Server:
    """One member of the replica set: its address, what it is, and whether it is well."""

    address: str
    state: str
    well: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the database found; `problem` says why it could not be looked at."""

    milliseconds: int = 0
    version: str = ""
    set_name: str = ""
    servers: tuple[Server, ...] = ()
    differs: tuple[str, ...] = ()
    problem: str = ""


def health() -> Health:
    """Look at the database, within three seconds; what cannot be asked is left out."""
    try:
        with pymongo.timeout(SECONDS), translated():
            return _looked_at()
    except Problem as problem:
        return Health(problem=problem.sentence)


def _looked_at() -> Health:
    begun = time.monotonic()
    hello = database().command("hello")
    took = int((time.monotonic() - begun) * 1000) + 1
    return Health(
        milliseconds=took,
        version=str(client().server_info()["version"]),
        set_name=str(hello.get("setName", "")),
        servers=_servers(hello),
        differs=tuple(_differs()),
    )


def _servers(hello: dict[str, object]) -> tuple[Server, ...]:
    try:
        found = client().admin.command("replSetGetStatus")["members"]
    except OperationFailure:  # the site's user need not be allowed to ask
        return tuple(_named(hello))
    return tuple(
        Server(str(m["name"]), str(m["stateStr"]).lower(), m.get("health") == 1) for m in found
    )


def _named(hello: dict[str, object]) -> list[Server]:
    """Give the members that a server names to whoever asks."""
    hosts, primary = hello.get("hosts"), hello.get("primary")
    if not isinstance(hosts, list):
        return []
    return [Server(str(h), "primary" if h == primary else "member") for h in hosts]


def _differs() -> list[str]:
    wrong = [f"index {i.collection}.{i.name} is {state}" for i, state in indexes.drift()]
    return [*wrong, *(f"validator of {name} differs" for name in validators.drift())]
