"""One served site a checkout: a lock that the kernel drops with its holder, and a free port."""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

HOST = "127.0.0.1"
SECONDS_TO_LET_GO = 12.0


@contextmanager
def only_one(path: Path, address: str) -> Iterator[bool]:
    """Hold the checkout's lock; give whether the last holder was killed before it could tidy up."""
    descriptor = _taken(path)
    try:
        killed = os.fstat(descriptor).st_size > 0
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, address.encode(), 0)
        yield killed
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.pread(descriptor, 200, 0).decode(errors="replace") or "an address of its own"
            os.close(descriptor)
            raise CommandError(
                f"mflix is running from this folder already, at {where}: stop that one first."
            ) from None
        # The one before us may have removed the file between our opening and our locking it.
        if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
        os.close(descriptor)


def check_port(port: int, seconds: float) -> None:
    """Refuse a port that something listens on for longer than `seconds` from now."""
    deadline = time.monotonic() + seconds
    while (code := _why_not(port)) is not None:
        if code == errno.EACCES:
            raise CommandError(
                f"Port {port} may not be used: take one above 1023, such as PORT=8000."
            )
        if time.monotonic() >= deadline:
            other = port + 1 if port < 65535 else 8001
            raise CommandError(
                f"Port {port} is taken by another program: choose another, as in "
                f"`PORT={other} make run`."
            )
        time.sleep(0.1)


def _why_not(port: int) -> int | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.errno or errno.EADDRINUSE
    return None
