"""What must be so before the first page: indexes, the demo community, static files."""

import hashlib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from mflix_site.errors import Problem


def prepare_database(say: Callable[[str], None]) -> None:
    """Bring the embedded database up to the code and fill an empty one; only look at any other."""
    if settings.EMBEDDED:
        call_command("migrate_mongodb", stdout=StringIO())
        if "reindex_search" in get_commands():
            call_command("reindex_search", if_needed=True)
        if "seed_demo" in get_commands():
            call_command("seed_demo")
    elif not _matches_the_code():
        say(
            "Warning: the database's indexes or validators differ from the code. "
            "Run `python manage.py migrate_mongodb`; the site goes on without."
        )


def _matches_the_code() -> bool:
    try:
        call_command("migrate_mongodb", check=True, stdout=StringIO())
    except (CommandError, Problem, SystemExit):
        return False
    return True


def collect_static() -> None:
    """Collect and compress the static files, unless none changed since the last time."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def _fingerprint() -> str:
    lines = "\n".join(sorted(_sources()))
    return hashlib.sha256(f"{settings.STORAGES['staticfiles']}\n{lines}".encode()).hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}"
