"""What is needed before the first page: indexes, the demo community, static files."""

import hashlib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError

from mflix_site.errors import Problem


def prepare_database(say: Callable[[str], None]) -> None:
    """Update indexes and validators, finish interrupted work, and fill an empty embedded database.

    Where that fails the site is served with a warning: `/readyz` answers 503 until it is done.
    """
    try:
        call_command("migrate_mongodb", stdout=StringIO())
        call_command("purge", stdout=StringIO())
        call_command("reindex_search", if_needed=True)
    except (CommandError, Problem) as problem:
        say(f"Warning: {problem} Not all that guards the data is there: run `migrate_mongodb`.")
    if settings.EMBEDDED:
        call_command("seed_demo")


def collect_static() -> None:
    """Collect and compress the static files, unless none changed since the last time."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    current = _static_hash()
    if stamp.exists() and stamp.read_text() == current and Path(settings.STATIC_ROOT).is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


def _static_hash() -> str:
    lines = "\n".join(sorted(_static_sources()))
    return hashlib.sha256(f"{settings.STORAGES['staticfiles']}\n{lines}".encode()).hexdigest()


def _static_sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            yield f"{name} {status.st_size} {status.st_mtime_ns}"
