"""Makes mongods into replica sets: one that leads alone, or several for tests and benches."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from .errors import ServerError
from .process import HOST, Mongod, Options, free_port, launch
from .state import REPLICA_SET, uri

PRIMARY, SECONDARY = "isWritablePrimary", "secondary"
SECONDS_TO_LEAD = 60.0
NOT_YET = (94, 109)  # NotYetInitialized, ConfigurationInProgress


@dataclass(frozen=True, slots=True)
class ReplicaSet:
    """Several mongods on this machine that vote; any may be killed."""

    members: tuple[Mongod, ...]

    @property
    def uri(self) -> str:
        """Give the address that names all members."""
        return uri(*(member.port for member in self.members))

    def primary(self) -> Mongod:
        """Give the member that takes writes now, waiting for an election if there is none."""
        return _first(self.members, PRIMARY)

    def kill_primary(self) -> Mongod:
        """End the primary as a crash would, and give it."""
        leader = self.primary()
        leader.kill()
        return leader

    def revive(self, member: Mongod) -> "ReplicaSet":
        """Start a killed member again on its data and port, and give the set with it."""
        again = launch(member.folder, member.port, Options(fast=True))
        again.wait_until_listening()
        return ReplicaSet(tuple(again if one is member else one for one in self.members))

    def kill(self) -> None:
        """End all members at once: in good order each would take 16 s."""
        for member in self.members:
            member.kill()


def replica_set(folder: Path, count: int = 3, flags: Sequence[str] = ()) -> ReplicaSet:
    """Start `count` members under `folder` that elect a new primary within about a second."""
    options = Options(tuple(flags), fast=True)
    whole = ReplicaSet(
        tuple(launch(folder / f"member-{i}", free_port(), options) for i in range(count))
    )
    try:
        for member in whole.members:
            member.wait_until_listening()
        quick = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 500}
        with whole.members[0].client() as client:
            client.admin.command("replSetInitiate", _config(whole.members, quick))
        # Killed before the others have copied the data, the first would leave nobody to elect.
        for member in whole.members:
            _first([member], PRIMARY, SECONDARY)
        whole.primary()
    except BaseException:
        whole.kill()
        raise
    return whole


def lead_alone(mongod: Mongod) -> None:
    """Make one mongod a replica set of itself, at the port it has now, and wait until it leads."""
    deadline = time.monotonic() + SECONDS_TO_LEAD
    with mongod.client() as client:
        while (refusal := _join(client, mongod)) is not None:
            # It listens a moment before it has read its own configuration.
            if getattr(refusal, "code", None) not in NOT_YET or time.monotonic() > deadline:
                raise ServerError(f"The embedded MongoDB refused its replica set: {refusal}")
            time.sleep(0.05)
    _first([mongod], PRIMARY)


def _join(client: MongoClient[dict[str, Any]], mongod: Mongod) -> PyMongoError | None:
    """Tell the server its set, unless it knows it; give its refusal."""
    try:
        known = client.local["system.replset"].find_one()
        if known is None:
            client.admin.command("replSetInitiate", _config([mongod], {}))
        elif [member["host"] for member in known["members"]] != [f"{HOST}:{mongod.port}"]:
            # The port was taken this time: the set must learn where its only member lives now.
            config = _config([mongod], known["settings"]) | {"version": known["version"] + 1}
            client.admin.command("replSetReconfig", config, force=True)
    except PyMongoError as refusal:
        return refusal
    return None


def _config(members: Sequence[Mongod], settings: dict[str, Any]) -> dict[str, Any]:
    hosts = [{"_id": i, "host": f"{HOST}:{member.port}"} for i, member in enumerate(members)]
    return {"_id": REPLICA_SET, "members": hosts, "settings": settings}


def _plays(member: Mongod, *parts: str) -> bool:
    """Say whether the member plays one of these parts in its set now."""
    try:
        with member.client() as client:
            hello = client.admin.command("hello")
    except PyMongoError:
        return False
    return any(hello.get(part) for part in parts)


def _first(members: Sequence[Mongod], *parts: str) -> Mongod:
    """Give the first living member that plays one of these parts, waiting until one does."""
    deadline = time.monotonic() + SECONDS_TO_LEAD
    while time.monotonic() < deadline:
        for member in members:
            if not member.ended() and _plays(member, *parts):
                return member
        time.sleep(0.05)
    raise ServerError("No member of the MongoDB replica set took up its part.")
