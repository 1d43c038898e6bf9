"""What a page needs: the embedded server, indexes, the demo community, static files."""

import time
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError

from mflix_site.errors import Problem
from mflix_site.mongo.client import embedded_folder
from mflix_site.mongo.connection_check import check_connection
from mflix_site.mongo.foreign_schema import foreign_ids_sentences

from ..embedded.process import Mongod
from ..embedded.server import DEFAULT_PORT, start
from ..embedded.state import ServerError, find_running, read_state

# A server that crashes at once must not be restarted over and over; until then pages answer 503.
RESTART_SECONDS = 5.0


def prepare_database(say: Callable[[str], None]) -> None:
    """Update indexes and validators, finish interrupted work, and fill an empty embedded database.

    Where that fails the site is served with a warning: `/readyz` answers 503 until it is done.
    Raise CommandError for documents that its pages cannot read.
    """
    if sentences := foreign_ids_sentences():
        raise CommandError(" ".join(sentences))
    try:
        call_command("migrate_mongodb", stdout=StringIO())
        call_command("purge", stdout=StringIO())
        call_command("reindex_search", if_needed=True)
    except (CommandError, Problem) as problem:
        say(f"Warning: {problem} The data is not fully guarded until `migrate_mongodb` succeeds.")
        return
    if settings.EMBEDDED:
        call_command("seed_demo")


def collect_static() -> None:
    """Collect and compress the static files, unless none changed since the last time."""
    found = ((n, s) for finder in get_finders() for n, s in finder.list([]))
    files = ((name, Path(storage.path(name)).stat()) for name, storage in found)
    lines = sorted(f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in files)
    current = sha256(f"{settings.STORAGES['staticfiles']}{lines}".encode()).hexdigest()
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    if stamp.exists() and stamp.read_text() == current and Path(settings.STATIC_ROOT).is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


class Database:
    """The database under a served site; of an embedded server it stops only what it started."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.folder, self.say = embedded_folder(), say
        self.server: Mongod | None = None
        self.ended_at: float | None = None
        self.last_failure = ""

    def start(self) -> None:
        """Start the embedded server, or check that the one of MONGODB_URI answers."""
        if not settings.EMBEDDED:
            check_connection(settings.MONGODB_URI, settings.MONGODB_DB)
            return
        state = find_running(self.folder)
        if state is None or not state.shared:
            self.server = start(self.folder, DEFAULT_PORT, say=self.say)

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()

    def restart_after_crash(self) -> None:
        """Restart the server some seconds after it crashed; leave one that was stopped by hand."""
        if self.server is None or not self.server.ended():
            return
        if self.ended_at is None and read_state(self.folder) is None:
            self.server = None
            self.say("MongoDB was stopped by hand; `manage.py mongod start` brings it back.")
        elif self.ended_at is None:
            self.ended_at = time.monotonic()
            self.say(f"MongoDB stopped unexpectedly; starting it again in {RESTART_SECONDS:.0f} s.")
        elif time.monotonic() - self.ended_at > RESTART_SECONDS:
            self._restart(self.server.port)

    def _restart(self, port: int) -> None:
        """Start the server again; where it cannot, as with a full disk, that is tried later."""
        try:
            self.server = start(self.folder, port, say=self.say)
        except (ServerError, OSError) as error:
            self.ended_at = time.monotonic()
            why = f"{error.strerror}." if isinstance(error, OSError) else str(error)
            if (sentence := f"MongoDB could not be started: {why}") != self.last_failure:
                self.say(f"{sentence} Trying again every {RESTART_SECONDS:.0f} s.")
            self.last_failure = sentence
        else:
            self.ended_at, self.last_failure = None, ""
            self.say("MongoDB is back.")
