"""What can keep the embedded MongoDB from running, in one sentence each."""

import json
import re
from pathlib import Path

from mflix_site.errors import Unavailable

PACKAGES = {
    "libcurl": "libcurl4",
    "libssl": "libssl3",
    "libcrypto": "libssl3",
    "liblzma": "liblzma5",
}
DISK = re.compile(
    "Permission denied|Operation not permitted|Read-only file system|No space left on device"
)
ADDRESS_IN_USE, DATA_IN_USE, ILLEGAL_INSTRUCTION = 48, 100, -4


class ServerError(Unavailable):
    """The embedded server is not there or cannot start; the text says why and what to do.

    That text is for the operator: a visitor's page keeps to the sentence of its kind.
    """

    def __init__(self, why: str) -> None:
        super().__init__()
        self.args = (why,)


class PortTaken(ServerError):
    """Another program took the port between our look and the server's start."""


def start_failure(log: Path, code: int, holder: int | None) -> ServerError:
    """Say why a mongod ended while starting, from its log and exit status.

    `holder` is the process id that the data folder's own lock names, if it names one.
    """
    text = log.read_text(errors="replace") if log.exists() else ""
    if missing := re.findall(r"error while loading shared libraries: (\S+):", text):
        return _library_missing(missing[0])
    if code == ADDRESS_IN_USE or "Address already in use" in text:
        return PortTaken("The port of the embedded MongoDB was taken meanwhile.")
    if code == DATA_IN_USE and "Another mongod" in text:
        return data_in_use(log.parent, holder)
    if code == ILLEGAL_INSTRUCTION:
        return ServerError(
            "This processor lacks AVX, which MongoDB needs since 5.0: set MONGODB_URI to a server "
            "elsewhere, or MONGOD_BINARY to an older mongod."
        )
    if blocked := DISK.search(text):
        return ServerError(f"{log.parent} cannot be written by mongod: {blocked[0]}.")
    return ServerError(f"mongod ended while starting: {_last_words(text, code)} Its log: {log}")


def data_in_use(folder: Path, holder: int | None) -> ServerError:
    """Say that another mongod works in this folder, and which."""
    who = f"another mongod (process {holder})" if holder else "another mongod"
    return ServerError(f"{folder} is in use by {who}: stop that one first.")


def _library_missing(library: str) -> ServerError:
    package = PACKAGES.get(library.split(".")[0].split("-")[0])
    what = f"On Debian and Ubuntu: apt install {package}" if package else "Install its package"
    return ServerError(
        f"mongod cannot start because {library} is missing. {what} "
        "(MongoDB needs libcurl4, libssl3 and liblzma5)."
    )


def _last_words(text: str, code: int) -> str:
    """Give the last error of a mongod's log, else its last line, else the exit status."""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in reversed(lines):
        try:
            entry = json.loads(line)
        except ValueError:
            return line.strip()
        if entry.get("s") in {"E", "F"}:
            attributes = entry.get("attr", {})
            why = str(attributes.get("error") or attributes.get("reason") or entry.get("msg"))
            return why.strip().split("\n")[0]
    return f"it gave no reason (status {code})."
