"""The processes of a served site, which cannot outlive it; its lock, ports and stop signals."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from types import FrameType

import psutil
from django.conf import settings
from django.core.management.base import CommandError
from filelock import FileLock, Timeout

from ..parent_death import with_parent_death_signal

START_SECONDS, STOP_SECONDS = 60.0, 10.0
# A site whose make was just killed needs a moment to notice; one that is stopping needs longer.
NOTICE_SECONDS, LAST_SECONDS = 2.0, 25.0
PORT_RELEASE_SECONDS = 12.0
ADDRESS_FILE = "serve.address"  # in it another site reads where this one is
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class SiteProcess:
    """A process of the site, with a process group of its own."""

    name: str
    process: psutil.Popen
    arguments: tuple[str, ...]

    def end_status(self) -> str:
        """Return a sentence on how it ended; empty while it runs."""
        code = self.process.poll()
        if code is None:
            return ""
        how = f"signal {-code}" if code < 0 else f"status {code}"
        return f"{self.name} stopped unexpectedly ({how})."

    def restart(self) -> "SiteProcess":
        """Start it again after it ended; the site is prepared, so that it need not wait."""
        restarted = start_process(self.name, *self.arguments, waits=self.process.stdin is not None)
        restarted.tell_to_listen()
        return restarted

    def tell_to_listen(self) -> None:
        """Make gunicorn listen, which waits for the end of its standard input."""
        if self.process.stdin is not None:
            self.process.stdin.close()


def start_process(name: str, *arguments: str, waits: bool = False) -> SiteProcess:
    """Start a Python program of ours; with `waits`, `tell_to_listen` closes its standard input."""
    process = psutil.Popen(
        # Killed with this process: the port must be free for the next start.
        with_parent_death_signal([sys.executable, *arguments], signal.SIGKILL),
        cwd=settings.BASE_DIR,
        env={**os.environ, "MFLIX_DATABASE_MANAGED": "1"},
        stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C reaches this process alone, which stops the others
    )
    return SiteProcess(name, process, arguments)


def stop_processes(processes: Sequence[SiteProcess]) -> None:
    for one in processes:
        # One may have ended, and its status been read, just before the stop.
        with suppress(psutil.NoSuchProcess):
            one.process.terminate()
    _, running = psutil.wait_procs([one.process for one in processes], timeout=STOP_SECONDS)
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def reachable_address(bound: IPv4Address | IPv6Address) -> str:
    """Return an address at which this machine reaches a bound one: all of them include its own."""
    loopback = "::1" if bound.version == 6 else "127.0.0.1"
    return loopback if bound.is_unspecified else str(bound)


def wait_until_site_answers(gunicorn: SiteProcess, host: str, port: int) -> None:
    """Return when the site answers a request; raise CommandError when gunicorn ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if reason := gunicorn.end_status():
            raise CommandError(f"{reason} The reason is above.")
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", f"{settings.SCRIPT_NAME}/healthz")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise CommandError(f"The site did not answer within {START_SECONDS:.0f} s.")


class StopRequested(BaseException):
    """A signal asked this process to stop."""


def raise_on_stop_signals() -> None:
    """Make the first stop signal raise StopRequested, and ignore those after it."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    # tools/bootstrap.py blocks them until this process can handle them.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


class MakeInterruptDetector:
    """Detect a Ctrl-C that only make received: make then waits for us, and does not pass it on.

    A make that was interrupted no longer catches SIGINT, which /proc shows.
    """

    def __init__(self) -> None:
        self.status = Path(f"/proc/{os.getppid()}/status")
        self.caught_at_start = self._is_caught()

    def received(self) -> bool:
        return self.caught_at_start and not self._is_caught()

    def _is_caught(self) -> bool:
        with suppress(OSError, ValueError, KeyError):
            fields = dict(line.split(":\t", 1) for line in self.status.read_text().splitlines())
            caught = int(fields["SigCgt"], 16) >> (signal.SIGINT - 1) & 1
            return bool(caught) and fields["Name"] in ("make", "gmake")
        return False


@contextmanager
def hold_site_lock(folder: Path, address: str) -> Iterator[bool]:
    """Hold the checkout's lock, with our address; yield whether the last holder left its own.

    Raise CommandError with the address of a site that runs already.
    """
    lock, address_file = FileLock(folder / "serve.lock"), folder / ADDRESS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _acquire(lock, address_file)
        was_killed = address_file.exists()
        address_file.write_text(address)
    except OSError as error:
        name = error.filename or folder
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
    try:
        yield was_killed
    finally:
        announce_stop(folder)
        lock.release()


def announce_stop(folder: Path) -> None:
    """Make the next site wait for the lock instead of giving up."""
    (folder / ADDRESS_FILE).unlink(missing_ok=True)


def _acquire(lock: FileLock, address_file: Path) -> None:
    for seconds in (NOTICE_SECONDS, LAST_SECONDS):
        with suppress(Timeout):
            lock.acquire(timeout=seconds)
            return
        if address_file.exists():
            break
    address = address_file.read_text() if address_file.exists() else "another address"
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
