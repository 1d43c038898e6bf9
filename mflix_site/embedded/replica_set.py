"""Configure the embedded server as a replica set of one member, and wait until it is primary."""

import time
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from .errors import ServerError
from .process import HOST, Mongod
from .state import REPLICA_SET

ELECTION_SECONDS = 60.0
NOT_READY_CODES = (94, 109)  # NotYetInitialized, ConfigurationInProgress


def initiate_single_member(mongod: Mongod) -> None:
    """Make one mongod a replica set of itself at its current port; wait until it is primary."""
    deadline = time.monotonic() + ELECTION_SECONDS
    with mongod.client() as client:
        while (error := _configure(client, mongod)) is not None:
            # It listens a moment before it has read its own configuration.
            if getattr(error, "code", None) not in NOT_READY_CODES or time.monotonic() > deadline:
                raise ServerError(
                    f"The embedded MongoDB refused its replica set: see {mongod.log}"
                ) from error
            time.sleep(0.05)
        while not _is_primary(client):
            if mongod.ended() or time.monotonic() > deadline:
                raise ServerError("The embedded MongoDB did not become primary.")
            time.sleep(0.05)


def _configure(client: MongoClient[dict[str, Any]], mongod: Mongod) -> PyMongoError | None:
    members = [{"_id": 0, "host": f"{HOST}:{mongod.port}"}]
    config: dict[str, Any] = {"_id": REPLICA_SET, "members": members}
    try:
        stored = client.local["system.replset"].find_one()
        if stored is None:
            client.admin.command("replSetInitiate", config)
        elif [member["host"] for member in stored["members"]] != [members[0]["host"]]:
            # Its last port was taken: the configuration must name the one it has now.
            config |= {"settings": stored["settings"], "version": stored["version"] + 1}
            client.admin.command("replSetReconfig", config, force=True)
    except PyMongoError as error:
        return error
    return None


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False
