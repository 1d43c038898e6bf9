"""One served site per checkout: a lock that the kernel releases, and a free port."""

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from filelock import FileLock, Timeout

# A site whose make was just killed needs a moment to notice; one that is stopping needs longer.
NOTICE_SECONDS, STOP_SECONDS = 2.0, 25.0
PORT_RELEASE_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class SiteLock:
    """The lock while it is held, and the file that tells others our address."""

    address_file: Path
    previous_was_killed: bool

    def announce_stop(self) -> None:
        """Make the next site wait for the lock instead of giving up."""
        self.address_file.unlink(missing_ok=True)


@contextmanager
def hold_site_lock(folder: Path, address: str) -> Iterator[SiteLock]:
    """Hold the checkout's lock; raise CommandError with the address of a site that runs already."""
    lock, address_file = FileLock(folder / "serve.lock"), folder / "serve.address"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _acquire(lock, address_file)
        site_lock = SiteLock(address_file, address_file.exists())
        address_file.write_text(address)
    except OSError as error:
        name = error.filename or folder
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
    try:
        yield site_lock
    finally:
        site_lock.announce_stop()
        lock.release()


def _acquire(lock: FileLock, address_file: Path) -> None:
    address = "another address"
    for seconds in (NOTICE_SECONDS, STOP_SECONDS):
        with suppress(Timeout):
            lock.acquire(timeout=seconds)
            return
        if address_file.exists():
            address = address_file.read_text()
            break
    raise CommandError(
        f"mflix is already running from this folder, at {address}: stop that one first."
    )


def check_port(name: str, seconds: float) -> None:
    """Raise CommandError if something listens on the port of a setting for longer than this."""
    deadline, host = time.monotonic() + seconds, str(settings.BIND_ADDRESS)
    port, family = getattr(settings, name), socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        try:
            return socket.create_server((host, port), family=family).close()
        except PermissionError:
            problem = f"Port {port} can't be used: choose one above 1023, such as {name}=8000."
        except OSError as error:
            is_away = error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
            if not is_away and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            other = port + 1 if port < 65535 else 8001
            problem = (
                f"BIND_ADDRESS={host} is not an address of this machine."
                if is_away
                else f"Another program is using port {port}: choose another, as in "
                f"`{name}={other} make run`."
            )
        raise CommandError(problem)
