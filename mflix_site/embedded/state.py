"""Which server runs on a data folder, by its state file and process, or why none can."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from mflix_site.errors import Unavailable

REPLICA_SET = "rs0"
PACKAGES = {"curl": "libcurl4", "ssl": "libssl3", "crypto": "libssl3", "lzma": "liblzma5"}
DISK = re.compile(
    "Permission denied|Operation not permitted|Read-only file system|No space left on device"
)
ADDRESS_IN_USE, DATA_IN_USE, ILLEGAL_INSTRUCTION = 48, 100, -4


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
    """Return the content of the state file, true or not; None without a readable one."""
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


class ServerError(Unavailable):
    """The embedded server is not running, and why: for the operator, not for visitors."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.args = (reason,)


class PortInUse(ServerError):
    """Another program took the port between our check and the server's start."""


def start_failure(log: Path, code: int, lock_file_pid: int | None) -> ServerError:
    """Return why a mongod ended while starting, from its log, its status and its lock file."""
    text = log.read_text(errors="replace") if log.exists() else ""
    if missing := re.search(r"error while loading shared libraries: (lib(\w+)\S*):", text):
        package = PACKAGES.get(missing[2], "the package that has this library")
        return ServerError(
            f"mongod cannot start because {missing[1]} is missing. On Debian and Ubuntu: apt "
            f"install {package} (MongoDB needs libcurl4, libssl3 and liblzma5)."
        )
    if code == ADDRESS_IN_USE or "Address already in use" in text:
        return PortInUse("Another program has just taken the embedded MongoDB's port: try again.")
    if code == DATA_IN_USE and "Another mongod" in text:
        return data_in_use(log.parent, lock_file_pid)
    if code == ILLEGAL_INSTRUCTION:
        return ServerError(
            "This processor lacks AVX, which MongoDB needs since 5.0: set MONGODB_URI to a server "
            "elsewhere, or MONGOD_BINARY to an older mongod."
        )
    if blocked := DISK.search(text):
        return ServerError(f"{log.parent} cannot be written by mongod: {blocked[0]}.")
    return ServerError(f"mongod ended while starting: {_last_error(text, code)} Its log: {log}")


def data_in_use(folder: Path, lock_file_pid: int | None) -> ServerError:
    process = f" (process {lock_file_pid})" if lock_file_pid else ""
    return ServerError(f"{folder} is in use by another mongod{process}: stop that one first.")


def _last_error(text: str, code: int) -> str:
    for line in reversed([line.strip() for line in text.splitlines() if line.strip()]):
        try:
            entry = json.loads(line)
        except ValueError:
            return line
        if entry.get("s") in {"E", "F"}:
            attributes = entry.get("attr", {})
            reason = str(attributes.get("error") or attributes.get("reason") or entry.get("msg"))
            return reason.strip().split("\n")[0]
    return f"it gave no reason (status {code})."
