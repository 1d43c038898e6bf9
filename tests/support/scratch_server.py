"""Throw-away folders and servers for tests and benches, in memory where the machine has room."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mflix_site.embedded.process import Mongod, Options
from mflix_site.embedded.server import start

PREFIX = "mflix-scratch-"
MEMORY, ROOM = Path("/dev/shm"), 1_000_000_000


@contextmanager
def scratch_folder(room: int = ROOM) -> Iterator[Path]:
    """Yield a folder that is removed at the end; removes those that killed processes left, too.

    It is in memory where that has so many bytes of room.
    """
    base = _base(room)
    for old in base.glob(PREFIX + "*"):
        _remove_if_left(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def scratch_server(flags: tuple[str, ...] = (), room: int = ROOM) -> Iterator[Mongod]:
    """Yield a running server that is killed and removed at the end: fast, for tests only."""
    with scratch_folder(room) as folder:
        server = start(folder / "mongodb", options=Options(flags, test_preset=True))
        try:
            yield server
        finally:
            server.kill()


def _base(room: int) -> Path:
    try:
        roomy = shutil.disk_usage(MEMORY).free > room and os.access(MEMORY, os.W_OK)
    except OSError:
        roomy = False
    return MEMORY if roomy else Path(tempfile.gettempdir())


def _remove_if_left(folder: Path) -> None:
    """Remove a folder whose maker is gone: the kernel dropped its lock."""
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(lock)
