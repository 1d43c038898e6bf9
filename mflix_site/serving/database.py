"""The database under a served site: the embedded server, kept alive, or the one of MONGODB_URI."""

import time
from collections.abc import Callable
from pathlib import Path

from ..embedded.server import USUAL_PORT, LocalServer, start
from ..embedded.state import live, read

# A server that crashes at once must not be started over and over; until then pages say 503.
SECONDS_BEFORE_RESTART = 5.0


class Embedded:
    """The embedded server while the site is served: started if need be, and stopped if ours."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder, self.say = folder, say
        self.server: LocalServer | None = None
        self.ended_at: float | None = None

    def __enter__(self) -> "Embedded":
        state = live(self.folder)
        if state is None or not state.shared:
            self.server = start(self.folder, USUAL_PORT, say=self.say)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.server is not None:
            self.server.stop()

    def tend(self) -> None:
        """Start the server again some seconds after it crashed; one stopped by hand stays so."""
        if self.server is None or not self.server.ended():
            return
        if self.ended_at is None:
            self._notice()
        elif time.monotonic() - self.ended_at > SECONDS_BEFORE_RESTART:
            self.server = start(self.folder, self.server.mongod.port, say=self.say)
            self.ended_at = None
            self.say("MongoDB is back.")

    def _notice(self) -> None:
        if read(self.folder) is None:
            self.server = None
            self.say("MongoDB was stopped by hand; `manage.py mongod start` brings it back.")
            return
        self.ended_at = time.monotonic()
        self.say(
            f"MongoDB ended unexpectedly; starting it again in {SECONDS_BEFORE_RESTART:.0f} s."
        )
