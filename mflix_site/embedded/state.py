"""Who runs the server of a data folder: its state file, the process behind it, and a lock."""

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import ServerError

REPLICA_SET = "rs0"


@dataclass(frozen=True, slots=True)
class State:
    """A running server; it ends with `owner` (0: nobody), and others may use it if `shared`."""

    pid: int
    port: int
    owner: int = 0
    shared: bool = True

    @property
    def uri(self) -> str:
        """Give the server's address."""
        return uri(self.port)


def uri(*ports: int) -> str:
    """Give the address of a replica set on this machine's loopback."""
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    return f"mongodb://{hosts}/?replicaSet={REPLICA_SET}"


def state_file(folder: Path) -> Path:
    """Give the file that says which server runs on this folder."""
    return folder / "server.json"


def data_folder(folder: Path) -> Path:
    """Give the folder that mongod itself writes in."""
    return folder.resolve() / "data"


def write(folder: Path, state: State) -> None:
    """Write the state down, all or nothing."""
    draft = folder / "server.json.new"
    draft.write_text(json.dumps(asdict(state)) + "\n")
    draft.replace(state_file(folder))


def read(folder: Path) -> State | None:
    """Give what the state file says, true or not; None without a readable one."""
    try:
        return State(**json.loads(state_file(folder).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def forget(folder: Path, pid: int) -> None:
    """Remove the state file if it speaks of this server."""
    state = read(folder)
    if state is not None and state.pid == pid:
        state_file(folder).unlink(missing_ok=True)


def live(folder: Path) -> State | None:
    """Give the server that runs on this folder, unless it is about to end with its owner."""
    state = read(folder)
    if state is None:
        return None
    parent = parent_of_server(state.pid, folder)
    return state if parent is not None and state.owner in (0, parent) else None


def holder(folder: Path) -> int | None:
    """Give the process id in mongod's own lock file; it may be long dead."""
    try:
        return int((data_folder(folder) / "mongod.lock").read_text())
    except (OSError, ValueError):
        return None


def parent_of_server(pid: int, folder: Path) -> int | None:
    """Give the parent of process `pid` if that is a mongod on this folder, else None.

    Process ids are used again, so the command line must name the folder.
    """
    seen = _from_proc(pid) if Path("/proc/self/stat").exists() else _from_ps(pid)
    if seen is None:
        return None
    parent, command = seen
    return parent if f" --dbpath {data_folder(folder)} " in f"{command} " else None


def _from_proc(pid: int) -> tuple[int, str] | None:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        # After the name in brackets, which may itself hold brackets: state, then parent.
        status, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if status in "ZX" else (int(parent), command)


def _from_ps(pid: int) -> tuple[int, str] | None:
    answer = subprocess.run(
        ["ps", "-o", "ppid=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    parent, _, command = answer.stdout.strip().partition(" ")
    return (int(parent), command) if parent.isdigit() else None


@contextmanager
def locked(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder for this process; waits for another, and says so.

    The kernel drops the lock with its holder, so none is ever left behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ServerError(f"{folder} cannot be used: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is using the embedded MongoDB; waiting for it to finish.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
