"""Start, share and stop the embedded MongoDB, without Django: tests and benchmarks use it too."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, PyMongoError

from .process import HOST, STOP_SECONDS, Mongod, Options, free_port, launch
from .state import (
    REPLICA_SET,
    PortInUse,
    ServerError,
    ServerState,
    data_in_use,
    delete_state,
    find_running,
    lock_file_pid,
    read_state,
    server_parent,
    write_state,
)

DEFAULT_PORT = 27117
ELECTION_SECONDS = 60.0
NOT_READY_CODES = (94, 109)  # NotYetInitialized, ConfigurationInProgress


def _ignore(_sentence: str) -> None: ...


def start(
    folder: Path,
    port: int = 0,
    options: Options = Options(),  # noqa: B008 -- frozen
    say: Callable[[str], None] = _ignore,
) -> Mongod:
    """Start a server, which ends with this process unless detached; return when it is primary."""
    with folder_lock(folder, say):
        return _start(folder, port, options)


@contextmanager
def running_server(folder: Path, say: Callable[[str], None] = _ignore) -> Iterator[str]:
    """Yield the address of the server that runs on `folder`, or of one started for this block.

    Two blocks that start one wait for each other, so that neither stops the other's server.
    """
    with ExitStack() as stack:
        running: ServerState | Mongod | None = _find_usable(folder)
        if running is None:
            stack.enter_context(folder_lock(folder, say))
            running = _find_usable(folder)
        if running is None:
            running = _start(folder, DEFAULT_PORT, Options(shared=False))
            stack.callback(running.stop)
        yield running.uri


def stop(folder: Path) -> ServerState | None:
    """Stop the server on `folder`, whoever started it; return its state, or None if none ran."""
    if (state := find_running(folder)) is None:
        return None
    # Deleted first: whoever monitors the server sees that the stop was intended.
    delete_state(folder, state.pid)
    with suppress(ProcessLookupError):
        os.kill(state.pid, signal.SIGTERM)
        if not _wait_for_end(state.pid, folder, STOP_SECONDS):
            os.kill(state.pid, signal.SIGKILL)
    return state


@contextmanager
def folder_lock(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Lock the folder for this process; the kernel releases the lock when its holder ends."""
    lock = FileLock(folder / "server.lock", poll_interval=0.02)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        say("Another command is using the embedded MongoDB; waiting for it to finish.")
        lock.acquire()
    except OSError as error:
        raise ServerError(f"{folder} cannot be used: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()


def _find_usable(folder: Path) -> ServerState | None:
    state = find_running(folder)
    return state if state is not None and (state.shared or state.owner == os.getpid()) else None


def _start(folder: Path, port: int, options: Options) -> Mongod:
    _wait_for_previous_server(folder)
    for _attempt in range(3):
        mongod = launch(folder, free_port(port), options)
        try:
            mongod.wait_until_listening()
            initiate_single_member(mongod)
            owner = 0 if options.detached else os.getpid()
            write_state(folder, ServerState(mongod.pid, mongod.port, owner, options.shared))
            return mongod
        except PortInUse:
            port = 0
        except BaseException:
            mongod.stop()
            raise
    raise ServerError("No free port was found for the embedded MongoDB: try again.")


def _wait_for_previous_server(folder: Path) -> None:
    """Wait for a server whose owner was just killed to end; refuse to touch anybody else's."""
    pid, state = lock_file_pid(folder), read_state(folder)
    if pid is None or server_parent(pid, folder) is None:
        return
    is_ending = state is not None and state.pid == pid and find_running(folder) is None
    if not _wait_for_end(pid, folder, STOP_SECONDS if is_ending else 0.0):
        raise data_in_use(folder, pid)


def _wait_for_end(pid: int, folder: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while server_parent(pid, folder) is not None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def initiate_single_member(mongod: Mongod) -> None:
    """Make one mongod a replica set of itself at its current port; wait until it is primary."""
    deadline = time.monotonic() + ELECTION_SECONDS
    with mongod.client() as client:
        while (error := _configure(client, mongod)) is not None:
            if not _is_transient(error) or mongod.ended() or time.monotonic() > deadline:
                reason = f"The embedded MongoDB refused its replica set: see {mongod.log}"
                raise ServerError(reason) from error
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


def _is_transient(error: PyMongoError) -> bool:
    """Return whether configuring the replica set may succeed when it is tried again.

    `mongod` listens before it has read its configuration, and may close connections when it has.
    """
    return isinstance(error, ConnectionFailure) or getattr(error, "code", 0) in NOT_READY_CODES


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False
