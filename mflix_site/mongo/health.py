"""The state of the database: for the dashboard (`check_health`) and `/readyz`."""

import time
from dataclasses import dataclass
from typing import Any

import pymongo
from pymongo.errors import OperationFailure

from mflix_site.errors import Problem

from . import indexes, validators
from .client import client, database
from .collections import translate_errors
from .foreign_schema import find_foreign_rules, foreign_ids_sentences

HEALTH_SECONDS = 3.0
READINESS_SECONDS = 2.0  # a load balancer does not wait as long as a page may
READINESS_CACHE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Server:
    """A member of the replica set."""

    address: str
    state: str
    is_healthy: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """Response time, version, members, and differences from the code; or the `problem`."""

    milliseconds: int = 0
    version: str = ""
    set_name: str = ""
    servers: tuple[Server, ...] = ()
    differences: tuple[str, ...] = ()
    problem: str = ""


def check_health() -> Health:
    try:
        with pymongo.timeout(HEALTH_SECONDS), translate_errors():
            began = time.monotonic()
            hello = database().command("hello")
            return Health(
                milliseconds=int((time.monotonic() - began) * 1000) + 1,
                version=str(client().server_info()["version"]),
                set_name=str(hello.get("setName", "")),
                servers=_read_servers(hello),
                differences=(
                    *_index_differences(),
                    *(f"validator of {name} differs" for name in validators.find_drift()),
                ),
            )
    except Problem as problem:
        return Health(problem=str(problem))


_last_readiness: list[tuple[float, list[str]]] = []


def readiness_problems() -> list[str]:
    """Return what keeps the site from working; a good result is cached for five seconds."""
    checked_at, problems = _last_readiness[-1] if _last_readiness else (0.0, ["not checked"])
    if not problems and time.monotonic() - checked_at < READINESS_CACHE_SECONDS:
        return []
    try:
        with pymongo.timeout(READINESS_SECONDS):
            problems = _index_differences()
        if problems:
            problems.append("run `manage.py migrate_mongodb --check`, for details")
    except Problem as problem:
        problems = [str(problem)]
    _last_readiness[:] = [(time.monotonic(), problems)]
    return problems


def _read_servers(hello: dict[str, Any]) -> tuple[Server, ...]:
    try:
        members = client().admin.command("replSetGetStatus")["members"]
    except OperationFailure:  # the site's user need not have this privilege
        hosts, primary = hello.get("hosts", ()), hello.get("primary")
        return tuple(Server(host, "primary" if host == primary else "member") for host in hosts)
    return tuple(Server(m["name"], m["stateStr"].lower(), m.get("health") == 1) for m in members)


def _index_differences() -> list[str]:
    return [
        *(f"index {i.collection}.{i.name} is {state}" for i, state in indexes.find_drift()),
        *(rule.sentence for rule in find_foreign_rules()),
        *foreign_ids_sentences(),
    ]
