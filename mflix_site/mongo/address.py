"""Where the database is: MONGODB_URI, or the embedded server's address from its state file."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ..embedded.errors import ServerError
from ..embedded.state import live, state_file

_last_known: dict[Path, str] = {}


def embedded_folder() -> Path:
    """Give the folder of this checkout's embedded server."""
    return Path(settings.VAR_DIR) / "mongodb"


def address() -> str:
    """Give the address to connect to; raises ServerError when the embedded server never ran."""
    if settings.MONGODB_URI:
        return str(settings.MONGODB_URI)
    folder = embedded_folder()
    try:
        written = state_file(folder).stat().st_mtime_ns
    except OSError:
        written = 0
    if written:
        _last_known[folder] = _read(folder, written) or _last_known.get(folder, "")
    # A server that went away comes back at its address; until then the driver says that it is away.
    if not _last_known.get(folder):
        raise ServerError(
            "The embedded MongoDB is not running. Start it with `manage.py mongod start`."
        )
    return _last_known[folder]


@lru_cache(maxsize=4)
def _read(folder: Path, written: int) -> str | None:
    state = live(folder)
    return state.uri if state else None
