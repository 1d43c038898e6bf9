"""Configure mongods as a replica set, and wait for their states."""

import time
from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from .errors import ServerError
from .process import HOST, Mongod
from .state import REPLICA_SET

PRIMARY, SECONDARY = "isWritablePrimary", "secondary"
ELECTION_SECONDS = 60.0
NOT_READY_CODES = (94, 109)  # NotYetInitialized, ConfigurationInProgress


def initiate_single_member(mongod: Mongod) -> None:
    """Make one mongod a replica set of itself at its current port; wait until it is primary."""
    deadline = time.monotonic() + ELECTION_SECONDS
    with mongod.client() as client:
        while (error := _configure(client, mongod)) is not None:
            # It listens a moment before it has read its own configuration.
            if getattr(error, "code", None) not in NOT_READY_CODES or time.monotonic() > deadline:
                raise ServerError(f"The embedded MongoDB refused its replica set: {error}")
            time.sleep(0.05)
    wait_for_state([mongod], PRIMARY)


def replica_set_config(members: Sequence[Mongod], settings: dict[str, Any]) -> dict[str, Any]:
    hosts = [{"_id": i, "host": f"{HOST}:{member.port}"} for i, member in enumerate(members)]
    return {"_id": REPLICA_SET, "members": hosts, "settings": settings}


def wait_for_state(members: Sequence[Mongod], *states: str) -> Mongod:
    """Return the first running member in one of the states (fields of `hello`)."""
    deadline = time.monotonic() + ELECTION_SECONDS
    while time.monotonic() < deadline:
        for member in members:
            if not member.ended() and _has_state(member, *states):
                return member
        time.sleep(0.05)
    raise ServerError(f"No member of the replica set became {' or '.join(states)}.")


def _configure(client: MongoClient[dict[str, Any]], mongod: Mongod) -> PyMongoError | None:
    try:
        stored = client.local["system.replset"].find_one()
        if stored is None:
            client.admin.command("replSetInitiate", replica_set_config([mongod], {}))
        elif [member["host"] for member in stored["members"]] != [f"{HOST}:{mongod.port}"]:
            # Its last port was taken: the configuration must name the one it has now.
            config = replica_set_config([mongod], stored["settings"])
            config["version"] = stored["version"] + 1
            client.admin.command("replSetReconfig", config, force=True)
    except PyMongoError as error:
        return error
    return None


def _has_state(member: Mongod, *states: str) -> bool:
    try:
        with member.client() as client:
            hello = client.admin.command("hello")
    except PyMongoError:
        return False
    return any(hello.get(state) for state in states)
