"""Replica sets of several members on this machine, any of which may be killed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pymongo.errors import PyMongoError

from mflix_site.embedded.process import HOST, Mongod, Options, free_port, launch
from mflix_site.embedded.state import REPLICA_SET

PRIMARY, SECONDARY = "isWritablePrimary", "secondary"  # fields of `hello`
ELECTION_SECONDS = 60.0


def address(member: Mongod) -> str:
    return f"{HOST}:{member.port}"


def has_state(member: Mongod, *states: str) -> bool:
    try:
        with member.client() as client:
            hello = client.admin.command("hello")
    except PyMongoError:
        return False
    return any(hello.get(state) for state in states)


def wait_for_state(members: Sequence[Mongod], *states: str) -> Mongod:
    """Return the first running member in one of the states."""
    deadline = time.monotonic() + ELECTION_SECONDS
    while time.monotonic() < deadline:
        for member in members:
            if not member.ended() and has_state(member, *states):
                return member
        time.sleep(0.05)
    raise AssertionError(f"no member became {' or '.join(states)}")


@dataclass(frozen=True, slots=True)
class ReplicaSet:
    """Several mongods that elect a primary."""

    members: tuple[Mongod, ...]

    @property
    def uri(self) -> str:
        return f"mongodb://{','.join(map(address, self.members))}/?replicaSet={REPLICA_SET}"

    def primary(self) -> Mongod:
        """Return the primary, waiting for an election if there is none."""
        return wait_for_state(self.members, PRIMARY)

    def kill_primary(self) -> Mongod:
        primary = self.primary()
        primary.kill()
        return primary

    def restart(self, member: Mongod) -> "ReplicaSet":
        """Start a killed member on its data and port; return the set with it."""
        restarted = launch(member.folder, member.port, Options(test_preset=True))
        restarted.wait_until_listening()
        return ReplicaSet(tuple(restarted if one is member else one for one in self.members))

    def kill(self) -> None:
        """Kill all members: a clean shutdown of each would take 16 s."""
        for member in self.members:
            member.kill()


def start_replica_set(folder: Path, count: int = 3, flags: Sequence[str] = ()) -> ReplicaSet:
    """Start `count` members under `folder` that elect a new primary within about a second."""
    options = Options(tuple(flags), test_preset=True)
    replica_set = ReplicaSet(
        tuple(launch(folder / f"member-{i}", free_port(), options) for i in range(count))
    )
    try:
        for member in replica_set.members:
            member.wait_until_listening()
        timing = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 500}
        hosts = [{"_id": i, "host": address(one)} for i, one in enumerate(replica_set.members)]
        config = {"_id": REPLICA_SET, "members": hosts, "settings": timing}
        with replica_set.members[0].client() as client:
            client.admin.command("replSetInitiate", config)
        # Killed before the others have copied the data, the first would leave nobody to elect.
        for member in replica_set.members:
            wait_for_state([member], PRIMARY, SECONDARY)
        replica_set.primary()
    except BaseException:
        replica_set.kill()
        raise
    return replica_set
