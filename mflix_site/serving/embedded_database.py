"""The embedded server under a served site: started if need be, restarted after a crash."""

import time
from collections.abc import Callable
from pathlib import Path

from ..embedded.server import DEFAULT_PORT, EmbeddedServer, start
from ..embedded.state import find_running, read_state

# A server that crashes at once must not be restarted over and over; until then pages answer 503.
RESTART_SECONDS = 5.0


class EmbeddedDatabase:
    """A context manager in which the embedded server runs; it stops only what it started."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder, self.say = folder, say
        self.server: EmbeddedServer | None = None
        self.ended_at: float | None = None

    def __enter__(self) -> "EmbeddedDatabase":
        state = find_running(self.folder)
        if state is None or not state.shared:
            self.server = start(self.folder, DEFAULT_PORT, say=self.say)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.server is not None:
            self.server.stop()

    def restart_after_crash(self) -> None:
        """Restart the server some seconds after it crashed; leave one that was stopped by hand."""
        if self.server is None or not self.server.ended():
            return
        if self.ended_at is None:
            self._record_end()
        elif time.monotonic() - self.ended_at > RESTART_SECONDS:
            self.server = start(self.folder, self.server.mongod.port, say=self.say)
            self.ended_at = None
            self.say("MongoDB is back.")

    def _record_end(self) -> None:
        if read_state(self.folder) is None:
            self.server = None
            self.say("MongoDB was stopped by hand; `manage.py mongod start` brings it back.")
            return
        self.ended_at = time.monotonic()
        self.say(f"MongoDB ended unexpectedly; starting it again in {RESTART_SECONDS:.0f} s.")
