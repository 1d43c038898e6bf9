"""Why the embedded MongoDB cannot run, in one sentence each."""

import json
import re
from pathlib import Path

from mflix_site.errors import Unavailable

PACKAGES = {"curl": "libcurl4", "ssl": "libssl3", "crypto": "libssl3", "lzma": "liblzma5"}
DISK = re.compile(
    "Permission denied|Operation not permitted|Read-only file system|No space left on device"
)
ADDRESS_IN_USE, DATA_IN_USE, ILLEGAL_INSTRUCTION = 48, 100, -4


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
