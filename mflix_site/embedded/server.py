"""Starts, shares and stops the embedded MongoDB, without Django: tests and benches use it too."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import PortTaken, ServerError, data_in_use
from .process import SECONDS_TO_STOP, Mongod, Options, free_port, launch
from .replica_set import lead_alone
from .state import (
    State,
    forget,
    holder,
    live,
    locked,
    parent_of_server,
    read,
    uri,
    write,
)

USUAL_PORT = 27117


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A replica set of one that this process started."""

    mongod: Mongod

    @property
    def uri(self) -> str:
        """Give its address."""
        return uri(self.mongod.port)

    @property
    def pid(self) -> int:
        """Give the process id of its mongod."""
        return self.mongod.pid

    def ended(self) -> bool:
        """Say whether it is gone."""
        return self.mongod.ended()

    def stop(self) -> None:
        """Stop it in good order."""
        self.mongod.stop()
        forget(self.mongod.folder, self.pid)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.mongod.kill()


def _quiet(_sentence: str) -> None:
    pass


def start(
    folder: Path,
    port: int = 0,
    options: Options = Options(),  # noqa: B008 -- frozen
    say: Callable[[str], None] = _quiet,
) -> LocalServer:
    """Start a server on `folder`, at `port` or at a free one if that is taken, and let it lead.

    Raises ServerError with the sentence to show. Unless detached, it ends with this process.
    """
    with locked(folder, say):
        return _start(folder, port, options)


@contextmanager
def running(folder: Path, say: Callable[[str], None] = _quiet) -> Iterator[str]:
    """Give the address of the server that runs on `folder`; else of one for this block only.

    Two such blocks wait for each other, so that none has its server stopped by the other.
    """
    state = _usable(folder)
    if state is not None:
        yield state.uri
        return
    with locked(folder, say):
        state = _usable(folder)
        if state is not None:
            yield state.uri
            return
        server = _start(folder, USUAL_PORT, Options(shared=False))
        try:
            yield server.uri
        finally:
            server.stop()


def stop(folder: Path) -> State | None:
    """Stop the server on `folder`, whoever started it, and give what it was, if there was one."""
    state = live(folder)
    if state is None:
        return None
    # Gone from the file first: whoever watches it sees that this was meant.
    forget(folder, state.pid)
    with suppress(ProcessLookupError):
        os.kill(state.pid, signal.SIGTERM)
    if not _gone(state.pid, folder, SECONDS_TO_STOP):
        with suppress(ProcessLookupError):
            os.kill(state.pid, signal.SIGKILL)
    return state


def _usable(folder: Path) -> State | None:
    state = live(folder)
    return state if state is not None and (state.shared or state.owner == os.getpid()) else None


def _start(folder: Path, port: int, options: Options) -> LocalServer:
    _wait_for_the_last(folder)
    for _attempt in range(3):
        mongod = launch(folder, free_port(port), options)
        try:
            return _brought_up(mongod, options)
        except PortTaken:
            port = 0
        except BaseException:
            mongod.stop()
            raise
    raise ServerError("No free port was found for the embedded MongoDB: try again.")


def _brought_up(mongod: Mongod, options: Options) -> LocalServer:
    mongod.wait_until_listening()
    lead_alone(mongod)
    owner = 0 if options.detached else os.getpid()
    write(mongod.folder, State(mongod.pid, mongod.port, owner, options.shared))
    return LocalServer(mongod)


def _wait_for_the_last(folder: Path) -> None:
    """Let a server end whose owner was killed a moment ago; refuse to touch anybody else's."""
    pid, state = holder(folder), read(folder)
    if pid is None or parent_of_server(pid, folder) is None:
        return
    dying = state is not None and state.pid == pid and live(folder) is None
    if not _gone(pid, folder, SECONDS_TO_STOP if dying else 0.0):
        raise data_in_use(folder, pid)


def _gone(pid: int, folder: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while parent_of_server(pid, folder) is not None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True
