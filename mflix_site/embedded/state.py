"""Which server runs on a data folder: its state file, and the process behind it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

REPLICA_SET = "rs0"


@dataclass(frozen=True, slots=True)
class ServerState:
    """A running server: it ends with process `owner` (0: none); others may use it if `shared`."""

    pid: int
    port: int
    owner: int = 0
    shared: bool = True

    @property
    def uri(self) -> str:
        return uri(self.port)


def uri(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def state_file(folder: Path) -> Path:
    return folder / "server.json"


def data_folder(folder: Path) -> Path:
    return folder.resolve() / "data"


def write_state(folder: Path, state: ServerState) -> None:
    draft = folder / "server.json.new"
    draft.write_text(json.dumps(asdict(state)) + "\n")
    draft.replace(state_file(folder))  # atomic, so that no reader sees half of it


def read_state(folder: Path) -> ServerState | None:
    """Return what the state file says, true or not; None without a readable one."""
    try:
        return ServerState(**json.loads(state_file(folder).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def delete_state(folder: Path, pid: int) -> None:
    state = read_state(folder)
    if state is not None and state.pid == pid:
        state_file(folder).unlink(missing_ok=True)


def find_running(folder: Path) -> ServerState | None:
    """Return the server that runs on this folder, unless it is about to end with its owner."""
    state = read_state(folder)
    parent = server_parent(state.pid, folder) if state else None
    return state if state and parent is not None and state.owner in (0, parent) else None


def lock_file_pid(folder: Path) -> int | None:
    """Return the process id in mongod's own lock file; that process may have ended long ago."""
    try:
        return int((data_folder(folder) / "mongod.lock").read_text())
    except (OSError, ValueError):
        return None


def server_parent(pid: int, folder: Path) -> int | None:
    """Return the parent of a process if its command line is a mongod's on this folder, or None."""
    try:
        process = psutil.Process(pid)
        is_ours = str(data_folder(folder)) in process.cmdline()
        return process.ppid() if is_ours and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, ValueError):
        return None
