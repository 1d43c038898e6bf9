"""One served site a checkout: a lock that the kernel drops with its holder, and a free port."""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError

HOST = "127.0.0.1"
SECONDS_TO_HEAR, SECONDS_TO_STOP = 2.0, 25.0
SECONDS_TO_LET_GO = 12.0


@dataclass(frozen=True, slots=True)
class Held:
    """The lock, held; `killed` says whether its last holder could not tidy up."""

    descriptor: int
    killed: bool

    def say(self, text: str) -> None:
        """Write into the file what others may read: an address, or nothing while stopping."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)

    def stopping(self) -> None:
        """Let the next one wait for us instead of giving up."""
        self.say("")


@contextmanager
def only_one(path: Path, address: str) -> Iterator[Held]:
    """Hold the checkout's lock, with our address for whoever comes second."""
    descriptor = _taken(path)
    try:
        held = Held(descriptor, os.fstat(descriptor).st_size > 0)
        held.say(address)
        yield held
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path) -> int:
    """Give the locked file; wait for a holder that is stopping, refuse beside one that is not."""
    began = time.monotonic()
    while True:
        descriptor = _opened(path)
        if _locked(descriptor) and _is_still(path, descriptor):
            return descriptor
        where = os.pread(descriptor, 200, 0).decode(errors="replace")
        os.close(descriptor)
        # A make that was killed this moment has a site under it that has yet to hear of it.
        if time.monotonic() - began > (SECONDS_TO_HEAR if where else SECONDS_TO_STOP):
            where = where or "an address of its own"
            raise CommandError(
                f"mflix is running from this folder already, at {where}: stop that one first."
            )
        time.sleep(0.1)


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, descriptor: int) -> bool:
    """Say whether the file that we locked is the one that others will find."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


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
